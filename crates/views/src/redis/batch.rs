//! A batch as the arguments of one script.

use std::borrow::Cow;
use std::collections::BTreeMap;

use croupier_domain::PlayerId;
use hashbrown::HashMap;

use super::hints::Hints;
use super::keys::Keys;
use super::list::List;
use super::replies::position_text;
use super::score::Score;
use super::script::{APPLY, Call};
use crate::BETS_KEPT_MAX;
use crate::bet::BetView;
use crate::board::Board;
use crate::changes::Changes;
use crate::packed;
use crate::period::Period;
use crate::position::ViewPosition;
use crate::summary::ACTIVE_SESSION_MS;

/// Which partition of which version a batch is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) version: u32,
    pub(super) partition: u32,
    pub(super) keys: &'a Keys,
    /// What the partition must be a view of.
    pub(super) meta: &'a str,
    pub(super) channel: &'a str,
}

/// The call that moves `target` from `expected` to `next`.
pub(super) fn call<'a>(
    target: Target<'a>,
    expected: Option<ViewPosition>,
    next: &ViewPosition,
    changes: &Changes,
) -> Call<'a> {
    let keys = target.keys;
    let horizon_ms = changes.totals.time_ms.saturating_sub(ACTIVE_SESSION_MS);
    let boards = Boards::of(changes);
    let bets = Bets::of(changes, expected);
    let own = [&keys.head, &keys.accounts, &keys.bets, &keys.sessions, &keys.journal];
    let mut call = Call::new(&APPLY, &own.map(String::as_str));
    call.keys.extend(bets.players.iter().map(|player| Cow::Owned(keys.history(player))));
    let [day, week] = day_and_week(changes.totals.time_ms);
    call.on_all(keys.all_of_boards())
        .with(target.meta.as_bytes())
        .with(expected.map_or_else(String::new, |at| position_text(&at)).into_bytes())
        .with(position_text(next).into_bytes())
        .with(packed::put(&changes.totals, Vec::new()))
        .with_number(BETS_KEPT_MAX)
        .with_number(horizon_ms)
        .with(target.channel.as_bytes())
        .with(Hints::message(target.version, target.partition, next.seq).into_bytes())
        .with(accounts(changes))
        .with(bets.new.finish())
        .with(bets.old.finish())
        .with(sessions(changes, horizon_ms))
        .with(bets.histories.finish())
        .with(boards.what.as_bytes())
        .with(boards.on.finish())
        .with(boards.off.finish())
        .with_number(day)
        .with_number(week)
}

fn accounts(changes: &Changes) -> Vec<u8> {
    let mut list = List::new();
    let mut bytes = Vec::new();
    for (id, view) in &changes.players {
        bytes.clear();
        bytes = packed::put(view, bytes);
        list.push(id.as_str().as_bytes());
        list.push(&bytes);
    }
    list.finish()
}

/// A batch of more accounts than this is a catch-up, in which nobody looks at the boards: it only
/// notes what they will have to be.
const BOARDS_UPDATED_COUNT_MAX: usize = 256;

struct Boards {
    /// What is done about them.
    what: &'static str,
    /// Who is on them: a list for every board; or what is noted of each account.
    on: List,
    /// Who is not: a list for every board.
    off: List,
}

impl Boards {
    fn of(changes: &Changes) -> Self {
        if changes.players.len() > BOARDS_UPDATED_COUNT_MAX {
            return Self { what: "defer", on: noted(changes), off: List::new() };
        }
        let mut boards = Self { what: "", on: List::new(), off: List::new() };
        for board in Board::all_at(changes.totals.time_ms) {
            let (mut on, mut off) = (List::new(), List::new());
            for (id, view) in &changes.players {
                let Some(value) = board.value(view) else {
                    off.push(id.as_str().as_bytes());
                    continue;
                };
                let score = Score::of(value);
                score.push(id, &mut on);
                if score.has_remainder() {
                    boards.what = "remainders";
                }
            }
            boards.on.push_list(on);
            boards.off.push_list(off);
        }
        boards
    }
}

/// What every account has on the boards, in their order, behind the day and the week they are of.
fn noted(changes: &Changes) -> List {
    let time_ms = changes.totals.time_ms;
    let mut accounts = List::new();
    for (id, view) in &changes.players {
        let mut standings = List::new();
        day_and_week(time_ms).iter().for_each(|number| standings.push_number(number));
        for board in Board::all_at(time_ms) {
            match board.value(view) {
                Some(value) => Score::of(value).push(id, &mut standings),
                None => (0..2).for_each(|_| standings.push(b"")),
            }
        }
        accounts.push(id.as_str().as_bytes());
        accounts.push(&standings.finish());
    }
    accounts
}

/// The numbers of the day and the week that `time_ms` is in.
fn day_and_week(time_ms: u64) -> [u64; 2] {
    [Period::day_of(time_ms), Period::week_of(time_ms)].map(|period| match period {
        Period::AllTime => 0,
        Period::Day(number) | Period::Week(number) => number,
    })
}

struct Bets<'a> {
    /// Placed by the batch, and to be kept.
    new: List,
    /// Placed before it.
    old: List,
    /// Who has placed new ones.
    players: Vec<&'a PlayerId>,
    /// Their seqs, for each of those.
    histories: List,
}

impl<'a> Bets<'a> {
    /// The view holds what was folded up to `expected`, so the bets of later commits are new to
    /// it, and all others were.
    fn of(changes: &'a Changes, expected: Option<ViewPosition>) -> Self {
        let latest: BTreeMap<u64, &BetView> =
            changes.bets.iter().map(|bet| (bet.seq(), bet)).collect();
        let is_new = |seq: u64| expected.is_none_or(|expected| seq > expected.seq);
        let mut by_player: HashMap<&PlayerId, Vec<u64>> = HashMap::new();
        for (seq, bet) in latest.iter().filter(|(seq, _)| is_new(**seq)) {
            by_player.entry(&bet.player).or_default().push(*seq);
        }
        let mut histories = List::new();
        let mut players = Vec::with_capacity(by_player.len());
        for (player, seqs) in &mut by_player {
            seqs.drain(..seqs.len().saturating_sub(BETS_KEPT_MAX));
            let mut history = List::new();
            seqs.iter().for_each(|seq| history.push_number(seq));
            histories.push_list(history);
            players.push(*player);
        }
        let (mut new, mut old) = (List::new(), List::new());
        let mut bytes = Vec::new();
        for (seq, bet) in latest {
            let newest = by_player.get(&bet.player).and_then(|seqs| seqs.first());
            let list = match is_new(seq) {
                true if newest.is_some_and(|first| *first <= seq) => &mut new,
                true => continue,
                false => &mut old,
            };
            bytes.clear();
            bytes = put_bet(bet, bytes);
            list.push_number(seq);
            list.push(&bytes);
        }
        Self { new, old, players, histories }
    }
}

/// The player's id, behind its length, and the bet.
fn put_bet(bet: &BetView, mut bytes: Vec<u8>) -> Vec<u8> {
    let id = bet.player.as_str().as_bytes();
    const { assert!(PlayerId::LENGTH_MAX <= u8::MAX as usize) };
    bytes.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(id);
    packed::put_bet(bet, bytes)
}

/// What [`put_bet`] has put together: the id, and what follows it.
pub(super) fn split_id(bytes: &[u8]) -> Option<(PlayerId, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(*length))?;
    let id = PlayerId::parse(std::str::from_utf8(id).ok()?).ok()?;
    Some((id, rest))
}

/// The sessions that bets since `horizon_ms` were placed in, each with the last of those.
fn sessions(changes: &Changes, horizon_ms: u64) -> Vec<u8> {
    let mut latest: HashMap<(&PlayerId, &str), u64> = HashMap::new();
    for bet in changes.bets.iter().filter(|bet| bet.placed_ms() >= horizon_ms) {
        let last_ms = latest.entry((&bet.player, &bet.session_id)).or_default();
        *last_ms = bet.placed_ms().max(*last_ms);
    }
    let mut list = List::new();
    let mut member = Vec::new();
    for ((player, session_id), last_ms) in latest {
        let id = player.as_str().as_bytes();
        member.clear();
        member.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
        member.extend_from_slice(id);
        member.extend_from_slice(session_id.as_bytes());
        list.push_number(last_ms);
        list.push(&member);
    }
    list.finish()
}
