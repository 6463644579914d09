//! The gateway's question to a service, as a stretch of a trace.

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, Request};

use croupier_http::{Exchange, TRACEPARENT};
use croupier_trace::{Kind, Open, wanted};

use crate::upstream::UpstreamError;

/// A question that is asked, if a span of it is wanted. It lasts as long as all tries together: a
/// service that sends the gateway on to another instance leaves spans of both.
pub(crate) struct Question(Option<Open>);

impl Question {
    /// From here on `request` to `service` names this span, so that what the service does follows
    /// it.
    pub(crate) fn ask(
        service: &'static str,
        request: &mut Request<Bytes>,
        exchange: &Exchange,
    ) -> Self {
        let Some(parent) = wanted(exchange.traceparent()) else { return Self(None) };
        let method = request.method().as_str().to_owned();
        let name = method.clone();
        let context = parent.child();
        let mut span = Open::begin("croupier-gateway", Kind::Client, name, context, Some(parent));
        span.say("http.request.method", method);
        span.say("service.peer.name", format!("croupier-{service}"));
        span.say("croupier.correlation_id", exchange.correlation_id().to_owned());
        if let Ok(value) = HeaderValue::from_str(&context.to_string()) {
            request.headers_mut().insert(TRACEPARENT, value);
        }
        Self(Some(span))
    }

    /// That came back.
    pub(crate) fn answered(self, answer: &Result<Response, UpstreamError>) {
        let Self(Some(mut span)) = self else { return };
        match answer {
            Ok(answer) => {
                let status = answer.status();
                span.say("http.response.status_code", status.as_u16());
                let is_refused = status.is_client_error() || status.is_server_error();
                if is_refused { span.fail(status.as_u16().to_string()) } else { span.end() }
            }
            Err(error) => span.fail(error.to_string()),
        }
    }
}
