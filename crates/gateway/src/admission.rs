//! Who comes in.

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use croupier_api::{ErrorCode, PlayerId};
use croupier_http::Failure;

use crate::clients::Clients;
use crate::rate_limits::Throttle;
use crate::tokens::Tokens;

/// What admission needs.
#[derive(Clone)]
pub(crate) struct Admission {
    pub(crate) tokens: Tokens,
    pub(crate) throttle: Throttle,
    pub(crate) clients: Clients,
}

/// The player that the request's token names.
#[derive(Debug, Clone)]
pub(crate) struct Subject(pub(crate) PlayerId);

/// Shows that the path's `{player_id}` is the subject.
#[derive(Debug, Clone)]
pub(crate) struct OwnPath(pub(crate) PlayerId);

/// A middleware for what everybody may see: counts the address.
pub(crate) async fn public(
    State(admission): State<Admission>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    admission.throttle.address(admission.clients.address(&request))?;
    Ok(next.run(request).await)
}

/// A middleware for what needs a token: counts the address, checks the token, counts the player.
pub(crate) async fn private(
    State(admission): State<Admission>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    admission.throttle.address(admission.clients.address(&request))?;
    let subject = authenticate(&admission.tokens, request.headers())?;
    admission.throttle.player(&subject)?;
    request.extensions_mut().insert(Subject(subject));
    Ok(next.run(request).await)
}

/// A middleware for what everybody may see, and some see more of: counts the address; a token that
/// is there must be a good one.
pub(crate) async fn known(
    State(admission): State<Admission>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    admission.throttle.address(admission.clients.address(&request))?;
    if request.headers().contains_key(AUTHORIZATION) {
        let subject = authenticate(&admission.tokens, request.headers())?;
        admission.throttle.player(&subject)?;
        request.extensions_mut().insert(Subject(subject));
    }
    Ok(next.run(request).await)
}

/// What RFC 6750 (section 3) wants a client to hear.
const TOKEN_MISSING: HeaderValue = HeaderValue::from_static("Bearer realm=\"croupier\"");
const TOKEN_INVALID: HeaderValue =
    HeaderValue::from_static("Bearer realm=\"croupier\", error=\"invalid_token\"");

fn authenticate(tokens: &Tokens, headers: &HeaderMap) -> Result<PlayerId, Failure> {
    let Some(token) = bearer(headers) else {
        let detail = "This needs a bearer token; POST /api/v1/guests gives one.";
        return Err(Failure::new(ErrorCode::Unauthenticated, detail)
            .header(WWW_AUTHENTICATE, TOKEN_MISSING));
    };
    tokens.verify(token).map_err(|invalid| {
        metrics::counter!("croupier_gateway_tokens_refused_total").increment(1);
        tracing::debug!(%invalid, "token refused");
        let detail = "The bearer token is not valid, or no longer.";
        Failure::new(ErrorCode::Unauthenticated, detail).header(WWW_AUTHENTICATE, TOKEN_INVALID)
    })
}

/// The one bearer token of a request. The scheme's case does not matter (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().filter(|_| values.next().is_none())?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl<S: Sync> FromRequestParts<S> for Subject {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let subject = parts.extensions.get::<Self>().cloned();
        subject.ok_or_else(|| Failure::internal(&"a private route without admission"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OwnPath {
    type Rejection = Failure;

    /// A path that is not even an id is not the subject's either.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Subject(subject) = Subject::from_request_parts(parts, state).await?;
        let path = RawPathParams::from_request_parts(parts, state).await.ok();
        let is_own = path.is_some_and(|path| {
            path.iter().any(|(name, value)| name == "player_id" && value == subject.as_str())
        });
        if is_own { Ok(Self(subject)) } else { Err(not_yours()) }
    }
}

/// The refusal of what belongs to somebody else.
pub(crate) fn not_yours() -> Failure {
    Failure::new(ErrorCode::Forbidden, "This belongs to another player.")
}
