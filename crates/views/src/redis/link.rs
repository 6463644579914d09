//! A connection that is made when it is needed, and made anew when it has broken.
//!
//! All calls share it: they are written one behind the other, and answered in that order. A call
//! is bounded whatever happens, making the connection included. One that breaks, or that does not
//! answer in time, is given up, and the next call makes another: there is nothing to wait for and
//! nothing to repair.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo};
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, ClientTlsConfig, Cmd, ConnectionAddr, ConnectionInfo,
    IntoConnectionInfo, ProtocolVersion, RedisConnectionInfo, RedisResult, TlsCertificates, Value,
};
use tokio::sync::Mutex;

use super::address::{RedisAddress, Server, Servers};
use super::failure::Failure;
use super::hints::Hints;
use super::options::{RedisOptions, RedisTls};
use crate::engine::ViewsError;

/// A connection to one server, or connections to the nodes of a Cluster.
pub(super) struct Link {
    address: RedisAddress,
    client: AnyClient,
    timeout: Duration,
    /// The channel to listen to, if any.
    channel: Option<String>,
    connected: Mutex<Connected>,
}

enum AnyClient {
    One(Client, AsyncConnectionConfig),
    Cluster(ClusterClient),
}

#[derive(Clone)]
enum AnyConnection {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

#[derive(Default)]
struct Connected {
    connection: Option<AnyConnection>,
    /// Counts connections, so that one that has broken is given up once.
    number: u64,
}

impl Link {
    /// A link that hears nothing but answers.
    pub(super) fn new(options: &RedisOptions) -> Result<Self, ViewsError> {
        Self::with(options, None, None)
    }

    /// A link that also listens to `channel`.
    pub(super) fn listening(
        options: &RedisOptions,
        channel: String,
        hints: Arc<Hints>,
    ) -> Result<Self, ViewsError> {
        Self::with(options, Some(channel), Some(hints))
    }

    fn with(
        options: &RedisOptions,
        channel: Option<String>,
        hints: Option<Arc<Hints>>,
    ) -> Result<Self, ViewsError> {
        let client = AnyClient::new(options, hints);
        let client = client.map_err(|error| ViewsError::Unusable(error.to_string()))?;
        Ok(Self {
            address: options.address.clone(),
            client,
            timeout: options.timeout,
            channel,
            connected: Mutex::default(),
        })
    }

    pub(super) const fn address(&self) -> &RedisAddress {
        &self.address
    }

    /// What is answered to `command`.
    pub(super) async fn call(&self, command: &Cmd) -> Result<Value, Failure> {
        self.bounded(async |connection| connection.call(command).await).await
    }

    /// What every server that takes writes answers to `command`.
    pub(super) async fn call_all(&self, command: &Cmd) -> Result<Vec<Value>, Failure> {
        self.bounded(async |connection| connection.call_all(command).await).await
    }

    async fn bounded<T>(
        &self,
        call: impl AsyncFnOnce(AnyConnection) -> RedisResult<T>,
    ) -> Result<T, Failure> {
        let mut used = None;
        let answered = tokio::time::timeout(self.timeout, async {
            let (connection, number) = self.connection().await?;
            used = Some(number);
            call(connection).await
        });
        let answered = match answered.await {
            Ok(Err(error)) if error.is_timeout() => Err(Failure::TimedOut(self.timeout)),
            Ok(answered) => answered.map_err(Failure::Redis),
            Err(_) => Err(Failure::TimedOut(self.timeout)),
        };
        if let (Err(failure), Some(number)) = (&answered, used)
            && failure.breaks_connection()
        {
            self.give_up(number).await;
        }
        answered
    }

    /// The connection there is, or a new one, and its number.
    async fn connection(&self) -> RedisResult<(AnyConnection, u64)> {
        let mut connected = self.connected.lock().await;
        if let Some(connection) = &connected.connection {
            return Ok((connection.clone(), connected.number));
        }
        let mut connection = self.client.connect().await?;
        if let Some(channel) = &self.channel {
            // Whoever may not listen looks at the position every now and then instead.
            let _ = connection.subscribe(channel).await;
        }
        connected.number += 1;
        connected.connection = Some(connection.clone());
        Ok((connection, connected.number))
    }

    async fn give_up(&self, number: u64) {
        let mut connected = self.connected.lock().await;
        // A Cluster's connections look after themselves, each for one node.
        let is_one = matches!(connected.connection, Some(AnyConnection::One(_)));
        if is_one && connected.number == number {
            connected.connection = None;
        }
    }
}

impl AnyClient {
    fn new(options: &RedisOptions, hints: Option<Arc<Hints>>) -> RedisResult<Self> {
        let RedisOptions { address, tls, timeout, .. } = options;
        if address.is_tls {
            // There can be only one; whoever was first has set it for the whole process.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        match &address.servers {
            Servers::One(server, database) => {
                let info = info(options, server, *database)?;
                let client = match address.is_tls {
                    true => Client::build_with_tls(info, certificates(tls))?,
                    false => Client::open(info)?,
                };
                // Every call is bounded as a whole.
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(None)
                    .set_response_timeout(None);
                let config = match hints {
                    Some(hints) => config.set_push_sender(hear(hints)),
                    None => config,
                };
                Ok(Self::One(client, config))
            }
            Servers::Cluster(servers) => {
                let infos = servers.iter().map(|server| info(options, server, 0));
                let infos = infos.collect::<RedisResult<Vec<_>>>()?;
                let mut builder = ClusterClient::builder(infos)
                    .use_protocol(ProtocolVersion::RESP3)
                    .connection_timeout(*timeout)
                    .response_timeout(*timeout)
                    .overall_response_timeout(Some(*timeout))
                    .tcp_settings(at_once());
                if address.is_tls {
                    builder = builder.certs(certificates(tls));
                }
                if let Some(hints) = hints {
                    builder = builder.push_sender(hear(hints));
                }
                Ok(Self::Cluster(builder.build()?))
            }
        }
    }

    async fn connect(&self) -> RedisResult<AnyConnection> {
        Ok(match self {
            Self::One(client, config) => {
                let connecting = client.get_multiplexed_async_connection_with_config(config);
                AnyConnection::One(connecting.await?)
            }
            Self::Cluster(client) => AnyConnection::Cluster(client.get_async_connection().await?),
        })
    }
}

impl AnyConnection {
    async fn call(self, command: &Cmd) -> RedisResult<Value> {
        match self {
            Self::One(mut connection) => command.query_async(&mut connection).await,
            Self::Cluster(mut connection) => command.query_async(&mut connection).await,
        }
    }

    async fn call_all(self, command: &Cmd) -> RedisResult<Vec<Value>> {
        let mut connection = match self {
            Self::One(mut one) => return Ok(vec![command.query_async(&mut one).await?]),
            Self::Cluster(connection) => connection,
        };
        let all = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
        Ok(match connection.route_command(command.clone(), all).await? {
            // Each with the address of the node.
            Value::Map(answers) => answers.into_iter().map(|(_, answer)| answer).collect(),
            answer => vec![answer],
        })
    }

    async fn subscribe(&mut self, channel: &str) -> RedisResult<()> {
        match self {
            Self::One(connection) => connection.subscribe(channel).await,
            Self::Cluster(connection) => connection.subscribe(channel).await,
        }
    }
}

fn hear(hints: Arc<Hints>) -> impl Fn(redis::PushInfo) -> Result<(), ()> {
    move |push| {
        hints.hear(&push);
        Ok(())
    }
}

fn info(options: &RedisOptions, server: &Server, database: i64) -> RedisResult<ConnectionInfo> {
    let Server { host, port } = server.clone();
    let address = match options.address.is_tls {
        true => ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None },
        false => ConnectionAddr::Tcp(host, port),
    };
    let mut settings =
        RedisConnectionInfo::default().set_db(database).set_protocol(ProtocolVersion::RESP3);
    if let Some(user) = &options.address.user {
        settings = settings.set_username(user);
    }
    if let Some(password) = &options.password {
        settings = settings.set_password(password);
    }
    let info = address.into_connection_info()?.set_redis_settings(settings);
    Ok(info.set_tcp_settings(at_once()))
}

/// What is written is sent: an answer is waited for, and nothing more is going to be written.
fn at_once() -> TcpSettings {
    TcpSettings::default().set_nodelay(true)
}

fn certificates(tls: &RedisTls) -> TlsCertificates {
    let client_tls = tls.client_identity.clone();
    let client_tls =
        client_tls.map(|(client_cert, client_key)| ClientTlsConfig { client_cert, client_key });
    TlsCertificates { client_tls, root_cert: tls.root_certificates.clone() }
}
