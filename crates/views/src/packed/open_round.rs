//! An open round as bytes.

use std::borrow::Cow;

use croupier_domain::PlayerId;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bet::PackedBet;
use crate::player::OpenRoundView;

/// Rare and short-lived, so its cards stay in the JSON that the domain writes.
#[derive(Serialize, Deserialize)]
struct PackedOpenRound<'a> {
    player: PlayerId,
    partition: u32,
    seq: u64,
    #[serde(borrow)]
    bet: PackedBet<'a>,
    #[serde(borrow)]
    round: Cow<'a, str>,
    expires_ms: u64,
}

impl Serialize for OpenRoundView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let round = serde_json::to_string(&self.round).map_err(S::Error::custom)?;
        let packed = PackedOpenRound {
            player: self.bet.player.clone(),
            partition: self.bet.bet_id.partition(),
            seq: self.bet.seq(),
            bet: PackedBet::of(&self.bet),
            round: Cow::Owned(round),
            expires_ms: self.expires_ms,
        };
        packed.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OpenRoundView {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let packed = PackedOpenRound::deserialize(deserializer)?;
        let bet = packed.bet.into_view(&packed.player, packed.partition, packed.seq);
        let round = serde_json::from_str(&packed.round).map_err(D::Error::custom)?;
        Ok(Self { bet, round, expires_ms: packed.expires_ms })
    }
}
