//! Who asks, as far as the gateway knows.

use axum::extract::FromRequestParts;
use croupier_api::PlayerId;
use http::request::Parts;

use crate::failure::Failure;
use crate::headers::SUBJECT;

/// The player that the request's token names; `None` where no gateway stands in front. Believed
/// because only the gateway, or somebody on this very machine, gets past the router's guard
/// ([`crate::guarded`]).
#[derive(Debug, Clone)]
pub struct Subject(Option<String>);

impl Subject {
    /// Whether what belongs to `player` may be shown.
    pub fn may_see(&self, player: &str) -> bool {
        self.0.as_deref().is_none_or(|subject| subject == player)
    }

    /// The player that the token names.
    pub fn player(&self) -> Option<PlayerId> {
        self.0.as_deref().and_then(|subject| PlayerId::parse(subject).ok())
    }
}

impl<S: Sync> FromRequestParts<S> for Subject {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let subject = parts.headers.get(SUBJECT);
        // Unreadable is nobody: a subject that cannot be read must not open what it cannot own.
        Ok(Self(subject.map(|value| value.to_str().unwrap_or_default().to_owned())))
    }
}
