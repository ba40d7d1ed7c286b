//! One cluster in virtual time: replicas, network, clients, and what happens to them.

use crate::kv::Op;
use crate::raft::{Configuration, Effects, Micros, Node, NodeId, ReadWay, Role};

use super::action::MessageId;
use super::address::{Address, ClientId};
use super::clients::{Clients, Counter};
use super::deadlines::Deadlines;
use super::envelope::{Body, Envelope, Outcome};
use super::network::Network;
use super::post::{Post, Slot};
use super::replica::{Blueprint, Replica, Surroundings};
use super::scenario::{Scenario, Workload};
use super::trace::{Handled, Record, What};
use super::workload::Generator;

/// A cluster. It has no queue: a driver decides what comes next, and calls [`Cluster::deliver`],
/// [`Cluster::wake`] or [`Cluster::act`].
///
/// A clone is a checkpoint.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub(super) now: Micros,
    pub(super) blueprint: Blueprint,
    pub(super) replicas: Vec<Replica>,
    pub(super) clients: Clients,
    pub(super) generator: Generator,
    pub(super) post: Post,
    /// When each replica, and behind them the workload and a client without patience, next wants to be woken.
    deadlines: Deadlines,
    records: Vec<Record>,
    effects: Effects,
    /// The replica that works in this event, and the one whose message it works on.
    at_work: (Option<NodeId>, Option<NodeId>),
}

impl Cluster {
    /// The cluster of a scenario, before anything has happened.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let blueprint = Blueprint {
            settings: scenario.raft.clone(),
            rules: scenario.rules,
            roster: scenario.roster(),
            seed: scenario.seed,
            sync: scenario.sync,
            sync_of: scenario.sync_of.clone(),
            sessions_kept: scenario.asking.sessions_kept,
        };
        let seed = scenario.seed;
        let mut cluster = Self {
            now: Micros::ZERO,
            replicas: blueprint
                .roster
                .replicas
                .iter()
                .map(|id| Replica::new(id, &blueprint, Micros::ZERO))
                .collect(),
            clients: Clients::new(scenario.clients, seed),
            generator: Generator::new(scenario.workload.clone(), seed),
            post: Post::new(Network::new(scenario.network.clone(), seed), seed),
            deadlines: Deadlines::new(Vec::new()),
            records: Vec::new(),
            effects: Effects::new(),
            at_work: (None, None),
            blueprint,
        };
        scenario.roster().replicas.iter().for_each(|id| cluster.post.grader.greet(id));
        let of_the_course = matches!(scenario.workload, Workload::Course { .. });
        cluster.post.grader.books = of_the_course.then(Box::default);
        let asking = &scenario.asking;
        cluster.clients.tune(Some(asking.retry), Some(asking.sessions));
        let deadlines = cluster.replicas.iter().map(Replica::deadline);
        cluster.deadlines =
            Deadlines::new(deadlines.chain([cluster.generator.deadline(), Micros::NEVER]).collect());
        cluster
    }

    /// A message is handled: it is delivered, or ends. Says which.
    pub fn deliver(&mut self, slot: Slot, now: Micros) -> Outcome {
        self.begin(now);
        let Some(envelope) = self.post.take(slot) else { return Outcome::Dropped };
        let outcome = self.outcome(&envelope);
        self.post.hash.mix(envelope.id.0 << 3 | outcome as u64);
        if outcome == Outcome::Delivered {
            let first = self.records.len();
            let id = envelope.id;
            self.hand_over(envelope);
            for record in &mut self.records[first..] {
                record.message = Some(id);
            }
        } else {
            self.tell_end(&envelope, outcome);
        }
        outcome
    }

    /// A cut and a crash are looked at when the message arrives: one in flight meets the wall.
    fn outcome(&self, envelope: &Envelope) -> Outcome {
        if let Some(doom) = envelope.doom {
            return doom;
        }
        let Address::Replica(to) = envelope.to else { return Outcome::Delivered };
        if let Address::Replica(from) = envelope.from
            && self.post.network.is_cut((from, to))
        {
            return Outcome::Cut;
        }
        if self.replicas[to.index()].node().is_none() { Outcome::Down } else { Outcome::Delivered }
    }

    fn hand_over(&mut self, Envelope { from, to, leader, body, .. }: Envelope) {
        match (body, from, to) {
            (Body::Raft(message), Address::Replica(from), Address::Replica(to)) => {
                self.at_work.1 = Some(from);
                self.at(to, |replica, around| replica.receive(from, message, around));
            }
            (Body::Request { id, op, mark, way }, Address::Client(client), Address::Replica(to)) => {
                self.at(to, |replica, around| {
                    replica.receive_request(client, leader, id, (op, mark, way), around);
                });
            }
            (Body::Answer { id, reply }, Address::Replica(by), Address::Client(client)) => {
                let (clients, mut counter) = self.clients_at_counter();
                clients.receive(client, by, leader, (id, reply), &mut counter);
                self.refresh_patience_deadline();
            }
            // No one sends these: replicas speak to replicas, and clients ask and are answered.
            _ => {}
        }
    }

    /// The earliest deadline is here: a write is durable, a timer runs out, or a client has a wish.
    pub fn wake(&mut self, now: Micros) {
        self.begin(now);
        let Some(who) = self.deadlines.first_due(now) else { return };
        self.post.hash.mix(now.0 << 8 | who as u64);
        if who < self.replicas.len() {
            self.at(NodeId(who as u8), Replica::wake);
        } else if who > self.replicas.len() {
            let (clients, mut counter) = self.clients_at_counter();
            clients.run_out_of_patience(&mut counter);
            self.refresh_patience_deadline();
        } else {
            if let Some((client, wish)) = self.generator.draw(now, &self.clients) {
                if let Some(books) = &mut self.post.grader.books {
                    books.generate(&wish, now);
                }
                self.ask(client, super::Target::Leader, wish.op, None);
            }
            self.refresh_workload_deadline();
        }
    }

    /// A client asks something.
    pub(super) fn ask(&mut self, client: ClientId, to: super::Target, op: Op, way: Option<ReadWay>) {
        let (clients, mut counter) = self.clients_at_counter();
        clients.ask(client, to, op, way, &mut counter);
        self.refresh_patience_deadline();
    }

    /// A message in flight is dropped by a person.
    pub fn drop_message(&mut self, slot: Slot) {
        if let Some(envelope) = self.post.take(slot) {
            self.post.hash.mix(envelope.id.0 << 3 | Outcome::Dropped as u64);
            self.tell_end(&envelope, Outcome::Dropped);
        }
    }

    /// A message in flight is sent a second time by a person, to arrive with the first.
    pub fn duplicate_message(&mut self, slot: Slot) {
        self.tell_handled(slot, Handled::Duplicated);
        self.post.duplicate(slot);
    }

    /// A person has a message arrive now, or `by` microseconds later or sooner than it would, and in any case
    /// not lost on its way. Says when that is.
    pub fn reschedule_message(&mut self, slot: Slot, by: Option<i64>) -> Micros {
        let how = if by.is_some() { Handled::Delayed } else { Handled::Delivered };
        self.tell_handled(slot, how);
        let arrives = self.post.envelope(slot).map_or(self.now, |envelope| envelope.arrives);
        let time = by.map_or(self.now, |by| Micros(arrives.0.saturating_add_signed(by)).max(self.now));
        self.post.arrive_at(slot, time);
        time
    }

    /// An action named a message that is no longer in flight.
    pub fn message_gone(&mut self, id: MessageId) {
        let (at, message) = (self.now, Some(id));
        self.records.push(Record { at, subject: None, what: What::MessageGone, message });
    }

    /// Puts a command into the log of a replica if it leads, for no client in particular: how the benchmark
    /// loads the cluster. Says whether it did.
    pub fn propose(&mut self, to: NodeId, command: std::rc::Rc<[u8]>, now: Micros) -> bool {
        self.begin(now);
        let mut taken = false;
        self.at(to, |replica, around| taken = replica.propose_command(command, around));
        taken
    }

    #[inline]
    pub(super) fn begin(&mut self, now: Micros) {
        debug_assert!(now >= self.now, "time runs forward: {now} ms comes after {} ms", self.now);
        self.now = now;
        self.at_work = (None, None);
        self.post.counters.processed += 1;
    }

    /// Lets a replica work, and takes note of when it next wants to be woken.
    #[inline]
    pub(super) fn at(&mut self, id: NodeId, work: impl FnOnce(&mut Replica, &mut Surroundings<'_>)) {
        let Some(replica) = self.replicas.get_mut(id.index()) else { return };
        self.at_work.0 = Some(id);
        let mut around = Surroundings {
            now: self.now,
            blueprint: &self.blueprint,
            post: &mut self.post,
            records: &mut self.records,
            effects: &mut self.effects,
            writes: None,
        };
        work(replica, &mut around);
        self.deadlines.set(id.index(), replica.deadline());
    }

    fn clients_at_counter(&mut self) -> (&mut Clients, Counter<'_>) {
        // Nobody asks one that takes no part, unless it leads or can tell who does.
        let helps = |node: &Node| node.leader().is_some() || !node.is_outside();
        let helpful = self.replicas.iter().filter(|replica| replica.node().is_some_and(helps));
        let counter = Counter {
            now: self.now,
            helpful: helpful.map(Replica::id).collect(),
            post: &mut self.post,
            records: &mut self.records,
        };
        (&mut self.clients, counter)
    }

    pub(super) fn tell(&mut self, subject: Option<Address>, what: What) {
        self.records.push(Record { at: self.now, subject, what, message: None });
    }

    fn tell_end(&mut self, envelope: &Envelope, how: Outcome) {
        let what = What::Ended { to: envelope.to, kind: envelope.body.kind(), how };
        let message = Some(envelope.id);
        self.records.push(Record { at: self.now, subject: Some(envelope.from), what, message });
    }

    fn tell_handled(&mut self, slot: Slot, how: Handled) {
        let Some(envelope) = self.post.envelope(slot) else { return };
        let what = What::Handled { to: envelope.to, kind: envelope.body.kind(), how };
        let (subject, message) = (Some(envelope.from), Some(envelope.id));
        self.records.push(Record { at: self.now, subject, what, message });
    }

    pub(super) fn refresh_patience_deadline(&mut self) {
        self.deadlines.set(self.replicas.len() + 1, self.clients.deadline());
    }

    pub(super) fn refresh_workload_deadline(&mut self) {
        self.deadlines.set(self.replicas.len(), self.generator.deadline());
    }

    /// When the cluster next does something of itself.
    #[must_use]
    #[inline]
    pub const fn next_deadline(&self) -> Micros {
        self.deadlines.least()
    }

    /// Whether the run is over before its time: a test file of the course bounds the messages sent.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        match self.generator.workload() {
            Workload::Course { max_packets, .. } => self.post.counters.messages >= *max_packets,
            Workload::Steady { .. } => false,
        }
    }

    /// What happened since the driver last took note.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The replica that worked in the last event. No event has more than one of them at work.
    #[must_use]
    #[inline]
    pub const fn at_work(&self) -> Option<NodeId> {
        self.at_work.0
    }

    /// Whom the replica at work may know more of than before: whoever sent it the message that it works on, or
    /// itself, if none did.
    #[must_use]
    #[inline]
    pub const fn at_work_on(&self) -> Option<NodeId> {
        match self.at_work {
            (_, Some(sender)) => Some(sender),
            (me, None) => me,
        }
    }

    /// The driver has taken note of all that happened.
    pub fn clear_records(&mut self) {
        self.records.clear();
    }

    /// The same, for the driver that takes note of what was sent.
    pub fn post_mut(&mut self) -> &mut Post {
        &mut self.post
    }

    /// Messages in flight, network, hash and figures.
    #[must_use]
    pub const fn post(&self) -> &Post {
        &self.post
    }

    /// The time of the last event.
    #[must_use]
    pub const fn now(&self) -> Micros {
        self.now
    }

    /// The replicas by their numbers.
    #[must_use]
    pub fn replicas(&self) -> &[Replica] {
        &self.replicas
    }

    /// A replica.
    #[must_use]
    pub fn replica(&self, id: NodeId) -> Option<&Replica> {
        self.replicas.get(id.index())
    }

    /// The leader of the latest term among the replicas that are up.
    #[must_use]
    pub fn newest_leader(&self) -> Option<&Node> {
        let nodes = self.replicas.iter().filter_map(Replica::node);
        nodes.filter(|node| node.role() == Role::Leader).max_by_key(|node| node.term())
    }

    /// The configuration of the replica that is up and has the most up-to-date log (§5.4.1): what the next leader
    /// will most likely go by.
    #[must_use]
    pub fn newest_configuration(&self) -> Configuration {
        let nodes = self.replicas.iter().filter_map(Replica::node);
        let newest = nodes.max_by_key(|node| (node.log().last_term(), node.log().last_index()));
        newest.map(Node::configuration).unwrap_or_default()
    }

    /// The clients.
    #[must_use]
    pub const fn clients(&self) -> &Clients {
        &self.clients
    }

    /// What the clients do of themselves.
    #[must_use]
    pub const fn generator(&self) -> &Generator {
        &self.generator
    }

    /// How replicas are made.
    #[must_use]
    pub const fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }
}
