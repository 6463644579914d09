//! A partition's leaderboards.

use std::fmt;

use croupier_domain::PlayerId;
use indexset::BTreeSet;

use crate::board::{Board, Standing, Surroundings};
use crate::player::PlayerView;

/// How many standings a node of the tree holds at most.
const NODE_COUNT: usize = 256;

/// One ordered set for every board: places and ranks in logarithmic time.
pub(super) struct Boards {
    boards: [BTreeSet<Standing>; Board::ALL.len()],
}

impl Boards {
    pub(super) fn new() -> Self {
        Self { boards: Board::ALL.map(|_| BTreeSet::with_maximum_node_size(NODE_COUNT)) }
    }

    /// The boards of `players`, each of whom comes once.
    pub(super) fn of<'a>(
        players: impl Iterator<Item = (&'a PlayerId, &'a PlayerView)> + Clone,
    ) -> Self {
        let mut boards = Self::new();
        for board in Board::ALL {
            let on_board = players.clone().filter_map(|(id, view)| standing(board, id, view));
            let mut standings: Vec<_> = on_board.collect();
            standings.sort_unstable();
            let set = &mut boards.boards[board.index()];
            // From the end: a node that is split keeps its room for what comes before, and what
            // is split off has none to spare.
            for standing in standings.into_iter().rev() {
                set.insert(standing);
            }
        }
        boards
    }

    /// Move `player` from where `old` put it to where `new` puts it.
    pub(super) fn update(&mut self, id: &PlayerId, old: Option<&PlayerView>, new: &PlayerView) {
        for board in Board::ALL {
            let before = old.and_then(|old| board.value(old));
            let after = board.value(new);
            if before == after {
                continue;
            }
            let set = &mut self.boards[board.index()];
            if let Some(value) = before {
                set.remove(&Standing { value, player: id.clone() });
            }
            if let Some(value) = after {
                set.insert(Standing { value, player: id.clone() });
            }
        }
    }

    pub(super) fn top(&self, board: Board, limit: usize) -> Vec<Standing> {
        self.slice(board, 0, limit)
    }

    pub(super) fn surroundings(&self, board: Board, of: &Standing, limit: usize) -> Surroundings {
        let set = &self.boards[board.index()];
        let better_count = set.rank(of);
        let first_better = better_count.saturating_sub(limit);
        let is_on_it = set.get_index(better_count) == Some(of);
        let first_worse = better_count + usize::from(is_on_it);
        Surroundings {
            count: set.len() as u64,
            better_count: better_count as u64,
            better: self.slice(board, first_better, better_count - first_better),
            worse: self.slice(board, first_worse, limit),
        }
    }

    /// At most `limit` standings from the one at `start` on.
    fn slice(&self, board: Board, start: usize, limit: usize) -> Vec<Standing> {
        let set = &self.boards[board.index()];
        let end = set.len().min(start.saturating_add(limit));
        (start..end).filter_map(|index| set.get_index(index).cloned()).collect()
    }
}

impl fmt::Debug for Boards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.boards.iter().map(BTreeSet::len)).finish()
    }
}

fn standing(board: Board, id: &PlayerId, view: &PlayerView) -> Option<Standing> {
    board.value(view).map(|value| Standing { value, player: id.clone() })
}
