//! Secrets are made once, whoever makes them.

use std::sync::Barrier;
use std::thread;

use super::Secrets;

#[test]
fn those_who_make_a_secret_at_once_have_the_same() {
    for _ in 0..50 {
        let directory = tempfile::tempdir().unwrap();
        let together = Barrier::new(4);
        let make = || {
            let secrets = Secrets::open(directory.path()).unwrap();
            together.wait();
            secrets.gateway_token().unwrap()
        };
        let made: Vec<_> = thread::scope(|scope| {
            let makers: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        let kept = Secrets::open(directory.path()).unwrap().gateway_token().unwrap();
        assert_eq!(made, vec![kept; 4]);
    }
}
