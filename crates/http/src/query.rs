//! Query parameters, as strict as bodies: what is unknown, repeated or garbage is refused by name.
//!
//! A parameter that is mistyped and ignored would be worse than an error: `min_positon=…` would
//! quietly lose the promise of reading one's own writes.

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::extract::FromRequestParts;
use http::Uri;
use http::request::Parts;

use croupier_api::{Board, ErrorCode, FieldError, PositionVector, Window};

use crate::failure::Failure;

/// The parameters of one endpoint.
pub trait Parameters: Sized {
    /// Take them out of `query`. What is wrong is noted there; the value returned then is not used.
    fn read(query: &mut Query) -> Self;
}

/// An extractor for `T`; 422 with every wrong parameter. `StrictQuery<()>` refuses all of them,
/// and a tuple takes both of its parts.
#[derive(Debug, Clone, Copy)]
pub struct StrictQuery<T>(pub T);

impl<T: Parameters, S: Sync> FromRequestParts<S> for StrictQuery<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut query = Query::parse(&parts.uri)?;
        let parameters = T::read(&mut query);
        query.finish().map(|()| Self(parameters))
    }
}

/// The parameters that were not taken yet, and what was wrong with those that were.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
    /// Of the first error.
    code: Option<ErrorCode>,
}

impl Query {
    fn parse(uri: &Uri) -> Result<Self, Failure> {
        if uri.query().is_none_or(str::is_empty) {
            return Ok(Self::default());
        }
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        let pairs = pairs.map_err(|_| {
            Failure::new(ErrorCode::InvalidRequest, "The query string cannot be read.")
        })?;
        Ok(Self { pairs: pairs.0, ..Self::default() })
    }

    /// The parameter `name`, if it is there. `read` gets its value, and gives back what it stands
    /// for or a phrase that continues the name.
    pub fn optional<T>(
        &mut self,
        name: &str,
        code: ErrorCode,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let index = self.pairs.iter().position(|(key, _)| key == name)?;
        let (_, text) = self.pairs.remove(index);
        read(&text).map_err(|message| self.refuse(name, code, message)).ok()
    }

    /// A whole number within `range`, or `default`.
    pub fn number(&mut self, name: &str, range: RangeInclusive<u32>, default: u32) -> u32 {
        let number = self.optional(name, ErrorCode::InvalidRequest, |text| {
            let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse().ok().filter(|number| is_plain && range.contains(number));
            let (min, max) = (range.start(), range.end());
            number.ok_or_else(|| format!("must be a whole number from {min} to {max}"))
        });
        number.unwrap_or(default)
    }

    fn refuse(&mut self, name: &str, code: ErrorCode, message: impl Into<String>) {
        self.code.get_or_insert(code);
        self.errors.push(FieldError { field: name.into(), message: message.into() });
    }

    fn finish(mut self) -> Result<(), Failure> {
        for (name, _) in std::mem::take(&mut self.pairs).into_iter().take(UNKNOWN_REPORTED_MAX) {
            let name: String = name.chars().take(NAME_SHOWN_MAX).collect();
            self.refuse(&name, ErrorCode::InvalidRequest, "is unknown here, or repeated");
        }
        self.code.map_or(Ok(()), |code| Err(Failure::fields(code, self.errors)))
    }
}

/// An answer should not be many times as long as the question.
const UNKNOWN_REPORTED_MAX: usize = 16;
const NAME_SHOWN_MAX: usize = 64;

impl Parameters for () {
    fn read(_: &mut Query) {}
}

impl<A: Parameters, B: Parameters> Parameters for (A, B) {
    fn read(query: &mut Query) -> Self {
        (A::read(query), B::read(query))
    }
}

/// How fresh a read must be: `min_position`, `wait_ms`, `stale`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// What the answer must speak for at least.
    pub min_position: Option<PositionVector>,
    /// How long to wait for it.
    pub wait: Duration,
    /// Whether an answer that falls short is better than none: `stale=allow`.
    pub is_stale_allowed: bool,
}

/// The longest wait a client may ask for; more is a 422.
pub const WAIT_MAX: Duration = Duration::from_secs(10);

/// The wait of a read that has a `min_position` and does not say.
pub const WAIT_DEFAULT: Duration = Duration::from_secs(2);

const WAIT_MS_DEFAULT: u32 = WAIT_DEFAULT.as_millis() as u32;
const WAIT_MS_MAX: u32 = WAIT_MAX.as_millis() as u32;

impl Parameters for Freshness {
    fn read(query: &mut Query) -> Self {
        let position = query.optional("min_position", ErrorCode::InvalidPosition, |text| {
            text.parse().map_err(|error: croupier_api::InvalidPosition| error.to_string())
        });
        let wait_ms = query.number("wait_ms", 0..=WAIT_MS_MAX, WAIT_MS_DEFAULT);
        let stale = query.optional("stale", ErrorCode::InvalidRequest, |text| match text {
            "allow" => Ok(true),
            "refuse" => Ok(false),
            _ => Err("must be allow or refuse".into()),
        });
        Self {
            min_position: position,
            wait: Duration::from_millis(u64::from(wait_ms)),
            is_stale_allowed: stale.unwrap_or(false),
        }
    }
}

/// Which part of a long list: `limit` and `cursor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many rows at most: 1–1000, by default 100.
    pub limit: usize,
    /// Where to go on; opaque to clients, of 1–200 characters that need no escape in a URL. The
    /// list that gave it reads it, and refuses with `invalid_cursor`.
    pub cursor: Option<String>,
}

impl Parameters for Page {
    fn read(query: &mut Query) -> Self {
        let limit = query.number("limit", 1..=1_000, 100) as usize;
        let cursor = query.optional("cursor", ErrorCode::InvalidCursor, |text| {
            let is_ours = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~:".contains(&b));
            let is_cursor = is_ours && (1..=200).contains(&text.len());
            is_cursor.then(|| text.to_owned()).ok_or_else(|| "is not a cursor of ours".into())
        });
        Self { limit, cursor }
    }
}

/// The first rows of a board: `limit`, 1–100, by default 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Top(pub usize);

impl Parameters for Top {
    fn read(query: &mut Query) -> Self {
        Self(query.number("limit", 1..=100, 10) as usize)
    }
}

/// Which board, and of when: `board`, by default the balances, and `window`, by default all time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardOf {
    /// What it is ordered by.
    pub board: Board,
    /// Of when it is.
    pub window: Window,
}

impl Parameters for BoardOf {
    fn read(query: &mut Query) -> Self {
        let board = query.optional("board", ErrorCode::InvalidRequest, |text| {
            let names = || Board::ALL.iter().map(|board| board.as_str()).collect::<Vec<_>>();
            Board::parse(text).ok_or_else(|| format!("must be one of {}", names().join(", ")))
        });
        let board = board.unwrap_or_default();
        let window = query.optional("window", ErrorCode::InvalidRequest, |text| {
            let names = || Window::ALL.iter().map(|window| window.as_str()).collect::<Vec<_>>();
            let window = Window::parse(text)
                .ok_or_else(|| format!("must be one of {}", names().join(", ")))?;
            if board == Board::Balance && window != Window::All {
                return Err("must be all: a balance is what all time has made of it".into());
            }
            Ok(window)
        });
        Self { board, window: window.unwrap_or_default() }
    }
}
