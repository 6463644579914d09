//! What the partitions are doing, as all command services see them together.
//!
//! Each of them knows what it is doing with a partition itself: one serves it, the others stand by.
//! To whoever asks the gateway a partition is in one state, that of the instance which answers for
//! it; so all are asked, and what they say is put together.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::future::join_all;
use http::request::Parts;

use croupier_api::{PartitionState, PartitionStatus, SystemPartitions};
use croupier_http::{Answer, Exchange, read_body};

use crate::admission::Subject;
use crate::forward::Forward;

/// How long an instance is waited for: it has what it says at hand, and the page that asks shows
/// what is so now.
const WITHIN: Duration = Duration::from_secs(1);

/// `GET /api/v1/system/partitions`.
pub(crate) async fn partitions(
    State(service): State<Forward>,
    Subject(subject): Subject,
    exchange: Exchange,
    parts: Parts,
) -> Response {
    let answers = service.pass_to_all(&parts, &exchange, &subject, WITHIN).await;
    let seen: Vec<_> = join_all(answers.into_iter().map(seen)).await;
    match together(seen.into_iter().flatten()) {
        Some(partitions) => Answer::ok(&partitions).into_response(),
        // Nobody has said anything that could be put together: one of them says why.
        None => service.pass(&parts, Bytes::new(), &exchange, Some(&subject)).await,
    }
}

/// What one instance sees, if it can say.
async fn seen(answer: Response) -> Option<SystemPartitions> {
    let is_ok = answer.status().is_success();
    let body = read_body(answer.into_body()).await.ok().filter(|_| is_ok)?;
    serde_json::from_slice(&body).ok()
}

/// One view of all that the instances see.
fn together(seen: impl IntoIterator<Item = SystemPartitions>) -> Option<SystemPartitions> {
    let mut seen = seen.into_iter();
    let mut together = seen.next()?;
    for other in seen {
        for (one, other) in together.partitions.iter_mut().zip(other.partitions) {
            if speaks_before(&other, one) {
                *one = other;
            }
        }
    }
    Some(together)
}

/// Whether `one` answers for the partition rather than `other`. While somebody serves it, it is
/// served, whatever keeps others from it.
fn speaks_before(one: &PartitionStatus, other: &PartitionStatus) -> bool {
    let seq = |status: &PartitionStatus| status.position.map(|position| position.seq);
    (weight(one.state), seq(one)) > (weight(other.state), seq(other))
}

const fn weight(state: PartitionState) -> u8 {
    match state {
        PartitionState::Serving => 6,
        PartitionState::Draining => 5,
        PartitionState::Starting => 4,
        PartitionState::Diverged => 3,
        PartitionState::Moved => 2,
        PartitionState::Parked => 1,
        PartitionState::Standby => 0,
    }
}

#[cfg(test)]
mod tests {
    use croupier_api::PartitionState::{
        self, Diverged, Draining, Moved, Parked, Serving, Standby, Starting,
    };
    use croupier_api::{PartitionStatus, Position, SystemPartitions};

    use super::together;

    fn seen(build: &str, states: &[(PartitionState, u64)]) -> SystemPartitions {
        let status = |(partition, (state, seq)): (u32, &(PartitionState, u64))| PartitionStatus {
            partition,
            state: *state,
            reason: None,
            owner: Some(build.into()),
            position: Some(Position::new(partition, *seq)),
            head: None,
            last_commit_at: None,
            strays: 0,
            players: 0,
            queued: 0,
        };
        SystemPartitions {
            lineage: String::new(),
            currency: String::new(),
            log_engine: "kafka".into(),
            build: build.into(),
            partitions: (0..).zip(states).map(status).collect(),
        }
    }

    #[test]
    fn whoever_answers_for_a_partition_speaks_for_it() {
        // What two instances do, and who of them speaks.
        let cases = [
            (Serving, Standby, 'a'),
            (Standby, Serving, 'b'),
            (Parked, Serving, 'b'),
            (Diverged, Serving, 'b'),
            (Draining, Starting, 'a'),
            (Standby, Starting, 'b'),
            (Parked, Standby, 'a'),
            (Standby, Diverged, 'b'),
            (Moved, Parked, 'a'),
        ];
        for (one, other, speaker) in cases {
            let all = [seen("a", &[(one, 7)]), seen("b", &[(other, 7)])];
            let status = together(all).unwrap().partitions.remove(0);
            let owner = status.owner.unwrap();
            assert_eq!(owner, speaker.to_string(), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn of_two_that_stand_by_the_one_that_has_read_more_speaks() {
        let all =
            [seen("a", &[(Standby, 7), (Serving, 3)]), seen("b", &[(Standby, 9), (Standby, 4)])];
        let partitions = together(all).unwrap().partitions;
        let owners: Vec<_> = partitions.iter().map(|status| status.owner.as_deref()).collect();
        assert_eq!(owners, [Some("b"), Some("a")]);
        assert_eq!(together([]), None);
    }
}
