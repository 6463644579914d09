//! A correlation id as bytes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text that is most often a UUID: then its sixteen bytes instead of thirty-six characters.
#[derive(Serialize, Deserialize)]
pub(super) enum PackedText<'a> {
    Uuid([u8; 16]),
    Other(#[serde(borrow)] Cow<'a, str>),
}

impl<'a> PackedText<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        match uuid(text.as_bytes()) {
            Some(bytes) => Self::Uuid(bytes),
            None => Self::Other(Cow::Borrowed(text)),
        }
    }

    pub(super) fn into_text(self) -> Box<str> {
        match self {
            Self::Uuid(bytes) => {
                let n = u128::from_be_bytes(bytes);
                let (a, b, c) = (n >> 96, n >> 80 & 0xffff, n >> 64 & 0xffff);
                let (d, e) = (n >> 48 & 0xffff, n & 0xffff_ffff_ffff);
                format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}").into()
            }
            Self::Other(text) => text.into(),
        }
    }
}

/// The bytes of a UUID in its canonical form: lower case, with hyphens.
fn uuid(text: &[u8]) -> Option<[u8; 16]> {
    if text.len() != 36 {
        return None;
    }
    let mut n = 0u128;
    for (index, byte) in text.iter().enumerate() {
        let digit = match (index, byte) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => byte - b'0',
            (_, b'a'..=b'f') => byte - b'a' + 10,
            _ => return None,
        };
        n = n << 4 | u128::from(digit);
    }
    Some(n.to_be_bytes())
}
