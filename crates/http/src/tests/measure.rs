use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use futures_util::FutureExt;
use futures_util::stream::pending;
use http::{Request, StatusCode};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tower::ServiceExt;

use crate::{edge, measured};

fn router() -> Router {
    let endless = async || Body::from_stream(pending::<Result<Bytes, std::io::Error>>());
    let routes = Router::new()
        .route("/players/{id}", get(async || "here"))
        .route("/moved", get(async || StatusCode::SEE_OTHER))
        .route("/busy", post(async || StatusCode::SERVICE_UNAVAILABLE))
        .route("/teapot", get(async || StatusCode::IM_A_TEAPOT))
        .route("/stream", get(endless))
        .route("/never", get(std::future::pending::<()>));
    measured(edge(routes), "tested")
}

fn recorder() -> (metrics_exporter_prometheus::PrometheusRecorder, PrometheusHandle) {
    let recorder = PrometheusBuilder::new().set_buckets(&[10.0]).unwrap().build_recorder();
    let handle = recorder.handle();
    (recorder, handle)
}

fn requests(method: &str, route: &str, class: &str, count: u64) -> String {
    format!(
        "croupier_http_requests_total{{role=\"tested\",method=\"{method}\",route=\"{route}\",\
         class=\"{class}\"}} {count}"
    )
}

fn seconds(method: &str, route: &str, count: u64) -> String {
    format!(
        "croupier_http_request_seconds_count{{role=\"tested\",method=\"{method}\",\
         route=\"{route}\"}} {count}"
    )
}

fn errors(status: &str, count: u64) -> String {
    format!("croupier_http_errors_total{{role=\"tested\",status=\"{status}\"}} {count}")
}

/// What is counted after what was `asked`, each a method and a path.
async fn check(asked: &[(&str, &str)], counted: &[String]) {
    let (recorder, handle) = recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let router = router();
    for (method, path) in asked {
        let request = Request::builder().method(*method).uri(*path).body(Body::empty()).unwrap();
        // Only the head of the answer: nobody reads on.
        router.clone().oneshot(request).await.unwrap();
    }
    let text = handle.render();
    let samples: Vec<_> = text.lines().filter(|line| !line.ends_with(" 0")).collect();
    for line in counted {
        assert!(samples.contains(&line.as_str()), "{line} is not in {samples:#?}");
    }
    let requests = samples.iter().filter(|line| line.starts_with("croupier_http_requests_total"));
    let expected = counted.iter().filter(|line| line.starts_with("croupier_http_requests_total"));
    assert_eq!(requests.count(), expected.count(), "{samples:#?}");
}

#[tokio::test]
async fn requests_are_counted_by_template_and_class() {
    check(
        &[("GET", "/players/ann"), ("GET", "/players/bob"), ("GET", "/moved"), ("POST", "/busy")],
        &[
            requests("GET", "/players/{id}", "2xx", 2),
            requests("GET", "/moved", "3xx", 1),
            requests("POST", "/busy", "5xx", 1),
            seconds("GET", "/players/{id}", 2),
            errors("500", 1),
        ],
    )
    .await;
}

#[tokio::test]
async fn strangers_make_no_labels() {
    check(
        &[("GET", "/a"), ("GET", "/b/c"), ("BREW", "/players/ann"), ("HACK", "/players/ann")],
        &[
            requests("GET", "unmatched", "4xx", 2),
            requests("other", "/players/{id}", "4xx", 2),
            errors("404", 2),
            errors("405", 2),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_stream_that_goes_on_is_answered() {
    check(
        &[("GET", "/stream")],
        &[requests("GET", "/stream", "2xx", 1), seconds("GET", "/stream", 1)],
    )
    .await;
}

#[tokio::test]
async fn errors_are_there_before_the_first() {
    let (recorder, handle) = recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let _router = router();
    let text = handle.render();
    for status in ["404", "503", "504", "other"] {
        let line = errors(status, 0);
        assert!(text.contains(&line), "{line} is not in {text}");
    }
}

#[tokio::test]
async fn who_leaves_is_counted_and_not_measured() {
    let (recorder, handle) = recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let request = Request::get("/never").body(Body::empty()).unwrap();
    let mut answering = Box::pin(router().oneshot(request));
    assert!((&mut answering).now_or_never().is_none());
    drop(answering);
    let text = handle.render();
    let counted = requests("GET", "/never", "abandoned", 1);
    for line in [counted, seconds("GET", "/never", 0)] {
        assert!(text.contains(&line), "{line} is not in {text}");
    }
}
