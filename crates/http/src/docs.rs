//! `/openapi.json` and `/docs`.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use http::{Method, Request};
use tower::ServiceExt;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, OpenApi, Ref, RefOr};
use utoipa_swagger_ui::SwaggerUi;

/// The document at `/openapi.json`, and at `/docs` an interface to it that loads nothing from
/// anywhere else.
pub fn docs_routes(openapi: OpenApi) -> Router {
    let ui = Router::from(SwaggerUi::new("/docs").url("/openapi.json", with_problem_type(openapi)));
    let pages = ui.clone();
    ui.layer(from_fn_with_state(pages, without_redirect))
}

/// The page at `/docs` itself, for whoever follows no redirect. What it loads it takes from below
/// `/docs/`.
async fn without_redirect(
    State(pages): State<Router>,
    request: Request<Body>,
    next: Next,
) -> Response {
    if request.uri().path() != "/docs" || request.method() != Method::GET {
        return next.run(request).await;
    }
    let request = Request::get("/docs/").body(Body::empty()).unwrap_or_default();
    let Ok(answer) = pages.oneshot(request).await;
    let page = axum::body::to_bytes(answer.into_body(), PAGE_BYTES_MAX).await.unwrap_or_default();
    let page = String::from_utf8_lossy(&page).replacen("<head>", "<head><base href=\"/docs/\">", 1);
    Html(page).into_response()
}

/// Many times the page that is built in.
const PAGE_BYTES_MAX: usize = 64 * 1024;

/// The document with the media type of problems put right: `body = Problem` in an annotation means
/// `application/json` to utoipa, and every handler would have to say otherwise.
pub fn with_problem_type(mut openapi: OpenApi) -> OpenApi {
    for item in openapi.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete];
        operations.into_iter().flatten().for_each(put_right);
    }
    openapi
}

const JSON: &str = "application/json";

fn put_right(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        if !response.content.get(JSON).is_some_and(is_of_problem) {
            continue;
        }
        if let Some(content) = response.content.shift_remove(JSON) {
            response.content.insert("application/problem+json".into(), content);
        }
    }
}

fn is_of_problem(content: &RefOr<Content>) -> bool {
    let problem = || Some(RefOr::Ref(Ref::from_schema_name("Problem")));
    matches!(content, RefOr::T(content) if content.schema == problem())
}
