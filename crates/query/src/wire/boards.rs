//! Boards and sums on the wire.

use croupier_api::{Board, Leaderboard, LeaderboardEntry, PlayerId, Rank, Summary};
use croupier_http::Failure;
use croupier_views::Standing;

use super::{amount, games, players, sum};

pub(crate) fn board(board: Board) -> croupier_views::Board {
    match board {
        Board::Balance => croupier_views::Board::Balance,
        Board::NetWon => croupier_views::Board::NetWon,
        Board::Wagered => croupier_views::Board::Wagered,
        Board::BiggestWin => croupier_views::Board::BiggestWin,
    }
}

pub(crate) fn leaderboard(
    board: Board,
    best: &[Standing],
    behind_by: Option<u64>,
) -> Result<Leaderboard, Failure> {
    Ok(Leaderboard { leaderboard: entries(board, best, 1)?, board, behind_by })
}

/// Standings that follow one another, the first with rank `first_rank`.
fn entries(
    board: Board,
    standings: &[Standing],
    first_rank: u64,
) -> Result<Vec<LeaderboardEntry>, Failure> {
    let ranked = (first_rank..).zip(standings);
    ranked.map(|(rank, standing)| entry(board, standing, rank)).collect()
}

fn entry(board: Board, standing: &Standing, rank: u64) -> Result<LeaderboardEntry, Failure> {
    let value = amount(standing.value);
    let balance = (board == Board::Balance).then_some(value);
    Ok(LeaderboardEntry { player_id: players::id(&standing.player)?, balance, value, rank })
}

/// The player and the neighbours, best first.
pub(crate) fn rank(
    player_id: PlayerId,
    board: Board,
    of: &croupier_views::Rank,
    behind_by: Option<u64>,
) -> Result<Rank, Failure> {
    let mut neighbours = Vec::new();
    if let Some(rank) = of.rank {
        let better_count = of.better.len() as u64;
        neighbours = entries(board, &of.better, rank - better_count)?;
        neighbours.push(entry(board, &of.standing, rank)?);
        neighbours.extend(entries(board, &of.worse, rank + 1)?);
    }
    Ok(Rank {
        player_id,
        board,
        rank: of.rank,
        value: amount(of.standing.value),
        total_players: of.count,
        neighbours,
        behind_by,
    })
}

pub(crate) fn summary(summary: &croupier_views::Summary, behind_by: Option<u64>) -> Summary {
    let totals = &summary.totals;
    Summary {
        total_players: totals.player_count,
        total_bets: totals.games.bet_count(),
        total_wagered: sum(totals.games.wagered()),
        total_paid: sum(totals.games.paid()),
        total_deposited: sum(totals.deposited),
        total_withdrawn: sum(totals.withdrawn),
        games: games::sums(&totals.games),
        open_bets: totals.open_bet_count,
        active_sessions: summary.active_session_count,
        behind_by,
    }
}
