use super::*;
use crate::engine::Item;

#[tokio::test]
async fn a_log_that_nobody_closed_is_whole() {
    let place = Place::new();
    let log = place.open(3);
    fill(&log, 5).await;
    let expected = contents(&log).await;
    for crashed in [place.crashed(), place.crashed().without_index()] {
        let log = crashed.open(3);
        assert_eq!(contents(&log).await, expected);
        fill(&log, 1).await;
        drop(log);
        assert_eq!(contents(&crashed.open(3)).await.concat().len(), expected.concat().len() + 3);
    }
}

#[tokio::test]
async fn closing_moves_everything_into_the_database() {
    let place = Place::new();
    let log = place.open(2);
    fill(&log, 5).await;
    let mut tail = log.tail(0, 6).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    assert!(place.wal().exists());

    log.close();
    log.close();
    assert!(!place.wal().exists());
    assert!(matches!(tail.next().await, Err(LogError::Unreachable(_))));
    let mut scribe = Scribe::at_end(&place.open(2), 0).await;
    let refused = log.append(0, scribe.commits(1)).await;
    assert!(matches!(refused, Err(AppendError::Unknown(_))));
    let closed = LogError::Unreachable("it is closed".into());
    assert_eq!(log.read(0, 0, 1).await, Err(closed.clone()));
    assert_eq!(log.tail(0, 0).await.err(), Some(closed.clone()));
    assert_eq!(log.snapshots(0, "fold").await, Err(closed));
}

#[test]
fn directories_are_made_as_needed() {
    let place = Place::new();
    let nested = place.path().join("a/b/c");
    let open = |path: &Path| FileLog::open(path, &init(1), &Options::default(), &mut |_, _| {});
    drop(open(&nested).unwrap());
    drop(open(&nested).unwrap());
    fs::write(place.path().join("file"), "").unwrap();
    assert!(matches!(open(&place.path().join("file")), Err(LogError::Unusable(_))));
    assert!(matches!(open(&place.path().join("file/in")), Err(LogError::Unusable(_))));
}

#[test]
fn a_directory_has_one_owner() {
    let place = Place::new();
    let log = place.open(1);
    let refused = place.try_open(1).unwrap_err();
    assert_eq!(refused, LogError::InUse(place.path().display().to_string()));
    assert!(refused.to_string().contains("is in use by another process"));
    log.close();
    place.open(1);
}

#[test]
fn a_log_is_what_it_was_made_as() {
    let place = Place::new();
    let made = place.open(2).lineage();
    let others = [
        Init { partition_count: 3, ..init(2) },
        Init { currency: "USD".into(), ..init(2) },
        Init { exponent: 3, ..init(2) },
    ];
    for other in others {
        let opened = FileLog::open(place.path(), &other, &Options::default(), &mut |_, _| {});
        let text = opened.unwrap_err().to_string();
        assert!(text.contains("it was made with 2 partitions and EUR with 2 decimals"), "{text}");
    }
    // Its lineage and time are its own: another is drawn for each start, and used for the first.
    let later = Init { lineage: Lineage([6; 16]), time_ms: 1, ..init(2) };
    let log = FileLog::open(place.path(), &later, &Options::default(), &mut |_, _| {}).unwrap();
    assert_eq!(log.lineage(), made);
    assert_eq!(log.genesis(), &init(2).genesis(0));
    drop(log);
    let open = || FileLog::open_existing(place.path(), &Options::default(), &mut |_, _| {});
    assert_eq!(open().unwrap().genesis(), &init(2).genesis(0));
}

#[test]
fn a_log_has_a_sane_number_of_partitions() {
    for count in [0, 257, u32::MAX] {
        let place = Place::new();
        assert!(matches!(place.try_open(count), Err(LogError::Unusable(_))));
        assert!(!place.database().exists());
    }
    assert_eq!(Place::new().open(256).partition_count(), 256);
}

#[test]
fn no_log_is_made_where_one_should_be() {
    let place = Place::new();
    let opened = FileLog::open_existing(place.path(), &Options::default(), &mut |_, _| {});
    assert!(matches!(opened, Err(LogError::Unusable(_))));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

/// A crash while the log is made leaves a file under another name, in any state.
#[test]
fn an_unfinished_log_is_made_anew() {
    let whole = Place::new();
    whole.open(2).close();
    let bytes = fs::read(whole.database()).unwrap();
    for kept in [0, 1, 100, 256, 5000, bytes.len()] {
        let place = Place::new();
        fs::write(place.database().with_extension("new"), &bytes[..kept]).unwrap();
        assert_eq!(place.open(3).partition_count(), 3);
        assert!(!place.database().with_extension("new").exists());
    }
}

/// A database that is gone, or gone empty, was lost: nobody may become new and rich again.
#[tokio::test]
async fn a_lost_database_is_not_made_anew() {
    let place = Place::new();
    let log = place.open(1);
    fill(&log, 2).await;
    let crashed = place.crashed();
    fs::remove_file(crashed.database()).unwrap();
    assert!(matches!(crashed.try_open(1), Err(LogError::Damaged { .. })));

    let head = Scribe::at_end(&log, 0).await.head;
    log.save_snapshot(0, "fold", Snapshot { head, state: "state".into() }).await.unwrap();
    log.close();
    fs::rename(place.database(), place.path().join("elsewhere")).unwrap();
    assert!(matches!(place.try_open(1), Err(LogError::Damaged { .. })));
    for content in ["", "not a database, though long enough to have a header: really not one"] {
        fs::write(place.database(), content).unwrap();
        let error = place.try_open(1).unwrap_err();
        assert!(matches!(error, LogError::Damaged { .. } | LogError::Unusable(_)), "{error}");
    }
    fs::rename(place.path().join("elsewhere"), place.database()).unwrap();
    assert_eq!(contents(&place.open(1)).await[0].len(), 3);
}

#[test]
fn another_program_s_database_is_left_alone() {
    let place = Place::new();
    let other = Connection::open(place.database()).unwrap();
    other.execute_batch("CREATE TABLE commits(id)").unwrap();
    other.close().unwrap();
    let before = fs::read(place.database()).unwrap();
    let text = place.try_open(1).unwrap_err().to_string();
    assert!(text.ends_with("is not a log of format 1"), "{text}");
    assert_eq!(fs::read(place.database()).unwrap(), before);
}

#[tokio::test]
async fn progress_goes_up_to_the_number_of_commits() {
    let place = Place::new();
    let log = place.open(2);
    let mut scribe = Scribe::at_end(&log, 1).await;
    log.append(1, scribe.commits(9000)).await.unwrap();
    log.close();
    let mut told = Vec::new();
    let options = Options::default();
    let log = FileLog::open(place.path(), &init(2), &options, &mut |done, total| {
        told.push((done, total));
    });
    log.unwrap();
    assert!(told.is_sorted() && told.len() >= 4, "{told:?}");
    assert_eq!(told.last(), Some(&(9002, 9002)));
}

/// A commit is on the disk when it is confirmed, and no connection checkpoints on its own.
#[test]
fn every_connection_syncs_and_none_checkpoints() {
    let place = Place::new();
    place.open(1).close();
    let writer = connect::open_writer(&place.database(), None).unwrap();
    for connection in [writer, connect::open(&place.database()).unwrap()] {
        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        assert_eq!((number("synchronous").unwrap(), number("wal_autocheckpoint").unwrap()), (2, 0));
        connection
            .pragma_query_value(None, "journal_mode", |row| {
                assert_eq!(row.get::<_, String>(0).unwrap(), "wal");
                Ok(())
            })
            .unwrap();
    }
}

/// Common tools open the log, also while it is open, and see every commit.
#[tokio::test]
async fn common_tools_can_read_it() {
    let place = Place::new();
    let log = place.open(2);
    let mut scribe = Scribe::at_end(&log, 1).await;
    let record = scribe.commit("Zoë's bet");
    log.append(1, vec![record.clone()]).await.unwrap();

    let tool = Connection::open(place.database()).unwrap();
    let sql = "SELECT partition, \"offset\", seq, player, time, prev, value FROM log
               WHERE json_extract(value, '$.text') = 'Zoë''s bet'";
    tool.query_row(sql, [], |row| {
        assert_eq!((row.get(0)?, row.get(1)?, row.get(2)?), (1, 1, 1));
        assert_eq!(row.get::<_, String>(3)?.as_bytes(), record.key);
        assert_eq!(row.get::<_, Option<String>>(4)?, None);
        assert_eq!(row.get::<_, String>(5)?, record.prev.to_string());
        assert_eq!(row.get::<_, String>(6)?.as_bytes(), record.value);
        Ok(())
    })
    .unwrap();
    let sql = "SELECT time FROM log WHERE partition = 0";
    let time: String = tool.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(time, "2025-11-23T15:20:00.000Z");
    let sql =
        "SELECT group_concat(name || '=' || value, ' ') FROM (SELECT * FROM meta ORDER BY name)";
    let meta: String = tool.query_row(sql, [], |row| row.get(0)).unwrap();
    let expected = "currency=EUR exponent=2 format=1 lineage=05050505050505050505050505050505";
    assert_eq!(meta, format!("{expected} partition_count=2"));
}
