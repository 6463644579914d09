//! The strategy by which a round is played when its player does not: hitting and standing only.

use super::card::Card;
use super::hand::Total;
use super::round::Action;

/// What the stated strategy does with a `total` against the dealer's face-up card.
pub(super) fn hit_or_stand(total: Total, dealer: Card) -> Action {
    match (total.soft, total.points, dealer.value()) {
        (true, 19.., _) | (true, 18, 2..=8) => Action::Stand,
        (false, 17.., _) | (false, 13..=16, 2..=6) | (false, 12, 4..=6) => Action::Stand,
        _ => Action::Hit,
    }
}
