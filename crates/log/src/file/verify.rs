//! Proving the log on open.
use std::path::Path;

use rusqlite::Connection;

use super::connect::failed;
use super::rows::visit_commits;
use crate::chain::{Head, Verdict, accept};
use crate::engine::LogError;
use crate::genesis::Genesis;

/// Walk the chain of every partition. Returns where each ends.
pub(super) fn walk(
    connection: &Connection,
    path: &Path,
    genesis: &Genesis,
    _progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<Head>, LogError> {
    let count = genesis.partition_count;
    let walk_one = |partition| {
        let mut head = Head::before_genesis(genesis.lineage, partition, count);
        let mut damage = None;
        visit_commits(connection, partition, 0, |stored| {
            match accept(&head, partition, count, stored.offset, &stored.record) {
                Verdict::Accepted(next) if stored.offset == head.next_offset => head = next,
                _ => damage = Some(stored.offset),
            }
            damage.is_none()
        })
        .map_err(|error| failed(path, &error))?;
        if let Some(offset) = damage {
            let place = format!("partition {partition}, offset {offset}");
            return Err(LogError::Damaged { place, what: "it does not follow".into() });
        }
        Ok(head)
    };
    (0..count).map(walk_one).collect()
}
