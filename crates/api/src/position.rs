//! Where in the log an answer stands.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A commit's place: `<partition>:<seq>`. An answer at a position speaks for that commit and all
/// before it in its partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The partition.
    pub partition: u32,
    /// The commit's number in it.
    pub seq: u64,
}

/// One position for each of some partitions: `0:17,1:42`. Never two for one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PositionVector(BTreeMap<u32, u64>);

/// The text is not a position, or not a vector of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPosition;

impl fmt::Display for InvalidPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be <partition>:<seq>, or several of them separated by commas")
    }
}

impl std::error::Error for InvalidPosition {}

impl Position {
    /// Commit `seq` of `partition`.
    pub const fn new(partition: u32, seq: u64) -> Self {
        Self { partition, seq }
    }
}

impl PositionVector {
    /// The seq that is asked for or reached in `partition`.
    pub fn get(&self, partition: u32) -> Option<u64> {
        self.0.get(&partition).copied()
    }

    /// The positions, by partition.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Position> + '_ {
        self.0.iter().map(|(&partition, &seq)| Position { partition, seq })
    }

    /// Whether it speaks for no partition.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Position> for PositionVector {
    fn from(position: Position) -> Self {
        Self::from_iter([position])
    }
}

/// A partition that comes twice keeps the later of its positions.
impl FromIterator<Position> for PositionVector {
    fn from_iter<I: IntoIterator<Item = Position>>(positions: I) -> Self {
        let mut seqs = BTreeMap::new();
        for Position { partition, seq } in positions {
            let latest = seqs.entry(partition).or_insert(seq);
            *latest = seq.max(*latest);
        }
        Self(seqs)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.partition, self.seq)
    }
}

impl fmt::Display for PositionVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, position) in self.iter().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            position.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Position {
    type Err = InvalidPosition;

    /// Only the canonical text: one position has one name.
    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let (partition, seq) = text.split_once(':').ok_or(InvalidPosition)?;
        Ok(Self { partition: canonical_number(partition)?, seq: canonical_number(seq)? })
    }
}

impl FromStr for PositionVector {
    type Err = InvalidPosition;

    /// One position or more, in any order, no partition twice.
    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let mut seqs = BTreeMap::new();
        for part in text.split(',') {
            let Position { partition, seq } = part.parse()?;
            if seqs.insert(partition, seq).is_some() {
                return Err(InvalidPosition);
            }
        }
        Ok(Self(seqs))
    }
}

/// Decimal digits without a sign or leading zeros.
fn canonical_number<T: FromStr>(digits: &str) -> Result<T, InvalidPosition> {
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0');
    if has_leading_zero || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidPosition);
    }
    digits.parse().map_err(|_| InvalidPosition)
}

macro_rules! as_text {
    ($type:ident, $description:literal, $pattern:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }

        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(SchemaType::new(Type::String))
                    .description(Some($description))
                    .pattern(Some($pattern))
                    .into()
            }
        }

        impl ToSchema for $type {}
    };
}

as_text!(Position, "A place in the log: `<partition>:<seq>`.", r"^\d+:\d+$");
as_text!(PositionVector, "Places in the log, one a partition.", r"^\d+:\d+(,\d+:\d+)*$");
