//! Records packed as numbers, as `web/src/engine/protocol.ts` and `core.ts` lay them out.

use crate::raft::{Configuration, LogIndex, Micros, Node, NodeId, Role};
use crate::sim::{Envelope, Mark, Replica, Slot};

/// Where each number lies in the header (`HEADER` in core.ts).
pub(super) mod header {
    pub(in crate::wasm) const NEXT_DEADLINE: usize = 0;
    pub(in crate::wasm) const NEXT_ACTION: usize = 1;
    pub(in crate::wasm) const SENDS: usize = 2;
    pub(in crate::wasm) const OUTBOX: usize = 3;
    pub(in crate::wasm) const OUTCOME: usize = 4;
    pub(in crate::wasm) const EVENTS: usize = 5;
    pub(in crate::wasm) const VIOLATED: usize = 6;
    pub(in crate::wasm) const VERB: usize = 7;
    pub(in crate::wasm) const MESSAGE: usize = 8;
    pub(in crate::wasm) const BY: usize = 9;
    pub(in crate::wasm) const OVER: usize = 10;
    pub(in crate::wasm) const LENGTH: usize = 11;
}

/// How many numbers tell of one message (`FLIGHT.STRIDE`).
pub(super) const FLIGHT: usize = 11;

/// A moment as JavaScript counts it: infinity is never.
#[inline]
pub(super) fn time(at: Micros) -> f64 {
    if at == Micros::NEVER { f64::INFINITY } else { at.0 as f64 }
}

/// A message in flight.
#[inline]
pub(super) fn flight(slot: Slot, envelope: &Envelope) -> [f64; FLIGHT] {
    [
        envelope.id.0 as f64,
        f64::from(slot.0),
        f64::from(envelope.from.number()),
        f64::from(envelope.to.number()),
        f64::from(envelope.body.kind() as u8),
        envelope.body.note() as f64,
        envelope.body.term().0 as f64,
        envelope.sent.0 as f64,
        envelope.due.0 as f64,
        envelope.arrives.0 as f64,
        envelope.body.index().0 as f64,
    ]
}

/// A replica (`REPLICA`), and what it is in `configuration`.
pub(super) fn replica(replica: &Replica, configuration: Configuration) -> [f64; 15] {
    let node = replica.node();
    let (durable, durable_log) = replica.disk().durable();
    let id = |id: Option<NodeId>| id.map_or(-1.0, |id| f64::from(id.0));
    let role = match node.map(Node::role) {
        None | Some(Role::Follower) => 0.0,
        Some(Role::PreCandidate) => 1.0,
        Some(Role::Candidate) => 2.0,
        Some(Role::Leader) => 3.0,
    };
    let timer = node.and_then(Node::timer);
    [
        f64::from(u8::from(node.is_some())),
        role,
        node.map_or(durable.term, Node::term).0 as f64,
        id(node.map_or(durable.voted_for, Node::voted_for)),
        id(node.and_then(Node::leader)),
        node.map_or(LogIndex::ZERO, Node::commit_index).0 as f64,
        replica.applied().0 as f64,
        replica.log().base().next().0 as f64,
        replica.log().last_index().0 as f64,
        node.map_or(durable_log.last_index(), Node::last_durable).0 as f64,
        timer.map_or(-1.0, |timer| time(timer.set)),
        timer.map_or(-1.0, |timer| time(timer.due)),
        replica.disk().unsynced() as f64,
        replica.down_since().map_or(-1.0, time),
        membership(replica.id(), configuration),
    ]
}

/// What stands out (`MARK`).
pub(super) const fn mark(mark: &Mark) -> [f64; 3] {
    [mark.what as u8 as f64, mark.at.0 as f64, mark.until.0 as f64]
}

/// 0 is outside; 1 is added for a learner, 2 for a voter, 4 for a voter of the configuration that is being left.
fn membership(id: NodeId, configuration: Configuration) -> f64 {
    let Configuration { voters, learners, outgoing } = configuration;
    let sets = [learners, voters, outgoing];
    f64::from(sets.iter().rev().fold(0, |sum: u8, set| sum << 1 | u8::from(set.contains(id))))
}
