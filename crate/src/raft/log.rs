//! The log: entries numbered from 1, each with the term in which a leader wrote it (§5.3). A snapshot may stand
//! for the first of them (§7).

use std::fmt;
use std::rc::Rc;

use super::chunks::Chunks;
use super::configuration::Configuration;
use super::snapshot::Snapshot;
use super::types::{LogIndex, Term};

/// What an entry carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A command for the state machine, which Raft does not look into.
    Command(Rc<[u8]>),
    /// Something for Raft itself: who takes part from here on (§6), or nothing, [`Payload::NO_OP`]. That both are
    /// one variant keeps an entry as small as its command.
    Internal(Option<Rc<Configuration>>),
}

impl Payload {
    /// Nothing: a new leader's first entry (§5.4.2, §8).
    pub const NO_OP: Self = Self::Internal(None);

    /// Whether it says who takes part.
    #[must_use]
    #[inline]
    pub const fn is_configuration(&self) -> bool {
        matches!(self, Self::Internal(Some(_)))
    }

    /// Whether both carry the same. Replicas share the bytes of a command, so this seldom compares them.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Command(mine), Self::Command(theirs)) => Rc::ptr_eq(mine, theirs) || mine == theirs,
            (Self::Internal(mine), Self::Internal(theirs)) => mine == theirs,
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
        match &self.shared {
            Some(shared) => &shared[self.skip..],
            None => &[],
        }
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

/// The log of one replica: a snapshot, if it was compacted, and the entries behind it. A clone is cheap and
/// shares them.
#[derive(Clone, Debug, Default)]
pub struct Log {
    snapshot: Option<Rc<Snapshot>>,
    /// Index and term of the last entry that is gone; zero if none is.
    base: (LogIndex, Term),
    /// The entries that are left, and in front of them those of the same chunk that are gone, which nobody sees.
    entries: Chunks<Entry>,
    hidden: usize,
}

impl Log {
    /// The index of the last entry; zero if there is none.
    #[must_use]
    #[inline]
    pub const fn last_index(&self) -> LogIndex {
        LogIndex(self.base.0.0 + (self.entries.len() - self.hidden) as u64)
    }

    /// The last entry that is gone, because a snapshot stands for it; zero if none is.
    #[must_use]
    #[inline]
    pub const fn base(&self) -> LogIndex {
        self.base.0
    }

    /// The last entry that the snapshot stands for; zero without one. Not all up to here need be gone.
    #[must_use]
    #[inline]
    pub fn snapshot_index(&self) -> LogIndex {
        self.snapshot.as_ref().map_or(LogIndex::ZERO, |snapshot| snapshot.last_index)
    }

    /// The snapshot that stands for the first entries, if the log was compacted.
    #[must_use]
    pub const fn snapshot(&self) -> Option<&Rc<Snapshot>> {
        self.snapshot.as_ref()
    }

    /// The term of the last entry; zero if there is none.
    #[must_use]
    #[inline]
    pub fn last_term(&self) -> Term {
        self.term_at(self.last_index()).unwrap_or_default()
    }

    /// The entry at `index`; none if there is none yet, or no more.
    #[must_use]
    #[inline]
    pub fn entry(&self, index: LogIndex) -> Option<&Entry> {
        let behind = index.0.checked_sub(self.base.0.0 + 1)?;
        self.entries.get(usize::try_from(behind).ok()? + self.hidden)
    }

    /// The term of the entry at `index`, which is also known of the last one that is gone. That "before the first
    /// entry" is zero.
    #[must_use]
    #[inline]
    pub fn term_at(&self, index: LogIndex) -> Option<Term> {
        if index == self.base.0 { Some(self.base.1) } else { self.entry(index).map(|entry| entry.term) }
    }

    /// The place among the entries kept of what has this index, or would have it; the first, if it is gone.
    const fn place(&self, index: LogIndex) -> usize {
        self.hidden + index.0.saturating_sub(self.base.0.0 + 1) as usize
    }

    /// The entries from `first` on, in order, or all that are there if the first ones are gone.
    pub fn from(&self, first: LogIndex) -> impl Iterator<Item = &Entry> {
        self.entries.iter_from(self.place(first))
    }

    /// At most `most` entries from `first` on, to be carried by a message.
    #[must_use]
    pub fn batch(&self, first: LogIndex, most: usize) -> Entries {
        self.from(first).take(most).cloned().collect::<Vec<_>>().into()
    }

    /// The last index up to `most` whose entry is of a term up to `term`. Terms never fall along a log, so the
    /// place is found by halving. Of entries that are gone only the last is known; any before it may be meant.
    #[must_use]
    pub fn last_up_to(&self, most: LogIndex, term: Term) -> LogIndex {
        let (base, base_term) = self.base;
        let gone = if base_term <= term { base } else { base.previous() };
        let (mut low, mut high) = (gone.min(most), most.min(self.last_index()));
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
        self.entries.truncate(self.place(from));
    }

    /// The snapshot takes the place of the entries that it stands for. What lies behind them stays if the log
    /// has the snapshot's last entry, and goes if it has another one there, or none (§7).
    pub fn install(&mut self, snapshot: Rc<Snapshot>) {
        let (index, term) = (snapshot.last_index, snapshot.last_term);
        if self.term_at(index) != Some(term) {
            self.entries = Chunks::default();
            self.hidden = 0;
            self.base = (index, term);
        }
        self.compact(snapshot, index);
    }

    /// The snapshot, of entries that the log has, takes the place of those up to `last` for the time being.
    pub fn compact(&mut self, snapshot: Rc<Snapshot>, last: LogIndex) {
        if let Some(term) = self.term_at(last) {
            let place = self.place(last.next());
            self.hidden = place - self.entries.forget_before(place);
            self.base = (last, term);
        }
        self.snapshot = Some(snapshot);
    }
}

#[cfg(test)]
mod tests {
    use super::super::nodes::NodeSet;
    use super::*;

    fn snapshot(last_index: u64, last_term: u64) -> Rc<Snapshot> {
        let (last_index, last_term) = (LogIndex(last_index), Term(last_term));
        let configuration = Configuration::default();
        Rc::new(Snapshot { last_index, last_term, configuration, state: Rc::from([]) })
    }

    fn log(terms: &[u64]) -> Log {
        let mut log = Log::default();
        for &term in terms {
            log.push(Entry { term: Term(term), payload: Payload::NO_OP });
        }
        log
    }

    #[test]
    fn payloads_are_the_same_if_they_carry_the_same_wherever_it_lies() {
        let command = |bytes: &[u8]| Payload::Command(Rc::from(bytes));
        let configured = |count| {
            let voters = NodeSet::first(count);
            Payload::Internal(Some(Rc::new(Configuration { voters, ..Configuration::default() })))
        };
        let every = || [command(b"a"), command(b"b"), configured(1), configured(2), Payload::NO_OP];
        for (one, mine) in every().iter().enumerate() {
            for (other, theirs) in every().iter().enumerate() {
                assert_eq!(mine.same(theirs), one == other, "{mine:?} and {theirs:?}");
            }
        }
    }

    #[test]
    fn runs_of_entries_are_the_same_if_what_they_hold_is() {
        let entry = |term| Entry { term: Term(term), payload: Payload::NO_OP };
        let run = Entries::from(vec![entry(1), entry(2)]).without_first(1);
        assert_eq!(run, Entries::from(entry(2)));
        assert_ne!(run, Entries::from(entry(1)));
        assert_eq!(format!("{run:?}"), format!("{:?}", [entry(2)]));
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

    /// A log of these terms whose first `gone` entries are in a snapshot.
    fn compacted(terms: &[u64], gone: u64) -> Log {
        let mut log = log(terms);
        let last_term = log.term_at(LogIndex(gone)).expect("the log reaches so far");
        log.install(snapshot(gone, last_term.0));
        log
    }

    #[test]
    fn of_what_a_snapshot_stands_for_only_the_last_term_is_known() {
        let log = compacted(&[1, 1, 2, 3, 3], 3);
        assert_eq!((log.base(), log.last_index(), log.last_term()), (LogIndex(3), LogIndex(5), Term(3)));
        let terms: Vec<_> = (0..7).map(|index| log.term_at(LogIndex(index)).map(|term| term.0)).collect();
        assert_eq!(terms, [None, None, None, Some(2), Some(3), Some(3), None]);
        assert!(
            (0..=3).all(|index| log.entry(LogIndex(index)).is_none()) && log.entry(LogIndex(4)).is_some()
        );
        assert_eq!((log.from(LogIndex(1)).count(), log.from(LogIndex(5)).count()), (2, 1));
        assert_eq!(log.batch(LogIndex(4), 9).len(), 2);
    }

    #[test]
    fn a_log_that_is_all_snapshot_ends_where_it_ends_and_grows_from_there() {
        let mut log = compacted(&[1, 2], 2);
        assert_eq!((log.last_index(), log.last_term()), (LogIndex(2), Term(2)));
        log.push(Entry { term: Term(5), payload: Payload::NO_OP });
        assert_eq!((log.last_index(), log.term_at(LogIndex(3))), (LogIndex(3), Some(Term(5))));
        log.truncate(LogIndex(1));
        assert_eq!(log.last_index(), LogIndex(2), "what is in a snapshot is not truncated");
    }

    #[test]
    fn a_snapshot_keeps_the_entries_behind_only_if_the_log_has_its_last_entry() {
        for (index, term, last, last_term) in [(2, 1, 4, 2), (4, 2, 4, 2), (2, 3, 2, 3), (9, 3, 9, 3)] {
            let mut log = log(&[1, 1, 2, 2]);
            log.install(snapshot(index, term));
            assert_eq!((log.last_index(), log.last_term()), (LogIndex(last), Term(last_term)));
        }
    }

    #[test]
    fn a_snapshot_may_leave_some_of_its_entries_for_later() {
        let mut log = log(&[1, 1, 2, 2]);
        let snapshot = snapshot(3, 2);
        log.compact(Rc::clone(&snapshot), LogIndex(1));
        assert_eq!(
            (log.base(), log.snapshot_index(), log.from(LogIndex(1)).count()),
            (LogIndex(1), LogIndex(3), 3)
        );
        log.compact(Rc::clone(&snapshot), LogIndex(0));
        assert_eq!(log.base(), LogIndex(1), "what is gone does not come back");
        log.install(snapshot);
        assert_eq!((log.base(), log.from(LogIndex(1)).count()), (LogIndex(3), 1));
    }

    #[test]
    fn a_long_log_that_is_compacted_again_and_again_keeps_only_what_is_behind() {
        let mut log = log(&[1; 100]);
        for round in 1..40_u64 {
            for _ in 0..100 {
                log.push(Entry { term: Term(round), payload: Payload::NO_OP });
            }
            let last_index = LogIndex(round * 100 + 37);
            let last_term = log.term_at(last_index).expect("the log reaches so far");
            log.install(snapshot(last_index.0, last_term.0));
            assert_eq!(log.last_index(), LogIndex(round * 100 + 100));
            assert_eq!(log.from(LogIndex(1)).count(), 63);
            assert!(log.from(LogIndex(1)).all(|entry| entry.term == Term(round)));
            assert!(log.entries.len() < 400, "{} entries are kept", log.entries.len());
        }
    }

    #[test]
    fn the_last_entry_up_to_a_term_may_be_gone() {
        let log = compacted(&[1, 1, 4, 4, 4, 6], 4);
        let found = |most, term| log.last_up_to(LogIndex(most), Term(term)).0;
        assert_eq!(
            [found(6, 9), found(6, 5), found(4, 4), found(5, 3), found(2, 9), found(0, 0)],
            [6, 5, 4, 3, 2, 0]
        );
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
