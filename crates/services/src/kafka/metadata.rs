//! The question which brokers are in service, in Kafka's own protocol.
//!
//! A port that is open is not yet a broker that serves, and the tool that could ask takes a second
//! of processor time. The request is Metadata version 1 for no topics; the answer lists brokers
//! that are registered with the controller and not fenced. Layout of both:
//! <https://kafka.apache.org/protocol#The_Messages_Metadata>.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A paused broker accepts connections and never answers.
const PATIENCE: Duration = Duration::from_secs(1);
/// An answer that is longer is not one.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Header (key 3, version 1, correlation 0, no client id) and an empty list of topics.
const REQUEST: [u8; 18] = [
    0, 0, 0, 14, // bytes that follow
    0, 3, 0, 1, // Metadata, version 1
    0, 0, 0, 0, // correlation
    0xff, 0xff, // no client id
    0, 0, 0, 0, // no topics
];

/// The ids of the brokers that this one believes to be in service.
pub(crate) fn brokers(address: &str) -> io::Result<Vec<u32>> {
    let address = address.parse().map_err(io::Error::other)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(&REQUEST)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    let mut answer = vec![0; length.min(ANSWER_BYTES_MAX)];
    stream.read_exact(&mut answer)?;
    parse(&answer).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// After the correlation: a list of id, host, port and rack.
pub(crate) fn parse(answer: &[u8]) -> Option<Vec<u32>> {
    let mut rest = answer.get(4..)?;
    let count = u32::from_be_bytes(take(&mut rest)?);
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(u32::from_be_bytes(take(&mut rest)?));
        skip_text(&mut rest)?;
        take::<4>(&mut rest)?;
        skip_text(&mut rest)?;
    }
    Some(ids)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, others) = rest.split_first_chunk()?;
    *rest = others;
    Some(*first)
}

/// A length of two bytes and as many bytes; a negative length stands for no text.
fn skip_text(rest: &mut &[u8]) -> Option<()> {
    let length = i16::from_be_bytes(take(rest)?);
    *rest = rest.get(usize::try_from(length).unwrap_or(0)..)?;
    Some(())
}
