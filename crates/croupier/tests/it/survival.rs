//! Play, break, and audit.
//!
//! Players play through the gateways all the time, something is broken, and in the end: whatever
//! was answered is in the log once, with the answer that was given; nothing else is there; the
//! money adds up; every balance that was read was true when it was; the views are what a refold
//! of the log gives; and the log proves itself, every outcome drawn again.

use croupier_command::used_key;
use croupier_domain::{Command, Money, PlaceBet, PlayerId};
use croupier_views::Views;
use tokio::time::{Duration, sleep, timeout};

use crate::audit::Ledger;
use crate::installation::Installation;
use crate::players::{Guest, Players, balance_in};
use crate::roles::Cluster;
use crate::verify::proves_itself;

/// How long the views may take to come to the log's end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Start a system of `installation`, let players play, do `breaking`, and audit. Whoever breaks
/// something waits until it works again, or leaves that to the audit.
pub(crate) async fn survives(
    installation: &Installation,
    breaking: impl AsyncFnOnce(&mut Cluster, &mut Players),
) {
    let mut cluster = Cluster::start(installation);
    let mut players = Players::sit_down(&[cluster.gateway.client()]).await;
    players.play();
    breaking(&mut cluster, &mut players).await;
    ends_well(installation, &mut cluster, &mut players).await;
}

/// Everybody goes on, and what they were told is what the log and the views have.
pub(crate) async fn ends_well(
    installation: &Installation,
    cluster: &mut Cluster,
    players: &mut Players,
) {
    let stop = || cluster.commands.iter_mut().for_each(|command| command.stop());
    holds(installation, players, stop).await;
}

/// The same of a system whose command services `stop` stops.
pub(crate) async fn holds(installation: &Installation, players: &mut Players, stop: impl FnOnce()) {
    players.play();
    players.have_seen(2).await;
    players.rest().await;
    let guests = players.guests();
    let mut shown = Vec::new();
    for guest in guests {
        replay(guest).await;
        shown.push(balance_in(&guest.read_last().await).unwrap());
    }
    stop();
    let ledger = Ledger::read(installation).await;
    for (guest, shown) in guests.iter().zip(shown) {
        guest.check_reads();
        assert_eq!(shown, ledger.balance(&guest.id).unwrap().to_string());
    }
    check_told(guests, &ledger);
    check_views(installation, &ledger).await;
    proves_itself(installation);
    let (bets, reads) = (ledger.uses.len(), guests.iter().map(Guest::read_count).sum::<usize>());
    eprintln!("{bets} bets, each answered once; {reads} balances read, each of them true");
}

/// Whoever asks again is told the same, for as long as keys are remembered: 256 commands.
async fn replay(guest: &Guest) {
    for told in guest.told.iter().rev().take(200).step_by(7) {
        let again = guest.ask_again(told).await;
        assert_eq!((again.status, &again.body), (told.answer.status, &told.answer.body));
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{}", told.key);
    }
}

/// What was answered is there, what is there was asked for, and each once.
pub(crate) fn check_told(guests: &[Guest], ledger: &Ledger) {
    assert!(ledger.uses.values().all(|count| *count == 1), "a key took effect twice");
    let command = Command::PlaceBet(PlaceBet {
        game: "dice".into(),
        stake: Money::from_units(10),
        session_id: "s".into(),
        selection: None,
        client_seed: None,
        interactive: false,
    });
    let mut answered_count = 0;
    for guest in guests {
        let id = PlayerId::parse(&guest.id).unwrap();
        for told in &guest.told {
            let hash = used_key(&id, &told.key, &command).hash;
            assert!(ledger.uses.contains_key(&hash), "{} was answered, is not there", told.key);
        }
        answered_count += guest.told.len();
    }
    let open_count = guests.iter().filter(|guest| guest.has_open_bet).count();
    let unanswered_count = ledger.uses.len() - answered_count;
    assert!(unanswered_count <= open_count, "{unanswered_count} that nobody asked for");
}

/// The views come to where the ledger's are, and are the same then.
async fn check_views(installation: &Installation, ledger: &Ledger) {
    let views = installation.views().await;
    for partition in 0..ledger.partition_count() {
        let refolded = ledger.digest(partition).await;
        let arriving = async {
            while views.position(partition).await.ok().flatten() != refolded.position {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, arriving).await.expect("the views come to the log's end");
        assert_eq!(views.digest(partition).await.unwrap(), refolded, "partition {partition}");
    }
}
