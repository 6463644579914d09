//! Accounts on the wire.

use croupier_api::{
    Balance, CurrentSeed, Percent, PlayerId, RevealedSeed, Seeds, Stats, UnixMillis,
};
use croupier_http::Failure;
use croupier_views::PlayerView;

use super::{amount, games, sum};
use crate::cursor::Cursor;

/// The wire's player id for the domain's: one rule, two types, so that neither depends on the
/// other.
pub(crate) fn id(id: &croupier_views::PlayerId) -> Result<PlayerId, Failure> {
    PlayerId::parse(id.as_str()).map_err(|error| Failure::internal(&error))
}

pub(crate) fn balance(player_id: PlayerId, view: &PlayerView, behind_by: Option<u64>) -> Balance {
    let (balance, last_updated) = (amount(view.balance), UnixMillis(view.updated_ms));
    Balance { player_id, balance, last_updated, behind_by }
}

pub(crate) fn stats(player_id: PlayerId, view: &PlayerView, behind_by: Option<u64>) -> Stats {
    let bets = view.bets();
    Stats {
        player_id,
        balance: amount(view.balance),
        games_played: bets.placed_count,
        total_wagered: sum(bets.wagered),
        total_won: sum(bets.won),
        total_lost: sum(bets.lost),
        total_pushed: sum(bets.pushed),
        win_count: bets.won_count,
        loss_count: bets.lost_count,
        push_count: bets.pushed_count,
        win_rate: Percent::share(bets.won_count, bets.lost_count),
        total_deposited: sum(view.deposited()),
        total_withdrawn: sum(view.withdrawn()),
        biggest_win: amount(bets.biggest_win),
        games: view.games().map(games::sums).unwrap_or_default(),
        last_updated: UnixMillis(view.updated_ms),
        behind_by,
    }
}

/// One page of the seeds that are kept: those with smaller numbers than `before`'s.
pub(crate) fn seeds(
    player_id: PlayerId,
    view: &PlayerView,
    before: Option<Cursor>,
    limit: usize,
    behind_by: Option<u64>,
) -> Seeds {
    let is_on_page = |index: u32| before.is_none_or(|before| u64::from(index) < before.0);
    let mut rest = view.revealed_seeds().iter().rev().filter(|seed| is_on_page(seed.index));
    let revealed: Vec<_> = rest.by_ref().take(limit).map(revealed).collect();
    let last = revealed.last().filter(|_| rest.next().is_some());
    let next_cursor = last.map(|last| Cursor(u64::from(last.index)).to_text());
    let current = CurrentSeed {
        index: view.seed.index,
        commitment: view.seed.commitment.0.to_string(),
        next_nonce: view.seed.next_nonce,
        client_seed: client_seed(&player_id, view).to_owned(),
    };
    Seeds { player_id, current, revealed, next_cursor, behind_by }
}

/// The client seed in force: the player's id until another was chosen.
fn client_seed<'a>(player_id: &'a PlayerId, view: &'a PlayerView) -> &'a str {
    let chosen = view.activity.as_ref().and_then(|activity| activity.client_seed.as_deref());
    chosen.unwrap_or(player_id.as_str())
}

fn revealed(seed: &croupier_views::RevealedSeed) -> RevealedSeed {
    RevealedSeed {
        index: seed.index,
        commitment: seed.seed.commitment().0.to_string(),
        server_seed: seed.seed.0.to_string(),
    }
}
