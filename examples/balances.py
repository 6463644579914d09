"""Every player's balance, folded from the log by a stranger to it.

    pip install -r requirements.txt
    python balances.py localhost:9092 bets        # the brokers, the prefix of the topics

It prints a JSON object: player id to balance. All that it knows of Croupier is here: how a commit
is hashed, which commits count, and which events move money.
"""
import hashlib
import json
import sys

from kafka import KafkaConsumer, TopicPartition

# What an event does to its player's balance, and where it says by how much.
MOVES = {
    "funds_deposited": (+1, "amount_minor"), "funds_withdrawn": (-1, "amount_minor"),
    "bet_placed": (-1, "stake_minor"), "round_advanced": (-1, "added_minor"),
    "bet_won": (+1, "payout_minor"), "bet_pushed": (+1, "payout_minor"),
}


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u32(number):
    return number.to_bytes(4, "big")


class Partition:
    """A reader's place in a partition: the hash of the last commit that counted, and its seq."""

    def __init__(self, number, count):
        self.number, self.count, self.head, self.next_seq = number, count, None, 0

    def accepts(self, prev, key, value, commit):
        """A commit counts if it names the head as its predecessor. Anything else is a stray: of a
        writer that lost a race, late, or a duplicate. It is skipped, and nothing comes of it."""
        if self.head is None:  # The first record is the genesis, which says what it follows.
            lineage = bytes.fromhex(commit["events"][0]["lineage"])
            self.head = sha256(b"croupier/genesis/1", lineage, u32(self.number), u32(self.count))
            assert prev == self.head, f"partition {self.number} does not begin with its genesis"
        is_here = not key or int.from_bytes(sha256(key), "big") % self.count == self.number
        if prev != self.head or commit.get("seq") != self.next_seq or not is_here:
            return False
        self.head = sha256(b"croupier/commit/1", prev, u32(len(key)), key, value)
        self.next_seq += 1
        return True


def balances(brokers, topic):
    # Aborted transactions of others are strays like any other: every reader must see the same.
    consumer = KafkaConsumer(bootstrap_servers=brokers, isolation_level="read_uncommitted")
    numbers = sorted(consumer.partitions_for_topic(topic))
    places = [TopicPartition(topic, number) for number in numbers]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    readers = {place: Partition(place.partition, len(places)) for place in places}
    minor = {}
    while any(consumer.position(place) < ends[place] for place in places):
        for place, records in consumer.poll(timeout_ms=1000).items():
            for record in records:
                prev = [value for name, value in record.headers if name == "prev"]
                key, value = record.key or b"", record.value or b""
                try:
                    commit = json.loads(value)
                except ValueError:
                    continue
                if len(prev) != 1 or not readers[place].accepts(prev[0], key, value, commit):
                    continue
                player = commit.get("player")
                for event in commit["events"]:
                    sign, amount = MOVES.get(event["type"], (0, None))
                    if sign:
                        minor[player] = minor.get(player, 0) + sign * event[amount]
                if player:  # The writer says what it came to.
                    assert minor.get(player, 0) == commit["balance_minor"], (player, commit)
    return {player: f"{amount // 100}.{amount % 100:02}" for player, amount in minor.items()}


if __name__ == "__main__":
    print(json.dumps(balances(sys.argv[1].split(","), f"{sys.argv[2]}.commits"), sort_keys=True))
