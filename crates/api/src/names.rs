//! Texts that name something, each with the one rule for its form.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// Why a text does not name anything: a phrase that continues "this field …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidName(pub &'static str);

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidName {}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Check and keep `text`.
            ///
            /// # Errors
            /// When it breaks the rule of the type.
            pub fn parse(text: &str) -> Result<Self, InvalidName> {
                $check(text).map(|()| Self(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

name! {
    /// A player: 1–100 characters of `A–Z a–z 0–9 . _ @ | : + -`, not `.` or `..` (those two mean
    /// something else in a path).
    PlayerId, check_player_id
}

name! {
    /// A bet: a UUID in its canonical lower-case form. Whether one of that id exists is for the
    /// services to say.
    BetId, check_bet_id
}

name! {
    /// What makes a command happen at most once: 1–255 visible ASCII characters. Per player.
    IdempotencyKey, check_idempotency_key
}

fn check_player_id(text: &str) -> Result<(), InvalidName> {
    if text.is_empty() || text.len() > 100 {
        return Err(InvalidName("must have 1 to 100 characters"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._@|:+-".contains(&byte)) {
        return Err(InvalidName("may only have letters, digits and . _ @ | : + -"));
    }
    if matches!(text, "." | "..") {
        return Err(InvalidName("must not be . or .."));
    }
    Ok(())
}

fn check_bet_id(text: &str) -> Result<(), InvalidName> {
    let is_canonical = text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        });
    if is_canonical { Ok(()) } else { Err(InvalidName("must be a bet id (a lower-case UUID)")) }
}

fn check_idempotency_key(text: &str) -> Result<(), InvalidName> {
    let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_visible && (1..=255).contains(&text.len()) {
        Ok(())
    } else {
        Err(InvalidName("must have 1 to 255 visible ASCII characters"))
    }
}
