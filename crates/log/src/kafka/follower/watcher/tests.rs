use super::*;

const TOPIC: &str = "x.commits";

/// Whether continuity is in doubt after all of that.
fn check(said: impl FnOnce(&Watcher), expected: Option<&str>) {
    let watcher = Watcher::new(TOPIC.into());
    said(&watcher);
    let found = watcher.interruption();
    match expected {
        Some(words) => assert!(found.as_ref().is_some_and(|why| why.contains(words)), "{found:?}"),
        None => assert_eq!(found, None),
    }
}

/// As librdkafka 2.12 writes them.
#[test]
fn hears_what_is_lost() {
    let cases = [
        ("FAIL", "b:1/1: Disconnected (after 9076ms in state UP)", Some("Disconnected")),
        ("FAIL", "b:1/1: Receive failed: reset by peer (after 1ms in state UP)", Some("reset")),
        ("FAIL", "b:1/1: Connect to b:1 failed: refused (after 0ms in state CONNECT)", None),
        ("FAIL", "b:1/1: Authentication failed (after 3ms in state AUTH_REQ)", None),
        ("METADATA", "Topic x.commits changed id from AAAAAAAAAAAAAAAAAAAAAA to keeSBB4vQtW", None),
        (
            "METADATA",
            "Topic x.commits changed id from keeSBB4vQtW to gYhFnAaiSU",
            Some("changed id"),
        ),
        ("METADATA", "Topic x.commits [0] Leader 1 Epoch 0", None),
        ("BROKER", "x.commits [0]: leader -1 epoch -1 -> leader 1 epoch 0", None),
    ];
    for (facility, message, expected) in cases {
        let message = format!("[thrd:main]: {message}");
        check(|watcher| watcher.log(RDKafkaLogLevel::Info, facility, &message), expected);
    }
}

/// Statistics of one broker, and of one partition it leads: disconnects, leader epoch.
fn statistics(disconnects: u64, epoch: i32) -> String {
    format!(
        r#"{{"name":"croupier#consumer-1","brokers":{{
            "b:1/bootstrap":{{"nodeid":-1,"disconnects":{},"toppars":{{}}}},
            "b:1/1":{{"nodeid":1,"disconnects":{disconnects},"toppars":{{"x.commits-0":{{}}}}}}}},
            "topics":{{
            "x.commits":{{"partitions":{{
                "-1":{{"leader_epoch":-1}},"0":{{"leader_epoch":{epoch}}}}}}},
            "other":{{"partitions":{{"0":{{"leader_epoch":{}}}}}}}}}}}"#,
        disconnects * 7,
        epoch * 7
    )
}

#[test]
fn sees_elections_and_disconnects() {
    type Seen = &'static [(u64, i32)];
    let cases: [(Seen, Option<&str>); 8] = [
        (&[], None),
        (&[(3, 5)], None),
        (&[(3, 5), (3, 5), (3, 5)], None),
        (&[(3, -1), (3, 5)], None),
        (&[(3, 5), (3, -1), (3, 5)], None),
        (&[(3, 5), (3, 6)], Some("partition 0 has had an election")),
        (&[(3, 5), (3, -1), (3, 6)], Some("partition 0 has had an election")),
        (&[(3, 5), (4, 5)], Some("the connection to broker 1 was lost")),
    ];
    for (seen, expected) in cases {
        let observe = |watcher: &Watcher| {
            for (disconnects, epoch) in seen {
                watcher.stats_raw(statistics(*disconnects, *epoch).as_bytes());
            }
        };
        check(observe, expected);
    }
}
