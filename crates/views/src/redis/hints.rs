//! Being told that a view has moved.
//!
//! Whoever moves a partition publishes where to. That may be lost, at any time and unnoticed, so
//! nothing is believed because of it: it only ends a wait early, and then the position is read.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redis::{PushInfo, PushKind, Value};
use tokio::sync::watch;

/// A version and a partition.
type Place = (u32, u32);

/// Who waits for which partition.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// The last seq that was heard of each partition that somebody has waited for.
    heard: Mutex<HashMap<Place, watch::Sender<u64>>>,
}

impl Hints {
    /// What is published when `partition` of `version` has moved to commit `seq`.
    pub(super) fn message(version: u32, partition: u32, seq: u64) -> String {
        format!("{version}:{partition}:{seq}")
    }

    /// To be told what is heard of `partition` from now on.
    pub(super) fn listen(&self, version: u32, partition: u32) -> watch::Receiver<u64> {
        self.lock().entry((version, partition)).or_default().subscribe()
    }

    /// Something came without having been asked for.
    pub(super) fn hear(&self, push: &PushInfo) {
        if push.kind != PushKind::Message {
            return;
        }
        let Some(Value::BulkString(message)) = push.data.get(1) else { return };
        let Some((place, seq)) = parse(message) else { return };
        if let Some(heard) = self.lock().get(&place) {
            heard.send_replace(seq);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Place, watch::Sender<u64>>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(message: &[u8]) -> Option<(Place, u64)> {
    let mut numbers = std::str::from_utf8(message).ok()?.split(':');
    let version = numbers.next()?.parse().ok()?;
    let partition = numbers.next()?.parse().ok()?;
    let seq = numbers.next()?.parse().ok()?;
    Some(((version, partition), seq))
}

#[cfg(test)]
mod tests {
    use super::{Hints, PushInfo, PushKind, Value};

    fn push(kind: PushKind, text: &str) -> PushInfo {
        let data = ["croupier:moved", text].map(|text| Value::BulkString(text.into()));
        PushInfo { kind, data: data.into() }
    }

    /// Only who waits for that partition is told, and nothing that is said breaks anything.
    #[test]
    fn who_waits_is_told() {
        let hints = Hints::default();
        let mut waiting = [(1, 0), (1, 3), (2, 3)].map(|(v, p)| hints.listen(v, p));
        let messages = [Hints::message(1, 3, 17), String::new(), "1:3".into(), "1:3:x".into()];
        for message in messages {
            hints.hear(&push(PushKind::Message, &message));
        }
        hints.hear(&push(PushKind::Subscribe, &Hints::message(2, 3, 99)));
        hints.hear(&PushInfo { kind: PushKind::Message, data: Vec::new() });
        let told = waiting.each_mut().map(|heard| heard.has_changed().unwrap());
        assert_eq!(told, [false, true, false]);
        assert_eq!(*waiting[1].borrow_and_update(), 17);
    }
}
