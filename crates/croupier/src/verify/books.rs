//! The second reading: every commit is folded, and its outcomes are drawn again.

use anyhow::bail;
use croupier_domain::fairness::{SeedVault, ServerSeed};
use croupier_domain::{
    Commit, DecodeError, Event, Known, LostHead, Place, Player, PlayerId, Proved, SeedFault, State,
    prove,
};
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
    /// What an operator has accepted to be gone, and by which commit.
    pub(super) losses: Vec<(u64, LostHead)>,
    /// Whether the partition goes on in another log.
    is_moved: bool,
}

/// What a commit is held to.
struct Facts<'a> {
    survey: &'a Survey,
    vault: Option<&'a SeedVault>,
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
        let (mut books, facts) = (Self::default(), Facts { survey, vault });
        let mut walk = Walk::begin(log, survey.partition);
        let mut mirror = Mirror::of(log, survey.partition, shown).await?;
        while let Some(accepted) = walk.next(log).await? {
            for stored in accepted {
                let seq = stored.record.seq().unwrap_or_default();
                if seq >= survey.head.next_seq {
                    return Ok((books, mirror.broken().await?));
                }
                bar.inc(1);
                let commit = match Commit::decode(&stored.record.value) {
                    Ok(commit) => commit,
                    Err(error @ DecodeError::UnknownVersion(_)) => {
                        bail!("commit {seq} of partition {}: {error}", survey.partition)
                    }
                    Err(error) => return Ok((books, Some(format!("commit {seq}: {error}")))),
                };
                if let Err(what) = books.enter(&stored, &commit, &facts) {
                    return Ok((books, Some(format!("commit {seq}: {what}"))));
                }
                mirror.enter(&stored, commit).await?;
            }
        }
        Ok((books, mirror.broken().await?))
    }

    fn enter(&mut self, stored: &Stored, commit: &Commit, facts: &Facts<'_>) -> Result<(), String> {
        let owner = commit.player.as_ref().map_or("", |id| id.as_str());
        if *stored.record.key != *owner.as_bytes() {
            return Err(format!("it is of {owner:?}, and lies under another key"));
        }
        let before = commit.player.as_ref().and_then(|id| self.state.player(id));
        if let Some(id) = &commit.player {
            self.is_asked_once(id, commit)?;
            facts.derived(id, &commit.events)?;
        }
        let seed_of = |player: &Player| facts.seed_of(commit.player.as_ref()?, player);
        let proved = prove(commit, facts.survey.partition, before, seed_of);
        self.proved += proved.map_err(|unproved| unproved.to_string())?;
        let place = Place { seq: commit.seq, offset: stored.offset };
        self.state.fold(commit, place).map_err(|error| error.to_string())?;
        commit.events.iter().for_each(|event| self.note(commit.seq, event));
        Ok(())
    }

    /// A command has a key, takes effect once, and not where nobody decides any more.
    fn is_asked_once(&self, id: &PlayerId, commit: &Commit) -> Result<(), String> {
        if self.is_moved {
            return Err("it was decided behind the end of a log that was moved".into());
        }
        let key = commit.key.as_ref().ok_or("it has no key")?;
        match self.state.keys().look_up(id, &key.hash, None) {
            Known::Used(entry) => Err(format!("its key was used by commit {}", entry.place.seq)),
            Known::New | Known::Expired => Ok(()),
        }
    }

    fn note(&mut self, seq: u64, event: &Event) {
        match event {
            Event::Checkpointed(_) => self.checkpoint_count += 1,
            Event::Moved(_) => self.is_moved = true,
            Event::Imported(_) => self.is_moved = false,
            Event::LossAccepted(accepted) => {
                self.losses.extend(accepted.lost.iter().map(|lost| (seq, *lost)));
            }
            _ => {}
        }
    }
}

impl Facts<'_> {
    /// The seed in force, if it was ever revealed or the master keys are at hand.
    fn seed_of(&self, id: &PlayerId, player: &Player) -> Option<ServerSeed> {
        let Player { seed_index, key_id, commitment, .. } = player;
        let revealed = self.survey.revealed.get(&(id.clone(), *seed_index)).copied();
        revealed.or_else(|| self.vault?.committed(id, *seed_index, *key_id, commitment).ok())
    }

    /// Whoever has the master keys sees whether a seed comes from them, or was chosen. A key that
    /// is not there any more may be of seeds that were all revealed.
    fn derived(&self, id: &PlayerId, events: &[Event]) -> Result<(), String> {
        let Some(vault) = self.vault else { return Ok(()) };
        for event in events {
            let Event::SeedCommitted(e) = event else { continue };
            let is_revealed = || self.survey.revealed.contains_key(&(id.clone(), e.index));
            match vault.committed(id, e.index, e.key_id, &e.commitment) {
                Ok(_) => {}
                Err(SeedFault::MissingKey(_)) if is_revealed() => {}
                Err(SeedFault::MissingKey(key)) => {
                    return Err(format!(
                        "seed {} is of master key {key}, which is not there",
                        e.index
                    ));
                }
                Err(SeedFault::WrongKey(key)) => {
                    return Err(format!("seed {} is not what master key {key} derives", e.index));
                }
            }
        }
        Ok(())
    }
}
