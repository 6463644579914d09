//! The contract of [`Views`] executed: one suite for every engine.
//!
//! An engine makes a [`Subject`] and names it in
//! [`view_conformance_suite!`](crate::view_conformance_suite); it then runs every test here. The
//! tests ask for nothing that the trait does not promise, and what they apply are folds of real
//! decisions ([`House`]).
//!
//! Compiled for this crate's own tests and, for engines and tests elsewhere, behind the feature
//! `conformance`: what asserts and panics has no business in the program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test suite: what is not as promised must panic"
)]

pub mod apply;
pub mod bets;
pub mod boards;
mod failover;
mod house;
pub mod meta;
pub mod moments;
pub mod periods;
pub mod sessions;

use std::sync::Arc;

use async_trait::async_trait;
use croupier_domain::{Commit, Hex, PlayerId};

use crate::changes::Changes;
use crate::engine::Views;
use crate::fold::Folder;
use crate::meta::Meta;
use crate::position::ViewPosition;

pub use croupier_domain::Command;
pub use failover::{Failover, Trouble};
pub use house::{
    Chance, House, START_MS, bet, bet_in, bet_on, chips, deal, deposit, player, position, withdraw,
};

/// How the suite gets at an engine.
#[async_trait]
pub trait Subject: Send + Sized {
    /// Make an engine that nobody has opened yet and that shares nothing with others.
    async fn fresh() -> Self;

    /// The engine.
    fn views(&self) -> Arc<dyn Views>;

    /// Whether there can be one here. Where there cannot, it has been said why, and the suite is
    /// skipped.
    fn is_available() -> bool {
        true
    }
}

/// Run every test of the suite against a [`Subject`].
#[macro_export]
macro_rules! view_conformance_suite {
    ($subject:ty) => {
        $crate::view_conformance_suite!(@module $subject, meta:
            says_nothing_before_it_is_opened,
            refuses_another_meta,
            is_empty_at_first,
            knows_only_its_partitions,
        );
        $crate::view_conformance_suite!(@module $subject, apply:
            stores_values_and_position,
            takes_a_batch_only_at_exactly_its_position,
            leaves_nothing_behind_after_a_conflict,
            keeps_partitions_apart,
            has_one_digest_for_one_history,
            has_another_digest_for_another_history,
            has_sessions_in_its_digest,
            has_the_digest_of_every_engine,
            takes_large_batches,
        );
        $crate::view_conformance_suite!(@module $subject, moments:
            never_mixes_two_moments,
            reads_a_digest_while_batches_arrive,
            reaches_a_position_that_is_there,
            wakes_who_waits_for_a_position,
            stops_waiting_in_time,
            remembers_that_it_has_diverged,
        );
        $crate::view_conformance_suite!(@module $subject, bets:
            returns_bets_as_they_were_folded,
            pages_without_gaps_or_repeats,
            keeps_exactly_the_newest,
            settles_a_bet_in_its_place,
            forgets_an_open_bet_that_is_too_old,
            keeps_times_beside_the_digest,
        );
        $crate::view_conformance_suite!(@module $subject, boards:
            orders_ties_by_player,
            ranks_ten_thousand_players,
            moves_players_when_their_values_change,
            lists_only_who_has_bet,
            merges_partitions,
            are_right_whenever_somebody_looks,
            tell_all_values_apart,
        );
        $crate::view_conformance_suite!(@module $subject, periods:
            begin_with_the_first_commit_of_the_day,
            begin_with_large_batches_too,
        );
        $crate::view_conformance_suite!(@module $subject, sessions:
            counts_pairs_within_the_window,
            ends_sessions_of_an_idle_partition,
        );
    };
    (@module $subject:ty, $module:ident: $($test:ident,)*) => {
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    if !<$subject as $crate::conformance::Subject>::is_available() {
                        return;
                    }
                    $crate::conformance::$module::$test::<$subject>().await;
                }
            )*
        }
    };
}

/// What the suite opens its views for.
pub fn meta(partition_count: u32) -> Meta {
    Meta::new(Hex([7; 16]), partition_count)
}

/// A subject that is open for `partition_count` partitions.
async fn opened<S: Subject>(partition_count: u32) -> S {
    let subject = S::fresh().await;
    subject.views().open(&meta(partition_count)).await.unwrap();
    subject
}

/// A partition of a view, its house, and the fold between the two.
pub struct Stage {
    views: Arc<dyn Views>,
    /// Decides.
    pub house: House,
    folder: Folder,
    partition: u32,
    position: Option<ViewPosition>,
}

impl Stage {
    /// A stage for an empty `partition` of `views`.
    pub fn new(views: Arc<dyn Views>, partition: u32) -> Self {
        let folder = Folder::new(partition, Default::default());
        Self { views, house: House::new(partition), folder, partition, position: None }
    }

    /// Where the view stands.
    pub fn position(&self) -> Option<ViewPosition> {
        self.position
    }

    /// Somebody has applied what was folded.
    pub fn goes_on_at(&mut self, position: ViewPosition) {
        self.position = Some(position);
    }

    /// What `commits` change, and the position behind them; not applied.
    pub fn fold(&mut self, commits: Vec<Commit>) -> (ViewPosition, Changes) {
        let seq = commits.last().unwrap().seq;
        for commit in commits {
            if let Some(id) = &commit.player
                && self.folder.lacks(id)
            {
                self.folder.admit(id.clone(), None);
            }
            self.folder.fold(commit).unwrap();
        }
        (position(seq), self.folder.take_changes())
    }

    /// Move the view to commit 0, the genesis, which changes nothing.
    pub async fn begin(&mut self) {
        let mut changes = self.folder.take_changes();
        changes.totals.time_ms = START_MS;
        self.views.apply(self.partition, self.position, position(0), changes).await.unwrap();
        self.position = Some(position(0));
    }

    /// Apply values that no commit has made, at a position further on.
    pub async fn put(&mut self, changes: Changes) {
        let next = position(self.position.map_or(0, |at| at.seq + 1));
        self.views.apply(self.partition, self.position, next, changes).await.unwrap();
        self.position = Some(next);
    }

    /// Apply `commits` as one batch.
    pub async fn apply(&mut self, commits: Vec<Commit>) {
        let (next, changes) = self.fold(commits);
        self.views.apply(self.partition, self.position, next, changes).await.unwrap();
        self.position = Some(next);
    }

    /// Decide `command` and apply its commit.
    pub async fn play(&mut self, id: &PlayerId, command: &croupier_domain::Command) {
        let commit = self.house.commit(id, command);
        self.apply(vec![commit]).await;
    }
}

/// `count` commits of `player_count` players, every kind of command among them.
pub fn some_commits(house: &mut House, count: usize, player_count: u64) -> Vec<Commit> {
    let mut chance = Chance(house.next_seq());
    let commits = (0..count).map(|index| {
        house.time_ms += chance.below(1_000);
        if index % 50 == 49 {
            return house.checkpoint();
        }
        let id = player(&format!("player-{}", chance.below(player_count)));
        let command = chance.command(house, &id);
        house.commit(&id, &command)
    });
    commits.collect()
}
