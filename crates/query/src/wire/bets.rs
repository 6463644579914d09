//! Bets on the wire.

use croupier_api::{
    Bet, BetList, BetProof, BetRow, BetStatus, BetTimes, FineUnixMillis, PlayerId, Position, Round,
    UnixMillis,
};
use croupier_http::Failure;
use croupier_views::{BetPage, BetView, HopTimes, OpenRoundView, PlayerView};

use super::{amount, games};
use crate::cursor::Cursor;

pub(crate) fn list(page: &BetPage, behind_by: Option<u64>) -> BetList {
    let last = page.bets.last().filter(|_| page.has_more);
    BetList {
        bets: page.bets.iter().map(row).collect(),
        next_cursor: last.map(|last| Cursor(last.seq()).to_text()),
        behind_by,
    }
}

fn row(bet: &BetView) -> BetRow {
    BetRow {
        bet_id: bet.bet_id.to_string(),
        event_id: event_id(bet),
        session_id: bet.session_id.to_string(),
        game_type: bet.game().name().into(),
        amount: amount(bet.stake),
        timestamp: UnixMillis(bet.placed_ms()),
        status: status(bet),
        correlation_id: correlation_id(bet),
        payout: bet.settled.as_ref().map(|settled| amount(settled.payout)),
        profit: bet.profit().map(amount),
        position: position(bet, bet.seq()),
    }
}

/// One bet with its receipt; `player` is its player's account at the same moment.
pub(crate) fn bet(
    player_id: &PlayerId,
    bet: &BetView,
    player: &PlayerView,
) -> Result<Bet, Failure> {
    let settled = bet.settled.as_ref();
    let open = player.open_round().filter(|open| open.bet.bet_id == bet.bet_id);
    Ok(Bet {
        bet_id: bet.bet_id.to_string(),
        player_id: player_id.clone(),
        event_id: event_id(bet),
        session_id: bet.session_id.to_string(),
        game_type: bet.game().name().into(),
        amount: amount(bet.stake),
        timestamp: UnixMillis(bet.placed_ms()),
        settled_at: settled.map(|settled| UnixMillis(settled.time_ms)),
        status: status(bet),
        correlation_id: correlation_id(bet),
        payout: settled.map(|settled| amount(settled.payout)),
        profit: bet.profit().map(amount),
        selection: Some(games::selection(&bet.selection)?),
        drawn: settled.map(|settled| games::drawn(&settled.outcome)).transpose()?,
        proof: proof(bet, player),
        round: open.map(round).transpose()?,
        position: position(bet, bet.seq()),
        settled_position: settled.map(|settled| position(bet, settled.seq)),
        times: times(&bet.times),
        behind_by: None,
    })
}

/// When a bet was where.
pub(crate) fn times(times: &HopTimes) -> BetTimes {
    BetTimes {
        received_at: times.received_us.map(FineUnixMillis),
        decided_at: times.decided_us.map(FineUnixMillis),
        appended_at: times.appended_us.map(FineUnixMillis),
        read_back_at: times.read_us.map(FineUnixMillis),
        projected_at: times.projected_us.map(FineUnixMillis),
    }
}

/// The commitment is known as long as the seed is in force or among the retired ones that are kept.
fn proof(bet: &BetView, player: &PlayerView) -> BetProof {
    let revealed = player.revealed_seed(bet.seed_index);
    let is_in_force = player.seed.index == bet.seed_index;
    let commitment = match revealed {
        Some(revealed) => Some(revealed.seed.commitment()),
        None => is_in_force.then_some(player.seed.commitment),
    };
    BetProof {
        seed_index: bet.seed_index,
        commitment: commitment.map(|commitment| commitment.0.to_string()),
        commitment_position: Some(Position::new(bet.bet_id.partition(), bet.commitment_seq)),
        committed_before: Some(bet.commitment_came_before()),
        nonce: bet.nonce,
        client_seed: bet.client_seed.to_string(),
        rules: bet.rules,
        server_seed: revealed.map(|revealed| revealed.seed.0.to_string()),
    }
}

fn round(open: &OpenRoundView) -> Result<Round, Failure> {
    let actions = open.round.legal_actions();
    Ok(Round {
        version: open.round.version(),
        legal_actions: actions.into_iter().map(|action| action.name().into()).collect(),
        table: games::object(&open.round.table())?,
        expires_at: UnixMillis(open.expires_ms),
    })
}

pub(crate) fn status(bet: &BetView) -> BetStatus {
    match bet.status() {
        croupier_views::BetStatus::Placed => BetStatus::Placed,
        croupier_views::BetStatus::Won => BetStatus::Won,
        croupier_views::BetStatus::Lost => BetStatus::Lost,
        croupier_views::BetStatus::Push => BetStatus::Push,
    }
}

/// The place of the event that placed the bet: its commit, and which event of that.
fn event_id(bet: &BetView) -> String {
    format!("{}.{}", position(bet, bet.seq()), bet.event_index)
}

fn correlation_id(bet: &BetView) -> String {
    bet.correlation_id.as_deref().unwrap_or_default().into()
}

fn position(bet: &BetView, seq: u64) -> Position {
    Position::new(bet.bet_id.partition(), seq)
}
