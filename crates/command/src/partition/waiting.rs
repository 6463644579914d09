//! Who waits for which key.
//!
//! Waiting requests are matched by idempotency key against every accepted commit, never by commit
//! hash: a commit that was dropped may still win over its own re-decision.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use croupier_domain::{Commit, KeyHash};

use crate::request::{Answer, Request};

#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Decided by this partition and in flight; the first of each is the one that was decided, the
    /// others came with the same key.
    by_key: HashMap<KeyHash, Vec<Request>>,
    /// Read back as accepted, durability not yet confirmed; in log order.
    accepted: VecDeque<Accepted>,
}

#[derive(Debug)]
struct Accepted {
    commit: Arc<Commit>,
    /// Whether the first of the requests put the commit there.
    is_ours: bool,
    requests: Vec<Request>,
}

impl Waiting {
    /// Whether a request with the same key is in flight or not yet durable.
    pub(super) fn joins(&self, request: &Request) -> bool {
        self.by_key.contains_key(&request.key.hash)
            || self.accepted.iter().any(|accepted| accepted.has(&request.key.hash))
    }

    /// Wait for what is in flight under the same key.
    pub(super) fn join(&mut self, request: Request) {
        if let Some(requests) = self.by_key.get_mut(&request.key.hash) {
            requests.push(request);
        } else if let Some(accepted) =
            self.accepted.iter_mut().find(|accepted| accepted.has(&request.key.hash))
        {
            accepted.requests.push(request);
        }
    }

    /// The request was decided and its commit is about to be appended.
    pub(super) fn decided(&mut self, request: Request) {
        self.by_key.entry(request.key.hash).or_default().push(request);
    }

    /// A commit was accepted: whoever waits for its key will be answered with it.
    pub(super) fn accepted(&mut self, commit: &Arc<Commit>, is_ours: bool) {
        let Some(requests) = commit.key.and_then(|key| self.by_key.remove(&key.hash)) else {
            return;
        };
        self.accepted.push_back(Accepted { commit: commit.clone(), is_ours, requests });
    }

    /// Everything up to `seq` is durable: answer.
    pub(super) fn durable(&mut self, seq: u64) {
        while let Some(accepted) = self.accepted.pop_front_if(|a| a.commit.seq <= seq) {
            accepted.answer();
        }
    }

    /// Whether a commit was accepted whose durability nothing in flight will confirm by itself.
    pub(super) fn has_undurable(&self) -> bool {
        !self.accepted.is_empty()
    }

    /// Take the requests of a dropped commit back, to decide them again.
    pub(super) fn take_back(&mut self, key: &KeyHash) -> Vec<Request> {
        self.by_key.remove(key).unwrap_or_default()
    }

    /// Answer the requests of a key that will not be decided again.
    pub(super) fn give_up(&mut self, key: &KeyHash, answer: &Answer) {
        for request in self.take_back(key) {
            request.answer(answer.clone());
        }
    }

    /// Answer everybody. What was accepted is not known to be durable.
    pub(super) fn give_up_all(&mut self, answer: &Answer) {
        for request in self.by_key.drain().flat_map(|(_, requests)| requests) {
            request.answer(answer.clone());
        }
        for request in self.accepted.drain(..).flat_map(|accepted| accepted.requests) {
            request.answer(Answer::OutcomeUnknown);
        }
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty() && self.accepted.is_empty()
    }
}

impl Accepted {
    fn has(&self, hash: &KeyHash) -> bool {
        self.commit.key.is_some_and(|key| key.hash == *hash)
    }

    fn answer(self) {
        let Self { commit, is_ours, requests } = self;
        let fingerprint = commit.key.map(|key| key.fingerprint);
        for (index, request) in requests.into_iter().enumerate() {
            let is_same = Some(request.key.fingerprint) == fingerprint;
            let replayed = !(is_ours && index == 0);
            request.answer(if is_same {
                Answer::Committed { commit: commit.clone(), replayed }
            } else {
                Answer::KeyReused
            });
        }
    }
}
