//! What there is to be one of, twice: processors on one view, and one bet at two gateways.

use hyper::StatusCode;

use crate::client::Answer;
use crate::installation::Installation;
use crate::players::{Guest, Players, Told, UNITS};
use crate::roles::{Cluster, processor};
use crate::survival::{ends_well, survives};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processors_fold_one_view() {
    let Some(installation) = Installation::distributed() else { return };
    let mut second = processor(&installation);
    survives(&installation, async |cluster, players| {
        second.start();
        players.have_seen(5).await;
        // Whoever moves the view is asleep; the other goes on, and is met at work by the first.
        for sleeper in [&cluster.processor, &second] {
            sleeper.pause();
            players.have_seen(5).await;
            sleeper.resume();
            players.have_seen(5).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_at_two_gateways_is_one_bet() {
    let Some(installation) = Installation::distributed() else { return };
    let mut cluster = Cluster::start(&installation);
    let mut second = cluster.another_gateway(&installation);
    second.start();
    let gateways = [cluster.gateway.client(), second.client()];
    let mut players = Players::sit_down(&gateways).await;
    players.play();
    let mut guest = Guest::new(&gateways[0]).await;
    for number in 0..50 {
        let key = format!("both-{number}");
        // Every other time with another stake: one of the two is a bet, the other says that.
        let other = if number % 2 == 0 { UNITS } else { UNITS + 1 };
        let (one, two) = tokio::join!(
            guest.bet_at(&gateways[0], &key, UNITS),
            guest.bet_at(&gateways[1], &key, other),
        );
        let is_bet = |answer: &Answer| answer.status == StatusCode::ACCEPTED;
        let (units, answer, second) =
            if is_bet(&one) { (UNITS, one, two) } else { (other, two, one) };
        assert!(is_bet(&answer), "{answer:?}");
        if other == UNITS {
            assert_eq!(answer.body, second.body);
            let replayed = |it: &Answer| it.header("idempotency-replayed").is_some();
            assert!(replayed(&answer) != replayed(&second), "{answer:?} {second:?}");
        } else {
            assert_eq!(second.json()["code"], "idempotency_key_reused", "{second:?}");
        }
        guest.told.push(Told { key, units, answer });
    }
    players.rest().await;
    players.seat(guest);
    ends_well(&installation, &mut cluster, &mut players).await;
}
