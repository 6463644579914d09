//! No value is lost, and the order of doubles and bytes is the order of standings.

use croupier_domain::{Money, PlayerId};
use proptest::prelude::*;

use super::{Score, standing};
use crate::board::Standing;

fn player(name: &str) -> PlayerId {
    PlayerId::parse(name).unwrap()
}

/// What a sorted set orders by.
fn place(standing: &Standing) -> (f64, Vec<u8>) {
    let score = Score::of(standing.value);
    (score.text().parse().unwrap(), score.member(&standing.player).into_owned())
}

fn check(one: &Standing, other: &Standing) {
    let (a, b) = (place(one), place(other));
    let by_place = a.0.partial_cmp(&b.0).unwrap().then_with(|| a.1.cmp(&b.1));
    assert_eq!(by_place, one.cmp(other), "{one:?}, {other:?}");
    for standing_at in [one, other] {
        let (score, member) = place(standing_at);
        // Redis tells scores with 17 digits, which name every double.
        let told = format!("{score:.16e}");
        assert_eq!(standing(told.as_bytes(), &member).as_ref(), Ok(standing_at));
    }
}

const EXACT: i64 = 1 << 53;

#[test]
fn the_ends_and_what_lies_beside_them() {
    let edges = [0, 1, 100, EXACT, EXACT + 1, EXACT + 2, i64::MAX - 1_024, i64::MAX - 1, i64::MAX];
    let values: Vec<i64> = edges.into_iter().chain(edges.map(|edge| -edge)).collect();
    let values = [&values[..], &[i64::MIN, i64::MIN + 1]].concat();
    for one in &values {
        for other in &values {
            for name in ["m", "a"] {
                let [one, other] = [(*one, "m"), (*other, name)].map(|(value, name)| Standing {
                    value: Money::from_minor(value),
                    player: player(name),
                });
                check(&one, &other);
            }
        }
    }
}

#[test]
fn what_balances_can_be_has_no_remainder() {
    for value in [0, 1, -1, EXACT, -EXACT] {
        assert_eq!(*Score::of(Money::from_minor(value)).member(&player("z")), *b"z");
    }
    let beyond = Score::of(Money::from_minor(EXACT + 1));
    assert_eq!(*beyond.member(&player("z")), *b"\xff\x00\x01z");
}

#[test]
fn what_is_no_standing_is_refused() {
    let cases: [(&[u8], &[u8]); 6] = [
        (b"", b"a"),
        (b"x", b"a"),
        (b"1", b""),
        (b"1", b"\xff\x00"),
        (b"1e300", b"a"),
        (b"1", b"/"),
    ];
    for (score, member) in cases {
        standing(score, member).unwrap_err();
    }
}

proptest! {
    #[test]
    fn any_two_stand_in_their_order(
        value in any::<i64>(),
        other in any::<i64>(),
        near in -3_000_i64..3_000,
        names in prop::array::uniform2("[A-Za-z0-9_@|:+-][A-Za-z0-9._@|:+-]{0,3}"),
    ) {
        let [one, two] = names.map(|name| player(&name));
        let at = |value, player: &PlayerId| Standing {
            value: Money::from_minor(value),
            player: player.clone(),
        };
        check(&at(value, &one), &at(other, &two));
        check(&at(value, &one), &at(value.saturating_add(near), &two));
    }
}
