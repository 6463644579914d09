//! Which of a Cluster's 16,384 slots a partition lies in.
//!
//! A Cluster hashes what a key has between braces, its tag, and keeps a range of slots on every
//! node. Tags that just count would leave the ranges to chance: of eight partitions on three nodes,
//! five might share one. So a tag ends in a number that is chosen for the slot it leads to, and
//! the partitions' slots are spread evenly whatever their count: 0, 1/2, 1/4, 3/4, 1/8, … of the
//! way round. Where the round begins depends on the view's name, so that the first partitions of
//! several views do not meet.

/// How many slots a Cluster has.
const SLOT_COUNT: u16 = 16_384;

/// How many parts of the round a tag is chosen for.
const REGION_COUNT: u16 = 64;

/// The tag of `partition` in the view that is called `view`: the partition, a dot, and the number
/// that is there for the slot.
pub(super) fn tag(view: &str, partition: u32) -> String {
    let wanted = region(view, partition);
    let tags = (0..).map(|salt: u32| format!("{partition}.{salt}"));
    let mut fitting = tags.filter(|tag| slot(tag) / (SLOT_COUNT / REGION_COUNT) == wanted);
    // One tag in 64 fits, so there are any number of them.
    fitting.next().unwrap_or_default()
}

/// The slot of a key with this tag: CRC16 (XMODEM) of the tag, as the Cluster specification has
/// it.
fn slot(tag: &str) -> u16 {
    let crc = tag.bytes().fold(0u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 { shifted } else { shifted ^ 0x1021 }
        })
    });
    crc % SLOT_COUNT
}

/// The part of the round that `partition` belongs to: its number with the bits reversed, which
/// halves what is left free again and again, from where `view` begins.
fn region(view: &str, partition: u32) -> u16 {
    let count = u32::from(REGION_COUNT);
    let reversed = (partition % count).reverse_bits() >> (u32::BITS - count.trailing_zeros());
    let begin = u32::from(slot(view)) % count;
    u16::try_from((reversed + begin) % count).unwrap_or_default()
}

#[cfg(test)]
mod tests;
