//! A set of small numbers.

/// The slots of pending operations. A slot is used again once its operation is answered, so most histories get by with
/// the first 64.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slots {
    first: u64,
    more: Box<[u64]>,
}

impl Slots {
    /// None of so many.
    pub(super) fn none_of(count: usize) -> Self {
        Self { first: 0, more: vec![0; count.saturating_sub(1) / 64].into() }
    }

    pub(super) fn contains(&self, slot: usize) -> bool {
        self.word(slot) & bit(slot) != 0
    }

    pub(super) fn insert(&mut self, slot: usize) {
        *self.word_mut(slot) |= bit(slot);
    }

    pub(super) fn remove(&mut self, slot: usize) {
        *self.word_mut(slot) &= !bit(slot);
    }

    fn word(&self, slot: usize) -> u64 {
        if slot < 64 { self.first } else { self.more[slot / 64 - 1] }
    }

    fn word_mut(&mut self, slot: usize) -> &mut u64 {
        if slot < 64 { &mut self.first } else { &mut self.more[slot / 64 - 1] }
    }
}

const fn bit(slot: usize) -> u64 {
    1 << (slot % 64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn slots_hold_what_a_set_does(changes in proptest::collection::vec((any::<bool>(), 0..200_usize), 0..100)) {
            let (mut slots, mut set) = (Slots::none_of(200), BTreeSet::new());
            for (add, slot) in changes {
                if add {
                    slots.insert(slot);
                    set.insert(slot);
                } else {
                    slots.remove(slot);
                    set.remove(&slot);
                }
            }
            prop_assert!((0..200).filter(|&slot| slots.contains(slot)).eq(set));
        }
    }
}
