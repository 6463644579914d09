//! What the disk alone allows: group commits that do nothing but reach it.
//!
//! Groups of about the size that bets make are written and synced one after the other, over a file
//! that is never made longer. Requests that would arrive evenly are laid over these: each waits for
//! the first group that begins after it came. No log on this disk answers sooner.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::report::latencies;

/// A group of a dozen bets in eight partitions: a page for each end, and what they fill.
const GROUP_BYTES: usize = 64 * 1024;
const GROUP_COUNT: u64 = 512;

/// How long evenly spaced requests, `rate` of them a second, would wait.
pub(crate) fn waits(
    directory: &Path,
    rate: f64,
    lasting: Duration,
) -> anyhow::Result<Histogram<u64>> {
    let groups = sync_groups(directory, lasting)?;
    let every = Duration::from_secs_f64(1.0 / rate);
    let (mut waits, mut arrived) = (latencies(), Duration::ZERO);
    for (begun, ended) in groups {
        while arrived <= begun {
            waits.record(micros(ended - arrived))?;
            arrived += every;
        }
    }
    Ok(waits)
}

/// When each group began and ended, from the first on.
fn sync_groups(directory: &Path, lasting: Duration) -> io::Result<Vec<(Duration, Duration)>> {
    let path = directory.join("groups");
    let file = File::create(&path)?;
    let group = vec![0x5a; GROUP_BYTES];
    let place = |number: u64| number % GROUP_COUNT * GROUP_BYTES as u64;
    for number in 0..GROUP_COUNT {
        file.write_all_at(&group, place(number))?;
    }
    file.sync_all()?;
    let (mut groups, start) = (Vec::new(), Instant::now());
    for number in 0.. {
        let begun = start.elapsed();
        if begun >= lasting {
            break;
        }
        file.write_all_at(&group, place(number))?;
        file.sync_data()?;
        groups.push((begun, start.elapsed()));
    }
    std::fs::remove_file(path)?;
    Ok(groups)
}

fn micros(wait: Duration) -> u64 {
    u64::try_from(wait.as_micros()).unwrap_or(u64::MAX)
}
