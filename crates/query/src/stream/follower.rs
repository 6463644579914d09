//! Watching the views on behalf of everybody who listens.

use std::collections::VecDeque;
use std::time::Duration;

use croupier_api::{Position, PositionVector, SuppressedNews, Window};
use croupier_http::{BoardOf, Failure};
use croupier_views::{BetView, Board, Views, ViewsError};
use futures_util::future::{select_all, try_join_all};
use tokio::time::Instant;

use super::event::{Event, Topic};
use super::hub::{Hub, News};
use crate::desk::{Desk, Parts};
use crate::wire;

/// Bets a second that are told; of the rest only how many there were. More nobody can read.
const BETS_PER_SECOND_MAX: u32 = 20;

/// So many bets that are played by hand are looked at until they are settled, the newest of all:
/// each costs a read whenever its partition moves. How an older one ends is not told.
const OPEN_BETS_MAX: usize = 32;

/// What comes within so long is told together.
const GATHERED: Duration = Duration::from_millis(25);

/// How often it is told how the views are, whatever happens in them.
const BEAT: Duration = Duration::from_secs(1);

/// How many of the board are told.
const BOARD_LIMIT: usize = 10;

pub(super) struct Follower {
    desk: Desk,
    /// Where the views stood last, by partition.
    seen: Vec<Option<u64>>,
    /// Bets in the views then, by partition.
    bet_counts: Vec<u64>,
    /// How many bets may still be told in this second.
    allowance: u32,
    /// Bets that were told and are not settled: the partition and the commit that placed them.
    open: VecDeque<(u32, u64)>,
    board: String,
    next_beat: Instant,
}

impl Follower {
    pub(super) fn new(desk: Desk) -> Self {
        Self {
            desk,
            seen: Vec::new(),
            bet_counts: Vec::new(),
            allowance: BETS_PER_SECOND_MAX,
            open: VecDeque::new(),
            board: String::new(),
            next_beat: Instant::now(),
        }
    }

    /// Until nobody listens.
    pub(super) async fn run(mut self, hub: Hub) {
        loop {
            let is_beat = Instant::now() >= self.next_beat;
            if is_beat {
                self.next_beat = Instant::now() + BEAT;
                self.allowance = BETS_PER_SECOND_MAX;
            }
            // What is wrong with the views is said by whoever is asked for them, and by health.
            let news = self.look(is_beat).await.ok().flatten();
            let has_failed = news.is_none();
            if !hub.tell(news) {
                return;
            }
            if has_failed {
                tokio::time::sleep_until(self.next_beat).await;
            }
            self.wait().await;
        }
    }

    /// Until a view has moved, or for a beat.
    async fn wait(&self) {
        let views = self.desk.views();
        let left = self.next_beat.saturating_duration_since(Instant::now());
        let next = |seen: Option<u64>| seen.map_or(0, |seq| seq + 1);
        let seqs = (0..).zip(&self.seen).map(|(partition, &seen)| (partition, next(seen)));
        let moves: Vec<_> = seqs.map(|(p, seq)| views.reached(p, seq, left)).collect();
        let beat = tokio::time::sleep_until(self.next_beat);
        if moves.is_empty() {
            return beat.await;
        }
        tokio::select! {
            () = beat => {}
            (moved, ..) = select_all(moves) => {
                tokio::time::sleep(GATHERED).await;
                if moved.is_err() {
                    tokio::time::sleep(left).await;
                }
            }
        }
    }

    /// What is new; `None` when the views are not open.
    async fn look(&mut self, is_beat: bool) -> Result<Option<News>, ViewsError> {
        let desk = self.desk.clone();
        let views = desk.views();
        let Some(meta) = views.meta().await? else { return Ok(None) };
        let sums = try_join_all((0..meta.partition_count).map(|p| views.summary(p, u64::MAX)));
        let sums = sums.await?;
        let is_first = self.seen.len() != sums.len();
        let now: Vec<_> = sums.iter().map(|sum| sum.position.map(|at| at.seq)).collect();
        let counts: Vec<_> = sums.iter().map(|sum| sum.value.totals.games.bet_count()).collect();
        let before = std::mem::replace(&mut self.seen, now.clone());
        let counted = std::mem::replace(&mut self.bet_counts, counts.clone());
        // A view that holds what the log has lost tells nothing.
        let is_trusted = |p| u32::try_from(p).is_ok_and(|p| desk.trusts(p).is_ok());
        let moved = |&p: &usize| !is_first && before[p] != now[p] && is_trusted(p);
        let moved: Vec<usize> = (0..now.len()).filter(moved).collect();
        let is_reset = moved.iter().any(|&p| now[p] < before[p]);

        let mut events = Vec::new();
        if is_reset {
            self.open.clear();
        } else {
            let mut told = 0;
            for &p in &moved {
                let partition = u32::try_from(p).unwrap_or(u32::MAX);
                let from = before[p].map_or(0, |seq| seq + 1);
                self.settled(views, partition, &mut events).await?;
                told += self.bets(views, partition, from, now[p], &mut events).await?;
            }
            let placed: u64 = moved.iter().map(|&p| counts[p].saturating_sub(counted[p])).sum();
            if let Some(count) = placed.checked_sub(told).filter(|&count| count > 0) {
                let news = SuppressedNews { count };
                events.extend(Event::new(Topic::Feed, "suppressed", None, &news));
            }
        }
        if is_beat {
            let Parts { oversight, clock, .. } = desk.parts();
            let news = wire::stream::system(&sums, views.engine(), oversight, clock.now_ms());
            events.extend(Event::new(Topic::System, "system", None, &news));
            events.extend(self.changed_board(meta.partition_count).await?);
        }
        let moved = moved.into_iter().filter_map(|p| u32::try_from(p).ok()).collect();
        let since = positions(if is_first { &now } else { &before });
        Ok(Some(News { since, positions: positions(&now), moved, events, is_reset }))
    }

    /// The newest bets of commits `from..=to`, oldest first, as far as there is time for them.
    /// Returns how many.
    async fn bets(
        &mut self,
        views: &dyn Views,
        partition: u32,
        from: u64,
        to: Option<u64>,
        events: &mut Vec<Event>,
    ) -> Result<u64, ViewsError> {
        let Some(to) = to else { return Ok(0) };
        let newest = from.max((to + 1).saturating_sub(u64::from(self.allowance)));
        let mut told = 0;
        for seq in newest..=to {
            let Some(receipt) = views.bet(partition, seq).await?.value else { continue };
            let Ok(event) = bet(&self.desk, &receipt.bet) else { continue };
            events.push(event);
            self.allowance -= 1;
            told += 1;
            if receipt.bet.settled.is_none() {
                if self.open.len() == OPEN_BETS_MAX {
                    self.open.pop_front();
                }
                self.open.push_back((partition, seq));
            }
        }
        Ok(told)
    }

    /// How the bets ended that were told while they were open.
    async fn settled(
        &mut self,
        views: &dyn Views,
        partition: u32,
        events: &mut Vec<Event>,
    ) -> Result<(), ViewsError> {
        let mut settled = Vec::new();
        for &(of, seq) in self.open.iter().filter(|(of, _)| *of == partition) {
            if settled.len() == self.allowance as usize {
                break;
            }
            let Some(receipt) = views.bet(of, seq).await?.value else { continue };
            if receipt.bet.settled.is_some() {
                settled.push((of, seq));
                // News also to who has heard of its placing.
                events.extend(bet(&self.desk, &receipt.bet).map(Event::for_everybody));
            }
        }
        self.allowance -= u32::try_from(settled.len()).unwrap_or(self.allowance);
        self.open.retain(|place| !settled.contains(place));
        Ok(())
    }

    /// The first of the board, if they are others than before.
    async fn changed_board(&mut self, partition_count: u32) -> Result<Option<Event>, ViewsError> {
        if (0..partition_count).any(|partition| self.desk.trusts(partition).is_err()) {
            return Ok(None);
        }
        let views = self.desk.views();
        let best = croupier_views::leaderboard(views, partition_count, Board::Balance, BOARD_LIMIT);
        let best = best.await?.value;
        let of = BoardOf { board: croupier_api::Board::Balance, window: Window::All };
        let board = wire::boards::leaderboard(of, &best, None);
        let event = board.and_then(|board| Event::new(Topic::Board, "board", None, &board));
        let Ok(event) = event else { return Ok(None) };
        let is_new = event.text() != self.board;
        event.text().clone_into(&mut self.board);
        Ok(is_new.then_some(event))
    }
}

/// A bet, as everybody hears of it.
pub(super) fn bet(desk: &Desk, bet: &BetView) -> Result<Event, Failure> {
    let news = wire::stream::bet(bet, desk.parts().clock.now_ms())?;
    Event::new(Topic::Feed, "bet", Some(news.position), &news)
}

pub(super) fn positions(seqs: &[Option<u64>]) -> PositionVector {
    let seqs = (0..).zip(seqs);
    seqs.filter_map(|(partition, seq)| seq.map(|seq| Position::new(partition, seq))).collect()
}
