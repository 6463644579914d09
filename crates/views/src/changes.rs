//! What a batch of commits changes.

use croupier_domain::PlayerId;

use crate::bet::BetView;
use crate::player::PlayerView;
use crate::totals::PartitionTotals;

/// The values of one partition that differ after a batch of commits, as they are then: absolute,
/// so that an engine stores and never computes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Every account that a commit of the batch names. Nobody twice.
    pub players: Vec<(PlayerId, PlayerView)>,
    /// Every bet that was placed, moved on or settled, in the order of the log; a later one
    /// replaces an earlier one with the same id. Their players are among `players`.
    ///
    /// Sessions are not listed: a session's last bet is the latest `placed_ms` of its bets.
    pub bets: Vec<BetView>,
    /// The partition's sums.
    pub totals: PartitionTotals,
}

impl Changes {
    /// Note on every bet that it goes into the view at `now_us` (microseconds since the Unix
    /// epoch), where the rest of its way is known.
    pub fn projected_at(&mut self, now_us: u64) {
        for times in self.bets.iter_mut().map(|bet| &mut bet.times) {
            times.projected_us = times.read_us.map(|_known| now_us);
        }
    }
}
