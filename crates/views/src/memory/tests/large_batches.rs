//! Boards behind large batches, which do not update them at once.

use croupier_domain::Money;
use croupier_domain::games::Game;

use crate::changes::Changes;
use crate::conformance::boards::check;
use crate::conformance::{Chance, Stage, bet, meta, player, position};
use crate::engine::Views;
use crate::memory::MemoryViews;
use crate::player::PlayerView;

/// An account with a balance of up to `bound` minor units; every other one has bet.
fn account(like: &PlayerView, chance: &mut Chance, bound: u64) -> PlayerView {
    let mut view = like.clone();
    view.balance = Money::from_minor(chance.below(bound) as i64);
    match &mut view.activity {
        Some(activity) if chance.below(2) == 0 => {
            activity.bets.won = Money::from_minor(chance.below(bound) as i64).into();
        }
        activity => *activity = None,
    }
    view
}

/// Whatever came between two looks at the boards, small batches, large ones or so many that they
/// are made anew: they are what the accounts say.
#[tokio::test]
async fn boards_are_right_whenever_somebody_looks() {
    let mut stage = Stage::new(std::sync::Arc::new(MemoryViews::new()), 0);
    let commit = stage.house.commit(&player("ann"), &bet(Game::Dice, 10));
    let (_, template) = stage.fold(vec![commit]);
    let like = &template.players[0].1;
    let mut chance = Chance(3);
    let views = MemoryViews::new();
    views.open(&meta(1)).await.unwrap();
    let mut all: Vec<_> =
        (0..6_000).map(|n| (player(&format!("p{n}")), account(like, &mut chance, 400))).collect();
    let (mut at, mut seq, mut opened) = (None, 0, 3_000);
    // How many accounts each batch changes until the next look; new ones among them.
    let rounds: [&[usize]; 8] =
        [&[3_000], &[5, 200], &[300], &[300, 300, 40], &[1, 900, 1], &[2_000], &[], &[600; 9]];
    for batches in rounds {
        for size in batches {
            let mut indices: Vec<_> =
                (0..*size).map(|_| chance.below(opened as u64) as usize).collect();
            if opened < all.len() {
                indices.extend(opened..opened + 100);
                opened += 100;
            }
            if seq == 0 {
                indices = (0..opened).collect();
            }
            indices.sort_unstable();
            indices.dedup();
            for index in &indices {
                all[*index].1 = account(like, &mut chance, 400);
            }
            let players = indices.iter().map(|index| all[*index].clone()).collect();
            seq += 1;
            let changes = Changes { players, totals: template.totals.clone(), bets: Vec::new() };
            views.apply(0, at, position(seq), changes).await.unwrap();
            at = Some(position(seq));
        }
        check(&views, &all[..opened], 60).await;
    }
}
