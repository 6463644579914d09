//! What librdkafka's errors mean here.

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::engine::LogError;

/// `what` could not be done now.
pub(super) fn unreachable(what: &str, error: &KafkaError) -> LogError {
    LogError::Unreachable(format!("{what}: {error}"))
}

/// Of the group that librdkafka asks about for every consumer, though ours are told what to read
/// and are members of none.
pub(super) fn is_of_the_group(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::GroupAuthorizationFailed
                | RDKafkaErrorCode::CoordinatorLoadInProgress
                | RDKafkaErrorCode::CoordinatorNotAvailable
                | RDKafkaErrorCode::NotCoordinator
        )
    )
}

/// Of a connection that does not come about: librdkafka tries on, and other brokers may do. The
/// loss of one that was there is reported otherwise.
pub(super) fn is_of_a_broker(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::BrokerTransportFailure
                | RDKafkaErrorCode::AllBrokersDown
                | RDKafkaErrorCode::Resolve
        )
    )
}

/// Of a cluster that has not told everybody yet what has changed.
pub(super) fn passes(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::NotLeaderForPartition
                | RDKafkaErrorCode::LeaderNotAvailable
                | RDKafkaErrorCode::UnknownTopicOrPartition
                | RDKafkaErrorCode::UnknownPartition
                | RDKafkaErrorCode::OffsetNotAvailable
                | RDKafkaErrorCode::FencedLeaderEpoch
                | RDKafkaErrorCode::UnknownLeaderEpoch
                | RDKafkaErrorCode::BrokerTransportFailure
        )
    )
}
