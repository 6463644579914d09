//! A growing list whose copies share what neither of them has changed.

use std::sync::Arc;

/// How many entries change hands together: few enough that the first change after a copy is cheap,
/// many enough that a copy is a handful of pointers.
const CHUNK_COUNT: usize = 64;

/// A list that is only ever appended to. A clone costs one pointer for every [`CHUNK_COUNT`]
/// entries; changing an entry that a clone can see copies its chunk first.
#[derive(Debug, Clone)]
pub(super) struct Slab<T> {
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T: Clone> Slab<T> {
    pub(super) const fn new() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, index: u32) -> Option<&T> {
        let (chunk, place) = place(index);
        self.chunks.get(chunk)?.get(place)
    }

    pub(super) fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        let (chunk, place) = place(index);
        Arc::make_mut(self.chunks.get_mut(chunk)?).get_mut(place)
    }

    /// Append `value`; returns its index.
    pub(super) fn push(&mut self, value: T) -> u32 {
        if self.len.is_multiple_of(CHUNK_COUNT) {
            self.chunks.push(Arc::new(Vec::with_capacity(CHUNK_COUNT)));
        }
        let index = u32::try_from(self.len).unwrap_or(u32::MAX);
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(value);
            self.len += 1;
        }
        index
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

const fn place(index: u32) -> (usize, usize) {
    (index as usize / CHUNK_COUNT, index as usize % CHUNK_COUNT)
}
