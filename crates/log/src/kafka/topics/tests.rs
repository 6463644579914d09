use super::*;

fn topics() -> Topics {
    Topics::of("x")
}

fn made(topic: &str, durability: Durability, broker_count: usize) -> HashMap<String, String> {
    made_with(&topics(), topic, durability, broker_count)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[test]
fn is_content_with_what_it_makes() {
    for topic in ["x.commits", "x.meta", "x.snapshots"] {
        for (durability, broker_count) in [
            (Durability::Replicated, 3),
            (Durability::Replicated, 5),
            (Durability::NotDurable, 1),
            (Durability::NotDurable, 2),
            (Durability::NotDurable, 3),
        ] {
            let settings = made(topic, durability, broker_count);
            let found = problems(&topics(), topic, durability, &settings);
            assert_eq!(found, <[&str; 0]>::default(), "{topic}, {durability:?}, {broker_count}");
        }
    }
}

#[test]
fn replicates_where_there_are_brokers_for_it() {
    let cases = [
        (Durability::Replicated, 1, 3, "2"),
        (Durability::Replicated, 3, 3, "2"),
        (Durability::Replicated, 9, 3, "2"),
        (Durability::NotDurable, 1, 1, "1"),
        (Durability::NotDurable, 2, 1, "1"),
        (Durability::NotDurable, 3, 3, "2"),
    ];
    for (durability, broker_count, replication, in_sync_min) in cases {
        assert_eq!(durability.replication(broker_count), replication);
        let settings = made("x.commits", durability, broker_count);
        assert_eq!(settings["min.insync.replicas"], in_sync_min);
    }
}

#[test]
fn finds_every_setting_that_loses_commits() {
    let cases = [
        ("x.commits", "cleanup.policy", "compact", true),
        ("x.commits", "cleanup.policy", "compact,delete", true),
        ("x.commits", "retention.ms", "604800000", true),
        ("x.commits", "retention.bytes", "1", true),
        ("x.commits", "message.timestamp.type", "CreateTime", true),
        ("x.commits", "unclean.leader.election.enable", "true", true),
        ("x.commits", "max.message.bytes", "1000", true),
        ("x.commits", "max.message.bytes", "10485880", false),
        ("x.commits", "compression.type", "zstd", true),
        ("x.commits", "compression.type", "lz4", false),
        ("x.commits", "min.insync.replicas", "1", true),
        ("x.commits", "min.insync.replicas", "3", false),
        ("x.commits", "segment.bytes", "1", false),
        ("x.meta", "retention.ms", "604800000", true),
        ("x.meta", "min.insync.replicas", "1", true),
        ("x.snapshots", "cleanup.policy", "delete", true),
        ("x.snapshots", "min.cleanable.dirty.ratio", "0.9", false),
        ("x.snapshots", "min.insync.replicas", "1", false),
    ];
    for (topic, name, value, is_problem) in cases {
        let mut settings = made(topic, Durability::Replicated, 3);
        settings.insert(name.into(), value.into());
        let found = problems(&topics(), topic, Durability::Replicated, &settings);
        assert_eq!(found.len(), usize::from(is_problem), "{topic} {name}={value}: {found:?}");
        assert!(found.iter().all(|problem| problem.contains(name)), "{found:?}");
    }
    let nothing = problems(&topics(), "x.commits", Durability::NotDurable, &HashMap::new());
    assert_eq!(nothing.len(), FOR_EVER.len());
}
