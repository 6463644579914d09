//! What a table takes and gives.

use anyhow::ensure;
use clap::Args;
use croupier_domain::{Money, Table};

/// The table's limits, in currency units.
#[derive(Debug, Clone, Args)]
pub struct TableSettings {
    /// The smallest stake.
    #[arg(long, env = "CROUPIER_STAKE_MIN", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    pub stake_min: i32,
    /// The largest stake.
    #[arg(long, env = "CROUPIER_STAKE_MAX", default_value_t = 1000)]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    pub stake_max: i32,
    /// What a new account is opened with.
    #[arg(long, env = "CROUPIER_OPENING_BALANCE", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(i32).range(0..))]
    pub opening_balance: i32,
    /// After how many seconds an open round is settled without its player.
    #[arg(long, env = "CROUPIER_ROUND_EXPIRY_S", default_value_t = 86_400)]
    pub round_expiry_s: u32,
    /// How many commits may follow a checkpoint before the next.
    #[arg(long, env = "CROUPIER_CHECKPOINT_EVERY", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub checkpoint_every: u64,
    /// How many commits may follow a snapshot before the next.
    #[arg(long, env = "CROUPIER_SNAPSHOT_EVERY", default_value_t = 100_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub snapshot_every: u64,
}

impl TableSettings {
    /// The table they describe.
    ///
    /// # Errors
    /// When no stake would do.
    pub fn table(&self) -> anyhow::Result<Table> {
        let Self { stake_min, stake_max, .. } = self;
        ensure!(
            stake_min <= stake_max,
            "the smallest stake ({stake_min}) is above the largest ({stake_max})"
        );
        Ok(Table {
            stake_min: Money::from_units(self.stake_min),
            stake_max: Money::from_units(self.stake_max),
            opening_balance: Money::from_units(self.opening_balance),
            round_expiry_ms: u64::from(self.round_expiry_s) * 1000,
        })
    }
}
