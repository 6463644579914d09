//! Leaderboards and ranks over all partitions.

use croupier_domain::{Money, PlayerId};
use futures_util::future::try_join_all;

use crate::board::{Board, Place, Standing, Surroundings};
use crate::engine::{Views, ViewsError};
use crate::position::{AsOf, Spanning};

/// The best of all partitions, best first; the first has rank 1.
pub type Leaderboard = Vec<Standing>;

/// Where a player stands among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    /// 1 is the best; `None` when the player has not bet and the board lists only those who have.
    pub rank: Option<u64>,
    /// The player's own standing; of zero when there is none.
    pub standing: Standing,
    /// How many stand on the board.
    pub count: u64,
    /// The nearest that are better, best first: the last has the rank before this one.
    pub better: Vec<Standing>,
    /// The nearest that are worse, best first: the first has the rank after this one.
    pub worse: Vec<Standing>,
}

/// The best `limit` of `board`.
///
/// # Errors
/// See [`ViewsError`].
pub async fn leaderboard(
    views: &dyn Views,
    partition_count: u32,
    board: Board,
    limit: usize,
) -> Result<Spanning<Leaderboard>, ViewsError> {
    let tops = (0..partition_count).map(|partition| views.top(partition, board, limit));
    let tops = try_join_all(tops).await?;
    Ok(Spanning::of(tops, |tops| {
        let mut best = tops.concat();
        best.sort_unstable();
        best.truncate(limit);
        best
    }))
}

/// Where `player`, who is in `partition`, stands on `board`, and at most `limit` players on either
/// side; `None` when there is no such account.
///
/// # Errors
/// See [`ViewsError`].
pub async fn rank(
    views: &dyn Views,
    partition_count: u32,
    partition: u32,
    board: Board,
    player: &PlayerId,
    limit: usize,
) -> Result<Spanning<Option<Rank>>, ViewsError> {
    let AsOf { position, value } = views.standing(partition, board, player, limit).await?;
    let (standing, own) = match value {
        Place::Ranked(standing, own) => (standing, Some(AsOf { position, value: own })),
        Place::Unknown => return nowhere(views, partition_count).await,
        Place::Unranked => (Standing { value: Money::ZERO, player: player.clone() }, None),
    };
    let is_ranked = own.is_some();
    let limit = if is_ranked { limit } else { 0 };
    // The player's own partition has answered with the standing, at one moment; one in which the
    // player has no standing is asked like the others.
    let asked = (0..partition_count).filter(|other| !is_ranked || *other != partition);
    let asked = asked.map(|other| views.surroundings(other, board, &standing, limit));
    let mut parts = try_join_all(asked).await?;
    if let Some(own) = own {
        parts.insert(partition as usize, own);
    }
    Ok(Spanning::of(parts, |parts| Some(merge(standing, is_ranked, parts, limit))))
}

async fn nowhere<T>(
    views: &dyn Views,
    partition_count: u32,
) -> Result<Spanning<Option<T>>, ViewsError> {
    let asked = (0..partition_count).map(|partition| views.position(partition));
    let positions = try_join_all(asked).await?;
    Ok(Spanning { positions, value: None })
}

fn merge(standing: Standing, is_ranked: bool, parts: Vec<Surroundings>, limit: usize) -> Rank {
    let better_count: u64 = parts.iter().map(|part| part.better_count).sum();
    let count = parts.iter().map(|part| part.count).sum();
    let (mut better, mut worse) = (Vec::new(), Vec::new());
    for part in parts {
        better.extend(part.better);
        worse.extend(part.worse);
    }
    better.sort_unstable();
    worse.sort_unstable();
    better.drain(..better.len().saturating_sub(limit));
    worse.truncate(limit);
    let rank = is_ranked.then_some(better_count + 1);
    Rank { rank, standing, count, better, worse }
}
