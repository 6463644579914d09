//! What operators see of the write side.

use std::sync::Arc;

use axum::extract::State;
use croupier_api::{PartitionState, PartitionStatus, Position, SystemPartitions, UnixMillis};
use croupier_clock::Clock;
use croupier_domain::Table;
use croupier_http::{Answer, Failure};
use croupier_log::Log;

use super::Desk;
use crate::commands::Status;
use crate::partition::Phase;

/// What is fixed about this process and its log.
#[derive(Clone)]
pub struct Facts {
    /// The log's identity, hexadecimal.
    pub lineage: String,
    /// The label of its currency.
    pub currency: String,
    /// By which bets are decided.
    pub table: Table,
    /// What the log is kept in.
    pub log_engine: String,
    /// The version of this build.
    pub build: String,
    /// This process, different at every start.
    pub instance: String,
    /// Where other instances and gateways reach it; empty when it is alone with its log.
    pub address: String,
    /// By which it says when a request came.
    pub clock: Arc<dyn Clock>,
    /// The log itself, for whoever wants to read it.
    pub log: Arc<dyn Log>,
}

/// Every partition: what it is doing, where it stands, and why it is stopped if it is.
#[utoipa::path(
    get,
    path = "/api/v1/system/partitions",
    tag = "system",
    responses((status = 200, description = "By number", body = SystemPartitions)),
)]
pub(super) async fn partitions(State(desk): State<Desk>) -> Result<Answer, Failure> {
    let facts = &*desk.facts;
    let statuses = (0..).zip(desk.commands.statuses());
    Answer::ok(&SystemPartitions {
        lineage: facts.lineage.clone(),
        currency: facts.currency.clone(),
        log_engine: facts.log_engine.clone(),
        build: facts.build.clone(),
        partitions: statuses.map(|(number, status)| wire(number, status, facts)).collect(),
    })
}

fn wire(partition: u32, status: Status, facts: &Facts) -> PartitionStatus {
    let is_ours = matches!(status.phase, Phase::Serving | Phase::Draining);
    let others = || status.takeover.as_ref().map(|takeover| takeover.instance.clone());
    PartitionStatus {
        partition,
        state: state(&status.phase),
        reason: status.reason().map(Into::into),
        owner: if is_ours { Some(facts.instance.clone()) } else { others() },
        position: status.seq.map(|seq| Position::new(partition, seq)),
        head: status.seq.map(|_| status.head.to_string()),
        last_commit_at: status.seq.map(|_| UnixMillis(status.time_ms)),
        strays: status.stray_count,
        players: status.player_count as u64,
        queued: status.queue_len as u64,
    }
}

fn state(phase: &Phase) -> PartitionState {
    match phase {
        Phase::TakingOver { .. } => PartitionState::Starting,
        Phase::Serving => PartitionState::Serving,
        Phase::Draining | Phase::Drained => PartitionState::Draining,
        Phase::Following | Phase::TakenOver => PartitionState::Standby,
        Phase::Parked(_) | Phase::ClockWrong(_) => PartitionState::Parked,
        Phase::Diverged(_) => PartitionState::Diverged,
        Phase::Moved(_) => PartitionState::Moved,
    }
}
