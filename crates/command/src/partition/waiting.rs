//! Who waits for which key.
//!
//! Waiting requests are matched by idempotency key against every accepted commit, never by commit
//! hash: whichever commit with the key gets in first is the answer. And nobody is answered before
//! that commit is durable: what can be read may still be lost.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use croupier_domain::{Commit, KeyHash, Place};

use crate::request::{Answer, Hops, Request};

#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Decided by this partition and in flight; the first of each is the one that was decided, the
    /// others came with the same key.
    by_key: HashMap<KeyHash, Vec<Request>>,
    /// Read back as accepted, not known to be durable; in log order.
    accepted: VecDeque<Accepted>,
    /// Came with a key that a commit had already used, which is not known to be durable.
    replays: Vec<(Place, Request)>,
}

#[derive(Debug)]
struct Accepted {
    offset: u64,
    commit: Arc<Commit>,
    /// Where the first of the requests put the commit there: when.
    sent: Option<Sent>,
    requests: Vec<Request>,
}

/// When a commit of ours was where (microseconds since the Unix epoch).
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    /// Handed to the log.
    pub(super) sent_us: u64,
    /// Confirmed as durable, where that came before it was read back.
    pub(super) durable_us: Option<u64>,
    /// Read back as accepted.
    pub(super) read_us: u64,
}

impl Waiting {
    /// Whether a request with the same key is in flight.
    pub(super) fn joins(&self, request: &Request) -> bool {
        self.by_key.contains_key(&request.key.hash)
    }

    /// Wait for what is in flight under the same key; or the request was just decided.
    pub(super) fn join(&mut self, request: Request) {
        self.by_key.entry(request.key.hash).or_default().push(request);
    }

    /// Wait until the commit at `place`, which has used the request's key, is durable.
    pub(super) fn replay(&mut self, place: Place, request: Request) {
        self.replays.push((place, request));
    }

    /// A commit was accepted: whoever waits for its key will be answered with it. `sent` says that
    /// it is ours.
    pub(super) fn accepted(&mut self, commit: &Arc<Commit>, offset: u64, sent: Option<Sent>) {
        let Some(requests) = commit.key.and_then(|key| self.by_key.remove(&key.hash)) else {
            return;
        };
        let commit = commit.clone();
        self.accepted.push_back(Accepted { offset, commit, sent, requests });
    }

    /// Every record below `end` is durable, as is known since `now_us`: answer. Returns who is to
    /// be answered from the log.
    pub(super) fn durable(&mut self, end: u64, now_us: u64) -> Vec<(Place, Request)> {
        while let Some(accepted) = self.accepted.pop_front_if(|a| a.offset < end) {
            accepted.answer(now_us);
        }
        self.replays.extract_if(.., |(place, _)| place.offset < end).collect()
    }

    /// Whether somebody waits for a commit only to be durable.
    pub(super) fn has_undurable(&self) -> bool {
        !self.accepted.is_empty() || !self.replays.is_empty()
    }

    /// Take the requests of a dropped commit back, to decide them again. Those whose clients have
    /// gone are let go: they learn by their key what became of them.
    pub(super) fn take_back(&mut self, key: &KeyHash) -> Vec<Request> {
        let mut requests = self.by_key.remove(key).unwrap_or_default();
        requests.retain(|request| !request.reply.is_closed());
        requests
    }

    /// Nothing more will be heard of it: whoever still waits is told so.
    pub(super) fn give_up(&mut self) {
        let Self { by_key, accepted, replays } = std::mem::take(self);
        let in_flight = by_key.into_values().flatten();
        let undurable = accepted.into_iter().flat_map(|accepted| accepted.requests);
        let replays = replays.into_iter().map(|(_, request)| request);
        for request in in_flight.chain(undurable).chain(replays) {
            request.answer(Answer::OutcomeUnknown);
        }
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty() && !self.has_undurable()
    }
}

impl Accepted {
    fn answer(self, now_us: u64) {
        let Self { commit, mut sent, requests, .. } = self;
        for request in requests {
            // Of those that came with one key, the first was decided.
            let hops = sent.take().map(|sent| sent.hops(request.cause.began_us, now_us));
            request.committed(commit.clone(), hops);
        }
    }
}

impl Sent {
    /// The steps of a request that began at `began_us`, and whose commit is known to be durable
    /// since `now_us` at the latest. The clock may jump between two of them: none is below nothing.
    fn hops(self, began_us: Option<u64>, now_us: u64) -> Hops {
        let durable_us = self.durable_us.unwrap_or(now_us);
        Hops {
            decide_us: self.sent_us.saturating_sub(began_us.unwrap_or(self.sent_us)),
            append_us: durable_us.saturating_sub(self.sent_us),
            read_back_us: self.read_us.saturating_sub(durable_us),
        }
    }
}
