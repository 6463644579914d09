//! A log, somebody who writes to it, views, and a processor between them.

use std::sync::Arc;
use std::time::Duration;

use croupier_clock::ManualClock;
use croupier_domain::{Command, Commit, Hex, PlayerId};
use croupier_log::memory::MemoryLog;
use croupier_log::{Hash, Head, Init, Lineage, Log, Reader, Record, Verdict, partition_of};
use croupier_views::conformance::{Chance, House, START_MS, player};
use croupier_views::{Digest, Folder, MemoryViews, Meta, Views};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{PartitionStatus, Parts, Phase, Progress, Settings, StartError, Status, run};

pub(super) const LINEAGE: Lineage = Lineage([7; 16]);

/// A new log of `partition_count` partitions.
pub(super) fn new_log(partition_count: u32) -> MemoryLog {
    MemoryLog::new(&Init {
        lineage: LINEAGE,
        partition_count,
        currency: "credits".into(),
        exponent: 2,
        time_ms: START_MS,
    })
}

/// Writes real commits to one partition of a log.
pub(super) struct Writer {
    log: MemoryLog,
    pub(super) partition: u32,
    pub(super) house: House,
    /// The hash of the last commit.
    pub(super) head: Hash,
    chance: Chance,
    pub(super) players: Vec<PlayerId>,
}

impl Writer {
    pub(super) fn new(log: &MemoryLog, partition: u32) -> Self {
        let count = log.partition_count();
        let init = Init {
            lineage: LINEAGE,
            partition_count: count,
            currency: "credits".into(),
            exponent: 2,
            time_ms: START_MS,
        };
        let names = (0..).map(|n| player(&format!("player-{n}")));
        let ours = names.filter(|id| partition_of(id.as_str().as_bytes(), count) == partition);
        Self {
            log: log.clone(),
            partition,
            house: House::new(partition),
            head: init.genesis(partition).record().hash(),
            chance: Chance(u64::from(partition) + 1),
            players: ours.take(12).collect(),
        }
    }

    /// The same writer, in another log that ends where this one does.
    pub(super) fn in_log(self, log: &MemoryLog) -> Self {
        Self { log: log.clone(), ..self }
    }

    /// The record of `commit`, which then is the last.
    pub(super) fn record(&mut self, commit: &Commit) -> Record {
        let key = commit.player.as_ref().map_or("", PlayerId::as_str).to_owned();
        let record = Record::new(self.head, key, commit.encode());
        self.head = record.hash();
        record
    }

    /// The next commit, of any kind.
    pub(super) fn commit(&mut self) -> Commit {
        self.house.time_ms += self.chance.below(1_000);
        if self.chance.below(20) == 0 {
            return self.house.checkpoint();
        }
        let id = self.players[self.chance.below(self.players.len() as u64) as usize].clone();
        let command = self.chance.command(&self.house, &id);
        self.house.commit(&id, &command)
    }

    /// Write the commit of `command` by the player number `index`.
    pub(super) async fn play(&mut self, index: usize, command: &Command) {
        let id = self.players[index].clone();
        let commit = self.house.commit(&id, command);
        let record = self.record(&commit);
        self.log.append(self.partition, vec![record]).await.unwrap();
    }

    /// Write `count` commits of any kind, a few at a time.
    pub(super) async fn write(&mut self, count: usize) {
        let mut left = count;
        while left > 0 {
            let size = (1 + self.chance.below(9) as usize).min(left);
            let records = (0..size).map(|_| {
                let commit = self.commit();
                self.record(&commit)
            });
            let records = records.collect();
            self.log.append(self.partition, records).await.unwrap();
            left -= size;
        }
    }
}

/// The view that a refold of the accepted commits of `partition` gives: an independent reading of
/// the log.
pub(super) async fn folded(log: &MemoryLog, partition: u32) -> MemoryViews {
    let (lineage, count) = (log.lineage(), log.partition_count());
    let views = MemoryViews::new();
    views.open(&Meta::new(Hex(lineage.0), count)).await.unwrap();
    let mut reader = Reader::new(partition, count, Head::before_genesis(lineage, partition, count));
    let mut folder = Folder::new(partition, Default::default());
    for stored in log.read(partition, 0, usize::MAX).await.unwrap() {
        let Verdict::Accepted(_) = reader.offer(&stored) else { continue };
        let commit = Commit::decode(&stored.record.value).unwrap();
        if let Some(id) = commit.player.clone().filter(|id| folder.lacks(id)) {
            folder.admit(id, None);
        }
        folder.fold(commit).unwrap();
    }
    if let Some(position) = crate::place::position_of(reader.head()) {
        views.apply(partition, None, position, folder.take_changes()).await.unwrap();
    }
    views
}

/// What that view stands at, and its digest.
pub(super) async fn refolded(log: &MemoryLog, partition: u32) -> (Option<u64>, Digest) {
    let digest = folded(log, partition).await.digest(partition).await.unwrap();
    (digest.position.map(|at| at.seq), digest.value)
}

/// A processor at work.
pub(super) struct Running {
    pub(super) status: Status,
    pub(super) shutdown: CancellationToken,
    pub(super) task: JoinHandle<Result<(), StartError>>,
    pub(super) progress: mpsc::UnboundedReceiver<Progress>,
}

impl Running {
    pub(super) fn start(log: &MemoryLog, views: Arc<dyn Views>, settings: Settings) -> Self {
        Self::start_on(Arc::new(log.clone()), views, settings)
    }

    pub(super) fn start_on(log: Arc<dyn Log>, views: Arc<dyn Views>, settings: Settings) -> Self {
        let status = Status::new(log.partition_count());
        let (told, progress) = mpsc::unbounded_channel();
        let parts = Parts {
            log,
            views,
            clock: Arc::new(ManualClock::at(START_MS + 3_600_000)),
            settings,
            status: status.clone(),
            progress: Arc::new(move |progress| told.send(progress).unwrap_or_default()),
        };
        let shutdown = CancellationToken::new();
        #[expect(clippy::disallowed_methods, reason = "joined by stop")]
        let task = tokio::spawn(run(parts, shutdown.clone()));
        Self { status, shutdown, task, progress }
    }

    pub(super) async fn stop(self) {
        self.shutdown.cancel();
        let ended = tokio::time::timeout(Duration::from_secs(60), self.task).await;
        ended.expect("every task ends").unwrap().unwrap();
    }

    pub(super) fn partition(&self, partition: u32) -> PartitionStatus {
        self.status.partitions().nth(partition as usize).unwrap()
    }

    pub(super) fn phase(&self, partition: u32) -> Phase {
        self.partition(partition).phase
    }

    /// Wait, at most a minute, until `partition` is in the phase of that name.
    pub(super) async fn enters(&self, partition: u32, name: &str) {
        let reached = async || self.phase(partition).name() == name;
        assert!(until(reached).await, "{name} was never reached: {:?}", self.partition(partition));
    }

    /// Wait, at most a minute, until every partition has caught up.
    pub(super) async fn caught_up(&self) {
        let waited = tokio::time::timeout(Duration::from_secs(60), self.status.caught_up()).await;
        let statuses: Vec<_> = self.status.partitions().collect();
        assert!(waited.is_ok(), "they have not caught up: {statuses:?}");
    }

    /// How many commits were folded while catching up.
    pub(super) fn caught_up_count(&mut self) -> u64 {
        let mut count = 0;
        while let Ok(progress) = self.progress.try_recv() {
            count += progress.commit_count;
        }
        count
    }
}

/// Everything together.
pub(super) struct World {
    pub(super) log: MemoryLog,
    pub(super) views: Arc<dyn Views>,
    pub(super) writers: Vec<Writer>,
    pub(super) processor: Running,
}

impl World {
    pub(super) fn new(partition_count: u32) -> Self {
        Self::with_views(partition_count, Arc::new(MemoryViews::new()))
    }

    pub(super) fn with_views(partition_count: u32, views: Arc<dyn Views>) -> Self {
        Self::with_settings(partition_count, views, settings())
    }

    pub(super) fn with_settings(
        partition_count: u32,
        views: Arc<dyn Views>,
        settings: Settings,
    ) -> Self {
        let log = new_log(partition_count);
        let processor = Running::start(&log, views.clone(), settings);
        let writers = (0..partition_count).map(|partition| Writer::new(&log, partition)).collect();
        Self { log, views, writers, processor }
    }

    /// Wait until the view of `partition` is what a refold of the log gives; it must get there.
    pub(super) async fn check(&self, partition: u32) {
        check(&self.log, &*self.views, partition).await;
    }
}

pub(super) async fn check(log: &MemoryLog, views: &dyn Views, partition: u32) {
    let expected = refolded(log, partition).await;
    let agrees = async || {
        let found = views.digest(partition).await;
        found.is_ok_and(|found| (found.position.map(|at| at.seq), found.value) == expected)
    };
    if !until(agrees).await {
        let found = views.digest(partition).await;
        panic!("the view of partition {partition} is {found:?}, a refold {expected:?}");
    }
}

/// Wait, at most a minute, until `reached`.
pub(super) async fn until(reached: impl AsyncFn() -> bool) -> bool {
    for _ in 0..6_000 {
        if reached().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

/// Small enough that everything happens within a few hundred commits.
pub(super) fn settings() -> Settings {
    Settings {
        batch_count_max: 16,
        cached_player_count_max: 5,
        snapshot_every_count: 100,
        ..Settings::default()
    }
}
