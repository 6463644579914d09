//! A Redis Cluster of three primaries, which share the keys by their hash tags.

use std::process::Command;
use std::time::Duration;

use super::{Redis, RedisOptions};
use crate::directory::Directory;
use crate::error::Error;
use crate::patience::Patience;
use crate::port::Port;
use crate::process;

const NODES: u32 = 3;

/// Nodes hear of each other by gossip, which takes them a second or two.
const AGREEING: Duration = Duration::from_secs(60);

/// A cluster that runs until it is dropped. Its nodes are numbered from 1.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Redis>,
    _buses: Vec<Port>,
    // Dropped after the nodes that write to it.
    _directory: Directory,
}

impl RedisCluster {
    /// Starts the nodes, makes them a cluster, and waits until each of them says that it is one.
    /// The options are those of every node, except that each has its own port and a folder of its
    /// own in the directory.
    pub fn start(options: &RedisOptions) -> Result<Self, Error> {
        let directory = Directory::given_or_own(options.directory.as_deref(), "redis-cluster")?;
        let (mut nodes, mut buses) = (Vec::new(), Vec::new());
        for id in 1..=NODES {
            let bus = Port::any()?;
            let mut options = options.clone();
            options.directory = Some(directory.path().join(format!("node-{id}")));
            options.port = None;
            options.settings.extend([
                ("cluster-enabled".to_owned(), "yes".to_owned()),
                ("cluster-port".to_owned(), bus.number().to_string()),
                ("cluster-node-timeout".to_owned(), "2000".to_owned()),
            ]);
            nodes.push(Redis::start(&options)?);
            buses.push(bus);
        }
        let cluster = Self { nodes, _buses: buses, _directory: directory };
        cluster.create()?;
        cluster.wait_until_it_serves()?;
        Ok(cluster)
    }

    /// The URL of every node.
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(Redis::url).collect()
    }

    /// One node, to be killed or paused. The cluster serves no key while any of its three is gone.
    pub fn node(&mut self, id: u32) -> Result<&mut Redis, Error> {
        let index = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        let node = index.and_then(|index| self.nodes.get_mut(index));
        node.ok_or(Error::NoSuchNode(id))
    }

    /// Waits until every node says that the cluster serves all keys.
    pub fn wait_until_it_serves(&self) -> Result<(), Error> {
        let mut patience = Patience::new("the Redis Cluster to agree", AGREEING);
        for node in &self.nodes {
            while !node.cli(&["CLUSTER", "INFO"]).is_ok_and(|info| serves(&info)) {
                if !patience.go_on(String::new) {
                    let what = format!("did not agree in {} s", patience.bound_s());
                    return Err(node.not_answering(what));
                }
            }
        }
        Ok(())
    }

    fn create(&self) -> Result<(), Error> {
        let mut command = Command::new("redis-cli");
        if let Some(password) = self.nodes.first().and_then(|node| node.password.as_ref()) {
            command.env("REDISCLI_AUTH", password);
        }
        command.args(["--cluster", "create"]).args(self.nodes.iter().map(Redis::address));
        process::output(command.arg("--cluster-yes")).map(drop)
    }
}

/// Whether this is what a node says that knows the others and all slots.
fn serves(info: &str) -> bool {
    let says = |line: &str| info.lines().any(|said| said.trim_end() == line);
    says("cluster_state:ok") && says(&format!("cluster_known_nodes:{NODES}"))
}
