//! The gateway's document: its own paths, and those of the services behind it.

use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response};

use croupier_http::with_problem_type;

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
        let is_private = !crate::routes::is_public(path);
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            // What an instance says to its gateway never reaches the gateway's client.
            operation.responses.responses.remove("421");
            if is_private {
                require_token(operation);
            }
            if path.starts_with("/api/") {
                add_own_answers(operation, is_private);
            }
        }
    }
    with_problem_type(document)
}

fn require_token(operation: &mut Operation) {
    let requirement = SecurityRequirement::new::<_, [&str; 0], &str>(SCHEME, []);
    operation.security = Some(vec![requirement]);
}

/// What the gateway may say in the service's place.
fn add_own_answers(operation: &mut Operation, is_private: bool) {
    let of_private = [
        ("401", "No token, or one that does not count"),
        ("403", "This belongs to another player"),
    ];
    let of_all = [
        ("429", "Too many requests; see Retry-After"),
        ("503", "The service behind cannot be reached; nothing was applied"),
        ("504", "The service behind did not answer; a command's outcome is unknown"),
    ];
    let of_private = of_private.into_iter().filter(|_| is_private);
    for (status, description) in of_private.chain(of_all) {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = Response::builder()
            .description(description)
            .content("application/problem+json", problem)
            .build();
        let responses = &mut operation.responses.responses;
        responses.entry(status.into()).or_insert_with(|| response.into());
    }
}
