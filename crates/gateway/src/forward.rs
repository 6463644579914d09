//! Passing requests on, and saying what it means when no answer comes back.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONNECTION, CONTENT_TYPE, PROXY_AUTHENTICATE, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};

use croupier_api::{ErrorCode, PlayerId};
use croupier_clock::Clock;
use croupier_http::{
    Exchange, Failure, IDEMPOTENCY_KEY, RECEIVED, SUBJECT, TRACEPARENT, TRACESTATE, WAIT_DEFAULT,
    WAIT_MAX, X_CORRELATION_ID,
};
use croupier_trace::TraceContext;

use crate::seldom::Seldom;
use crate::traced::Question;
use crate::upstream::{Upstream, UpstreamError};

/// One service, and how patient the gateway is with it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Forward {
    pub(crate) name: &'static str,
    pub(crate) upstream: Upstream,
    pub(crate) answer_within: Duration,
    /// Tells the service when the request came.
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) unanswered: Arc<Seldom>,
}

impl Forward {
    /// Send on the request that `parts` and `body` are, for `subject` if it has one. What comes
    /// back is the service's answer, or what its absence means for the client.
    pub(crate) async fn pass(
        &self,
        parts: &Parts,
        body: Bytes,
        exchange: &Exchange,
        subject: Option<&PlayerId>,
    ) -> Response {
        let mut request = outbound(parts, body, exchange, subject);
        let is_read = parts.method.is_safe();
        if !is_read {
            let received_us = exchange.began_us(self.clock.now_us());
            request.headers_mut().insert(RECEIVED, received_us.into());
        }
        let wait = if is_read { requested_wait(&parts.uri) } else { Duration::ZERO };
        let question = Question::ask(self.name, &mut request, exchange);
        let answer = self.upstream.send(request, self.answer_within + wait).await;
        question.answered(&answer);
        match answer.and_then(refuse_foreign_errors) {
            Ok(answer) => inbound(answer),
            Err(error) => {
                metrics::counter!("croupier_gateway_unanswered_total", "service" => self.name)
                    .increment(1);
                self.log_unanswered(exchange, error);
                if is_read { self.unanswered_read(error) } else { self.unanswered_command(error) }
                    .into_response()
            }
        }
    }

    /// Send the read that `parts` are on to every instance, for `subject`. What comes back are the
    /// answers of those that answered `within`.
    pub(crate) async fn pass_to_all(
        &self,
        parts: &Parts,
        exchange: &Exchange,
        subject: &PlayerId,
        within: Duration,
    ) -> Vec<Response> {
        let mut request = outbound(parts, Bytes::new(), exchange, Some(subject));
        let question = Question::ask(self.name, &mut request, exchange);
        let answers = self.upstream.send_to_all(&request, within).await;
        if let Some(answer) = answers.iter().find(|answer| answer.is_ok()).or(answers.first()) {
            question.answered(answer);
        }
        answers.into_iter().flatten().collect()
    }

    fn log_unanswered(&self, exchange: &Exchange, error: UpstreamError) {
        let (service, id) = (self.name, exchange.correlation_id());
        let trace = exchange.trace();
        let trace_id = trace.map(TraceContext::trace_id_text);
        let span_id = trace.map(TraceContext::span_id_text);
        tracing::debug!(service, correlation.id = id, trace_id, span_id, %error, "no answer");
        if let Some(count) = self.unanswered.happened(self.clock.now_us()) {
            tracing::warn!(
                service, correlation.id = id, trace_id, span_id, %error, count, "no answer"
            );
        }
    }

    /// Only what the service has certainly not seen was certainly not applied.
    fn unanswered_command(&self, error: UpstreamError) -> Failure {
        let name = self.name;
        match error {
            UpstreamError::Unreachable => Failure::new(
                ErrorCode::NotApplied,
                format!("The {name} service cannot be reached; nothing was applied."),
            ),
            UpstreamError::Unowned => Failure::new(
                ErrorCode::NotApplied,
                "No instance serves the player right now; nothing was applied.",
            ),
            UpstreamError::TimedOut | UpstreamError::Broken => Failure::new(
                ErrorCode::OutcomeUnknown,
                format!("The {name} service did not answer; retry with the same key to learn."),
            ),
        }
    }

    fn unanswered_read(&self, error: UpstreamError) -> Failure {
        let name = self.name;
        match error {
            UpstreamError::Unreachable | UpstreamError::Unowned | UpstreamError::Broken => {
                Failure::new(
                    ErrorCode::BackendUnreachable,
                    format!("The {name} service cannot be reached."),
                )
            }
            UpstreamError::TimedOut => Failure::new(
                ErrorCode::BackendTimeout,
                format!("The {name} service did not answer in time."),
            ),
        }
    }
}

/// The request for the service. What passes is named: so the client's token stays here, and nobody
/// can pretend to be the gateway by sending its headers.
fn outbound(
    parts: &Parts,
    body: Bytes,
    exchange: &Exchange,
    subject: Option<&PlayerId>,
) -> Request<Bytes> {
    let mut headers = HeaderMap::with_capacity(8);
    for name in [CONTENT_TYPE, ACCEPT, ACCEPT_LANGUAGE, TRACESTATE, LAST_EVENT_ID] {
        if let Some(value) = parts.headers.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(X_CORRELATION_ID, exchange.correlation_header().clone());
    if let Some(traceparent) = exchange.traceparent_header() {
        headers.insert(TRACEPARENT, traceparent.clone());
    }
    let key = exchange.key().map(|key| (IDEMPOTENCY_KEY, key.as_str()));
    let subject = subject.map(|subject| (SUBJECT, subject.as_str()));
    for (name, text) in key.into_iter().chain(subject) {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    }
    let mut request = Request::new(body);
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = parts.uri.clone();
    *request.headers_mut() = headers;
    request
}

/// Where a client's last stream ended.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Our services describe every failure of theirs. A bare 5xx is from something in between, which
/// cannot know what became of the request.
fn refuse_foreign_errors(answer: Response) -> Result<Response, UpstreamError> {
    let media_type = answer.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_problem = media_type == Some(b"application/problem+json");
    if answer.status().is_server_error() && !is_problem {
        return Err(UpstreamError::Broken);
    }
    Ok(answer)
}

/// What is about the connection between us and the service (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [HeaderName; 7] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    PROXY_AUTHENTICATE,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

fn inbound(mut answer: Response) -> Response {
    for name in HOP_BY_HOP {
        answer.headers_mut().remove(name);
    }
    answer
}

/// How long the read may wait for its position, by its own words. What is not a number is for the
/// service to refuse, which takes no time.
fn requested_wait(uri: &Uri) -> Duration {
    let pairs = || uri.query().unwrap_or_default().split('&').filter_map(|p| p.split_once('='));
    let asked = pairs().find(|(name, _)| *name == "wait_ms");
    let waits = pairs().any(|(name, _)| name == "min_position");
    let default = if waits { WAIT_DEFAULT } else { Duration::ZERO };
    let asked = asked.and_then(|(_, ms)| ms.parse().ok()).map(Duration::from_millis);
    asked.unwrap_or(default).min(WAIT_MAX)
}
