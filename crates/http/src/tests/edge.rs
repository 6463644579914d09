use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{Request, StatusCode};

use croupier_api::{ErrorCode, Position};

use super::{ask, problem};
use crate::{Answer, Exchange, Failure, edge};

fn router() -> Router {
    edge(
        Router::new()
            .route("/ok", get(async || Answer::ok(&[1, 2])))
            .route("/panic", get(panics))
            .route("/refused", get(async || refusal(None)))
            .route("/replayed", get(async || refusal(Some("first"))))
            .route("/bare", get(async || StatusCode::IM_A_TEAPOT))
            .route("/text", get(async || (StatusCode::FORBIDDEN, "secret internals")))
            .route("/post", post(async || ())),
    )
}

async fn panics() -> Response {
    if std::hint::black_box(true) {
        panic!("secret internals");
    }
    ().into_response()
}

fn refusal(decided_for: Option<&str>) -> Failure {
    let refusal = Failure::new(ErrorCode::InsufficientFunds, "Not enough.").at(Position::new(3, 7));
    decided_for.map_or(refusal.clone(), |id| refusal.correlated(id).replayed())
}

fn request(path: &str) -> Request<Body> {
    Request::get(path).header("x-correlation-id", "c-1").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_panic_is_a_problem_of_one_request() {
    let router = router();
    let answer = ask(&router, request("/panic")).await;
    assert_eq!(problem(&answer).code, ErrorCode::InternalError);
    assert!(!answer.body().contains("secret"));
    assert_eq!(ask(&router, request("/ok")).await.body(), "[1,2]");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let answer = ask(&router(), request("/nowhere")).await;
    assert_eq!(problem(&answer).code, ErrorCode::NotFound);
    let answer = ask(&router(), request("/post")).await;
    assert_eq!(problem(&answer).code, ErrorCode::MethodNotAllowed);
    assert_eq!(answer.headers()["allow"], "POST");
}

#[tokio::test]
async fn whatever_is_not_a_problem_becomes_one() {
    let answer = ask(&router(), request("/bare")).await;
    assert_eq!(problem(&answer).code, ErrorCode::BadRequest);
    let answer = ask(&router(), request("/text")).await;
    assert_eq!(problem(&answer).code, ErrorCode::Forbidden);
    assert!(!answer.body().contains("secret"));
}

#[tokio::test]
async fn a_refusal_has_its_position_in_body_and_header() {
    let answer = ask(&router(), request("/refused")).await;
    let refused = problem(&answer);
    assert_eq!(refused.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(refused.position, Some(Position::new(3, 7)));
    assert_eq!(answer.headers()["croupier-position"], "3:7");
    assert!(!answer.headers().contains_key("idempotency-replayed"));
}

#[tokio::test]
async fn a_replayed_refusal_keeps_the_id_of_the_request_that_was_decided() {
    let answer = ask(&router(), request("/replayed")).await;
    assert!(answer.body().contains(r#""correlation_id":"first""#));
    assert_eq!(answer.headers()["x-correlation-id"], "c-1");
    assert_eq!(answer.headers()["idempotency-replayed"], "true");
}

#[tokio::test]
async fn retries_are_announced() {
    let router = edge(Router::new().route(
        "/{code}",
        get(async |axum::extract::Path(code): axum::extract::Path<String>| {
            Failure::new(code.parse::<ErrorCode>().unwrap(), "No.")
        }),
    ));
    for &code in ErrorCode::ALL {
        let answer = ask(&router, request(&format!("/{code}"))).await;
        assert_eq!(problem(&answer).code, code);
        let announced = answer.headers().get("retry-after").map(|value| value.to_str().unwrap());
        let due = code.retry_after_s().map(|seconds| seconds.to_string());
        assert_eq!(announced, due.as_deref(), "{code}");
    }
}

#[tokio::test]
async fn the_handler_knows_the_exchange() {
    let handler = get(async |exchange: Exchange| {
        let trace = exchange.traceparent().unwrap_or("none").to_owned();
        format!("{} {trace}", exchange.correlation_id())
    });
    let router = edge(Router::new().route("/", handler.clone()));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let mut asked = request("/");
    asked.headers_mut().insert("traceparent", trace.parse().unwrap());
    assert_eq!(ask(&router, asked).await.body(), &format!("c-1 {trace}"));
    // Without an edge around it, too.
    let bare = Router::new().route("/", handler);
    assert_eq!(ask(&bare, request("/")).await.body(), "c-1 none");
}
