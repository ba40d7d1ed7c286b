//! CommitOwnTerm: the commit index of a leader moves only onto an entry of its own term (§5.4.2). What lies before
//! that entry commits with it; an old entry alone can still be overwritten (Figure 8).

use crate::raft::LogIndex;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct CommitOwnTerm;

impl Check for CommitOwnTerm {
    #[inline]
    fn committed(_: &mut Ledgers, look: &Look<'_>, index: LogIndex) -> Verdict {
        let Some(node) = look.replica.node().filter(|_| look.seen.leads) else { return Ok(()) };
        let term = node.log().term_at(index).unwrap_or_default();
        if term == node.term() {
            return Ok(());
        }
        let text =
            format!("{} leads term {} and commits entry {index} of term {term}", look.node, node.term());
        look.broken(Invariant::CommitOwnTerm, Some(index), text)
    }
}
