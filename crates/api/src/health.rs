//! How the services are, and how guests come in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::names::PlayerId;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It does its work.
    Healthy,
    /// It does some of it.
    Degraded,
    /// It answers, and does not do its work: see the reason.
    Unhealthy,
    /// It does not answer.
    Down,
}

/// The health of the command or the query service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceHealth {
    /// In one word.
    pub status: HealthStatus,
    /// Who answers: `command-service`, `query-service`.
    #[schema(example = "command-service")]
    pub service: String,
    /// The version of this build.
    pub version: String,
    /// Why, when it is not healthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `connected` or `disconnected`; only where the views are kept in Redis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redis: Option<String>,
}

/// The health of the gateway and of what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GatewayHealth {
    /// `healthy` if everything behind it is, else `degraded`.
    pub status: HealthStatus,
    /// Always `api-gateway`.
    #[schema(example = "api-gateway")]
    pub service: String,
    /// The version of the gateway's build.
    pub gateway_version: String,
    /// What stands behind it.
    pub backend_services: BackendServices,
}

/// The services behind a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackendServices {
    /// The write side.
    pub command_service: BackendHealth,
    /// The read side.
    pub query_service: BackendHealth,
}

/// How a service looks from the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BackendHealth {
    /// It says that it is healthy.
    Healthy,
    /// It answers, and says otherwise.
    Degraded,
    /// It does not answer.
    Down,
}

/// A new guest: an identity, and the token that is its only proof.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuestAnswer {
    /// The guest's player id. The account opens with the first command.
    #[schema(value_type = String, example = "guest-0193f2a1c7d84e1b9a55")]
    pub player_id: PlayerId,
    /// Goes into `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// For how many seconds the token is good.
    pub expires_in: u64,
}

/// A token is a secret: it is not shown.
impl std::fmt::Debug for GuestAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GuestAnswer").field("player_id", &self.player_id).finish_non_exhaustive()
    }
}
