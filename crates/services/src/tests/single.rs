//! One broker and one Redis, as most tests use them.

use crate::{Kafka, KafkaOptions, Redis, RedisOptions, Tool};

#[test]
fn a_broker_keeps_its_topics_when_it_is_killed() {
    let mut kafka = Kafka::start(&KafkaOptions::default()).unwrap();
    kafka.tool(Tool::Topics, &["--create", "--topic", "kept", "--partitions", "3"]).unwrap();
    kafka.kill(1).unwrap();
    kafka.restart(1).unwrap();
    assert_eq!(kafka.tool(Tool::Topics, &["--list"]).unwrap().trim(), "kept");
    kafka.stop(1).unwrap();
}

#[test]
fn a_redis_keeps_what_it_appended() {
    let options = RedisOptions { append_only: true, ..RedisOptions::default() };
    let mut redis = Redis::start(&options).unwrap();
    assert_eq!(redis.cli(&["SET", "key", "kept"]).unwrap(), "OK\n");
    redis.stop();
    redis.restart().unwrap();
    assert_eq!(redis.cli(&["GET", "key"]).unwrap(), "kept\n");
}
