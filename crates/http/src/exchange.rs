//! What accompanies a request from its first line to its last: the correlation id, the trace, the
//! idempotency key in use.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use uuid::Uuid;

use croupier_api::IdempotencyKey;
use croupier_trace::TraceContext;

use crate::headers::{RECEIVED, TRACEPARENT, X_CORRELATION_ID};
use crate::keys::given_key;

/// One request and its answer, as far as headers tie them together. An extractor, and cheap to
/// clone.
#[derive(Debug, Clone)]
pub struct Exchange(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Visible ASCII, by construction.
    correlation_id: HeaderValue,
    traceparent: Option<HeaderValue>,
    key: OnceLock<IdempotencyKey>,
    began: Instant,
    /// What the hop before says (microseconds since the Unix epoch).
    received_us: Option<u64>,
}

/// How long a request may have been under way before it came here. What says more is wrong.
const UNDER_WAY_MAX: Duration = Duration::from_secs(60);

/// More is no id that anybody reads.
const CORRELATION_ID_LENGTH_MAX: usize = 128;

impl Exchange {
    /// Begin one for a request of this method with these headers. A correlation id that is
    /// missing, repeated or not 1–128 visible ASCII characters is replaced by a fresh UUIDv7; a
    /// `traceparent` that is none is dropped. A POST's valid `Idempotency-Key` is in use from here
    /// on, so that even a 401 returns it.
    pub fn begin(method: &Method, headers: &HeaderMap) -> Self {
        let given = only(headers, &X_CORRELATION_ID).filter(|id| is_correlation_id(id.as_bytes()));
        let traceparent = only(headers, &TRACEPARENT).filter(|v| is_traceparent(v));
        let key = if method == Method::POST { given_key(headers).ok().flatten() } else { None };
        Self(Arc::new(Inner {
            correlation_id: given.cloned().unwrap_or_else(|| header_of(&fresh_correlation_id())),
            traceparent: traceparent.cloned(),
            key: key.map_or_else(OnceLock::new, OnceLock::from),
            began: Instant::now(),
            received_us: only(headers, &RECEIVED).and_then(|v| v.to_str().ok()?.parse().ok()),
        }))
    }

    /// The correlation id.
    pub fn correlation_id(&self) -> &str {
        self.0.correlation_id.to_str().unwrap_or_default()
    }

    /// The W3C trace context, if the request had a valid one.
    pub fn traceparent(&self) -> Option<&str> {
        self.0.traceparent.as_ref().and_then(|value| value.to_str().ok())
    }

    /// Where it stands in its trace, to be shown in logs as `trace_id` and `span_id`.
    pub fn trace(&self) -> Option<TraceContext> {
        TraceContext::parse(self.0.traceparent.as_ref()?.as_bytes())
    }

    /// When it began here, by a clock that shows `now_us` now (microseconds since the Unix epoch).
    pub fn began_us(&self, now_us: u64) -> u64 {
        let elapsed_us = self.0.began.elapsed().as_micros();
        now_us.saturating_sub(u64::try_from(elapsed_us).unwrap_or(u64::MAX))
    }

    /// When the first of us received it: the gateway, if it says so, else this service. Never
    /// after it began here, whatever the two clocks say. To be shown, and for nothing else.
    pub fn received_us(&self, now_us: u64) -> u64 {
        let began_us = self.began_us(now_us);
        let given = self.0.received_us.map(|given| given.min(began_us));
        let is_near = |given: &u64| u128::from(began_us - given) <= UNDER_WAY_MAX.as_micros();
        given.filter(is_near).unwrap_or(began_us)
    }

    /// The correlation id as a header.
    pub fn correlation_header(&self) -> &HeaderValue {
        &self.0.correlation_id
    }

    /// The W3C trace context as a header.
    pub fn traceparent_header(&self) -> Option<&HeaderValue> {
        self.0.traceparent.as_ref()
    }

    /// Return `key` as `Idempotency-Key`, whatever the answer will be. The first one counts.
    pub fn use_key(&self, key: IdempotencyKey) {
        // Two keys for one request would be a handler's mistake; the first is the one in use.
        let _already_in_use = self.0.key.set(key);
    }

    /// The key in use.
    pub fn key(&self) -> Option<&IdempotencyKey> {
        self.0.key.get()
    }

    /// The exchange that `parts` belong to. A router that did not go through [`crate::edge()`] gets
    /// one here, so that handlers work the same everywhere.
    pub(crate) fn of(parts: &mut Parts) -> Self {
        if let Some(exchange) = parts.extensions.get::<Self>() {
            return exchange.clone();
        }
        let exchange = Self::begin(&parts.method, &parts.headers);
        parts.extensions.insert(exchange.clone());
        exchange
    }
}

impl<S: Sync> FromRequestParts<S> for Exchange {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The value of a header that must come once.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn is_correlation_id(id: &[u8]) -> bool {
    (1..=CORRELATION_ID_LENGTH_MAX).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic)
}

pub(crate) fn fresh_correlation_id() -> String {
    Uuid::now_v7().hyphenated().to_string()
}

fn header_of(correlation_id: &str) -> HeaderValue {
    HeaderValue::from_str(correlation_id).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

fn is_traceparent(value: &HeaderValue) -> bool {
    TraceContext::parse(value.as_bytes()).is_some()
}
