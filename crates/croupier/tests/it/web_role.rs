//! The application alone: a process that serves pages, and says how it is.

use hyper::Method;

use crate::client::Client;
use crate::process::Process;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_application_is_served_alone() {
    let arguments = ["web", "--listen", "127.0.0.1:0"].map(str::to_owned);
    let process = Process::start(&arguments, 1).unwrap();
    let web = Client::new(process.address("application"));
    let opened = ["/", "/play/roulette"];
    for path in opened {
        let page = web.send(Method::GET, path, &[("accept", "text/html")], "").await.unwrap();
        let text = String::from_utf8_lossy(&page.body);
        let expected =
            if croupier_web::is_built() { (200, "<div id=\"root\"") } else { (404, "without") };
        assert!(page.status == expected.0 && text.contains(expected.1), "{path}: {page:?}");
        // Its API has the same origin: whoever is in front sees to that.
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("connect-src 'self';"), "{policy}");
    }
    let ready = web.get("/health/ready").await;
    assert_eq!(ready.status, if croupier_web::is_built() { 200 } else { 503 }, "{ready:?}");
    assert_eq!(web.get("/health/live").await.status, 200);
    assert_eq!(web.get("/health").await.json()["service"], "web");
    let api = web.get("/api/v1/games").await;
    assert_eq!((api.status.as_u16(), &api.json()["code"]), (404, &"not_found".into()));
    assert!(api.header("x-correlation-id").is_some());
    let metrics = web.get("/metrics").await;
    let metrics = String::from_utf8_lossy(&metrics.body);
    let counted = metrics.lines().find(|line| line.starts_with("croupier_http_requests_total{"));
    assert!(counted.is_some_and(|line| line.contains("role=\"web\"")), "{metrics}");
    assert!(process.stop().success());
}
