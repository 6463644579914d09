mod conformance;
mod errors;
mod faults;
mod foreign;
mod loss;
mod membership;
mod opening;
mod outages;
mod own;
mod secured;
mod snapshots;
mod vandal;

use std::time::Duration;

use super::topics::Topics;
use super::*;

use vandal::Scribble;

/// A prefix that nobody used before, on the broker that tests share; `None` where there is none.
fn fresh_settings(name: &str) -> Option<Settings> {
    let brokers = croupier_services::shared_kafka()?;
    Some(Settings {
        allow_not_durable: true,
        check_every: Duration::from_secs(3600),
        ..Settings::new(brokers, croupier_services::unique_prefix(name))
    })
}

fn init(partition_count: u32) -> Init {
    Init {
        lineage: Lineage([5; 16]),
        partition_count,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 1_763_911_200_000,
    }
}
