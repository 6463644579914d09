//! The first reading: how far the chain goes, and what stands beside it.

use std::collections::{BTreeMap, HashMap, HashSet};

use croupier_domain::fairness::ServerSeed;
use croupier_domain::{Commit, Event, PlayerId};
use croupier_log::{Hash, Head, Log, Reader, Stored, Verdict, Walk};
use indicatif::ProgressBar;

use super::anchors::Anchors;

/// How many records one step reads.
const STEP_COUNT: usize = 4_096;

/// What one reading of a partition shows.
pub(super) struct Survey {
    pub(super) partition: u32,
    /// Where the chain ends.
    pub(super) head: Head,
    pub(super) stray_count: u64,
    /// Every seed that was revealed, by whose it was and its number.
    pub(super) revealed: HashMap<(PlayerId, u32), ServerSeed>,
    /// What does not hold.
    pub(super) broken: Vec<String>,
    /// What holds, and whoever asks should know of.
    pub(super) notes: Vec<String>,
}

/// Records that were not accepted.
#[derive(Default)]
struct Strays {
    /// Where each stands, and what it was written behind.
    written: Vec<(u64, Hash)>,
    hashes: HashSet<Hash>,
}

impl Survey {
    pub(super) async fn of(
        log: &dyn Log,
        partition: u32,
        anchors: &Anchors,
        bar: &ProgressBar,
    ) -> anyhow::Result<Self> {
        let head = Head::before_genesis(log.lineage(), partition, log.partition_count());
        let mut reader = Reader::new(partition, log.partition_count(), head);
        let mut survey = Self {
            partition,
            head,
            stray_count: 0,
            revealed: HashMap::new(),
            broken: Vec::new(),
            notes: Vec::new(),
        };
        let mut expected: BTreeMap<u64, Hash> = anchors.of(partition).collect();
        let mut strays = Strays::default();
        let mut offset = 0;
        loop {
            let batch = log.read(partition, offset, STEP_COUNT).await?;
            let Some(last) = batch.last() else { break };
            offset = last.offset + 1;
            for stored in &batch {
                let Verdict::Accepted(head) = reader.offer(stored) else {
                    strays.add(stored);
                    continue;
                };
                bar.inc(1);
                let seq = head.next_seq - 1;
                match expected.remove(&seq) {
                    Some(anchor) if anchor != head.hash => {
                        let was = format!("commit {seq} is {}, and was {anchor}", head.hash);
                        survey.broken.push(was);
                    }
                    _ => {}
                }
                survey.pass(stored);
            }
        }
        (survey.head, survey.stray_count) = (*reader.head(), reader.stray_count());
        if survey.head.seq().is_none() {
            survey.broken.push("it does not begin with its genesis".into());
        }
        let missing = expected.keys().map(|seq| format!("commit {seq}, once seen, is not there"));
        survey.broken.extend(missing);
        if let Some((offset, what)) = strays.orphan(log, partition).await? {
            // What was accepted behind it stands on what was accepted before it.
            let is_last = offset >= survey.head.next_offset;
            if is_last { survey.broken.push(what) } else { survey.notes.push(what) }
        }
        Ok(survey)
    }

    /// An accepted commit came: keep the seeds that it reveals.
    fn pass(&mut self, stored: &Stored) {
        // One that cannot be read is found when it is folded.
        let Ok(Commit { player: Some(player), events, .. }) = Commit::decode(&stored.record.value)
        else {
            return;
        };
        for event in events {
            if let Event::SeedRevealed(revealed) = event {
                self.revealed.insert((player.clone(), revealed.index), revealed.seed);
            }
        }
    }
}

impl Strays {
    /// What is no commit was written by nobody who decides.
    fn add(&mut self, stored: &Stored) {
        if Commit::decode(&stored.record.value).is_ok() {
            self.written.push((stored.offset, stored.record.prev));
            self.hashes.insert(stored.record.hash());
        }
    }

    /// Strays are what writers left who were beaten to a place: each was written behind something
    /// that is here. The last one that was not, and where it stands: there a commit is missing, be
    /// it that its append failed, or that somebody has taken it out.
    async fn orphan(&self, log: &dyn Log, partition: u32) -> anyhow::Result<Option<(u64, String)>> {
        let unknown = |(_, prev): &&(u64, Hash)| !self.hashes.contains(prev);
        let lacking = self.written.iter().filter(unknown).map(|(offset, prev)| (*prev, *offset));
        let mut lacking: HashMap<Hash, u64> = lacking.collect();
        lacking.remove(&Head::before_genesis(log.lineage(), partition, log.partition_count()).hash);
        let mut walk = Walk::begin(log, partition);
        while !lacking.is_empty() {
            let Some(accepted) = walk.next(log).await? else { break };
            for stored in accepted {
                lacking.remove(&stored.record.hash());
            }
        }
        let last = lacking.into_iter().max_by_key(|(_, offset)| *offset);
        Ok(last.map(|(prev, offset)| {
            let what = format!("the record at offset {offset} was written behind {prev}");
            (offset, format!("{what}, which is not there"))
        }))
    }
}
