//! One listener.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use croupier_api::{AccountNews, Heartbeat, Position, PositionVector, Stats};
use croupier_http::Failure;
use croupier_views::{PlayerId, ViewsError};
use futures_util::future::try_join_all;
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::event::{Chunk, Topic, render};
use super::follower::{bet, positions};
use super::hub::News;
use crate::desk::{Desk, unanswered};
use crate::wire;

/// How often a listener gets a sign of life. Twelve seconds of silence mean that something is
/// wrong.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How many commits a listener who comes back is told of. Of more it is told to begin anew.
const REPLAYED_COUNT_MAX: u64 = 200;

struct Visit {
    desk: Desk,
    topics: Vec<Topic>,
    /// The account that `me` is about, with its partition.
    account: Option<(PlayerId, u32)>,
    /// What was last said about it.
    said: Option<Stats>,
    news: Receiver<Arc<News>>,
    /// What the listener has been told of.
    told: PositionVector,
    heartbeat: Interval,
    /// What is said before anything else.
    greeting: Option<String>,
}

/// Begin to tell a listener of `topics` what happens, from where its last stream ended.
pub(super) async fn begin(
    desk: &Desk,
    topics: Vec<Topic>,
    account: Option<(PlayerId, u32)>,
    last: Option<PositionVector>,
) -> Result<impl Stream<Item = Result<String, Infallible>> + use<>, Failure> {
    // First listen, then look: so nothing falls between the two.
    let news = desk.hub().listen(desk)?;
    let told = reached(desk).await?;
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let desk = desk.clone();
    let mut visit =
        Visit { desk, topics, account, said: None, news, told, heartbeat, greeting: None };
    visit.greeting = visit.greet(last).await?;
    let stopping = visit.desk.hub().stopping().clone();
    let pieces = stream::unfold(visit, |mut visit| async move {
        let piece = visit.next().await?;
        Some((Ok(piece), visit))
    });
    Ok(futures_util::StreamExt::take_until(pieces, stopping.cancelled_owned()))
}

/// Where all views stand.
async fn reached(desk: &Desk) -> Result<PositionVector, Failure> {
    let count = desk.partition_count().await?;
    let stands = try_join_all((0..count).map(|partition| desk.views().position(partition)));
    let stands = stands.await.map_err(|error| unanswered(&error))?;
    let seqs: Vec<_> = stands.into_iter().map(|at| at.map(|at| at.seq)).collect();
    Ok(positions(&seqs))
}

impl Visit {
    /// The next piece of text; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        if let Some(greeting) = self.greeting.take() {
            return Some(greeting);
        }
        loop {
            let piece = tokio::select! {
                news = self.news.recv() => match news {
                    Ok(news) => self.tell(&news).await,
                    Err(RecvError::Lagged(_)) => self.reset(),
                    Err(RecvError::Closed) => return None,
                },
                _ = self.heartbeat.tick() => self.beat(),
            };
            match piece {
                Ok(Some(piece)) => return Some(piece),
                Ok(None) => {}
                // It was logged where it happened. The client comes again with what it has heard.
                Err(_) => return None,
            }
        }
    }

    /// What was missed since `last`; a sign of life in any case.
    async fn greet(&mut self, last: Option<PositionVector>) -> Result<Option<String>, Failure> {
        let mut chunk = Chunk::default();
        if let Some(last) = last {
            // Nor must a view stand before where it stood.
            let is_known = |at: Position| last.get(at.partition).is_some_and(|seq| seq <= at.seq);
            let is_past = self.told.iter().all(is_known);
            match missed(&last, &self.told).filter(|_| is_past) {
                Some(missed) => self.replay(missed, &mut chunk).await?,
                None => chunk.push(RESET),
            }
        }
        chunk.push(&render("hb", &self.sign_of_life())?);
        Ok(chunk.finish(&self.told))
    }

    async fn replay(&mut self, missed: Vec<Position>, chunk: &mut Chunk) -> Result<(), Failure> {
        let hears_bets = self.topics.contains(&Topic::Feed);
        // A view that holds what the log has lost tells nothing.
        let is_told = |at: &&Position| hears_bets && self.desk.trusts(at.partition).is_ok();
        for at in missed.iter().filter(is_told) {
            let read = self.desk.views().bet(at.partition, at.seq).await;
            if let Some(receipt) = read.map_err(|error| unanswered(&error))?.value {
                chunk.push(bet(&self.desk, &receipt.bet)?.text());
            }
        }
        let partitions: Vec<_> = missed.iter().map(|at| at.partition).collect();
        self.push_account(&partitions, chunk).await
    }

    async fn tell(&mut self, news: &News) -> Result<Option<String>, Failure> {
        if news.is_reset {
            self.told = news.positions.clone();
            return self.reset();
        }
        let mut chunk = Chunk::default();
        // The follower began to look after this visit had.
        match missed(&self.told, &news.since) {
            Some(missed) => self.replay(missed, &mut chunk).await?,
            None => chunk.push(RESET),
        }
        let is_new = |at: Position| self.told.get(at.partition).is_none_or(|seq| at.seq > seq);
        for event in &news.events {
            if self.topics.contains(&event.topic) && event.about.is_none_or(is_new) {
                chunk.push(event.text());
            }
        }
        self.push_account(&news.moved, &mut chunk).await?;
        self.told = self.told.iter().chain(news.positions.iter()).collect();
        Ok(chunk.finish(&self.told))
    }

    /// The listener's own account, if its partition is among those that have `moved` and it is not
    /// as it was said to be.
    async fn push_account(&mut self, moved: &[u32], chunk: &mut Chunk) -> Result<(), Failure> {
        let Some((player, partition)) = &self.account else { return Ok(()) };
        if !moved.contains(partition) {
            return Ok(());
        }
        let read = self.desk.views().player(*partition, player).await;
        let read = read.map_err(|error: ViewsError| unanswered(&error))?;
        if let (Some(at), Some(account)) = (read.position, read.value) {
            let stats = wire::players::stats(wire::players::id(player)?, &account, None);
            if self.said.as_ref() == Some(&stats) {
                return Ok(());
            }
            self.said = Some(stats.clone());
            let position = Position::new(*partition, at.seq);
            chunk.push(&render("me", &AccountNews { position, stats })?);
        }
        Ok(())
    }

    fn reset(&self) -> Result<Option<String>, Failure> {
        let mut chunk = Chunk::default();
        chunk.push(RESET);
        Ok(chunk.finish(&self.told))
    }

    fn beat(&self) -> Result<Option<String>, Failure> {
        let mut chunk = Chunk::default();
        chunk.push(&render("hb", &self.sign_of_life())?);
        Ok(chunk.finish(&self.told))
    }

    fn sign_of_life(&self) -> Heartbeat {
        let now_ms = self.desk.parts().clock.now_ms();
        Heartbeat { server_time: croupier_api::UnixMillis(now_ms) }
    }
}

/// The commits behind `from` up to `to`, if a listener can be told of all of them.
fn missed(from: &PositionVector, to: &PositionVector) -> Option<Vec<Position>> {
    let mut missed = Vec::new();
    for at in to.iter() {
        let next = from.get(at.partition).map_or(0, |seq| seq + 1);
        let count = (at.seq + 1).saturating_sub(next);
        if missed.len() as u64 + count > REPLAYED_COUNT_MAX {
            return None;
        }
        missed.extend((next..=at.seq).map(|seq| Position::new(at.partition, seq)));
    }
    Some(missed)
}

/// What was told is void, or too much was missed: read everything anew.
const RESET: &str = "event: reset\ndata: {}\n";
