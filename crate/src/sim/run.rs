//! The headless driver: the loop that decides what comes next, for tests, grading and searching.
//!
//! The page's driver is `web/src/engine/queue.ts`. Both take the earliest of the next scripted action, the
//! next message by its number, and the next deadline by its owner, ties in that order, so both give the same
//! run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::raft::Micros;

use super::action::{Handling, MessageId};
use super::cluster::Cluster;
use super::envelope::Envelope;
use super::perform::Errand;
use super::post::Slot;
use super::scenario::{Scenario, Timed};
use super::script::Script;
use super::trace::Record;

/// Sees every event right after it happened: the invariants, or a test.
pub trait Watcher {
    /// What happened in one event, and the cluster after it, with what was sent lying fresh in its post.
    fn see(&mut self, cluster: &Cluster, records: &[Record]);

    /// What it sees next is what becomes of this message.
    fn expect(&mut self, _message: Option<&Envelope>) {}
}

/// One that sees nothing.
impl Watcher for () {
    fn see(&mut self, _: &Cluster, _: &[Record]) {}
}

/// A run under way: a cluster, its queue and its script. A clone is a checkpoint.
#[derive(Clone, Debug)]
pub struct Run<W> {
    cluster: Cluster,
    queue: BinaryHeap<Reverse<Ticket>>,
    script: Script,
    end: Micros,
    /// Who looks on.
    pub watcher: W,
}

/// A message in the queue, in the order in which messages are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ticket {
    due: Micros,
    id: u64,
    slot: u32,
}

impl<W: Watcher> Run<W> {
    /// The run of a scenario, at its start.
    #[must_use]
    pub fn new(scenario: &Scenario, watcher: W) -> Self {
        Self {
            cluster: Cluster::new(scenario),
            queue: BinaryHeap::new(),
            script: Script::new(scenario.script.clone()),
            end: scenario.end.unwrap_or(Micros::NEVER),
            watcher,
        }
    }

    /// Processes the next event; false if there is none.
    pub fn step(&mut self) -> bool {
        let message = self.queue.peek().map_or(Micros::NEVER, |Reverse(ticket)| ticket.due);
        let (action, deadline) = (self.script.next_at(), self.cluster.next_deadline());
        let next = action.min(message).min(deadline);
        if next == Micros::NEVER || next > self.end || self.cluster.is_over() {
            return false;
        }
        if action == next {
            self.act(next.max(self.cluster.now()));
        } else if message == next {
            if let Some(Reverse(ticket)) = self.queue.pop() {
                self.watcher.expect(self.cluster.post().envelope(Slot(ticket.slot)));
                self.cluster.deliver(Slot(ticket.slot), next);
            }
        } else {
            self.cluster.wake(next);
        }
        self.take_note();
        true
    }

    fn act(&mut self, now: Micros) {
        let errand = self.script.take_next().and_then(|timed| self.cluster.act(&timed.action, now));
        if let Some(errand) = errand {
            self.handle(errand);
        }
    }

    /// Does to a message in flight what an action asks.
    fn handle(&mut self, Errand { message: MessageId(id), handling }: Errand) {
        let Some(ticket) = self.queue.iter().map(|Reverse(ticket)| *ticket).find(|ticket| ticket.id == id)
        else {
            self.cluster.message_gone(MessageId(id));
            return;
        };
        let slot = Slot(ticket.slot);
        let due = match handling {
            Handling::Deliver => Some(self.cluster.reschedule_message(slot, None)),
            Handling::Delay(by) => Some(self.cluster.reschedule_message(slot, Some(by))),
            Handling::Drop => {
                self.watcher.expect(self.cluster.post().envelope(slot));
                self.cluster.drop_message(slot);
                None
            }
            Handling::Duplicate => {
                self.cluster.duplicate_message(slot);
                return;
            }
        };
        self.queue.retain(|Reverse(other)| other.id != id);
        self.queue.extend(due.map(|due| Reverse(Ticket { due, ..ticket })));
    }

    /// Queues what was sent, and shows the watcher what happened.
    fn take_note(&mut self) {
        self.watcher.see(&self.cluster, self.cluster.records());
        self.cluster.clear_records();
        for (slot, envelope) in self.cluster.post().fresh() {
            self.queue.push(Reverse(Ticket { due: envelope.due, id: envelope.id.0, slot: slot.0 }));
        }
        self.cluster.post_mut().clear_fresh();
    }

    /// Runs until nothing is left to do by `time`.
    pub fn run_until(&mut self, time: Micros) {
        while self.next_at() <= time && self.step() {}
    }

    /// Runs until something holds of the cluster, at most up to `time`. Says whether it does.
    pub fn run_until_that(&mut self, time: Micros, holds: impl Fn(&Cluster) -> bool) -> bool {
        while !holds(&self.cluster) {
            if self.next_at() > time || !self.step() {
                return false;
            }
        }
        true
    }

    /// When the next event is.
    #[must_use]
    pub fn next_at(&self) -> Micros {
        let message = self.queue.peek().map_or(Micros::NEVER, |Reverse(ticket)| ticket.due);
        self.script.next_at().min(message).min(self.cluster.next_deadline())
    }

    /// Adds an action to the script.
    pub fn enqueue(&mut self, timed: Timed) {
        self.script.add(timed);
    }

    /// The cluster as it is now.
    #[must_use]
    pub const fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The cluster, for a driver of drivers: call [`Run::after_direct_input`] when done.
    pub fn cluster_mut(&mut self) -> &mut Cluster {
        &mut self.cluster
    }

    /// Queues what was sent during a direct input to the cluster.
    pub fn after_direct_input(&mut self) {
        self.take_note();
    }
}
