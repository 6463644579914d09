//! What a player may ask for.

use alloc::boxed::Box;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::bet_id::BetId;
use crate::games::Selection;
use crate::games::blackjack::Action;
use crate::hex::Hex;
use crate::keys::Fingerprint;
use crate::money::Money;

/// A command, well-formed but not yet decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Bet.
    PlaceBet(PlaceBet),
    /// Act in an open round.
    Act {
        /// The round's bet.
        bet_id: BetId,
        /// How many actions the player believes were taken so far.
        version: u32,
        /// What to do; the text of the request when this build knows no such action.
        action: Chosen<Action>,
    },
    /// Settle an open round whose time is over. Made by the owner's timer, never by a player.
    ExpireRound {
        /// The round's bet.
        bet_id: BetId,
    },
    /// Put money on the account.
    Deposit {
        /// How much; positive.
        amount: Money,
    },
    /// Take money off the account.
    Withdraw {
        /// How much; positive.
        amount: Money,
    },
    /// Choose the client seed of the bets to come.
    SetClientSeed {
        /// The new client seed.
        client_seed: Box<str>,
    },
    /// Retire the server seed, reveal it, and commit to the next.
    RotateSeed,
}

/// A bet as asked for. The game and the selection are names and texts until they are decided:
/// which of them exist differs from build to build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceBet {
    /// The game's name.
    pub game: Box<str>,
    /// The stake; positive.
    pub stake: Money,
    /// The session the bet belongs to.
    pub session_id: Box<str>,
    /// What to bet on; `None` is the game's default.
    pub selection: Option<Chosen<Selection>>,
    /// The client seed from this bet on; `None` keeps the one in force.
    pub client_seed: Option<Box<str>>,
    /// Whether the player wants to play the round by hand.
    pub interactive: bool,
}

/// Something named in a request that this build may or may not know. Not knowing it is a
/// decision, since another build might.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen<T> {
    /// This build knows it.
    Known(T),
    /// It does not; the request's canonical text, so that two different unknowns stay different.
    Unknown(Box<str>),
}

impl Command {
    /// Sixteen bytes of SHA-256 over the command's canonical form. Two requests with one key are
    /// the same request if and only if these agree.
    #[expect(clippy::expect_used, reason = "commands are texts, numbers and enums")]
    pub fn fingerprint(&self) -> Fingerprint {
        let canonical = serde_json::to_vec(self).expect("a command is always JSON");
        let digest: [u8; 32] = Sha256::digest(&canonical).into();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        Hex(short)
    }

    /// The command's name in `command_rejected` events and in logs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PlaceBet(_) => "place_bet",
            Self::Act { .. } => "act",
            Self::ExpireRound { .. } => "expire_round",
            Self::Deposit { .. } => "deposit",
            Self::Withdraw { .. } => "withdraw",
            Self::SetClientSeed { .. } => "set_client_seed",
            Self::RotateSeed => "rotate_seed",
        }
    }
}
