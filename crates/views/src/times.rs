//! When a bet was where on its way from a request to a view.

/// When the commit that a bet stands by (the last that changed it) was where, in microseconds
/// since the Unix epoch, each by the clock of whoever saw it; `None` where nobody noted it.
///
/// They are no facts of the chain: two folds of one log see a commit at different times. So they
/// are kept beside the bet, and no digest has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HopTimes {
    /// Received by the first of our services.
    pub received_us: Option<u64>,
    /// Decided and handed to the log.
    pub decided_us: Option<u64>,
    /// Stored by the log's engine.
    pub appended_us: Option<u64>,
    /// Read from the log, and accepted, by who folds it.
    pub read_us: Option<u64>,
    /// Folded, and on its way into the view.
    pub projected_us: Option<u64>,
}

impl HopTimes {
    /// In the order of the way.
    pub(crate) fn in_order(&self) -> [Option<u64>; 5] {
        let Self { received_us, decided_us, appended_us, read_us, projected_us } = *self;
        [received_us, decided_us, appended_us, read_us, projected_us]
    }

    pub(crate) fn of(in_order: [Option<u64>; 5]) -> Self {
        let [received_us, decided_us, appended_us, read_us, projected_us] = in_order;
        Self { received_us, decided_us, appended_us, read_us, projected_us }
    }
}
