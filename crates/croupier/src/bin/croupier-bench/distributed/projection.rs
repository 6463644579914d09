//! Folding a log on Kafka into Redis.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use croupier_log::kafka::{KafkaLog, Settings};
use croupier_views::redis::{RedisOptions, RedisViews};

use crate::engine::init;
use crate::refold::{PARTITION_COUNT, fill, start_processor};
use crate::report::{Target, line, median, rate, target};

const COMMIT_COUNT: u64 = 400_000;
const TURN_COUNT: usize = 3;

/// The processor's own code in this process, which shares two cores with both servers. Each turn
/// begins with views of nothing.
pub(super) async fn run(kafka: &str, redis: &str) -> anyhow::Result<()> {
    let name = format!("bench-projection-{}", std::process::id());
    let settings = Settings::parse(&format!("kafka://{kafka}/{name}?allow_not_durable=true"))?;
    let log = Arc::new(KafkaLog::open(&settings, &init(PARTITION_COUNT))?);
    let began = Instant::now();
    fill(log.clone(), COMMIT_COUNT).await?;
    line(&format!(
        "{COMMIT_COUNT} bets appended in large batches: {:.0} commits/s",
        rate(COMMIT_COUNT, began.elapsed()),
    ));
    let mut rates = Vec::new();
    for turn in 0..TURN_COUNT {
        let prefix = format!("{name}-{turn}");
        let options = RedisOptions { prefix, ..RedisOptions::new(redis.parse()?) };
        let views = RedisViews::new(options).context("connect the views")?;
        let began = Instant::now();
        let (stop, tasks) = start_processor(log.clone(), Arc::new(views)).await;
        rates.push(rate(COMMIT_COUNT, began.elapsed()));
        stop.cancel();
        tasks.wait().await;
    }
    target("processor into Redis", median(rates), "commits/s", Target::AtLeast(50_000.0));
    Ok(())
}
