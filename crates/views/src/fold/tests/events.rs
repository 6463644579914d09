//! What each kind of event does.

use croupier_domain::fairness::Commitment;
use croupier_domain::games::blackjack::{Action, Round};
use croupier_domain::games::{Game, Selection, Verdict};
use croupier_domain::{
    BetPlaced, BetRejected, Checkpointed, ClientSeedSet, Commit, Event, FundsWithdrawn, GenesisOf,
    Hex, Rejection, RoundAdvanced, RoundStep, SeedCommitted, SeedRevealed, Source, Takeover,
};

use super::{
    TIME_MS, ann_after, bet_id, commit, deposited, folder, lost, money, opening, outcome, placed,
    pushed, seed, won,
};
use crate::REVEALED_SEEDS_KEPT_MAX;
use crate::bet::{BetStatus, BetView, Settled};
use crate::conformance::player;
use crate::player::BetStats;
use crate::sum::Sum;
use crate::times::HopTimes;

fn sum(minor: i64) -> Sum {
    money(minor).into()
}

#[test]
fn opening_an_account() {
    let (ann, mut folder) = ann_after([opening()]);
    assert_eq!((ann.opened_ms, ann.updated_ms), (TIME_MS, TIME_MS));
    assert_eq!(
        (ann.balance, ann.opening, ann.deposited()),
        (money(10_000), money(10_000), sum(10_000))
    );
    assert_eq!((ann.seed.index, ann.seed.key_id, ann.seed.committed_seq), (0, 3, 1));
    assert_eq!(ann.activity, None, "an idle account has nothing to carry");
    assert_eq!(ann.client_seed(&player("ann")), "ann");
    let changes = folder.take_changes();
    assert_eq!(changes.players, [(player("ann"), ann)]);
    assert_eq!((changes.totals.player_count, changes.totals.deposited), (1, sum(10_000)));
}

#[test]
fn money_in_and_out() {
    let withdrawn = Event::FundsWithdrawn(FundsWithdrawn { amount_minor: money(300) });
    let (ann, mut folder) = ann_after([
        opening(),
        commit(2, 10_500, vec![deposited(500, Source::Deposit)]),
        commit(3, 10_200, vec![withdrawn]),
    ]);
    assert_eq!((ann.balance, ann.opening), (money(10_200), money(10_000)));
    assert_eq!((ann.deposited(), ann.withdrawn()), (sum(10_500), sum(300)));
    assert_eq!(ann.updated_ms, 3 * TIME_MS);
    let totals = folder.take_changes().totals;
    assert_eq!((totals.deposited, totals.withdrawn), (sum(10_500), sum(300)));
}

#[test]
fn bets_that_end_at_once() {
    let (ann, mut folder) = ann_after([
        opening(),
        commit(2, 12_000, vec![placed(2, 1_000), won(2, 3_000)]),
        commit(3, 11_400, vec![placed(3, 600), lost(3)]),
        commit(4, 11_400, vec![placed(4, 500), pushed(4, 500)]),
        // A win that pays less than its stake is a win.
        commit(5, 11_350, vec![placed(5, 100), won(5, 50)]),
    ]);
    let expected = BetStats {
        placed_count: 4,
        won_count: 2,
        lost_count: 1,
        pushed_count: 1,
        wagered: sum(2_200),
        settled: sum(2_200),
        won: sum(3_050),
        lost: sum(600),
        pushed: sum(500),
        biggest_win: money(2_000),
        first_ms: 2 * TIME_MS,
        last_ms: 5 * TIME_MS,
    };
    assert_eq!(ann.bets(), expected);
    assert_eq!(ann.bets().net_won(), sum(1_350));
    assert_eq!(ann.seed.next_nonce, 4);
    let changes = folder.take_changes();
    assert_eq!(changes.totals.games.iter().len(), 1);
    let dice = changes.totals.games.iter().next().unwrap();
    assert_eq!((dice.game, dice.bet_count), (Game::Dice, 4));
    assert_eq!((dice.wagered, dice.settled, dice.paid), (sum(2_200), sum(2_200), sum(3_550)));
    let profits: Vec<_> = changes.bets.iter().map(|bet| bet.profit().unwrap().minor()).collect();
    assert_eq!(profits, [2_000, -600, 0, -50]);
    let statuses: Vec<_> = changes.bets.iter().map(BetView::status).collect();
    assert_eq!(statuses, [BetStatus::Won, BetStatus::Lost, BetStatus::Push, BetStatus::Won]);
}

#[test]
fn every_field_of_a_bet() {
    let with_seed = Event::ClientSeedSet(ClientSeedSet { client_seed: "luck".into() });
    let (_, mut folder) =
        ann_after([opening(), commit(2, 12_000, vec![with_seed, placed(2, 1_000), won(2, 3_000)])]);
    let expected = BetView {
        bet_id: bet_id(2),
        player: player("ann"),
        event_index: 1,
        session_id: "s".into(),
        correlation_id: Some("c-2".into()),
        selection: Selection::Dice(croupier_domain::games::dice::Call::DEFAULT),
        rules: 1,
        stake: money(1_000),
        seed_index: 0,
        nonce: 0,
        client_seed: "ann".into(),
        commitment_seq: 1,
        balance_after: money(12_000),
        settled: Some(Settled {
            verdict: Verdict::Won,
            payout: money(3_000),
            outcome: outcome(),
            seq: 2,
            time_ms: 2 * TIME_MS,
        }),
        times: HopTimes::default(),
    };
    assert_eq!(folder.take_changes().bets, std::slice::from_ref(&expected));
    assert!(expected.commitment_came_before());
}

/// A bet has the times of the last commit that changed it.
#[test]
fn times_of_a_bet() {
    let seen_at = |us: u64| HopTimes { read_us: Some(us), ..HopTimes::default() };
    let mut folder = folder();
    folder.fold_seen(opening(), seen_at(1)).unwrap();
    folder.fold_seen(commit(2, 12_000, vec![placed(2, 1_000), won(2, 3_000)]), seen_at(2)).unwrap();
    folder.fold(commit(3, 11_000, vec![placed(3, 1_000), lost(3)])).unwrap();
    let mut changes = folder.take_changes();
    changes.projected_at(9);
    let times: Vec<_> = changes.bets.iter().map(|bet| bet.times).collect();
    let first = HopTimes { projected_us: Some(9), ..seen_at(2) };
    assert_eq!(times, [first, HopTimes::default()]);
}

/// The first bet of a new player comes in the commit that publishes the seed's hash.
#[test]
fn a_bet_with_its_commitment() {
    let mut first = opening();
    first.balance_minor = Some(money(9_000));
    let bet = BetPlaced {
        nonce: 0,
        ..match placed(2, 1_000) {
            Event::BetPlaced(bet) => bet,
            _ => unreachable!(),
        }
    };
    let id = croupier_domain::BetId::new(TIME_MS, 4, 1);
    first.events.push(Event::BetPlaced(BetPlaced { bet_id: id, ..bet }));
    first.events.push(Event::BetLost(croupier_domain::BetLost { bet_id: id, outcome: outcome() }));
    let (_, mut folder) = ann_after([first]);
    let bets = folder.take_changes().bets;
    assert_eq!((bets[0].event_index, bets[0].commitment_seq), (3, 1));
    assert!(!bets[0].commitment_came_before());
}

fn advanced(step: RoundStep, added: i64, round: &Round) -> Event {
    Event::RoundAdvanced(RoundAdvanced {
        bet_id: bet_id(2),
        step,
        added_minor: money(added),
        rules: 1,
        round: round.clone(),
        expires_ms: 77,
    })
}

#[test]
fn a_round_played_by_hand() {
    let mut draws = croupier_domain::fairness::Draws::new(&seed(1), "blackjack", "ann", 0);
    let round = Round::deal(money(1_000), &mut draws);
    let dealt = vec![placed(2, 1_000), advanced(RoundStep::Deal, 0, &round)];
    let doubled = advanced(RoundStep::Player(Action::Double), 1_000, &round);
    let (ann, mut folder) = ann_after([opening(), commit(2, 9_000, dealt)]);
    let open = ann.open_round().unwrap();
    assert_eq!((open.bet.stake, &open.round, open.expires_ms), (money(1_000), &round, 77));
    assert_eq!((ann.bets().wagered, ann.bets().settled), (sum(1_000), Sum::ZERO));
    let changes = folder.take_changes();
    assert_eq!(changes.totals.open_bet_count, 1);
    assert_eq!(changes.bets, std::slice::from_ref(&open.bet));
    assert_eq!(changes.bets[0].status(), BetStatus::Placed);

    folder.fold(commit(3, 8_000, vec![doubled])).unwrap();
    let changes = folder.take_changes();
    assert_eq!(
        (changes.bets[0].stake, changes.bets[0].balance_after),
        (money(2_000), money(8_000))
    );
    assert_eq!(changes.bets[0].seq(), 2, "it is still the same bet");

    let expired = vec![advanced(RoundStep::Expiry, 0, &round), won(2, 4_000)];
    folder.fold(commit(4, 12_000, expired)).unwrap();
    let changes = folder.take_changes();
    let last = changes.bets.last().unwrap();
    assert_eq!(
        (last.stake, last.profit(), last.placed_ms()),
        (money(2_000), Some(money(2_000)), 2_000)
    );
    assert_eq!(
        last.settled.as_ref().map(|settled| (settled.seq, settled.time_ms)),
        Some((4, 4_000))
    );
    let (_, ann) = &changes.players[0];
    assert_eq!(ann.open_round(), None);
    assert_eq!((ann.bets().wagered, ann.bets().settled), (sum(2_000), sum(2_000)));
    assert_eq!((changes.totals.open_bet_count, changes.totals.games.wagered()), (0, sum(2_000)));
}

#[test]
fn seeds_rotate_and_the_newest_are_kept() {
    let rotations = REVEALED_SEEDS_KEPT_MAX as u64 + 20;
    let rotated = (0..rotations).map(|n| {
        let index = n as u32;
        let commitment = Commitment(Hex([n as u8; 32]));
        let next = SeedCommitted { index: index + 1, commitment, key_id: 3 };
        let events = vec![
            placed(2 + n, 1),
            pushed(2 + n, 1),
            Event::SeedRevealed(SeedRevealed { index, seed: seed(n as u8) }),
            Event::SeedCommitted(next),
        ];
        commit(2 + n, 10_000, events)
    });
    let (ann, _) = ann_after([opening()].into_iter().chain(rotated));
    assert_eq!((ann.seed.index, ann.seed.next_nonce), (rotations as u32, 0));
    assert_eq!(ann.seed.committed_seq, rotations + 1);
    let indices: Vec<_> = ann.revealed_seeds().iter().map(|revealed| revealed.index).collect();
    assert!(indices.iter().copied().eq(20..rotations as u32), "{indices:?}");
    let last = ann.revealed_seeds().last().unwrap();
    assert_eq!(
        (last.seed, last.revealed_ms),
        (seed((rotations - 1) as u8), (rotations + 1) * TIME_MS)
    );
    assert_eq!(ann.revealed_seed(19), None);
    // Nonces begin at 0, and its last bet had 20.
    assert_eq!(ann.revealed_seed(20).map(|revealed| revealed.bet_count), Some(21));
}

#[test]
fn a_refusal_changes_nothing() {
    let refused = Event::BetRejected(BetRejected { rejection: Rejection::UnknownGame });
    let (before, _) = ann_after([opening()]);
    let (after, mut folder) = ann_after([opening(), commit(2, 10_000, vec![refused])]);
    assert_eq!(after, before, "not even the time of the last change");
    assert_eq!(folder.take_changes().totals.time_ms, 2 * TIME_MS, "but log time goes on");
}

#[test]
fn the_systems_own_commits_move_time_alone() {
    let genesis = GenesisOf {
        lineage: Hex([0; 16]),
        partition: 4,
        partition_count: 8,
        player_hash: "sha256-mod".into(),
        currency: "credits".into(),
        exponent: 2,
    };
    let takeover = Takeover {
        instance: "i".into(),
        address: String::new(),
        generation: 1,
        build: "b".into(),
        writes: vec![1],
    };
    let events = [
        Event::Genesis(genesis),
        Event::Takeover(takeover),
        Event::Checkpointed(Checkpointed { state_digest: Hex([0; 16]) }),
    ];
    for event in events {
        let mut folder = folder();
        let system = Commit { player: None, balance_minor: None, ..commit(5, 0, vec![event]) };
        folder.fold(system).unwrap();
        let changes = folder.take_changes();
        assert!(changes.players.is_empty() && changes.bets.is_empty());
        let mut totals = changes.totals;
        assert_eq!(std::mem::take(&mut totals.time_ms), 5 * TIME_MS);
        assert_eq!(totals, Default::default());
    }
}
