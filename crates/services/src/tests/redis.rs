//! One Redis, as most tests use it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

use crate::{Redis, RedisOptions};

fn append_only() -> RedisOptions {
    RedisOptions { append_only: true, ..RedisOptions::default() }
}

#[track_caller]
fn check(options: RedisOptions, setting: &str, expected: &str) {
    let redis = Redis::start(&options).unwrap();
    let said = redis.cli(&["CONFIG", "GET", setting]).unwrap();
    assert_eq!(said, format!("{setting}\n{expected}\n"));
}

#[test]
fn options_become_settings() {
    let default = RedisOptions::default;
    let lru = Some("allkeys-lru".to_owned());
    let more = vec![("maxmemory".to_owned(), "12345678".to_owned())];
    check(default(), "maxmemory-policy", "noeviction");
    check(default(), "appendonly", "no");
    check(append_only(), "appendonly", "yes");
    check(RedisOptions { maxmemory_policy: lru, ..default() }, "maxmemory-policy", "allkeys-lru");
    check(RedisOptions { settings: more, ..default() }, "maxmemory", "12345678");
    let password = Some("with \"quotes\" and \\".to_owned());
    check(RedisOptions { password, ..default() }, "requirepass", "with \"quotes\" and \\");
}

/// What is left after a restart of what was written before.
#[track_caller]
fn check_kept(options: &RedisOptions, end: impl Fn(&mut Redis), expected: &str) {
    let mut redis = Redis::start(options).unwrap();
    let address = redis.address();
    assert_eq!(redis.cli(&["SET", "key", "kept"]).unwrap(), "OK\n");
    end(&mut redis);
    assert!(redis.cli(&["PING"]).is_err());
    redis.restart().unwrap();
    assert_eq!(redis.cli(&["GET", "key"]).unwrap().trim(), expected);
    assert_eq!(redis.address(), address);
}

#[test]
fn what_is_appended_is_kept_and_the_rest_is_not() {
    check_kept(&append_only(), Redis::kill, "kept");
    check_kept(&append_only(), Redis::stop, "kept");
    check_kept(&RedisOptions::default(), Redis::kill, "");
}

#[test]
fn a_paused_server_says_nothing_until_it_is_resumed() {
    let mut redis = Redis::start(&RedisOptions::default()).unwrap();
    assert!(redis.answers());
    redis.pause();
    assert!(!redis.answers());
    redis.resume();
    super::until("Redis to answer again", || redis.answers());
}

#[test]
fn a_server_that_ends_by_itself_has_failed() {
    let mut redis = Redis::start(&RedisOptions::default()).unwrap();
    assert!(redis.failure().is_none());
    // It closes the connection instead of answering, which its own client calls an error or not.
    drop(redis.cli(&["SHUTDOWN", "NOSAVE"]));
    super::until("the end of Redis", || redis.failure().is_some());
    let text = redis.failure().unwrap().to_string();
    assert!(text.starts_with("redis-server ended"), "{text}");
    redis.restart().unwrap();
    assert!(redis.failure().is_none());
    redis.kill();
    assert!(redis.failure().is_none());
}

#[test]
fn a_socket_is_another_way_in() {
    let options = RedisOptions { unix_socket: true, ..RedisOptions::default() };
    let redis = Redis::start(&options).unwrap();
    let mut socket = UnixStream::connect(redis.unix_socket().unwrap()).unwrap();
    socket.write_all(b"PING\r\n").unwrap();
    let mut answer = String::new();
    BufReader::new(socket).read_line(&mut answer).unwrap();
    assert_eq!(answer, "+PONG\r\n");
}

#[test]
fn a_server_that_does_not_start_is_quoted() {
    let settings = vec![("maxmemory-policy".to_owned(), "whatever".to_owned())];
    let error = Redis::start(&RedisOptions { settings, ..RedisOptions::default() }).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("ended") && text.contains("maxmemory-policy"), "{text}");
}
