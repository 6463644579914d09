//! A trace store: an OTLP/HTTP endpoint that keeps what it is sent.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hyper::body::Bytes;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AnyKind;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use prost::Message;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Longer than a batch is gathered, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A span as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) service: String,
    pub(crate) name: String,
    pub(crate) kind: SpanKind,
    pub(crate) trace_id: String,
    pub(crate) span_id: String,
    /// Empty for the first of a trace.
    pub(crate) parent_id: String,
    pub(crate) began_ns: u64,
    pub(crate) ended_ns: u64,
    pub(crate) has_failed: bool,
    attributes: Vec<KeyValue>,
}

impl Arrived {
    /// An attribute, as text.
    pub(crate) fn attribute(&self, key: &str) -> Option<String> {
        attribute(&self.attributes, key)
    }
}

/// A trace store; gone when this is dropped.
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    arrived: watch::Sender<Vec<Arrived>>,
    _stop: DropGuard,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap()).await
    }

    pub(crate) async fn start_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let arrived = watch::Sender::default();
        let router =
            Router::new().route("/v1/traces", post(take)).with_state::<()>(arrived.clone());
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
        tokio::spawn(serving.into_future());
        Self { address, arrived, _stop: stop.drop_guard() }
    }

    /// What to start a process with that is to send its spans here.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has arrived of a trace.
    pub(crate) fn spans_of(&self, trace_id: &str) -> Vec<Arrived> {
        let arrived = self.arrived.borrow();
        arrived.iter().filter(|span| span.trace_id == trace_id).cloned().collect()
    }

    /// Returns when something has arrived of a trace.
    pub(crate) async fn hears_of(&self, trace_id: &str) {
        let mut arrived = self.arrived.subscribe();
        let hearing = arrived.wait_for(|spans| spans.iter().any(|span| span.trace_id == trace_id));
        tokio::time::timeout(PATIENCE, hearing).await.expect("a span in time").unwrap();
    }
}

async fn take(
    State(arrived): State<watch::Sender<Vec<Arrived>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    assert_eq!(headers["content-type"], "application/x-protobuf");
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    let mut spans = Vec::new();
    for of_resource in request.resource_spans {
        let resource = of_resource.resource.unwrap().attributes;
        let service = attribute(&resource, "service.name").unwrap();
        assert_eq!(attribute(&resource, "service.version").unwrap(), env!("CARGO_PKG_VERSION"));
        for span in of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            spans.push(Arrived {
                service: service.clone(),
                kind: span.kind(),
                trace_id: hex(&span.trace_id),
                span_id: hex(&span.span_id),
                parent_id: hex(&span.parent_span_id),
                began_ns: span.start_time_unix_nano,
                ended_ns: span.end_time_unix_nano,
                has_failed: span.status.is_some_and(|status| status.code == 2),
                name: span.name,
                attributes: span.attributes,
            });
        }
    }
    arrived.send_modify(|all| all.extend(spans));
    StatusCode::OK
}

fn attribute(all: &[KeyValue], key: &str) -> Option<String> {
    let found = all.iter().find(|attribute| attribute.key == key)?;
    match found.value.clone()?.value? {
        AnyKind::StringValue(text) => Some(text),
        AnyKind::IntValue(number) => Some(number.to_string()),
        other => panic!("{key} is {other:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
