//! The clients of librdkafka and how each is configured.
//!
//! The values were measured or are rules of the design; every one that is not a default has its
//! reason here.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::admin::AdminClient;
use rdkafka::config::{ClientConfig, FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, ConsumerContext};
use rdkafka::error::KafkaError;

use super::settings::{Security, Settings};
use crate::engine::LogError;

/// The most bytes of one message, whatever is in it. A commit's value is at most 256 KiB and a
/// snapshot's chunk 512 KiB; topics are made to take batches a little larger.
pub(super) const MESSAGE_BYTES_MAX: usize = 1_000_000;

/// How long an append is tried before its outcome is unknown: longer than an election takes.
pub(super) const DELIVERY_TIMEOUT_MS: u32 = 10_000;

/// How many appended records may be on their way.
pub(super) const IN_FLIGHT_COUNT_MAX: usize = 1_000_000;

/// How many of their bytes.
pub(super) const IN_FLIGHT_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Makes clients for one log.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    base: ClientConfig,
    prefix: String,
}

impl Clients {
    /// Reads the secrets.
    pub(super) fn new(settings: &Settings) -> Result<Self, LogError> {
        let mut base = ClientConfig::new();
        base.set_log_level(RDKafkaLogLevel::Info)
            .set("bootstrap.servers", &settings.brokers)
            .set("client.id", "croupier")
            .set("allow.auto.create.topics", "false")
            // Small requests go at once.
            .set("socket.nagle.disable", "true")
            .set("socket.keepalive.enable", "true")
            // Who says nothing for so long is gone.
            .set("socket.timeout.ms", "10000")
            .set("socket.connection.setup.timeout.ms", "5000")
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "1000")
            .set("enable.metrics.push", "false");
        secure(&mut base, &settings.security)?;
        Ok(Self { base, prefix: settings.prefix.clone() })
    }

    /// For a question or two: nobody serves what it has to say, so it must not live for long.
    pub(super) fn admin(&self) -> Result<AdminClient<Quiet>, LogError> {
        make(&self.base, Quiet)
    }

    /// What every producer is: idempotent, acknowledged by all that are in sync, without waiting
    /// for company.
    pub(super) fn producer<P, C>(&self, context: C) -> Result<P, LogError>
    where
        C: ClientContext,
        P: FromClientConfigAndContext<C>,
    {
        let mut config = self.base.clone();
        config
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("linger.ms", "0")
            .set("batch.num.messages", "10000")
            .set("message.max.bytes", MESSAGE_BYTES_MAX.to_string())
            .set("queue.buffering.max.messages", IN_FLIGHT_COUNT_MAX.to_string())
            // Twice ours: headers count here.
            .set("queue.buffering.max.kbytes", (IN_FLIGHT_BYTES_MAX / 512).to_string())
            .set("message.timeout.ms", DELIVERY_TIMEOUT_MS.to_string())
            .set("request.timeout.ms", "5000")
            .set("retry.backoff.ms", "20");
        make(&config, context)
    }

    /// A consumer that is told what to read. `isolation.level` is part of the accept rule: a
    /// foreign transaction's record must be seen by all readers or by none.
    pub(super) fn reader<C>(&self, context: C) -> Result<BaseConsumer<C>, LogError>
    where
        C: ConsumerContext,
    {
        let mut config = self.consumer("reader");
        // Read ahead far enough for a scan, not so far that it hurts who wanted one record.
        config.set("queued.max.messages.kbytes", "8192").set("fetch.wait.max.ms", "20");
        make(&config, context)
    }

    /// The same for the ends of partitions. Its statistics tell of elections.
    pub(super) fn follower<C>(&self, context: C) -> Result<BaseConsumer<C>, LogError>
    where
        C: ConsumerContext,
    {
        let mut config = self.consumer("follower");
        config
            .set("fetch.wait.max.ms", "100")
            .set("statistics.interval.ms", "1000")
            // That a topic was made anew is nowhere but in the log: see watcher.rs.
            .set_log_level(RDKafkaLogLevel::Debug)
            .set("debug", "topic");
        make(&config, context)
    }

    fn consumer(&self, role: &str) -> ClientConfig {
        let mut config = self.base.clone();
        config
            // Nothing is ever joined or committed under this name; librdkafka wants one.
            .set("group.id", format!("{}.{role}", self.prefix))
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "error")
            .set("isolation.level", "read_uncommitted")
            .set("check.crcs", "true")
            .set("enable.partition.eof", "true")
            .set("fetch.min.bytes", "1")
            // 1000 by default: a second of silence whenever the queue was full.
            .set("fetch.queue.backoff.ms", "1")
            .set("fetch.error.backoff.ms", "50")
            .set("queued.min.messages", "100000");
        config
    }

    /// A member of the group of owners: it is there to be seen, and reads nothing.
    pub(super) fn member<C>(
        &self,
        settings: &Settings,
        context: C,
    ) -> Result<BaseConsumer<C>, LogError>
    where
        C: ConsumerContext,
    {
        let session_ms = settings.session_timeout.as_millis();
        let mut config = self.base.clone();
        config
            // The generation of the group is nowhere but in what librdkafka says to its log.
            .set_log_level(RDKafkaLogLevel::Debug)
            .set("debug", "cgrp")
            .set("group.id", format!("{}.owners", self.prefix))
            .set("partition.assignment.strategy", "cooperative-sticky")
            .set("session.timeout.ms", session_ms.to_string())
            .set("heartbeat.interval.ms", (session_ms / 3).max(1).to_string())
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "latest")
            .set("queued.min.messages", "1");
        make(&config, context)
    }
}

fn secure(config: &mut ClientConfig, security: &Security) -> Result<(), LogError> {
    config.set("security.protocol", security.protocol.to_string());
    if let Some(sasl) = &security.sasl {
        config
            .set("sasl.mechanism", sasl.mechanism.to_string())
            .set("sasl.username", &sasl.username)
            .set("sasl.password", secret(&sasl.password_file)?);
    }
    // Built with its own OpenSSL, the client looks for the machine's authorities only if told to.
    config.set("ssl.ca.location", "probe");
    let files = [
        ("ssl.ca.location", &security.ca),
        ("ssl.certificate.location", &security.certificate),
        ("ssl.key.location", &security.key),
    ];
    for (option, file) in files {
        if let Some(file) = file {
            config.set(option, file.to_string_lossy());
        }
    }
    if let Some(file) = &security.key_password_file {
        config.set("ssl.key.password", secret(file)?);
    }
    Ok(())
}

/// What a file holds, without the newline that editors leave.
fn secret(file: &Path) -> Result<String, LogError> {
    let text = fs::read_to_string(file)
        .map_err(|error| LogError::Unusable(format!("read {}: {error}", file.display())))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn make<T, C>(config: &ClientConfig, context: C) -> Result<T, LogError>
where
    C: ClientContext,
    T: FromClientConfigAndContext<C>,
{
    // The error would name the value too, and a value may be a secret.
    config.create_with_context(context).map_err(|error| match error {
        KafkaError::ClientConfig(_, what, option, _) => {
            LogError::Unusable(format!("{option}: {what}"))
        }
        other => LogError::Unusable(other.to_string()),
    })
}

/// Hands on what librdkafka says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quiet;

impl ClientContext for Quiet {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        relay(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "kafka");
    }
}

impl ConsumerContext for Quiet {}

/// Hands on what librdkafka says, and keeps the last reason why there is no connection: the error
/// that comes of it says only that there is none.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    last: Mutex<Option<String>>,
}

impl Complaints {
    pub(super) fn last(&self) -> Option<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientContext for Complaints {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        relay(level, facility, message);
        if facility == "FAIL" {
            let reason = message.to_owned();
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "kafka");
    }
}

impl ConsumerContext for Complaints {}

/// Let an idle consumer say what it has to say, before that piles up.
pub(super) fn hear<C: ConsumerContext>(consumer: &BaseConsumer<C>) {
    while consumer.poll(Duration::ZERO).is_some() {}
}

/// librdkafka says the same again and again while a broker is away, and who is affected says so.
pub(super) fn relay(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
            tracing::error!(facility, message, "kafka");
        }
        _ => tracing::debug!(facility, message, "kafka"),
    }
}
