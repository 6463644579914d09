//! The outermost layer of a router: what holds for every request, whatever the handler does.
//!
//! - The request has an [`Exchange`]; its correlation id and the idempotency key in use are on
//!   every answer.
//! - A panic in a handler is a 500 and stays in that request.
//! - Every error is a problem. A handler's [`crate::Failure`] gets its correlation id here, and the
//!   bare statuses that axum itself answers with (404, 405 …) become problems.
//!
//! It is one layer and allocates little, because it is on the path of every bet. At level `debug`
//! it logs each request; what goes wrong is logged where it does.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED,
};
use http::{HeaderValue, Method, StatusCode};
use tower::{Layer, Service};

use croupier_api::{ErrorCode, Problem};
use croupier_trace::TraceContext;

use crate::exchange::Exchange;
use crate::failure::{Failure, PROBLEM_JSON, Uncorrelated, render};
use crate::headers::{IDEMPOTENCY_KEY, X_CORRELATION_ID};

/// Finish a service's router. To be called once, after all routes are in.
pub fn edge(router: Router) -> Router {
    router.layer(EdgeLayer)
}

#[derive(Clone, Copy)]
struct EdgeLayer;

impl<S> Layer<S> for EdgeLayer {
    type Service = Edge<S>;

    fn layer(&self, inner: S) -> Edge<S> {
        Edge { inner }
    }
}

#[derive(Clone)]
struct Edge<S> {
    inner: S,
}

impl<S> Service<Request> for Edge<S>
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
        let exchange = Exchange::begin(request.method(), request.headers());
        let log = RequestLog::begin(&request);
        request.extensions_mut().insert(exchange.clone());
        let answering = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        Box::pin(async move {
            let response = match answering.await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(panic) => after_panic(&*panic, &exchange),
            };
            let response = finish(response, &exchange);
            if let Some(log) = log {
                log.end(response.status(), &exchange);
            }
            Ok(response)
        })
    }
}

/// A request's line in the log.
struct RequestLog {
    method: Method,
    path: String,
    began: Instant,
}

impl RequestLog {
    /// `None`, and no work, when nobody wants to read it. The query is left out: it may have what
    /// should not be in a log.
    fn begin(request: &Request) -> Option<Self> {
        tracing::enabled!(tracing::Level::DEBUG).then(|| Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            began: Instant::now(),
        })
    }

    fn end(self, status: StatusCode, exchange: &Exchange) {
        let trace = exchange.trace();
        tracing::debug!(
            correlation.id = exchange.correlation_id(),
            trace_id = trace.map(TraceContext::trace_id_text),
            span_id = trace.map(TraceContext::span_id_text),
            http.method = %self.method,
            http.path = self.path,
            http.status = status.as_u16(),
            duration_us = self.began.elapsed().as_micros(),
            "{} {} {}",
            self.method,
            self.path,
            status.as_u16(),
        );
    }
}

fn after_panic(panic: &(dyn Any + Send), exchange: &Exchange) -> Response {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let trace = exchange.trace();
    tracing::error!(
        correlation.id = exchange.correlation_id(),
        trace_id = trace.map(TraceContext::trace_id_text),
        span_id = trace.map(TraceContext::span_id_text),
        panic = message,
        "handler panicked"
    );
    Failure::new(ErrorCode::InternalError, "Something went wrong on our side.").into_response()
}

fn finish(mut response: Response, exchange: &Exchange) -> Response {
    if response.status().is_client_error() || response.status().is_server_error() {
        response = as_problem(response, exchange);
    }
    let headers = response.headers_mut();
    headers.insert(X_CORRELATION_ID, exchange.correlation_header().clone());
    let key = exchange.key().map(|key| HeaderValue::from_str(key.as_str()));
    if let Some(Ok(key)) = key {
        headers.insert(IDEMPOTENCY_KEY, key);
    }
    response
}

fn as_problem(mut response: Response, exchange: &Exchange) -> Response {
    let mut problem = match response.extensions_mut().remove::<Uncorrelated>() {
        Some(Uncorrelated(problem)) => problem,
        None if response.headers().get(CONTENT_TYPE) == Some(&PROBLEM_JSON) => return response,
        None => {
            let problem = of_status(response.status());
            let status = StatusCode::from_u16(problem.status());
            *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            // What the bare answer says about its body is not true of the problem.
            for name in [CONTENT_ENCODING, CONTENT_LANGUAGE, ETAG, LAST_MODIFIED] {
                response.headers_mut().remove(name);
            }
            problem
        }
    };
    problem.correlation_id = Some(exchange.correlation_id().into());
    response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
    response.headers_mut().remove(CONTENT_LENGTH);
    *response.body_mut() = Body::from(render(&problem));
    response
}

/// The problem that a status without a body of ours stands for.
fn of_status(status: StatusCode) -> Problem {
    let (code, detail) = match status {
        StatusCode::UNAUTHORIZED => (ErrorCode::Unauthenticated, "A token is needed here."),
        StatusCode::FORBIDDEN => (ErrorCode::Forbidden, "This is not yours to see or do."),
        StatusCode::NOT_FOUND => (ErrorCode::NotFound, "There is nothing at this path."),
        StatusCode::METHOD_NOT_ALLOWED => {
            (ErrorCode::MethodNotAllowed, "This path has no such method; see Allow.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => (ErrorCode::PayloadTooLarge, "The body is too large."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            (ErrorCode::UnsupportedMediaType, "The body must be application/json.")
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            (ErrorCode::InvalidRequest, "The request is not valid.")
        }
        StatusCode::TOO_MANY_REQUESTS => (ErrorCode::TooManyRequests, "Too many requests."),
        status if status.is_client_error() => {
            (ErrorCode::BadRequest, "The request could not be understood.")
        }
        _ => (ErrorCode::InternalError, "Something went wrong on our side."),
    };
    Problem::new(code, detail)
}
