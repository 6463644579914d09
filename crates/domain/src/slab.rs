//! A growing list whose copies share what neither of them has changed.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::{Index, IndexMut};

/// How many bytes of entries change hands together: few enough that the first change after a copy
/// is cheap, many enough that a copy is a handful of pointers. A size that allocators have.
const CHUNK_BYTES: usize = 8 * 1024;

/// A list that is only ever appended to. A clone costs one pointer for every [`CHUNK_BYTES`] of
/// entries; changing an entry that a clone can see copies its chunk first.
#[derive(Debug, Clone)]
pub struct Slab<T> {
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Slab<T> {
    /// How many entries a chunk has.
    const CHUNK_COUNT: usize = match CHUNK_BYTES / size_of::<T>() {
        0 => 1,
        count => count,
    };

    const fn place(index: u32) -> (usize, usize) {
        (index as usize / Self::CHUNK_COUNT, index as usize % Self::CHUNK_COUNT)
    }
}

impl<T: Clone> Slab<T> {
    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entry that [`Slab::push`] has put at `index`.
    pub fn get(&self, index: u32) -> Option<&T> {
        let (chunk, place) = Self::place(index);
        self.chunks.get(chunk)?.get(place)
    }

    /// Append `value`; returns its index.
    pub fn push(&mut self, value: T) -> u32 {
        if self.len.is_multiple_of(Self::CHUNK_COUNT) {
            self.chunks.push(Arc::new(Vec::with_capacity(Self::CHUNK_COUNT)));
        }
        let index = u32::try_from(self.len).unwrap_or(u32::MAX);
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(value);
            self.len += 1;
        }
        index
    }

    /// In the order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

/// Panics, as that of a slice does, where nothing was pushed.
impl<T> Index<u32> for Slab<T> {
    type Output = T;

    fn index(&self, index: u32) -> &T {
        let (chunk, place) = Self::place(index);
        &self.chunks[chunk][place]
    }
}

impl<T: Clone> IndexMut<u32> for Slab<T> {
    fn index_mut(&mut self, index: u32) -> &mut T {
        let (chunk, place) = Self::place(index);
        &mut Arc::make_mut(&mut self.chunks[chunk])[place]
    }
}
