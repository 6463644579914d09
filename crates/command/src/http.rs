//! The command service's HTTP side: every POST that changes something, and what can be played.
//!
//! A handler turns a form into a [`Command`], submits it, and turns what came back into an answer.
//! What a form can be refused for is refused before; everything else is decided in the loop.

mod bets;
mod funds;
mod games;
mod history;
mod reply;
mod rounds;
mod seeds;
mod selection;
mod system;
#[cfg(test)]
mod tests;
mod traced;

use std::sync::Arc;

use axum::Router;
use croupier_api::{HealthStatus, ServiceHealth};
use croupier_domain::{Command, PlayerId};
use croupier_http::{Access, Answer, Exchange, Failure, docs_routes, edge, guarded, health_routes};
use croupier_trace::record;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::commands::{Commands, Status};
use crate::partition::Phase;
use crate::request::{Cause, NotApplied};
pub use system::Facts;
use traced::Way;

/// What the handlers share: the partitions, and what is fixed about this process.
#[derive(Clone)]
struct Desk {
    commands: Arc<Commands>,
    facts: Arc<Facts>,
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Croupier command service",
    description = "The write side: takes commands, decides them, answers when they are durable.",
    license(name = "MIT", identifier = "MIT"),
))]
struct Document;

/// The service's document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().split_for_parts().1
}

/// The service's router: its routes behind `access`; health and docs in front.
pub fn router(commands: Arc<Commands>, facts: Facts, access: Access) -> Router {
    let (routes, document) = routes().split_for_parts();
    let desk = Desk { commands, facts: Arc::new(facts) };
    let observed = desk.clone();
    let health = health_routes(move || std::future::ready(observed.health()));
    let routes = guarded(routes.with_state(desk), access);
    edge(routes.merge(health).merge(docs_routes(document)))
}

fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(bets::place_bet))
        .routes(routes!(funds::deposit))
        .routes(routes!(funds::withdraw))
        .routes(routes!(rounds::act))
        .routes(routes!(seeds::set_client_seed))
        .routes(routes!(seeds::rotate))
        .routes(routes!(system::partitions))
        .routes(routes!(games::games))
        .routes(routes!(history::commits))
}

impl Desk {
    /// Submit a command and wait for its answer.
    async fn submit(
        &self,
        player: &croupier_api::PlayerId,
        command: Command,
        key: &croupier_api::IdempotencyKey,
        exchange: &Exchange,
    ) -> Result<Answer, Failure> {
        let player = domain_id(player)?;
        let partition = self.commands.partition_of(&player);
        if let Some(owner) = self.owner_elsewhere(partition) {
            return Err(reply::misdirected(owner.as_deref()));
        }
        let now_us = self.facts.clock.now_us();
        let began_us = exchange.began_us(now_us);
        let way = Way::begin(exchange, began_us);
        let given = || exchange.traceparent().map(Into::into);
        let cause = Cause {
            correlation_id: exchange.correlation_id().into(),
            traceparent: way.as_ref().map(Way::traceparent).or_else(given),
            received_us: Some(exchange.received_us(now_us)),
            began_us: Some(began_us),
        };
        let answer = self.commands.submit(player, command, key.as_str(), cause).await;
        if let Some(way) = way {
            let now_us = self.facts.clock.now_us();
            let spans = way.spans(&answer, partition, &self.facts.log_engine, now_us);
            spans.into_iter().for_each(record);
        }
        // Another may see the log that this instance does not, and may own the partition by now.
        if matches!(answer, crate::Answer::NotApplied(NotApplied::LogOutOfSight))
            && !self.facts.address.is_empty()
        {
            return Err(reply::misdirected(None));
        }
        if matches!(answer, crate::Answer::NotApplied(NotApplied::NotServing))
            && let Some(owner) = self.owner_elsewhere(partition)
        {
            return Err(reply::misdirected(owner.as_deref()));
        }
        reply::to(answer, partition)
    }

    /// Where the owner of `partition` is, if that is not this process; `Some(None)` when another
    /// one has to be asked and it is not known which.
    ///
    /// An instance that is alone with its log has no address, and sends nobody away.
    fn owner_elsewhere(&self, partition: u32) -> Option<Option<String>> {
        let status = self.commands.status(partition)?;
        let is_idle = matches!(status.phase, Phase::Following | Phase::TakenOver);
        if !is_idle || self.facts.address.is_empty() {
            return None;
        }
        let foreign = status.takeover.filter(|takeover| takeover.instance != self.facts.instance);
        Some(foreign.map(|takeover| takeover.address.clone()).filter(|at| !at.is_empty()))
    }

    fn health(&self) -> ServiceHealth {
        let why = |reason: fn(&Status) -> Option<&str>| {
            self.commands.statuses().enumerate().find_map(|(partition, status)| {
                let reason = reason(&status)?;
                Some(format!("partition {partition} is {}: {reason}", status.phase.name()))
            })
        };
        // What stays as it is until somebody has looked, before what may pass.
        let stopped = why(|status| status.phase.reason());
        let stopped = stopped.or_else(|| why(|status| status.trouble.as_deref()));
        let is_serving = self.commands.statuses().any(|status| status.serves());
        let (status, reason) = match stopped {
            Some(reason) if is_serving => (HealthStatus::Degraded, Some(reason)),
            Some(reason) => (HealthStatus::Unhealthy, Some(reason)),
            None if is_serving => (HealthStatus::Healthy, None),
            None => (HealthStatus::Unhealthy, Some("no partition is being served yet".into())),
        };
        let (service, version) = ("command-service".into(), self.facts.build.clone());
        ServiceHealth { status, service, version, reason, redis: None }
    }
}

/// The wire's player id as the domain's: one rule, two types, so that neither depends on the other.
fn domain_id(id: &croupier_api::PlayerId) -> Result<PlayerId, Failure> {
    PlayerId::parse(id.as_str()).map_err(|error| Failure::internal(&error))
}
