//! What holds after every commit of any history.

use std::collections::{BTreeMap, BTreeSet};

use croupier_domain::{PlayerId, State};
use proptest::prelude::{any, proptest};

use crate::changes::Changes;
use crate::conformance::{House, some_commits};
use crate::fold::Folder;
use crate::player::PlayerView;
use crate::sum::Sum;
use crate::totals::PartitionTotals;

/// A view engine that is a map.
#[derive(Default)]
struct Kept {
    players: BTreeMap<PlayerId, PlayerView>,
    totals: PartitionTotals,
}

impl Kept {
    fn apply(&mut self, changes: Changes) {
        let names: BTreeSet<_> = changes.players.iter().map(|(id, _)| id).collect();
        assert_eq!(names.len(), changes.players.len(), "nobody twice");
        assert!(changes.bets.iter().all(|bet| names.contains(&bet.player)));
        self.players.extend(changes.players);
        self.totals = changes.totals;
    }
}

fn fold_next(folder: &mut Folder, kept: &Kept, commit: croupier_domain::Commit) {
    if let Some(id) = commit.player.clone().filter(|id| folder.lacks(id)) {
        let view = kept.players.get(&id).cloned();
        folder.admit(id, view);
    }
    folder.fold(commit).unwrap();
}

/// balance = deposits − withdrawals − wagered + won + pushed, and every part of it.
fn check_player(id: &PlayerId, view: &PlayerView) {
    let bets = view.bets();
    let paid = bets.won.plus(bets.pushed);
    let balance = view.deposited().less(view.withdrawn()).less(bets.wagered).plus(paid);
    assert_eq!(balance, view.balance.into(), "{id}");
    let open_stake = view.open_round().map_or(Sum::ZERO, |open| open.bet.stake.into());
    assert_eq!(bets.wagered.less(open_stake), bets.settled, "{id}");
    let ended = bets.won_count + bets.lost_count + bets.pushed_count;
    assert_eq!(ended + u64::from(view.open_round().is_some()), bets.placed_count, "{id}");
    let games = view.activity.as_ref().map(|activity| &activity.games);
    let by_game = games.map_or((0, Sum::ZERO), |games| (games.bet_count(), games.wagered()));
    assert_eq!(by_game, (bets.placed_count, bets.wagered), "{id}");
}

/// The write side's account of the same partition says the same.
fn check_totals(kept: &Kept, state: &State) {
    let (totals, flows) = (&kept.totals, &state.totals().flows);
    let settled = totals.games.iter().fold(Sum::ZERO, |sum, game| sum.plus(game.settled));
    assert_eq!(totals.deposited.minor(), flows.deposited.0);
    assert_eq!(totals.withdrawn.minor(), flows.withdrawn.0);
    assert_eq!(totals.games.wagered().minor(), flows.staked.0);
    assert_eq!(settled.minor(), flows.settled.0);
    assert_eq!(totals.games.paid().minor(), flows.paid.0);
    assert_eq!(totals.player_count, state.players().count() as u64);
    let open = state.players().filter(|(_, player)| player.open_round.is_some()).count();
    assert_eq!(totals.open_bet_count, open as u64);
    assert_eq!(totals.time_ms, state.time_ms());
}

proptest! {
    /// Real commands of every kind, refused ones among them, in batches of any size.
    #[test]
    fn the_books_balance_after_every_commit(seed in any::<u64>(), batch in 1usize..40) {
        let mut house = House::new(0);
        house.time_ms += seed % 1_000_000;
        let mut folder = Folder::new(0, PartitionTotals::default());
        let (mut kept, mut one_by_one) = (Kept::default(), Kept::default());
        let mut single = Folder::new(0, PartitionTotals::default());
        for round in 0..6 {
            let commits = some_commits(&mut house, batch, 1 + seed % 7 + round);
            for commit in commits.clone() {
                fold_next(&mut single, &one_by_one, commit);
                one_by_one.apply(single.take_changes());
                one_by_one.players.iter().for_each(|(id, view)| check_player(id, view));
                single.trim(0);
            }
            for commit in commits {
                fold_next(&mut folder, &kept, commit);
            }
            kept.apply(folder.take_changes());
            folder.trim(3);
            check_totals(&kept, house.state());
        }
        // Batches and what a folder remembers make no difference.
        assert_eq!(kept.players, one_by_one.players);
        assert_eq!(kept.totals, one_by_one.totals);
    }
}
