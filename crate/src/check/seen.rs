//! How a replica was last seen, told by its own words and compared with what it then is.

use crate::raft::{Configuration, Event, LogIndex, NodeId, Progress, Term};
use crate::sim::{Replica, What};

/// What was last seen of a replica in its present life.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// The term on its disk, over all lives.
    pub durable_term: Term,
    /// Its term.
    pub term: Term,
    /// Whether it leads.
    pub leads: bool,
    /// The end of its log, after each record.
    pub last: LogIndex,
    /// Its commit index, after each record.
    pub commit: LogIndex,
    /// Its commit index, after the last event.
    pub settled_commit: LogIndex,
    /// The last entry that it applied.
    pub applied: LogIndex,
    /// The configuration that it used after the last event.
    pub configuration: Configuration,
    /// While it leads, the matchIndex of each replica.
    matched: Vec<LogIndex>,
}

impl Seen {
    /// Takes note of a record.
    #[inline]
    pub(super) fn happened(&mut self, what: &What) {
        match *what {
            What::Node(Event::BecameLeader { .. }) => {
                self.leads = true;
                self.matched.clear();
            }
            What::Node(
                Event::BecameFollower { .. }
                | Event::BecameCandidate { .. }
                | Event::LostQuorum { .. }
                | Event::Resigned { .. },
            ) => self.leads = false,
            What::Node(Event::Appended { last, .. }) => self.last = last,
            What::Node(Event::Truncated { from, .. }) => self.last = from.previous(),
            What::Node(Event::Committed { index }) => self.commit = index,
            What::Node(Event::Installed { index, kept, .. }) => {
                self.commit = index;
                self.last = LogIndex(index.0 + kept);
            }
            What::Crashed { .. } => *self = Self { durable_term: self.durable_term, ..Self::default() },
            _ => {}
        }
    }

    /// Takes note of how the replica is after an event.
    #[inline]
    pub(super) fn changed(&mut self, replica: &Replica) {
        self.durable_term = replica.disk().durable().0.term;
        let Some(node) = replica.node() else { return };
        self.term = node.term();
        self.last = node.log().last_index();
        self.commit = node.commit_index();
        self.settled_commit = self.commit;
        self.applied = replica.applied();
        self.configuration = node.configuration();
    }

    /// The matchIndex of `node` as this leader last had it.
    #[inline]
    pub(super) fn matched(&self, node: NodeId) -> LogIndex {
        self.matched.get(node.index()).copied().unwrap_or_default()
    }

    /// Takes note of what this leader knows of `node`.
    #[inline]
    pub(super) fn learnt(&mut self, node: NodeId, known: &Progress) {
        if self.matched.len() <= node.index() {
            self.matched.resize(node.index() + 1, LogIndex::ZERO);
        }
        self.matched[node.index()] = known.matched;
    }
}
