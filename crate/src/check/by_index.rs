//! What is known of each log index.

use crate::raft::{Chunks, LogIndex};

/// One item for each log index in turn, without those of the first indexes once nobody can ask for them any more.
/// Only whole chunks are given up, so asking stays one look.
#[derive(Clone, Debug)]
pub(super) struct ByIndex<Item> {
    items: Chunks<Item>,
    /// How many items are gone: that of the next index is the first that is left.
    gone: u64,
}

impl<Item> Default for ByIndex<Item> {
    fn default() -> Self {
        Self { items: Chunks::default(), gone: 0 }
    }
}

impl<Item: Clone> ByIndex<Item> {
    /// The last index that has an item; zero before the first.
    #[inline]
    pub(super) const fn last(&self) -> LogIndex {
        LogIndex(self.gone + self.items.len() as u64)
    }

    /// The item of `index`, if there is one yet, and still.
    #[inline]
    pub(super) fn get(&self, index: LogIndex) -> Option<&Item> {
        self.items.get(self.place(index)?)
    }

    #[inline]
    fn place(&self, index: LogIndex) -> Option<usize> {
        usize::try_from(index.0.checked_sub(self.gone + 1)?).ok()
    }

    /// The item of the index behind the last.
    #[inline]
    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    /// Gives up items of indexes before `index`. Says how many of the first indexes have none now.
    pub(super) fn forget_before(&mut self, index: LogIndex) -> LogIndex {
        if let Some(place) = self.place(index) {
            self.gone += self.items.forget_before(place) as u64;
        }
        LogIndex(self.gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_index_when_those_before_them_are_given_up() {
        let mut items = ByIndex::default();
        for index in 1..=1_000 {
            items.push(index);
        }
        let gone = items.forget_before(LogIndex(700)).0;
        assert!((400..700).contains(&gone), "whole chunks up to {gone} are given up");
        assert_eq!(items.forget_before(LogIndex(3)).0, gone, "what is gone is not given up again");
        assert_eq!((items.get(LogIndex(gone)), items.get(LogIndex(gone + 1))), (None, Some(&(gone + 1))));
        assert_eq!((items.get(LogIndex(1_000)), items.get(LogIndex(1_001))), (Some(&1_000), None));
        assert_eq!((items.get(LogIndex::ZERO), items.last()), (None, LogIndex(1_000)));
    }
}
