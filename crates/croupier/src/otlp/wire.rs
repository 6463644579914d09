//! From our spans to OpenTelemetry's messages.

use std::collections::BTreeMap;

use croupier_trace::{Kind, Span, TraceContext, Value};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AnyKind;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span as Message, Status};

use crate::roles::BUILD;

/// `spans` of the process `instance`, by the service that they belong to: one process may be
/// several.
pub(super) fn request(
    spans: impl Iterator<Item = Span>,
    instance: &str,
) -> ExportTraceServiceRequest {
    let mut by_service: BTreeMap<&str, Vec<Message>> = BTreeMap::new();
    for span in spans {
        by_service.entry(span.service).or_default().push(message(span));
    }
    let of_service = |(service, spans)| ResourceSpans {
        resource: Some(resource(service, instance)),
        scope_spans: vec![ScopeSpans { scope: Some(scope()), spans, ..ScopeSpans::default() }],
        ..ResourceSpans::default()
    };
    ExportTraceServiceRequest { resource_spans: by_service.into_iter().map(of_service).collect() }
}

fn resource(service: &str, instance: &str) -> Resource {
    let attributes =
        [("service.name", service), ("service.version", BUILD), ("service.instance.id", instance)];
    let attributes = attributes.map(|(key, text)| attribute(key, text.to_owned().into()));
    Resource { attributes: attributes.into(), ..Resource::default() }
}

fn scope() -> InstrumentationScope {
    let (name, version) = ("croupier".into(), BUILD.into());
    InstrumentationScope { name, version, ..InstrumentationScope::default() }
}

fn message(span: Span) -> Message {
    let Span { context, parent, attributes, failure, .. } = span;
    let parent_span_id = parent.map(TraceContext::span_id).map(Vec::from).unwrap_or_default();
    let attributes = attributes.into_iter().map(|(key, value)| attribute(key, value));
    Message {
        trace_id: context.trace_id().into(),
        span_id: context.span_id().into(),
        parent_span_id,
        flags: 1,
        name: span.name.into(),
        kind: kind(span.kind).into(),
        start_time_unix_nano: span.began_us.saturating_mul(1000),
        end_time_unix_nano: span.ended_us.saturating_mul(1000),
        attributes: attributes.collect(),
        status: failure
            .map(|message| Status { message: message.into(), code: StatusCode::Error.into() }),
        ..Message::default()
    }
}

fn kind(kind: Kind) -> SpanKind {
    match kind {
        Kind::Internal => SpanKind::Internal,
        Kind::Server => SpanKind::Server,
        Kind::Client => SpanKind::Client,
        Kind::Producer => SpanKind::Producer,
        Kind::Consumer => SpanKind::Consumer,
    }
}

fn attribute(key: &str, value: Value) -> KeyValue {
    let value = match value {
        Value::Text(text) => AnyKind::StringValue(text.into()),
        Value::Number(number) => AnyKind::IntValue(number),
    };
    let value = Some(AnyValue { value: Some(value) });
    KeyValue { key: key.into(), value, ..KeyValue::default() }
}
