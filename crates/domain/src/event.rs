//! What has happened: the durable facts.
//!
//! Field sets are versioned by the commit's `v`; every version ever written stays readable and is
//! pinned by a golden file. Money is an integer of minor units and says so in its field's name.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::bet_id::BetId;
use crate::fairness::{Commitment, KeyId, ServerSeed};
use crate::games::blackjack::{Action, Round};
use crate::games::{Outcome, Selection};
use crate::hex::Hex;
use crate::money::Money;
use crate::rejection::Rejection;

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($body:ty) = $name:literal,)*) => {
        /// A fact. In JSON an object whose first member is `type`.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        pub enum Event { $($(#[$doc])* $variant($body),)* }

        impl Event {
            /// The event's `type`.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }
        }

        /// Reads `type` and then the rest straight into its struct. serde's own internally tagged
        /// form would buffer every event first, which costs half of a refold.
        struct EventVisitor;

        impl<'de> Visitor<'de> for EventVisitor {
            type Value = Event;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event, its type first")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event, A::Error> {
                if map.next_key::<&str>()? != Some("type") {
                    return Err(A::Error::custom("an event begins with its type"));
                }
                let name: &str = map.next_value()?;
                let rest = MapAccessDeserializer::new(map);
                match name {
                    $($name => <$body>::deserialize(rest).map(Event::$variant),)*
                    unknown => Err(A::Error::custom(format_args!("unknown event {unknown:?}"))),
                }
            }
        }
    };
}

events! {
    /// An account was opened.
    PlayerRegistered(PlayerRegistered) = "player_registered",
    /// Money came in.
    FundsDeposited(FundsDeposited) = "funds_deposited",
    /// Money went out.
    FundsWithdrawn(FundsWithdrawn) = "funds_withdrawn",
    /// A server seed was committed to.
    SeedCommitted(SeedCommitted) = "seed_committed",
    /// A server seed was retired and made public.
    SeedRevealed(SeedRevealed) = "seed_revealed",
    /// The player chose a client seed.
    ClientSeedSet(ClientSeedSet) = "client_seed_set",
    /// A stake was taken.
    BetPlaced(BetPlaced) = "bet_placed",
    /// An open round moved on.
    RoundAdvanced(RoundAdvanced) = "round_advanced",
    /// A bet paid.
    BetWon(BetWon) = "bet_won",
    /// A bet paid nothing.
    BetLost(BetLost) = "bet_lost",
    /// The rules returned the stake.
    BetPushed(BetPushed) = "bet_pushed",
    /// A bet was refused.
    BetRejected(BetRejected) = "bet_rejected",
    /// Another command was refused.
    CommandRejected(CommandRejected) = "command_rejected",
    /// The partition began.
    Genesis(GenesisOf) = "genesis",
    /// An owner took the partition over.
    Takeover(Takeover) = "takeover",
    /// The owner stated the digest of its state.
    Checkpointed(Checkpointed) = "checkpointed",
    /// The partition goes on in another log.
    Moved(Moved) = "moved",
    /// The partition goes on here.
    Imported(Imported) = "imported",
    /// An operator has accepted that commits are gone.
    LossAccepted(LossAccepted) = "loss_accepted",
}

impl Event {
    /// Whether it is of the partition and not of a player.
    pub const fn is_of_system(&self) -> bool {
        matches!(
            self,
            Self::Genesis(_)
                | Self::Takeover(_)
                | Self::Checkpointed(_)
                | Self::Moved(_)
                | Self::Imported(_)
                | Self::LossAccepted(_)
        )
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EventVisitor)
    }
}

/// An account was opened; the commit names the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerRegistered {}

/// Where a deposit came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The house, when the account was opened. Must be wagered once before it can be withdrawn.
    Opening,
    /// The player.
    Deposit,
}

/// Money came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundsDeposited {
    /// How much.
    pub amount_minor: Money,
    /// Where from.
    pub source: Source,
}

/// Money went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundsWithdrawn {
    /// How much.
    pub amount_minor: Money,
}

/// A server seed was committed to; the nonce begins at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedCommitted {
    /// The seed's number; the player's first is 0.
    pub index: u32,
    /// SHA-256 of the seed.
    pub commitment: Commitment,
    /// The master key it is derived from.
    pub key_id: KeyId,
}

/// A server seed was retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedRevealed {
    /// The seed's number.
    pub index: u32,
    /// The seed; its SHA-256 is the commitment.
    pub seed: ServerSeed,
}

/// The player chose a client seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientSeedSet {
    /// In force from the next bet on.
    pub client_seed: Box<str>,
}

/// A stake was taken. Everything that decides the outcome is named here, before it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BetPlaced {
    /// The bet.
    pub bet_id: BetId,
    /// The session it belongs to.
    pub session_id: Box<str>,
    /// What was taken from the balance.
    pub stake_minor: Money,
    /// What it is on; names the game.
    pub selection: Selection,
    /// The version of the game's rules.
    pub rules: u32,
    /// The server seed's number.
    pub seed_index: u32,
    /// The bet's number under that seed.
    pub nonce: u64,
    /// The client seed.
    pub client_seed: Box<str>,
}

/// What moved a round on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundStep {
    /// The first cards.
    Deal,
    /// The player.
    Player(Action),
    /// Its time was over; the stated strategy played it to the end.
    Expiry,
}

/// An open round moved on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundAdvanced {
    /// The round's bet.
    pub bet_id: BetId,
    /// What moved it.
    pub step: RoundStep,
    /// What the step added to the stake.
    pub added_minor: Money,
    /// The version of the rules it ends under.
    pub rules: u32,
    /// The round after the step: only cards that its player may see.
    pub round: Round,
    /// When it is settled without the player (milliseconds since the Unix epoch).
    pub expires_ms: u64,
}

/// A bet paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BetWon {
    /// The bet.
    pub bet_id: BetId,
    /// What the player got back, the stake included.
    pub payout_minor: Money,
    /// What was drawn.
    pub outcome: Outcome,
}

/// A bet paid nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BetLost {
    /// The bet.
    pub bet_id: BetId,
    /// What was drawn.
    pub outcome: Outcome,
}

/// The rules returned the stake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BetPushed {
    /// The bet.
    pub bet_id: BetId,
    /// The stake.
    pub payout_minor: Money,
    /// What was drawn.
    pub outcome: Outcome,
}

/// A bet was refused; nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BetRejected {
    /// Why.
    pub rejection: Rejection,
}

/// Another command was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRejected {
    /// Which.
    pub command: Box<str>,
    /// Why.
    pub rejection: Rejection,
}

/// What is fixed for the life of a lineage. The log's own crate writes and checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenesisOf {
    /// The log's identity.
    pub lineage: Hex<16>,
    /// The partition.
    pub partition: u32,
    /// How many there are.
    pub partition_count: u32,
    /// How players are mapped to partitions.
    pub player_hash: String,
    /// The currency's label.
    pub currency: String,
    /// Its decimals.
    pub exponent: u8,
}

/// An owner took the partition over. A liveness fact: safety is the chain's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takeover {
    /// The owner's process, different at every start.
    pub instance: String,
    /// Where it can be reached; empty when it is alone.
    pub address: String,
    /// Higher than every takeover before it.
    pub generation: u64,
    /// The owner's version.
    pub build: String,
    /// The commit versions it writes.
    pub writes: Vec<u32>,
}

/// The owner stated the digest of its state after the commit before this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpointed {
    /// [`crate::State::digest`].
    pub state_digest: Hex<16>,
}

/// The partition goes on in another log of the same lineage, or this log is a copy of one that goes
/// on. Nobody decides behind it, until [`Imported`] says that it goes on here after all: a lineage
/// must not live twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {}

/// The partition was moved here, or an operator has said that this copy is the one that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {}

/// Acknowledged commits are gone, and an operator has said that the partition goes on without them,
/// behind the commit before this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossAccepted {
    /// What is known of the lost branch: whatever stands on one of these heads is to be forgotten,
    /// and is no proof of another loss.
    pub lost: Vec<LostHead>,
}

/// A commit that the log had and has no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostHead {
    /// Its seq.
    pub seq: u64,
    /// Its hash.
    pub hash: Hex<32>,
}
