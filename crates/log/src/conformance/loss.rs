//! What is noticed when confirmed records are gone.

use super::{Scribe, Subject, reader_of};
use crate::engine::Item;

/// An unharmed log passes the recheck of a reader at any place, before and after it is reopened.
pub async fn stands_when_nothing_is_lost<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut readers = vec![reader_of(&*log, 0).await];
    for _round in 0..3 {
        log.append(0, scribe.commits(7)).await.unwrap();
        let mut reader = reader_of(&*log, 0).await;
        reader.anchor_here();
        readers.push(reader.clone());
        reader.anchor_here();
        readers.push(reader);
    }
    for reader in &readers {
        assert_eq!(reader.recheck(&*log).await.unwrap(), Ok(()));
    }
    drop(log);
    let subject = subject.reopen().await;
    for reader in &readers {
        assert_eq!(reader.recheck(&*subject.log()).await.unwrap(), Ok(()));
    }
}

/// A reader that had seen what is gone finds that out; one that had not, goes on.
pub async fn notices_a_truncation<S: Subject>() {
    let subject = S::fresh(1).await;
    let mut scribe = Scribe::at_end(&*subject.log(), 0).await;
    subject.log().append(0, scribe.commits(5)).await.unwrap();
    let early = reader_of(&*subject.log(), 0).await;
    subject.log().append(0, scribe.commits(3)).await.unwrap();
    let late = reader_of(&*subject.log(), 0).await;
    let Some(subject) = subject.truncate(0, 3).await else { return };

    let log = subject.log();
    let mut tail = log.tail(0, late.head().next_offset).await.unwrap();
    assert_eq!(tail.next().await.unwrap().first(), Some(&Item::Recheck));
    let diverged = late.recheck(&*log).await.unwrap().unwrap_err();
    assert_eq!((diverged.partition, diverged.seq), (0, 8));
    assert_eq!(early.recheck(&*log).await.unwrap(), Ok(()));
}

/// The same, when others have since written as many records where the lost ones stood.
pub async fn notices_a_truncation_that_was_written_over<S: Subject>() {
    let subject = S::fresh(1).await;
    let mut scribe = Scribe::at_end(&*subject.log(), 0).await;
    subject.log().append(0, scribe.commits(5)).await.unwrap();
    let early = reader_of(&*subject.log(), 0).await;
    subject.log().append(0, scribe.commits(3)).await.unwrap();
    let late = reader_of(&*subject.log(), 0).await;
    let Some(subject) = subject.truncate(0, 3).await else { return };

    let log = subject.log();
    let mut other = Scribe::at_end(&*log, 0).await;
    let batch = (0..6).map(|n| other.commit(&format!("other {n}"))).collect();
    log.append(0, batch).await.unwrap();
    assert!(late.recheck(&*log).await.unwrap().is_err());
    assert_eq!(early.recheck(&*log).await.unwrap(), Ok(()));
    assert_eq!(reader_of(&*log, 0).await.head().hash, other.head.hash);
}
