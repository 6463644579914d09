use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use bytes::Bytes;
use croupier_trace::{Kind, Ratio, Span, TraceContext};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::store::{ANSWER_WITHIN, Store};
use super::{BATCH_MAX, Traces};

fn span() -> Span {
    let context = TraceContext::root(Ratio::new(1.0).unwrap()).unwrap();
    Span {
        service: "croupier-test",
        kind: Kind::Internal,
        name: "work".into(),
        context,
        parent: None,
        began_us: 1,
        ended_us: 2,
        attributes: Vec::new(),
        failure: None,
    }
}

/// So many spans, none of them sent, for a store on `listener`.
fn waiting(span_count: usize, listener: &TcpListener) -> Traces {
    let (send, spans) = mpsc::channel(span_count);
    (0..span_count).for_each(|_| send.try_send(span()).unwrap());
    let endpoint = format!("http://{}/base/", listener.local_addr().unwrap());
    Traces::send(spans, Store::parse(&endpoint, "i".into()).unwrap())
}

#[tokio::test]
async fn the_end_waits_for_all_that_is_left() {
    const COUNT: usize = 3 * BATCH_MAX + 7;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let traces = waiting(COUNT, &listener);
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let take = async move |body: Bytes| {
        let request = ExportTraceServiceRequest::decode(body).unwrap();
        let spans = request.resource_spans.iter().flat_map(|of| &of.scope_spans);
        counted.fetch_add(spans.map(|of| of.spans.len()).sum(), Ordering::SeqCst);
        StatusCode::OK
    };
    let router = Router::new().route("/base/v1/traces", post(take));
    tokio::select! {
        _ = axum::serve(listener, router).into_future() => {}
        () = traces.finish() => {}
    }
    assert_eq!(taken.load(Ordering::SeqCst), COUNT);
}

#[tokio::test]
async fn the_end_does_not_wait_for_a_store_that_hangs() {
    // It connects, and nobody accepts.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    tokio::select! {
        () = waiting(1, &listener).finish() => {}
        () = sleep(ANSWER_WITHIN) => panic!("it waited for the answer"),
    }
}

#[test]
fn only_plain_http_is_an_endpoint() {
    let is_one = |endpoint: &str| Store::parse(endpoint, String::new()).is_ok();
    for good in ["http://tempo:4318", "http://127.0.0.1:4318/", "http://[::1]:4318/otlp"] {
        assert!(is_one(good), "{good}");
    }
    for bad in ["https://tempo:4318", "tempo:4318", "/v1/traces", "http://", "grpc://tempo:4317"] {
        assert!(!is_one(bad), "{bad}");
    }
}
