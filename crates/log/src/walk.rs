//! A whole partition, from its genesis to its end, by the accept rule.

use crate::chain::{Head, Record, Verdict};
use crate::engine::{Log, LogError, Stored};
use crate::reader::Reader;

/// How many records one step reads.
const STEP_COUNT: usize = 4096;

/// Reads what a partition has, and does not wait for more.
#[derive(Debug, Clone)]
pub struct Walk {
    reader: Reader,
    /// Behind the last record that was read; strays may stand between that and the reader's head.
    next_offset: u64,
}

impl Walk {
    /// Before the genesis of `partition`.
    pub fn begin(log: &dyn Log, partition: u32) -> Self {
        let count = log.partition_count();
        let genesis = Head::before_genesis(log.lineage(), partition, count);
        Self { reader: Reader::new(partition, count, genesis), next_offset: 0 }
    }

    /// The accepted ones of the next records, in their order, perhaps none; `None` at the end, from
    /// where it may be asked again.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self, log: &dyn Log) -> Result<Option<Vec<Stored>>, LogError> {
        let mut batch = log.read(self.partition(), self.next_offset, STEP_COUNT).await?;
        let Some(last) = batch.last() else { return Ok(None) };
        self.next_offset = last.offset + 1;
        batch.retain(|stored| matches!(self.reader.offer(stored), Verdict::Accepted(_)));
        Ok(Some(batch))
    }

    /// The last accepted commit.
    pub fn head(&self) -> &Head {
        self.reader.head()
    }

    /// The partition it reads.
    pub fn partition(&self) -> u32 {
        self.reader.partition()
    }
}

/// Whether `partition` has an accepted commit that `is` such. Reads until it finds one.
///
/// # Errors
/// When the log cannot be read.
pub async fn any_accepted(
    log: &dyn Log,
    partition: u32,
    is: impl Fn(&Record) -> bool + Send,
) -> Result<bool, LogError> {
    let mut walk = Walk::begin(log, partition);
    while let Some(accepted) = walk.next(log).await? {
        if accepted.iter().any(|stored| is(&stored.record)) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
