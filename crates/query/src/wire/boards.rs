//! Boards and sums on the wire.

use croupier_api::{Board, Leaderboard, LeaderboardEntry, PlayerId, Rank, Summary, Window};
use croupier_http::{BoardOf, Failure};
use croupier_views::{Period, Standing};

use super::{amount, games, players, sum};

/// The board that is asked for at `now_ms` (milliseconds since the Unix epoch).
pub(crate) fn board(of: BoardOf, now_ms: u64) -> croupier_views::Board {
    let period = match of.window {
        Window::All => Period::AllTime,
        Window::Day => Period::day_of(now_ms),
        Window::Week => Period::week_of(now_ms),
    };
    match of.board {
        Board::Balance => croupier_views::Board::Balance,
        Board::NetWon => croupier_views::Board::NetWon(period),
        Board::Wagered => croupier_views::Board::Wagered(period),
        Board::BiggestWin => croupier_views::Board::BiggestWin(period),
    }
}

pub(crate) fn leaderboard(
    BoardOf { board, window }: BoardOf,
    best: &[Standing],
    behind_by: Option<u64>,
) -> Result<Leaderboard, Failure> {
    Ok(Leaderboard { leaderboard: entries(board, best, 1)?, board, window, behind_by })
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
    BoardOf { board, window }: BoardOf,
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
        window,
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
