//! Bringing a command to the instance that serves its player, over real sockets.
//!
//! The instances are called a, b, c …; the gateway knows them in that order and asks a first. Each
//! says what it was told to say, and all write down in one list who was asked.

mod memory;
mod search;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use croupier_api::{ErrorCode, Position};
use croupier_http::{Answer, Failure, GatewayToken, Limits, OWNER, edge, read_body, serve};

use super::remote::{hangs_up, nobody};
use super::{Stage, readable};
use crate::Upstream;

const DEPOSITS: &str = "/api/v1/players/alice/deposits";

/// What an instance says.
#[derive(Clone)]
enum Says {
    /// It serves the player.
    Served,
    /// It refuses a form, as any instance does, whoever serves the player.
    Malformed,
    /// Another instance serves the player.
    Owner(char),
    /// The same, of an owner that is no instance of ours.
    Stranger(String),
    /// It does not serve the player and does not know who does.
    Unknown,
    /// Not applied, come back after so many seconds.
    NotApplied(u32),
    /// Not applied the first time; then it serves the player.
    Starting,
    /// An operator has to look at the partition.
    Stopped,
    /// Never anything.
    Nothing,
}

/// What an instance was sent: its name, and all but the name of the host.
type Asked = Arc<Mutex<Vec<(char, Vec<String>)>>>;

#[derive(Clone)]
struct Instance {
    name: char,
    says: Arc<Mutex<Says>>,
    asked: Asked,
    all: Arc<Mutex<Vec<SocketAddr>>>,
}

impl Instance {
    async fn answer(self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = read_body(body).await.unwrap();
        let mut sent = vec![parts.uri.to_string(), format!("{body:?}")];
        let headers = readable(&parts.headers).into_iter().filter(|(name, _)| name != "host");
        sent.extend(headers.map(|(name, value)| format!("{name}: {value}")));
        self.asked.lock().unwrap().push((self.name, sent));
        let says = self.says.lock().unwrap().clone();
        match says {
            Says::Served => Answer::ok(&self.name).unwrap().at(Position::new(0, 1)).into_response(),
            Says::Malformed => Failure::new(ErrorCode::InvalidRequest, "No.").into_response(),
            Says::Owner(name) => {
                let index = u32::from(name) - u32::from('a');
                let owner = self.all.lock().unwrap()[index as usize];
                misdirected(&format!("http://{owner}"))
            }
            Says::Stranger(owner) => misdirected(&owner),
            Says::Unknown => Failure::new(ErrorCode::Misdirected, "Not here.").into_response(),
            Says::NotApplied(seconds) => not_applied(seconds),
            Says::Starting => {
                *self.says.lock().unwrap() = Says::Served;
                not_applied(0)
            }
            Says::Stopped => {
                Failure::new(ErrorCode::PartitionUnavailable, "No.").retry_after(0).into_response()
            }
            Says::Nothing => std::future::pending().await,
        }
    }
}

fn misdirected(owner: &str) -> Response {
    let failure = Failure::new(ErrorCode::Misdirected, "Not here.");
    failure.header(OWNER, HeaderValue::from_str(owner).unwrap()).into_response()
}

fn not_applied(seconds: u32) -> Response {
    Failure::new(ErrorCode::NotApplied, "Not now.").retry_after(seconds).into_response()
}

/// A gateway and its command instances.
struct Town {
    instances: Vec<Instance>,
    running: Vec<(CancellationToken, TaskTracker)>,
    all: Arc<Mutex<Vec<SocketAddr>>>,
    asked: Asked,
    stage: Stage,
}

impl Town {
    /// Instances that say this, the first of them a.
    async fn new(says: &[Says]) -> Self {
        Self::with(says, &[]).await
    }

    /// With `others` among the addresses, named after the instances.
    async fn with(says: &[Says], others: &[SocketAddr]) -> Self {
        let (all, asked) = (Arc::<Mutex<Vec<SocketAddr>>>::default(), Asked::default());
        let (mut instances, mut running) = (Vec::new(), Vec::new());
        for (name, says) in ('a'..).zip(says) {
            let says = Arc::new(Mutex::new(says.clone()));
            let instance = Instance { name, says, asked: asked.clone(), all: all.clone() };
            instances.push(instance.clone());
            let (address, shutdown, tasks) = listen("127.0.0.1:0", instance).await;
            all.lock().unwrap().push(address);
            running.push((shutdown, tasks));
        }
        all.lock().unwrap().extend(others);
        let known = all.lock().unwrap().clone();
        let bases = known.iter().map(|at| format!("http://{at}").parse().unwrap());
        let token = GatewayToken::parse("a-secret-of-some-length").unwrap();
        let command = Upstream::remote(bases.collect()).with_token(&token);
        Self { instances, running, all, asked, stage: Stage::new().command(command) }
    }

    fn says(&self, name: char, says: Says) {
        let instance = self.instances.iter().find(|instance| instance.name == name).unwrap();
        *instance.says.lock().unwrap() = says;
    }

    /// Stop an instance, and wait until it has stopped.
    async fn stop(&self, name: char) {
        let index = self.instances.iter().position(|instance| instance.name == name).unwrap();
        let (shutdown, tasks) = &self.running[index];
        shutdown.cancel();
        tasks.wait().await;
    }

    /// Start it again where it was.
    async fn start(&self, name: char) {
        let index = self.instances.iter().position(|instance| instance.name == name).unwrap();
        let address = self.all.lock().unwrap()[index].to_string();
        listen(&address, self.instances[index].clone()).await;
    }

    /// Send a deposit of `player`: who was asked for it, and what came of it.
    async fn deposit(&self, player: &str) -> (String, String) {
        let path = DEPOSITS.replace("alice", player);
        self.asked.lock().unwrap().clear();
        let answer = self.stage.post(player, &path, r#"{"amount": 1}"#).await;
        let asked = self.asked.lock().unwrap().iter().map(|(name, _)| *name).collect();
        assert_eq!(answer.headers()["idempotency-key"], "k-1");
        assert!(!answer.headers().contains_key("croupier-owner"));
        let is_ok = answer.status().is_success();
        (asked, if is_ok { "served" } else { super::code(&answer) }.to_owned())
    }
}

/// Let `instance` answer at `address` until the token is cancelled and the tasks are done.
async fn listen(address: &str, instance: Instance) -> (SocketAddr, CancellationToken, TaskTracker) {
    let answer = async move |request: Request| instance.clone().answer(request).await;
    let router = edge(Router::new().fallback(answer));
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());
    tasks.spawn(serve(listener, router, Limits::default(), shutdown.clone()));
    tasks.close();
    (address, shutdown, tasks)
}

/// Short enough for a test that waits for nothing.
const IMPATIENT: Duration = Duration::from_millis(100);
