//! The question whether a server answers: a port that is open is not yet a server that serves.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A paused server accepts connections and never answers.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether it says `PONG`; one that still loads its data says so instead, and does not count.
pub(super) fn answers(address: &str, password: Option<&str>) -> bool {
    ping(address, password).is_ok_and(|answer| answer.starts_with("+PONG"))
}

fn ping(address: &str, password: Option<&str>) -> io::Result<String> {
    let address = address.parse().map_err(io::Error::other)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut answers = BufReader::new(stream.try_clone()?).lines();
    let mut ask = |words: &[&str]| {
        stream.write_all(request(words).as_bytes())?;
        answers.next().unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()))
    };
    if let Some(password) = password {
        ask(&["AUTH", password])?;
    }
    ask(&["PING"])
}

/// A command in Redis's protocol: an array of strings, each after its length in bytes.
fn request(words: &[&str]) -> String {
    let parts = words.iter().map(|word| format!("${}\r\n{word}\r\n", word.len()));
    parts.fold(format!("*{}\r\n", words.len()), |request, word| request + &word)
}
