//! Rate limits as an operator sets them: by address, and by whom a proxy speaks for.

use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::process::Refused;
use crate::server::Server;

/// As many new guests as one address may bring at once.
const GUEST_BURST: usize = 10;

async fn guest_for(gateway: &Client, forwarded: &str) -> Answer {
    gateway.post("/api/v1/guests", &[("x-forwarded-for", forwarded)], "").await
}

/// Bring guests for one caller until no more are let in, and then one for another caller.
async fn another_callers_guest(settings: &[&str]) -> Answer {
    let installation = Installation::embedded();
    let server = Server::start_with(&installation, &[&["--rate-limits", "on"], settings].concat());
    for _ in 0..GUEST_BURST {
        assert_eq!(guest_for(&server.gateway, "198.51.100.7").await.status, 201);
    }
    let refused = guest_for(&server.gateway, "198.51.100.7").await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    let other = guest_for(&server.gateway, "203.0.113.5").await;
    server.stop();
    other
}

#[tokio::test]
async fn a_proxy_is_believed_when_it_is_named() {
    assert_eq!(another_callers_guest(&[]).await.status, 429, "anybody may write that header");
    let named = another_callers_guest(&["--trusted-proxies", "10.0.0.0/8,127.0.0.1"]).await;
    assert_eq!(named.status, 201);
}

#[test]
fn what_is_no_network_is_refused_at_the_start() {
    let installation = Installation::embedded();
    let refused = Server::try_start(&installation, &["--trusted-proxies", "10.0.0.0/33"]);
    let Err(Refused { said, .. }) = refused else { panic!("it started") };
    assert!(said.contains("trusted-proxies") && said.contains("10.0.0.0/33"), "{said}");
}
