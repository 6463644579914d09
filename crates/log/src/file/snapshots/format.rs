//! The bytes of a snapshot's file: a header of fixed length, then the state. Numbers are
//! big-endian.

use bytes::{Buf, BufMut, Bytes};
use sha2::{Digest, Sha256};

use crate::chain::{Hash, Head};
use crate::genesis::Lineage;
use crate::snapshot::Snapshot;

const MAGIC: &[u8; 8] = b"crprsnap";
const VERSION: u32 = 1;

/// The header up to the checksum.
const CHECKED_BYTES: usize = 8 + 4 + 16 + 4 + 8 + 32 + 8 + 8 + 8;
/// The whole header.
pub(super) const HEADER_BYTES: usize = CHECKED_BYTES + 32;

/// What stands in front of the state.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    lineage: Lineage,
    partition: u32,
    /// Which snapshot of its name this is. Not the seq: after a loss that an operator has accepted,
    /// a newer snapshot may stand at a lower seq.
    pub(super) ordinal: u64,
    head: Head,
    state_len: u64,
    /// SHA-256 of the header up to here and of the state.
    checksum: [u8; 32],
}

impl Header {
    pub(super) fn new(lineage: Lineage, partition: u32, ordinal: u64, snapshot: &Snapshot) -> Self {
        let state_len = snapshot.state.len() as u64;
        let checksum = [0; 32];
        let head = snapshot.head;
        let mut header = Self { lineage, partition, ordinal, head, state_len, checksum };
        header.checksum = header.sum(&snapshot.state);
        header
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.put_slice(MAGIC);
        bytes.put_u32(VERSION);
        bytes.put_slice(&self.lineage.0);
        bytes.put_u32(self.partition);
        bytes.put_u64(self.ordinal);
        bytes.put_slice(&self.head.hash.0);
        bytes.put_u64(self.head.next_seq);
        bytes.put_u64(self.head.next_offset);
        bytes.put_u64(self.state_len);
        bytes.put_slice(&self.checksum);
        bytes
    }

    /// `None` when the bytes are too few or of another magic or version.
    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        if bytes.len() < HEADER_BYTES {
            return None;
        }
        let magic = array(&mut bytes);
        let version = bytes.get_u32();
        let header = Self {
            lineage: Lineage(array(&mut bytes)),
            partition: bytes.get_u32(),
            ordinal: bytes.get_u64(),
            head: Head {
                hash: Hash(array(&mut bytes)),
                next_seq: bytes.get_u64(),
                next_offset: bytes.get_u64(),
            },
            state_len: bytes.get_u64(),
            checksum: array(&mut bytes),
        };
        (magic == *MAGIC && version == VERSION).then_some(header)
    }

    fn sum(&self, state: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(&self.encode()[..CHECKED_BYTES]);
        hasher.update(state);
        hasher.finalize().into()
    }
}

/// Read a whole file back, or say why it is of no use.
pub(super) fn decode(
    bytes: &Bytes,
    lineage: Lineage,
    partition: u32,
) -> Result<Snapshot, &'static str> {
    let header = Header::decode(bytes).ok_or("it is of an unknown version, or cut short")?;
    if header.lineage != lineage || header.partition != partition {
        return Err("it belongs to another log");
    }
    let state = bytes.slice(HEADER_BYTES..);
    if header.state_len != state.len() as u64 || header.checksum != header.sum(&state) {
        return Err("its checksum is wrong");
    }
    Ok(Snapshot { head: header.head, state })
}

/// The caller has seen that there are as many bytes.
fn array<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let mut array = [0; N];
    bytes.copy_to_slice(&mut array);
    array
}
