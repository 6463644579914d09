//! The wire between clients and their broker, which loses acknowledgements: the broker has stored
//! what it was sent, and nobody hears of it.

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

/// What a request is called, and its answer by that.
type Correlation = [u8; 4];

/// What is to become of acknowledgements.
#[derive(Default)]
pub(crate) struct Wire {
    /// How many are still to be lost.
    to_lose: AtomicUsize,
    lost_count: AtomicUsize,
}

impl Wire {
    /// Lose the next `count`, each with its connection: a client waits for an answer on it.
    pub(crate) fn lose(&self, count: usize) {
        self.to_lose.store(count, Ordering::SeqCst);
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
        // Either way's end is the end of both.
        tokio::select! {
            ended = ask(from_client, to_broker, &produced) => ended,
            ended = self.answer(from_broker, to_client, &produced) => ended,
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

async fn ask(
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
        to.write_all(&frame).await?;
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
