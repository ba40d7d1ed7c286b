//! Messages in flight: their bodies, and the records by which a driver knows of them.

use crate::raft::{Micros, NodeId};

use super::action::MessageId;
use super::address::Address;
use super::envelope::{Body, Envelope};
use super::grader::Grader;
use super::network::Network;
use crate::kv::Digest;

/// Where an envelope lies until the driver has it delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub u32);

/// What happened to the run so far, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Events processed: deliveries, deadlines and actions.
    pub processed: u64,
    /// Messages sent between replicas, whatever became of them, and each once: what goes to all is a message to each.
    pub messages: u64,
    /// Requests that clients had, not counting those sent again.
    pub requests: u64,
    /// Requests answered ok.
    pub ok: u64,
    /// Answers "fail", and those that the session has expired.
    pub failed: u64,
    /// Answers "redirect".
    pub redirected: u64,
}

/// Sends messages and keeps them until they are delivered. It has no queue: the driver holds the order.
#[derive(Clone, Debug)]
pub struct Post {
    /// The network that decides each message's fate.
    pub network: Network,
    /// The course's grader, which sees what is sent.
    pub grader: Grader,
    /// The hash over all that was sent and handled.
    pub hash: Digest,
    /// The figures of the run.
    pub counters: Counters,
    /// How many records of the present event come before what is sent next.
    pub told: u32,
    /// Whether a journal is kept, which also wants to know what no one else asks for.
    pub journaling: bool,
    in_flight: Vec<Option<Envelope>>,
    free: Vec<Slot>,
    next_id: u64,
    fresh: Vec<Slot>,
}

impl Post {
    /// An empty post office.
    #[must_use]
    pub fn new(network: Network, seed: u64) -> Self {
        Self {
            network,
            grader: Grader::new(seed),
            hash: Digest::default(),
            counters: Counters::default(),
            told: 0,
            journaling: false,
            in_flight: Vec::new(),
            free: Vec::new(),
            next_id: 0,
            fresh: Vec::new(),
        }
    }

    /// Sends a message, and a second one if the network duplicates it.
    pub fn send(&mut self, now: Micros, from: Address, to: Address, leader: Option<NodeId>, body: Body) {
        if let Address::Replica(sender) = from {
            self.grader.hear(sender, leader);
        }
        if let Address::Replica(receiver) = to {
            self.counters.messages += u64::from(self.grader.pass_on(from, receiver, now));
        }
        if self.network.duplicates(from, to) {
            self.dispatch_copy(now, from, to, leader, &body);
        }
        self.dispatch(now, from, to, leader, false, body);
    }

    #[cold]
    fn dispatch_copy(
        &mut self,
        now: Micros,
        from: Address,
        to: Address,
        leader: Option<NodeId>,
        body: &Body,
    ) {
        self.dispatch(now, from, to, leader, true, body.clone());
    }

    // Inlined with all that it calls, so that an envelope is put together where it will lie.
    #[inline(always)]
    fn dispatch(
        &mut self,
        now: Micros,
        from: Address,
        to: Address,
        leader: Option<NodeId>,
        copy: bool,
        body: Body,
    ) {
        let fate = self.network.fate(now, from, to);
        let id = self.take_id();
        let (arrives, due, doom) = (fate.arrives, fate.due, fate.doom);
        let told = self.told;
        self.keep(Envelope { id, from, to, leader, sent: now, due, arrives, doom, told, copy, body });
    }

    fn take_id(&mut self) -> MessageId {
        self.next_id += 1;
        MessageId(self.next_id)
    }

    #[inline(always)]
    fn keep(&mut self, envelope: Envelope) {
        let ends = u64::from(envelope.from.number()) << 8 | u64::from(envelope.to.number());
        self.hash.mix(ends | envelope.due.0 << 16);
        envelope.body.mix_into(&mut self.hash);
        let slot = if let Some(slot) = self.free.pop() {
            self.in_flight[slot.0 as usize] = Some(envelope);
            slot
        } else {
            self.in_flight.push(Some(envelope));
            // Memory ends long before 4 billion messages.
            Slot(self.in_flight.len() as u32 - 1)
        };
        self.fresh.push(slot);
    }

    /// Sends a copy of a message in flight on the same way, to arrive with it.
    pub fn duplicate(&mut self, slot: Slot) {
        if let Some(original) = self.envelope(slot).cloned() {
            let id = self.take_id();
            let due = original.arrives;
            self.keep(Envelope { id, due, doom: None, told: self.told, copy: true, ..original });
        }
    }

    /// Takes a message out, to be delivered or to end.
    #[inline]
    pub fn take(&mut self, slot: Slot) -> Option<Envelope> {
        let place = self.in_flight.get_mut(slot.0 as usize)?;
        if place.is_some() {
            self.free.push(slot);
        }
        place.take()
    }

    /// A message in flight.
    #[must_use]
    #[inline]
    pub fn envelope(&self, slot: Slot) -> Option<&Envelope> {
        self.in_flight.get(slot.0 as usize)?.as_ref()
    }

    /// A message that a person gave a time arrives then, whatever the network had decided.
    pub fn arrive_at(&mut self, slot: Slot, time: Micros) {
        if let Some(Some(envelope)) = self.in_flight.get_mut(slot.0 as usize) {
            envelope.doom = None;
            envelope.due = time;
            envelope.arrives = time;
        }
    }

    /// The slot of a message in flight. It looks at all of them: for a person's use.
    #[must_use]
    pub fn slot_of(&self, id: MessageId) -> Option<Slot> {
        let holds = |kept: &Option<Envelope>| kept.as_ref().is_some_and(|envelope| envelope.id == id);
        self.in_flight.iter().position(holds).and_then(|place| u32::try_from(place).ok()).map(Slot)
    }

    /// The number of the message that was sent last; zero if none was.
    #[must_use]
    pub const fn last_id(&self) -> MessageId {
        MessageId(self.next_id)
    }

    /// Every message that is on its way.
    pub fn in_flight(&self) -> impl Iterator<Item = &Envelope> {
        self.in_flight.iter().flatten()
    }

    /// What was sent since the driver last looked, in the order of sending.
    pub fn fresh(&self) -> impl Iterator<Item = (Slot, &Envelope)> {
        self.fresh.iter().filter_map(|&slot| Some((slot, self.envelope(slot)?)))
    }

    /// The driver has taken note of all that is fresh.
    pub fn clear_fresh(&mut self) {
        self.fresh.clear();
    }
}
