//! What scripts answer, piece by piece.

use redis::Value;

use crate::engine::ViewsError;
use crate::meta::Meta;
use crate::position::ViewPosition;
use croupier_domain::Hex;

/// The pieces of an answer that are still to be read.
#[derive(Debug)]
pub(super) struct Reply(std::vec::IntoIter<Value>);

impl Reply {
    pub(super) fn of(value: Value) -> Result<Self, ViewsError> {
        match value {
            Value::Array(values) => Ok(Self(values.into_iter())),
            other => Err(unexpected(&other)),
        }
    }

    /// The next piece; nothing where there is nothing.
    pub(super) fn bytes(&mut self) -> Result<Option<Vec<u8>>, ViewsError> {
        match self.0.next() {
            Some(Value::BulkString(bytes)) => Ok(Some(bytes)),
            Some(Value::SimpleString(text)) => Ok(Some(text.into_bytes())),
            None | Some(Value::Nil) => Ok(None),
            Some(other) => Err(unexpected(&other)),
        }
    }

    /// The next piece, which must be there.
    pub(super) fn some_bytes(&mut self) -> Result<Vec<u8>, ViewsError> {
        self.bytes()?.ok_or_else(|| unexpected(&Value::Nil))
    }

    /// The next piece as a text; nothing where there is nothing.
    pub(super) fn text(&mut self) -> Result<Option<String>, ViewsError> {
        self.bytes()?.map(|bytes| String::from_utf8(bytes).map_err(|_| not_a("text"))).transpose()
    }

    /// The next piece, a number that a text or an integer holds.
    pub(super) fn number(&mut self) -> Result<u64, ViewsError> {
        match self.0.next() {
            Some(Value::Int(number)) => u64::try_from(number).map_err(|_| not_a("count")),
            Some(Value::BulkString(text)) => number(&text),
            other => Err(unexpected(&other.unwrap_or_default())),
        }
    }

    /// The next piece, a position or nothing.
    pub(super) fn position(&mut self) -> Result<Option<ViewPosition>, ViewsError> {
        let Some(text) = self.text()? else { return Ok(None) };
        read_position(&text).map(Some).ok_or_else(|| not_a("position"))
    }

    /// The next piece, a list.
    pub(super) fn list(&mut self) -> Result<Self, ViewsError> {
        Self::of(self.0.next().unwrap_or_default())
    }

    /// How many pieces are left.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A number in decimal.
pub(super) fn number(text: &[u8]) -> Result<u64, ViewsError> {
    let text = std::str::from_utf8(text).ok();
    text.and_then(|text| text.parse().ok()).ok_or_else(|| not_a("number"))
}

/// A position as it is stored: seq, offset and hash, to be read with `redis-cli`.
pub(super) fn position_text(position: &ViewPosition) -> String {
    let ViewPosition { seq, hash, offset } = position;
    format!("{seq}:{offset}:{hash}")
}

/// The position that `text` stores.
pub(super) fn read_position(text: &str) -> Option<ViewPosition> {
    let mut parts = text.split(':');
    let seq = parts.next()?.parse().ok()?;
    let offset = parts.next()?.parse().ok()?;
    let hash = Hex::parse(parts.next()?)?;
    Some(ViewPosition { seq, hash, offset })
}

/// A meta as it is stored.
pub(super) fn meta_text(meta: &Meta) -> String {
    let Meta { lineage, partition_count, version, fold } = meta;
    format!("{lineage}:{partition_count}:{version}:{fold}")
}

/// The meta that `text` stores.
pub(super) fn read_meta(text: &str) -> Option<Meta> {
    let mut parts = text.split(':');
    let lineage = Hex::parse(parts.next()?)?;
    let mut number = || parts.next()?.parse().ok();
    Some(Meta { lineage, partition_count: number()?, version: number()?, fold: number()? })
}

fn not_a(what: &str) -> ViewsError {
    ViewsError::Unusable(format!("Redis has something else where a {what} should be"))
}

fn unexpected(value: &Value) -> ViewsError {
    let what = match value {
        Value::Nil => "nothing",
        Value::Int(_) => "a number",
        Value::BulkString(_) | Value::SimpleString(_) => "a text",
        Value::Array(_) => "a list",
        _ => "something",
    };
    ViewsError::Unusable(format!("Redis has answered {what} where something else was expected"))
}
