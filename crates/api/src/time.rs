//! Points in time. Inside they are milliseconds since the Unix epoch; the wire has two forms,
//! since clients of an earlier system know both.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::amount::serialize_number;
use crate::decimal::{Decimal, FixedText};

/// Unix milliseconds, as the read side tells time: `1763889600123`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(transparent)]
#[schema(example = 1_763_889_600_123_u64)]
pub struct UnixMillis(
    /// Milliseconds since the Unix epoch.
    pub u64,
);

/// Unix seconds, as the write side tells time: `1763889600.123`. Holds milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixSeconds(
    /// Milliseconds since the Unix epoch.
    pub u64,
);

impl Serialize for UnixSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let millis = i64::try_from(self.0).unwrap_or(i64::MAX);
        serialize_number(FixedText::<3>::new(millis).as_str(), serializer)
    }
}

impl<'de> Deserialize<'de> for UnixSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        thousandths(deserializer, "not a time in seconds").map(Self)
    }
}

/// Unix milliseconds with their microseconds as decimals: `1763889600123.456`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FineUnixMillis(
    /// Microseconds since the Unix epoch.
    pub u64,
);

impl Serialize for FineUnixMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let micros = i64::try_from(self.0).unwrap_or(i64::MAX);
        serialize_number(FixedText::<3>::new(micros).as_str(), serializer)
    }
}

impl<'de> Deserialize<'de> for FineUnixMillis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        thousandths(deserializer, "not a time in milliseconds").map(Self)
    }
}

impl PartialSchema for FineUnixMillis {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::Number))
            .description(Some("Milliseconds since the Unix epoch, with microseconds as decimals."))
            .into()
    }
}

impl ToSchema for FineUnixMillis {}

/// A number that is not negative, in thousandths of its unit.
fn thousandths<'de, D: Deserializer<'de>>(deserializer: D, wrong: &str) -> Result<u64, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let scaled = Decimal::parse(raw.get()).and_then(|decimal| decimal.scaled(3)).ok();
    scaled.and_then(|scaled| u64::try_from(scaled).ok()).ok_or_else(|| D::Error::custom(wrong))
}

impl PartialSchema for UnixSeconds {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::Number))
            .description(Some("Seconds since the Unix epoch, with milliseconds as decimals."))
            .into()
    }
}

impl ToSchema for UnixSeconds {}
