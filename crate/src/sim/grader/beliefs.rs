//! What each client holds to be so: who leads, and what it has put. It has both from the answers that it hears.

use oorandom::Rand32;

use crate::kv::{Op, Text};
use crate::raft::{NodeId, NodeSet};
use crate::sim::address::ClientId;
use crate::sim::envelope::Reply;

/// The beliefs of all clients.
#[derive(Clone, Debug)]
pub struct Beliefs {
    leaders: Vec<Option<NodeId>>,
    /// Keys that each has put, with the last value of which it knows that it is acknowledged.
    acknowledged: Vec<Vec<(Text, Text)>>,
}

impl Beliefs {
    /// Of so many clients, that know nothing yet.
    #[must_use]
    pub fn new(clients: u8) -> Self {
        let clients = usize::from(clients);
        Self { leaders: vec![None; clients], acknowledged: vec![Vec::new(); clients] }
    }

    /// How many clients there are.
    #[must_use]
    pub const fn clients(&self) -> usize {
        self.leaders.len()
    }

    /// Whom a client believes to lead.
    #[must_use]
    pub fn leader(&self, client: ClientId) -> Option<NodeId> {
        self.leaders[client.index()]
    }

    /// Whom a client asks: who leads as far as it knows, if that one lives, else any that lives.
    pub fn whom_to_ask(&self, client: ClientId, living: NodeSet, random: &mut Rand32) -> NodeId {
        if let Some(leader) = self.leader(client).filter(|&leader| living.contains(leader)) {
            return leader;
        }
        // If no one is there to hear it, the request is lost like any other to a crashed replica.
        living.drawn(random).unwrap_or(NodeId(0))
    }

    /// The first answer to a request names a leader: nobody, if who answers knows none.
    pub fn hear(&mut self, client: ClientId, leader: Option<NodeId>) {
        self.leaders[client.index()] = leader;
    }

    /// No client believes any longer that anyone leads.
    pub fn forget_leaders(&mut self) {
        self.leaders.fill(None);
    }

    /// A client hears that its put is done.
    pub fn acknowledge(&mut self, client: ClientId, key: &Text, value: &Text) {
        let own = &mut self.acknowledged[client.index()];
        match own.iter_mut().find(|(known, _)| known == key) {
            Some((_, last)) => *last = value.clone(),
            None => own.push((key.clone(), value.clone())),
        }
    }

    /// What a client has put and knows to be done: keys with their last acknowledged values.
    #[must_use]
    pub fn acknowledged(&self, client: ClientId) -> &[(Text, Text)] {
        &self.acknowledged[client.index()]
    }

    /// Whether an answer to a get gives the value that the client put last, as far as its puts are acknowledged. What
    /// it did not put itself, it knows nothing of.
    #[must_use]
    pub fn allow(&self, client: ClientId, op: &Op, reply: &Reply) -> bool {
        let (Op::Get { key }, Reply::Ok(Some(value))) = (op, reply) else { return true };
        let own = self.acknowledged(client).iter().find(|(known, _)| known == key);
        own.is_none_or(|(_, last)| last == value)
    }
}
