//! The wire between clients and their broker. It can lose acknowledgements: the broker has stored
//! what it was sent, and nobody hears of it. And it can cut a member off from its group, and leave
//! it everything else: it reads and writes, and is thought dead.

use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What a request of a producer begins with: Kafka's key of Produce.
const PRODUCE: [u8; 2] = [0, 0];

/// What a member of a group asks: JoinGroup, Heartbeat, LeaveGroup, SyncGroup.
const MEMBERS: [[u8; 2]; 4] = [[0, 11], [0, 12], [0, 13], [0, 14]];

/// What a request is called, and its answer by that.
type Correlation = [u8; 4];

/// What is to become of acknowledgements.
#[derive(Default)]
pub(crate) struct Wire {
    /// How many are still to be lost.
    to_lose: AtomicUsize,
    lost_count: AtomicUsize,
    connection_count: AtomicUsize,
    group: Mutex<Group>,
}

/// On which connections members of a group are.
#[derive(Default)]
struct Group {
    /// In the order in which they came.
    members: Vec<usize>,
    is_first_cut_off: bool,
}

impl Wire {
    /// Lose the next `count`, each with its connection: a client waits for an answer on it.
    pub(crate) fn lose(&self, count: usize) {
        self.to_lose.store(count, Ordering::SeqCst);
    }

    /// Cut the member that came first off from its group. The others keep their connections;
    /// whoever makes a new one is the first again.
    pub(crate) fn cut_first_member_off(&self) {
        self.group.lock().unwrap().is_first_cut_off = true;
    }

    /// Let it come back.
    pub(crate) fn let_members_in(&self) {
        self.group.lock().unwrap().is_first_cut_off = false;
    }

    /// Whether what a member asks on that connection comes through.
    fn lets_in(&self, connection: usize) -> bool {
        let mut group = self.group.lock().unwrap();
        if !group.is_first_cut_off && !group.members.contains(&connection) {
            group.members.push(connection);
        }
        let is_member = group.members.contains(&connection);
        !group.is_first_cut_off || is_member && group.members.first() != Some(&connection)
    }

    /// How many were lost.
    pub(crate) fn lost_count(&self) -> usize {
        self.lost_count.load(Ordering::SeqCst)
    }

    /// Be the wire between whoever comes to `listener` and the broker, until dropped.
    pub(crate) async fn carry(self: Arc<Self>, listener: TcpListener, broker: String) {
        let mut connections = JoinSet::new();
        loop {
            let (client, _) = listener.accept().await.unwrap();
            // A broker that is not there is a connection that ends.
            connections.spawn(Arc::clone(&self).connect(client, broker.clone()));
        }
    }

    async fn connect(self: Arc<Self>, client: TcpStream, broker: String) -> io::Result<()> {
        let (from_client, to_client) = client.into_split();
        let (from_broker, to_broker) = TcpStream::connect(broker).await?.into_split();
        let produced = Mutex::default();
        let connection = self.connection_count.fetch_add(1, Ordering::SeqCst);
        // Either way's end is the end of both.
        tokio::select! {
            ended = self.ask(connection, from_client, to_broker, &produced) => ended,
            ended = self.answer(from_broker, to_client, &produced) => ended,
        }
    }

    async fn ask(
        &self,
        connection: usize,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        produced: &Mutex<HashSet<Correlation>>,
    ) -> io::Result<()> {
        loop {
            let frame = frame(&mut from).await?;
            // Its length, its key, its version, what it is called.
            if frame[4..6] == PRODUCE {
                produced.lock().unwrap().insert(frame[8..12].try_into().unwrap());
            }
            let is_members = MEMBERS.iter().any(|key| frame[4..6] == *key);
            if is_members && !self.lets_in(connection) {
                return Ok(());
            }
            to.write_all(&frame).await?;
        }
    }

    async fn answer(
        &self,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        produced: &Mutex<HashSet<Correlation>>,
    ) -> io::Result<()> {
        loop {
            let frame = frame(&mut from).await?;
            let is_produce = produced.lock().unwrap().remove(&frame[4..8]);
            if is_produce && self.takes_one() {
                return Ok(());
            }
            to.write_all(&frame).await?;
        }
    }

    fn takes_one(&self) -> bool {
        let less = |count: usize| count.checked_sub(1);
        let is_lost = self.to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok();
        self.lost_count.fetch_add(usize::from(is_lost), Ordering::SeqCst);
        is_lost
    }
}

/// A request or an answer, with its length in front.
async fn frame(from: &mut OwnedReadHalf) -> io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    let mut frame = length.to_be_bytes().to_vec();
    frame.resize(4 + usize::try_from(length).unwrap(), 0);
    from.read_exact(&mut frame[4..]).await?;
    Ok(frame)
}
