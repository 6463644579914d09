//! Every role a process of its own, on Kafka and Redis, and what happens to processes.

use tokio::time::{Duration, Instant, sleep, sleep_until};

use crate::installation::Installation;
use crate::survival::survives;

/// Far longer than the brokers take to give up a member that is silent.
const ASLEEP: Duration = Duration::from_secs(30);

/// Whatever is dead, the others go on without it: an owner's partitions are served by the other
/// before it comes back, so that its return is not what saves anybody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_be_killed() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |cluster, players| {
        for number in 0..2 {
            cluster.commands[number].serves(|count| count > 0).await;
            cluster.commands[number].kill();
            cluster.commands[1 - number].serves(|count| count == 8).await;
            players.have_seen(2).await;
            cluster.commands[number].start();
        }
        for role in [&mut cluster.processor, &mut cluster.query] {
            role.kill();
            players.have_bet(2).await;
            role.start();
            players.have_seen(2).await;
        }
        cluster.gateway.kill();
        sleep(Duration::from_secs(1)).await;
        cluster.gateway.start();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_that_was_asleep_wakes_to_find_another() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |cluster, players| {
        let [first, other] = &cluster.commands;
        first.serves(|count| count > 0).await;
        first.pause();
        let wakes = Instant::now() + ASLEEP;
        other.serves(|count| count == 8).await;
        players.have_seen(2).await;
        sleep_until(wakes).await;
        first.resume();
        first.serves(|count| count > 0).await;
        players.have_seen(2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_may_come_and_go() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |cluster, _| {
        cluster.commands[1].stop();
        sleep(Duration::from_secs(2)).await;
        cluster.commands[1].start();
        sleep(Duration::from_secs(5)).await;
        cluster.commands[0].stop();
        sleep(Duration::from_secs(2)).await;
        cluster.commands[0].start();
        sleep(Duration::from_secs(2)).await;
    })
    .await;
}
