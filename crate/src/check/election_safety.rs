//! ElectionSafety: at most one leader a term, ever (§5.2, Figure 3).

use crate::raft::Event;
use crate::sim::What;

use super::ledgers::{Ledgers, Made};
use super::{Check, Invariant, Look, Verdict};

pub(super) struct ElectionSafety;

impl Check for ElectionSafety {
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let &What::Node(Event::BecameLeader { term, .. }) = what else { return Ok(()) };
        // A leader writes nothing before it leads, so its log up to here is the one that it was elected with.
        let last_index = look.seen.last;
        let last_term = look.replica.log().term_at(last_index).unwrap_or_default();
        let first = ledgers.leaders.get_or_insert(term, Made { node: look.node, last_index, last_term });
        if first.node == look.node {
            return Ok(());
        }
        let text = format!("{} and {} both lead term {term}", first.node, look.node);
        look.broken_by(Invariant::ElectionSafety, vec![first.node, look.node], None, text)
    }
}
