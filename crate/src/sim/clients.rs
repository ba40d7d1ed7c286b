//! The clients: whom they ask, what they make of the answers, and what came of it all.

use std::rc::Rc;

use oorandom::Rand32;

use crate::kv::{Op, Text};
use crate::raft::{Chunks, Micros, NodeId, NodeSet};

use super::action::Target;
use super::address::{Address, ClientId};
use super::envelope::{Body, Reply, RequestId};
use super::post::Post;
use super::trace::{Answered, Record, What};

/// One operation of a client, from the first request to the last answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Who asked.
    pub client: ClientId,
    /// What.
    pub op: Rc<Op>,
    /// When it asked first.
    pub asked: Micros,
    /// The answer that ended it, when, and by whom; none yet, or never.
    pub answer: Option<(Micros, NodeId, Reply)>,
    /// Whether the client asks again elsewhere when it is sent on.
    follows: bool,
}

/// All clients of a cluster. They behave as the course's do: the first answer to a request counts, a redirect
/// is followed at once, and silence is never retried.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Whom each believes to lead.
    beliefs: Vec<Option<NodeId>>,
    /// What each has put, by its own account: key and last acknowledged value.
    acknowledged: Vec<Vec<(Text, Text)>>,
    /// The requests that are not answered, in the order of sending, with their place in the history.
    open: Vec<(RequestId, usize)>,
    history: Chunks<Exchange>,
    requests: u64,
    random: Rand32,
}

/// What clients work with during one event.
#[derive(Debug)]
pub struct Counter<'a> {
    /// The time.
    pub now: Micros,
    /// The replicas that are up.
    pub up: NodeSet,
    /// How many replicas there are.
    pub replicas: u8,
    /// Where requests go.
    pub post: &'a mut Post,
    /// Where it is told what happened.
    pub records: &'a mut Vec<Record>,
}

impl Clients {
    /// So many clients that know nothing yet.
    #[must_use]
    pub fn new(count: u8, seed: u64) -> Self {
        Self {
            beliefs: vec![None; usize::from(count)],
            acknowledged: vec![Vec::new(); usize::from(count)],
            open: Vec::new(),
            history: Chunks::default(),
            requests: 0,
            random: Rand32::new_inc(seed, 3_000),
        }
    }

    /// A client asks something. One that asks "the leader" follows redirects; one that asks a certain replica
    /// wants to hear what that replica says.
    pub fn ask(&mut self, client: ClientId, to: Target, op: Op, counter: &mut Counter<'_>) {
        counter.post.counters.requests += 1;
        let follows = to == Target::Leader;
        let exchange = Exchange { client, op: Rc::new(op), asked: counter.now, answer: None, follows };
        self.history.push(exchange);
        let to = match to {
            Target::Replica(to) => to,
            Target::Leader => self.whom_to_ask(client, counter),
        };
        self.send(self.history.len() - 1, to, counter);
    }

    fn whom_to_ask(&mut self, client: ClientId, counter: &Counter<'_>) -> NodeId {
        if let Some(leader) = self.beliefs[client.index()].filter(|&leader| counter.up.contains(leader)) {
            return leader;
        }
        let living: Vec<NodeId> = counter.up.iter().collect();
        match u32::try_from(living.len()) {
            Ok(count @ 1..) => living[self.random.rand_range(0..count) as usize],
            // No one is there to hear it; the request is lost like any other to a crashed replica.
            _ => NodeId(0),
        }
    }

    fn send(&mut self, place: usize, to: NodeId, counter: &mut Counter<'_>) {
        let Some(exchange) = self.history.get(place) else { return };
        self.requests += 1;
        let id = RequestId(self.requests);
        self.open.push((id, place));
        let from = Address::Client(exchange.client);
        let leader = self.beliefs[exchange.client.index()];
        let op = Rc::clone(&exchange.op);
        counter.records.push(Record {
            at: counter.now,
            subject: Some(from),
            what: What::Asked { to, id },
            message: None,
        });
        counter.post.send(counter.now, from, to.into(), leader, Body::Request { id, op });
    }

    /// An answer arrives. `leader` is whom it names as leader.
    pub fn receive(
        &mut self,
        client: ClientId,
        by: NodeId,
        leader: Option<NodeId>,
        (id, reply): (RequestId, Reply),
        counter: &mut Counter<'_>,
    ) {
        let open = self.open.binary_search_by_key(&id, |&(id, _)| id);
        let place = open.ok().map(|open| self.open.remove(open).1);
        let how = match (&reply, place) {
            (_, None) => Answered::Again,
            (Reply::Ok(_), _) => Answered::Ok,
            (Reply::Fail, _) => Answered::Fail,
            (Reply::Redirect, _) => Answered::Redirect,
        };
        let subject = Some(Address::Client(client));
        let what = What::Answered { by, id, how };
        counter.records.push(Record { at: counter.now, subject, what, message: None });
        let Some(place) = place else { return };
        self.beliefs[client.index()] = leader;
        let figures = &mut counter.post.counters;
        match how {
            Answered::Ok => figures.ok += 1,
            Answered::Fail => figures.failed += 1,
            Answered::Redirect | Answered::Again => figures.redirected += 1,
        }
        self.settle(client, place, by, reply, counter);
    }

    fn settle(
        &mut self,
        client: ClientId,
        place: usize,
        by: NodeId,
        reply: Reply,
        counter: &mut Counter<'_>,
    ) {
        let Some(exchange) = self.history.get_mut(place) else { return };
        // A failed compare-and-set was carried out, and is over; what else fails was not.
        let final_fail = matches!(*exchange.op, Op::CompareAndSet { .. });
        let again = match reply {
            Reply::Ok(_) => false,
            Reply::Fail => exchange.follows && !final_fail,
            Reply::Redirect => exchange.follows,
        };
        if again {
            let to = self.whom_to_ask(client, counter);
            self.send(place, to, counter);
            return;
        }
        if let (Reply::Ok(_), Op::Put { key, value }) = (&reply, &*exchange.op) {
            let own = &mut self.acknowledged[client.index()];
            match own.iter_mut().find(|(known, _)| known == key) {
                Some((_, last)) => *last = value.clone(),
                None => own.push((key.clone(), value.clone())),
            }
        }
        exchange.answer = Some((counter.now, by, reply));
    }

    /// Forgets whom the clients believe to lead.
    pub fn forget_leader(&mut self) {
        self.beliefs.fill(None);
    }

    /// What `client` has put and knows to be done: keys with their last acknowledged values.
    #[must_use]
    pub fn acknowledged(&self, client: ClientId) -> &[(Text, Text)] {
        &self.acknowledged[client.index()]
    }

    /// How many clients there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.beliefs.len()
    }

    /// Every operation so far, in the order of asking.
    #[must_use]
    pub const fn history(&self) -> &Chunks<Exchange> {
        &self.history
    }
}
