//! What can be wrong with what a commit says.

use crate::bet_id::BetId;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// A commit of a player says what only the system can, or the reverse.
    #[error("{0} does not belong into this commit")]
    Misplaced(&'static str),
    /// An account was opened that was open, or used before it was, or given money twice for that.
    #[error("the account was not opened by its first commit, and by that alone")]
    NotOpenedOnce,
    /// An amount that is none, or more than there was.
    #[error("{0} of an amount that cannot be")]
    Amount(&'static str),
    /// A seed was replaced that was not revealed, or one was left out.
    #[error("seed {found} was committed to when seed {next} was next")]
    SeedOutOfTurn {
        /// What may be committed to; a seed that is in force may not be replaced.
        next: u32,
        /// What was.
        found: u32,
    },
    /// Behind the commit no seed is in force: the next bet would be drawn from one that everybody
    /// knows, or from none.
    #[error("seed {0} was not committed to")]
    SeedMissing(u32),
    /// The seed that was revealed is not the one that was in force.
    #[error("the seed {0} that was revealed is not what was committed to")]
    OtherSeed(u32),
    /// A seed was revealed from which cards may still be drawn.
    #[error("seed {0} was revealed while a round was open")]
    RevealedInUse(u32),
    /// A bet under the id of another.
    #[error("bet {0} does not have the id of its commit, or is not the only one")]
    OtherId(BetId),
    /// A bet does not name the seed in force.
    #[error("bet {bet_id} names seed {found}, and seed {in_force} is in force")]
    SeedNotInForce {
        /// The bet.
        bet_id: BetId,
        /// What is in force.
        in_force: u32,
        /// What the bet names.
        found: u32,
    },
    /// A nonce was left out or used twice: somebody drew and did not like it.
    #[error("bet {bet_id} has nonce {found}, and nonce {next} was next")]
    NonceOutOfTurn {
        /// The bet.
        bet_id: BetId,
        /// What was next.
        next: u64,
        /// What the bet has.
        found: u64,
    },
    /// A bet was not drawn with the seed that the player chose.
    #[error("bet {0} does not have its player's client seed")]
    OtherClientSeed(BetId),
    /// A bet is on what the game does not offer.
    #[error("bet {0} is on something that its game does not offer")]
    NotOffered(BetId),
    /// A bet was placed, or a round is over, and the commit does not say what came of it, or says
    /// something else first.
    #[error("bet {0} was not settled when it had to be")]
    NotSettled(BetId),
    /// A bet ended, or a round moved on, that was not there; or a round began beside another.
    #[error("bet {0} ended or moved on, and could not")]
    NotOpen(BetId),
    /// A round was taken out of its player's hand.
    #[error("the round of bet {0} was played to its end before its time")]
    ExpiredEarly(BetId),
    /// Another outcome, payout or card than is drawn, or a step that the rules do not allow.
    #[error("bet {0} came to something else than its seeds and its rules say")]
    OtherOutcome(BetId),
}
