//! What is kept of bets.

use croupier_domain::games::Game;
use croupier_domain::{Chosen, Command, PlayerId};

use super::house::bet_on;
use super::{Stage, Subject, bet, chips, deal, opened, player, position, some_commits};
use crate::BETS_KEPT_MAX;
use crate::bet::BetView;
use crate::engine::Views;
use crate::times::HopTimes;

/// Every bet of every game comes back as it was folded, by its own id and in its player's list.
pub async fn returns_bets_as_they_were_folded<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let commits = some_commits(&mut stage.house, 800, 9);
    let (next, changes) = stage.fold(commits);
    views.apply(0, None, next, changes.clone()).await.unwrap();
    let mut latest = std::collections::BTreeMap::new();
    for bet in &changes.bets {
        latest.insert(bet.seq(), bet);
    }
    let games: std::collections::BTreeSet<Game> = latest.values().map(|bet| bet.game()).collect();
    assert_eq!(games.len(), Game::ALL.len(), "every game is among them");
    assert!(latest.values().any(|bet| bet.settled.is_none()), "an open one is among them");
    for (seq, bet) in &latest {
        let receipt = views.bet(0, *seq).await.unwrap().value.unwrap();
        assert_eq!(receipt.bet, **bet);
        let account = views.player(0, &bet.player).await.unwrap().value;
        assert_eq!(Some(receipt.player), account);
    }
    for (id, _) in &changes.players {
        let listed = all_of(&*views, id, 1_000).await;
        let expected: Vec<_> = latest
            .values()
            .rev()
            .filter(|bet| bet.player == *id)
            .map(|bet| (*bet).clone())
            .collect();
        assert_eq!(listed, expected);
    }
    assert_eq!(views.bet(0, next.seq + 1).await.unwrap().value, None);
}

async fn all_of(views: &dyn Views, id: &PlayerId, limit: usize) -> Vec<BetView> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = views.bets(0, id, before, limit).await.unwrap().value;
        assert!(page.bets.len() <= limit);
        assert!(page.bets.len() == limit || !page.has_more, "a short page is the last");
        before = page.bets.last().map(BetView::seq);
        all.extend(page.bets);
        if !page.has_more {
            return all;
        }
    }
}

/// Pages follow one another exactly, whatever arrives between them.
pub async fn pages_without_gaps_or_repeats<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let (ann, bob) = (player("ann"), player("bob"));
    let mut stage = Stage::new(views.clone(), 0);
    for _ in 0..95 {
        stage.play(&ann, &bet(Game::Dice, 10)).await;
        stage.play(&bob, &bet(Game::Slots, 10)).await;
    }
    let at_first: Vec<u64> = all_of(&*views, &ann, 1_000).await.iter().map(BetView::seq).collect();
    assert_eq!(at_first.len(), 95);
    assert!(at_first.is_sorted_by(|newer, older| newer > older));
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = views.bets(0, &ann, before, 10).await.unwrap().value;
        seen.extend(page.bets.iter().map(BetView::seq));
        before = page.bets.last().map(BetView::seq);
        if !page.has_more {
            break;
        }
        stage.play(&ann, &bet(Game::Dice, 10)).await;
        stage.play(&bob, &bet(Game::Dice, 10)).await;
    }
    assert_eq!(seen, at_first);
    // A page that ends exactly with the last bet says that it does.
    let whole = views.bets(0, &bob, None, 104).await.unwrap().value;
    assert_eq!((whole.bets.len(), whole.has_more), (104, false));
    assert!(views.bets(0, &bob, None, 103).await.unwrap().value.has_more);
}

/// The newest thousand are kept, and no others: neither in the list nor by id.
pub async fn keeps_exactly_the_newest<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let (ann, bob) = (player("ann"), player("bob"));
    let mut stage = Stage::new(views.clone(), 0);
    stage.play(&bob, &bet(Game::Dice, 10)).await;
    let mut seqs = Vec::new();
    for size in [BETS_KEPT_MAX - 1, 1, 1, 40, 3 * BETS_KEPT_MAX] {
        let commits: Vec<_> =
            (0..size).map(|_| stage.house.commit(&ann, &bet(Game::Dice, 10))).collect();
        let placed = commits.iter().filter(|commit| {
            commit.events.iter().any(|event| matches!(event, croupier_domain::Event::BetPlaced(_)))
        });
        seqs.extend(placed.map(|commit| commit.seq));
        stage.apply(commits).await;
        let kept = all_of(&*views, &ann, 300).await;
        let newest = seqs.iter().rev().take(BETS_KEPT_MAX);
        assert!(kept.iter().map(BetView::seq).eq(newest.copied()), "after {} bets", seqs.len());
    }
    assert!(seqs.len() > 3 * BETS_KEPT_MAX, "she could afford them");
    let is_kept = async |seq| views.bet(0, seq).await.unwrap().value.is_some();
    assert!(is_kept(seqs[seqs.len() - BETS_KEPT_MAX]).await);
    assert!(!is_kept(seqs[seqs.len() - BETS_KEPT_MAX - 1]).await);
    assert!(!is_kept(seqs[0]).await);
    assert!(is_kept(1).await, "another's bets are untouched");
}

/// A round that goes on and is settled changes its bet where it stands in the list.
pub async fn settles_a_bet_in_its_place<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let ann = player("ann");
    let mut stage = Stage::new(views.clone(), 0);
    let bet_id = open_a_round(&mut stage, &ann).await;
    stage.play(&ann, &bet_on(chips(20), 20)).await;
    stage.play(&ann, &bet(Game::Dice, 10)).await;
    let before = all_of(&*views, &ann, 100).await;
    let open = views.bet(0, bet_id.seq()).await.unwrap().value.unwrap();
    assert_eq!(open.bet.settled, None);
    assert_eq!(open.player.open_round().map(|open| open.bet.bet_id), Some(bet_id));
    stage.house.time_ms += 5;
    stage.play(&ann, &Command::ExpireRound { bet_id }).await;
    let settled = views.bet(0, bet_id.seq()).await.unwrap().value.unwrap();
    assert!(settled.bet.settled.as_ref().is_some_and(|s| s.time_ms == stage.house.time_ms));
    assert_eq!(settled.player.open_round(), None);
    let after = all_of(&*views, &ann, 100).await;
    let seqs = |bets: &[BetView]| bets.iter().map(BetView::seq).collect::<Vec<_>>();
    assert_eq!(seqs(&after), seqs(&before));
    assert!(after.contains(&settled.bet));
}

/// A round may outlive its bet's place among the newest; settling it brings nothing back.
pub async fn forgets_an_open_bet_that_is_too_old<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let ann = player("ann");
    let mut stage = Stage::new(views.clone(), 0);
    let bet_id = open_a_round(&mut stage, &ann).await;
    let commits = (0..BETS_KEPT_MAX).map(|_| stage.house.commit(&ann, &bet(Game::Dice, 10)));
    let commits = commits.collect();
    stage.apply(commits).await;
    assert_eq!(views.bet(0, bet_id.seq()).await.unwrap().value, None);
    let (_, version) = stage.house.open_round(&ann).unwrap();
    let action = Chosen::Known(croupier_domain::games::blackjack::Action::Stand);
    stage.play(&ann, &Command::Act { bet_id, version, action }).await;
    assert_eq!(views.bet(0, bet_id.seq()).await.unwrap().value, None);
    assert_eq!(all_of(&*views, &ann, 100).await.len(), BETS_KEPT_MAX);
    let account = views.player(0, &ann).await.unwrap();
    assert_eq!(account.position, Some(position(stage.house.next_seq() - 1)));
}

/// When a bet was where is kept with it, and is nothing that two views must agree about.
pub async fn keeps_times_beside_the_digest<S: Subject>() {
    let (subject, other) = (opened::<S>(1).await, opened::<S>(1).await);
    let (views, untimed) = (subject.views(), other.views());
    let ann = player("ann");
    let mut stage = Stage::new(views.clone(), 0);
    let commits: Vec<_> = (0..3).map(|_| stage.house.commit(&ann, &bet(Game::Dice, 10))).collect();
    let (next, mut changes) = stage.fold(commits);
    untimed.apply(0, None, next, changes.clone()).await.unwrap();
    let placed_us = changes.bets[0].placed_ms() * 1_000;
    let all = HopTimes {
        received_us: Some(placed_us - 123_456),
        decided_us: Some(placed_us),
        appended_us: Some(placed_us + 7),
        read_us: Some(placed_us + 1_234_567),
        projected_us: None,
    };
    let some = HopTimes { received_us: None, appended_us: None, ..all };
    for (bet, times) in changes.bets.iter_mut().zip([all, some, HopTimes::default()]) {
        bet.times = times;
    }
    changes.projected_at(placed_us + 2_000_000);
    let projected_us = Some(placed_us + 2_000_000);
    let expected = [all, some].map(|times| HopTimes { projected_us, ..times });
    views.apply(0, None, next, changes).await.unwrap();
    let newest_first = all_of(&*views, &ann, 10).await;
    let times: Vec<_> = newest_first.iter().rev().map(|bet| bet.times).collect();
    assert_eq!(times, [expected[0], expected[1], HopTimes::default()]);
    let one = views.bet(0, newest_first[2].seq()).await.unwrap().value.unwrap();
    assert_eq!(one.bet.times, expected[0]);
    let (timed, untimed) = (views.digest(0).await.unwrap(), untimed.digest(0).await.unwrap());
    assert_eq!((timed.value, timed.position), (untimed.value, untimed.position));
}

/// Deal until a round is not over at once.
async fn open_a_round(stage: &mut Stage, id: &PlayerId) -> croupier_domain::BetId {
    loop {
        stage.play(id, &deal(10)).await;
        if let Some((bet_id, _)) = stage.house.open_round(id) {
            return bet_id;
        }
    }
}
