use super::*;
use crate::chain::{Hash, Record};

fn commit(offset: u64, value_bytes: usize) -> Stored {
    let record = Record::new(Hash([1; 32]), "k", vec![b'x'; value_bytes]);
    Stored { offset, record, appended_us: Some(7) }
}

fn commits(offsets: impl IntoIterator<Item = u64>) -> Vec<Stored> {
    offsets.into_iter().map(|offset| commit(offset, 10)).collect()
}

/// What a tail sees that wants up to ten commits from `from` on, in a few words.
fn check(feed: &Feed, from: u64, seen: Option<u64>, expected: &str) {
    let view = match feed.view(from, seen, 10) {
        View::Wait => "wait".into(),
        View::Doubt(doubt, followed) => format!("doubt {doubt}, followed: {followed:?}"),
        View::Ready(commits) => {
            let offsets: Vec<u64> = commits.iter().map(|commit| commit.offset).collect();
            format!("{offsets:?}")
        }
        View::Behind => "behind".into(),
        View::Failed(failure) => failure.to_string(),
    };
    assert_eq!(view, expected, "from {from}, seen {seen:?}");
}

#[test]
fn shows_what_follows() {
    let feed = Feed::new(1);
    feed.begin(5);
    // Offsets have gaps.
    feed.publish(commits([5, 6, 9, 10]));
    check(&feed, 4, Some(1), "behind");
    check(&feed, 5, Some(1), "[5, 6, 9, 10]");
    check(&feed, 6, Some(1), "[6, 9, 10]");
    check(&feed, 7, Some(1), "[9, 10]");
    check(&feed, 11, Some(1), "wait");
    check(&feed, 1000, Some(1), "wait");
    feed.publish(commits(11..31));
    check(&feed, 10, Some(1), "[10, 11, 12, 13, 14, 15, 16, 17, 18, 19]");
}

/// A new tail is told to recheck when its partition is followed, and not before. Every other is
/// told twice: when it is not followed any more, and again when it is. What was lost may have been
/// lost in between.
#[test]
fn puts_tails_in_doubt() {
    let feed = Feed::new(1);
    check(&feed, 0, None, "wait");
    feed.begin(5);
    check(&feed, 0, None, "doubt 1, followed: Yes");
    check(&feed, 0, Some(0), "doubt 1, followed: Yes");
    feed.publish(commits([5]));
    feed.interrupt();
    check(&feed, 0, None, "wait");
    check(&feed, 6, Some(1), "doubt 2, followed: No");
    check(&feed, 6, Some(2), "wait");
    feed.begin(6);
    check(&feed, 6, Some(1), "doubt 3, followed: Yes");
    check(&feed, 6, Some(2), "doubt 3, followed: Yes");
    check(&feed, 6, Some(3), "wait");
    // What it had before is forgotten.
    check(&feed, 5, Some(3), "behind");
}

#[test]
fn forgets_the_oldest_when_it_is_full() {
    let feed = Feed::new(4);
    let large = RECENT_BYTES_MAX / 4 / 3;
    feed.begin(0);
    feed.publish((0..2).map(|offset| commit(offset, large)));
    check(&feed, 0, Some(1), "[0, 1]");
    feed.publish((2..7).map(|offset| commit(offset, large)));
    check(&feed, 4, Some(1), "behind");
    check(&feed, 5, Some(1), "[5, 6]");
    // One that is too large for all room there is.
    feed.publish([commit(7, RECENT_BYTES_MAX)]);
    check(&feed, 7, Some(1), "behind");
    check(&feed, 8, Some(1), "wait");
}

#[test]
fn ends_with_a_reason() {
    let feed = Feed::new(1);
    feed.begin(0);
    feed.publish(commits([0]));
    feed.set_failure(Some(LogError::Unusable("retention".into())));
    for seen in [None, Some(0), Some(1)] {
        check(&feed, 0, seen, "the log cannot be used: retention");
    }
    feed.set_failure(None);
    check(&feed, 0, Some(1), "[0]");
}

#[test]
fn knows_whether_it_has_tails() {
    let feed = Feed::new(1);
    assert!(!feed.has_tails());
    feed.enter();
    feed.enter();
    feed.leave();
    assert!(feed.has_tails());
    feed.leave();
    assert!(!feed.has_tails());
}

/// Whoever waits is woken by anything that may concern it.
#[test]
fn wakes_whoever_waits() {
    let feed = Feed::new(1);
    let mut changes = feed.subscribe();
    let mut is_woken = |by: &str| {
        assert!(changes.has_changed().unwrap(), "{by}");
        changes.borrow_and_update();
    };
    feed.begin(0);
    is_woken("begin");
    feed.publish(commits([0]));
    is_woken("publish");
    feed.interrupt();
    is_woken("interrupt");
    feed.set_failure(None);
    is_woken("failure");
    feed.end();
    is_woken("end");
}
