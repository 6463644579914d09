//! The application people see, served from inside the binary.
//!
//! [`application()`] puts its files in front of a gateway, so that a page and the API it speaks to
//! have one origin. Paths of the gateway stay the gateway's; a file's path is that file; any other
//! path that a browser opens is the application's, which finds its way by itself.

mod coding;
mod files;
mod policy;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{ACCEPT, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, Method};
use tower::ServiceExt;

use files::File;

/// Whether the application was built into this binary.
pub fn is_built() -> bool {
    files::find("index.html").is_some()
}

/// The application in front of `gateway`.
pub fn application(gateway: Router) -> Router {
    Router::new().fallback(answer).with_state(gateway)
}

/// What is the gateway's, with all that is below it.
const OF_THE_GATEWAY: [&str; 5] = ["/api", "/health", "/docs", "/openapi.json", "/metrics"];

async fn answer(State(gateway): State<Router>, request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if path == "/health" && is_read && is_page(headers) {
        return Redirect::temporary("/system").into_response();
    }
    let is_of_gateway = OF_THE_GATEWAY.iter().any(|of| is_below(path, of));
    let file = files::find(path.trim_start_matches('/'));
    match file {
        Some(file) if is_read && !is_of_gateway => policy::serve(file, headers),
        None if is_read && !is_of_gateway && is_page(headers) && !is_below(path, "/assets") => {
            page(headers)
        }
        // The gateway says what is wrong with it.
        _ => forward(gateway, request).await,
    }
}

async fn forward(gateway: Router, request: Request) -> Response {
    let answer = gateway.oneshot(request.map(Body::new)).await;
    answer.unwrap_or_else(|never| match never {})
}

/// The application's one page.
fn page(headers: &HeaderMap) -> Response {
    match files::find("index.html") {
        Some(file) => policy::serve(file, headers),
        None => policy::unbuilt(),
    }
}

/// Whether a browser wants something to show.
fn is_page(headers: &HeaderMap) -> bool {
    mentions(headers, ACCEPT, "text/html")
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether one of a header's comma-separated values is `wanted`, and is not refused.
fn mentions(headers: &HeaderMap, name: HeaderName, wanted: &str) -> bool {
    let texts = headers.get_all(name);
    let mut values =
        texts.iter().filter_map(|text| text.to_str().ok()).flat_map(|text| text.split(','));
    values.any(|value| {
        let (value, quality) = value.split_once(';').unwrap_or((value, ""));
        let is_refused = quality
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.trim().parse().is_ok_and(|quality: f32| quality <= 0.0));
        value.trim().eq_ignore_ascii_case(wanted) && !is_refused
    })
}

/// Whether the client has this very file already.
fn has_already(headers: &HeaderMap, file: &File) -> bool {
    mentions(headers, IF_NONE_MATCH, file.etag)
        || mentions(headers, IF_NONE_MATCH, &format!("W/{}", file.etag))
}
