use axum::body::Body;
use http::Request;

use croupier_http::PeerAddress;

use crate::Network;
use crate::clients::Clients;

/// The client of a request from `peer` with these `X-Forwarded-For` headers, behind `proxies`.
fn client(proxies: &[&str], peer: &str, forwarded: &[&str]) -> String {
    let proxies: Vec<Network> = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
    let mut request = Request::get("/").body(Body::empty()).unwrap();
    for value in forwarded {
        request.headers_mut().append("x-forwarded-for", value.parse().unwrap());
    }
    let peer = std::net::SocketAddr::new(peer.parse().unwrap(), 1);
    request.extensions_mut().insert(PeerAddress(peer));
    Clients::behind(&proxies).address(&request).to_string()
}

#[test]
fn without_proxies_the_header_means_nothing() {
    assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
    assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
}

#[test]
fn our_proxies_are_believed_and_what_stands_before_them_is_not() {
    let proxies = &["10.0.0.0/8", "2001:db8::1"];
    for (peer, forwarded, expected) in [
        ("10.1.2.3", &["198.51.100.7"][..], "198.51.100.7"),
        ("10.1.2.3", &["6.6.6.6, 198.51.100.7"], "198.51.100.7"),
        ("10.1.2.3", &["6.6.6.6", "198.51.100.7"], "198.51.100.7"),
        ("10.1.2.3", &["198.51.100.7, 10.9.9.9"], "198.51.100.7"),
        ("10.1.2.3", &["198.51.100.7,2001:db8::1", "10.9.9.9"], "198.51.100.7"),
        ("2001:db8::1", &["[2001:db8:5::5]:4711"], "2001:db8:5::5"),
        ("::ffff:10.1.2.3", &["198.51.100.7:80"], "198.51.100.7"),
        // Nothing, or nonsense: the proxy itself.
        ("10.1.2.3", &[], "10.1.2.3"),
        ("10.1.2.3", &["198.51.100.7, unknown"], "10.1.2.3"),
        ("10.1.2.3", &["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        ("2001:db8::2", &["198.51.100.7"], "2001:db8::2"),
    ] {
        assert_eq!(client(proxies, peer, forwarded), expected, "{peer} {forwarded:?}");
    }
}

#[test]
fn networks_have_a_prefix() {
    let matches =
        |network: &str, address: &str| client(&[network], address, &["9.9.9.9"]) == "9.9.9.9";
    assert!(matches("10.0.0.0/8", "10.255.0.1") && !matches("10.0.0.0/8", "11.0.0.1"));
    assert!(matches("10.1.2.3/8", "10.255.0.1"), "the address may be any of its network");
    assert!(matches("10.1.2.3", "10.1.2.3") && !matches("10.1.2.3", "10.1.2.4"));
    assert!(matches("0.0.0.0/0", "203.0.113.1") && !matches("0.0.0.0/0", "2001:db8::1"));
    assert!(matches("::/0", "2001:db8::1") && matches("2001:db8::/32", "2001:db8:9::1"));
    for text in ["", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "ten/8", "10/8"] {
        assert!(text.parse::<Network>().is_err(), "{text}");
    }
}
