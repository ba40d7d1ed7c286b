//! One replica without a cluster: a member that any program can host, over any transport.
//!
//! It is the replica of the simulation (`sim::Replica`) with a post office that keeps nothing: what it sends is
//! handed to the host in the course's wire form, with what the host must keep.

use serde::Serialize;

use crate::raft::{self, Effects, Micros, Node, Role, Roster, Rules};
use crate::sim::scenario::{self, BadInput, Item, Json, NetworkSettings, Object, plain, written};
use crate::sim::{
    Asking, Blueprint, Body, ClientId, Disk, Network, Post, Record, Replica, RequestId, Scenario, Slot,
    Surroundings, Written,
};

use super::wire::{self, AddressBook, Asker, Durable, Incoming, Request};

/// The latest moment that a host may tell, in ms: any clock of JavaScript is far below, the date also.
const LATEST_MS: f64 = 9_000_000_000_000.0;

/// A replica that is hosted by another program.
///
/// Whatever happens to it is told by [`Member::receive`] and [`Member::tick`], with the time on a clock of the host
/// that never runs backward, in milliseconds. Each gives an [`Output`]; outputs are to be carried out one after the
/// other, each in this order: keep its writes, and only then send its messages.
#[derive(Debug)]
pub struct Member {
    book: AddressBook,
    blueprint: Blueprint,
    replica: Replica,
    post: Post,
    now: Micros,
    /// The number of the last write.
    last_write: u64,
    /// Who waits for an answer, in the order of asking.
    askers: Vec<(RequestId, Asker)>,
    last_request: RequestId,
    writes: Vec<Written>,
    records: Vec<Record>,
    effects: Effects,
}

/// What the host is to do.
#[derive(Debug, Serialize)]
pub struct Output {
    /// To be durable before any of the messages leaves, in this order.
    pub writes: Vec<Json>,
    /// To be sent, in the course's wire form.
    pub messages: Vec<Json>,
    /// When the replica wants [`Member::tick`], in ms; never, if it waits for nothing.
    pub deadline: Option<f64>,
    /// Why the input was refused, if it was. Then nothing has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<BadInput>,
}

/// What a replica is at, for people.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    id: String,
    role: &'static str,
    term: u64,
    voted_for: Option<String>,
    leader: Option<String>,
    commit_index: u64,
    last_applied: u64,
    last_log_index: u64,
}

/// What a member is made from.
struct Options {
    book: AddressBook,
    blueprint: Blueprint,
    durable: Durable,
}

impl Member {
    /// A member that starts at `now`, from its options as JSON: `id`, `peers`, and if they are not to be the
    /// default `voters`, `raft` (as in a scenario), `sessions_kept`, `seed`, and `durable`, all writes that were kept
    /// before. `seed` is for options without one: no two lives of a replica should have the same.
    ///
    /// # Errors
    /// What is wrong with the options, and where.
    pub fn new(options: &str, seed: u64, now: f64) -> Result<Self, BadInput> {
        let now = moment(now, Micros::ZERO)?;
        let json = Json::parse_any_length(options)?;
        let Options { book, blueprint, durable } = Options::read(Item::root(&json, "options"), seed)?;
        let last_write = durable.last_write;
        let disk = Disk::holding(durable.hard_state, durable.log);
        Ok(Self {
            replica: Replica::on_disk(book.me(), disk, &blueprint, now),
            post: Post::new(Network::new(AT_ONCE, 0), 0),
            book,
            blueprint,
            now,
            last_write,
            askers: Vec::new(),
            last_request: RequestId::default(),
            writes: Vec::new(),
            records: Vec::new(),
            effects: Effects::new(),
        })
    }

    /// The first message of a replica, by which the course knows that it runs.
    #[must_use]
    pub fn hello(&self) -> Output {
        Output {
            writes: Vec::new(),
            messages: vec![wire::hello(&self.book)],
            deadline: self.deadline(),
            refused: None,
        }
    }

    /// A message arrives, as JSON.
    pub fn receive(&mut self, message: &str, now: f64) -> Output {
        let taken = self.take_in(message, now);
        self.output(taken)
    }

    fn take_in(&mut self, message: &str, now: f64) -> Result<(), BadInput> {
        let now = moment(now, self.now)?;
        let json = Json::parse_any_length(message)?;
        let incoming = wire::read(&json, &self.book)?;
        self.now = now;
        match incoming {
            Incoming::Hello => {}
            Incoming::Raft { from, message } => {
                self.work(|replica, around| replica.receive(from, message, around));
            }
            Incoming::Request(request) => self.ask(request),
        }
        Ok(())
    }

    fn ask(&mut self, Request { asker, leader, op, mark, way }: Request) {
        let id = RequestId(self.last_request.0 + 1);
        self.last_request = id;
        self.askers.push((id, asker));
        let asked = (op.into(), mark, way);
        self.work(|replica, around| replica.receive_request(CLIENT, leader, id, asked, around));
    }

    /// Does what is due by now. Before the deadline that is nothing.
    pub fn tick(&mut self, now: f64) -> Output {
        let taken = moment(now, self.now).map(|now| {
            self.now = now;
            while self.replica.deadline() <= now {
                self.work(Replica::wake);
            }
        });
        self.output(taken)
    }

    /// Hands the leadership over to another replica (dissertation §3.10), if this one leads.
    pub fn transfer(&mut self, to: &str, now: f64) -> Output {
        let taken = self.hand_over(to, now);
        self.output(taken)
    }

    fn hand_over(&mut self, to: &str, now: f64) -> Result<(), BadInput> {
        let now = moment(now, self.now)?;
        let to = self.book.read_replica(Item::root(&Json::Text(to.into()), "to"))?;
        self.now = now;
        self.work(|replica, around| replica.transfer(to, around));
        Ok(())
    }

    /// Has these take part and no others (§6), if this replica leads: `voters` and `learners`, as JSON.
    pub fn configure(&mut self, configuration: &str, now: f64) -> Output {
        let taken = self.change(configuration, now);
        self.output(taken)
    }

    fn change(&mut self, configuration: &str, now: f64) -> Result<(), BadInput> {
        let now = moment(now, self.now)?;
        let json = Json::parse(configuration)?;
        let mut object = Item::root(&json, "configuration").object()?;
        let voters = object.need("voters")?;
        let learners = object.get("learners").map(|list| self.book.read_set(list)).transpose()?;
        let change = raft::Change::Configure {
            voters: founders(voters, &self.book)?,
            learners: learners.unwrap_or_default(),
        };
        object.finish()?;
        self.now = now;
        self.work(|replica, around| replica.change(change, around));
        Ok(())
    }

    /// When it wants [`Member::tick`], in ms; never, if it waits for nothing.
    #[must_use]
    pub fn deadline(&self) -> Option<f64> {
        let deadline = self.replica.deadline();
        (deadline < Micros::NEVER).then(|| deadline.0 as f64 / 1_000.0)
    }

    /// All that must be durable, as one write: it may take the place of all writes so far.
    #[must_use]
    pub fn durable(&self) -> Json {
        let (hard_state, log) = self.replica.disk().durable();
        Durable { hard_state, log: log.clone(), last_write: self.last_write }.write_whole(&self.book)
    }

    /// What it is at.
    #[must_use]
    pub fn status(&self) -> Status {
        let node = self.replica.node();
        let name = |id| self.book.address(id).to_string();
        let (durable, _) = self.replica.disk().durable();
        Status {
            id: name(self.book.me()),
            role: node.map_or(Role::Follower, Node::role).name(),
            term: node.map_or(durable.term, Node::term).0,
            voted_for: node.map_or(durable.voted_for, Node::voted_for).map(name),
            leader: node.and_then(Node::leader).map(name),
            commit_index: node.map_or(0, |node| node.commit_index().0),
            last_applied: self.replica.applied().0,
            last_log_index: self.replica.log().last_index().0,
        }
    }

    fn work(&mut self, work: impl FnOnce(&mut Replica, &mut Surroundings<'_>)) {
        let mut around = Surroundings {
            now: self.now,
            blueprint: &self.blueprint,
            post: &mut self.post,
            records: &mut self.records,
            effects: &mut self.effects,
            writes: Some(&mut self.writes),
        };
        work(&mut self.replica, &mut around);
        self.records.clear();
    }

    /// Empties the post office.
    fn output(&mut self, taken: Result<(), BadInput>) -> Output {
        let mut writes = Vec::new();
        for write in self.writes.drain(..) {
            self.last_write += 1;
            writes.push(wire::durable_write(self.last_write, &write, &self.book));
        }
        let fresh: Vec<Slot> = self.post.fresh().map(|(slot, _)| slot).collect();
        self.post.clear_fresh();
        let messages = fresh.into_iter().filter_map(|slot| self.letter(slot)).collect();
        self.forget_unheard();
        Output { writes, messages, deadline: self.deadline(), refused: taken.err() }
    }

    fn letter(&mut self, slot: Slot) -> Option<Json> {
        let envelope = self.post.take(slot)?;
        let leader = envelope.leader;
        match (envelope.body, envelope.to) {
            (Body::Raft(message), crate::sim::Address::Replica(to)) => {
                Some(wire::raft_message(&self.book, to, leader, &message))
            }
            (Body::Answer { id, reply }, _) => {
                let place = self.askers.binary_search_by_key(&id, |&(id, _)| id).ok()?;
                let (_, asker) = self.askers.remove(place);
                Some(wire::answer(&self.book, &asker, leader, &reply))
            }
            _ => None,
        }
    }

    /// A snapshot may leave some who wait without an answer: nobody waits for them any more.
    fn forget_unheard(&mut self) {
        if self.askers.len() > self.replica.unanswered().count() {
            let waiting: std::collections::BTreeSet<_> = self.replica.unanswered().collect();
            self.askers.retain(|(id, _)| waiting.contains(id));
        }
    }
}

/// All clients are one to the replica: who asked is kept beside the number of the request.
const CLIENT: ClientId = ClientId(0);

/// Nothing is lost here, and nothing waits: the host has a network of its own.
const AT_ONCE: NetworkSettings =
    NetworkSettings { latency_least: Micros(0), latency_most: Micros(0), loss: 0.0, duplication: 0.0 };

impl Options {
    fn read(item: Item<'_>, seed: u64) -> Result<Self, BadInput> {
        let mut object = item.object()?;
        let book = AddressBook::read(object.need("id")?, object.need("peers")?)?;
        let voters = object.get("voters").map(|list| founders(list, &book)).transpose()?;
        let roster = Roster { replicas: book.replicas(), founders: voters.unwrap_or(book.replicas()) };
        let blueprint = read_blueprint(&mut object, roster, seed)?;
        let durable = object.get("durable").map(|writes| Durable::read(writes, &book)).transpose()?;
        object.finish()?;
        Ok(Self { book, blueprint, durable: durable.unwrap_or_default() })
    }
}

fn founders(list: Item<'_>, book: &AddressBook) -> Result<raft::NodeSet, BadInput> {
    let voters = book.read_set(list)?;
    if voters.is_empty() { Err(list.refused("at least one replica")) } else { Ok(voters) }
}

fn read_blueprint(object: &mut Object<'_>, roster: Roster, seed: u64) -> Result<Blueprint, BadInput> {
    let Scenario { raft: mut settings, asking: Asking { mut sessions_kept, .. }, .. } = Scenario::default();
    if let Some(raft) = object.object("raft")? {
        scenario::read_raft(raft, &mut settings)?;
    }
    object.set(&mut sessions_kept, "sessions_kept", scenario::sessions_kept)?;
    let seed = object.read("seed", scenario::seed)?.unwrap_or(seed);
    let (rules, sync, sync_of) = (Rules::default(), Micros::ZERO, Vec::new());
    Ok(Blueprint { settings, rules, roster, seed, sync, sync_of, sessions_kept })
}

/// A moment on the host's clock. One that runs backward stands still instead.
fn moment(ms: f64, before: Micros) -> Result<Micros, BadInput> {
    if (0.0..=LATEST_MS).contains(&ms) {
        return Ok(Micros((ms * 1_000.0).round() as u64).max(before));
    }
    let allowed = format!("milliseconds from 0 to {}", plain(LATEST_MS));
    Err(BadInput::new("now".into(), format!("{} is not allowed: {allowed}", written(&ms))))
}
