//! Leaderboards and ranks over all partitions.

use croupier_domain::PlayerId;
use futures_util::future::try_join_all;

use crate::board::{Board, Standing, Surroundings};
use crate::engine::{Views, ViewsError};
use crate::position::{AsOf, Spanning};

/// The best of all partitions, best first; the first has rank 1.
pub type Leaderboard = Vec<Standing>;

/// Where a player stands among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    /// The player's own standing.
    pub standing: Standing,
    /// 1 is the best.
    pub rank: u64,
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
/// side; `None` when the player is not on it.
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
    let Some((standing, own)) = value else {
        let asked = (0..partition_count).map(|other| views.position(other));
        let positions = try_join_all(asked).await?;
        return Ok(Spanning { positions, value: None });
    };
    let others = (0..partition_count).filter(|other| *other != partition);
    let others = others.map(|other| views.surroundings(other, board, &standing, limit));
    let mut parts = try_join_all(others).await?;
    parts.insert(partition as usize, AsOf { position, value: own });
    Ok(Spanning::of(parts, |parts| Some(merge(standing, parts, limit))))
}

fn merge(standing: Standing, parts: Vec<Surroundings>, limit: usize) -> Rank {
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
    Rank { standing, rank: better_count + 1, count, better, worse }
}
