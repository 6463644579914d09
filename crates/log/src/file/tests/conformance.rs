use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;

use super::Place;
use crate::chain::Hash;
use crate::conformance::Subject;
use crate::engine::Log;
use crate::file::FileLog;
use crate::file::rows::{table_of, update_head};

struct File {
    place: Place,
    partition_count: u32,
    log: Arc<FileLog>,
}

#[async_trait]
impl Subject for File {
    async fn fresh(partition_count: u32) -> Self {
        let place = Place::new();
        let log = Arc::new(place.open(partition_count));
        Self { place, partition_count, log }
    }

    fn log(&self) -> Arc<dyn Log> {
        Arc::clone(&self.log) as Arc<dyn Log>
    }

    async fn reopen(mut self) -> Self {
        self.log.close();
        self.log = Arc::new(self.place.open(self.partition_count));
        self
    }

    /// What a restored backup looks like: whole, and older.
    async fn truncate(self, partition: u32, count: usize) -> Option<Self> {
        let end = self.log.shared.feeds[partition as usize].end().offset - count as u64;
        self.log.close();
        let connection = Connection::open(self.place.database()).unwrap();
        let (table, first_lost) = (table_of(partition), end.cast_signed());
        let lost_prev = format!("SELECT prev FROM {table} WHERE \"offset\" = ?1");
        let hash: [u8; 32] =
            connection.query_row(&lost_prev, [first_lost], |row| row.get(0)).unwrap();
        update_head(&connection, partition, end - 1, &Hash(hash)).unwrap();
        let lose = format!("DELETE FROM {table} WHERE \"offset\" >= ?1");
        connection.execute(&lose, [first_lost]).unwrap();
        connection.close().unwrap();
        Some(self.reopen().await)
    }
}

crate::conformance_suite!(File);
