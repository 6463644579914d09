//! What a browser may do with what it gets: keep it, and load nothing from elsewhere.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, REFERRER_POLICY,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::files::File;
use crate::{coding, has_already};

/// Scripts, styles and fonts come from here and nowhere else, and none is written into the page.
const CONTENT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);

/// Their names change with their contents.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Kept, and asked about every time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");

/// `file`, or that the client has it already.
pub(crate) fn serve(file: &'static File, headers: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    let answer = response.headers_mut();
    answer.insert(ETAG, HeaderValue::from_static(file.etag));
    answer.insert(CACHE_CONTROL, if file.is_hashed() { FOR_EVER } else { REVALIDATED });
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    guard(answer, file.is_page());
    if has_already(headers, file) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
    let packed = coding::chosen(file, headers);
    if let Some((coding, _)) = packed {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    *response.body_mut() = Bytes::from_static(packed.map_or(file.plain, |(_, bytes)| bytes)).into();
    response
}

/// For a binary that was built without the application.
pub(crate) fn unbuilt() -> Response {
    let mut response = Response::new(Body::from(UNBUILT));
    *response.status_mut() = StatusCode::NOT_FOUND;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    guard(headers, true);
    response
}

const UNBUILT: &str = "<!doctype html><html lang=en><title>Croupier</title><h1>Croupier</h1>\
    <p>This binary was built without the application: Node.js was not found. The API works; \
    <a href=/docs/>its documentation</a> says how.</p></html>";

fn guard(headers: &mut HeaderMap, is_page: bool) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_page {
        headers.insert(CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    }
}
