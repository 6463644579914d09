//! Who bets.

use core::borrow::Borrow;
use core::fmt;

use arcstr::ArcStr;
use serde::{Deserialize, Deserializer, Serialize};

/// A player's pseudonym: 1–100 characters of `A–Z a–z 0–9 . _ @ | : + -`, not `.` or `..`
/// (those two mean something else in a URL's path). Cheap to clone, and no larger than a pointer:
/// each table of players has one for everybody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PlayerId(ArcStr);

/// Why a text is not a player id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPlayerId {
    /// Empty or over 100 characters.
    #[error("must have 1 to 100 characters")]
    Length,
    /// A character outside the allowed set.
    #[error("may only have letters, digits and . _ @ | : + -")]
    Character,
    /// `.` or `..`.
    #[error("must not be . or ..")]
    Dots,
}

impl PlayerId {
    /// The most characters an id may have.
    pub const LENGTH_MAX: usize = 100;

    /// Check and keep `text`.
    ///
    /// # Errors
    /// When it is too short, too long, or has a character outside the set.
    pub fn parse(text: &str) -> Result<Self, InvalidPlayerId> {
        if text.is_empty() || text.len() > Self::LENGTH_MAX {
            return Err(InvalidPlayerId::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._@|:+-".contains(&b)) {
            return Err(InvalidPlayerId::Character);
        }
        if matches!(text, "." | "..") {
            return Err(InvalidPlayerId::Dots);
        }
        Ok(Self(text.into()))
    }

    /// The id's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for PlayerId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl Borrow<str> for PlayerId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PlayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}
