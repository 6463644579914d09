//! Tokens: who somebody is, signed.
//!
//! JSON Web Tokens under the advice of RFC 8725, with one algorithm and no choice in it: HMAC with
//! SHA-256. The gateway both makes and checks them, so a signature that others could check would
//! buy nothing and cost fifty times as much on the path of every bet. Keys come only from the
//! configuration; a token's `kid` picks among them and does nothing else.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use croupier_api::PlayerId;
use croupier_clock::Clock;

/// A secret that signs tokens, and its name.
#[derive(Clone)]
pub struct TokenKey {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// The bytes are too few to be a key, or the name is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token key has at least 32 bytes, and an id of 1 to 32 letters, digits, - or _")]
pub struct InvalidTokenKey;

impl TokenKey {
    /// The key `secret` under the name `id`, which tokens carry in the open.
    ///
    /// # Errors
    /// When the secret has fewer than the 32 bytes that HS256 needs (RFC 7518, section 3.2), or the
    /// name other characters than letters, digits, `-` and `_`.
    pub fn new(id: &str, secret: &[u8]) -> Result<Self, InvalidTokenKey> {
        let is_name = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if !is_name || !(1..=32).contains(&id.len()) || secret.len() < 32 {
            return Err(InvalidTokenKey);
        }
        Ok(Self {
            id: id.into(),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        })
    }
}

/// Shows which key, never what it is.
impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({})", self.id)
    }
}

/// What a token must say besides who it is for.
#[derive(Debug, Clone)]
pub struct TokenRules {
    /// Who makes them: `iss`.
    pub issuer: String,
    /// Whom they are made for: `aud`. Two systems with one key must differ here.
    pub audience: String,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self { issuer: "croupier".into(), audience: "croupier".into() }
    }
}

/// Makes and checks tokens.
#[derive(Clone)]
pub struct Tokens {
    /// The first one signs; all of them verify.
    keys: Arc<[TokenKey]>,
    rules: Arc<TokenRules>,
    validation: Arc<Validation>,
    clock: Arc<dyn Clock>,
}

/// Why a token does not count. For the log: the client hears the same for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidToken {
    #[error("the token is too long")]
    TooLong,
    #[error("not a token")]
    Malformed,
    #[error("the token is of another type")]
    WrongType,
    #[error("the token is signed with a key that is not ours")]
    UnknownKey,
    #[error("the token's signature or claims are not valid")]
    Invalid,
    #[error("the token is from another issuer")]
    WrongIssuer,
    #[error("the token is for another audience")]
    WrongAudience,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet")]
    NotYetValid,
    #[error("the token's subject is not a player")]
    NotAPlayer,
}

/// RFC 9068's type for access tokens: so no other kind of token that we may sign one day can be
/// taken for one.
const TOKEN_TYPE: &str = "at+jwt";

/// Ours have some 300 bytes. What is longer is not worth hashing.
const TOKEN_LENGTH_MAX: usize = 2_048;

/// How far the clocks of two gateways may be apart.
const LEEWAY_S: u64 = 30;

/// A claim that is missing, of another type or there twice makes the token invalid; claims we do
/// not know are ignored, as RFC 7519 (section 4) demands.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: u64,
    exp: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<u64>,
}

impl Tokens {
    /// Sign with `current`; accept what `current` or one of `retired` has signed.
    pub fn new(
        current: TokenKey,
        retired: Vec<TokenKey>,
        rules: TokenRules,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // What the library would check against the machine's clock and sets of strings is checked
        // below, against our clock and plain values.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Self {
            keys: std::iter::once(current).chain(retired).collect(),
            rules: Arc::new(rules),
            validation: Arc::new(validation),
            clock,
        }
    }

    /// The clock that tokens expire by.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// A token for `subject`, good for `lifetime` from now on.
    ///
    /// # Errors
    /// When it cannot be encoded, which does not happen to texts and numbers.
    pub fn issue(
        &self,
        subject: &PlayerId,
        lifetime: Duration,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let key = &self.keys[0];
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TOKEN_TYPE.into());
        header.kid = Some(key.id.clone());
        let iat = self.now_s();
        let claims = Claims {
            iss: self.rules.issuer.clone(),
            aud: self.rules.audience.clone(),
            sub: subject.as_str().into(),
            iat,
            exp: iat.saturating_add(lifetime.as_secs()),
            nbf: None,
        };
        jsonwebtoken::encode(&header, &claims, &key.encoding)
    }

    /// Whom `token` is for, if it counts.
    pub(crate) fn verify(&self, token: &str) -> Result<PlayerId, InvalidToken> {
        if token.len() > TOKEN_LENGTH_MAX {
            return Err(InvalidToken::TooLong);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| InvalidToken::Malformed)?;
        if header.typ.as_deref() != Some(TOKEN_TYPE) || header.crit.is_some() {
            return Err(InvalidToken::WrongType);
        }
        let key = self.keys.iter().find(|key| Some(&key.id) == header.kid.as_ref());
        let key = key.ok_or(InvalidToken::UnknownKey)?;
        let token = jsonwebtoken::decode(token, &key.decoding, &self.validation);
        self.check(&token.map_err(|_| InvalidToken::Invalid)?.claims)
    }

    fn check(&self, claims: &Claims) -> Result<PlayerId, InvalidToken> {
        let now_s = self.now_s();
        if claims.iss != self.rules.issuer {
            return Err(InvalidToken::WrongIssuer);
        }
        if claims.aud != self.rules.audience {
            return Err(InvalidToken::WrongAudience);
        }
        if claims.exp.saturating_add(LEEWAY_S) <= now_s {
            return Err(InvalidToken::Expired);
        }
        if claims.iat.max(claims.nbf.unwrap_or(0)) > now_s.saturating_add(LEEWAY_S) {
            return Err(InvalidToken::NotYetValid);
        }
        PlayerId::parse(&claims.sub).map_err(|_| InvalidToken::NotAPlayer)
    }

    fn now_s(&self) -> u64 {
        self.clock.now_ms() / 1_000
    }
}

/// Shows which keys, never what they are.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("keys", &self.keys).finish_non_exhaustive()
    }
}
