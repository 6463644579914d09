//! What is an address, and what is refused as one.

use super::{RedisAddress, Server, Servers};

fn server(host: &str, port: u16) -> Server {
    Server { host: host.into(), port }
}

#[test]
fn addresses_are_read() {
    let one = |host, port, database| Servers::One(server(host, port), database);
    let cases = [
        ("redis://localhost", false, None, one("localhost", 6_379, 0)),
        ("redis://127.0.0.1:7000/3", false, None, one("127.0.0.1", 7_000, 3)),
        ("redis://@h/", false, None, one("h", 6_379, 0)),
        ("rediss://ann@cache.example:6380/0", true, Some("ann"), one("cache.example", 6_380, 0)),
        ("redis://[::1]:7001", false, None, one("::1", 7_001, 0)),
        ("redis://[fe80::2]", false, None, one("fe80::2", 6_379, 0)),
        ("redis-cluster://a:7000", false, None, Servers::Cluster(vec![server("a", 7_000)])),
        (
            "rediss-cluster://ann@a:7000,b",
            true,
            Some("ann"),
            Servers::Cluster(vec![server("a", 7_000), server("b", 6_379)]),
        ),
    ];
    for (text, is_tls, user, servers) in cases {
        let user = user.map(str::to_owned);
        assert_eq!(text.parse(), Ok(RedisAddress { is_tls, user, servers }), "{text}");
        assert!(RedisAddress::is_meant_by(text));
    }
}

#[test]
fn what_is_none_is_refused_and_says_why() {
    let cases = [
        ("memory:", "must begin with"),
        ("http://h", "must begin with"),
        ("redis://:secret@h", "must not have a password"),
        ("redis://ann:secret@h", "must not have a password"),
        ("redis://", "is not a host"),
        ("redis://h:port", "is not a host"),
        ("redis://h:70000", "is not a host"),
        ("redis://[::1", "is not a host"),
        ("redis://[::1]x", "is not a host"),
        ("redis://h/one", "is not the number"),
        ("redis://h/-1", "is not the number"),
        ("redis://a,b", "several hosts are a Cluster"),
        ("redis-cluster://a,b/1", "one database"),
        ("redis-cluster://a,,b", "is not a host"),
    ];
    for (text, why) in cases {
        let refused = text.parse::<RedisAddress>().unwrap_err().to_string();
        assert!(refused.contains(why), "{text}: {refused}");
        assert!(!refused.contains("secret"), "{refused}");
    }
}

#[test]
fn messages_name_the_hosts_only() {
    let cases = [
        ("rediss://ann@h/2", "h:6379"),
        ("redis://[::1]", "[::1]:6379"),
        ("redis-cluster://a,b:7", "a:6379,b:7"),
    ];
    for (text, shown) in cases {
        assert_eq!(text.parse::<RedisAddress>().unwrap().to_string(), shown);
    }
}
