//! Where partitions come to lie.

use super::{SLOT_COUNT, slot, tag};

/// Values of the Cluster specification, and of `CLUSTER KEYSLOT`.
#[test]
fn a_slot_is_what_a_cluster_says_it_is() {
    for (tag, expected) in [("123456789", 12_739), ("foo", 12_182), ("user1000", 3_443), ("", 0)] {
        assert_eq!(slot(tag), expected, "{tag:?}");
    }
}

/// However many partitions and nodes there are, no node has two partitions more than another.
#[test]
fn partitions_are_spread_evenly() {
    for view in ["croupier:v1", "croupier:v2", "a:v7", "another-house:v12"] {
        for partition_count in [1, 2, 8, 12, 32, 64] {
            for node_count in [1, 2, 3, 4, 6] {
                let mut on_node = vec![0; node_count];
                for partition in 0..partition_count {
                    let at = usize::from(slot(&tag(view, partition)));
                    on_node[at * node_count / usize::from(SLOT_COUNT)] += 1;
                }
                let (most, least) = (on_node.iter().max(), on_node.iter().min());
                let differ = most.unwrap() - least.unwrap();
                assert!(differ <= 2, "{view}, {partition_count} on {node_count}: {on_node:?}");
            }
        }
    }
}

/// Views of other names or versions lie elsewhere, and a view lies where it lay before.
#[test]
fn views_do_not_meet_in_one_slot() {
    let views: Vec<_> = (1..=16).map(|version| format!("croupier:v{version}")).collect();
    let firsts = views.iter().map(|view| slot(&tag(view, 0)));
    let distinct: std::collections::BTreeSet<_> = firsts.collect();
    assert!(distinct.len() >= 14, "{distinct:?}");
    assert_eq!(tag("croupier:v1", 3), tag("croupier:v1", 3));
    assert!(tag("croupier:v1", 3).starts_with("3."));
}
