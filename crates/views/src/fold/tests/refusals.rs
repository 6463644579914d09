//! What the fold does not take.

use croupier_domain::games::blackjack::Round;
use croupier_domain::{BetId, Commit, Event, Money, RoundAdvanced, RoundStep, Source};

use super::{
    FoldError, ann_after, bet_id, commit, deposited, lost, money, opening, placed, refusal, seed,
    won,
};
use crate::conformance::player;

#[test]
fn a_balance_that_the_writer_did_not_have() {
    let differs = |folded, written| FoldError::BalanceDiffers {
        folded: money(folded),
        written: money(written),
    };
    let in_doubt = commit(2, 10_499, vec![deposited(500, Source::Deposit)]);
    assert_eq!(refusal([opening()], in_doubt), differs(10_500, 10_499));
    let below_zero = commit(2, -1, vec![placed(2, 10_001), lost(2)]);
    assert_eq!(refusal([opening()], below_zero), differs(-1, -1));
}

#[test]
fn an_account_that_was_not_opened_or_opened_twice() {
    let early = commit(1, 500, vec![deposited(500, Source::Deposit)]);
    assert_eq!(refusal([], early), FoldError::NotOpened);
    let again = Commit { seq: 2, time: 2_000, ..opening() };
    assert_eq!(refusal([opening()], again), FoldError::OpenedTwice);
    let mut late = opening();
    late.events.rotate_left(1);
    assert_eq!(refusal([], late), FoldError::NotOpened);
    let mut twice = opening();
    twice.events.push(twice.events[0].clone());
    assert_eq!(refusal([], twice), FoldError::OpenedTwice);
}

/// A folder that was not told of an account must not take it for a new one.
#[test]
fn an_account_that_was_not_admitted() {
    let (_, mut folder) = ann_after([opening()]);
    let bobs = Commit { player: Some(player("bob")), ..opening() };
    assert_eq!(folder.fold(bobs), Err(FoldError::NotOpened));
}

#[test]
fn a_bet_that_is_not_open() {
    let settled = [opening(), commit(2, 9_000, vec![placed(2, 1_000), lost(2)])];
    let again = commit(3, 9_100, vec![won(2, 100)]);
    assert_eq!(refusal(settled.clone(), again), FoldError::BetNotOpen(bet_id(2)));
    let unknown = commit(3, 9_100, vec![won(9, 100)]);
    assert_eq!(refusal(settled.clone(), unknown), FoldError::BetNotOpen(bet_id(9)));
    let mut draws = croupier_domain::fairness::Draws::new(&seed(1), "blackjack", "ann", 0);
    for step in [RoundStep::Deal, RoundStep::Expiry] {
        let advanced = Event::RoundAdvanced(RoundAdvanced {
            bet_id: bet_id(2),
            step,
            added_minor: Money::ZERO,
            rules: 1,
            round: Round::deal(money(1_000), &mut draws),
            expires_ms: 1,
        });
        let last = commit(3, 9_000, vec![advanced]);
        assert_eq!(refusal(settled.clone(), last), FoldError::BetNotOpen(bet_id(2)));
    }
}

/// Bets are found by what their ids say, so an id must say the truth.
#[test]
fn a_bet_id_of_another_commit() {
    let stolen = commit(2, 9_000, vec![placed(3, 1_000), lost(3)]);
    assert_eq!(refusal([opening()], stolen), FoldError::ForeignBetId(bet_id(3)));
    let Event::BetPlaced(mut bet) = placed(2, 1_000) else { unreachable!() };
    bet.bet_id = BetId::new(2_000, 5, 2);
    let other_partition = commit(2, 9_000, vec![Event::BetPlaced(bet.clone())]);
    assert_eq!(refusal([opening()], other_partition), FoldError::ForeignBetId(bet.bet_id));
}

#[test]
fn time_that_goes_back() {
    let early = Commit { time: 999, ..commit(2, 10_000, vec![]) };
    assert_eq!(refusal([opening()], early), FoldError::TimeWentBack);
}

#[test]
fn half_a_players_commit() {
    let no_balance = Commit { balance_minor: None, ..commit(2, 0, vec![]) };
    assert_eq!(refusal([opening()], no_balance), FoldError::Incomplete);
    let no_player = Commit { player: None, ..commit(2, 0, vec![]) };
    assert_eq!(refusal([opening()], no_player), FoldError::Incomplete);
}

#[test]
fn amounts_that_do_not_fit() {
    let huge = commit(2, i64::MAX, vec![deposited(i64::MAX, Source::Deposit)]);
    assert_eq!(refusal([opening()], huge), FoldError::Overflow);
}
