//! Money and percentages on the wire.

use std::fmt;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::decimal::{Decimal, DecimalError, FixedText};

/// Exact money: minor units (cents) of the system's one currency. May be negative: a net, a loss.
///
/// On the wire a JSON number in currency units, judged by value: `12.5`, `10.010` and `1e2` are
/// fine, `10.001` is not. Nothing is ever rounded and nothing passes through a float. It is written
/// with exactly two decimals: `100.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

/// Why a JSON text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountError {
    /// Not a JSON number: a string, `NaN`, an object.
    NotANumber,
    /// It has a third decimal.
    TooManyDecimals,
    /// It does not fit into 64 bits of minor units.
    OutOfRange,
}

impl Amount {
    /// `minor` minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The amount that the JSON text `text` stands for.
    ///
    /// # Errors
    /// When it is not a number, has more than two decimals by value, or does not fit.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let scaled = Decimal::parse(text).and_then(|decimal| decimal.scaled(2));
        scaled.map(Self).map_err(|error| match error {
            DecimalError::NotANumber => AmountError::NotANumber,
            DecimalError::TooPrecise => AmountError::TooManyDecimals,
            DecimalError::OutOfRange => AmountError::OutOfRange,
        })
    }
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "must be a number",
            Self::TooManyDecimals => "must have at most two decimals",
            Self::OutOfRange => "is too large",
        })
    }
}

impl std::error::Error for AmountError {}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FixedText::<2>::new(self.0).as_str())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_number(FixedText::<2>::new(self.0).as_str(), serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(D::Error::custom)
    }
}

/// Percent with two decimals, in hundredths: 4864 is 48.64 %. A JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(i64);

impl Percent {
    /// `hundredths` hundredths of a percent.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The percentage in hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// `part ÷ (part + rest)`, rounded half up to two decimals; 0 when both are.
    pub fn share(part: u64, rest: u64) -> Self {
        let whole = u128::from(part) + u128::from(rest);
        let rounded = (u128::from(part) * 20_000 + whole).checked_div(2 * whole).unwrap_or(0);
        Self(rounded as i64)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_number(FixedText::<2>::new(self.0).as_str(), serializer)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = Amount::deserialize(deserializer)?;
        Ok(Self(amount.minor()))
    }
}

/// Write `text` as a JSON number, digit by digit as it stands.
pub(crate) fn serialize_number<S: Serializer>(
    text: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let raw: &RawValue = serde_json::from_str(text).map_err(S::Error::custom)?;
    raw.serialize(serializer)
}

fn number_schema(description: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::Number))
        .description(Some(description))
        .multiple_of(Some(0.01))
        .examples(serde_json::from_str::<serde_json::Value>(example))
        .into()
}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        number_schema("Money in currency units, at most two decimals.", "12.50")
    }
}

impl ToSchema for Amount {}

impl PartialSchema for Percent {
    fn schema() -> RefOr<Schema> {
        number_schema("Percent, two decimals.", "48.64")
    }
}

impl ToSchema for Percent {}
