//! One node between a clock, a disk and a wire that the test holds in its hands.
//!
//! `cluster_of(3).log(&[1, 1, 2]).follower()` is S1 of a cluster of three. It hears what the test says, and what
//! it sends is what such a call returns.

use std::collections::VecDeque;
use std::rc::Rc;

use raft_playground::raft::{
    Change, Configuration, Effect, Effects, Entry, Event, HardState, Input, Log, LogIndex, Message, Micros,
    Node, NodeId, NodeSet, Pace, Persist, PersistId, ReadId, ReadWay, Role, Roster, Rule, Rules, Settings,
    Snapshot, Term, Timer,
};

use super::messages::{command, entry, granted, pre_granted, s, snapshot, state};

/// What left the node, and to whom.
pub(crate) type Sent = (NodeId, Message);

/// How a node comes to the test.
#[derive(Clone)]
pub(crate) struct Setup {
    id: NodeId,
    roster: Roster,
    settings: Settings,
    rules: Rules,
    seed: u64,
    hard_state: HardState,
    log: Log,
    slow_disk: bool,
}

/// S1 of a cluster of `count`, in term 0 and with an empty log until said otherwise.
pub(crate) fn cluster_of(count: u8) -> Setup {
    Setup {
        id: s(1),
        roster: Roster::of(count),
        settings: Settings::default(),
        rules: Rules::default(),
        seed: 1,
        hard_state: HardState::default(),
        log: Log::default(),
        slow_disk: false,
    }
}

impl Setup {
    /// It is S`number` instead of S1.
    pub(crate) fn named(mut self, number: u8) -> Self {
        self.id = s(number);
        self
    }

    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// There are `count` replicas, of which only the first ones, as many as the cluster was said to have, take
    /// part.
    pub(crate) fn among(mut self, count: u8) -> Self {
        self.roster.replicas = NodeSet::first(count);
        self
    }

    /// Its log goes on with this entry, and it is at least in its term.
    pub(crate) fn with(mut self, entry: Entry) -> Self {
        self.hard_state.term = self.hard_state.term.max(entry.term);
        self.log.push(entry);
        self
    }

    /// Its log has entries of these terms, and it is at least in the last of them.
    pub(crate) fn log(mut self, terms: &[u64]) -> Self {
        for &term in terms {
            self.log.push(entry(term));
        }
        self.hard_state.term = self.hard_state.term.max(self.log.last_term());
        self
    }

    /// A snapshot stands for the entries of its log up to `last`.
    pub(crate) fn compacted(mut self, last: u64) -> Self {
        let last_term = self.log.term_at(LogIndex(last)).expect("the log reaches so far").0;
        self.log.install(Rc::new(snapshot(last, last_term)));
        self
    }

    pub(crate) fn term(mut self, term: u64) -> Self {
        self.hard_state.term = Term(term);
        self
    }

    /// It has voted for S`number` in its term.
    pub(crate) fn voted_for(mut self, number: u8) -> Self {
        self.hard_state.voted_for = Some(s(number));
        self
    }

    pub(crate) fn without(mut self, rule: Rule) -> Self {
        self.rules = self.rules.without(rule);
        self
    }

    pub(crate) fn without_no_op(mut self) -> Self {
        self.settings.no_op = false;
        self
    }

    pub(crate) fn pre_vote(self) -> Self {
        self.settings(|settings| settings.pre_vote = true)
    }

    pub(crate) fn check_quorum(self) -> Self {
        self.settings(|settings| settings.check_quorum = true)
    }

    pub(crate) fn settings(mut self, change: impl Fn(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Its writes become durable only when the test says so.
    pub(crate) fn slow_disk(mut self) -> Self {
        self.slow_disk = true;
        self
    }

    pub(crate) fn follower(self) -> Rig {
        Rig::new(self)
    }

    /// A candidate in the term after the one that was set.
    pub(crate) fn candidate(self) -> Rig {
        let (id, voters) = (self.id, self.roster.founders);
        let mut rig = Rig::new(self);
        rig.times_out();
        let term = rig.term();
        for voter in voters.iter().filter(|&voter| voter != id) {
            if rig.role() == Role::PreCandidate {
                rig.hears(voter.0 + 1, pre_granted(term, term + 1));
            }
        }
        rig.events();
        rig
    }

    /// The leader of the term after the one that was set. What it sent on its election is over.
    pub(crate) fn leader(self) -> Rig {
        let (id, voters) = (self.id, self.roster.founders);
        let mut rig = self.candidate();
        let term = rig.term();
        for voter in voters.iter().filter(|&voter| voter != id) {
            rig.hears(voter.0 + 1, granted(term));
        }
        assert_eq!(rig.role(), Role::Leader, "all votes of {} replicas make a leader", voters.len());
        rig.events();
        rig
    }
}

/// The node under test with its surroundings.
pub(crate) struct Rig {
    setup: Setup,
    node: Node,
    now: Micros,
    effects: Effects,
    /// What a crash would leave.
    durable: (HardState, Log),
    unsynced: VecDeque<Persist>,
    synced: PersistId,
    /// Messages that promise what is not durable yet.
    held: Vec<(PersistId, Sent)>,
    sent: Vec<Sent>,
    events: Vec<Event>,
    applied: Vec<u64>,
    restored: Vec<Snapshot>,
    answered: Vec<(u64, u64)>,
    lost: Vec<u64>,
}

impl Rig {
    fn new(setup: Setup) -> Self {
        let durable = (setup.hard_state, setup.log.clone());
        Self {
            node: Self::node(&setup, durable.clone(), Micros::ZERO),
            setup,
            now: Micros::ZERO,
            effects: Effects::new(),
            durable,
            unsynced: VecDeque::new(),
            synced: PersistId::ZERO,
            held: Vec::new(),
            sent: Vec::new(),
            events: Vec::new(),
            applied: Vec::new(),
            restored: Vec::new(),
            answered: Vec::new(),
            lost: Vec::new(),
        }
    }

    fn node(setup: &Setup, durable: (HardState, Log), now: Micros) -> Node {
        Node::new(setup.id, setup.roster, setup.settings.clone(), setup.rules, setup.seed, durable, now)
    }

    /// Hears a message of S`from`, and says what it sent.
    pub(crate) fn hears(&mut self, from: u8, message: Message) -> Vec<Sent> {
        self.step(Input::Message { from: s(from), message })
    }

    /// Its election timer is made to run out.
    pub(crate) fn times_out(&mut self) -> Vec<Sent> {
        self.step(Input::TimeOut)
    }

    /// A client's command is proposed to it.
    pub(crate) fn is_asked(&mut self, number: u64) -> Vec<Sent> {
        self.step(Input::Propose(command(number)))
    }

    /// It is to hand the leadership over to S`number`.
    pub(crate) fn is_to_hand_over_to(&mut self, number: u8) -> Vec<Sent> {
        self.step(Input::Transfer(s(number)))
    }

    /// A client reads here without the log.
    pub(crate) fn reads(&mut self, read: u64, way: ReadWay) -> Vec<Sent> {
        self.step(Input::Read { read: ReadId(read), way })
    }

    /// The reads that it answered since this was last asked, with the index of each.
    pub(crate) fn answered(&mut self) -> Vec<(u64, u64)> {
        std::mem::take(&mut self.answered)
    }

    /// The reads that wait here: the index that each noted, and its round, if an entry of the term is committed.
    pub(crate) fn pending_reads(&self) -> Vec<(u64, Option<(u64, u64)>)> {
        self.node
            .pending_reads()
            .map(|(read, waits)| (read.0, waits.map(|(index, round)| (index.0, round.0))))
            .collect()
    }

    /// The reads that it could not answer since this was last asked.
    pub(crate) fn lost(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.lost)
    }

    /// Its settings are changed.
    pub(crate) fn changes(&mut self, change: impl Fn(&mut Settings)) {
        change(&mut self.setup.settings);
        self.node.set_settings(self.setup.settings.clone());
    }

    /// A snapshot of its state machine is to stand for its log up to `last`.
    pub(crate) fn compacts(&mut self, last: u64) -> Vec<Sent> {
        self.step(Input::Compact { last: LogIndex(last), state: state(last) })
    }

    /// It is asked to change the configuration.
    pub(crate) fn is_to(&mut self, change: Change) -> Vec<Sent> {
        self.step(Input::Change(change))
    }

    /// Until when its lease lasts.
    pub(crate) fn lease_until(&self) -> Option<Micros> {
        self.node.lease_until()
    }

    /// Time passes, and every tick that falls due in it is given.
    pub(crate) fn waits(&mut self, length: Micros) -> Vec<Sent> {
        let end = self.now.after(length);
        let mut sent = Vec::new();
        while self.node.deadline() <= end {
            self.now = self.now.max(self.node.deadline());
            sent.extend(self.step(Input::Tick));
        }
        self.now = end;
        sent
    }

    /// Time passes in which it is given no tick.
    pub(crate) fn idles(&mut self, length: Micros) {
        self.now = self.now.after(length);
    }

    /// It is given a tick, due or not.
    pub(crate) fn ticks(&mut self) -> Vec<Sent> {
        self.step(Input::Tick)
    }

    /// The first `count` writes under way become durable.
    pub(crate) fn syncs(&mut self, count: usize) -> Vec<Sent> {
        for _ in 0..count {
            self.sync_next();
        }
        self.work_off();
        std::mem::take(&mut self.sent)
    }

    /// It is told that this write is durable.
    pub(crate) fn is_told_durable(&mut self, write: u64) -> Vec<Sent> {
        self.step(Input::Persisted(PersistId(write)))
    }

    /// It loses what is not durable, and comes back with what is.
    pub(crate) fn crashes_and_restarts(&mut self) {
        self.unsynced.clear();
        self.held.clear();
        self.sent.clear();
        self.applied.clear();
        self.restored.clear();
        self.synced = PersistId::ZERO;
        self.node = Self::node(&self.setup, self.durable.clone(), self.now);
    }

    fn step(&mut self, input: Input) -> Vec<Sent> {
        self.take_in(input);
        self.work_off();
        std::mem::take(&mut self.sent)
    }

    fn take_in(&mut self, input: Input) {
        let before = self.effects.len();
        self.node.step(self.now, input, &mut self.effects);
        for effect in &self.effects[before..] {
            // A disk may forget of a write that it was done.
            if let Effect::Send { after: Some(write), message, .. } = effect {
                assert!(*write > self.synced, "{message:?} waits for write {write}, which is not under way");
            }
        }
    }

    fn work_off(&mut self) {
        while !self.effects.is_empty() {
            for effect in std::mem::take(&mut self.effects) {
                self.perform(effect);
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Persist(write) => {
                self.unsynced.push_back(write);
                if !self.setup.slow_disk {
                    self.sync_next();
                }
            }
            Effect::Send { to, message, after: Some(write) } if write > self.synced => {
                self.held.push((write, (to, message)));
            }
            Effect::Send { to, message, .. } => self.sent.push((to, message)),
            Effect::Apply { first, last } => self.applied.extend(first.0..=last.0),
            Effect::Event(event) => self.events.push(event),
            Effect::Restore(snapshot) => self.restored.push((*snapshot).clone()),
            Effect::ReadReady { read, index } => self.answered.push((read.0, index.0)),
            Effect::ReadLost(read) => self.lost.push(read.0),
        }
    }

    fn sync_next(&mut self) {
        let write = self.unsynced.pop_front().expect("a write is under way");
        let (hard_state, log) = &mut self.durable;
        write.apply_to(hard_state, log);
        self.synced = write.id;
        let left = self.held.partition_point(|&(after, _)| after <= write.id);
        self.sent.extend(self.held.drain(..left).map(|(_, sent)| sent));
        self.take_in(Input::Persisted(write.id));
    }

    pub(crate) const fn id(&self) -> NodeId {
        self.node.id()
    }

    pub(crate) const fn role(&self) -> Role {
        self.node.role()
    }

    pub(crate) const fn term(&self) -> u64 {
        self.node.term().0
    }

    pub(crate) const fn leader(&self) -> Option<NodeId> {
        self.node.leader()
    }

    pub(crate) const fn voted_for(&self) -> Option<NodeId> {
        self.node.voted_for()
    }

    pub(crate) const fn commit(&self) -> u64 {
        self.node.commit_index().0
    }

    /// Up to where its log is known to be durable.
    pub(crate) const fn last_durable(&self) -> u64 {
        self.node.last_durable().0
    }

    pub(crate) const fn now(&self) -> Micros {
        self.now
    }

    pub(crate) fn deadline(&self) -> Micros {
        self.node.deadline()
    }

    /// The timer that the page shows.
    pub(crate) fn timer(&self) -> Option<Timer> {
        self.node.timer()
    }

    /// Who voted for it so far.
    pub(crate) const fn votes(&self) -> NodeSet {
        self.node.votes()
    }

    /// To whom it hands over.
    pub(crate) fn hands_over_to(&self) -> Option<NodeId> {
        self.node.hands_over_to()
    }

    /// The configuration by which it goes.
    pub(crate) const fn configuration(&self) -> Configuration {
        self.node.configuration()
    }

    /// Whether it takes no part, as far as it knows.
    pub(crate) const fn is_outside(&self) -> bool {
        self.node.is_outside()
    }

    /// The terms of the entries in its log that are not in a snapshot.
    pub(crate) fn terms(&self) -> Vec<u64> {
        terms(self.node.log())
    }

    /// What a crash now would leave: term, vote, and the terms of the log.
    pub(crate) fn durable(&self) -> (u64, Option<NodeId>, Vec<u64>) {
        let (hard_state, log) = &self.durable;
        (hard_state.term.0, hard_state.voted_for, terms(log))
    }

    /// How many writes are under way.
    pub(crate) fn unsynced(&self) -> usize {
        self.unsynced.len()
    }

    /// The indexes that it had applied, in the order of applying.
    pub(crate) fn applied(&self) -> &[u64] {
        &self.applied
    }

    /// The snapshots that took the place of its state machine, in order.
    pub(crate) fn restored(&self) -> &[Snapshot] {
        &self.restored
    }

    /// Index and term of the last entry in its snapshot.
    pub(crate) fn base(&self) -> (u64, u64) {
        base(self.node.log())
    }

    /// The same of what a crash now would leave.
    pub(crate) fn durable_base(&self) -> (u64, u64) {
        base(&self.durable.1)
    }

    /// The same of the snapshot that it sends to S`number`; none if it sends none.
    pub(crate) fn sends_snapshot_to(&self, number: u8) -> Option<u64> {
        match &self.node.progress(s(number)).expect("it leads, so it knows of every replica").pace {
            Pace::Snapshot { snapshot, .. } => Some(snapshot.last_index.0),
            _ => None,
        }
    }

    /// matchIndex and nextIndex of S`number`.
    pub(crate) fn progress(&self, number: u8) -> (u64, u64) {
        let progress = self.node.progress(s(number)).expect("it leads, so it knows of every replica");
        (progress.matched.0, progress.next.0)
    }

    /// How many messages with entries, or parts of a snapshot, S`number` has not answered.
    pub(crate) fn in_flight(&self, number: u8) -> usize {
        self.node.progress(s(number)).expect("it leads, so it knows of every replica").in_flight()
    }

    /// What it told of itself since this was last asked.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The rules that events cited since this was last asked.
    pub(crate) fn cited(&mut self) -> Vec<Rule> {
        self.events().iter().filter_map(Event::rule).collect()
    }
}

fn base(log: &Log) -> (u64, u64) {
    let term = log.term_at(log.base()).expect("the term of the last entry in a snapshot is known");
    (log.base().0, term.0)
}

fn terms(log: &Log) -> Vec<u64> {
    log.from(LogIndex(1)).map(|entry| entry.term.0).collect()
}
