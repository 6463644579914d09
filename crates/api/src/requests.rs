//! What clients ask for: the bodies of POSTs.

use std::net::IpAddr;

use serde::Serialize;
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::form::{Fields, Form, values};
use crate::names::PlayerId;
use crate::raw::RawObject;

/// A session id, a game's name and an action are bounded because they go into the log.
const SESSION_ID_LENGTH_MAX: usize = 200;
const GAME_TYPE_LENGTH_MAX: usize = 50;
const ACTION_LENGTH_MAX: usize = 50;
const CLIENT_SEED_LENGTH_MAX: usize = 64;

/// A bet. With the first five fields alone it is decided at once, on exactly the stake it names;
/// the others choose more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBet {
    /// Who bets. A first bet opens an account.
    #[schema(value_type = String, min_length = 1, max_length = 100, example = "alice")]
    pub player_id: PlayerId,
    /// The game's name.
    #[schema(min_length = 1, max_length = 50, example = "roulette")]
    pub game_type: String,
    /// The stake; above zero, and within the table's limits.
    pub amount: Amount,
    /// The client's session, for statistics.
    #[schema(min_length = 1, max_length = 200, example = "s-1")]
    pub session_id: String,
    /// Checked, used for limits, never logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub ip_address: Option<IpAddr>,
    /// What to bet on; each game has a default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<RawObject>,
    /// The client seed from this bet on; 1–64 visible ASCII characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_seed: Option<String>,
    /// Whether the player wants to play the round by hand. Default `false`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub interactive: bool,
}

impl Form for PlaceBet {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let player_id = fields.required("player_id", values::player_id);
        let game_type =
            fields.required("game_type", |text| values::line(text, GAME_TYPE_LENGTH_MAX));
        let amount = fields.required("amount", values::positive_amount);
        let session_id =
            fields.required("session_id", |text| values::line(text, SESSION_ID_LENGTH_MAX));
        let ip_address = fields.optional("ip_address", values::address);
        let selection = fields.optional("selection", values::object);
        let client_seed = fields
            .optional("client_seed", |text| values::visible_ascii(text, CLIENT_SEED_LENGTH_MAX));
        let interactive = fields.optional("interactive", values::boolean);
        Some(Self {
            player_id: player_id?,
            game_type: game_type?,
            amount: amount?,
            session_id: session_id?,
            ip_address: ip_address?,
            selection: selection?,
            client_seed: client_seed?,
            interactive: interactive?.unwrap_or(false),
        })
    }
}

/// Money in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    /// How much; above zero.
    pub amount: Amount,
}

impl Form for Deposit {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.required("amount", values::positive_amount).map(|amount| Self { amount })
    }
}

/// Money out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// How much; above zero.
    pub amount: Amount,
}

impl Form for Withdrawal {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.required("amount", values::positive_amount).map(|amount| Self { amount })
    }
}

/// The player's half of the seed pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientSeed {
    /// 1–64 visible ASCII characters; in force from the next bet on.
    #[schema(min_length = 1, max_length = 64, example = "lucky-7")]
    pub client_seed: String,
}

impl Form for ClientSeed {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let client_seed = fields
            .required("client_seed", |text| values::visible_ascii(text, CLIENT_SEED_LENGTH_MAX));
        client_seed.map(|client_seed| Self { client_seed })
    }
}

/// An action on an open round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundAction {
    /// What to do; the round says what is legal.
    #[schema(min_length = 1, max_length = 50, example = "hit")]
    pub action: String,
    /// The version of the round that the player looks at.
    pub version: u32,
}

impl Form for RoundAction {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let action = fields.required("action", |text| values::line(text, ACTION_LENGTH_MAX));
        let version = fields.required("version", values::whole_number);
        Some(Self { action: action?, version: version? })
    }
}
