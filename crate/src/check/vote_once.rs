//! VoteOnce: one vote for each replica and term, across crashes (§5.2, Figure 2).

use crate::raft::{Message, NodeId, Term};
use crate::sim::{Address, Body, Envelope};

use super::ledgers::Ledgers;
use super::{Invariant, Look, Violation};

/// Looks when a vote leaves: one that was sent and then forgotten was given all the same. Who asks for votes has
/// given its own to itself.
pub(super) fn at_send(ledgers: &mut Ledgers, look: &Look<'_>, envelope: &Envelope) -> Result<(), Violation> {
    match (&envelope.body, envelope.to) {
        (Body::Raft(Message::Vote { term, granted: true }), Address::Replica(candidate)) => {
            at_vote(ledgers, look, *term, candidate)
        }
        (Body::Raft(Message::RequestVote { term, .. }), _) => at_vote(ledgers, look, *term, look.node),
        _ => Ok(()),
    }
}

/// Looks when a vote has become durable.
pub(super) fn at_vote(
    ledgers: &mut Ledgers,
    look: &Look<'_>,
    term: Term,
    candidate: NodeId,
) -> Result<(), Violation> {
    let before = ledgers.votes.get_or_insert((term, look.node), candidate);
    if before == candidate {
        return Ok(());
    }
    let text = format!("{} votes for {before} and for {candidate} in term {term}", look.node);
    Err(look.violation(Invariant::VoteOnce, vec![look.node], None, text))
}
