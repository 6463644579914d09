//! What a bet is and what becomes of it.
//!
//! Pure and synchronous: no I/O, no clock, no randomness, no environment. [`decide()`] turns a
//! command into events, [`State::fold`] turns events into state; time and seeds are arguments. What
//! the crate cannot reach it cannot depend on, so the same log folds to the same state on every
//! machine.

#![cfg_attr(not(test), no_std)]
#![deny(clippy::float_arithmetic)]

extern crate alloc;

mod accounts;
mod bet_id;
mod command;
mod commit;
mod decide;
mod event;
pub mod fairness;
pub mod games;
mod hex;
mod keys;
mod money;
mod player;
mod player_id;
mod proof;
mod rejection;
mod slab;
mod state;
mod table;
#[cfg(test)]
mod tests;

pub use bet_id::{BetId, InvalidBetId};
pub use command::{Chosen, Command, PlaceBet};
pub use commit::{Commit, DecodeError, UsedKey};
pub use decide::{Context, Decision, decide};
pub use event::{
    BetLost, BetPlaced, BetPushed, BetRejected, BetWon, Checkpointed, ClientSeedSet,
    CommandRejected, Event, FundsDeposited, FundsWithdrawn, GenesisOf, Imported, LossAccepted,
    LostHead, Moved, RoundAdvanced, RoundStep, SeedCommitted, SeedRevealed, Source, Takeover,
};
pub use fairness::SeedFault;
pub use hex::Hex;
pub use keys::{Fingerprint, KeyEntry, KeyHash, KeyTable, Known};
pub use money::Money;
pub use player::{OpenRound, Player};
pub use player_id::{InvalidPlayerId, PlayerId};
pub use proof::{Proved, Unproved, prove};
pub use rejection::Rejection;
pub use slab::Slab;
pub use state::{Digest, FoldError, Place, State, StateParts, Totals};
pub use table::Table;
