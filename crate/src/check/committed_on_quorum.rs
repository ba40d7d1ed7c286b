//! CommittedOnQuorum: what a leader commits is durable on a quorum of every voter set in force (§5.3, §5.4.2).
//!
//! It is judged by the disks, not by what replicas acknowledged or the leader counted, so a copy that a leader counts
//! before its own disk holds it does not count here.

use crate::raft::LogIndex;

use super::ledgers::Ledgers;
use super::quorum::Quorum;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct CommittedOnQuorum;

impl Check for CommittedOnQuorum {
    /// Looks when a leader commits an entry of its own term. By log matching, it stands for all before it.
    #[inline]
    fn committed(_: &mut Ledgers, look: &Look<'_>, index: LogIndex) -> Verdict {
        let Some(node) = look.replica.node().filter(|_| look.seen.leads) else { return Ok(()) };
        let term = node.term();
        if node.log().term_at(index) != Some(term) {
            return Ok(());
        }
        let quorum = Quorum::asked(look, node, |replica| {
            let log = replica.disk().durable().1;
            index < log.base() || log.term_at(index) == Some(term)
        });
        if quorum.agrees {
            return Ok(());
        }
        let holders = quorum.yes.names();
        let text = format!(
            "{} commits entry {index} of term {term}, which is durable on no quorum: {}",
            look.node,
            if holders.is_empty() { "nowhere".into() } else { format!("on {} only", holders.join(", ")) }
        );
        look.broken(Invariant::CommittedOnQuorum, Some(index), text)
    }
}
