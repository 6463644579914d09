//! The bytes of a write-ahead log and of its index.

/// The version that SQLite writes into both; it has not changed since 3.7.0.
const VERSION: u32 = 3_007_000;

/// The magic number, without its last bit: whether checksums are made of big-endian words.
const MAGIC: u32 = 0x377f_0682;

const FRAME_HEADER_BYTES: usize = 24;

/// SQLite's checksum, to be continued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum(u32, u32);

impl Sum {
    /// Continue over `bytes`, in pairs of words. There is never half a pair.
    fn add(self, is_big_endian: bool, bytes: &[u8]) -> Self {
        let word = if is_big_endian { u32::from_be_bytes } else { u32::from_le_bytes };
        let (words, _none_left) = bytes.as_chunks::<4>();
        let (pairs, _none_left) = words.as_chunks::<2>();
        pairs.iter().fold(self, |Sum(first, second), [even, odd]| {
            let first = first.wrapping_add(word(*even)).wrapping_add(second);
            Sum(first, second.wrapping_add(word(*odd)).wrapping_add(first))
        })
    }

    fn stored(bytes: &[u8]) -> Self {
        Self(u32_at(bytes, 0), u32_at(bytes, 4))
    }
}

/// What stands in front of the frames.
#[derive(Debug)]
pub(super) struct Header {
    is_big_endian: bool,
    page_bytes: usize,
    /// What tells the frames of this run from those of earlier ones, which it overwrites.
    pub(super) salts: [u8; 8],
    pub(super) sum: Sum,
}

impl Header {
    pub(super) const BYTES: usize = 32;

    /// `None` when it is not a header that SQLite would go by.
    pub(super) fn parse(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let magic = u32_at(bytes, 0);
        let is_big_endian = magic == MAGIC + 1;
        let sum = Sum::default().add(is_big_endian, &bytes[..24]);
        let page_bytes = usize::try_from(u32_at(bytes, 8)).ok()?;
        let known = (is_big_endian || magic == MAGIC)
            && u32_at(bytes, 4) == VERSION
            && (512..=65536).contains(&page_bytes)
            && page_bytes.is_power_of_two()
            && sum == Sum::stored(&bytes[24..]);
        let salts = salts_at(bytes, 16);
        known.then_some(Self { is_big_endian, page_bytes, salts, sum })
    }

    pub(super) fn frame_bytes(&self) -> usize {
        FRAME_HEADER_BYTES + self.page_bytes
    }
}

/// One page, as one transaction wrote it.
pub(super) struct Frame<'a> {
    pub(super) page: u32,
    pub(super) salts: [u8; 8],
    /// The checksum of everything up to here, as stored.
    pub(super) sum: Sum,
    /// Set in the last frame of a transaction: how many pages the database has then.
    page_count: u32,
    bytes: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The caller has seen that the bytes are those of a whole frame.
    pub(super) fn parse(bytes: &'a [u8]) -> Self {
        Self {
            page: u32_at(bytes, 0),
            page_count: u32_at(bytes, 4),
            salts: salts_at(bytes, 8),
            sum: Sum::stored(&bytes[16..]),
            bytes,
        }
    }

    pub(super) fn is_commit(&self) -> bool {
        self.page_count != 0
    }

    /// The checksum that this frame should have behind one that has `before`.
    pub(super) fn sum_after(&self, header: &Header, before: Sum) -> Sum {
        before
            .add(header.is_big_endian, &self.bytes[..8])
            .add(header.is_big_endian, &self.bytes[FRAME_HEADER_BYTES..])
    }
}

/// What the shared index says of the write-ahead log.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) salts: [u8; 8],
    /// Frames up to the last commit.
    pub(super) committed_count: u64,
    /// Those of them that were moved into the database.
    pub(super) moved_count: u64,
}

impl Index {
    const COPY_BYTES: usize = 48;

    /// `None` unless both copies of its header are there, equal and whole. Numbers are in the
    /// machine's own order.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let copy = bytes.get(..Self::COPY_BYTES)?;
        let number = |at: usize| {
            let (words, _rest) = bytes.get(at..)?.as_chunks::<4>();
            words.first().map(|word| u32::from_ne_bytes(*word))
        };
        let sum = Sum::default().add(cfg!(target_endian = "big"), &copy[..40]);
        let whole = bytes.get(Self::COPY_BYTES..2 * Self::COPY_BYTES)? == copy
            && number(0)? == VERSION
            && copy[12] == 1
            && (sum.0, sum.1) == (number(40)?, number(44)?);
        let committed_count = u64::from(number(16)?);
        let moved_count = u64::from(number(2 * Self::COPY_BYTES)?);
        whole.then_some(Self { salts: salts_at(copy, 32), committed_count, moved_count })
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(std::array::from_fn(|i| bytes[at + i]))
}

fn salts_at(bytes: &[u8], at: usize) -> [u8; 8] {
    std::array::from_fn(|i| bytes[at + i])
}
