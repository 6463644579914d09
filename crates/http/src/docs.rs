//! `/openapi.json` and `/docs`.

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

/// The document at `/openapi.json`, and at `/docs` an interface to it that loads nothing from
/// anywhere else.
pub fn docs_routes(openapi: OpenApi) -> Router {
    SwaggerUi::new("/docs").url("/openapi.json", openapi).into()
}
