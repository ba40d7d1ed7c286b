//! What was ever true in a run: who led, what was written, what was committed.

use crate::raft::{Chunks, Entry, LogIndex, NodeId, Term};

use super::config_safety::InLogs;

/// The ledgers of a run. A clone is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledgers {
    /// Who led each term.
    pub leaders: InOrder<Term, NodeId>,
    /// For each index, what was ever written there, one for each term.
    pub written: Chunks<WrittenAt>,
    /// For each committed index, what was committed and when.
    pub committed: Chunks<Committed>,
    /// The greatest index that was committed in each term.
    pub last_committed: InOrder<Term, LogIndex>,
    /// Whom each replica voted for in each term.
    pub votes: InOrder<(Term, NodeId), NodeId>,
    /// The configurations in the logs.
    pub configurations: InLogs,
    /// The commit index of each replica in its present life, as last seen.
    commit_indexes: [LogIndex; 32],
}

/// Pairs in the order of their keys. What a run learns concerns its latest terms, so a new key stands at the end
/// or close to it, and a list is as quick as a tree and takes a tenth of its code.
#[derive(Clone, Debug)]
pub(super) struct InOrder<Key, Value>(Vec<(Key, Value)>);

impl<Key, Value> Default for InOrder<Key, Value> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<Key: Ord, Value: Copy> InOrder<Key, Value> {
    /// The value of `key`: `value`, if it had none so far.
    pub(super) fn get_or_insert(&mut self, key: Key, value: Value) -> Value {
        let place = self.before(&key).len();
        match self.0.get(place) {
            Some((known, value)) if *known == key => *value,
            _ => {
                self.0.insert(place, (key, value));
                value
            }
        }
    }

    /// Gives `key` this value.
    pub(super) fn insert(&mut self, key: Key, value: Value) {
        let place = self.before(&key).len();
        match self.0.get_mut(place) {
            Some((known, old)) if *known == key => *old = value,
            _ => self.0.insert(place, (key, value)),
        }
    }

    /// The pairs whose keys are less than `key`.
    pub(super) fn before(&self, key: &Key) -> &[(Key, Value)] {
        &self.0[..self.0.partition_point(|(known, _)| known < key)]
    }
}

/// What was ever written at one index. There is hardly ever a second entry, so the first needs no list.
#[derive(Clone, Debug)]
pub(super) struct WrittenAt {
    first: Written,
    more: Vec<Written>,
}

/// An entry that was written, and the term of the one before it.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub entry: Entry,
    pub previous_term: Term,
}

/// A committed entry, and the term of the leader that committed it.
#[derive(Clone, Debug)]
pub(super) struct Committed {
    pub entry: Entry,
    pub commit_term: Term,
}

impl Ledgers {
    /// What was written first at `index` in the term of `written`; `written` itself, if nothing was.
    pub(super) fn first_written(&mut self, index: LogIndex, written: Written) -> Option<&Written> {
        let place = index.previous().0 as usize;
        // The common case: one entry was written here, and it is of this term.
        let known = self.written.get(place)?;
        if known.of_term(written.entry.term).is_none() {
            self.written.get_mut(place)?.more.push(written);
            return None;
        }
        self.written.get(place)?.of_term(written.entry.term)
    }

    /// Takes note of the first entry written behind all indexes written so far.
    pub(super) fn write_next(&mut self, written: Written) {
        self.written.push(WrittenAt { first: written, more: Vec::new() });
    }

    /// The commit index of a replica as last seen, which becomes `index`.
    pub(super) fn replace_commit_index(&mut self, node: NodeId, index: LogIndex) -> LogIndex {
        std::mem::replace(&mut self.commit_indexes[node.index()], index)
    }

    /// A replica crashed, and has to learn anew what is committed.
    pub(super) fn forget_commit_index(&mut self, node: NodeId) {
        self.commit_indexes[node.index()] = LogIndex::ZERO;
    }

    /// Whether what is committed at `index` is of `term`.
    pub(super) fn agrees(&self, index: LogIndex, term: Term) -> bool {
        self.committed_at(index).is_some_and(|committed| committed.entry.term == term)
    }

    /// What is committed at `index`.
    pub(super) fn committed_at(&self, index: LogIndex) -> Option<&Committed> {
        self.committed.get(usize::try_from(index.0.checked_sub(1)?).ok()?)
    }
}

impl WrittenAt {
    fn of_term(&self, term: Term) -> Option<&Written> {
        if self.first.entry.term == term {
            return Some(&self.first);
        }
        self.more.iter().find(|written| written.entry.term == term)
    }
}
