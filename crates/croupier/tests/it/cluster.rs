//! Every role a process of its own, on Kafka and Redis, and what happens to processes.

use std::time::Duration;

use tokio::time::sleep;

use crate::installation::Installation;
use crate::survival::survives;

/// Longer than the brokers take to give up a member that is silent.
const SESSION: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_be_killed() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |cluster, _| {
        for number in 0..2 {
            cluster.commands[number].kill();
            sleep(SESSION).await;
            cluster.commands[number].start();
            sleep(Duration::from_secs(3)).await;
        }
        for role in [&mut cluster.processor, &mut cluster.query, &mut cluster.gateway] {
            role.kill();
            sleep(Duration::from_secs(1)).await;
            role.start();
            sleep(Duration::from_secs(1)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_that_was_asleep_wakes_to_find_another() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |cluster, _| {
        cluster.commands[0].pause();
        sleep(Duration::from_secs(30)).await;
        cluster.commands[0].resume();
        sleep(Duration::from_secs(5)).await;
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
