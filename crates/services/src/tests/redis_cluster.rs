//! A cluster shares the keys, and serves none while a part of them is gone.

use crate::{Error, RedisCluster, RedisOptions};

#[test]
fn a_cluster_shares_the_keys_and_notices_a_loss() {
    let password = Some("secret".to_owned());
    let options = RedisOptions { password, append_only: true, ..RedisOptions::default() };
    let mut cluster = RedisCluster::start(&options).unwrap();
    assert_eq!(cluster.urls().len(), 3);
    for key in ["{0}:balance", "{1}:balance", "{2}:balance", "{7}:balance"] {
        let set = ["-c", "SET", key, "100"];
        assert_eq!(cluster.node(1).unwrap().cli(&set).unwrap(), "OK\n");
        let found: Vec<u32> = (1..=3).filter(|id| has(&mut cluster, *id, key)).collect();
        assert_eq!(found.len(), 1, "{key} is on the nodes {found:?}");
    }

    cluster.node(2).unwrap().kill();
    super::until("the loss to be noticed", || {
        cluster.node(1).unwrap().cli(&["CLUSTER", "INFO"]).unwrap().contains("cluster_state:fail")
    });
    cluster.node(2).unwrap().restart().unwrap();
    cluster.wait_until_it_serves().unwrap();
    assert_eq!(cluster.node(3).unwrap().cli(&["-c", "GET", "{1}:balance"]).unwrap(), "100\n");

    assert!(matches!(cluster.node(0), Err(Error::NoSuchNode(0))));
    assert!(matches!(cluster.node(4), Err(Error::NoSuchNode(4))));
}

/// Whether a node has the key itself; another would say where it is.
fn has(cluster: &mut RedisCluster, id: u32, key: &str) -> bool {
    cluster.node(id).unwrap().cli(&["EXISTS", key]).is_ok_and(|said| said == "1\n")
}
