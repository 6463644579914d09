//! Blackjack against a dealer who stands on every 17.
//!
//! # Rules
//! - The deck is infinite: every card is one of 52 with equal chance, whatever came before.
//! - The player gets two cards, the dealer one, face up. The dealer's second card does not exist
//!   before the player is done.
//! - A *natural* is an ace and a ten-valued card as the first two cards, not after a split. It pays
//!   3 to 2 (rounded down to the minor unit) and ends the round on the deal; against a dealer's
//!   natural it is a push.
//! - A hand of 21 stands by itself. A hand above 21 is bust and lost, whatever the dealer gets.
//! - Any two first cards may be doubled, after a split too: one card more, for twice the stake.
//! - Two cards of equal value (a ten and a king, say) may be split, up to [`HANDS_MAX`] hands; both
//!   hands get their second card at once. Split aces get that one card each and stand.
//! - A dealer's natural beats everything but a natural: doubled and split stakes are lost too.
//! - No insurance, no surrender.
//!
//! # Draws
//! Card number *n* of a bet is its draw number *n* below 52, in this order: the player's first
//! card, the dealer's face-up card, the player's second; then the cards of the player's actions as
//! they are taken (after a split the earlier hand's card first), hands left to right; then the
//! dealer's. Nothing is drawn before somebody is due to see it, so the log of an open round holds
//! no card that its player may not know. The dealer draws nothing when every hand is bust, and only
//! a second card against a natural.
//!
//! # Return
//! [`RTP`] is that of the stated strategy by which a bet without a player is played:
//! stand on hard 17 or more; on hard 13 to 16 against 2 to 6; on hard 12 against 4 to 6; on soft 19
//! or more; on soft 18 against 2 to 8; else hit. It is the best that hitting and standing can do.
//! [`RTP_OF_BEST_PLAY`] is what the best use of every action returns for the first stake.

mod card;
mod hand;
mod round;
mod strategy;
mod table;

pub use card::Card;
pub use round::{Action, IllegalAction, Round};
pub use table::{HandResult, ShownHand, Table};

use crate::fairness::Draws;
use crate::games::{Rtp, Settlement};
use crate::money::Money;
use card::Shoe;

/// The version of these rules.
pub const RULES: u32 = 1;

/// The return of the stated strategy, rounded down: exactly
/// 89512638548729315354590833380 ÷ 13²⁶ = 97.579187… %, for stakes of an even number of minor
/// units (a natural loses half of an odd one).
pub const RTP: Rtp = Rtp { numerator: 97_579_187, denominator: 100_000_000 };

/// The return of the best use of every action, rounded down likewise: exactly
/// 91159754664666918717168907477 ÷ 13²⁶ = 99.374735… % of the first stake, after what is added to
/// it on the way (11.55 % on average: of all that is staked, 99.4394… % come back). No way to play
/// returns more of the first stake.
pub const RTP_OF_BEST_PLAY: Rtp = Rtp { numerator: 99_374_735, denominator: 100_000_000 };

/// The most hands a round can be split into.
pub const HANDS_MAX: usize = 4;

/// Deal, play by the stated strategy without doubling or splitting, and settle: a whole bet on
/// exactly `stake`. The same cards and result as [`Round::deal`], [`Round::play_out`] and
/// [`Round::settle`] one after the other.
pub fn play_at_once(stake: Money, draws: &mut Draws) -> Settlement {
    let mut shoe = Shoe::new(draws);
    let mut round = Round::dealt(stake, &mut shoe);
    round.finish(&mut shoe);
    round.showdown(&mut shoe)
}

#[cfg(test)]
mod tests;
