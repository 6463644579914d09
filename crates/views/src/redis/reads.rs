//! Questions, each answered by one script.

use croupier_domain::PlayerId;

use super::RedisViews;
use super::batch::split_id;
use super::keys::Keys;
use super::link::Link;
use super::list::List;
use super::opened::View;
use super::replies::{Reply, number};
use super::score::{self, Score};
use super::script::{
    BET, BETS, Call, DIVERGE, DIVERGED, LOAD, POSITION, STANDING, STANDING_MENDED, SUMMARY,
    SURROUNDINGS, SURROUNDINGS_MENDED, Script, TOP, TOP_MENDED,
};
use crate::bet::BetView;
use crate::board::{Board, Place, Standing, Surroundings};
use crate::engine::{BetPage, Loaded, PartitionSummary, Receipt, ViewsError};
use crate::packed::{self, Malformed};
use crate::period::Period;
use crate::player::PlayerView;
use crate::position::{AsOf, ViewPosition};
use crate::totals::PartitionTotals;

impl RedisViews {
    pub(super) async fn stored_position(
        &self,
        partition: u32,
    ) -> Result<Option<ViewPosition>, ViewsError> {
        let question = Question::new(partition, &POSITION);
        let answer = self.ask(&self.reads, question, |_, call| call).await?;
        Ok(answer.position)
    }

    pub(super) async fn read_accounts(
        &self,
        link: &Link,
        partition: u32,
        players: &[PlayerId],
    ) -> Result<AsOf<Loaded>, ViewsError> {
        let mut ids = List::new();
        players.iter().for_each(|player| ids.push(player.as_str().as_bytes()));
        let ids = ids.finish();
        let answer = self.ask(link, Question::new(partition, &LOAD), |keys, call| {
            call.on(&keys.accounts).with(ids.clone())
        });
        let AsOf { position, value: mut reply } = answer.await?;
        let totals = totals(&mut reply)?;
        let mut accounts = reply.list()?;
        let players = players.iter().map(|_| Ok(accounts.bytes()?.map(account).transpose()?));
        let players = players.collect::<Result<_, ViewsError>>()?;
        Ok(AsOf { position, value: Loaded { totals, players } })
    }

    pub(super) async fn read_bets(
        &self,
        partition: u32,
        player: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AsOf<BetPage>, ViewsError> {
        let before = before.map(|seq| seq.to_string()).unwrap_or_default().into_bytes();
        let answer = self.ask(&self.reads, Question::new(partition, &BETS), |keys, call| {
            let call = call.on(&keys.bets).on(keys.history(player));
            call.with(before.clone()).with_number(limit.saturating_add(1))
        });
        let AsOf { position, value: mut reply } = answer.await?;
        let (mut seqs, mut bytes) = (reply.list()?, reply.list()?);
        let mut bets = Vec::with_capacity(seqs.len());
        while let Some(seq) = seqs.bytes()? {
            bets.push(bet(partition, number(&seq)?, &bytes.some_bytes()?)?);
        }
        bets.reverse();
        let has_more = bets.len() > limit;
        bets.truncate(limit);
        Ok(AsOf { position, value: BetPage { bets, has_more } })
    }

    pub(super) async fn read_bet(
        &self,
        partition: u32,
        seq: u64,
    ) -> Result<AsOf<Option<Receipt>>, ViewsError> {
        let answer = self.ask(&self.reads, Question::new(partition, &BET), |keys, call| {
            call.on(&keys.bets).on(&keys.accounts).with_number(seq)
        });
        let AsOf { position, value: mut reply } = answer.await?;
        let Some(bytes) = reply.bytes()? else { return Ok(AsOf { position, value: None }) };
        let bet = bet(partition, seq, &bytes)?;
        let player = account(reply.some_bytes()?)?;
        Ok(AsOf { position, value: Some(Receipt { bet, player }) })
    }

    pub(super) async fn store_diverged(
        &self,
        partition: u32,
        why: Option<&str>,
    ) -> Result<(), ViewsError> {
        let why = why.unwrap_or_default().as_bytes().to_vec();
        let question = Question::new(partition, &DIVERGE);
        self.ask(&self.writes, question, |_, call| call.with(why.clone())).await?;
        Ok(())
    }

    pub(super) async fn read_diverged(&self, partition: u32) -> Result<Option<String>, ViewsError> {
        let question = Question::new(partition, &DIVERGED);
        self.ask(&self.reads, question, |_, call| call).await?.value.text()
    }

    pub(super) async fn read_top(
        &self,
        partition: u32,
        board: Board,
        limit: usize,
    ) -> Result<AsOf<Vec<Standing>>, ViewsError> {
        let scripts = [&*TOP, &*TOP_MENDED];
        let answer = self.ask_boards(partition, scripts, |keys, call| {
            let call = call.on(keys.board(board)).on_all(keys.all_of_boards());
            of_period(call.with_number(limit), board)
        });
        let AsOf { position, value: mut reply } = answer.await?;
        Ok(AsOf { position, value: standings(reply.list()?)? })
    }

    pub(super) async fn read_standing(
        &self,
        partition: u32,
        board: Board,
        player: &PlayerId,
        limit: usize,
    ) -> Result<AsOf<Place>, ViewsError> {
        let scripts = [&*STANDING, &*STANDING_MENDED];
        let answer = self.ask_boards(partition, scripts, |keys, call| {
            let call = call.on(&keys.accounts).on(keys.board(board)).on(&keys.remainders);
            let call = call.on_all(keys.all_of_boards());
            let id = player.as_str().as_bytes().to_vec();
            let call = call.with(id).with(letter(board)).with_number(limit);
            of_period(call, board)
        });
        let AsOf { position, value: mut reply } = answer.await?;
        let value = match reply.text()?.as_deref() {
            Some("unknown") => Place::Unknown,
            Some("unranked") => Place::Unranked,
            _ => {
                let (score, member) = (reply.some_bytes()?, reply.some_bytes()?);
                Place::Ranked(score::standing(&score, &member)?, surroundings(reply)?)
            }
        };
        Ok(AsOf { position, value })
    }

    pub(super) async fn read_surroundings(
        &self,
        partition: u32,
        board: Board,
        of: &Standing,
        limit: usize,
    ) -> Result<AsOf<Surroundings>, ViewsError> {
        let score = Score::of(of.value);
        let member = score.member(&of.player);
        let scripts = [&*SURROUNDINGS, &*SURROUNDINGS_MENDED];
        let answer = self.ask_boards(partition, scripts, |keys, call| {
            let call = call.on(keys.board(board)).on_all(keys.all_of_boards());
            let call = call.with(score.text().into_bytes()).with(member.to_vec());
            of_period(call.with_number(limit), board)
        });
        let AsOf { position, value: reply } = answer.await?;
        Ok(AsOf { position, value: surroundings(reply)? })
    }

    pub(super) async fn read_summary(
        &self,
        partition: u32,
        since_ms: u64,
    ) -> Result<AsOf<PartitionSummary>, ViewsError> {
        let answer = self.ask(&self.reads, Question::new(partition, &SUMMARY), |keys, call| {
            call.on(&keys.sessions).with_number(since_ms)
        });
        let AsOf { position, value: mut reply } = answer.await?;
        let totals = totals(&mut reply)?;
        let active_session_count = reply.number()?;
        Ok(AsOf { position, value: PartitionSummary { totals, active_session_count } })
    }

    /// Ask about boards. Large batches leave them behind the accounts: then the second script is
    /// asked, again and again if need be, which brings them up to date step by step.
    async fn ask_boards(
        &self,
        partition: u32,
        [current, mended]: [&'static Script; 2],
        complete: impl for<'a> Fn(&'a Keys, Call<'a>) -> Call<'a> + Send + Sync,
    ) -> Result<AsOf<Reply>, ViewsError> {
        let mut question = Question::new(partition, current);
        for _ in 0..MENDING_STEP_COUNT_MAX {
            match self.answered(&self.reads, question, &complete).await? {
                Answer::Is(answer) => return Ok(answer),
                Answer::Outdated => question.script = mended,
            }
        }
        Err(ViewsError::Unreachable("the boards are still being brought up to date".into()))
    }

    /// Run a question's script on the head of its partition and what `complete` adds.
    pub(super) async fn ask(
        &self,
        link: &Link,
        question: Question,
        complete: impl for<'a> Fn(&'a Keys, Call<'a>) -> Call<'a> + Send,
    ) -> Result<AsOf<Reply>, ViewsError> {
        match self.answered(link, question, complete).await? {
            Answer::Is(answer) => Ok(answer),
            Answer::Outdated => Err(ViewsError::Unusable("it was not asked about boards".into())),
        }
    }

    /// Run a question's script. A view that was lost in the meantime is opened again, and asked
    /// once more.
    async fn answered(
        &self,
        link: &Link,
        question: Question,
        complete: impl for<'a> Fn(&'a Keys, Call<'a>) -> Call<'a> + Send,
    ) -> Result<Answer, ViewsError> {
        let Question { partition, script } = question;
        let mut is_first = true;
        loop {
            let view = self.view().await?;
            let keys = view.keys(partition)?;
            let call = Call::new(script, &[&keys.head]).with(view.meta_text.as_bytes());
            let mut reply = complete(keys, call).run(link).await?;
            match reply.text()?.as_deref() {
                Some("ok") => {
                    let position = reply.position()?;
                    return Ok(Answer::Is(AsOf { position, value: reply }));
                }
                Some("outdated") => return Ok(Answer::Outdated),
                Some("meta") if is_first => self.lost(&view, reply.text()?).await?,
                said => return Err(refused(said, partition, &view, reply)),
            }
            is_first = false;
        }
    }
}

/// How many steps whoever asks about boards takes to bring them up to date. What is done stays
/// done, so the next goes on from there.
const MENDING_STEP_COUNT_MAX: usize = 200;

/// What a script says to a question.
enum Answer {
    Is(AsOf<Reply>),
    /// The boards have to be brought up to date first.
    Outdated,
}

/// Which partition is asked what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    partition: u32,
    script: &'static Script,
}

impl Question {
    pub(super) fn new(partition: u32, script: &'static Script) -> Self {
        Self { partition, script }
    }
}

/// What stands for `board` in front of an id (`lua/boards.lua`).
fn letter(board: Board) -> Vec<u8> {
    vec![b'a' + u8::try_from(board.index()).unwrap_or(u8::MAX - b'a')]
}

/// `call`, about a board that may be of one day or week (`lua/period.lua`).
fn of_period<'a>(call: Call<'a>, board: Board) -> Call<'a> {
    match board.period() {
        Period::AllTime => call.with(b"").with(b""),
        Period::Day(number) => call.with(b"day").with_number(number),
        Period::Week(number) => call.with(b"week").with_number(number),
    }
}

/// What a script says instead of an answer.
pub(super) fn refused(
    said: Option<&str>,
    partition: u32,
    view: &View,
    mut reply: Reply,
) -> ViewsError {
    let place = format!("partition {partition} of view version {}", view.version);
    let detail = reply.text().ok().flatten();
    let why = match said {
        // Lost, found again, and lost again in between.
        Some("meta") if detail.is_none() => return ViewsError::NotOpen,
        Some("meta") => "belongs to another view".into(),
        Some("torn") => "is half-written: drop the version, it is built again".into(),
        Some("leftover") => "has values but no position: drop the version".into(),
        Some("foreign") => {
            format!("has something of another kind in {}", detail.unwrap_or_default())
        }
        other => format!("is answered for with {other:?}"),
    };
    ViewsError::Unusable(format!("{place} {why}"))
}

/// Nothing was applied yet: the sums are those of nothing.
pub(super) fn totals(reply: &mut Reply) -> Result<PartitionTotals, ViewsError> {
    let bytes = reply.bytes()?;
    Ok(bytes.map(|bytes| packed::take(&mut &*bytes)).transpose()?.unwrap_or_default())
}

fn account(bytes: Vec<u8>) -> Result<PlayerView, Malformed> {
    packed::take(&mut &*bytes)
}

fn bet(partition: u32, seq: u64, bytes: &[u8]) -> Result<BetView, ViewsError> {
    let (player, packed) = split_id(bytes).ok_or(Malformed)?;
    Ok(packed::bet(&player, partition, seq, packed)?)
}

fn standings(mut pairs: Reply) -> Result<Vec<Standing>, ViewsError> {
    let mut standings = Vec::with_capacity(pairs.len() / 2);
    while let Some(member) = pairs.bytes()? {
        standings.push(score::standing(&pairs.some_bytes()?, &member)?);
    }
    Ok(standings)
}

fn surroundings(mut reply: Reply) -> Result<Surroundings, ViewsError> {
    let (count, better_count) = (reply.number()?, reply.number()?);
    let (better, worse) = (standings(reply.list()?)?, standings(reply.list()?)?);
    Ok(Surroundings { count, better_count, better, worse })
}
