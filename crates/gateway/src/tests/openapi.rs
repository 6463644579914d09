use serde_json::Value;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::{OpenApi, OpenApiBuilder, Response, ResponsesBuilder};

fn service(paths: &[(&str, HttpMethod)]) -> OpenApi {
    let paths = paths.iter().fold(PathsBuilder::new(), |paths, (path, method)| {
        paths.path(*path, PathItem::new(method.clone(), Operation::new()))
    });
    OpenApiBuilder::new().paths(paths).build()
}

fn document() -> Value {
    let command = service(&[
        ("/api/v1/bets", HttpMethod::Post),
        ("/api/v1/games", HttpMethod::Get),
        ("/health", HttpMethod::Get),
    ]);
    let query = service(&[
        ("/api/v1/leaderboard", HttpMethod::Get),
        ("/api/v1/players/{player_id}/balance", HttpMethod::Get),
    ]);
    serde_json::to_value(crate::openapi(command, query)).unwrap()
}

#[test]
fn the_document_has_every_path_and_says_which_need_a_token() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    for (path, method, is_private) in [
        ("/api/v1/bets", "post", true),
        ("/api/v1/players/{player_id}/balance", "get", true),
        ("/api/v1/leaderboard", "get", false),
        ("/api/v1/games", "get", false),
        ("/api/v1/guests", "post", false),
        ("/health", "get", false),
        ("/health/ready", "get", false),
    ] {
        let operation = &document["paths"][path][method];
        assert!(operation.is_object(), "{path}");
        assert_eq!(operation.get("security").is_some(), is_private, "{path}");
        assert_eq!(operation["responses"].get("401").is_some(), is_private, "{path}");
        let is_ours = path.starts_with("/api/");
        assert_eq!(operation["responses"].get("504").is_some(), is_ours, "{path}");
    }
    // Where both have a path, the gateway's is what a client meets.
    assert_eq!(document["paths"]["/health"]["get"]["operationId"], "gateway_health");
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

/// An instance tells its gateway that another serves the player; a client is never told.
#[test]
fn what_is_between_gateway_and_service_is_not_in_the_document() {
    let responses = ResponsesBuilder::new()
        .response("200", Response::new("Done"))
        .response("421", Response::new("Elsewhere"))
        .build();
    let bet = OperationBuilder::new().responses(responses).build();
    let paths = PathsBuilder::new().path("/api/v1/bets", PathItem::new(HttpMethod::Post, bet));
    let command = OpenApiBuilder::new().paths(paths.build()).build();
    let document = serde_json::to_value(crate::openapi(command, service(&[]))).unwrap();
    let responses = &document["paths"]["/api/v1/bets"]["post"]["responses"];
    assert!(responses["200"].is_object() && responses["503"].is_object());
    assert!(responses["421"].is_null());
}
