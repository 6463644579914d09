//! The promise, checked against the log at the end of every test.

use std::collections::HashMap;

use croupier_domain::{Commit, Event, KeyHash};

use super::desk::{Asked, Desk, Fate};
use super::house::House;
use super::rival::Fold;
use super::{names, word};
use crate::request::Answer;

impl House {
    /// End the faults, shut every instance down, fold the log anew, and hold every answer that was
    /// ever given to it.
    pub(super) async fn audit(self, desks: impl IntoIterator<Item = Desk>) {
        self.faults.reconnect();
        self.faults.show_to_tails(0);
        self.faults.release_appends(0);
        for desk in desks {
            desk.close().await;
        }
        let fold = self.fold().await;
        if !fold.is_parked {
            check_money(&fold);
        }
        self.check_answers(&fold);
        if !fold.is_parked && !self.has_lost.get() {
            self.check_restart(fold).await;
        }
    }

    fn check_answers(&self, fold: &Fold) {
        let accepted = by_key(fold);
        let ledger = &mut *self.ledger.borrow_mut();
        ledger.iter_mut().for_each(|asked| asked.look(usize::MAX));
        for (index, asked) in ledger.iter().enumerate() {
            let commit = accepted.get(&asked.key.hash).copied();
            check_answer(&format!("request {index}"), ledger, index, asked, commit);
        }
    }

    /// Lose the last `count` records, of which answers may have been given.
    pub(super) fn lose(&self, count: usize) {
        let ledger = &mut *self.ledger.borrow_mut();
        let asked_count = ledger.len();
        for asked in ledger.iter_mut() {
            asked.look(asked_count);
            asked.is_void |= matches!(asked.fate, Fate::Answered(_));
        }
        self.has_lost.set(true);
        self.faults.truncate(0, count);
    }

    /// What was lost was nobody's: every answer stands.
    pub(super) fn found_again(&self) {
        self.ledger.borrow_mut().iter_mut().for_each(|asked| asked.is_void = false);
        self.has_lost.set(false);
    }

    /// A new instance comes to the same state, from a snapshot or without.
    async fn check_restart(&self, mut fold: Fold) {
        let now_ms = self.now_ms().max(fold.state.time_ms());
        let opened = self.read_in("auditor", 0, now_ms).await.unwrap();
        assert_eq!(opened.reader().head(), fold.reader.head(), "a restart finds the same head");
        assert_eq!(opened.state().to_parts(), fold.state.to_parts(), "and the same state");
        let mut state = opened.state().clone();
        assert_eq!(state.digest(), fold.state.digest(), "and its digest");
    }
}

/// Σ balances = Σ deposits − Σ withdrawals − Σ stakes + Σ payouts, from the events alone.
fn check_money(fold: &Fold) {
    let mut expected = 0;
    for event in fold.commits.iter().flat_map(|commit| &commit.events) {
        expected += match event {
            Event::FundsDeposited(e) => e.amount_minor.minor(),
            Event::FundsWithdrawn(e) => -e.amount_minor.minor(),
            Event::BetPlaced(e) => -e.stake_minor.minor(),
            Event::RoundAdvanced(e) => -e.added_minor.minor(),
            Event::BetWon(e) => e.payout_minor.minor(),
            Event::BetPushed(e) => e.payout_minor.minor(),
            _ => 0,
        };
    }
    let balances = || fold.state.players().map(|(_, player)| player.balance.minor());
    assert_eq!(balances().sum::<i64>(), expected, "money is conserved");
    assert!(balances().all(|balance| balance >= 0), "nobody is overdrawn");
    assert!(fold.state.totals().is_conserved());
}

fn by_key(fold: &Fold) -> HashMap<KeyHash, &Commit> {
    let mut accepted = HashMap::new();
    for commit in fold.of_players() {
        let key = commit.key.expect("every commit of a player has a key").hash;
        let twice = accepted.insert(key, commit);
        assert!(twice.is_none(), "a key is accepted at most once: {:?}", names(commit));
    }
    accepted
}

fn check_answer(
    whose: &str,
    ledger: &[Asked],
    index: usize,
    asked: &Asked,
    commit: Option<&Commit>,
) {
    let answer = match &asked.fate {
        Fate::Answered(answer) => answer,
        Fate::Lost if asked.desk == 0 => return,
        other => panic!("{whose} is never answered: {other:?}"),
    };
    if asked.is_void {
        return;
    }
    match answer {
        Answer::Committed { commit: told, .. } => {
            assert_eq!(Some(&**told), commit, "{whose} was told what the log says");
        }
        Answer::KeyReused => {
            let used = commit.and_then(|commit| commit.key).expect("a key that was used");
            assert_ne!(used.fingerprint, asked.key.fingerprint, "{whose}: for another request");
        }
        Answer::NotApplied(why) => {
            // Another request under the key, of which the client had not heard when it made this
            // one, or made of another instance, which cannot know; or answered before a loss.
            let may_have_caused_it = |(number, other): (usize, &Asked)| {
                let is_other = other.desk != asked.desk || other.answered_at > index;
                let is_refused = matches!(other.fate, Fate::Answered(Answer::NotApplied(_)));
                let is_cause = is_other && !is_refused || other.is_void;
                other.key.hash == asked.key.hash && number != index && is_cause
            };
            let explained = ledger.iter().enumerate().any(may_have_caused_it);
            assert!(
                commit.is_none_or(|commit| explained || is_foreign(commit)),
                "{whose} was told {} ({why}), and the log has {:?}; under its key: {:#?}",
                word(answer),
                commit.map(names),
                ledger.iter().filter(|a| a.key.hash == asked.key.hash).collect::<Vec<_>>(),
            );
        }
        Answer::KeyExpired | Answer::OutcomeUnknown => {}
    }
}

/// Written by a rival of the tests, under a key that its own client chose.
fn is_foreign(commit: &Commit) -> bool {
    commit.correlation_id.as_deref() == Some("foreign")
}
