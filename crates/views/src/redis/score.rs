//! A place on a board, exact.
//!
//! A sorted set orders by a score, and what has the same score by its bytes, both ascending. Minus
//! the value is the score and the player's id are the bytes, which is the order of [`Standing`].
//!
//! But a score is a double, and has 53 bits. What a larger value has beyond them, the remainder, is
//! put in front of the id, behind a byte that is greater than any of an id:
//!
//! ```text
//! value             score                member
//! 10,000.00         −1000000             alice
//! −2^53             2^53                 alice
//! 2^53 + 1          −2^53 − 2            ff 00 01 alice
//! ```
//!
//! No balance is so large, and hardly a sum ever will be; so what it costs does not matter, and
//! what it gives is that no board is ever wrong. The other way that is exact, equal scores and
//! members that begin with the value, costs everybody: every change is a new member, and the old
//! one has to be known and removed. It took 19 µs a commit where this takes 12.

use std::borrow::Cow;

use croupier_domain::{Money, PlayerId};

use super::list::List;
use crate::board::Standing;
use crate::engine::ViewsError;

/// What stands in front of a remainder. Ids are ASCII.
const MARK: u8 = 0xff;

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Score {
    /// What a double can hold of minus the value.
    whole: i128,
    /// The rest.
    remainder: u16,
}

impl Score {
    pub(super) fn of(value: Money) -> Self {
        let wanted = -i128::from(value.minor());
        #[expect(clippy::cast_precision_loss, reason = "what is lost is the remainder")]
        let near = wanted as f64;
        let whole = if (near as i128) > wanted { near.next_down() as i128 } else { near as i128 };
        // Doubles lie 1,024 apart at most where 64-bit integers end.
        Self { whole, remainder: u16::try_from(wanted - whole).unwrap_or(u16::MAX) }
    }

    pub(super) const fn has_remainder(self) -> bool {
        self.remainder > 0
    }

    /// The score itself, in decimal.
    pub(super) fn text(self) -> String {
        self.whole.to_string()
    }

    /// The member that stands for `player`.
    pub(super) fn member(self, player: &PlayerId) -> Cow<'_, [u8]> {
        let id = player.as_str().as_bytes();
        if self.has_remainder() {
            let [high, low] = self.remainder.to_be_bytes();
            Cow::Owned([&[MARK, high, low], id].concat())
        } else {
            Cow::Borrowed(id)
        }
    }

    /// Append score and member.
    pub(super) fn push(self, player: &PlayerId, list: &mut List) {
        list.push_number(self.whole);
        list.push(&self.member(player));
    }
}

/// Who stands where `score` and `member` say.
pub(super) fn standing(score: &[u8], member: &[u8]) -> Result<Standing, ViewsError> {
    read(score, member).ok_or_else(|| {
        ViewsError::Unusable("Redis has something else where a standing should be".into())
    })
}

fn read(score: &[u8], member: &[u8]) -> Option<Standing> {
    let (remainder, id) = match member {
        [MARK, high, low, id @ ..] => (u16::from_be_bytes([*high, *low]), id),
        id => (0, id),
    };
    let score: f64 = std::str::from_utf8(score).ok()?.parse().ok()?;
    let value = -(score as i128 + i128::from(remainder));
    let value = Money::from_minor(i64::try_from(value).ok()?);
    let player = PlayerId::parse(std::str::from_utf8(id).ok()?).ok()?;
    Some(Standing { value, player })
}

#[cfg(test)]
mod tests;
