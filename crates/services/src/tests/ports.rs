//! A port that was claimed, or that somebody listens on, is not given again.

use std::net::TcpListener;

use crate::port::Port;

#[test]
fn a_claimed_port_is_nobody_elses_until_it_is_dropped() {
    let first = Port::any().unwrap();
    let number = first.number();
    assert_eq!(first.address(), format!("127.0.0.1:{number}"));
    assert_ne!(Port::preferring(Some(number)).unwrap().number(), number);
    drop(first);
    assert_eq!(Port::preferring(Some(number)).unwrap().number(), number);
}

#[test]
fn a_port_that_is_in_use_is_not_taken() {
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = stranger.local_addr().unwrap().port();
    assert_ne!(Port::preferring(Some(taken)).unwrap().number(), taken);
}
