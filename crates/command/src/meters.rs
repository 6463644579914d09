//! What an operator asks of a partition's loop, as metrics.

use std::time::Duration;

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use crate::commands::Status;
use crate::request::Answer;

/// One partition's metrics, looked up once.
pub(crate) struct Meters {
    seq: Counter,
    strays: Counter,
    generation: Counter,
    serving: Gauge,
    stopped: Gauge,
    queued: Gauge,
    in_flight: Gauge,
    accounts: Gauge,
    keys: Gauge,
    batch_commits: Histogram,
    append_seconds: Histogram,
    append_failures: Counter,
}

impl Meters {
    pub(crate) fn new(partition: u32) -> Self {
        let label = partition.to_string();
        let of = |name: &'static str| gauge!(name, "partition" => label.clone());
        let count = |name: &'static str| counter!(name, "partition" => label.clone());
        Self {
            seq: count("croupier_command_commits_total"),
            strays: count("croupier_command_strays_total"),
            generation: count("croupier_command_takeovers_total"),
            serving: of("croupier_command_serving"),
            stopped: of("croupier_command_stopped"),
            queued: of("croupier_command_queued"),
            in_flight: of("croupier_command_batches_in_flight"),
            accounts: of("croupier_command_accounts"),
            keys: of("croupier_command_keys"),
            batch_commits: histogram!("croupier_command_batch_commits"),
            append_seconds: histogram!("croupier_command_append_seconds"),
            append_failures: count("croupier_command_append_failures_total"),
        }
    }

    /// The partition has changed.
    pub(crate) fn show(&self, status: &Status) {
        self.seq.absolute(status.seq.unwrap_or(0));
        self.strays.absolute(status.stray_count);
        self.generation.absolute(status.generation());
        self.serving.set(f64::from(u8::from(status.serves())));
        self.stopped.set(f64::from(u8::from(status.phase.is_stopped())));
        self.queued.set(status.queue_len as f64);
        self.in_flight.set(status.in_flight_count as f64);
        self.accounts.set(status.player_count as f64);
        self.keys.set(status.key_count as f64);
    }

    /// A batch of so many commits goes to the log.
    pub(crate) fn appending(&self, commit_count: usize) {
        self.batch_commits.record(commit_count as f64);
    }

    /// The log has answered.
    pub(crate) fn appended(&self, took: Duration, is_stored: bool) {
        self.append_seconds.record(took.as_secs_f64());
        if !is_stored {
            self.append_failures.increment(1);
        }
    }
}

/// How long the steps to an answer took, over all partitions.
#[derive(Debug)]
pub(crate) struct HopMeters {
    decide: Histogram,
    append: Histogram,
    read_back: Histogram,
}

impl HopMeters {
    pub(crate) fn new() -> Self {
        let of = |hop: &'static str| histogram!("croupier_command_hop_seconds", "hop" => hop);
        Self { decide: of("decide"), append: of("append"), read_back: of("read_back") }
    }

    /// Somebody was answered.
    pub(crate) fn answered(&self, answer: &Answer) {
        let Answer::Committed { hops: Some(hops), .. } = answer else { return };
        let seconds = |us: u64| Duration::from_micros(us).as_secs_f64();
        self.decide.record(seconds(hops.decide_us));
        self.append.record(seconds(hops.append_us));
        self.read_back.record(seconds(hops.read_back_us));
    }
}
