//! The contract of [`Log`] executed: one suite for every engine.
//!
//! An engine makes a [`Subject`] and names it in [`conformance_suite!`](crate::conformance_suite);
//! it then runs every test here. The tests ask for nothing that the trait does not promise: offsets
//! may have gaps, strays may be stored or refused, a batch may be read in pieces.
//!
//! Compiled for this crate's own tests and, for engines elsewhere, behind the feature
//! `conformance`: what asserts and panics has no business in the program.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test suite: what is not as promised must panic"
)]

pub mod append;
pub mod loss;
pub mod read;
mod scribe;
pub mod snapshots;
pub mod tail;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;

use crate::engine::{Log, Stored};

pub use scribe::{Scribe, key_in, reader_of};

/// How the suite gets at an engine.
#[async_trait]
pub trait Subject: Send + Sized {
    /// Whether there is what the engine needs; where there is not, the tests pass by. Whoever says
    /// no tells why.
    fn is_available() -> bool {
        true
    }

    /// Make a new log: every partition holds its genesis and nothing else.
    async fn fresh(partition_count: u32) -> Self;

    /// The log.
    fn log(&self) -> Arc<dyn Log>;

    /// Close the log and open what it stored, as a new process would.
    async fn reopen(self) -> Self;

    /// Lose the last `count` records of `partition`, confirmed as they are; the log may be reopened
    /// on the way. `None` where that cannot be brought about.
    async fn truncate(self, partition: u32, count: usize) -> Option<Self>;
}

/// Run every test of the suite against a [`Subject`].
#[macro_export]
macro_rules! conformance_suite {
    ($subject:ty) => {
        $crate::conformance_suite!(@module $subject, append:
            begins_with_its_genesis,
            keeps_order_and_bytes,
            keeps_headers_or_drops_them,
            keeps_a_batch_together,
            keeps_pipelined_appends_in_order,
            keeps_partitions_apart,
            takes_many_small_appends,
            takes_an_empty_append,
            refuses_what_is_too_large,
            refuses_an_unknown_partition,
            never_accepts_a_stray,
        );
        $crate::conformance_suite!(@module $subject, read:
            reads_in_pages,
            reads_what_a_tail_yields,
            is_the_same_when_reopened,
        );
        $crate::conformance_suite!(@module $subject, tail:
            begins_a_tail_with_recheck,
            tails_from_any_offset,
            wakes_a_waiting_tail,
            loses_nothing_to_a_cancelled_tail,
            feeds_many_tails,
            feeds_a_tail_that_is_behind,
        );
        $crate::conformance_suite!(@module $subject, snapshots:
            returns_the_newest_snapshot_first,
            keeps_snapshots_apart,
            keeps_snapshots_when_reopened,
            keeps_a_huge_snapshot,
        );
        $crate::conformance_suite!(@module $subject, loss:
            stands_when_nothing_is_lost,
            notices_a_truncation,
            notices_a_truncation_that_was_written_over,
        );
    };
    (@module $subject:ty, $module:ident: $($test:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $test() {
                if <$subject as $crate::conformance::Subject>::is_available() {
                    $crate::conformance::$module::$test::<$subject>().await;
                }
            }
        )+
    };
}

/// Everything a partition holds.
pub async fn read_all(log: &dyn Log, partition: u32) -> Vec<Stored> {
    let mut all: Vec<Stored> = Vec::new();
    loop {
        let from = all.last().map_or(0, |stored| stored.offset + 1);
        let page = log.read(partition, from, 1000).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

type InFlight<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Begin every future in order, then wait for all: pipelined, without tasks.
async fn pipeline<T>(mut futures: Vec<InFlight<'_, T>>) -> Vec<T> {
    let mut results: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, result) in futures.iter_mut().zip(&mut results) {
            if result.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *result = Some(value);
            }
        }
        if results.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    results.into_iter().flatten().collect()
}
