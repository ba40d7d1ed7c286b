//! One node with a disk, which puts what it does into a trace in the order of doing it.

use std::collections::VecDeque;
use std::mem::take;

use raft_playground::raft::{
    Effect, Effects, Entries, Entry, HardState, Input, Log, Message, Micros, Node, NodeId, Payload, Persist,
    PersistId, Roster, Rules, Settings, Term,
};

use super::words;

/// What happened, line by line, and the messages that were sent meanwhile: sender, receiver, message.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) lines: Vec<String>,
    pub(crate) sent: Vec<(NodeId, NodeId, Message)>,
}

pub(crate) struct Replica {
    id: NodeId,
    roster: Roster,
    settings: Settings,
    /// None while it is down.
    node: Option<Node>,
    /// What a crash would leave.
    durable: (HardState, Log),
    /// Whether writes become durable only on command.
    pub(crate) slow: bool,
    under_way: VecDeque<Persist>,
    synced: PersistId,
    /// Messages that promise what is not durable yet.
    held: Vec<(PersistId, NodeId, Message)>,
}

impl Replica {
    pub(crate) fn new(id: NodeId, roster: Roster, settings: Settings) -> Self {
        let mut replica = Self {
            id,
            roster,
            settings,
            node: None,
            durable: (HardState::default(), Log::default()),
            slow: false,
            under_way: VecDeque::new(),
            synced: PersistId::ZERO,
            held: Vec::new(),
        };
        replica.start(Micros::ZERO);
        replica
    }

    /// It starts anew at the beginning of time, with a log of these terms.
    pub(crate) fn begin_with(&mut self, terms: &[u64], term: Option<u64>) {
        let (hard_state, log) = &mut self.durable;
        for &term in terms {
            log.push(Entry { term: Term(term), payload: Payload::Command([].into()) });
        }
        hard_state.term = term.map_or(log.last_term(), Term);
        self.start(Micros::ZERO);
    }

    pub(crate) const fn node(&self) -> Option<&Node> {
        self.node.as_ref()
    }

    /// It comes back with what is durable.
    pub(crate) fn start(&mut self, now: Micros) {
        let (settings, durable) = (self.settings.clone(), self.durable.clone());
        self.node = Some(Node::new(self.id, self.roster, settings, Rules::default(), 1, durable, now));
    }

    /// It loses what is not durable; says how many writes and messages those are.
    pub(crate) fn crash(&mut self) -> (usize, usize) {
        self.node = None;
        self.synced = PersistId::ZERO;
        (take(&mut self.under_way).len(), take(&mut self.held).len())
    }

    /// Of the first write under way so many records are on the disk: term and vote, what is removed, and each entry are
    /// one. A restart cuts what is behind them. Says how many there are.
    pub(crate) fn tear(&mut self, whole: usize) -> Result<String, String> {
        let Some(write) = self.under_way.front() else { return Err("no write is under way".into()) };
        let &Persist { id, hard_state, truncate, ref append, .. } = write;
        let nothing =
            || Persist { id, hard_state: None, truncate: None, append: Entries::default(), snapshot: None };
        let mut records = Vec::new();
        if hard_state.is_some() {
            records.push(Persist { hard_state, ..nothing() });
        }
        if truncate.is_some() {
            records.push(Persist { truncate, ..nothing() });
        }
        let entry = |entry: &Entry| Persist { append: entry.clone().into(), ..nothing() };
        records.extend(append.as_slice().iter().map(entry));
        if whole >= records.len() {
            return Err(format!("write {id} has {} records: then it is not torn", records.len()));
        }
        let (kept_state, kept_log) = &mut self.durable;
        records[..whole].iter().for_each(|record| record.apply_to(kept_state, kept_log));
        Ok(format!("{whole} of {} records", records.len()))
    }

    /// Takes in what happens. One that is down takes in nothing.
    pub(crate) fn step(&mut self, now: Micros, input: Input, trace: &mut Trace) {
        let Some(node) = &mut self.node else { return };
        let mut effects = Effects::new();
        node.step(now, input, &mut effects);
        for effect in effects {
            self.perform(now, effect, trace);
        }
    }

    /// The first write under way.
    pub(crate) fn under_way(&self) -> Option<PersistId> {
        self.under_way.front().map(|write| write.id)
    }

    /// The first write under way becomes durable.
    pub(crate) fn sync_next(&mut self, now: Micros, trace: &mut Trace) {
        let Some(write) = self.under_way.pop_front() else { return };
        let (hard_state, log) = &mut self.durable;
        write.apply_to(hard_state, log);
        self.synced = write.id;
        let kept = self.held.iter().position(|&(after, ..)| after > write.id).unwrap_or(self.held.len());
        for (_, to, message) in self.held.drain(..kept) {
            trace.send(self.id, to, message);
        }
        self.step(now, Input::Persisted(write.id), trace);
    }

    fn perform(&mut self, now: Micros, effect: Effect, trace: &mut Trace) {
        let id = self.id;
        match effect {
            Effect::Persist(write) if self.slow => {
                trace.lines.push(format!("{id} begins write {}: {}", write.id, words::write(&write)));
                self.under_way.push_back(write);
            }
            Effect::Persist(write) => {
                trace.lines.push(format!("{id} writes {}", words::write(&write)));
                self.under_way.push_back(write);
                self.sync_next(now, trace);
            }
            Effect::Send { to, message, after: Some(write) } if write > self.synced => {
                trace.lines.push(format!("{id} holds until write {write}: {}", words::message(&message)));
                self.held.push((write, to, message));
            }
            Effect::Send { to, message, .. } => trace.send(id, to, message),
            Effect::Apply { first, last } if first == last => {
                trace.lines.push(format!("{id} applies {last}"));
            }
            Effect::Apply { first, last } => trace.lines.push(format!("{id} applies {first} to {last}")),
            Effect::Event(event) => {
                trace.lines.extend(self.node.as_ref().map(|node| words::event(node, event)));
            }
            Effect::Restore(snapshot) => {
                trace.lines.push(format!("{id} restores its state as after {}", snapshot.last_index));
            }
            Effect::ReadReady { read, index } => {
                trace.lines.push(format!("{id} has read {read} ready at {index}"));
            }
            Effect::ReadLost(read) => trace.lines.push(format!("{id} has lost read {read}")),
        }
    }
}

impl Trace {
    fn send(&mut self, from: NodeId, to: NodeId, message: Message) {
        self.lines.push(format!("{from} -> {to} {}", words::message(&message)));
        self.sent.push((from, to, message));
    }
}
