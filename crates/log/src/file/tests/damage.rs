use super::*;
use crate::file::wal;

/// A log of two partitions that was closed, and what it holds.
async fn closed_log(commit_count: usize) -> (Place, Vec<Vec<Stored>>) {
    let place = Place::in_memory();
    let log = place.open(2);
    fill(&log, commit_count).await;
    let contents = contents(&log).await;
    log.close();
    (place, contents)
}

fn find(bytes: &[u8], text: &[u8]) -> usize {
    bytes.windows(text.len()).position(|window| window == text).unwrap()
}

#[tokio::test]
async fn a_changed_commit_is_named() {
    let (place, contents) = closed_log(10).await;
    let whole = fs::read(place.database()).unwrap();
    let cases = [
        // The chain breaks at the commit after the changed one; behind the last there is none.
        (1usize, 4usize, "partition 1, offset 5"),
        (0, 9, "partition 0, offset 10"),
        (1, 10, "partition 1, offset 10"),
        (1, 0, "partition 1, offset 0"),
        // It says what log it is.
        (0, 0, "log.sqlite3"),
    ];
    for (partition, offset, named) in cases {
        let mut bytes = whole.clone();
        let Record { prev, key, value, .. } = &contents[partition][offset].record;
        let stored = [&prev.0[..], key, value].concat();
        bytes[find(&whole, &stored) + stored.len() - 9] ^= 1;
        fs::write(place.database(), &bytes).unwrap();
        let error = place.try_open(2).unwrap_err();
        let LogError::Damaged { place, .. } = &error else { panic!("{error}") };
        assert!(place.ends_with(named), "{error}");
    }
    fs::write(place.database(), whole).unwrap();
    place.open(2);
}

/// Commits that are gone, whole and without a trace in the file, are missed all the same.
#[tokio::test]
async fn missing_commits_are_named() {
    let (place, _contents) = closed_log(10).await;
    let whole = fs::read(place.database()).unwrap();
    let edits = [
        ("DELETE FROM partition_1 WHERE \"offset\" = 3", "partition 1, offset 3"),
        ("DELETE FROM partition_1 WHERE \"offset\" > 7", "partition 1, offset 8"),
        ("DELETE FROM partition_0 WHERE \"offset\" = 0", "log.sqlite3"),
        ("DELETE FROM partition_1", "partition 1, offset 0"),
        ("DELETE FROM heads WHERE partition = 0", "partition 0, offset 11"),
        ("UPDATE heads SET \"offset\" = 9 WHERE partition = 0", "partition 0, offset 11"),
        ("UPDATE partition_0 SET \"offset\" = 11 WHERE \"offset\" = 10", "partition 0, offset 10"),
        (
            "PRAGMA ignore_check_constraints = on;
            INSERT INTO partition_0 SELECT -1, prev, key, value FROM partition_0 LIMIT 1",
            "log.sqlite3",
        ),
        ("DROP TABLE partition_1", "log.sqlite3"),
        ("UPDATE meta SET value = 'USD' WHERE name = 'currency'", "log.sqlite3"),
        ("DROP VIEW log", "log.sqlite3"),
    ];
    for (sql, named) in edits {
        fs::write(place.database(), &whole).unwrap();
        let vandal = Connection::open(place.database()).unwrap();
        vandal.execute_batch(sql).unwrap();
        vandal.close().unwrap();
        let error = place.try_open(2).unwrap_err();
        let LogError::Damaged { place, .. } = &error else { panic!("{sql}: {error}") };
        assert!(place.ends_with(named), "{sql}: {error}");
    }
}

/// Whatever byte of the database changes, either the log refuses to open, or nothing that it holds
/// has changed and it can be written. (Every 29th byte here, for the time it takes; every one was
/// tried when this was written.)
#[tokio::test]
async fn no_changed_byte_goes_unnoticed() {
    let (place, expected) = closed_log(40).await;
    let whole = fs::read(place.database()).unwrap();
    assert!(whole.len() > 20_000, "{}", whole.len());
    let (mut refused, mut harmless) = (0, 0);
    for byte in (0..whole.len()).step_by(29) {
        let mut bytes = whole.clone();
        bytes[byte] ^= [0x01, 0x80, 0xff, 0x04][byte % 4];
        fs::write(place.database(), &bytes).unwrap();
        match open_when_free(&place) {
            Err(LogError::Damaged { .. } | LogError::Unusable(_)) => refused += 1,
            Err(other) => panic!("byte {byte}: {other}"),
            Ok(log) => {
                harmless += 1;
                assert_eq!(contents(&log).await, expected, "byte {byte}");
                if byte % 3 == 0 {
                    fill(&log, 1).await;
                    log.close();
                    let grown = contents(&place.open(2)).await.concat().len();
                    assert_eq!(grown, expected.concat().len() + 2, "byte {byte}");
                }
            }
        }
    }
    println!("{refused} refused, {harmless} harmless");
    assert!(refused > 150 && harmless > 150);
}

/// A test beside this one may start a process, which shares the lock until it has become itself.
fn open_when_free(place: &Place) -> Result<FileLog, LogError> {
    loop {
        match place.try_open(2) {
            Err(LogError::InUse(_)) => std::thread::sleep(std::time::Duration::from_millis(5)),
            opened => return opened,
        }
    }
}

/// Some transactions in the write-ahead log, of one and of several frames.
async fn crashed_log() -> (Place, Vec<Vec<Stored>>) {
    let place = Place::in_memory();
    let log = place.open(2);
    fill(&log, 3).await;
    let mut scribe = Scribe::at_end(&log, 1).await;
    log.append(1, (0..6).map(|_| scribe.commit_sized(3000)).collect()).await.unwrap();
    let before = contents(&log).await;
    log.append(1, (0..4).map(|_| scribe.commit_sized(3000)).collect()).await.unwrap();
    (place.crashed(), before)
}

/// The frames of the real thing: (page, is commit).
fn frames(wal: &[u8]) -> Vec<(u32, bool)> {
    let word = |frame: &[u8], at| u32::from_be_bytes(frame[at..at + 4].try_into().unwrap());
    wal[32..].chunks_exact(24 + 4096).map(|frame| (word(frame, 0), word(frame, 4) != 0)).collect()
}

/// What `wal` relies on of SQLite: within a transaction pages ascend; ours begin in front of where
/// the one before ended.
#[tokio::test]
async fn transactions_are_written_in_ascending_pages() {
    let (place, _before) = crashed_log().await;
    let frames = frames(&fs::read(place.wal()).unwrap());
    assert!(frames.iter().filter(|(_page, is_commit)| *is_commit).count() >= 8);
    for pair in frames.windows(2) {
        let [(page, is_commit), (next, _)] = pair else { continue };
        assert_eq!(*is_commit, next <= page, "{frames:?}");
    }
}

#[tokio::test]
async fn a_torn_last_transaction_is_dropped() {
    let (place, before) = crashed_log().await;
    let whole = fs::read(place.wal()).unwrap();
    let frames = frames(&whole);
    let commits = frames.iter().enumerate().filter(|(_, (_, is_commit))| *is_commit);
    let kept = commits.map(|(frame, _)| frame + 1).nth_back(1).unwrap();
    assert!(frames.len() - kept >= 4, "{frames:?}");
    for torn in kept..frames.len() {
        // Cut there, or nothing there but what comes after.
        let start = 32 + torn * (24 + 4096);
        let mut holed = whole.clone();
        holed[start..start + 24 + 4096].fill(0);
        for bytes in [&whole[..start + 5000.min(whole.len() - start) / 2], &holed] {
            let place = place.crashed().without_index();
            fs::write(place.wal(), bytes).unwrap();
            let log = place.open(2);
            assert_eq!(contents(&log).await, before);
            fill(&log, 2).await;
            // And again, on what the torn one left behind.
            let again = place.crashed().without_index();
            assert_eq!(contents(&again.open(2)).await, contents(&log).await);
        }
    }
}

#[tokio::test]
async fn damage_before_the_tail_is_named() {
    let (place, before) = crashed_log().await;
    let whole = fs::read(place.wal()).unwrap();
    let frames = frames(&whole);
    let commits = frames.iter().enumerate().filter(|(_, (_, is_commit))| *is_commit);
    let tail = 32 + commits.map(|(frame, _)| frame + 1).nth_back(1).unwrap() * (24 + 4096);
    let all = before.concat().len() + 4;
    for byte in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[byte] ^= [0x01, 0x80, 0xff][byte % 3];
        fs::write(place.wal(), &bytes).unwrap();
        // When the process died, nothing is lost without a word.
        let frame = byte.checked_sub(32).map_or(0, |byte| 32 + byte / (24 + 4096) * (24 + 4096));
        let damage = wal::prove(&place.database()).unwrap_err();
        let LogError::Damaged { place: named, .. } = damage else { panic!("{damage}") };
        assert_eq!(named, format!("{}, byte {frame}", place.wal().display()));
        // When the machine died, at most the last transaction.
        let place = place.crashed().without_index();
        match place.try_open(2) {
            Err(LogError::Damaged { .. }) => {}
            Ok(log) if byte >= tail => assert_eq!(contents(&log).await, before),
            Ok(log) => panic!("byte {byte}: {} of {all}", contents(&log).await.concat().len()),
            Err(other) => panic!("byte {byte}: {other}"),
        }
    }
    fs::write(place.wal(), &whole).unwrap();
    assert_eq!(contents(&place.open(2)).await.concat().len(), all);
}

#[tokio::test]
async fn a_lost_write_ahead_log_is_missed() {
    let (place, _before) = crashed_log().await;
    fs::remove_file(place.wal()).unwrap();
    let error = place.try_open(2).unwrap_err();
    assert!(matches!(error, LogError::Damaged { .. }), "{error}");
}

/// What is lost under a running log is not passed over in silence.
#[tokio::test]
async fn a_commit_that_vanishes_is_missed_by_the_next_read() {
    let (place, contents) = closed_log(10).await;
    const LOSE: &str = "DELETE FROM partition_0 WHERE \"offset\" = 4;
        DELETE FROM partition_1 WHERE \"offset\" = 10";
    let log = place.open(2);
    let vandal = Connection::open(place.database()).unwrap();
    vandal.execute_batch(LOSE).unwrap();
    for (partition, missing) in [(0, 4), (1, 10)] {
        let read = log.read(partition, missing, 5).await;
        let error = read.unwrap_err().to_string();
        assert!(error.contains(&format!("partition {partition}, offset {missing}")), "{error}");
        assert!(log.read(partition, missing - 2, 4).await.is_err());
        let before = log.read(partition, missing - 2, 2).await.unwrap();
        let missing = usize::try_from(missing).unwrap();
        assert_eq!(before, contents[partition as usize][missing - 2..missing]);
    }
}
