//! Where a list goes on. Opaque to clients.

use croupier_api::ErrorCode;
use croupier_http::{Failure, Page};

/// The number of the last row of the page before; the rows of this one have smaller numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor(pub(crate) u64);

impl Cursor {
    pub(crate) fn of(page: &Page) -> Result<Option<Self>, Failure> {
        let Some(text) = &page.cursor else { return Ok(None) };
        let number = text.strip_prefix("before-").and_then(|digits| digits.parse().ok());
        let cursor = number.map(Self).filter(|cursor| cursor.to_text() == *text);
        let unknown = || Failure::field(ErrorCode::InvalidCursor, "cursor", "is none of this list");
        cursor.map(Some).ok_or_else(unknown)
    }

    pub(crate) fn to_text(self) -> String {
        format!("before-{}", self.0)
    }
}
