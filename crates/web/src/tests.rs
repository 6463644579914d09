//! The files through the router. With an application in the binary its files are served; without
//! one it is said that it is missing. Both are right, so both are looked at where they differ.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::{get, post};
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::files::{self, File};
use crate::{application, coding, is_built};

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let gateway = Router::new()
        .route("/api/v1/leaderboard", get(async || "board"))
        .route("/api/v1/bets", post(async || "bet"))
        .route("/health", get(async || "health"))
        .fallback(async || (StatusCode::NOT_FOUND, "gateway"));
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    application(gateway).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn the_gateway_keeps_its_paths() {
    let cases = [
        ("GET", "/api/v1/leaderboard", "board"),
        ("POST", "/api/v1/bets", "bet"),
        ("GET", "/api/v2/what", "gateway"),
        ("GET", "/docs/what", "gateway"),
        ("GET", "/openapi.json", "gateway"),
        // Files that are not there are not pages.
        ("GET", "/assets/gone-12345678.js", "gateway"),
        ("POST", "/play", "gateway"),
    ];
    for (method, path, expected) in cases {
        let answer = text(ask(method, path, &[("accept", HTML)]).await).await;
        assert_eq!(answer, expected, "{method} {path}");
    }
    assert_eq!(
        text(ask("GET", "/health", &[("accept", "application/json")]).await).await,
        "health"
    );
    assert_eq!(text(ask("GET", "/bets", &[("accept", "application/json")]).await).await, "gateway");
    let moved = ask("GET", "/health", &[("accept", HTML)]).await;
    assert_eq!(
        (moved.status().as_u16(), &moved.headers()["location"]),
        (307, &"/system".parse().unwrap())
    );
}

#[tokio::test]
async fn any_other_path_is_the_applications() {
    for path in ["/", "/play/roulette", "/bets/019ab003-5600-8000-8000-000000000001", "/apiary"] {
        let page = ask("GET", path, &[("accept", HTML)]).await;
        assert_eq!(page.status().is_success(), is_built(), "{path}");
        let headers = page.headers();
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let expected = if is_built() { "<div id=\"root\"" } else { "without the application" };
        let page = text(page).await;
        assert!(page.contains(expected), "{page}");
    }
}

#[tokio::test]
async fn files_are_kept_and_compressed() {
    if !is_built() {
        return;
    }
    let index = text(ask("GET", "/", &[("accept", HTML)]).await).await;
    let (_, rest) = index.split_once("src=\"/assets/").expect("a script of ours");
    let path = format!("/assets/{}", rest.split_once('"').unwrap().0);
    let plain = ask("GET", &path, &[]).await;
    assert_eq!(plain.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(plain.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(plain.headers().get("content-encoding"), None);
    let etag = plain.headers()["etag"].to_str().unwrap().to_owned();
    let length = text(plain).await.len();

    let brotli = ask("GET", &path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(brotli.headers()["content-encoding"], "br");
    assert!(brotli.into_body().collect().await.unwrap().to_bytes().len() < length / 2);
    // On plain HTTP in a network a browser asks for no more.
    let gzip = ask("GET", &path, &[("accept-encoding", "gzip, deflate")]).await;
    assert_eq!(gzip.headers()["content-encoding"], "gzip");
    assert_eq!(gzip.headers()["vary"], "Accept-Encoding");
    let packed = gzip.into_body().collect().await.unwrap().to_bytes();
    assert!(packed.len() < length / 2 && packed.starts_with(&[0x1f, 0x8b]));
    let refused = ask("GET", &path, &[("accept-encoding", "br;q=0, gzip;q=0.0")]).await;
    assert_eq!(refused.headers().get("content-encoding"), None);
    let form = ask("GET", &format!("{path}.gz"), &[]).await;
    assert_eq!(form.status(), StatusCode::NOT_FOUND, "it is a form, not a file");
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}")] {
        let known = ask("GET", &path, &[("if-none-match", &known)]).await;
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    }
    let page = ask("GET", "/", &[("accept", HTML)]).await;
    assert_eq!(page.headers()["cache-control"], "no-cache", "a new version is seen at once");
}

#[test]
fn a_client_gets_the_form_that_it_likes_best() {
    static BOTH: File =
        File { path: "a.js", plain: b"", brotli: Some(b""), gzip: Some(b""), etag: "" };
    static GZIP: File = File { brotli: None, ..BOTH };
    for (accepted, of_both, of_gzip) in [
        ("", None, None),
        ("br", Some("br"), None),
        ("gzip", Some("gzip"), Some("gzip")),
        ("gzip, deflate, br", Some("br"), Some("gzip")),
        ("GZip, BR;Q=0.1", Some("gzip"), Some("gzip")),
        ("br;q=0.2, gzip;q=0.8", Some("gzip"), Some("gzip")),
        ("br; q=0.8 , gzip ;q=0.8", Some("br"), Some("gzip")),
        ("br;q=0, *", Some("gzip"), Some("gzip")),
        ("*;q=0.5", Some("br"), Some("gzip")),
        ("*;q=0", None, None),
        ("gzip;q=0, *;q=0.1", Some("br"), None),
        ("identity, gzip;q=0.5", None, None),
        ("identity;q=0.5, gzip", Some("gzip"), Some("gzip")),
        ("gzip;q=0.001", Some("gzip"), Some("gzip")),
        // What cannot be read is not asked for.
        ("gzip;q=", None, None),
        ("gzip;q=2", None, None),
        ("gzip;q=-1", None, None),
        ("gzip;level=9", None, None),
        ("gzip;q=0.0001", None, None),
        ("bro", None, None),
    ] {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accepted.parse().unwrap())]);
        let chosen = |file| coding::chosen(file, &headers).map(|(name, _)| name);
        assert_eq!((chosen(&BOTH), chosen(&GZIP)), (of_both, of_gzip), "{accepted:?}");
    }
    assert_eq!(coding::chosen(&BOTH, &HeaderMap::new()), None);
}

#[test]
fn every_file_has_its_media_type() {
    for name in ["a.html", "a.js", "a.css", "a.svg", "a.woff2", "a.json", "a.webmanifest"] {
        let file = File { path: name, plain: b"", brotli: None, gzip: None, etag: "" };
        assert_ne!(file.media_type(), "application/octet-stream", "{name}");
    }
    assert!(files::find("../Cargo.toml").is_none());
}
