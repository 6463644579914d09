//! The headers that are ours, and those that pass through.

use http::HeaderName;

/// Finds one request in all logs. Accepted from clients, echoed on every answer.
pub const X_CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// W3C Trace Context: where the request stands in a trace.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// W3C Trace Context: what vendors add to it.
pub const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Makes a command happen at most once. Returned on every answer that has one in use.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// `true` on an answer that was given before.
pub const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Where in the log the answer stands: a position, or a vector of them.
pub const POSITION: HeaderName = HeaderName::from_static("croupier-position");

/// From the gateway to the services: the player that the request's token names. Believed only
/// where [`crate::guarded`] has let the request in.
pub const SUBJECT: HeaderName = HeaderName::from_static("croupier-subject");

/// From the gateway to the services: what shows that it is the gateway.
pub const GATEWAY_TOKEN: HeaderName = HeaderName::from_static("croupier-gateway-token");

/// From the gateway to the services: when it received the request, in microseconds since the Unix
/// epoch.
pub const RECEIVED: HeaderName = HeaderName::from_static("croupier-received");

/// From a command instance to its gateway, with a 421: the base URL of the instance that serves
/// the player.
pub const OWNER: HeaderName = HeaderName::from_static("croupier-owner");
