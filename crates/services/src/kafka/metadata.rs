//! What a broker knows of the others and of a topic, asked in Kafka's own protocol.
//!
//! A port that is open is not yet a broker that serves, and the tool that could ask takes a second
//! of processor time. The request is Metadata version 1. Its answer lists the brokers that are
//! registered with the controller and not fenced, and the partitions of the topics asked for.
//! Layout of both: <https://kafka.apache.org/protocol#The_Messages_Metadata>.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A paused broker accepts connections and never answers.
const PATIENCE: Duration = Duration::from_secs(1);
/// An answer that is longer is not one.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Metadata, version 1, correlation 0, no client id.
const HEADER: [u8; 10] = [0, 3, 0, 1, 0, 0, 0, 0, 0xff, 0xff];

/// What one broker says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// Those in service.
    pub(crate) brokers: Vec<u32>,
    /// Of the topic that was asked for; none if it is not known.
    pub(crate) partitions: Vec<Partition>,
}

/// Who has a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Counted from 0.
    pub index: u32,
    /// The broker that leads it, if any does.
    pub leader: Option<u32>,
    /// The brokers that are to have a copy; the first is the preferred leader.
    pub replicas: Vec<u32>,
    /// Those whose copy is complete.
    pub in_sync: Vec<u32>,
}

/// The ids of the brokers that this one believes to be in service.
pub(crate) fn brokers(address: &str) -> io::Result<Vec<u32>> {
    Ok(ask(address, &[])?.brokers)
}

/// The partitions of a topic, as this broker knows them.
pub(super) fn partitions(address: &str, topic: &str) -> io::Result<Vec<Partition>> {
    Ok(ask(address, &[topic])?.partitions)
}

fn ask(address: &str, topics: &[&str]) -> io::Result<Metadata> {
    let address = address.parse().map_err(io::Error::other)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(&request(topics).ok_or(io::ErrorKind::InvalidInput)?)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    let mut answer = vec![0; length.min(ANSWER_BYTES_MAX)];
    stream.read_exact(&mut answer)?;
    parse(&answer).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The length, the header, and a list of names.
fn request(topics: &[&str]) -> Option<Vec<u8>> {
    let mut request = HEADER.to_vec();
    request.extend(u32::try_from(topics.len()).ok()?.to_be_bytes());
    for topic in topics {
        request.extend(i16::try_from(topic.len()).ok()?.to_be_bytes());
        request.extend(topic.as_bytes());
    }
    let length = u32::try_from(request.len()).ok()?;
    Some([&length.to_be_bytes(), request.as_slice()].concat())
}

/// After the correlation: brokers, the controller's id, topics.
pub(crate) fn parse(answer: &[u8]) -> Option<Metadata> {
    let mut rest = Rest(answer.get(4..)?);
    let mut metadata = Metadata::default();
    for _ in 0..rest.number()? {
        metadata.brokers.push(rest.number()?);
        rest.skip_text()?; // host
        rest.number()?; // port
        rest.skip_text()?; // rack
    }
    rest.number()?; // controller
    for _ in 0..rest.number()? {
        rest.take::<2>()?; // error
        rest.skip_text()?; // name
        rest.take::<1>()?; // internal
        for _ in 0..rest.number()? {
            metadata.partitions.push(rest.partition()?);
        }
    }
    Some(metadata)
}

/// What has not been read yet.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn partition(&mut self) -> Option<Partition> {
        self.take::<2>()?; // error
        let index = self.number()?;
        // -1 stands for nobody.
        let leader = Some(self.number()?).filter(|leader| *leader != u32::MAX);
        Some(Partition { index, leader, replicas: self.numbers()?, in_sync: self.numbers()? })
    }

    fn numbers(&mut self) -> Option<Vec<u32>> {
        (0..self.number()?).map(|_| self.number()).collect()
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    /// A length of two bytes and as many bytes; a negative length stands for no text.
    fn skip_text(&mut self) -> Option<()> {
        let length = i16::from_be_bytes(self.take()?);
        self.0 = self.0.get(usize::try_from(length).unwrap_or(0)..)?;
        Some(())
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, others) = self.0.split_first_chunk()?;
        self.0 = others;
        Some(*first)
    }
}
