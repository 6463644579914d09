//! The second reading: every commit is folded, and its outcomes are drawn again.

use croupier_domain::{Commit, Event, Place, Proved, State, prove};
use croupier_log::{Log, Stored, Walk};
use croupier_views::{AsOf, Digest};
use indicatif::ProgressBar;

use super::mirror::Mirror;
use super::survey::Survey;

/// What a partition folds to.
#[derive(Default)]
pub(super) struct Books {
    pub(super) state: State,
    pub(super) checkpoint_count: u64,
    pub(super) proved: Proved,
}

impl Books {
    /// Fold a partition as far as `survey` has seen it. Returns also what does not hold: with the
    /// first commit of that kind the books are of no more use.
    pub(super) async fn of(
        log: &dyn Log,
        survey: &Survey,
        shown: Option<&AsOf<Digest>>,
        bar: &ProgressBar,
    ) -> anyhow::Result<(Self, Option<String>)> {
        let mut walk = Walk::begin(log, survey.partition);
        let mut books = Self::default();
        let mut mirror = Mirror::of(log, survey.partition, shown).await?;
        while let Some(accepted) = walk.next(log).await? {
            for stored in accepted {
                let seq = stored.record.seq().unwrap_or_default();
                if seq >= survey.head.next_seq {
                    return Ok((books, mirror.broken().await?));
                }
                bar.inc(1);
                match books.enter(&stored, survey) {
                    Ok(commit) => mirror.enter(&stored, commit).await?,
                    Err(what) => return Ok((books, Some(format!("commit {seq}: {what}")))),
                }
            }
        }
        Ok((books, mirror.broken().await?))
    }

    fn enter(&mut self, stored: &Stored, survey: &Survey) -> Result<Commit, String> {
        let commit = Commit::decode(&stored.record.value).map_err(|error| error.to_string())?;
        if let Some(id) = &commit.player {
            let revealed = |index| survey.revealed.get(&(id.clone(), index)).copied();
            let proved = prove(id, self.state.player(id), &commit.events, revealed);
            self.proved += proved.map_err(|unproved| unproved.to_string())?;
        }
        let place = Place { seq: commit.seq, offset: stored.offset };
        self.state.fold(&commit, place).map_err(|error| error.to_string())?;
        let is_checkpoint = |event: &Event| matches!(event, Event::Checkpointed(_));
        self.checkpoint_count += u64::from(commit.events.iter().any(is_checkpoint));
        Ok(commit)
    }
}
