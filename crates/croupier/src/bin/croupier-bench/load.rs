//! A client that costs little: keep-alive connections and just enough HTTP to read an answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use hdrhistogram::Histogram;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::report::latencies;

/// How requests follow each other.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// Each connection sends as soon as it has its answer.
    Closed,
    /// So many requests a second over all connections, sent when they are due; a late answer does
    /// not make the next request late, and counts from when its request was due.
    Open(f64),
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) latencies: Histogram<u64>,
    pub(crate) answers: u64,
    pub(crate) refused: u64,
    pub(crate) took: Duration,
}

/// Send `request(n)` over `connection_count` connections for `lasting`. All of them stand before
/// the first request is sent: what it takes to connect is no part of what is measured.
pub(crate) async fn run(
    address: SocketAddr,
    connection_count: usize,
    lasting: Duration,
    pace: Pace,
    request: fn(u64) -> Vec<u8>,
) -> anyhow::Result<Outcome> {
    let mut streams = Vec::new();
    for _ in 0..connection_count {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let mut connections = JoinSet::new();
    let began = Instant::now();
    for (number, stream) in streams.into_iter().enumerate() {
        let every = match pace {
            Pace::Closed => Duration::ZERO,
            Pace::Open(rate) => Duration::from_secs_f64(connection_count as f64 / rate),
        };
        let first = began + every.mul_f64(number as f64 / connection_count as f64);
        connections.spawn(converse(stream, number as u64, first, every, began + lasting, request));
    }
    let (mut all, mut answers, mut refused) = (latencies(), 0, 0);
    while let Some(ended) = connections.join_next().await {
        let (latencies, no) = ended??;
        answers += latencies.len();
        refused += no;
        all.add(latencies)?;
    }
    Ok(Outcome { latencies: all, answers, refused, took: began.elapsed() })
}

async fn converse(
    mut stream: TcpStream,
    number: u64,
    mut due: Instant,
    every: Duration,
    until: Instant,
    request: fn(u64) -> Vec<u8>,
) -> anyhow::Result<(Histogram<u64>, u64)> {
    let (mut latencies, mut refused) = (latencies(), 0);
    let mut buffer = vec![0; 16 * 1024];
    for count in 0.. {
        if every.is_zero() {
            due = Instant::now();
        } else {
            tokio::time::sleep_until(due.into()).await;
        }
        if Instant::now() >= until {
            break;
        }
        stream.write_all(&request(number << 32 | count)).await?;
        let status = read_answer(&mut stream, &mut buffer).await?;
        refused += u64::from(status != 202);
        latencies.record(u64::try_from(due.elapsed().as_micros())?)?;
        due += every;
    }
    Ok((latencies, refused))
}

/// An answer without its body.
pub(crate) struct Answered {
    pub(crate) status: u16,
    head: String,
}

impl Answered {
    /// The header `name`, which is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| *field == name).map(|(_, value)| value.trim())
    }
}

/// Ask once, over a connection of its own.
pub(crate) async fn ask(address: SocketAddr, request: &[u8]) -> anyhow::Result<Answered> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    stream.write_all(request).await?;
    let mut buffer = vec![0; 64 * 1024];
    let status = read_answer(&mut stream, &mut buffer).await?;
    let end = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or_default();
    let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
    Ok(Answered { status, head })
}

/// A request with a JSON body.
pub(crate) fn post(path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Read one answer to its end; returns its status.
async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) -> anyhow::Result<u16> {
    let mut filled = 0;
    let mut length = None;
    loop {
        let count = stream.read(&mut buffer[filled..]).await?;
        if count == 0 {
            bail!("the server closed the connection");
        }
        filled += count;
        let read = &buffer[..filled];
        if length.is_none()
            && let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")
        {
            length = Some(end + 4 + content_length(&read[..end])?);
        }
        if length.is_some_and(|length| filled >= length) {
            let status = std::str::from_utf8(&buffer[9..12])?;
            return Ok(status.parse()?);
        }
    }
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?.to_ascii_lowercase();
    let line = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    Ok(line.context("an answer without a length")?.trim().parse()?)
}
