//! Write-ahead logs made by hand, with a checksum of their own.

use super::*;

const PAGE_BYTES: usize = 512;
const FRAME_BYTES: u64 = 24 + PAGE_BYTES as u64;

/// A write-ahead log as SQLite would write it.
#[derive(Clone)]
struct Wal {
    bytes: Vec<u8>,
    salts: [u8; 8],
    sum: (u32, u32),
}

impl Wal {
    fn new(salt: u8) -> Self {
        let mut bytes = Vec::new();
        for word in [0x377f_0682, 3_007_000, PAGE_BYTES as u32, 0] {
            bytes.extend(u32::to_be_bytes(word));
        }
        bytes.extend([salt; 8]);
        let sum = checksum((0, 0), &bytes);
        bytes.extend([sum.0.to_be_bytes(), sum.1.to_be_bytes()].concat());
        Self { bytes, salts: [salt; 8], sum }
    }

    /// Append one transaction that writes `pages`.
    fn transaction(mut self, pages: &[u32]) -> Self {
        for page in pages {
            self = self.frame(*page, page == pages.last().unwrap());
        }
        self
    }

    fn frame(mut self, page: u32, is_commit: bool) -> Self {
        let head =
            [page.to_be_bytes(), u32::from(is_commit).wrapping_mul(99).to_be_bytes()].concat();
        let content: Vec<u8> = (0..PAGE_BYTES).map(|i| (i as u32 * 7 + page) as u8).collect();
        self.sum = checksum(checksum(self.sum, &head), &content);
        self.bytes.extend(head);
        self.bytes.extend(self.salts);
        self.bytes.extend([self.sum.0.to_be_bytes(), self.sum.1.to_be_bytes()].concat());
        self.bytes.extend(content);
        self
    }

    fn frame_count(&self) -> usize {
        (self.bytes.len() - 32) / FRAME_BYTES as usize
    }

    /// The index that says that everything here is committed.
    fn index(&self) -> Index {
        let committed_count = self.frame_count() as u64;
        Index { salts: self.salts, committed_count, moved_count: 0 }
    }

    /// Put the frame of another log, or zeros, where this one's stands.
    fn replace(&mut self, frame: usize, other: Option<&Wal>) {
        let start = 32 + frame * FRAME_BYTES as usize;
        let range = start..start + FRAME_BYTES as usize;
        match other {
            Some(other) => self.bytes[range.clone()].copy_from_slice(&other.bytes[range]),
            None => self.bytes[range].fill(0),
        }
    }
}

fn checksum((mut first, mut second): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    for pair in bytes.chunks(8) {
        let word = |at: usize| u32::from_le_bytes(pair[at..at + 4].try_into().unwrap());
        first = first.wrapping_add(word(0)).wrapping_add(second);
        second = second.wrapping_add(word(4)).wrapping_add(first);
    }
    (first, second)
}

fn check(wal: &Wal) -> Result<(), Damage> {
    scan(&wal.bytes[..], None).unwrap()
}

fn three_transactions() -> Wal {
    Wal::new(1).transaction(&[2, 5, 9]).transaction(&[1, 2, 6]).transaction(&[2, 7, 9, 12])
}

#[test]
fn a_whole_log_passes() {
    let wal = three_transactions();
    assert_eq!(check(&wal), Ok(()));
    assert_eq!(scan(&wal.bytes[..], Some(&wal.index())).unwrap(), Ok(()));
}

/// A crash may keep the frames of the last transaction from the disk in any combination: each is
/// there, or what stood there before, or nothing.
#[test]
fn any_torn_last_transaction_passes() {
    let whole = three_transactions();
    let earlier = Wal::new(9).transaction(&[2]).transaction(&[2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for kept in 0..16 {
        for other in [None, Some(&earlier)] {
            let mut torn = whole.clone();
            for frame in (0..4).filter(|frame| kept & (1 << frame) == 0) {
                torn.replace(6 + frame, other);
            }
            assert_eq!(check(&torn), Ok(()), "kept {kept:04b}");
        }
    }
    for len in 32 + 6 * FRAME_BYTES as usize..whole.bytes.len() {
        let cut = Wal { bytes: whole.bytes[..len].to_vec(), ..whole.clone() };
        assert_eq!(check(&cut), Ok(()), "cut at {len}");
    }
}

/// What an earlier run of the file left behind the last transaction is nothing to this one.
#[test]
fn frames_of_an_earlier_run_pass() {
    let mut wal = three_transactions();
    let earlier = (0..10).fold(Wal::new(9), |wal, _| wal.transaction(&[2, 5])).bytes
        [wal.bytes.len()..]
        .to_vec();
    wal.bytes.extend(earlier);
    assert_eq!(check(&wal), Ok(()));
    wal.replace(9, None);
    assert_eq!(check(&wal), Ok(()));
}

/// A transaction that found no room leaves frames without a commit mark, which a later, shorter one
/// overwrites only in part; tried again and again, several of them.
#[test]
fn frames_of_a_transaction_that_failed_pass() {
    let before = Wal::new(1).transaction(&[2, 5]);
    let failed =
        [2, 6, 7, 8, 9, 10].iter().fold(before.clone(), |wal, page| wal.frame(*page, false));
    let again = [2, 4, 5, 7].iter().fold(before.clone(), |wal, page| wal.frame(*page, false));
    let mut leftover = again.clone();
    leftover.bytes.extend(&failed.bytes[again.bytes.len()..]);
    assert_eq!(check(&leftover), Ok(()));
    let mut shorter = before.transaction(&[2, 11]);
    shorter.bytes.extend(&leftover.bytes[shorter.bytes.len()..]);
    assert_eq!(check(&shorter), Ok(()));
    // And that one torn, its commit mark on the disk and its first frame not.
    shorter.replace(2, Some(&leftover));
    assert_eq!(check(&shorter), Ok(()));
}

/// Whatever single byte changes in front of the last transaction, it is found and named.
#[test]
fn a_changed_byte_before_the_last_transaction_is_damage() {
    let whole = three_transactions();
    for byte in 0..32 + 6 * FRAME_BYTES as usize {
        for flip in [0x01, 0x80, whole.bytes[byte]] {
            let mut damaged = whole.clone();
            damaged.bytes[byte] ^= flip;
            let place =
                (byte as u64).checked_sub(32).map_or(0, |b| 32 + b / FRAME_BYTES * FRAME_BYTES);
            let expected = if flip == 0 { Ok(()) } else { Err(place) };
            assert_eq!(check(&damaged).map_err(|damage| damage.byte), expected, "byte {byte}");
        }
    }
}

/// In the last transaction it looks like a torn tail, unless the index knows better.
#[test]
fn the_index_tells_damage_from_a_torn_tail() {
    let whole = three_transactions();
    for byte in 32 + 6 * FRAME_BYTES as usize..whole.bytes.len() {
        let mut damaged = whole.clone();
        damaged.bytes[byte] ^= 0x10;
        assert!(scan(&damaged.bytes[..], Some(&whole.index())).unwrap().is_err(), "byte {byte}");
    }
    let cut = &whole.bytes[..whole.bytes.len() - 1];
    assert!(scan(cut, Some(&whole.index())).unwrap().is_err());
    // An index that is older than the file, or of another run, says nothing against it.
    let behind = Index { committed_count: 6, ..whole.index() };
    assert_eq!(scan(cut, Some(&behind)).unwrap(), Ok(()));
    let of_another = Index { salts: [7; 8], ..whole.index() };
    assert_eq!(scan(cut, Some(&of_another)).unwrap(), Ok(()));
}

#[test]
fn a_file_without_a_header_is_new_or_lost() {
    let index = three_transactions().index();
    let moved = Index { moved_count: index.committed_count, ..three_transactions().index() };
    for bytes in [&[][..], &[0; 31], &[0; 32]] {
        assert_eq!(scan(bytes, None).unwrap(), Ok(()));
        assert_eq!(scan(bytes, Some(&moved)).unwrap(), Ok(()));
        assert!(scan(bytes, Some(&index)).unwrap().is_err());
    }
    assert!(scan(&[0; 33][..], None).unwrap().is_err());
    assert_eq!(missing(None), Ok(()));
    assert!(missing(Some(&index)).is_err());
}
