//! Snapshots as files: `<partition>-<name>-<seq>.snapshot`.
//!
//! A file is written under another name, brought to the disk, and renamed: under its own name it is
//! whole. What is not, or is not ours, is left out and said: a reader can always fold the log.

mod format;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::directory::{make, unusable};
use crate::engine::LogError;
use crate::genesis::Lineage;
use crate::snapshot::{KEPT_COUNT, Snapshot, is_name};

use format::{HEADER_BYTES, Header};

const SUFFIX: &str = ".snapshot";
const UNFINISHED: &str = "unfinished";

/// The directory of a log's snapshots.
#[derive(Debug)]
pub(super) struct Snapshots {
    directory: PathBuf,
    lineage: Lineage,
    /// One is written at a time.
    writing: Mutex<()>,
}

impl Snapshots {
    /// Make the directory if there is none.
    pub(super) fn open(directory: PathBuf, lineage: Lineage) -> Result<Self, LogError> {
        make(&directory).map_err(|error| unusable(&directory, &error))?;
        Ok(Self { directory, lineage, writing: Mutex::new(()) })
    }

    /// Keep a snapshot; the oldest ones beyond [`KEPT_COUNT`] go. Blocks.
    pub(super) fn save(
        &self,
        partition: u32,
        name: &str,
        snapshot: &Snapshot,
    ) -> Result<(), LogError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(seq) = snapshot.head.seq().filter(|_seq| is_name(name)) else {
            return Err(LogError::Unusable(format!("{name:?} at {:?}", snapshot.head)));
        };
        let before = self.kept(partition, name)?;
        let ordinal = before.first().map_or(0, |(newest, _path)| newest + 1);
        let path = self.directory.join(format!("{partition}-{name}-{seq}{SUFFIX}"));
        let header = Header::new(self.lineage, partition, ordinal, snapshot);
        self.write(&path, &header, &snapshot.state).map_err(|error| unusable(&path, &error))?;
        let others = before.into_iter().filter(|(_ordinal, other)| *other != path);
        for (_ordinal, oldest) in others.skip(KEPT_COUNT - 1) {
            fs::remove_file(&oldest).map_err(|error| unusable(&oldest, &error))?;
        }
        Ok(())
    }

    /// What is kept and whole, newest first. Blocks.
    pub(super) fn load(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError> {
        let mut snapshots = Vec::new();
        for (_ordinal, path) in self.kept(partition, name)? {
            let bytes = fs::read(&path).map_err(|error| unusable(&path, &error))?;
            match format::decode(&Bytes::from(bytes), self.lineage, partition) {
                Ok(snapshot) => snapshots.push(snapshot),
                Err(why) => tracing::warn!(path = %path.display(), why, "snapshot left out"),
            }
        }
        Ok(snapshots)
    }

    fn write(&self, path: &Path, header: &Header, state: &[u8]) -> io::Result<()> {
        let unfinished = self.directory.join(UNFINISHED);
        let mut file = File::create(&unfinished)?;
        file.write_all(&header.encode())?;
        file.write_all(state)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        File::open(&self.directory)?.sync_all()
    }

    /// The files of one name that begin like a snapshot, by ordinal, newest first.
    fn kept(&self, partition: u32, name: &str) -> Result<Vec<(u64, PathBuf)>, LogError> {
        let list = || {
            let mut kept = Vec::new();
            for entry in fs::read_dir(&self.directory)? {
                let path = entry?.path();
                if is_named(&path, partition, name) {
                    kept.push((ordinal_of(&path)?, path));
                }
            }
            kept.sort_by(|a, b| b.cmp(a));
            Ok(kept)
        };
        list().map_err(|error| unusable(&self.directory, &error))
    }
}

fn is_named(path: &Path, partition: u32, name: &str) -> bool {
    path.file_name()
        .and_then(|file| file.to_str())
        .and_then(|file| file.strip_suffix(SUFFIX))
        .and_then(|file| file.strip_prefix(&format!("{partition}-{name}-")))
        .is_some_and(|seq| !seq.is_empty() && seq.bytes().all(|byte| byte.is_ascii_digit()))
}

/// 0 when the file is too short to have one, or does not begin like a snapshot: it goes first.
fn ordinal_of(path: &Path) -> io::Result<u64> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    File::open(path)?.take(HEADER_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(Header::decode(&bytes).map_or(0, |header| header.ordinal))
}
