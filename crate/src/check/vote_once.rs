//! VoteOnce: one vote for each replica and term, across crashes (§5.2, Figure 2).

use crate::raft::{Message, NodeId, Term};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct VoteOnce;

impl Check for VoteOnce {
    /// Looks when a vote has become durable.
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let &What::VoteDurable { term, voted_for: Some(candidate) } = what else { return Ok(()) };
        at_vote(ledgers, look, term, candidate)
    }

    /// Looks when a vote leaves: one that was sent and then forgotten was given all the same. Who asks for votes has
    /// given its own to itself.
    #[inline]
    fn sent(ledgers: &mut Ledgers, look: &Look<'_>, message: &Message, to: NodeId) -> Verdict {
        match *message {
            Message::Vote { term, granted: true } => at_vote(ledgers, look, term, to),
            Message::RequestVote { term, .. } => at_vote(ledgers, look, term, look.node),
            _ => Ok(()),
        }
    }
}

fn at_vote(ledgers: &mut Ledgers, look: &Look<'_>, term: Term, candidate: NodeId) -> Verdict {
    let before = ledgers.votes.get_or_insert((term, look.node), candidate);
    if before == candidate {
        return Ok(());
    }
    let text = format!("{} votes for {before} and for {candidate} in term {term}", look.node);
    look.broken(Invariant::VoteOnce, None, text)
}
