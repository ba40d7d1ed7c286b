//! What was ever true in a run: who led, what was written, what was committed.

use crate::raft::{Chunks, Entry, LogIndex, NodeId, ReadId, Term};

use super::config_safety::InLogs;
use super::in_order::InOrder;

/// The ledgers of a run. A clone is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledgers {
    /// Who led each term.
    pub leaders: InOrder<Term, Made>,
    /// For each index, what was ever written there, one for each term.
    pub written: Chunks<WrittenAt>,
    /// For each committed index, what was committed.
    pub committed: Chunks<Entry>,
    /// The greatest index that was committed first in each term, and the term of the entry there.
    pub last_committed: InOrder<Term, (LogIndex, Term)>,
    /// The greatest of these indexes.
    pub newest_committed: LogIndex,
    /// Whom each replica voted for in each term.
    pub votes: InOrder<(Term, NodeId), NodeId>,
    /// The configurations in the logs.
    pub configurations: InLogs,
    /// What was committed when each unanswered read was asked.
    pub reads: InOrder<(NodeId, ReadId), LogIndex>,
    /// For each session in order, the entries for which its commands took effect.
    pub effects: InOrder<LogIndex, Chunks<LogIndex>>,
}

/// A leader that was made, and the end of the log that it was elected with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    pub node: NodeId,
    pub last_index: LogIndex,
    pub last_term: Term,
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

impl Ledgers {
    /// What was written first at `index` in `term`.
    #[inline]
    pub(super) fn written_at(&self, index: LogIndex, term: Term) -> Option<&Written> {
        self.written.get(index.previous().0 as usize)?.of_term(term)
    }

    /// Takes note of what was written first at `index` in its term.
    #[inline]
    pub(super) fn write(&mut self, index: LogIndex, written: Written) {
        match self.written.get_mut(index.previous().0 as usize) {
            Some(known) => known.more.push(written),
            None => self.written.push(WrittenAt { first: written, more: Vec::new() }),
        }
    }

    /// Whether what is committed at `index` is of `term`.
    pub(super) fn agrees(&self, index: LogIndex, term: Term) -> bool {
        self.committed_at(index).is_some_and(|committed| committed.term == term)
    }

    /// What is committed at `index`.
    pub(super) fn committed_at(&self, index: LogIndex) -> Option<&Entry> {
        self.committed.get(usize::try_from(index.0.checked_sub(1)?).ok()?)
    }

    /// Whether the entry at `index` of `term` was in the log that a leader was elected with: whoever knows the end of
    /// a log knows all of it, since for each entry that was written the ledger has the term of the one before.
    pub(super) fn was_elected_with(&self, leader: Made, index: LogIndex, term: Term) -> bool {
        let (mut at, mut found) = (leader.last_index, leader.last_term);
        while at > index {
            let written =
                self.written.get(at.previous().0 as usize).and_then(|written| written.of_term(found));
            // What was never seen being written is not held against anyone.
            let Some(written) = written else { return true };
            (at, found) = (at.previous(), written.previous_term);
        }
        at == index && found == term
    }
}

impl WrittenAt {
    #[inline]
    fn of_term(&self, term: Term) -> Option<&Written> {
        if self.first.entry.term == term {
            return Some(&self.first);
        }
        self.more.iter().find(|written| written.entry.term == term)
    }
}
