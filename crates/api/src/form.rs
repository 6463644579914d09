//! Reading requests so that everything wrong with one is said at once.
//!
//! serde stops at the first error and speaks of types. A form is filled in by people: it should
//! hear of every field, in its own words. So each request type reads its fields one by one; what
//! is missing, wrong or unknown is collected and the reading goes on.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::json::{Document, MalformedJson};

pub mod values;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field of the body, the query parameter or the part of the path; `body` for the whole.
    #[schema(example = "amount")]
    pub field: String,
    /// A phrase that continues the field's name.
    #[schema(example = "must have at most two decimals")]
    pub message: String,
}

/// Why a body is not the request it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// Not strict JSON.
    Malformed(MalformedJson),
    /// JSON, but these fields are not what they should be. Never empty.
    Invalid(Vec<FieldError>),
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Invalid(errors) => write!(f, "{} of the fields are not valid", errors.len()),
        }
    }
}

impl std::error::Error for FormError {}

/// A request body.
pub trait Form: Sized {
    /// Take the fields out of `fields`. `None` only if one of them was reported.
    fn read(fields: &mut Fields<'_>) -> Option<Self>;

    /// Read a whole body.
    ///
    /// # Errors
    /// When it is not strict JSON, or not this request: then with every field that is wrong.
    fn from_json(body: &[u8]) -> Result<Self, FormError> {
        let Document::Object(members) = Document::parse(body).map_err(FormError::Malformed)? else {
            return Err(FormError::Invalid(vec![field_error("body", "must be a JSON object")]));
        };
        let mut fields = Fields { members, errors: Vec::new() };
        let form = Self::read(&mut fields);
        let errors = fields.finish();
        match form {
            Some(form) if errors.is_empty() => Ok(form),
            _ => Err(FormError::Invalid(errors)),
        }
    }
}

/// The members of a body that were not taken yet, and what was wrong with those that were.
#[derive(Debug)]
pub struct Fields<'a> {
    members: Vec<(Cow<'a, str>, &'a str)>,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// The field `name`, which must be there. `read` gets the JSON text of its value.
    pub fn required<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'a str) -> Result<T, Cow<'static, str>>,
    ) -> Option<T> {
        let Some(text) = self.take(name) else {
            self.errors.push(field_error(name, "is missing"));
            return None;
        };
        self.keep(name, read(text))
    }

    /// The field `name`, which may be missing or `null`: then `Some(None)`.
    pub fn optional<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'a str) -> Result<T, Cow<'static, str>>,
    ) -> Option<Option<T>> {
        match self.take(name) {
            None | Some("null") => Some(None),
            Some(text) => self.keep(name, read(text)).map(Some),
        }
    }

    fn take(&mut self, name: &str) -> Option<&'a str> {
        let index = self.members.iter().position(|(key, _)| key == name)?;
        Some(self.members.remove(index).1)
    }

    fn keep<T>(&mut self, name: &str, value: Result<T, Cow<'static, str>>) -> Option<T> {
        value.map_err(|message| self.errors.push(field_error(name, message))).ok()
    }

    /// Everything that is wrong; what nobody took is unknown.
    fn finish(mut self) -> Vec<FieldError> {
        let unknown = self.members.iter().take(UNKNOWN_REPORTED_MAX);
        self.errors.extend(unknown.map(|(key, _)| field_error(shortened(key), "is unknown here")));
        self.errors
    }
}

/// An answer should not be many times as long as the question.
const UNKNOWN_REPORTED_MAX: usize = 16;
const NAME_SHOWN_MAX: usize = 64;

fn shortened(name: &str) -> String {
    name.chars().take(NAME_SHOWN_MAX).collect()
}

fn field_error(field: impl Into<String>, message: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}
