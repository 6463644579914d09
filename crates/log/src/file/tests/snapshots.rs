use super::*;
use crate::chain::Head;

async fn place_with(count: u64) -> (Place, FileLog, Vec<Snapshot>) {
    let place = Place::new();
    let log = place.open(1);
    let head = Scribe::at_end(&log, 0).await.head;
    let mut saved = Vec::new();
    for n in 0..count {
        let head = Head { next_seq: head.next_seq + n, ..head };
        let snapshot = Snapshot { head, state: format!("state {n}").into() };
        log.save_snapshot(0, "fold", snapshot.clone()).await.unwrap();
        saved.insert(0, snapshot);
    }
    (place, log, saved)
}

fn files(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path().join("snapshots")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_newest_two_are_kept() {
    let (place, _log, _saved) = place_with(12).await;
    assert_eq!(files(&place), ["0-fold-10.snapshot", "0-fold-11.snapshot"]);
}

/// A crash while one is written leaves a file under another name; the next one takes its place.
#[tokio::test]
async fn a_half_written_one_is_never_returned() {
    let (place, log, saved) = place_with(2).await;
    let whole = fs::read(place.path().join("snapshots/0-fold-1.snapshot")).unwrap();
    fs::write(place.path().join("snapshots/unfinished"), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), saved);
    let next = Snapshot { state: "next".into(), ..saved[0].clone() };
    log.save_snapshot(0, "fold", next.clone()).await.unwrap();
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), [next, saved[1].clone()]);
    assert_eq!(files(&place), ["0-fold-0.snapshot", "0-fold-1.snapshot"]);
}

/// Whatever byte changes, and wherever it is cut, a snapshot is left out and the one before it is
/// still there.
#[tokio::test]
async fn a_damaged_one_is_left_out() {
    let (place, log, saved) = place_with(2).await;
    let path = place.path().join("snapshots/0-fold-1.snapshot");
    let whole = fs::read(&path).unwrap();
    for byte in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[byte] ^= 0x20;
        for bytes in [&damaged[..], &whole[..byte]] {
            fs::write(&path, bytes).unwrap();
            assert_eq!(log.snapshots(0, "fold").await.unwrap(), saved[1..], "byte {byte}");
        }
    }
    fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), saved[1..]);
    fs::write(&path, whole).unwrap();
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), saved);
}

#[tokio::test]
async fn another_log_s_or_partition_s_is_left_out() {
    let (place, _log, saved) = place_with(1).await;
    let other = Place::new();
    let init = Init { lineage: Lineage([6; 16]), ..init(2) };
    let log = FileLog::open(other.path(), &init, &Options::default(), &mut |_, _| {}).unwrap();
    let from = place.path().join("snapshots/0-fold-0.snapshot");
    fs::copy(&from, other.path().join("snapshots/0-fold-0.snapshot")).unwrap();
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), []);
    log.save_snapshot(0, "fold", saved[0].clone()).await.unwrap();
    let own = other.path().join("snapshots/0-fold-0.snapshot");
    fs::copy(own, other.path().join("snapshots/1-fold-0.snapshot")).unwrap();
    assert_eq!(log.snapshots(1, "fold").await.unwrap(), []);
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), saved);
}

#[tokio::test]
async fn a_name_cannot_lead_elsewhere() {
    let (place, log, saved) = place_with(1).await;
    let long = "x".repeat(65);
    for name in ["", "../fold", "a/b", "Fold", "é", "a.b", &long] {
        let refused = log.save_snapshot(0, name, saved[0].clone()).await;
        assert!(matches!(refused, Err(LogError::Unusable(_))), "{name:?}");
    }
    let nowhere = Head::before_genesis(log.lineage(), 0, 1);
    let refused =
        log.save_snapshot(0, "fold", Snapshot { head: nowhere, ..saved[0].clone() }).await;
    assert!(matches!(refused, Err(LogError::Unusable(_))));
    assert_eq!(files(&place), ["0-fold-0.snapshot"]);
}
