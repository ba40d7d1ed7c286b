//! One replica of the cluster: a Raft node with its disk, its store, and the clients that wait on it.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::kv::{self, Answer, Command, Mark, Op, SessionRules, Store};
use crate::raft::{
    self, Change, Effect, Effects, HardState, Input, Log, LogIndex, Message, Micros, Node, NodeId, Payload,
    Persist, PersistId, ReadId, ReadWay, Role, Roster, Rule, Rules, Snapshot, Term,
};

use super::address::{Address, ClientId};
use super::disk::Disk;
use super::envelope::{Body, Reply, RequestId};
use super::post::Post;
use super::trace::{Record, What};
use crate::kv::Digest;

/// The most requests that a replica holds while it knows no leader; more are sent elsewhere.
const WAITING_ROOM: usize = 1_000;

/// What every replica of a cluster is made from, and restarted from.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// Timing and batching.
    pub settings: raft::Settings,
    /// The rules in force.
    pub rules: Rules,
    /// The replicas, and those of them that vote from the start.
    pub roster: Roster,
    /// The seed of the run.
    pub seed: u64,
    /// How long a disk write takes to become durable.
    pub sync: Micros,
    /// The replicas, in their order, whose disks take another time.
    pub sync_of: Vec<(NodeId, Micros)>,
    /// How many client sessions are kept open at most.
    pub sessions_kept: usize,
}

impl Blueprint {
    /// How long a write takes on the disk of this replica.
    #[must_use]
    #[inline]
    pub fn sync_at(&self, id: NodeId) -> Micros {
        let own = self.sync_of.iter().find(|(replica, _)| *replica == id);
        own.map_or(self.sync, |&(_, sync)| sync)
    }

    /// Gives the disk of one replica a time of its own.
    pub fn set_sync_of(&mut self, id: NodeId, sync: Micros) {
        match self.sync_of.binary_search_by_key(&id, |&(replica, _)| replica) {
            Ok(place) => self.sync_of[place].1 = sync,
            Err(place) => self.sync_of.insert(place, (id, sync)),
        }
    }
}

/// A replica, up or down.
#[derive(Clone, Debug)]
pub struct Replica {
    id: NodeId,
    /// None while it is down.
    node: Option<Node>,
    disk: Disk,
    store: Store,
    applied: LogIndex,
    /// Clients whose command is in the log but not applied, in the order of the log.
    pending: VecDeque<Pending>,
    /// Requests that came while no leader was known.
    waiting: VecDeque<Waiting>,
    /// Requests of clients that ask here although they name the leader that this replica knows, and it: they do not
    /// reach it, and wait until it is heard of, or another one.
    turned_back: (Option<NodeId>, VecDeque<Waiting>),
    /// Clients whose reads the node has taken, in the order of asking.
    reading: VecDeque<(ReadId, Waiting)>,
    last_read: ReadId,
    /// Messages that promise what is not durable yet, in the order of their writes.
    held: VecDeque<(PersistId, NodeId, Message)>,
    incarnation: u64,
    down_since: Option<Micros>,
    /// When the log is to be compacted, in an event of its own: whoever looks at what was just committed finds it
    /// in the log.
    compaction: Micros,
}

#[derive(Clone, Debug)]
struct Pending {
    index: LogIndex,
    term: Term,
    waiting: Waiting,
}

#[derive(Clone, Debug)]
struct Waiting {
    client: ClientId,
    request: RequestId,
    op: Rc<Op>,
    mark: Option<Mark>,
    way: Option<ReadWay>,
}

/// What an unanswered request waits for at a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Its entry is in the log, and has to be committed and applied.
    Entry {
        /// Where.
        index: LogIndex,
        /// The term of the entry.
        term: Term,
    },
    /// It reads, but not through the log.
    Read(ReadId),
    /// A leader has to be known.
    Leader,
    /// Its client names the leader that the replica knows, and does not reach it: another has to be heard of.
    OtherLeader,
}

/// What a replica works with during one event: everything that is not its own.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The time.
    pub now: Micros,
    /// How the replica was made.
    pub blueprint: &'a Blueprint,
    /// Where its messages go.
    pub post: &'a mut Post,
    /// Where it is told what happened.
    pub records: &'a mut Vec<Record>,
    /// Room for the effects of one step, empty between events.
    pub effects: &'a mut Effects,
    /// Where its writes go besides its own disk, if the host of the replica keeps them.
    pub writes: Option<&'a mut Vec<Written>>,
}

/// A write that has become durable.
#[derive(Clone, Debug)]
pub struct Written {
    /// The write.
    pub write: Persist,
    /// The last entry on the disk after it.
    pub last: LogIndex,
}

impl Replica {
    /// A replica at its first start.
    #[must_use]
    pub fn new(id: NodeId, blueprint: &Blueprint, now: Micros) -> Self {
        Self::on_disk(id, Disk::default(), blueprint, now)
    }

    /// A replica that starts with what is on its disk.
    #[must_use]
    pub fn on_disk(id: NodeId, disk: Disk, blueprint: &Blueprint, now: Micros) -> Self {
        let mut replica = Self {
            id,
            node: None,
            disk,
            store: Store::default(),
            applied: LogIndex::ZERO,
            pending: VecDeque::new(),
            waiting: VecDeque::new(),
            turned_back: (None, VecDeque::new()),
            reading: VecDeque::new(),
            last_read: ReadId::ZERO,
            held: VecDeque::new(),
            incarnation: 0,
            down_since: None,
            compaction: Micros::NEVER,
        };
        replica.start(blueprint, now);
        replica
    }

    fn start(&mut self, blueprint: &Blueprint, now: Micros) {
        let (hard_state, log) = self.disk.durable();
        if let Some(snapshot) = log.snapshot() {
            self.store = restored(snapshot);
            self.applied = snapshot.last_index;
        }
        // Each life draws its own timeouts, or a restart would repeat those of the life before.
        let seed = blueprint.seed ^ self.incarnation << 32;
        let (settings, rules) = (blueprint.settings.clone(), blueprint.rules);
        let durable = (hard_state, log.clone());
        self.node = Some(Node::new(self.id, blueprint.roster, settings, rules, seed, durable, now));
    }

    /// Crashes in the middle of the write under way, if there is one: its first records are left on the disk, and
    /// the next one in part. How many decides the seed.
    pub fn crash_torn(&mut self, around: &mut Surroundings<'_>) {
        if self.node.is_some() {
            let mut draw = Digest::default();
            draw.mix(around.blueprint.seed ^ self.incarnation << 32);
            draw.mix(around.now.0 << 8 | u64::from(self.id.0));
            self.disk.tear(draw.number());
        }
        self.crash(around);
    }

    /// Loses everything that is not durable, and falls silent.
    pub fn crash(&mut self, around: &mut Surroundings<'_>) {
        if self.node.take().is_none() {
            return;
        }
        let lost = self.disk.unsynced();
        self.disk.crash();
        self.store = Store::default();
        self.applied = LogIndex::ZERO;
        self.pending.clear();
        self.waiting.clear();
        self.turned_back.1.clear();
        self.reading.clear();
        self.held.clear();
        self.compaction = Micros::NEVER;
        self.down_since = Some(around.now);
        self.tell(around, What::Crashed { lost });
    }

    /// Comes back with what is durable (§5.1): term, vote and log. The store is built again from the snapshot and
    /// the log.
    pub fn restart(&mut self, around: &mut Surroundings<'_>) {
        if self.node.is_some() {
            return;
        }
        self.incarnation += 1;
        self.down_since = None;
        if let Some((kept, hard_state)) = self.disk.recover() {
            self.tell(around, What::TornTailCut { kept });
            self.tell_hard_state(hard_state, around);
        }
        self.start(around.blueprint, around.now);
        let (hard_state, log) = self.disk.durable();
        let (term, last) = (hard_state.term, log.last_index());
        self.tell(around, What::Restarted { term, last });
    }

    /// The moment comes at which a write is durable, or the node wants its tick.
    pub fn wake(&mut self, around: &mut Surroundings<'_>) {
        if self.compaction <= around.now {
            self.compact(around);
        } else if self.disk.deadline() <= around.now {
            self.sync(around);
            self.work_off(around);
            self.settle_waiting(around);
        } else {
            self.step(Input::Tick, around);
        }
    }

    /// A message of another replica arrives.
    pub fn receive(&mut self, from: NodeId, message: Message, around: &mut Surroundings<'_>) {
        if self.turned_back.0 == Some(from) {
            self.turned_back.0 = None;
        }
        self.step(Input::Message { from, message }, around);
    }

    /// The election timer is made to run out.
    pub fn time_out(&mut self, around: &mut Surroundings<'_>) {
        if self.node.is_some() {
            self.tell(around, What::TimedOut);
            self.step(Input::TimeOut, around);
        }
    }

    /// Whether it stands for election when its timer runs out.
    #[must_use]
    pub fn awaits_election(&self) -> bool {
        self.node.as_ref().is_some_and(|node| node.role() != Role::Leader && node.timer().is_some())
    }

    /// Its election timer runs out at another time.
    pub fn set_election_due(&mut self, due: Micros) {
        if let Some(node) = &mut self.node {
            node.set_election_due(due);
        }
    }

    /// The leadership is to be handed over.
    pub fn transfer(&mut self, to: NodeId, around: &mut Surroundings<'_>) {
        self.step(Input::Transfer(to), around);
    }

    /// A client's request arrives: the leader replicates it or reads, any other sends the client to the leader, and
    /// one that knows no leader, or hands over to another, keeps it until it does. So does one whose leader the
    /// client names itself, or it would be sent to and fro until the others notice that the leader is gone.
    pub fn receive_request(
        &mut self,
        client: ClientId,
        named: Option<NodeId>,
        request: RequestId,
        (op, mark, way): (Rc<Op>, Option<Mark>, Option<ReadWay>),
        around: &mut Surroundings<'_>,
    ) {
        let waiting = Waiting { client, request, op, mark, way };
        let known = self.node.as_ref().and_then(Node::leader);
        if self.waiting.len() + self.turned_back.1.len() >= WAITING_ROOM {
            // Not "fail": the command was not carried out, and another replica may have room.
            self.answer(&waiting, Reply::Redirect, around);
        } else if named.is_some() && named == known && known != Some(self.id) {
            self.turned_back.0 = known;
            self.turned_back.1.push_back(waiting);
        } else {
            self.waiting.push_back(waiting);
            self.settle_waiting(around);
        }
    }

    /// A replica that takes no part may never know a leader, and sends on whoever asks.
    #[inline]
    fn settle_waiting(&mut self, around: &mut Surroundings<'_>) {
        let (named, turned_back) = &mut self.turned_back;
        if !turned_back.is_empty() && *named != self.node.as_ref().and_then(Node::leader) {
            self.waiting.append(turned_back);
        }
        while !self.waiting.is_empty()
            && let Some(node) = &self.node
            && let leader = node.leader()
            && (leader.is_some() || node.is_outside())
            && node.hands_over_to().is_none()
            && let Some(waiting) = self.waiting.pop_front()
        {
            if leader != Some(self.id) {
                self.answer(&waiting, Reply::Redirect, around);
                continue;
            }
            let way = waiting.way.unwrap_or(around.blueprint.settings.reads);
            if way != ReadWay::Log && matches!(*waiting.op, Op::Get { .. }) {
                self.read(waiting, way, around);
            } else {
                self.propose(waiting, around);
            }
        }
    }

    /// Reads without the log: the node says when.
    fn read(&mut self, waiting: Waiting, way: ReadWay, around: &mut Surroundings<'_>) {
        let read = self.last_read.next();
        self.last_read = read;
        self.reading.push_back((read, waiting));
        self.take_in(Input::Read { read, way }, around);
    }

    /// Takes out the client that waits for a read.
    fn reader(&mut self, read: ReadId) -> Option<Waiting> {
        let place = self.reading.binary_search_by_key(&read, |&(read, _)| read).ok()?;
        self.reading.remove(place).map(|(_, waiting)| waiting)
    }

    fn propose(&mut self, waiting: Waiting, around: &mut Surroundings<'_>) {
        let Some(node) = &self.node else { return };
        let command = Payload::Command(Command::encode(&waiting.op, waiting.mark));
        // The place in the log must be known before the step: alone in its cluster, a leader commits at once.
        let (index, term) = (node.log().last_index().next(), node.term());
        // Those who still wait for entries of an earlier leadership may wait for later places than this one.
        let place = self.pending.partition_point(|pending| pending.index <= index);
        self.pending.insert(place, Pending { index, term, waiting });
        self.take_in(Input::Propose(command), around);
    }

    /// Puts a command into the log of this replica if it leads, for no client in particular. Says whether it
    /// did.
    pub fn propose_command(&mut self, command: Rc<[u8]>, around: &mut Surroundings<'_>) -> bool {
        let leads = self
            .node
            .as_ref()
            .is_some_and(|node| node.role() == Role::Leader && node.hands_over_to().is_none());
        if leads {
            self.step(Input::Propose(Payload::Command(command)), around);
        }
        leads
    }

    /// The configuration is to change. Only a leader takes it up.
    pub fn change(&mut self, change: Change, around: &mut Surroundings<'_>) {
        self.step(Input::Change(change), around);
    }

    #[inline]
    fn step(&mut self, input: Input, around: &mut Surroundings<'_>) {
        self.take_in(input, around);
        self.settle_waiting(around);
    }

    #[inline]
    fn take_in(&mut self, input: Input, around: &mut Surroundings<'_>) {
        let Some(node) = &mut self.node else { return };
        node.step(around.now, input, around.effects);
        self.work_off(around);
    }

    /// Does what the node wants done, in order, until it wants nothing more.
    #[inline]
    fn work_off(&mut self, around: &mut Surroundings<'_>) {
        let mut next = 0;
        while let Some(effect) = around.effects.get_mut(next) {
            let nothing = Effect::Apply { first: LogIndex(1), last: LogIndex::ZERO };
            let effect = std::mem::replace(effect, nothing);
            self.perform(effect, around);
            next += 1;
        }
        around.effects.clear();
    }

    fn perform(&mut self, effect: Effect, around: &mut Surroundings<'_>) {
        match effect {
            Effect::Persist(write) => {
                self.disk.write(around.now.after(around.blueprint.sync_at(self.id)), write);
                self.sync(around);
            }
            Effect::Send { to, message, after: Some(write) } if !self.disk.holds(write) => {
                self.held.push_back((write, to, message));
            }
            Effect::Send { to, message, .. } => self.send(to, message, around),
            Effect::Apply { first, last } => self.apply(first, last, around),
            Effect::Event(event) => self.tell(around, What::Node(event)),
            Effect::Restore(snapshot) => self.restore(&snapshot, around),
            Effect::ReadReady { read, .. } => {
                let (reader, store) = (self.reader(read), &self.store);
                if let Some(waiting) = reader
                    && let Op::Get { key } = &*waiting.op
                {
                    self.answer(&waiting, Reply::Ok(Some(store.get(key))), around);
                }
            }
            // It is sent on when a leader is known, as any request.
            Effect::ReadLost(read) => {
                let reader = self.reader(read);
                self.waiting.extend(reader);
            }
        }
    }

    /// Makes durable what is due, and sends what waited for it.
    #[inline]
    fn sync(&mut self, around: &mut Surroundings<'_>) {
        while let Some(write) = self.disk.sync(around.now) {
            let Persist { id, hard_state, .. } = write;
            if let Some(writes) = &mut around.writes {
                writes.push(Written { write, last: self.disk.durable().1.last_index() });
            }
            if around.post.journaling {
                self.tell(around, What::Synced);
            }
            self.tell_hard_state(hard_state, around);
            while self.held.front().is_some_and(|&(write, ..)| write <= id)
                && let Some((_, to, message)) = self.held.pop_front()
            {
                self.send(to, message, around);
            }
            if let Some(node) = &mut self.node {
                node.step(around.now, Input::Persisted(id), around.effects);
            }
        }
    }

    #[inline]
    fn tell_hard_state(&self, durable: Option<HardState>, around: &mut Surroundings<'_>) {
        if let Some(HardState { term, voted_for }) = durable {
            self.tell(around, What::VoteDurable { term, voted_for });
        }
    }

    #[inline]
    fn send(&self, to: NodeId, message: Message, around: &mut Surroundings<'_>) {
        self.post(to.into(), Body::Raft(message), around);
    }

    fn answer(&self, waiting: &Waiting, reply: Reply, around: &mut Surroundings<'_>) {
        self.post(waiting.client.into(), Body::Answer { id: waiting.request, reply }, around);
    }

    #[inline]
    fn post(&self, to: Address, body: Body, around: &mut Surroundings<'_>) {
        let leader = self.node.as_ref().and_then(Node::leader);
        around.post.told = around.records.len() as u32;
        around.post.send(around.now, self.id.into(), to, leader, body);
    }

    /// Applies committed entries, and answers the clients that wait for them here.
    fn apply(&mut self, first: LogIndex, last: LogIndex, around: &mut Surroundings<'_>) {
        let blueprint = around.blueprint;
        let rules = SessionRules { kept: blueprint.sessions_kept, once: blueprint.rules.on(Rule::ApplyOnce) };
        let mut index = first;
        while index <= last {
            let Some(entry) = self.node.as_ref().and_then(|node| node.log().entry(index)) else { break };
            let term = entry.term;
            let answer = match &entry.payload {
                Payload::Internal(_) => None,
                Payload::Command(command) => self.store.apply(index, command, rules).ok(),
            };
            if let Some((_, effect)) = &answer
                && *effect != kv::Effect::Plain
            {
                self.tell(around, What::InSession { effect: *effect, index });
            }
            let answer = answer.map(|(answer, _)| answer);
            self.applied = index;
            self.answer_pending(index, term, answer.as_ref(), around);
            index = index.next();
        }
        around.post.hash.mix(self.applied.0);
        let threshold = around.blueprint.settings.snapshot_threshold;
        if threshold > 0 && self.applied.0 - self.log().snapshot_index().0 >= threshold {
            self.compaction = around.now;
        }
    }

    /// Has a snapshot of the store take the place of the log up to the last entry applied (§7).
    pub fn compact(&mut self, around: &mut Surroundings<'_>) {
        self.compaction = Micros::NEVER;
        if self.applied > self.log().snapshot_index() {
            self.step(Input::Compact { last: self.applied, state: self.store.image() }, around);
        }
    }

    /// A leader's snapshot takes the place of the store. Of those who wait for entries that it stands for nobody
    /// can say whether theirs are among them: they hear no more, as of a crashed replica.
    fn restore(&mut self, snapshot: &Snapshot, around: &mut Surroundings<'_>) {
        self.store = restored(snapshot);
        self.applied = snapshot.last_index;
        let gone = self.pending.partition_point(|pending| pending.index <= self.applied);
        self.pending.drain(..gone);
        around.post.hash.mix(self.applied.0);
    }

    /// Answers whoever waits for the entry that was committed at `index` in `term`. Whoever waits for another
    /// entry there may ask again: only now is it sure that it can never be committed. That it was removed from
    /// this log did not say so, since another replica may have held it and led.
    fn answer_pending(
        &mut self,
        index: LogIndex,
        term: Term,
        answer: Option<&Answer>,
        around: &mut Surroundings<'_>,
    ) {
        while self.pending.front().is_some_and(|pending| pending.index <= index)
            && let Some(pending) = self.pending.pop_front()
        {
            match answer {
                Some(answer) if pending.index == index && pending.term == term => {
                    let reply = match answer {
                        Answer::Ok(value) => Reply::Ok(value.clone()),
                        Answer::Fail => Reply::Fail,
                        Answer::Opened(session) => Reply::Opened(*session),
                        Answer::Expired => Reply::SessionExpired,
                    };
                    self.answer(&pending.waiting, reply, around);
                }
                _ => self.waiting.push_back(pending.waiting),
            }
        }
    }

    #[inline]
    fn tell(&self, around: &mut Surroundings<'_>, what: What) {
        around.records.push(Record { at: around.now, subject: Some(self.id.into()), what, message: None });
    }

    /// When something happens here of itself.
    #[must_use]
    #[inline]
    pub fn deadline(&self) -> Micros {
        let earlier = self.disk.deadline().min(self.compaction);
        self.node.as_ref().map_or(Micros::NEVER, |node| node.deadline().min(earlier))
    }

    /// Takes over changed timing and batching.
    pub fn set_settings(&mut self, settings: &raft::Settings) {
        if let Some(node) = &mut self.node {
            node.set_settings(settings.clone());
        }
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> NodeId {
        self.id
    }

    /// Its Raft state, if it is up.
    #[must_use]
    pub const fn node(&self) -> Option<&Node> {
        self.node.as_ref()
    }

    /// Its log: that of the node, or while it is down what is on disk.
    #[must_use]
    pub fn log(&self) -> &Log {
        self.node.as_ref().map_or_else(|| self.disk.durable().1, Node::log)
    }

    /// Its disk.
    #[must_use]
    pub const fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Its key-value store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The last entry that its store has applied.
    #[must_use]
    pub const fn applied(&self) -> LogIndex {
        self.applied
    }

    /// The requests that are not answered yet, in no order of theirs.
    pub fn unanswered(&self) -> impl Iterator<Item = RequestId> {
        let pending = self.pending.iter().map(|pending| &pending.waiting);
        let reading = self.reading.iter().map(|(_, waiting)| waiting);
        pending.chain(reading).chain(&self.waiting).map(|waiting| waiting.request)
    }

    /// What a request waits for here, if it does.
    #[must_use]
    pub fn waits_for(&self, request: RequestId) -> Option<Wait> {
        let is = |waiting: &Waiting| waiting.request == request;
        let pending = self.pending.iter().find(|pending| is(&pending.waiting));
        let entry = pending.map(|&Pending { index, term, .. }| Wait::Entry { index, term });
        let reading = self.reading.iter().find(|(_, waiting)| is(waiting));
        entry
            .or_else(|| reading.map(|&(read, _)| Wait::Read(read)))
            .or_else(|| self.waiting.iter().any(is).then_some(Wait::Leader))
            .or_else(|| self.turned_back.1.iter().any(is).then_some(Wait::OtherLeader))
    }

    /// The messages that leave only when what they promise is durable, and for whom.
    pub fn held_back(&self) -> impl Iterator<Item = (NodeId, &Message)> {
        self.held.iter().map(|(_, to, message)| (*to, message))
    }

    /// When it crashed, if it is down.
    #[must_use]
    pub const fn down_since(&self) -> Option<Micros> {
        self.down_since
    }

    /// Its address.
    #[must_use]
    pub const fn address(&self) -> Address {
        Address::Replica(self.id)
    }
}

/// The store that a snapshot holds. Bytes that no replica could have made are an empty one.
fn restored(snapshot: &Snapshot) -> Store {
    Store::from_image(&snapshot.state).unwrap_or_default()
}
