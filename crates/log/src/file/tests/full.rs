use std::process::Command;

use super::*;
use crate::conformance::reader_of;

/// Append until there is no room; what was stored is the chain up to there.
async fn append_until_full(log: &FileLog) -> Scribe {
    let mut scribe = Scribe::at_end(log, 0).await;
    for _append in 0..10_000 {
        let before = scribe.clone();
        match log.append(0, scribe.commits(5)).await {
            Ok(_) => {}
            Err(AppendError::Full) => {
                assert_eq!(reader_of(log, 0).await.head().hash, before.head.hash);
                return before;
            }
            Err(other) => panic!("{other}"),
        }
    }
    panic!("it was never full");
}

#[tokio::test]
async fn a_full_log_refuses_reads_on_and_recovers() {
    let place = Place::new();
    let small = Options { max_bytes: Some(100_000), ..Options::default() };
    let log = place.open_with(1, &small).unwrap();
    let scribe = append_until_full(&log).await;
    assert!(log.stats().full_count > 0);
    // Nothing of a refused group is there, now and after it is opened again; all else is.
    let expected = contents(&log).await;
    assert_eq!(log.append(0, scribe.clone().commits(100)).await, Err(AppendError::Full));
    log.close();
    assert!(fs::metadata(place.database()).unwrap().len() <= 100_000);
    let log = place.open_with(1, &small).unwrap();
    assert_eq!(contents(&log).await, expected);
    assert_eq!(log.append(0, scribe.clone().commits(100)).await, Err(AppendError::Full));
    log.close();

    let log =
        place.open_with(1, &Options { max_bytes: Some(1_000_000), ..Options::default() }).unwrap();
    let mut scribe = scribe;
    log.append(0, scribe.commits(100)).await.unwrap();
    assert_eq!(reader_of(&log, 0).await.head().hash, scribe.head.hash);
}

/// A file system of two megabytes.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Result<Self, String> {
        let directory = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(directory.path())
            .output()
            .map_err(|error| error.to_string())?;
        match mount.status.success() {
            true => Ok(Self(directory)),
            false => Err(String::from_utf8_lossy(&mount.stderr).into_owned()),
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_refuses_reads_on_and_recovers() {
    let disk = match SmallDisk::mount() {
        Ok(disk) => disk,
        Err(why) => return println!("skipped: cannot mount a small disk: {why}"),
    };
    let ballast = disk.0.path().join("ballast");
    fs::write(&ballast, vec![1; 600_000]).unwrap();
    let directory = disk.0.path().join("data");
    let open = || FileLog::open(&directory, &init(1), &Options::default(), &mut |_, _| {});
    let log = open().unwrap();
    let mut scribe = append_until_full(&log).await;
    for _append in 0..20 {
        assert_eq!(log.append(0, scribe.clone().commits(500)).await, Err(AppendError::Full));
    }
    let expected = contents(&log).await;
    fs::remove_file(ballast).unwrap();
    log.append(0, scribe.commits(5)).await.unwrap();
    assert_eq!(reader_of(&log, 0).await.head().hash, scribe.head.hash);
    log.close();
    let reopened = contents(&open().unwrap()).await;
    assert_eq!(reopened[0][..expected[0].len()], expected[0]);
    assert_eq!(reopened[0].len(), expected[0].len() + 5);
}
