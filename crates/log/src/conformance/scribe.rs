//! A writer for tests: it knows how commits follow one another.

use bytes::Bytes;

use crate::chain::{Head, Record, partition_of};
use crate::engine::Log;
use crate::reader::Reader;

/// Makes commits for one partition, each naming the one before it.
#[derive(Debug, Clone)]
pub struct Scribe {
    /// The partition.
    pub partition: u32,
    /// Where its next commit will stand, if offsets have no gaps.
    pub head: Head,
    key: Bytes,
}

impl Scribe {
    /// A writer that has read all of `partition`.
    pub async fn at_end(log: &dyn Log, partition: u32) -> Self {
        let head = *reader_of(log, partition).await.head();
        Self { partition, head, key: key_in(partition, log.partition_count()) }
    }

    /// The next commit, with `text` as its content.
    pub fn commit(&mut self, text: &str) -> Record {
        let key = self.key.clone();
        self.commit_of(key, text)
    }

    /// The next commit, of a player of its own.
    pub fn commit_of(&mut self, key: Bytes, text: &str) -> Record {
        let text = serde_json::Value::from(text);
        let value = format!(r#"{{"v":1,"seq":{},"text":{text}}}"#, self.head.next_seq);
        self.follow(Record::new(self.head.hash, key, value))
    }

    /// The next commit, with `value_bytes` bytes of value.
    pub fn commit_sized(&mut self, value_bytes: usize) -> Record {
        let mut value = format!(r#"{{"v":1,"seq":{},"pad":""#, self.head.next_seq);
        value.extend(std::iter::repeat_n('x', value_bytes - value.len() - 2));
        value.push_str("\"}");
        self.follow(Record::new(self.head.hash, self.key.clone(), value))
    }

    /// The next `count` commits.
    pub fn commits(&mut self, count: usize) -> Vec<Record> {
        (0..count).map(|n| self.commit(&format!("commit {n}"))).collect()
    }

    fn follow(&mut self, record: Record) -> Record {
        self.head = Head {
            hash: record.hash(),
            next_seq: self.head.next_seq + 1,
            next_offset: self.head.next_offset + 1,
        };
        record
    }
}

/// A player of `partition`.
pub fn key_in(partition: u32, partition_count: u32) -> Bytes {
    let in_partition = |key: &String| partition_of(key.as_bytes(), partition_count) == partition;
    (0u64..).map(|n| format!("player-{n}")).find(in_partition).unwrap().into()
}

/// A reader that has read all of `partition` from its beginning.
pub async fn reader_of(log: &dyn Log, partition: u32) -> Reader {
    let count = log.partition_count();
    let head = Head::before_genesis(log.lineage(), partition, count);
    let mut reader = Reader::new(partition, count, head);
    for stored in super::read_all(log, partition).await {
        reader.offer(&stored);
    }
    reader
}
