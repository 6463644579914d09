//! Where a Redis is.
//!
//! ```text
//! redis://host:6379/0                  one server, database 0
//! redis://user@host                    as that user; the password comes from a file
//! rediss://host                        the same over TLS
//! redis-cluster://a:7000,b:7000        a Cluster, found through any of these nodes
//! rediss-cluster://user@a,b,c          the same over TLS
//! ```
//!
//! A password is not part of it: addresses stand in process lists, logs and error messages.

use std::fmt;
use std::str::FromStr;

/// Where a Redis is, and as whom to speak to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisAddress {
    pub(super) is_tls: bool,
    pub(super) user: Option<String>,
    pub(super) servers: Servers,
}

/// One server or a Cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Servers {
    One(Server, i64),
    Cluster(Vec<Server>),
}

/// A host and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
}

/// Why a text is not the address of a Redis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedisAddress {
    /// It begins with none of the four words.
    #[error("must begin with redis://, rediss://, redis-cluster:// or rediss-cluster://")]
    Scheme,
    /// A password in front of the @.
    #[error("must not have a password in it: put that into a file and name the file")]
    Password,
    /// A host that is empty, or a port that is no number.
    #[error("{0:?} is not a host with an optional port")]
    Host(String),
    /// Several hosts, or a Cluster with a database.
    #[error("{0}")]
    Form(&'static str),
    /// What follows the slash is no number.
    #[error("{0:?} is not the number of a database")]
    Database(String),
}

/// Where Redis listens if nobody says otherwise.
const PORT: u16 = 6_379;

impl RedisAddress {
    /// Whether `text` is meant to be one: it begins as one does.
    pub fn is_meant_by(text: &str) -> bool {
        scheme(text).is_some()
    }
}

/// What the scheme says, and what follows it: TLS, Cluster, rest.
fn scheme(text: &str) -> Option<(bool, bool, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    match scheme {
        "redis" => Some((false, false, rest)),
        "rediss" => Some((true, false, rest)),
        "redis-cluster" => Some((false, true, rest)),
        "rediss-cluster" => Some((true, true, rest)),
        _ => None,
    }
}

impl FromStr for RedisAddress {
    type Err = InvalidRedisAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (is_tls, is_cluster, rest) = scheme(text).ok_or(InvalidRedisAddress::Scheme)?;
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, _)) if user.contains(':') => return Err(InvalidRedisAddress::Password),
            Some((user, rest)) => (Some(user.to_owned()).filter(|user| !user.is_empty()), rest),
            None => (None, rest),
        };
        let (hosts, database) = rest.split_once('/').unwrap_or((rest, ""));
        let mut servers: Vec<Server> =
            hosts.split(',').map(Server::parse).collect::<Result<_, _>>()?;
        let servers = if is_cluster {
            if !database.is_empty() {
                return Err(InvalidRedisAddress::Form("a Cluster has one database: name none"));
            }
            Servers::Cluster(servers)
        } else {
            let one = servers.pop().filter(|_| servers.is_empty());
            let several = "several hosts are a Cluster: redis-cluster://";
            let one = one.ok_or(InvalidRedisAddress::Form(several))?;
            Servers::One(one, self::database(database)?)
        };
        Ok(Self { is_tls, user, servers })
    }
}

fn database(text: &str) -> Result<i64, InvalidRedisAddress> {
    let number = if text.is_empty() { Some(0) } else { text.parse().ok() };
    let number = number.filter(|number| *number >= 0);
    number.ok_or_else(|| InvalidRedisAddress::Database(text.to_owned()))
}

impl Server {
    fn parse(text: &str) -> Result<Self, InvalidRedisAddress> {
        let invalid = || InvalidRedisAddress::Host(text.to_owned());
        // An IPv6 address has colons of its own, and stands in brackets.
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']').ok_or_else(invalid)?;
                (host, rest.strip_prefix(':').or_else(|| rest.is_empty().then_some("")))
            }
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, Some("")),
            },
        };
        let port = match port.ok_or_else(invalid)? {
            "" => PORT,
            port => port.parse().map_err(|_| invalid())?,
        };
        let host = host.to_owned();
        if host.is_empty() { Err(invalid()) } else { Ok(Self { host, port }) }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// For messages: the hosts.
impl fmt::Display for RedisAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.servers {
            Servers::One(server, _) => server.fmt(f),
            Servers::Cluster(servers) => {
                let hosts: Vec<_> = servers.iter().map(Server::to_string).collect();
                f.write_str(&hosts.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests;
