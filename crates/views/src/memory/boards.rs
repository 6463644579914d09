//! A partition's leaderboards.
//!
//! A day's and a week's begin empty with the first commit of that day or week.
//!
//! Keeping the ordered sets up to date costs more than all the rest of a commit, and nobody looks
//! at a board between two batches of a catch-up. So a small batch updates them at once, a large one
//! only notes whose standings are out of date, and whoever asks next pays: for those, or, when they
//! are many, for making the sets anew.

use std::cmp::Reverse;
use std::fmt;

use croupier_domain::{Money, PlayerId, Slab};
use hashbrown::HashMap;
use indexset::BTreeSet;

use super::partition::Slot;
use crate::board::{Board, Standing, Surroundings};

/// How many standings a node of a set holds at most.
const NODE_COUNT: usize = 256;

/// How many accounts may be out of date before the sets are made anew rather than mended: at a
/// fourth of all, both cost about the same.
const OUTDATED_SHARE: usize = 4;
const OUTDATED_COUNT_MIN: usize = 1_024;

/// What an account has on each board.
type Values = [Option<Money>; Board::COUNT];

type Sets = [BTreeSet<Standing>; Board::COUNT];

/// One ordered set for every board: places and ranks in logarithmic time.
pub(super) struct Boards {
    /// Which there are.
    boards: [Board; Board::COUNT],
    /// `None`: to be made of all accounts by whoever asks first.
    sets: Option<Sets>,
    /// Accounts that have changed since, and what the sets still have of them.
    outdated: HashMap<u32, Values>,
}

impl Boards {
    /// The boards there are at `time_ms` (milliseconds since the Unix epoch).
    pub(super) fn at(time_ms: u64) -> Self {
        Self { boards: Board::all_at(time_ms), sets: None, outdated: HashMap::new() }
    }

    /// It has become `time_ms`, and nothing was changed since. Nobody is on the boards of a day
    /// that has just begun.
    pub(super) fn turn(&mut self, time_ms: u64) {
        let before = std::mem::replace(&mut self.boards, Board::all_at(time_ms));
        for (index, board) in before.iter().enumerate() {
            if self.boards[index] == *board {
                continue;
            }
            if let Some(sets) = &mut self.sets {
                sets[index] = empty();
            }
            self.outdated.values_mut().for_each(|old| old[index] = None);
        }
    }

    /// The account `index` is about to change; `old` is what it was.
    pub(super) fn outdate(&mut self, index: u32, old: Option<&Slot>) {
        let Some(sets) = &self.sets else { return };
        let boards = &self.boards;
        self.outdated.entry(index).or_insert_with(|| values(boards, old));
        let most = (sets[Board::Balance.index()].len() / OUTDATED_SHARE).max(OUTDATED_COUNT_MIN);
        if self.outdated.len() > most {
            (self.sets, self.outdated) = (None, HashMap::new());
        }
    }

    /// Whether they can be asked as they are.
    pub(super) fn are_current(&self) -> bool {
        self.sets.is_some() && self.outdated.is_empty()
    }

    /// Bring them up to date, unless they are to be made anew anyway.
    pub(super) fn mend(&mut self, players: &Slab<Slot>) {
        let Some(sets) = &mut self.sets else { return };
        for (index, old) in self.outdated.drain() {
            let Some(slot) = players.get(index) else { continue };
            let new = values(&self.boards, Some(slot));
            for ((set, before), after) in sets.iter_mut().zip(old).zip(new) {
                if before == after {
                    continue;
                }
                let at = |value| Standing { value, player: slot.id.clone() };
                before.map(|value| set.remove(&at(value)));
                after.map(|value| set.insert(at(value)));
            }
        }
    }

    /// Bring them up to date, made anew if need be.
    pub(super) fn refresh(&mut self, players: &Slab<Slot>) {
        self.mend(players);
        if self.sets.is_none() {
            self.sets = Some(sets_of(&self.boards, players));
        }
    }

    /// The best `limit`, best first. Like all that is asked, of boards that are current.
    pub(super) fn top(&self, board: Board, limit: usize) -> Vec<Standing> {
        self.slice(board, 0, limit)
    }

    pub(super) fn surroundings(&self, board: Board, of: &Standing, limit: usize) -> Surroundings {
        let set = self.set(board);
        let better_count = set.map_or(0, |set| set.rank(of));
        let first_better = better_count.saturating_sub(limit);
        let is_on_it = set.and_then(|set| set.get_index(better_count)) == Some(of);
        let first_worse = better_count + usize::from(is_on_it);
        Surroundings {
            count: set.map_or(0, |set| set.len() as u64),
            better_count: better_count as u64,
            better: self.slice(board, first_better, better_count - first_better),
            worse: self.slice(board, first_worse, limit),
        }
    }

    /// At most `limit` standings from the one at `start` on.
    fn slice(&self, board: Board, start: usize, limit: usize) -> Vec<Standing> {
        let Some(set) = self.set(board) else { return Vec::new() };
        let end = set.len().min(start.saturating_add(limit));
        (start..end).filter_map(|index| set.get_index(index).cloned()).collect()
    }

    /// Whether there is such a board: none is of a day or week that is over, or has not begun.
    pub(super) fn has(&self, board: Board) -> bool {
        self.boards[board.index()] == board
    }

    fn set(&self, board: Board) -> Option<&BTreeSet<Standing>> {
        let sets = self.sets.as_ref().filter(|_| self.has(board));
        sets.map(|sets| &sets[board.index()])
    }
}

impl fmt::Debug for Boards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths = self.sets.as_ref().map(|sets| sets.each_ref().map(BTreeSet::len));
        f.debug_struct("Boards")
            .field("lengths", &lengths)
            .field("outdated", &self.outdated.len())
            .finish()
    }
}

fn empty() -> BTreeSet<Standing> {
    BTreeSet::with_maximum_node_size(NODE_COUNT)
}

/// An account that cannot be read, which cannot be, is on no board.
fn values(boards: &[Board; Board::COUNT], slot: Option<&Slot>) -> Values {
    let view = slot.and_then(|slot| slot.view().ok());
    boards.map(|board| view.as_ref().and_then(|view| board.value(view)))
}

/// The boards of all accounts. Ids are compared once; then places in their order are, which are
/// numbers at hand and not texts far away.
fn sets_of(boards: &[Board; Board::COUNT], players: &Slab<Slot>) -> Sets {
    let mut by_id: Vec<&Slot> = players.iter().collect();
    by_id.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let values: Vec<Values> = by_id.iter().map(|slot| values(boards, Some(slot))).collect();
    boards.map(|board| {
        let on_board = (0u32..).zip(&values).filter_map(|(place, values)| {
            values[board.index()].map(|value| (Reverse(value), place))
        });
        let mut best_first: Vec<_> = on_board.collect();
        best_first.sort_unstable();
        let mut set = empty();
        // From the end: a node that is split keeps its room for what comes before, and what is
        // split off has none to spare.
        for (Reverse(value), place) in best_first.into_iter().rev() {
            let player: PlayerId = by_id[place as usize].id.clone();
            set.insert(Standing { value, player });
        }
        set
    })
}
