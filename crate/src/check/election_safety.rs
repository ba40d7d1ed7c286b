//! ElectionSafety: at most one leader a term, ever (§5.2, Figure 3).

use crate::raft::Term;

use super::ledgers::Ledgers;
use super::{Invariant, Look, Violation};

/// Looks when a replica wins an election.
pub(super) fn at_election(ledgers: &mut Ledgers, look: &Look<'_>, term: Term) -> Result<(), Violation> {
    let before = ledgers.leaders.get_or_insert(term, look.node);
    if before == look.node {
        return Ok(());
    }
    let text = format!("{before} and {} both lead term {term}", look.node);
    Err(look.violation(Invariant::ElectionSafety, vec![before, look.node], None, text))
}
