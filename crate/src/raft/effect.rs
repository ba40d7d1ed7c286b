//! What goes into a [`Node`](super::Node) and what it wants done. A node does nothing itself: it owns no
//! channel, clock or disk.

use super::event::Event;
use std::rc::Rc;

use super::log::{Entries, Log, Payload};
use super::membership::Change;
use super::message::Message;
use super::reads::ReadWay;
use super::snapshot::Snapshot;
use super::types::{LogIndex, NodeId, PersistId, ReadId, Term};

/// Something that happens to a node.
#[derive(Clone, Debug)]
pub enum Input {
    /// A message arrives.
    Message {
        /// Who sent it.
        from: NodeId,
        /// What it says.
        message: Message,
    },
    /// The node's deadline is here.
    Tick,
    /// The election timer is made to run out now.
    TimeOut,
    /// A command is to be replicated. Only a leader takes it; it lies at the end of its log afterwards.
    Propose(Payload),
    /// This write, and every one before it, is durable.
    Persisted(PersistId),
    /// The leadership is to be handed over to this replica. Only a leader does so.
    Transfer(NodeId),
    /// The state machine as it is after applying the entry `last`, which is to stand for the log up to there (§7).
    Compact {
        /// The last entry applied.
        last: LogIndex,
        /// The state machine.
        state: Rc<[u8]>,
    },
    /// The configuration is to change. Only a leader takes it up.
    Change(Change),
    /// A client reads, but not through the log. It is answered with [`Effect::ReadReady`] or [`Effect::ReadLost`].
    Read {
        /// The number by which it is answered.
        read: ReadId,
        /// By ReadIndex or by lease.
        way: ReadWay,
    },
}

/// Something that a node wants done, in this order.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Write to disk, behind all earlier writes. [`Input::Persisted`] is due when it is durable.
    Persist(Persist),
    /// Send a message.
    Send {
        /// To whom.
        to: NodeId,
        /// What.
        message: Message,
        /// It promises what this write makes durable, and must not leave before.
        after: Option<PersistId>,
    },
    /// The log is committed up to `last`: apply the entries `first..=last` to the state machine.
    Apply {
        /// The first entry that was not applied before.
        first: LogIndex,
        /// The last entry to apply.
        last: LogIndex,
    },
    /// Tell what happened, and why.
    Event(Event),
    /// The log is committed up to the end of this snapshot: it takes the place of the state machine (§7).
    Restore(Rc<Snapshot>),
    /// A read may be answered from the state machine, which has applied `index` by now: what was asked to be
    /// applied before this effect goes further.
    ReadReady {
        /// The read.
        read: ReadId,
        /// The commit index that it noted.
        index: LogIndex,
    },
    /// A read cannot be answered here: the node does not lead, or leads no longer.
    ReadLost(ReadId),
}

/// One write to the disk. What it holds becomes durable together.
#[derive(Clone, Debug)]
pub struct Persist {
    /// The number by which it is confirmed.
    pub id: PersistId,
    /// The term and vote, if they changed.
    pub hard_state: Option<HardState>,
    /// Entries from here on are removed first.
    pub truncate: Option<LogIndex>,
    /// Entries written behind what is left.
    pub append: Entries,
    /// A snapshot that takes the place of the entries that it stands for, as [`Log::install`] says. It comes
    /// behind the removal and before the new entries.
    pub snapshot: Option<Rc<Snapshot>>,
}

impl Persist {
    /// What is on disk once the write is durable.
    pub fn apply_to(&self, hard_state: &mut HardState, log: &mut Log) {
        if let Some(state) = self.hard_state {
            *hard_state = state;
        }
        if let Some(from) = self.truncate {
            log.truncate(from);
        }
        if let Some(snapshot) = &self.snapshot {
            log.install(Rc::clone(snapshot));
        }
        for entry in self.append.as_slice() {
            log.push(entry.clone());
        }
    }
}

/// What a replica must know after a crash besides its log (Figure 2, persistent state).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HardState {
    /// The latest term that the replica has seen.
    pub term: Term,
    /// The candidate that it voted for in that term.
    pub voted_for: Option<NodeId>,
}

/// Where a node puts what it wants done. The driver empties it and hands it back, so that a step needs no
/// memory of its own.
pub type Effects = Vec<Effect>;
