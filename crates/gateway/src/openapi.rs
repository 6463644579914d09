//! The gateway's document: its own paths, and those of the services behind it.

use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};

/// What the gateway answers itself.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Croupier",
        description = "An event-sourced betting platform. Every error is a problem (RFC 9457); \
            every command happens at most once (Idempotency-Key); every answer says which place \
            in the log it speaks for (Croupier-Position).",
        license(name = "MIT", identifier = "MIT"),
    ),
    paths(
        crate::guests::create_guest,
        crate::health::health,
        crate::health::live,
        crate::health::ready,
    ),
    components(schemas(croupier_api::Problem))
)]
struct Own;

const SCHEME: &str = "bearer";

/// The whole document, from those of the `command` and the `query` service. Where a path is in two
/// of them (`/health`), the gateway's is what a client meets.
pub fn openapi(command: OpenApi, query: OpenApi) -> OpenApi {
    let mut document = Own::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.merge(command);
    document.merge(query);
    let scheme = SecurityScheme::Http(
        Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build(),
    );
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert(SCHEME.into(), RefOr::T(scheme));
    for (path, item) in &mut document.paths.paths {
        if crate::routes::is_public(path) {
            continue;
        }
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete];
        operations.into_iter().flatten().for_each(require_token);
    }
    document
}

fn require_token(operation: &mut Operation) {
    let requirement = SecurityRequirement::new::<_, [&str; 0], &str>(SCHEME, []);
    operation.security = Some(vec![requirement]);
}
