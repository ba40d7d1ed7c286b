//! LeaderCompleteness: an entry that was committed in a term is in the log of every leader of a later term
//! (§5.4, Figure 3).
//!
//! The term that counts is that of the leader that committed the entry, not that of the entry: an old entry
//! that commits together with a newer one binds only leaders after that.

use crate::raft::{Event, LogIndex, NodeId, Term};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct LeaderCompleteness;

impl Check for LeaderCompleteness {
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let &What::Node(Event::BecameLeader { term, .. }) = what else { return Ok(()) };
        at_election(ledgers, look, term)
    }

    #[inline]
    fn committed(ledgers: &mut Ledgers, look: &Look<'_>, index: LogIndex) -> Verdict {
        if index > ledgers.newest_committed { at_commit(ledgers, look, index) } else { Ok(()) }
    }
}

/// Looks when a replica wins `term`. By log matching, the last entry committed in each earlier term stands for
/// all before it.
fn at_election(ledgers: &Ledgers, look: &Look<'_>, term: Term) -> Verdict {
    for &(commit_term, committed) in ledgers.last_committed.before(&term) {
        let log = look.replica.log();
        // By log matching, a snapshot that ends with a committed entry stands for all that is committed before it.
        let holds = if committed.0 < log.base() {
            log.term_at(log.base()).is_some_and(|term| ledgers.agrees(log.base(), term))
        } else {
            log.term_at(committed.0) == Some(committed.1)
        };
        if !holds {
            return broken(look, (look.node, term), committed, commit_term);
        }
    }
    Ok(())
}

/// Looks when an entry is committed first: leaders of later terms may have been made already, and may be gone again.
fn at_commit(ledgers: &mut Ledgers, look: &Look<'_>, index: LogIndex) -> Verdict {
    let (Some(node), Some(term)) = (look.replica.node(), look.replica.log().term_at(index)) else {
        return Ok(());
    };
    // Only a leader commits what no one committed before; its term is the commit term.
    let commit_term = node.term();
    ledgers.newest_committed = index;
    ledgers.last_committed.insert(commit_term, (index, term));
    for &(later, made) in ledgers.leaders.after(&commit_term) {
        if !ledgers.was_elected_with(made, index, term) {
            return broken(look, (made.node, later), (index, term), commit_term);
        }
    }
    Ok(())
}

#[cold]
fn broken(
    look: &Look<'_>,
    (leader, term): (NodeId, Term),
    (index, entry_term): (LogIndex, Term),
    commit_term: Term,
) -> Verdict {
    let text = format!(
        "{leader} leads term {term} without entry {index} of term {entry_term}, committed in term {commit_term}"
    );
    look.broken_by(Invariant::LeaderCompleteness, vec![leader], Some(index), text)
}
