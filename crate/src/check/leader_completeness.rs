//! LeaderCompleteness: an entry that was committed in a term is in the log of every leader of a later term
//! (§5.4, Figure 3).
//!
//! The term that counts is that of the leader that committed the entry, not that of the entry: an old entry
//! that commits together with a newer one binds only leaders after that.

use crate::raft::{LogIndex, NodeId, Role, Term};

use super::ledgers::Ledgers;
use super::{Invariant, Look, Violation};

/// Looks when a replica wins `term`. By log matching, the last entry committed in each earlier term stands for
/// all before it.
pub(super) fn at_election(ledgers: &mut Ledgers, look: &Look<'_>, term: Term) -> Result<(), Violation> {
    for &(_, index) in ledgers.last_committed.before(&term) {
        holds(ledgers, look, look.node, term, index)?;
    }
    Ok(())
}

/// Looks when the entry at `index` is committed first: leaders of later terms may be there already.
pub(super) fn at_commit(ledgers: &mut Ledgers, look: &Look<'_>, index: LogIndex) -> Result<(), Violation> {
    let Some(commit_term) = ledgers.committed_at(index).map(|committed| committed.commit_term) else {
        return Ok(());
    };
    ledgers.last_committed.insert(commit_term, index);
    for node in look.cluster.replicas().iter().filter_map(|replica| replica.node()) {
        if node.role() == Role::Leader && node.term() > commit_term {
            holds(ledgers, look, node.id(), node.term(), index)?;
        }
    }
    Ok(())
}

fn holds(
    ledgers: &Ledgers,
    look: &Look<'_>,
    leader: NodeId,
    term: Term,
    index: LogIndex,
) -> Result<(), Violation> {
    let (Some(committed), Some(replica)) = (ledgers.committed_at(index), look.cluster.replica(leader)) else {
        return Ok(());
    };
    let log = replica.log();
    // By log matching, a snapshot that ends with a committed entry stands for all that is committed before it.
    let stands_for = index.max(log.base());
    if log.term_at(stands_for).is_some_and(|term| ledgers.agrees(stands_for, term)) {
        return Ok(());
    }
    let text = format!(
        "{leader} leads term {term} without entry {index} of term {}, committed in term {}",
        committed.entry.term, committed.commit_term
    );
    Err(look.violation(Invariant::LeaderCompleteness, vec![leader], Some(index), text))
}
