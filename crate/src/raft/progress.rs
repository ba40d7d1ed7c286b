//! What a leader knows of one replica's log, and how it sends to it.

use std::collections::VecDeque;
use std::rc::Rc;

use super::snapshot::Snapshot;
use super::types::{LogIndex, Micros, Round};

/// A leader's view of one replica (Figure 2, volatile state on leaders). `matched < next` always.
#[derive(Clone, Debug)]
pub struct Progress {
    /// nextIndex: the first entry to send next.
    pub next: LogIndex,
    /// matchIndex: the last entry that the replica is known to hold.
    pub matched: LogIndex,
    /// How entries are sent.
    pub pace: Pace,
    /// The commit index that the replica can have learnt from what was sent to it.
    pub told_commit: LogIndex,
    /// When a message is due: a heartbeat, because nothing else was sent since, or what is not answered once more.
    pub due: Micros,
    /// When the replica last acknowledged entries or a part under way, or the leader last began to wait for that. Answers
    /// to heartbeats do not count: they come in also while entries that were lost wait to be sent again.
    pub heard: Micros,
    /// The last round of which the replica answered a message.
    pub round: Round,
    /// How often, since it last answered, what was sent to it was not answered in time.
    pub silences: u8,
}

/// How a leader sends entries to one replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The leader does not know yet where the logs agree: one message at a time.
    Probe {
        /// Whether one is unanswered.
        waiting: bool,
    },
    /// The logs agree up to `next`: several messages may be under way.
    Replicate {
        /// The last entry of each unanswered message, in order.
        in_flight: VecDeque<LogIndex>,
    },
    /// The leader no longer has the entry that the replica needs, and sends its snapshot: one part at a time.
    Snapshot {
        /// The snapshot as it was when the first part left: once that is answered, a newer one would begin anew, and
        /// might never end.
        snapshot: Rc<Snapshot>,
        /// Where the part begins that is unanswered.
        offset: u64,
    },
}

impl Progress {
    /// What a new leader assumes: the logs agree to the end, which the first answer shows (§5.3).
    #[must_use]
    pub const fn new(last: LogIndex, now: Micros) -> Self {
        Self {
            next: last.next(),
            matched: LogIndex::ZERO,
            pace: Pace::Probe { waiting: false },
            told_commit: LogIndex::ZERO,
            due: now,
            heard: now,
            round: Round::ZERO,
            silences: 0,
        }
    }

    /// How many messages with entries are unanswered.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        match &self.pace {
            Pace::Probe { waiting } => usize::from(*waiting),
            Pace::Replicate { in_flight } => in_flight.len(),
            Pace::Snapshot { .. } => 1,
        }
    }

    /// The last entry that the replica is known to hold, or will once it has the snapshot under way.
    pub(super) fn holds_soon(&self) -> LogIndex {
        match &self.pace {
            Pace::Snapshot { snapshot, .. } => snapshot.last_index,
            _ => self.matched,
        }
    }

    /// The replica holds the entries up to `index`.
    pub(super) fn acknowledge(&mut self, index: LogIndex, now: Micros, never_falls: bool) {
        self.matched = if never_falls { self.matched.max(index) } else { index };
        match &mut self.pace {
            // Only an answer that reaches the probed place tells that the logs agree there.
            Pace::Probe { .. } if index.next() >= self.next => {
                self.pace = Pace::Replicate { in_flight: VecDeque::new() };
            }
            // What the snapshot is to bring is there, by it or by entries that were under way.
            Pace::Snapshot { snapshot, .. } if self.matched >= snapshot.last_index => {
                self.pace = Pace::Replicate { in_flight: VecDeque::new() };
            }
            Pace::Probe { .. } | Pace::Snapshot { .. } => {}
            Pace::Replicate { in_flight } => {
                while in_flight.front().is_some_and(|&last| last <= index) {
                    in_flight.pop_front();
                    self.heard = now;
                }
            }
        }
        self.next = self.next.max(self.matched.next());
    }

    /// What was sent was not answered in time, and is lost for all that the leader knows.
    pub(super) fn fall_silent(&mut self) {
        self.silences = self.silences.saturating_add(1);
        match &mut self.pace {
            Pace::Probe { waiting } => *waiting = false,
            Pace::Replicate { .. } => self.probe_from(self.matched.next()),
            Pace::Snapshot { .. } => {}
        }
    }

    /// Sends from `next` on again, one message at a time: the logs differ there, or messages were lost.
    pub(super) fn probe_from(&mut self, next: LogIndex) {
        self.next = next.max(self.matched.next());
        self.pace = Pace::Probe { waiting: false };
    }
}
