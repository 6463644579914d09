//! What the views should hold: the same commits, folded beside them.

use croupier_domain::{Commit, Hex};
use croupier_log::{Log, Stored};
use croupier_views::{AsOf, Digest, Folder, MemoryViews, Meta, ViewPosition, Views};

/// How many commits are folded at once.
const BATCH_COUNT: usize = 4_096;

/// A fold up to where the views stand. Does nothing where none are compared.
pub(super) struct Mirror(Option<Compared>);

struct Compared {
    views: MemoryViews,
    folder: Folder,
    partition: u32,
    /// What the views hold, and where they stand.
    shown: AsOf<Digest>,
    /// Behind the last commit of the last batch.
    applied: Option<ViewPosition>,
    /// Behind the last commit.
    folded: Option<ViewPosition>,
    batch_count: usize,
    /// Why nothing more is folded.
    broken: Option<String>,
}

impl Mirror {
    pub(super) async fn of(
        log: &dyn Log,
        partition: u32,
        shown: Option<&AsOf<Digest>>,
    ) -> anyhow::Result<Self> {
        let Some(shown) = shown else { return Ok(Self(None)) };
        let views = MemoryViews::new();
        views.open(&Meta::new(Hex(log.lineage().0), log.partition_count())).await?;
        Ok(Self(Some(Compared {
            views,
            folder: Folder::new(partition, Default::default()),
            partition,
            shown: *shown,
            applied: None,
            folded: None,
            batch_count: 0,
            broken: None,
        })))
    }

    /// Fold the next commit, unless the views have not come so far.
    pub(super) async fn enter(&mut self, stored: &Stored, commit: Commit) -> anyhow::Result<()> {
        let Some(compared) = &mut self.0 else { return Ok(()) };
        let shown_seq = compared.shown.position.map(|at| at.seq);
        if compared.broken.is_some() || shown_seq.is_none_or(|seq| commit.seq > seq) {
            return Ok(());
        }
        let hash = Hex(stored.record.hash().0);
        compared.folded = Some(ViewPosition { seq: commit.seq, hash, offset: stored.offset });
        if let Some(id) = commit.player.as_ref().filter(|id| compared.folder.lacks(id)) {
            compared.folder.admit(id.clone(), None);
        }
        if let Err(error) = compared.folder.fold(commit) {
            compared.broken = Some(format!("the views cannot be folded: {error}"));
            return Ok(());
        }
        compared.batch_count += 1;
        if compared.batch_count >= BATCH_COUNT {
            compared.apply().await?;
        }
        Ok(())
    }

    /// How the views differ from the fold, if they do.
    pub(super) async fn broken(mut self) -> anyhow::Result<Option<String>> {
        let Some(compared) = &mut self.0 else { return Ok(None) };
        compared.apply().await?;
        if let Some(broken) = compared.broken.take() {
            return Ok(Some(broken));
        }
        let Some(at) = compared.shown.position else { return Ok(None) };
        // The same chain may stand at other offsets: where it was imported to.
        let is_there = compared.folded.is_some_and(|of| (of.seq, of.hash) == (at.seq, at.hash));
        if !is_there {
            let what = format!("the views stand at commit {} ({})", at.seq, at.hash);
            return Ok(Some(format!("{what}, which the log does not have")));
        }
        let folded = compared.views.digest(compared.partition).await?;
        let is_same = folded.value == compared.shown.value;
        let seq = at.seq;
        Ok((!is_same).then(|| format!("the views differ from the log at commit {seq}")))
    }
}

impl Compared {
    async fn apply(&mut self) -> anyhow::Result<()> {
        let Some(next) = self.folded.filter(|_| self.batch_count > 0) else { return Ok(()) };
        self.batch_count = 0;
        let changes = self.folder.take_changes();
        self.views.apply(self.partition, self.applied, next, changes).await?;
        self.applied = Some(next);
        Ok(())
    }
}
