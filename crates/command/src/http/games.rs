//! The games as this build plays them, and the table as it is configured: rendered from the
//! constants that the decisions use, so that no page has to state them again.

use axum::extract::State;
use croupier_api::{Amount, GameRules, Games, Percent, Ratio, RawObject};
use croupier_domain::games::blackjack::{self, HandResult};
use croupier_domain::games::roulette::{self, Spot};
use croupier_domain::games::slots::{self, Symbol};
use croupier_domain::games::{Game, Rtp, dice};
use croupier_domain::{Money, Table};
use croupier_http::{Answer, Failure};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Desk;

/// Every game with the version of its rules, its return, what there is to bet on, and the limits.
#[utoipa::path(
    get,
    path = "/api/v1/games",
    tag = "games",
    responses((status = 200, description = "What can be played here", body = Games)),
)]
pub(super) async fn games(State(desk): State<Desk>) -> Result<Answer, Failure> {
    let Table { stake_min, stake_max, opening_balance, round_expiry_ms } = desk.facts.table;
    Answer::ok(&Games {
        currency: desk.facts.currency.clone(),
        stake_min: amount(stake_min),
        stake_max: amount(stake_max),
        opening_balance: amount(opening_balance),
        round_expiry_ms,
        games: Game::ALL.map(rules).into(),
    })
}

#[expect(clippy::expect_used, reason = "what an offer is made of becomes a JSON object")]
fn rules(game: Game) -> GameRules {
    let (offers, by_hand) = match game {
        Game::Roulette => (RawObject::of(&roulette_offers()), None),
        Game::Slots => (RawObject::of(&SLOTS), None),
        Game::Blackjack => (RawObject::of(&BLACKJACK), Some(blackjack::RTP_OF_BEST_PLAY)),
        Game::Dice => (RawObject::of(&DICE), None),
    };
    GameRules {
        game_type: game.name().into(),
        rules: game.rules(),
        rtp: ratio(game.rtp()),
        rtp_by_hand: by_hand.map(ratio),
        house_edge: rest(by_hand.unwrap_or(game.rtp())),
        offers: offers.expect("an object"),
    }
}

/// One spot of each name.
const SPOTS: [Spot; 13] = [
    Spot::Straight { number: 0 },
    Spot::Split { numbers: [0, 1] },
    Spot::Street { numbers: [0, 1, 2] },
    Spot::Corner { numbers: [0, 1, 2, 3] },
    Spot::SixLine { numbers: [1, 2, 3, 4, 5, 6] },
    Spot::Dozen { dozen: 1 },
    Spot::Column { column: 1 },
    Spot::Red,
    Spot::Black,
    Spot::Odd,
    Spot::Even,
    Spot::Low,
    Spot::High,
];

#[derive(Serialize)]
struct RouletteOffers {
    /// What a win pays to one, besides the stake, by the name of the bet.
    pays_to_one: Map<String, Value>,
    chips_max: usize,
}

fn roulette_offers() -> RouletteOffers {
    let pays = SPOTS.iter().map(|spot| (spot.name().into(), spot.pays_to_one().into()));
    RouletteOffers { pays_to_one: pays.collect(), chips_max: roulette::CHIPS_MAX }
}

/// As the reels are: what is not shown here is nowhere else.
#[derive(Serialize)]
struct SlotsOffers {
    /// The row that each line takes from the three reels, in the order they are bought.
    lines: [[usize; 3]; 5],
    /// The symbols around each reel, from stop 0 on.
    strips: [[Symbol; slots::STOPS]; 3],
    runs: [Run; 8],
}

/// How many times a line's share of the stake a run of one, two and three pays.
#[derive(Serialize)]
struct Run {
    symbol: Symbol,
    pays: [u32; 3],
}

const SLOTS: SlotsOffers = SlotsOffers {
    lines: slots::LINES,
    strips: slots::STRIPS,
    runs: {
        let mut runs = [const { Run { symbol: Symbol::Cherry, pays: [0; 3] } }; 8];
        let mut at = 0;
        while at < runs.len() {
            runs[at] = Run { symbol: Symbol::ALL[at], pays: Symbol::ALL[at].pays() };
            at += 1;
        }
        runs
    },
};

#[derive(Serialize)]
struct BlackjackOffers {
    /// What a natural, and what any other win returns of a hand's stake, the stake included.
    natural: Ratio,
    won: Ratio,
    hands_max: usize,
}

const BLACKJACK: BlackjackOffers = BlackjackOffers {
    natural: returned(HandResult::Natural),
    won: returned(HandResult::Won),
    hands_max: blackjack::HANDS_MAX,
};

const fn returned(result: HandResult) -> Ratio {
    Ratio { numerator: result.half_stakes(), denominator: 2 }
}

/// A win with the chance *c* returns the stake × RTP ÷ *c*.
#[derive(Serialize)]
struct DiceOffers {
    numbers: u16,
    chance_min: Percent,
    chance_max: Percent,
}

const DICE: DiceOffers = DiceOffers {
    numbers: dice::NUMBERS,
    chance_min: Percent::from_hundredths(dice::CHANCE_BP_MIN as i64),
    chance_max: Percent::from_hundredths(dice::CHANCE_BP_MAX as i64),
};

fn amount(money: Money) -> Amount {
    Amount::from_minor(money.minor())
}

const fn ratio(Rtp { numerator, denominator }: Rtp) -> Ratio {
    Ratio { numerator, denominator }
}

const fn rest(Rtp { numerator, denominator }: Rtp) -> Ratio {
    Ratio { numerator: denominator - numerator, denominator }
}
