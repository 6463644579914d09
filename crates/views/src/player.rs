//! One account, as the read side shows it.

use croupier_domain::fairness::{Commitment, KeyId, ServerSeed};
use croupier_domain::games::blackjack::Round;
use croupier_domain::{Money, PlayerId};
use serde::{Deserialize, Serialize};

use crate::bet::BetView;
use crate::by_game::GameSums;
use crate::period::Recent;
use crate::sum::Sum;

/// An account.
///
/// `balance = opening + deposited − withdrawn − wagered + won + pushed` holds after every commit.
/// What an account that was only opened does not have is in one box, since most accounts of a
/// large system have done nothing for a long time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerView {
    /// When it was opened (milliseconds since the Unix epoch).
    pub opened_ms: u64,
    /// The time of the last commit that changed it (milliseconds since the Unix epoch).
    pub updated_ms: u64,
    /// What it holds.
    pub balance: Money,
    /// What it was opened with.
    pub opening: Money,
    /// The server seed in force.
    pub seed: SeedView,
    /// Everything else; `None` until there is something.
    pub activity: Option<Box<Activity>>,
}

/// The server seed that the next bet is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedView {
    /// Its number; the player's first is 0.
    pub index: u32,
    /// The master key it is derived from.
    pub key_id: KeyId,
    /// Its SHA-256.
    #[serde(with = "crate::packed::commitment")]
    pub commitment: Commitment,
    /// The commit that published its SHA-256.
    pub committed_seq: u64,
    /// The number of the next bet under it.
    pub next_nonce: u64,
}

/// What a player has done since the account was opened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Activity {
    /// Deposits, without what the account was opened with.
    pub deposited: Sum,
    /// Withdrawals.
    pub withdrawn: Sum,
    /// All bets.
    pub bets: BetStats,
    /// The bets by game.
    pub games: GameSums,
    /// The bets of the last day and week.
    pub recent: Recent,
    /// The client seed, once one was chosen.
    pub client_seed: Option<Box<str>>,
    /// Retired server seeds, oldest first.
    pub revealed: Vec<RevealedSeed>,
    /// The round that waits for the player.
    pub open_round: Option<Box<OpenRoundView>>,
}

/// A player's bets in sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BetStats {
    /// Bets placed.
    pub placed_count: u64,
    /// Bets won.
    pub won_count: u64,
    /// Bets lost.
    pub lost_count: u64,
    /// Bets pushed.
    pub pushed_count: u64,
    /// Stakes, open ones included.
    pub wagered: Sum,
    /// Stakes of settled bets.
    pub settled: Sum,
    /// Payouts of won bets.
    pub won: Sum,
    /// Stakes of lost bets.
    pub lost: Sum,
    /// Payouts of pushed bets.
    pub pushed: Sum,
    /// The largest profit of one bet; zero before the first.
    pub biggest_win: Money,
    /// When the first was placed (milliseconds since the Unix epoch).
    pub first_ms: u64,
    /// When the last was placed (milliseconds since the Unix epoch).
    pub last_ms: u64,
}

/// A retired server seed. Its SHA-256 is what was committed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevealedSeed {
    /// Its number.
    pub index: u32,
    /// The seed.
    #[serde(with = "crate::packed::server_seed")]
    pub seed: ServerSeed,
    /// How many bets were drawn from it.
    pub bet_count: u64,
    /// When it was revealed (milliseconds since the Unix epoch).
    pub revealed_ms: u64,
}

/// A round that waits for its player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRoundView {
    /// Its bet as it stands.
    pub bet: BetView,
    /// The cards so far.
    pub round: Round,
    /// When it is settled without the player (milliseconds since the Unix epoch).
    pub expires_ms: u64,
}

impl PlayerView {
    /// The client seed in force: the player's id until another was chosen.
    pub fn client_seed<'a>(&'a self, id: &'a PlayerId) -> &'a str {
        let chosen = self.activity.as_ref().and_then(|activity| activity.client_seed.as_deref());
        chosen.unwrap_or(id.as_str())
    }

    /// Deposits, what the account was opened with included.
    pub fn deposited(&self) -> Sum {
        let since = self.activity.as_ref().map_or(Sum::ZERO, |activity| activity.deposited);
        since.plus(self.opening.into())
    }

    /// Withdrawals.
    pub fn withdrawn(&self) -> Sum {
        self.activity.as_ref().map_or(Sum::ZERO, |activity| activity.withdrawn)
    }

    /// All bets in sums.
    pub fn bets(&self) -> BetStats {
        self.activity.as_ref().map(|activity| activity.bets).unwrap_or_default()
    }

    /// The bets by game; `None` before the first.
    pub fn games(&self) -> Option<&GameSums> {
        self.activity.as_ref().map(|activity| &activity.games)
    }

    /// The round that waits for the player.
    pub fn open_round(&self) -> Option<&OpenRoundView> {
        self.activity.as_ref().and_then(|activity| activity.open_round.as_deref())
    }

    /// The retired seeds that are kept, oldest first.
    pub fn revealed_seeds(&self) -> &[RevealedSeed] {
        self.activity.as_ref().map_or(&[], |activity| &activity.revealed)
    }

    /// The retired seed number `index`, if it is kept.
    pub fn revealed_seed(&self, index: u32) -> Option<&RevealedSeed> {
        self.revealed_seeds().iter().find(|revealed| revealed.index == index)
    }
}

impl BetStats {
    /// Payouts − stakes of settled bets.
    pub fn net_won(&self) -> Sum {
        self.won.plus(self.pushed).less(self.settled)
    }
}
