//! A growing list whose copies share what they have in common.

use std::rc::Rc;

/// How many items a chunk holds: a copy that is written to copies one chunk, not the list.
const CHUNK: usize = 256;

/// A list that is written at its end, and cheap to clone: a clone shares all full chunks, so that a checkpoint
/// of a run with a long log costs one count for every 256 entries.
#[derive(Clone, Debug)]
pub struct Chunks<T> {
    /// All but the last are full, and none is empty.
    chunks: Vec<Rc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Chunks<T> {
    /// How many items there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item at `index`, counted from 0.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    /// The item at `index`, to change it in this copy only.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        Rc::make_mut(self.chunks.get_mut(index / CHUNK)?).get_mut(index % CHUNK)
    }

    /// Puts an item behind the last one.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Rc::new(Vec::with_capacity(CHUNK)));
        }
        let last = self.chunks.last_mut().expect("a list that is about to grow has a chunk with room");
        Rc::make_mut(last).push(item);
        self.len += 1;
    }

    /// Removes everything from the item at `len` on.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.chunks.truncate(len.div_ceil(CHUNK));
        if let (Some(last), 1..) = (self.chunks.last_mut(), len % CHUNK) {
            Rc::make_mut(last).truncate(len % CHUNK);
        }
        self.len = len;
    }

    /// Gives up the full chunks that lie before the item at `index`, and says how many items those held: by so
    /// many the places of all others fall.
    pub fn forget_before(&mut self, index: usize) -> usize {
        let chunks = index.min(self.len) / CHUNK;
        self.chunks.drain(..chunks);
        self.len -= chunks * CHUNK;
        chunks * CHUNK
    }

    /// The items from `start` on, in order.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = &T> {
        self.chunks
            .iter()
            .skip(start / CHUNK)
            .enumerate()
            .flat_map(move |(nth, chunk)| chunk.iter().skip(if nth == 0 { start % CHUNK } else { 0 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Change {
        Push(usize),
        Truncate(usize),
        Forget(usize),
        Copy,
    }

    fn changes() -> impl Strategy<Value = Vec<Change>> {
        let change = prop_oneof![
            (1..600_usize).prop_map(Change::Push),
            (0..1_500_usize).prop_map(Change::Truncate),
            (0..900_usize).prop_map(Change::Forget),
            Just(Change::Copy),
        ];
        proptest::collection::vec(change, 0..12)
    }

    proptest! {
        #[test]
        fn a_list_in_chunks_holds_what_a_plain_one_does_and_its_copies_keep_what_they_had(changes in changes()) {
            let (mut chunks, mut plain) = (Chunks::default(), Vec::new());
            let mut copies = Vec::new();
            for change in changes {
                match change {
                    Change::Push(count) => for _ in 0..count {
                        chunks.push(plain.len());
                        plain.push(plain.len());
                    },
                    Change::Truncate(len) => {
                        chunks.truncate(len);
                        plain.truncate(len);
                    }
                    Change::Forget(index) => {
                        let forgotten = chunks.forget_before(index);
                        prop_assert!(forgotten <= index && index.min(plain.len()) < forgotten + CHUNK);
                        plain.drain(..forgotten);
                    }
                    Change::Copy => copies.push((chunks.clone(), plain.clone())),
                }
            }
            copies.push((chunks, plain));
            for (chunks, plain) in copies {
                prop_assert_eq!((chunks.len(), chunks.is_empty()), (plain.len(), plain.is_empty()));
                prop_assert!(chunks.iter_from(0).eq(plain.iter()));
                let middle = plain.len() / 2;
                prop_assert!(chunks.iter_from(middle).eq(plain[middle..].iter()));
                prop_assert_eq!(chunks.get(middle), plain.get(middle));
                prop_assert_eq!(chunks.get(plain.len()), None);
            }
        }
    }

    #[test]
    fn what_is_cut_where_a_chunk_ends_keeps_that_chunk() {
        let mut chunks = Chunks::default();
        (0..2 * CHUNK).for_each(|item| chunks.push(item));
        chunks.truncate(CHUNK);
        assert!(chunks.iter_from(0).copied().eq(0..CHUNK));
        chunks.push(CHUNK);
        assert_eq!(chunks.get(CHUNK), Some(&CHUNK));
    }

    #[test]
    fn a_change_in_one_copy_is_not_seen_in_another() {
        let mut one = Chunks::default();
        one.push(1);
        let two = one.clone();
        *one.get_mut(0).expect("there is one item") = 2;
        assert_eq!((one.get(0), two.get(0)), (Some(&2), Some(&1)));
    }
}
