//! A service's part in a trace: one span for each request of which one is wanted.
//!
//! It goes around [`crate::edge()`]: what is inside finds a `traceparent` that names this span, and
//! so passes it on, to the next service or into the log, without knowing that there is one. A
//! request of which no span is wanted goes through as it came. Without a collector it is not even
//! there.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};
use tower::{Layer, Service};

use croupier_trace::{Kind, Open, Ratio, TraceContext, is_on};

use crate::exchange::only;
use crate::headers::{POSITION, TRACEPARENT, X_CORRELATION_ID};

/// Tell of the requests to `service` whose trace wants it. `router` went through [`crate::edge()`].
pub fn traced(router: Router, service: &'static str) -> Router {
    traced_first(router, service, Ratio::NONE)
}

/// The same for a service that strangers call: of requests without a trace it begins one for
/// `ratio`. Only requests to the API, so that probes and files begin none.
pub fn traced_first(router: Router, service: &'static str, ratio: Ratio) -> Router {
    if is_on() { router.layer(TracedLayer { service, ratio }) } else { router }
}

#[derive(Clone, Copy)]
struct TracedLayer {
    service: &'static str,
    ratio: Ratio,
}

/// How much of a path is told. Ours are shorter; a stranger's may be as long as a header, and
/// spans wait in memory.
const PATH_MAX: usize = 256;

impl<S> Layer<S> for TracedLayer {
    type Service = Traced<S>;

    fn layer(&self, inner: S) -> Traced<S> {
        Traced { inner, layer: *self }
    }
}

#[derive(Clone)]
struct Traced<S> {
    inner: S,
    layer: TracedLayer,
}

impl<S> Service<Request> for Traced<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Some(span) = self.layer.begin(&mut request) else {
            return Box::pin(self.inner.call(request));
        };
        let answering = self.inner.call(request);
        Box::pin(async move {
            let Ok(response) = answering.await;
            end(span, &response);
            Ok(response)
        })
    }
}

impl TracedLayer {
    /// `None`, with the request as it was, where no span is wanted.
    fn begin(&self, request: &mut Request) -> Option<Open> {
        let given = only(request.headers(), &TRACEPARENT);
        let parent = given.and_then(|value| TraceContext::parse(value.as_bytes()));
        let route = request.extensions().get::<MatchedPath>().cloned();
        let context = match parent {
            Some(parent) => parent.is_sampled().then(|| parent.child())?,
            None if is_of_api(route.as_ref()) => TraceContext::root(self.ratio)?,
            None => return None,
        };
        let method = request.method().as_str().to_owned();
        let route = route.as_ref().map(MatchedPath::as_str);
        let name = route.map_or_else(|| method.clone(), |route| format!("{method} {route}"));
        let mut span = Open::begin(self.service, Kind::Server, name, context, parent);
        span.say("http.request.method", method);
        span.say("url.scheme", "http");
        // The query is left out: it may have what should not be in a trace.
        span.say("url.path", request.uri().path().chars().take(PATH_MAX).collect::<String>());
        if let Some(route) = route {
            span.say("http.route", route.to_owned());
        }
        let value = HeaderValue::from_str(&context.to_string()).ok()?;
        request.headers_mut().insert(TRACEPARENT, value);
        Some(span)
    }
}

fn is_of_api(route: Option<&MatchedPath>) -> bool {
    route.is_some_and(|route| route.as_str().starts_with("/api/"))
}

/// The answer begins: that of a stream is not waited for to its end.
fn end(mut span: Open, response: &Response) {
    let status = response.status();
    span.say("http.response.status_code", status.as_u16());
    for (key, name) in
        [("croupier.correlation_id", X_CORRELATION_ID), ("croupier.position", POSITION)]
    {
        if let Some(text) = text_of(response.headers(), &name) {
            span.say(key, text);
        }
    }
    // What a client has done wrong is no failure of the service.
    if status.is_server_error() { span.fail(status.as_u16().to_string()) } else { span.end() }
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
