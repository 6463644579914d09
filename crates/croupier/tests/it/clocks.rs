//! A machine whose clock is a day and an hour ahead: the binary is the real one, and what it asks
//! for the time is told wrong.
#![cfg(target_os = "linux")]

use std::process::Command;

use croupier_clock::{Clock, SystemClock};
use hyper::StatusCode;
use tokio::time::{Duration, sleep, timeout};

use crate::audit::Ledger;
use crate::client::Client;
use crate::installation::Installation;
use crate::roles::{Role, command};
use crate::survival::survives;

const PATIENCE: Duration = Duration::from_secs(60);

const AHEAD_MS: u64 = 25 * 60 * 60 * 1000;

/// `role` on a machine like that.
fn ahead(role: Role, installation: &Installation) -> Role {
    let library = installation.path().join("ahead.so").display().to_string();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/ahead.c");
    let made =
        Command::new("cc").args(["-shared", "-fPIC", "-o", &library, source, "-pthread"]).status();
    assert!(made.expect("a C compiler, as the build needs one").success());
    role.with_variable("LD_PRELOAD", library)
}

/// The partitions of an instance, and why each is stopped that is.
async fn stopped(instance: &Client) -> Vec<String> {
    let shown = instance.get("/api/v1/system/partitions").await.json();
    let partitions = shown["partitions"].as_array().unwrap();
    let reasons = partitions.iter().filter_map(|partition| partition["reason"].as_str());
    reasons.map(str::to_owned).collect()
}

/// What it was assigned it takes over, sees when that was stored, and serves nobody; what it has
/// written moved no time on. It leaves its partitions to the others, which go on while it is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_a_day_ahead_serves_nobody() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |_, players| {
        players.have_seen(2).await;
        let mut wrong = ahead(command(&installation), &installation);
        wrong.start();
        let client = wrong.client();
        let refusing = async {
            loop {
                let stopped = stopped(&client).await;
                if !stopped.is_empty() {
                    return stopped;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        let stopped = timeout(PATIENCE, refusing).await.expect("it refuses to serve");
        for reason in stopped {
            let apart_ms = reason.split(' ').find_map(|word| word.parse::<u64>().ok());
            let is_right = apart_ms.is_some_and(|ms| ms.abs_diff(AHEAD_MS) < 60_000);
            assert!(reason.contains("clock") && is_right, "{reason}");
        }
        let ready = client.get("/health/ready").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE, "{ready:?}");
        wrong.says("leaves its partitions to others").await;
        players.have_seen(2).await;
        wrong.stop();
    })
    .await;
    let ledger = Ledger::read(&installation).await;
    let last_ms = ledger.states.iter().map(|state| state.time_ms()).max().unwrap();
    assert!(last_ms <= SystemClock.now_ms(), "no commit is of the day after tomorrow");
}
