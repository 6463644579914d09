//! Rate, errors and duration of what a role answers, by route.
//!
//! A layer around a whole router, outside of everything that can answer: what is counted is what
//! the client gets.
//!
//! - **Labels are bounded, whatever strangers send.** A request is counted under the template of
//!   its route and never under its path; what has no route, and what has a method that HTTP does
//!   not know, is counted under one name.
//! - **A duration ends with the head of the answer.** What follows is as slow as its reader, and
//!   for a stream it never ends.
//! - **What can be is there from the start,** as a zero: the first error is an increase.
//!
//! It is on the path of every bet, so a route's metrics are looked up by name once.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use http::{Method, StatusCode};
use metrics::{Counter, Histogram, counter, histogram};
use tower::{Layer, Service};

use croupier_api::ErrorCode;

/// The route of a request that has none.
const UNMATCHED: &str = "unmatched";

/// The method, or the status, of which there is none of that name here.
const OTHER: &str = "other";

/// What became of a request: the class of its status, or that the client left before.
const CLASSES: [&str; 5] = ["2xx", "3xx", "4xx", "5xx", "abandoned"];
const ABANDONED: usize = 4;

/// Count what `router` answers as `role`. To be called last, after [`crate::edge()`] and whatever
/// else may answer.
pub fn measured(router: Router, role: &'static str) -> Router {
    router.layer(MeasureLayer { meters: Arc::new(RoleMeters::new(role)) })
}

#[derive(Clone)]
struct MeasureLayer {
    meters: Arc<RoleMeters>,
}

impl<S> Layer<S> for MeasureLayer {
    type Service = Measure<S>;

    fn layer(&self, inner: S) -> Measure<S> {
        Measure { inner, meters: self.meters.clone() }
    }
}

#[derive(Clone)]
struct Measure<S> {
    inner: S,
    meters: Arc<RoleMeters>,
}

impl<S> Service<Request> for Measure<S>
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

    fn call(&mut self, request: Request) -> Self::Future {
        let mut asked = Asked::begin(self.meters.clone(), &request);
        let answering = self.inner.call(request);
        Box::pin(async move {
            let response = answering.await?;
            asked.answered(response.status());
            Ok(response)
        })
    }
}

/// A request until it is answered, or dropped because its client has gone.
struct Asked {
    role: Arc<RoleMeters>,
    route: Arc<RouteMeters>,
    began: Instant,
    class: usize,
}

impl Asked {
    fn begin(role: Arc<RoleMeters>, request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        let route = route.map_or(UNMATCHED, MatchedPath::as_str);
        let route = role.of(name_of(request.method()), route);
        Self { role, route, began: Instant::now(), class: ABANDONED }
    }

    fn answered(&mut self, status: StatusCode) {
        self.class = match status.as_u16() {
            0..300 => 0,
            300..400 => 1,
            400..500 => 2,
            500.. => 3,
        };
        self.route.seconds.record(self.began.elapsed().as_secs_f64());
        if self.class >= 2 {
            self.role.failed(status);
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if let Some(requests) = self.route.requests.get(self.class) {
            requests.increment(1);
        }
    }
}

/// The methods of RFC 9110 and RFC 5789; a client may make up others.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ => OTHER,
    }
}

/// A route's metrics under one method.
struct RouteMeters {
    /// In the order of [`CLASSES`].
    requests: [Counter; CLASSES.len()],
    seconds: Histogram,
}

type ByRoute = HashMap<Box<str>, Arc<RouteMeters>>;

/// What a role answers.
struct RoleMeters {
    role: &'static str,
    /// By method. It has as many entries as the router has routes, and one more.
    routes: RwLock<HashMap<&'static str, ByRoute>>,
    errors: HashMap<u16, Counter>,
    other_errors: Counter,
}

impl RoleMeters {
    fn new(role: &'static str) -> Self {
        const ERRORS: &str = "croupier_http_errors_total";
        let errors = |status: String| counter!(ERRORS, "role" => role, "status" => status);
        let known = ErrorCode::ALL.iter().map(|code| code.status());
        Self {
            role,
            routes: RwLock::default(),
            errors: known.map(|status| (status, errors(status.to_string()))).collect(),
            other_errors: errors(OTHER.to_owned()),
        }
    }

    fn of(&self, method: &'static str, route: &str) -> Arc<RouteMeters> {
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(method).and_then(|routes| routes.get(route)).cloned();
        drop(known);
        found.unwrap_or_else(|| {
            let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
            let routes = routes.entry(method).or_default();
            let made = routes.entry(route.into());
            made.or_insert_with(|| Arc::new(RouteMeters::new(self.role, method, route))).clone()
        })
    }

    fn failed(&self, status: StatusCode) {
        self.errors.get(&status.as_u16()).unwrap_or(&self.other_errors).increment(1);
    }
}

impl RouteMeters {
    fn new(role: &'static str, method: &'static str, route: &str) -> Self {
        let requests = |class: &'static str| {
            let route = route.to_owned();
            counter!(
                "croupier_http_requests_total",
                "role" => role, "method" => method, "route" => route, "class" => class
            )
        };
        let seconds = histogram!(
            "croupier_http_request_seconds",
            "role" => role, "method" => method, "route" => route.to_owned()
        );
        Self { requests: CLASSES.map(requests), seconds }
    }
}
