//! The log: entries numbered from 1, each with the term in which a leader wrote it (§5.3).

use std::fmt;
use std::rc::Rc;

use super::chunks::Chunks;
use super::types::{LogIndex, Term};

/// What an entry carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Nothing: a new leader's first entry (§5.4.2, §8).
    NoOp,
    /// A command for the state machine, which Raft does not look into.
    Command(Rc<[u8]>),
}

impl Payload {
    /// Whether both carry the same. Replicas share the bytes of a command, so this seldom compares them.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NoOp, Self::NoOp) => true,
            (Self::Command(mine), Self::Command(theirs)) => Rc::ptr_eq(mine, theirs) || mine == theirs,
            _ => false,
        }
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term of the leader that wrote it.
    pub term: Term,
    /// What it carries.
    pub payload: Payload,
}

/// A run of entries as messages and disk writes carry it: shared, never copied.
#[derive(Clone, Default)]
pub struct Entries {
    shared: Option<Rc<[Entry]>>,
    /// How many of the shared entries, counted from the first, do not belong to this run.
    skip: usize,
}

impl Entries {
    /// The entries, in order.
    #[must_use]
    #[inline]
    pub fn as_slice(&self) -> &[Entry] {
        self.shared.as_ref().map_or(&[], |shared| &shared[self.skip..])
    }

    /// How many there are.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there is none.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same run without its first `count` entries.
    #[must_use]
    pub fn without_first(mut self, count: usize) -> Self {
        self.skip += count.min(self.len());
        self
    }
}

impl From<Vec<Entry>> for Entries {
    fn from(entries: Vec<Entry>) -> Self {
        Self { shared: (!entries.is_empty()).then(|| entries.into()), skip: 0 }
    }
}

impl From<Entry> for Entries {
    fn from(entry: Entry) -> Self {
        Self { shared: Some(Rc::new([entry])), skip: 0 }
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Entries {}

impl fmt::Debug for Entries {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(out)
    }
}

/// The log of one replica. A clone is cheap and shares the entries.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Chunks<Entry>,
}

impl Log {
    /// The index of the last entry; zero if there is none.
    #[must_use]
    #[inline]
    pub const fn last_index(&self) -> LogIndex {
        LogIndex(self.entries.len() as u64)
    }

    /// The term of the last entry; zero if there is none.
    #[must_use]
    #[inline]
    pub fn last_term(&self) -> Term {
        self.term_at(self.last_index()).unwrap_or_default()
    }

    /// The entry at `index`.
    #[must_use]
    #[inline]
    pub fn entry(&self, index: LogIndex) -> Option<&Entry> {
        self.entries.get(usize::try_from(index.0.checked_sub(1)?).ok()?)
    }

    /// The term of the entry at `index`; that "before the first entry" is zero.
    #[must_use]
    #[inline]
    pub fn term_at(&self, index: LogIndex) -> Option<Term> {
        if index == LogIndex::ZERO { Some(Term::ZERO) } else { self.entry(index).map(|entry| entry.term) }
    }

    /// The entries from `first` on, in order.
    pub fn from(&self, first: LogIndex) -> impl Iterator<Item = &Entry> {
        self.entries.iter_from(first.previous().0 as usize)
    }

    /// At most `most` entries from `first` on, to be carried by a message.
    #[must_use]
    pub fn batch(&self, first: LogIndex, most: usize) -> Entries {
        self.from(first).take(most).cloned().collect::<Vec<_>>().into()
    }

    /// The last index up to `most` whose entry is of a term up to `term`. Terms never fall along a log, so the
    /// place is found by halving.
    #[must_use]
    pub fn last_up_to(&self, most: LogIndex, term: Term) -> LogIndex {
        let (mut low, mut high) = (LogIndex::ZERO, most.min(self.last_index()));
        while low < high {
            let middle = LogIndex(low.0 + (high.0 - low.0).div_ceil(2));
            if self.term_at(middle).is_some_and(|found| found <= term) {
                low = middle;
            } else {
                high = middle.previous();
            }
        }
        low
    }

    /// Writes an entry behind the last one.
    #[inline]
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Removes the entry at `from` and all behind it.
    pub fn truncate(&mut self, from: LogIndex) {
        self.entries.truncate(from.previous().0 as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(terms: &[u64]) -> Log {
        let mut log = Log::default();
        for &term in terms {
            log.push(Entry { term: Term(term), payload: Payload::NoOp });
        }
        log
    }

    #[test]
    fn the_first_entry_has_index_1_and_what_is_before_it_has_term_0() {
        let log = log(&[3]);
        assert_eq!(log.term_at(LogIndex(0)), Some(Term(0)));
        assert_eq!(log.term_at(LogIndex(1)), Some(Term(3)));
        assert_eq!(log.term_at(LogIndex(2)), None);
        assert_eq!((log.last_index(), log.last_term()), (LogIndex(1), Term(3)));
    }

    #[test]
    fn an_empty_log_ends_at_index_0_in_term_0() {
        assert_eq!((log(&[]).last_index(), log(&[]).last_term()), (LogIndex(0), Term(0)));
    }

    #[test]
    fn truncating_removes_the_entry_and_all_behind_it() {
        let mut log = log(&[1, 1, 2, 3]);
        log.truncate(LogIndex(3));
        assert_eq!((log.last_index(), log.last_term()), (LogIndex(2), Term(1)));
    }

    #[test]
    fn the_last_entry_up_to_a_term_is_found() {
        let log = log(&[1, 1, 4, 4, 4, 6]);
        let found = |most, term| log.last_up_to(LogIndex(most), Term(term)).0;
        assert_eq!([found(6, 0), found(6, 1), found(6, 3), found(6, 4), found(6, 9)], [0, 2, 2, 5, 6]);
        assert_eq!([found(4, 4), found(1, 4), found(99, 6), found(0, 6)], [4, 1, 6, 0]);
    }

    #[test]
    fn a_batch_is_cut_at_its_limit_and_at_the_end_of_the_log() {
        let log = log(&[1, 2, 3, 4]);
        let terms = |first, most| -> Vec<u64> {
            log.batch(LogIndex(first), most).as_slice().iter().map(|entry| entry.term.0).collect()
        };
        assert_eq!(terms(2, 2), [2, 3]);
        assert_eq!(terms(3, 9), [3, 4]);
        assert!(terms(5, 9).is_empty());
        assert_eq!(log.batch(LogIndex(1), 4).without_first(3).len(), 1);
    }
}
