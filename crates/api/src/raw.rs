//! JSON objects that pass through as text.

use std::fmt::{self, Write as _};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::decimal::Decimal;
use crate::json::Document;

/// A JSON object whose members the wire does not know: a selection, what was drawn, the cards on a
/// table. Kept and written as text, so that its numbers stay exact; whoever knows the game reads
/// it with `serde_json::from_str(object.as_str())`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct RawObject(Box<RawValue>);

/// The text is not a strict JSON object, or a number in it has an exponent beyond all reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnObject;

impl fmt::Display for NotAnObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be a JSON object")
    }
}

impl std::error::Error for NotAnObject {}

impl RawObject {
    /// Check and keep `text`.
    ///
    /// # Errors
    /// When it is not a strict JSON object.
    pub fn parse(text: &str) -> Result<Self, NotAnObject> {
        let Ok(Document::Object(_)) = Document::parse(text.as_bytes()) else {
            return Err(NotAnObject);
        };
        canonical(text)?;
        RawValue::from_string(text.into()).map(Self).map_err(|_| NotAnObject)
    }

    /// Render `value`.
    ///
    /// # Errors
    /// When it does not become a JSON object.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, NotAnObject> {
        let raw = serde_json::value::to_raw_value(value).map_err(|_| NotAnObject)?;
        if raw.get().starts_with('{') { Ok(Self(raw)) } else { Err(NotAnObject) }
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// One text for all objects of equal value: no white space, keys sorted, numbers by value,
    /// escapes resolved. What an idempotency key's fingerprint compares. For hashing and comparing
    /// only: numbers are in a form of our own (`1e2`, `12e-1`).
    pub fn canonical(&self) -> String {
        // Checked when the object was made; an object we rendered ourselves has no such number.
        canonical(self.as_str()).unwrap_or_else(|NotAnObject| self.as_str().to_owned())
    }
}

/// Equal by value.
impl PartialEq for RawObject {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() || self.canonical() == other.canonical()
    }
}

impl Eq for RawObject {}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(D::Error::custom)
    }
}

impl PartialSchema for RawObject {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some("An object whose members depend on the game."))
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(true)))
            .into()
    }
}

impl ToSchema for RawObject {}

fn canonical(text: &str) -> Result<String, NotAnObject> {
    let value: Tree<'_> = serde_json::from_str(text).map_err(|_| NotAnObject)?;
    let mut canonical = String::with_capacity(text.len());
    value.write(&mut canonical)?;
    Ok(canonical)
}

/// A JSON value whose scalars are still text. Depth is bounded by whoever checked the text.
enum Tree<'a> {
    Scalar(&'a str),
    Array(Vec<&'a RawValue>),
    Object(std::collections::BTreeMap<String, &'a RawValue>),
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        match text.as_bytes().first() {
            Some(b'{') => serde_json::from_str(text).map(Self::Object).map_err(D::Error::custom),
            Some(b'[') => serde_json::from_str(text).map(Self::Array).map_err(D::Error::custom),
            _ => Ok(Self::Scalar(text)),
        }
    }
}

impl Tree<'_> {
    fn write(&self, to: &mut String) -> Result<(), NotAnObject> {
        match self {
            Self::Scalar(text) => write_scalar(text, to)?,
            Self::Array(items) => {
                to.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        to.push(',');
                    }
                    to.push_str(&canonical(item.get())?);
                }
                to.push(']');
            }
            Self::Object(members) => {
                to.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        to.push(',');
                    }
                    write_string(key, to)?;
                    to.push(':');
                    to.push_str(&canonical(value.get())?);
                }
                to.push('}');
            }
        }
        Ok(())
    }
}

fn write_scalar(text: &str, to: &mut String) -> Result<(), NotAnObject> {
    match text.as_bytes().first() {
        Some(b'"') => {
            let string: String = serde_json::from_str(text).map_err(|_| NotAnObject)?;
            write_string(&string, to)
        }
        Some(b'-' | b'0'..=b'9') => {
            let number = Decimal::parse(text).map_err(|_| NotAnObject)?;
            write!(to, "{number}").map_err(|_| NotAnObject)
        }
        _ => {
            to.push_str(text);
            Ok(())
        }
    }
}

fn write_string(string: &str, to: &mut String) -> Result<(), NotAnObject> {
    let quoted = serde_json::to_string(string).map_err(|_| NotAnObject)?;
    to.push_str(&quoted);
    Ok(())
}
