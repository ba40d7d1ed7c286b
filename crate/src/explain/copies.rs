//! Who holds an entry, and why its leader does not know of one more who does.

use crate::raft::{Event, LogIndex, Message, Node, NodeId, NodeSet, Pace, Progress, Rule, Term};
use crate::sim::{Body, Kind, Replica};

use super::Reason;
use super::case::Case;

/// An entry: no two logs have different ones of the same index and term (§5.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub index: LogIndex,
    pub term: Term,
}

impl Place {
    /// Whether the replica holds it on its disk.
    pub(super) fn is_durable_at(self, replica: &Replica) -> bool {
        replica.disk().durable().1.term_at(self.index) == Some(self.term)
    }

    /// Whether the replica holds it, on its disk or not.
    pub(super) fn is_at(self, replica: &Replica) -> bool {
        replica.log().term_at(self.index) == Some(self.term)
    }
}

impl Case<'_> {
    /// Those in whose logs the entry is.
    pub(super) fn holders(self, place: Place) -> NodeSet {
        self.cluster.replicas().iter().filter(|replica| place.is_at(replica)).map(Replica::id).collect()
    }

    /// Those of whom the leader knows that they hold the entry, as far as they take part.
    pub(super) fn known_holders(self, leader: &Node, index: LogIndex) -> NodeSet {
        let known = |id: &NodeId| leader.progress(*id).is_some_and(|progress| progress.matched >= index);
        leader.configuration().members().iter().filter(known).collect()
    }

    /// Why the leader does not know that `to` holds the entry.
    pub(super) fn lacks(self, leader: &Node, to: NodeId, place: Place) -> Reason {
        let from = leader.id();
        let (Some(replica), Some(progress)) = (self.cluster.replica(to), leader.progress(to)) else {
            return Reason::of(format!("{from} does not know of {to} yet."));
        };
        if to == from {
            return own_copy(replica);
        }
        if replica.node().is_none() {
            return self.down(to);
        }
        if self.is_cut(from, to) {
            return self.cut(from, to);
        }
        if self.is_cut(to, from) {
            return self.cut(to, from);
        }
        if place.is_at(replica) {
            self.is_not_acknowledged(leader, replica, progress, place)
        } else {
            self.has_not_arrived(leader, replica, progress, place)
        }
    }

    /// The follower holds it, and the leader has not heard so.
    fn is_not_acknowledged(self, leader: &Node, replica: &Replica, known: &Progress, place: Place) -> Reason {
        let (from, to) = (leader.id(), replica.id());
        if !place.is_durable_at(replica) {
            let due = replica.disk().deadline();
            return Reason::of(format!(
                "{to} has it, and answers when it is on its disk: the next write is durable at {due} ms."
            ))
            .by(Rule::PersistBeforeReply);
        }
        let answers = |body: &Body| {
            matches!(body, Body::Raft(Message::AppendAnswer { .. })) && body.index() >= place.index
        };
        if let Some(answer) = self.under_way(to, from, |envelope| answers(&envelope.body)) {
            return Reason::of(format!(
                "{to} has it, and its answer arrives at {from} at {} ms.",
                answer.arrives
            ));
        }
        let lost = self.lost(to, from, &[Kind::AppendAnswer], 0);
        Reason::of(format!(
            "{to} has it, but {from} has not heard so: it speaks to {to} again at {} ms.",
            known.due
        ))
        .since(lost.and_then(|lost| self.moment(lost)))
    }

    /// The follower does not hold it yet.
    fn has_not_arrived(self, leader: &Node, replica: &Replica, known: &Progress, place: Place) -> Reason {
        let (from, to) = (leader.id(), replica.id());
        let carries = |body: &Body| match body {
            Body::Raft(Message::AppendEntries { previous_index, entries, .. }) => {
                let last = previous_index.0 + entries.len() as u64;
                *previous_index < place.index && place.index.0 <= last
            }
            _ => false,
        };
        if let Some(append) = self.under_way(from, to, |envelope| carries(&envelope.body)) {
            return Reason::of(format!("It is on its way to {to}, and arrives at {} ms.", append.arrives));
        }
        let due = known.due;
        match &known.pace {
            Pace::Snapshot { snapshot, offset } => {
                let (last, bytes) = (snapshot.last_index, snapshot.state.len());
                let begun = self.last_of(
                    from,
                    |event| matches!(event, Event::SnapshotSent { to: receiver, .. } if *receiver == to),
                );
                Reason::of(format!(
                    "{to} first needs {from}'s snapshot up to entry {last}, and has {offset} of its {bytes} bytes."
                ))
                .since(begun.and_then(|begun| self.moment(begun)))
            }
            Pace::Probe { .. } => {
                let refused = self.last_of(
                    to,
                    |event| matches!(event, Event::AppendRefused { leader, .. } if *leader == from),
                );
                Reason::of(format!(
                    "{from} is looking for where {to}'s log agrees with its own, at nextIndex {}, and asks again at {due} ms.",
                    known.next
                ))
                .by(Rule::ConsistencyCheck)
                .since(refused.and_then(|refused| self.moment(refused)))
            }
            Pace::Replicate { in_flight } if known.next <= place.index => Reason::of(format!(
                "{from} has not sent it to {to} yet: {} messages to it are unanswered, and it next speaks to it at {due} ms.",
                in_flight.len()
            )),
            Pace::Replicate { .. } => {
                let lost = self.lost(from, to, &[Kind::Append], 0);
                Reason::of(format!(
                    "{from} has sent it to {to}, where it did not arrive; {from} speaks to {to} again at {due} ms."
                ))
                .since(lost.and_then(|lost| self.moment(lost)))
            }
        }
    }
}

/// The leader's own copy is not durable.
fn own_copy(leader: &Replica) -> Reason {
    let (id, due) = (leader.id(), leader.disk().deadline());
    Reason::of(format!("{id} counts its own copy when that is durable: its next write is at {due} ms."))
        .by(Rule::LeaderCountsItselfWhenDurable)
}
