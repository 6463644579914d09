//! Proving the write-ahead log before SQLite opens it.
//!
//! SQLite reads a write-ahead log up to the first frame that is not valid and silently forgets the
//! rest. That is right for a torn tail: the last transaction, which a crash cut short and nobody
//! was told of. It is wrong for damage in front of transactions that were confirmed. The two are
//! told apart by what stands behind the broken frame: transactions are written one after the other,
//! each when the one before it is on the disk, so **a frame of a later transaction proves damage.**
//!
//! Every frame's checksum continues the one stored in the frame before it. So a frame that fits its
//! predecessor was written right after it, and a later transaction begins where a frame fits a
//! predecessor that has a commit mark, or (should the mark be what is damaged) that has a page at
//! or behind its own: within a transaction pages ascend, and each of ours begins with the page of
//! `heads`, which is in front of all others that it writes.
//!
//! When only the process died, not the machine, more is known: the index that processes share says
//! how many frames were committed. It is not fsynced, but it is written after the fsync of what it
//! counts, so it never says too much.
//!
//! The format is SQLite's: <https://sqlite.org/fileformat2.html#walformat> for the log,
//! <https://sqlite.org/walformat.html> for its index.

mod format;

use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

use super::directory::{unusable, wal_index_of, wal_of};
use crate::engine::LogError;

use format::{Frame, Header, Index, Sum};

const BUFFER_BYTES: usize = 1024 * 1024;

/// Prove the write-ahead log of a database, if it has one.
pub(super) fn prove(database: &Path) -> Result<(), LogError> {
    let (wal, index) = (wal_of(database), wal_index_of(database));
    let index = read_if_there(&index).map_err(|error| unusable(&index, &error))?;
    let index = index.as_deref().and_then(Index::parse);
    let found = match File::open(&wal) {
        Ok(file) => scan(file, index.as_ref()).map_err(|error| unusable(&wal, &error))?,
        Err(error) if error.kind() == ErrorKind::NotFound => missing(index.as_ref()),
        Err(error) => return Err(unusable(&wal, &error)),
    };
    found.map_err(|damage| LogError::Damaged {
        place: format!("{}, byte {}", wal.display(), damage.byte),
        what: damage.what.into(),
    })
}

/// What was found, and from which byte of the file on.
#[derive(Debug, PartialEq, Eq)]
struct Damage {
    byte: u64,
    what: &'static str,
}

fn missing(index: Option<&Index>) -> Result<(), Damage> {
    match index {
        Some(index) if index.moved_count < index.committed_count => {
            Err(Damage { byte: 0, what: "it is missing, and transactions were only there" })
        }
        _ => Ok(()),
    }
}

fn scan(file: impl Read, index: Option<&Index>) -> io::Result<Result<(), Damage>> {
    let mut file = BufReader::with_capacity(BUFFER_BYTES, file);
    let mut header = [0; Header::BYTES];
    if !fill(&mut file, &mut header)? {
        // The header is on the disk before the first frame is written.
        return Ok(missing(index));
    }
    let Some(header) = Header::parse(&header) else {
        // A header that never reached the disk is nothing but the file's new length.
        let is_new = header == [0; Header::BYTES] && !fill(&mut file, &mut [0])?;
        let broken = Damage { byte: 0, what: "its header is broken" };
        return Ok(if is_new { missing(index) } else { Err(broken) });
    };
    let mut walk = Walk::new(&header);
    let mut bytes = vec![0; header.frame_bytes()];
    while fill(&mut file, &mut bytes)? {
        if !walk.step(&header, &Frame::parse(&bytes)) {
            return Ok(Err(walk.damage(&header, "it is broken, and later transactions follow")));
        }
    }
    let index = index.filter(|index| index.salts == header.salts);
    if index.is_some_and(|index| walk.committed_count < index.committed_count) {
        return Ok(Err(walk.damage(&header, "it is broken, and was committed")));
    }
    Ok(Ok(()))
}

/// How far the frames have been walked.
struct Walk {
    frame_count: u64,
    /// Valid frames in a row from the beginning.
    valid_count: u64,
    /// Those of them up to the last commit mark.
    committed_count: u64,
    /// The checksum that the next frame continues: the one stored in the frame before it, and the
    /// one that should be there, which is the right one where just the stored one was changed.
    sums: [Sum; 2],
    page: u32,
    is_commit: bool,
}

impl Walk {
    fn new(header: &Header) -> Self {
        Self {
            frame_count: 0,
            valid_count: 0,
            committed_count: 0,
            sums: [header.sum; 2],
            page: 0,
            is_commit: true,
        }
    }

    /// Look at the next frame. `false` when it belongs to a transaction behind a broken frame.
    fn step(&mut self, header: &Header, frame: &Frame<'_>) -> bool {
        let [stored, computed] = self.sums;
        let sum = frame.sum_after(header, stored);
        let fits_sum = sum == frame.sum
            || (stored != computed && frame.sum_after(header, computed) == frame.sum);
        let fits = fits_sum && frame.salts == header.salts;
        let begins = self.is_commit || frame.page <= self.page;
        if fits && begins && self.valid_count < self.frame_count {
            return false;
        }
        if fits && self.valid_count == self.frame_count {
            self.valid_count += 1;
            if frame.is_commit() {
                self.committed_count = self.valid_count;
            }
        }
        self.frame_count += 1;
        self.sums = [frame.sum, sum];
        (self.page, self.is_commit) = (frame.page, frame.is_commit());
        true
    }

    /// Damage in the first frame that is not valid.
    fn damage(&self, header: &Header, what: &'static str) -> Damage {
        let byte = Header::BYTES as u64 + self.valid_count * header.frame_bytes() as u64;
        Damage { byte, what }
    }
}

/// Fill all of `buffer`; `false` when the file ends before.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
