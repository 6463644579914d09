use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{Request, StatusCode};

use croupier_api::Position;
use croupier_trace::{Kind, Ratio, Span, TraceContext, Value, collect};

use super::ask;
use crate::{Answer, Exchange, Failure, edge, traced, traced_first};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// What a handler answers with: the trace as it sees it.
async fn seen(exchange: Exchange) -> Result<Answer, Failure> {
    Ok(Answer::ok(&exchange.traceparent())?.at(Position::new(3, 7)))
}

async fn broken() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn inner() -> Router {
    edge(
        Router::new()
            .route("/api/v1/things/{id}", get(seen))
            .route("/api/v1/broken", get(broken))
            .route("/health", get(seen)),
    )
}

fn text_of<'a>(span: &'a Span, key: &str) -> Option<&'a str> {
    span.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| match value {
        Value::Text(text) => &**text,
        Value::Number(_) => panic!("{key} is a number"),
    })
}

/// One test, because a process has one collector.
#[tokio::test]
async fn a_request_leaves_the_span_that_its_trace_wants() {
    let off = traced(inner(), "croupier-off");
    let mut spans = collect(|| 7).unwrap();
    let traced = traced(inner(), "croupier-query");
    let [all, none] = [1.0, 0.0]
        .map(|ratio| traced_first(inner(), "croupier-gateway", Ratio::new(ratio).unwrap()));
    let [yes, no] = ["01", "00"].map(|flags| format!("00-{TRACE}-{PARENT}-{flags}"));

    // Which router is asked, where, with which traceparent; whether a span is left, of whom.
    for (router, path, given, service) in [
        (&traced, "/api/v1/things/1", Some(&yes), Some("croupier-query")),
        (&none, "/health", Some(&yes), Some("croupier-gateway")),
        (&all, "/api/v1/things/1?secret=1", None, Some("croupier-gateway")),
        (&traced, "/api/v1/things/1", Some(&no), None),
        (&all, "/api/v1/things/1", Some(&no), None),
        (&none, "/api/v1/things/1", None, None),
        (&traced, "/api/v1/things/1", None, None),
        (&all, "/health", None, None),
        (&off, "/api/v1/things/1", Some(&yes), None),
    ] {
        let mut request = Request::get(path).header("x-correlation-id", "c-1");
        if let Some(given) = given {
            request = request.header("traceparent", given);
        }
        let answer = ask(router, request.body(Body::empty()).unwrap()).await;
        let seen: Option<String> = serde_json::from_str(answer.body()).unwrap();
        let span = spans.try_recv().ok();
        assert_eq!(span.as_ref().map(|span| span.service), service, "{path} {given:?}");
        assert!(spans.try_recv().is_err());
        let Some(span) = span else {
            assert_eq!(seen.as_ref(), given, "it goes through as it came");
            continue;
        };
        // What is inside follows the span, and the span follows what was given.
        assert_eq!(seen.unwrap(), span.context.to_string());
        assert_eq!(span.parent, given.and_then(|given| TraceContext::parse(given.as_bytes())));
        assert!(span.parent.is_none() || span.context.trace_id_text() == TRACE);
        assert_eq!((span.kind, &span.failure), (Kind::Server, &None));
        let route = if path == "/health" { "/health" } else { "/api/v1/things/{id}" };
        assert_eq!(span.name, format!("GET {route}"));
        assert_eq!(text_of(&span, "url.path"), path.split('?').next());
        assert_eq!(text_of(&span, "croupier.correlation_id"), Some("c-1"));
        assert_eq!(text_of(&span, "croupier.position"), Some("3:7"));
    }

    for (path, status, failure) in
        [("/api/v1/broken", 500, Some("500")), ("/api/v1/nowhere", 404, None)]
    {
        let request = Request::get(path).header("traceparent", &yes).body(Body::empty()).unwrap();
        ask(&traced, request).await;
        let span = spans.try_recv().unwrap();
        assert_eq!(span.failure.as_deref(), failure, "{path}");
        assert!(span.attributes.contains(&("http.response.status_code", Value::Number(status))));
    }
}
