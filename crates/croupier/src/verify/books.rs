//! The second reading: every commit is folded, and its outcomes are drawn again.

use croupier_domain::fairness::SeedVault;
use croupier_domain::{Commit, Event, Place, Player, PlayerId, Proved, SeedFault, State, prove};
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
        vault: Option<&SeedVault>,
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
                match books.enter(&stored, survey, vault) {
                    Ok(commit) => mirror.enter(&stored, commit).await?,
                    Err(what) => return Ok((books, Some(format!("commit {seq}: {what}")))),
                }
            }
        }
        Ok((books, mirror.broken().await?))
    }

    fn enter(
        &mut self,
        stored: &Stored,
        survey: &Survey,
        vault: Option<&SeedVault>,
    ) -> Result<Commit, String> {
        let commit = Commit::decode(&stored.record.value).map_err(|error| error.to_string())?;
        if let Some(id) = &commit.player {
            derived(id, &commit.events, vault)?;
            let seed_of = |player: &Player| {
                let revealed = survey.revealed.get(&(id.clone(), player.seed_index)).copied();
                revealed.or_else(|| {
                    let Player { seed_index, key_id, commitment, .. } = player;
                    vault?.committed(id, *seed_index, *key_id, commitment).ok()
                })
            };
            let proved = prove(id, self.state.player(id), &commit.events, seed_of);
            self.proved += proved.map_err(|unproved| unproved.to_string())?;
        }
        let place = Place { seq: commit.seq, offset: stored.offset };
        self.state.fold(&commit, place).map_err(|error| error.to_string())?;
        let is_checkpoint = |event: &Event| matches!(event, Event::Checkpointed(_));
        self.checkpoint_count += u64::from(commit.events.iter().any(is_checkpoint));
        Ok(commit)
    }
}

/// Whoever has the master keys sees whether a seed comes from them, or was chosen.
fn derived(id: &PlayerId, events: &[Event], vault: Option<&SeedVault>) -> Result<(), String> {
    let Some(vault) = vault else { return Ok(()) };
    for event in events {
        let Event::SeedCommitted(e) = event else { continue };
        let seed = vault.committed(id, e.index, e.key_id, &e.commitment);
        if let Err(SeedFault::WrongKey(key_id)) = seed {
            return Err(format!("seed {} is not what master key {key_id} derives", e.index));
        }
    }
    Ok(())
}
