//! The digest of a partition, of one moment, while it is being written to.
//!
//! A partition is too large to be read by one script: nobody else would be answered in the
//! meantime. So it is read piece by piece, and while that lasts every batch also notes what it
//! changes (the journal, in `lua/apply.lua`). What is noted is read again, until one script finds
//! nothing more to read: at its position, everything that was read is what is there. From then on
//! [`Reading::catch_up`] has the digest of the present for the price of what has changed, so that
//! two versions can be compared although neither ever stands still.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use croupier_domain::PlayerId;
use hashbrown::HashMap;
use tokio::time::{Instant, sleep};

use super::RedisViews;
use super::batch::split_id;
use super::reads::{Question, totals};
use super::replies::{Reply, number};
use super::script::{CHANGED, Call, JOURNAL, SCAN};
use crate::digest::{Digest, Digester};
use crate::engine::ViewsError;
use crate::packed::Malformed;
use crate::position::{AsOf, ViewPosition};

/// How long a journal outlives a reader that has died. Everything is noted until then.
const JOURNAL_LIVES: Duration = Duration::from_secs(15);

/// About how many values a script reads: one or two milliseconds.
const SCANNED_COUNT: u32 = 1_000;
const CHANGED_COUNT: u32 = 2_000;

/// How long to wait for another reader of the same partition.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(60);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// How many times a reading is begun anew that a restart of the server has cut short.
const ATTEMPT_COUNT: u32 = 3;

/// A partition as it is being read.
pub(super) struct Reading<'a> {
    views: &'a RedisViews,
    partition: u32,
    token: String,
    /// What each account and bet adds to the digest, by a fingerprint of its name. A scan may
    /// name a thing twice, and the journal names what was read before.
    parts: HashMap<u128, u128>,
    fingerprints: [RandomState; 2],
    /// The last bet of each session.
    sessions: HashMap<Vec<u8>, u64>,
    position: Option<ViewPosition>,
}

/// Why a reading has not come to its end.
pub(super) enum Interrupted {
    /// The journal is gone, or the view went back: what was read is of no more use.
    Gone,
    /// The view cannot be read.
    Failed(ViewsError),
}

impl<E: Into<ViewsError>> From<E> for Interrupted {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl RedisViews {
    pub(super) async fn read_digest(&self, partition: u32) -> Result<AsOf<Digest>, ViewsError> {
        for _ in 0..ATTEMPT_COUNT {
            match Reading::all_of(self, partition).await {
                Ok(digest) => return Ok(digest),
                Err(Interrupted::Gone) => {}
                Err(Interrupted::Failed(error)) => return Err(error),
            }
        }
        Err(ViewsError::Unreachable("the view is lost again and again while it is read".into()))
    }
}

impl<'a> Reading<'a> {
    async fn all_of(views: &'a RedisViews, partition: u32) -> Result<AsOf<Digest>, Interrupted> {
        let mut reading = Self::begin(views, partition).await?;
        let digest = reading.catch_up().await;
        reading.end().await;
        digest
    }

    /// Read all there is. What changes in the meantime is left to [`Reading::catch_up`].
    pub(super) async fn begin(views: &'a RedisViews, partition: u32) -> Result<Self, Interrupted> {
        let fingerprints = [RandomState::new(), RandomState::new()];
        let token = format!("reader-{:016x}", fingerprints[0].hash_one(partition));
        let mut reading = Self {
            views,
            partition,
            token,
            parts: HashMap::new(),
            fingerprints,
            sessions: HashMap::new(),
            position: None,
        };
        reading.begin_journal().await?;
        match reading.scan_all().await {
            Ok(()) => Ok(reading),
            Err(interrupted) => {
                reading.end().await;
                Err(interrupted)
            }
        }
    }

    /// Read what has changed since. The digest is that of the position it comes with.
    pub(super) async fn catch_up(&mut self) -> Result<AsOf<Digest>, Interrupted> {
        loop {
            let mut reply = self.take_changed().await?;
            if reply.text()?.as_deref() != Some("changed") {
                return Err(Interrupted::Gone);
            }
            let left = reply.number()?;
            let totals = totals(&mut reply)?;
            let mut found = reply.list()?;
            while let Some(entry) = found.bytes()? {
                let value = found.bytes()?;
                let (kind, name) = entry.split_first().ok_or(Malformed)?;
                self.note(*kind, name, value)?;
            }
            if left > 0 {
                continue;
            }
            let mut digester = Digester::default();
            digester.totals(&totals);
            self.parts.values().for_each(|part| digester.add(*part));
            for (member, last_ms) in &self.sessions {
                let (player, session) = split_id(member).ok_or(Malformed)?;
                digester.session(&player, &String::from_utf8_lossy(session), *last_ms);
            }
            return Ok(AsOf { position: self.position, value: digester.finish() });
        }
    }

    /// Nothing more is going to be read.
    pub(super) async fn end(self) {
        // A journal that cannot be ended ends by itself.
        let _ = self.journal("end").await;
    }

    async fn begin_journal(&mut self) -> Result<(), Interrupted> {
        let until = Instant::now() + WAIT_FOR_OTHERS;
        loop {
            let AsOf { position, value: mut reply } = self.journal("begin").await?;
            if reply.text()?.as_deref() == Some("begun") {
                self.position = position;
                return Ok(());
            }
            if Instant::now() >= until {
                let what = "another reads the same digest".into();
                return Err(Interrupted::Failed(ViewsError::Unreachable(what)));
            }
            sleep(LOOK_AGAIN_AFTER).await;
        }
    }

    async fn journal(&self, what: &'static str) -> Result<AsOf<Reply>, ViewsError> {
        let question = Question::new(self.partition, &JOURNAL);
        let asked = self.views.ask(&self.views.writes, question, |keys, call| {
            self.ours(call.on(&keys.journal)).with(what.as_bytes())
        });
        asked.await
    }

    async fn scan_all(&mut self) -> Result<(), Interrupted> {
        for (kind, command) in [(b'a', "HSCAN"), (b'b', "HSCAN"), (b's', "ZSCAN")] {
            let mut cursor = b"0".to_vec();
            loop {
                let question = Question::new(self.partition, &SCAN);
                let asked = self.views.ask(&self.views.writes, question, |keys, call| {
                    let scanned = match kind {
                        b'a' => &keys.accounts,
                        b'b' => &keys.bets,
                        _ => &keys.sessions,
                    };
                    let call = self.ours(call.on(&keys.journal).on(scanned));
                    call.with(command.as_bytes()).with(cursor.clone()).with_number(SCANNED_COUNT)
                });
                let mut reply = self.stand_at(asked.await?)?;
                if reply.text()?.as_deref() != Some("chunk") {
                    return Err(Interrupted::Gone);
                }
                cursor = reply.some_bytes()?;
                let mut chunk = reply.list()?;
                while let Some(name) = chunk.bytes()? {
                    let value = chunk.some_bytes()?;
                    self.note(kind, &name, Some(value))?;
                }
                if cursor == b"0" {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Take some of what has changed out of the journal.
    async fn take_changed(&mut self) -> Result<Reply, Interrupted> {
        let question = Question::new(self.partition, &CHANGED);
        let asked = self.views.ask(&self.views.writes, question, |keys, call| {
            let call = call.on(&keys.journal).on(&keys.accounts).on(&keys.bets).on(&keys.sessions);
            self.ours(call).with_number(CHANGED_COUNT)
        });
        let answer = asked.await?;
        self.stand_at(answer)
    }

    fn ours<'c>(&self, call: Call<'c>) -> Call<'c> {
        call.with(self.token.clone().into_bytes()).with_number(JOURNAL_LIVES.as_millis())
    }

    /// A view that has gone back holds other values than those that were read.
    fn stand_at(&mut self, answer: AsOf<Reply>) -> Result<Reply, Interrupted> {
        let seq = |position: Option<ViewPosition>| position.map(|at| at.seq);
        if seq(answer.position) < seq(self.position) {
            return Err(Interrupted::Gone);
        }
        self.position = answer.position;
        Ok(answer.value)
    }

    /// The thing `name` is `value` now, or is gone.
    fn note(&mut self, kind: u8, name: &[u8], value: Option<Vec<u8>>) -> Result<(), ViewsError> {
        if kind == b's' {
            match value {
                Some(score) => self.sessions.insert(name.to_vec(), milliseconds(&score)?),
                None => self.sessions.remove(name),
            };
            return Ok(());
        }
        let [one, two] = self.fingerprints.each_ref().map(|state| state.hash_one((kind, name)));
        let fingerprint = u128::from(one) << 64 | u128::from(two);
        let Some(value) = value else {
            self.parts.remove(&fingerprint);
            return Ok(());
        };
        let part = match kind {
            b'a' => Digester::part_of_player(&player(name)?, &value),
            _ => {
                let (player, bytes) = split_id(&value).ok_or(Malformed)?;
                Digester::part_of_bet(&player, number(name)?, bytes)
            }
        };
        self.parts.insert(fingerprint, part);
        Ok(())
    }
}

fn player(name: &[u8]) -> Result<PlayerId, Malformed> {
    let name = std::str::from_utf8(name).map_err(|_| Malformed)?;
    PlayerId::parse(name).map_err(|_| Malformed)
}

/// A score that is a time: a whole number, told as a double.
fn milliseconds(score: &[u8]) -> Result<u64, ViewsError> {
    let score: Option<f64> = std::str::from_utf8(score).ok().and_then(|text| text.parse().ok());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time")]
    score.map(|score| score as u64).ok_or(Malformed.into())
}
