//! VoteOnce: one vote for each replica and term, across crashes (§5.2, Figure 2).

use crate::raft::{NodeId, Term};

use super::ledgers::Ledgers;
use super::{Invariant, Look, Violation};

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
