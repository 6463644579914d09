//! A consumer that stands somewhere.

use std::thread;
use std::time::{Duration, Instant};

use rdkafka::Offset;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Message};
use rdkafka::topic_partition_list::TopicPartitionList;

use crate::engine::LogError;
use crate::kafka::clients::{Clients, Quiet, hear};
use crate::kafka::errors::{is_of_a_broker, is_of_the_group, passes, unreachable};

/// How long the broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to go on after the broker has said that there is no more, though by its own word there
/// should be: what is left are marks of foreign transactions, which nobody is shown.
const END_PATIENCE: Duration = Duration::from_secs(1);

/// How soon to ask again whom did not know.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// What was fetched ahead is used no longer than this: it was the log of a moment ago.
const STALE_AFTER: Duration = Duration::from_secs(1);

/// Where a partition begins, and the offset behind its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kafka) struct Bounds {
    pub(in crate::kafka) start: u64,
    pub(in crate::kafka) end: u64,
}

/// Whether a scan is to go on behind the message it has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kafka) enum Goes {
    On,
    No,
}

pub(super) struct Cursor {
    consumer: BaseConsumer<Quiet>,
    place: Option<Place>,
}

struct Place {
    topic: String,
    partition: u32,
    next_offset: u64,
    /// How far the partition went when it was asked for.
    end: u64,
    /// Whether messages are on their way from `next_offset` on.
    is_fetching: bool,
    left: Instant,
}

impl Cursor {
    pub(super) fn open(clients: &Clients) -> Result<Self, LogError> {
        Ok(Self { consumer: clients.reader(Quiet)?, place: None })
    }

    pub(super) fn stands_at(&self, topic: &str, partition: u32, offset: u64) -> bool {
        self.place.as_ref().is_some_and(|place| {
            place.is_fetching
                && (place.topic.as_str(), place.partition) == (topic, partition)
                && (place.next_offset, place.left.elapsed() < STALE_AFTER) == (offset, true)
        })
    }

    pub(super) fn stands_nowhere(&self) -> bool {
        self.place.is_none()
    }

    pub(super) fn bounds(&self, topic: &str, partition: u32) -> Result<Bounds, LogError> {
        let partition = i32::try_from(partition).unwrap_or(i32::MAX);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now()).max(ASK_AGAIN);
            match self.consumer.fetch_watermarks(topic, partition, left) {
                Ok((start, end)) => {
                    let place = |offset: i64| u64::try_from(offset).unwrap_or(0);
                    return Ok(Bounds { start: place(start), end: place(end) });
                }
                // A new topic, or a new leader: not every broker knows yet.
                Err(error) if passes(&error) && Instant::now() < deadline => {
                    thread::sleep(ASK_AGAIN);
                }
                Err(error) => return Err(unreachable("ask for the end", &error)),
            }
        }
    }

    /// Whether what follows an offset is on its way.
    pub(super) fn goes_on(&self, topic: &str, partition: u32, offset: u64) -> bool {
        self.stands_at(topic, partition, offset)
            && self.place.as_ref().is_some_and(|place| offset < place.end)
    }

    /// Stand at an offset in a partition that has these bounds.
    pub(super) fn go_to(
        &mut self,
        topic: &str,
        partition: u32,
        offset: u64,
        bounds: Bounds,
    ) -> Result<(), LogError> {
        let offset = offset.max(bounds.start);
        let stands = self.stands_at(topic, partition, offset);
        if !stands {
            self.forget()?;
        }
        if !stands && offset < bounds.end {
            self.assign(topic, partition, offset)?;
        }
        self.place = Some(Place {
            topic: topic.into(),
            partition,
            next_offset: offset,
            end: bounds.end,
            is_fetching: stands || offset < bounds.end,
            left: Instant::now(),
        });
        Ok(())
    }

    /// Show what follows, until there is no more or `visit` has had enough.
    pub(super) fn scan(
        &mut self,
        mut visit: impl FnMut(&BorrowedMessage<'_>) -> Goes,
    ) -> Result<(), LogError> {
        let Some(place) = self.place.as_mut() else { return Ok(()) };
        let mut deadline = Instant::now() + PATIENCE;
        let (mut seen_count, mut is_at_end) = (0u64, false);
        while place.next_offset < place.end {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.consumer.poll(left) {
                Some(Ok(message)) => {
                    place.next_offset = u64::try_from(message.offset()).unwrap_or(0) + 1;
                    seen_count += 1;
                    if visit(&message) == Goes::No {
                        break;
                    }
                }
                // It is said once: who comes back for what follows has to stand here anew.
                Some(Err(KafkaError::PartitionEOF(_))) if seen_count > 0 => {
                    is_at_end = true;
                    break;
                }
                Some(Err(KafkaError::PartitionEOF(_))) => {
                    is_at_end = true;
                    deadline = deadline.min(Instant::now() + END_PATIENCE);
                }
                Some(Err(error)) if is_of_the_group(&error) || is_of_a_broker(&error) => {}
                Some(Err(error)) => return Err(failed(place, &error)),
                None if left.is_zero() => break,
                None => {}
            }
        }
        place.left = Instant::now();
        is_at_end |= place.next_offset >= place.end;
        if seen_count == 0 && !is_at_end {
            return Err(LogError::Unreachable("the broker does not send what it has".into()));
        }
        // Whoever wanted one message does not want what follows it.
        if is_at_end || seen_count <= 1 { self.forget() } else { Ok(()) }
    }

    /// Let go of what was fetched ahead for a scan that did not come back.
    pub(super) fn tidy(&mut self) {
        if self.place.as_ref().is_some_and(|place| place.left.elapsed() >= STALE_AFTER) {
            // One that cannot be unassigned fails at its next use.
            let _ = self.forget();
        }
        if self.place.is_none() {
            hear(&self.consumer);
        }
    }

    fn forget(&mut self) -> Result<(), LogError> {
        if self.place.take().is_some_and(|place| place.is_fetching) {
            self.consumer.unassign().map_err(|error| unreachable("stop reading", &error))?;
        }
        Ok(())
    }

    fn assign(&self, topic: &str, partition: u32, offset: u64) -> Result<(), LogError> {
        let partition = i32::try_from(partition).unwrap_or(i32::MAX);
        let offset = Offset::Offset(i64::try_from(offset).unwrap_or(i64::MAX));
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, offset)
            .and_then(|()| self.consumer.assign(&list))
            .map_err(|error| unreachable("begin to read", &error))
    }
}

fn failed(place: &Place, error: &KafkaError) -> LogError {
    if error.rdkafka_error_code() == Some(RDKafkaErrorCode::BadMessage) {
        let Place { topic, partition, next_offset, .. } = place;
        let place = format!("{topic}, partition {partition}, offset {next_offset}");
        return LogError::Damaged { place, what: error.to_string() };
    }
    unreachable("read", error)
}
