//! Players at a running system. They bet all the time, each with a key, and ask with that key until
//! they know; beside that they read their balance as fresh as their last bet. All that they were
//! told is kept, for the audit.

use std::time::Duration;

use hyper::{Method, StatusCode};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::client::{Answer, Client};

const PLAYER_COUNT: usize = 12;

/// What a player stakes.
pub(crate) const UNITS: u32 = 10;

/// How long a player may have to ask for one answer, or for one fresh balance: what was broken
/// comes back, or another takes its place, well before.
const PATIENCE: Duration = Duration::from_secs(90);

/// Between two questions of one player about the same.
const PAUSE: Duration = Duration::from_millis(50);

/// What a player was told of a bet.
pub(crate) struct Told {
    pub(crate) key: String,
    pub(crate) units: u32,
    pub(crate) answer: Answer,
}

/// A balance that was read, and which commit it speaks for.
pub(crate) struct Read {
    asked_seq: u64,
    seq: u64,
    balance: String,
}

/// How far a player has come.
#[derive(Clone, Copy, Default)]
struct Progress {
    /// How many bets were answered.
    bet_count: usize,
    /// How many of them were in a balance that was read.
    seen_count: usize,
}

/// A guest, and all that they were told.
pub(crate) struct Guest {
    pub(crate) id: String,
    pub(crate) told: Vec<Told>,
    bearer: String,
    /// Whether they left without an answer to their last bet.
    pub(crate) has_open_bet: bool,
    reads: Vec<Read>,
    /// Where each reads and bets.
    gateway: Client,
    progress: watch::Sender<Progress>,
    /// The position of the last answer.
    position: watch::Sender<Option<String>>,
}

impl Guest {
    pub(crate) async fn new(gateway: &Client) -> Self {
        let guest = gateway.post("/api/v1/guests", &[], "").await.json();
        let bearer = format!("Bearer {}", guest["access_token"].as_str().unwrap());
        let id = guest["player_id"].as_str().unwrap().into();
        let (progress, position) = (watch::Sender::default(), watch::Sender::default());
        let (told, reads, gateway) = (Vec::new(), Vec::new(), gateway.clone());
        let has_open_bet = false;
        Self { id, told, bearer, has_open_bet, reads, gateway, progress, position }
    }

    /// Whether the heads of both tokens, which name the keys that signed them, are the same.
    pub(crate) fn has_token_of_key_of(&self, other: &Self) -> bool {
        self.bearer.split('.').next() == other.bearer.split('.').next()
    }

    /// Ask once.
    pub(crate) async fn place(&self, gateway: &Client, key: &str, units: u32) -> Option<Answer> {
        let headers = [("authorization", self.bearer.as_str()), ("idempotency-key", key)];
        let body = format!(
            r#"{{"player_id":"{}","game_type":"dice","amount":{units},"session_id":"s"}}"#,
            self.id
        );
        gateway.try_post("/api/v1/bets", &headers, &body).await
    }

    /// Ask with the same key until it is known what became of the bet.
    pub(crate) async fn bet(&self, key: &str) -> Answer {
        self.bet_at(&self.gateway, key, UNITS).await
    }

    /// The same at any gateway, with any stake.
    pub(crate) async fn bet_at(&self, gateway: &Client, key: &str, units: u32) -> Answer {
        let asking = async {
            loop {
                match self.place(gateway, key, units).await {
                    Some(answer) if matches!(answer.status.as_u16(), 503 | 504) => {}
                    Some(answer) => return answer,
                    None => {}
                }
                sleep(PAUSE).await;
            }
        };
        timeout(PATIENCE, asking).await.expect("an answer in the end")
    }

    /// Ask for the same once more.
    pub(crate) async fn ask_again(&self, told: &Told) -> Answer {
        self.bet_at(&self.gateway, &told.key, told.units).await
    }

    /// Their balance, as fresh as `position`.
    pub(crate) async fn balance(&self, position: &str, wait_ms: u64) -> Option<Answer> {
        let path = format!(
            "/api/v1/players/{}/balance?min_position={position}&wait_ms={wait_ms}",
            self.id
        );
        let signed = [("authorization", self.bearer.as_str())];
        self.gateway.send(Method::GET, &path, &signed, "").await
    }

    /// The position of their last bet's answer.
    pub(crate) fn last_position(&self) -> &str {
        self.told.last().unwrap().answer.header("croupier-position").unwrap()
    }

    /// Where they bet.
    pub(crate) fn partition(&self) -> u32 {
        self.last_position().split_once(':').unwrap().0.parse().unwrap()
    }

    /// What they were told that they have as of `seq` in their partition; `None` where a bet
    /// without an answer may be in it.
    pub(crate) fn balance_as_of(&self, seq: u64) -> Option<String> {
        let bets: Vec<_> = self.told.iter().filter_map(Told::balance).collect();
        let is_sure = !self.has_open_bet || bets.last().is_some_and(|(last, _)| seq <= *last);
        let (_, balance) = bets.into_iter().rev().find(|(told, _)| *told <= seq)?;
        is_sure.then_some(balance)
    }

    /// Read until the balance is as fresh as their last bet.
    pub(crate) async fn read_last(&self) -> Answer {
        let reading = async {
            loop {
                match self.balance(self.last_position(), 1_000).await {
                    Some(answer) if answer.status == StatusCode::OK => return answer,
                    Some(answer) => check_says_so(&answer),
                    None => {}
                }
                sleep(PAUSE).await;
            }
        };
        timeout(PATIENCE, reading).await.expect("a fresh balance in the end")
    }

    /// Bet until `rest` is said, and read meanwhile; with `leave`, an open bet stays open.
    async fn play(mut self, rest: CancellationToken, leave: CancellationToken) -> Self {
        let (mut told, mut reads) = (Vec::new(), Vec::new());
        let betting = async {
            let mut is_open = false;
            while !rest.is_cancelled() && !is_open {
                let key = format!("bet-{}", self.told.len() + told.len());
                let Some(answer) = leave.run_until_cancelled(self.bet(&key)).await else {
                    is_open = true;
                    continue;
                };
                let position = answer.header("croupier-position").map(str::to_owned);
                assert!(position.is_some(), "neither decided nor to be asked again: {answer:?}");
                told.push(Told { key, units: UNITS, answer });
                self.progress.send_modify(|progress| progress.bet_count += 1);
                self.position.send_replace(position);
            }
            rest.cancel();
            is_open
        };
        let reading = async {
            while !rest.is_cancelled() {
                let bet_count = self.progress.borrow().bet_count;
                let position = self.position.borrow().clone();
                if let Some(read) = self.try_read(position.as_deref()).await {
                    reads.push(read);
                    self.progress.send_modify(|progress| progress.seen_count = bet_count);
                }
                sleep(PAUSE).await;
            }
        };
        (self.has_open_bet, ()) = tokio::join!(betting, reading);
        self.told.append(&mut told);
        self.reads.append(&mut reads);
        self
    }

    async fn try_read(&self, position: Option<&str>) -> Option<Read> {
        let asked_seq = seq_of(position?);
        let answer = self.balance(position?, 300).await?;
        if answer.status != StatusCode::OK {
            check_says_so(&answer);
            return None;
        }
        let seq = seq_of(answer.header("croupier-position").unwrap());
        Some(Read { asked_seq, seq, balance: balance_in(&answer)? })
    }

    /// Every balance that was read is the one after the last of their bets that it speaks for, and
    /// speaks for what was asked. What became of an open bet is in later ones, or not.
    pub(crate) fn check_reads(&self) {
        let bets: Vec<_> = self.told.iter().filter_map(Told::balance).collect();
        let known_seq = bets.last().filter(|_| self.has_open_bet).map_or(u64::MAX, |last| last.0);
        for Read { asked_seq, seq, balance } in &self.reads {
            assert!(seq >= asked_seq, "{seq} is not as fresh as {asked_seq}");
            if *seq > known_seq {
                continue;
            }
            let (_, after) = bets.iter().rfind(|(bet_seq, _)| bet_seq <= seq).unwrap();
            assert_eq!(balance, after, "{} as of {seq}", self.id);
        }
    }

    /// What the log has lost they were never told: of each answer `is_kept` tells by its position.
    fn forget(&mut self, is_kept: impl Fn(&str) -> bool) {
        let is_told = |told: &Told| told.answer.header("croupier-position").is_some_and(&is_kept);
        let kept_count = self.told.iter().take_while(|told| is_told(told)).count();
        assert!(!self.told[kept_count..].iter().any(is_told), "what is kept is all in front");
        self.told.truncate(kept_count);
        let last = self.last_position().to_owned();
        self.reads.retain(|read| read.seq <= seq_of(&last));
        self.has_open_bet = false;
        self.position.send_replace(Some(last));
    }

    pub(crate) fn read_count(&self) -> usize {
        self.reads.len()
    }
}

impl Told {
    /// The seq and the balance behind it; a refused bet says none, for it changes none.
    fn balance(&self) -> Option<(u64, String)> {
        let seq = seq_of(self.answer.header("croupier-position")?);
        Some((seq, balance_in(&self.answer)?))
    }
}

/// The balance in an answer, as it was written.
pub(crate) fn balance_in(answer: &Answer) -> Option<String> {
    let body = std::str::from_utf8(&answer.body).unwrap();
    let (_, rest) = body.split_once(r#""balance":"#)?;
    Some(rest[..rest.find([',', '}'])?].to_owned())
}

/// What cannot be answered is said to be so, and is nothing else.
fn check_says_so(answer: &Answer) {
    assert!(matches!(answer.status.as_u16(), 503 | 504), "{answer:?}");
}

fn seq_of(position: &str) -> u64 {
    position.split_once(':').unwrap().1.parse().unwrap()
}

/// Players, who play or rest.
pub(crate) struct Players {
    resting: Vec<Guest>,
    playing: JoinSet<Guest>,
    seen: Vec<watch::Receiver<Progress>>,
    rest: CancellationToken,
    leave: CancellationToken,
}

impl Players {
    /// As many as there are to be, each at one of the gateways. Everything works before anything
    /// is broken: each bets once.
    pub(crate) async fn sit_down(gateways: &[Client]) -> Self {
        Self::seated(gateways, PLAYER_COUNT).await
    }

    /// Two: they leave the machine to those who start and stop what they play at.
    pub(crate) async fn two_sit_down(gateway: Client) -> Self {
        Self::seated(&[gateway], 2).await
    }

    async fn seated(gateways: &[Client], count: usize) -> Self {
        let (mut resting, mut seen) = (Vec::new(), Vec::new());
        for gateway in gateways.iter().cycle().take(count) {
            let mut guest = Guest::new(gateway).await;
            let answer = guest.bet("bet-0").await;
            guest.position.send_replace(answer.header("croupier-position").map(str::to_owned));
            guest.told.push(Told { key: "bet-0".into(), units: UNITS, answer });
            seen.push(guest.progress.subscribe());
            resting.push(guest);
        }
        let (rest, leave) = (CancellationToken::new(), CancellationToken::new());
        Self { resting, playing: JoinSet::new(), seen, rest, leave }
    }

    /// Let those play who do not.
    pub(crate) fn play(&mut self) {
        if self.resting.is_empty() {
            return;
        }
        if self.playing.is_empty() {
            (self.rest, self.leave) = (CancellationToken::new(), CancellationToken::new());
        }
        for guest in self.resting.drain(..) {
            self.playing.spawn(guest.play(self.rest.child_token(), self.leave.clone()));
        }
    }

    /// Returns when everybody has had `count` more bets answered, and has seen them in a balance.
    pub(crate) async fn have_seen(&mut self, count: usize) {
        for seen in &mut self.seen {
            let goal = seen.borrow().bet_count + count;
            let reached = seen.wait_for(|progress| progress.seen_count >= goal);
            timeout(PATIENCE, reached).await.expect("everybody goes on").unwrap();
        }
    }

    /// Returns when everybody has had `count` more bets answered, whatever balances say.
    pub(crate) async fn have_bet(&mut self, count: usize) {
        for seen in &mut self.seen {
            let goal = seen.borrow().bet_count + count;
            let reached = seen.wait_for(|progress| progress.bet_count >= goal);
            timeout(PATIENCE, reached).await.expect("everybody goes on").unwrap();
        }
    }

    /// How many bets they have had answered.
    pub(crate) fn bet_count(&self) -> usize {
        self.seen.iter().map(|seen| seen.borrow().bet_count).sum()
    }

    /// Let them rest, everybody with an answer to their last bet.
    pub(crate) async fn rest(&mut self) {
        self.rest.cancel();
        while let Some(guest) = self.playing.join_next().await {
            self.resting.push(guest.unwrap());
        }
    }

    /// Let them go, whether or not they have an answer to their last bet.
    pub(crate) async fn leave(&mut self) {
        self.leave.cancel();
        self.rest().await;
    }

    /// Of those who rest: what the log has lost they were never told. Returns how much that was.
    pub(crate) fn forget(&mut self, is_kept: impl Fn(&str) -> bool) -> usize {
        let told_count = |guests: &[Guest]| guests.iter().map(|guest| guest.told.len()).sum();
        let before: usize = told_count(&self.resting);
        self.resting.iter_mut().for_each(|guest| guest.forget(&is_kept));
        before - told_count(&self.resting)
    }

    /// One more, who is told by whoever asks for them.
    pub(crate) fn seat(&mut self, guest: Guest) {
        self.resting.push(guest);
    }

    /// Those who rest.
    pub(crate) fn guests(&self) -> &[Guest] {
        &self.resting
    }
}
