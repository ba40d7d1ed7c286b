//! Order: snapshot ≤ last applied ≤ commit index ≤ last index; of what a leader knows, matchIndex < nextIndex; a
//! message's term ≤ its sender's (§5.1, §5.3, Figure 2).

use crate::raft::{Event, LogIndex, Message, NodeId, Progress};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct Order;

impl Check for Order {
    /// Looks when entries are removed, since others may take their place at once.
    #[inline]
    fn happened(_: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let &What::Node(Event::Truncated { from, .. }) = what else { return Ok(()) };
        let commit = look.seen.commit;
        if from > commit {
            return Ok(());
        }
        let text = format!("{} removes entry {from}, and all up to {commit} is committed", look.node);
        look.broken(Invariant::Order, Some(from), text)
    }

    #[inline]
    fn sent(_: &mut Ledgers, look: &Look<'_>, message: &Message, _: NodeId) -> Verdict {
        let Some(node) = look.replica.node() else { return Ok(()) };
        if message.term() <= node.term() {
            return Ok(());
        }
        let text = format!(
            "{} is in term {} and sends a message of term {}",
            look.node,
            node.term(),
            message.term()
        );
        look.broken(Invariant::Order, None, text)
    }

    #[inline]
    fn changed(_: &mut Ledgers, look: &Look<'_>) -> Verdict {
        let Some(node) = look.replica.node() else { return Ok(()) };
        let (log, applied, commit) = (node.log(), look.replica.applied(), node.commit_index());
        let (snapshot, last) = (log.snapshot_index(), log.last_index());
        if !stand_in_order([snapshot, applied, commit, last]) {
            let text = format!(
                "{} has a snapshot up to {snapshot}, has applied up to {applied} and committed up to {commit} of a log \
                 up to {last}",
                look.node
            );
            return look.broken(Invariant::Order, Some(commit), text);
        }
        Ok(())
    }

    #[inline]
    fn learnt(look: &Look<'_>, id: NodeId, known: &Progress) -> Verdict {
        if known.matched < known.next {
            return Ok(());
        }
        let text = format!(
            "{} takes {id} to hold up to {} and would send it {} next",
            look.node, known.matched, known.next
        );
        look.broken_by(Invariant::Order, vec![look.node, id], Some(known.next), text)
    }
}

#[inline]
fn stand_in_order([snapshot, applied, commit, last]: [LogIndex; 4]) -> bool {
    snapshot <= applied && applied <= commit && commit <= last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_one_applies_what_is_not_committed_or_commits_what_is_not_there() {
        // Figure 2, volatile state on all servers.
        let stand = |numbers: [u64; 4]| stand_in_order(numbers.map(LogIndex));
        assert!(stand([0, 1, 2, 3]) && stand([2, 2, 2, 2]));
        assert!(!stand([2, 1, 2, 3]) && !stand([0, 3, 2, 3]) && !stand([0, 1, 4, 3]));
    }
}
