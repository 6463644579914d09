//! What the live stream tells, on the wire.

use croupier_api::{BetNews, Position, SystemNews, UnixMillis, ViewPartition};
use croupier_http::Failure;
use croupier_views::{AsOf, BetView, PartitionSummary};

use super::{amount, bets, games, players};
use crate::desk::Oversight;

pub(crate) fn bet(bet: &BetView, now_ms: u64) -> Result<BetNews, Failure> {
    let settled = bet.settled.as_ref();
    Ok(BetNews {
        bet_id: bet.bet_id.to_string(),
        player_id: players::id(&bet.player)?,
        game_type: bet.game().name().into(),
        amount: amount(bet.stake),
        timestamp: UnixMillis(bet.placed_ms()),
        status: bets::status(bet),
        payout: settled.map(|settled| amount(settled.payout)),
        profit: bet.profit().map(amount),
        selection: games::selection(&bet.selection)?,
        drawn: settled.map(|settled| games::drawn(&settled.outcome)).transpose()?,
        position: Position::new(bet.bet_id.partition(), bet.seq()),
        times: bets::times(&bet.times),
        pushed_at: UnixMillis(now_ms),
    })
}

pub(crate) fn system(
    sums: &[AsOf<PartitionSummary>],
    views_engine: &str,
    oversight: &Oversight,
    now_ms: u64,
) -> SystemNews {
    let partitions = (0..).zip(sums).map(|(partition, sums)| view(partition, sums, oversight));
    SystemNews {
        server_time: UnixMillis(now_ms),
        views_engine: views_engine.into(),
        troubles: (oversight.troubles)(),
        partitions: partitions.collect(),
    }
}

fn view(partition: u32, sums: &AsOf<PartitionSummary>, oversight: &Oversight) -> ViewPartition {
    let projected_seq = sums.position.map(|at| at.seq);
    // The processor and the view are asked one after the other: the log has what the view has.
    let head_seq = oversight.end.as_ref().map(|end| end(partition).max(projected_seq));
    let next = |seq: Option<u64>| seq.map_or(0, |seq| seq + 1);
    ViewPartition {
        partition,
        projected_seq,
        head_seq: head_seq.flatten(),
        behind: head_seq.map(|head_seq| next(head_seq) - next(projected_seq)),
        bets: sums.value.totals.games.bet_count(),
        last_commit_at: UnixMillis(sums.value.totals.time_ms),
    }
}
