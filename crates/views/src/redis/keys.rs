//! What the keys are called.
//!
//! ```text
//! croupier:versions                    the versions there are
//! croupier:live                        the one that answers, if it is not the build's own
//! croupier:v2:{3.57}:head              meta, position and sums of partition 3
//! croupier:v2:{3.57}:accounts          player → account
//! croupier:v2:{3.57}:bets              seq → player, bet
//! croupier:v2:{3.57}:history:alice     seqs of alice's bets, oldest first
//! croupier:v2:{3.57}:sessions          player, session → time of the last bet
//! croupier:v2:{3.57}:board:balance     player → minus the value; likewise the other boards, also
//!                                      of the day and the week that `head` names
//! croupier:v2:{3.57}:remainders        what boards cannot express in a score
//! croupier:v2:{3.57}:outdated          who is not on the boards as the account says
//! croupier:v2:{3.57}:journal           what changed since a digest was begun, while one is read
//! ```
//!
//! Everything of a partition has one tag, and so lies in one slot (`slot`).

use croupier_domain::PlayerId;

use super::slot;
use crate::board::Board;
use crate::period::Period;

/// The names that one installation's views share.
#[derive(Debug, Clone)]
pub(super) struct Names {
    prefix: String,
}

impl Names {
    /// Names that begin with `prefix`.
    pub(super) const fn new(prefix: String) -> Self {
        Self { prefix }
    }

    /// The set of versions that were opened and not dropped.
    pub(super) fn versions(&self) -> String {
        format!("{}:versions", self.prefix)
    }

    /// The number of the version that answers.
    pub(super) fn live(&self) -> String {
        format!("{}:live", self.prefix)
    }

    /// The channel on which a view that moves says so.
    pub(super) fn moved(&self) -> String {
        format!("{}:moved", self.prefix)
    }

    /// What begins every key of `version`.
    pub(super) fn view(&self, version: u32) -> String {
        format!("{}:v{version}", self.prefix)
    }

    /// The keys of a partition of `version`.
    pub(super) fn partition(&self, version: u32, partition: u32) -> Keys {
        let view = self.view(version);
        let tag = slot::tag(&view, partition);
        let key = |what: &str| format!("{view}:{{{tag}}}:{what}");
        Keys {
            head: key("head"),
            accounts: key("accounts"),
            bets: key("bets"),
            history: key("history:"),
            sessions: key("sessions"),
            boards: Board::all_at(0).map(|board| key(&board_name(board))),
            remainders: key("remainders"),
            outdated: key("outdated"),
            journal: key("journal"),
        }
    }
}

/// The keys of one partition.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) head: String,
    pub(super) accounts: String,
    pub(super) bets: String,
    /// What begins the keys of the players' histories.
    history: String,
    pub(super) sessions: String,
    pub(super) boards: [String; Board::COUNT],
    pub(super) remainders: String,
    pub(super) outdated: String,
    pub(super) journal: String,
}

impl Keys {
    /// The history of `player`.
    pub(super) fn history(&self, player: &PlayerId) -> String {
        self.history_of(player.as_str())
    }

    /// The history of a player whose id was stored.
    pub(super) fn history_of(&self, player: &str) -> String {
        format!("{}{player}", self.history)
    }

    /// The key of `board`.
    pub(super) fn board(&self, board: Board) -> &str {
        &self.boards[board.index()]
    }

    /// All that are there once for the partition, the head excepted.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        let others = [&self.accounts, &self.bets, &self.sessions, &self.journal];
        others.into_iter().map(String::as_str).chain(self.all_of_boards())
    }

    /// What a script takes that changes boards.
    pub(super) fn all_of_boards(&self) -> impl Iterator<Item = &str> {
        let rest = [&self.remainders, &self.outdated];
        self.boards.iter().chain(rest).map(String::as_str)
    }
}

fn board_name(board: Board) -> String {
    let name = match board {
        Board::Balance => "balance",
        Board::NetWon(_) => "net_won",
        Board::Wagered(_) => "wagered",
        Board::BiggestWin(_) => "biggest_win",
    };
    match board.period() {
        Period::AllTime => format!("board:{name}"),
        Period::Day(_) => format!("board:day:{name}"),
        Period::Week(_) => format!("board:week:{name}"),
    }
}
