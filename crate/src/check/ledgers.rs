//! What was ever true in a run: who led, what was written, what was committed.

use crate::kv::Digest;
use crate::raft::{Entry, LogIndex, NodeId, ReadId, Term};

use super::by_index::ByIndex;
use super::config_safety::InLogs;
use super::exactly_once::Effects;
use super::in_order::InOrder;

/// The ledgers of a run. A clone is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledgers {
    /// Who led each term.
    pub leaders: InOrder<Term, Made>,
    /// For each index, what was written there first.
    written: ByIndex<Written>,
    /// What was written first at an index in another term than that. There is hardly ever any.
    written_again: InOrder<(LogIndex, Term), Written>,
    /// For each committed index, what was committed.
    pub committed: ByIndex<Committed>,
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
    pub effects: InOrder<LogIndex, Effects>,
}

/// A leader that was made, and the end of the log that it was elected with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    pub node: NodeId,
    pub last_index: LogIndex,
    pub last_term: Term,
}

/// An entry that was written, and the term of the one before it.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub entry: Entry,
    pub previous_term: Term,
}

/// What was committed at an index. The entry itself is what was written there in that term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Committed {
    pub term: Term,
    /// The digest of all commands up to here.
    pub digest: Digest,
}

impl Ledgers {
    /// What was written first at `index` in `term`.
    #[inline]
    pub(super) fn written_at(&self, index: LogIndex, term: Term) -> Option<&Written> {
        match self.written.get(index) {
            Some(written) if written.entry.term == term => Some(written),
            _ => self.written_again.get(&(index, term)),
        }
    }

    /// Takes note of what was written first at `index` in its term.
    #[inline]
    pub(super) fn write(&mut self, index: LogIndex, written: Written) {
        if index == self.written.last().next() {
            self.written.push(written);
        } else {
            self.written_again.entry((index, written.entry.term), || written);
        }
    }

    /// Whether what is committed at `index` is of `term`.
    pub(super) fn agrees(&self, index: LogIndex, term: Term) -> bool {
        self.committed_at(index).is_some_and(|committed| committed.term == term)
    }

    /// What is committed at `index`.
    #[inline]
    pub(super) fn committed_at(&self, index: LogIndex) -> Option<&Committed> {
        self.committed.get(index)
    }

    /// Whether the entry at `index` of `term` was in the log that a leader was elected with: whoever knows the end of
    /// a log knows all of it, since for each entry that was written the ledger has the term of the one before.
    pub(super) fn was_elected_with(&self, leader: Made, index: LogIndex, term: Term) -> bool {
        let (mut at, mut found) = (leader.last_index, leader.last_term);
        while at > index {
            // What was never seen being written is not held against anyone.
            let Some(written) = self.written_at(at, found) else { return true };
            (at, found) = (at.previous(), written.previous_term);
        }
        at == index && found == term
    }

    /// Forgets what concerns entries before `floor`, which no replica, no disk and no message holds any more: so a run
    /// that compacts its logs does not grow. What became of terms stays, since a leader of any term may yet be judged.
    pub(super) fn forget_before(&mut self, floor: LogIndex) {
        self.committed.forget_before(floor);
        self.written.forget_before(floor);
        self.written_again.retain(|&(index, _)| index >= floor);
        self.effects.each(|effects| effects.forget_before(floor));
    }
}
