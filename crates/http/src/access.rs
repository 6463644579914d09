//! Who may call a service: anyone on a machine of its own, only the gateway on a network.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use croupier_api::ErrorCode;

use crate::exchange::only;
use crate::failure::Failure;
use crate::headers::GATEWAY_TOKEN;

/// What a service and its gateway both know: at least 16 visible ASCII characters.
#[derive(Clone)]
pub struct GatewayToken(Arc<str>);

/// The text is too short to be a secret, or cannot be a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a gateway token has at least 16 visible ASCII characters")]
pub struct GatewayTokenTooShort;

impl GatewayToken {
    const LENGTH_MIN: usize = 16;

    /// Check and keep `text`.
    ///
    /// # Errors
    /// When it is too short or has other characters.
    pub fn parse(text: &str) -> Result<Self, GatewayTokenTooShort> {
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_visible && text.len() >= Self::LENGTH_MIN {
            Ok(Self(text.into()))
        } else {
            Err(GatewayTokenTooShort)
        }
    }

    /// The text, for the header [`GATEWAY_TOKEN`] alone.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Takes as long for a near miss as for a far one; only the length can be told from outside.
    fn is(&self, presented: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(presented).into()
    }
}

/// A secret is not shown.
impl fmt::Debug for GatewayToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GatewayToken(…)")
    }
}

/// Who may call a service.
#[derive(Debug, Clone)]
pub enum Access {
    /// Everyone who can reach it: it is bound to loopback, or the network is trusted.
    Open,
    /// Who shows this token.
    GatewayOnly(GatewayToken),
}

/// Put the routes of `router` behind `access`. Health and docs stay outside: merge them afterwards.
pub fn guarded(router: Router, access: Access) -> Router {
    match access {
        Access::Open => router,
        Access::GatewayOnly(token) => {
            router.route_layer(from_fn(move |request: Request, next: Next| {
                let is_gateway = only(request.headers(), &GATEWAY_TOKEN)
                    .is_some_and(|presented| token.is(presented.as_bytes()));
                admit(is_gateway, request, next)
            }))
        }
    }
}

async fn admit(is_gateway: bool, request: Request, next: Next) -> Response {
    if is_gateway {
        return next.run(request).await;
    }
    Failure::new(ErrorCode::Forbidden, "This service answers its gateway alone.").into_response()
}
