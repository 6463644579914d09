//! Errors on the wire: RFC 9457 problem details.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error_code::ErrorCode;
use crate::form::{FieldError, FormError};
use crate::position::Position;

/// An `application/problem+json` body.
///
/// `type`, `title` and `status` follow from `code`; `detail` is one plain sentence about this
/// occurrence. Nothing in it is about our insides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    type_uri: Cow<'static, str>,
    #[schema(value_type = String)]
    title: Cow<'static, str>,
    /// The HTTP status.
    status: u16,
    /// One plain sentence about this occurrence.
    pub detail: String,
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// Finds this request in the logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// A decided refusal's place in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl Problem {
    /// A problem of kind `code`; `detail` is one sentence with its full stop.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            type_uri: code.type_uri().into(),
            title: code.title().into(),
            status: code.status(),
            detail: detail.into(),
            code,
            correlation_id: None,
            errors: Vec::new(),
            position: None,
        }
    }

    /// A problem with one field of the body, one query parameter or one part of the path.
    pub fn field(code: ErrorCode, field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let error = FieldError { field: field.into(), message };
        Self::fields(code, vec![error])
    }

    /// A problem with several fields; the detail names them.
    pub fn fields(code: ErrorCode, errors: Vec<FieldError>) -> Self {
        let phrases = errors.iter().map(|error| format!("{} {}", error.field, error.message));
        let detail = format!("{}.", phrases.collect::<Vec<_>>().join("; "));
        Self { errors, ..Self::new(code, detail) }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl From<FormError> for Problem {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Malformed(malformed) => {
                Self::new(ErrorCode::MalformedJson, sentence(&malformed.to_string()))
            }
            FormError::Invalid(errors) => Self::fields(ErrorCode::InvalidRequest, errors),
        }
    }
}

/// An error's text as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}
