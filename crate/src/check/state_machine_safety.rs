//! StateMachineSafety: what is committed or applied at an index never differs (§5.4.3, Figure 3).
//!
//! A replica applies what it commits in the same event, so looking at each advance of a commit index sees both.

use crate::raft::{LogIndex, Term};

use super::ledgers::{Committed, Ledgers};
use super::{Invariant, Look, Violation};

/// Looks when a replica starts from a snapshot, its own or a leader's, that stands for all up to `last`: that is
/// committed from then on as if it had been applied.
pub(super) fn at_snapshot(
    ledgers: &mut Ledgers,
    look: &Look<'_>,
    last: LogIndex,
    term: Term,
) -> Result<(), Violation> {
    ledgers.replace_commit_index(look.node, last);
    if last == LogIndex::ZERO || ledgers.agrees(last, term) {
        return Ok(());
    }
    let text = format!(
        "{} takes a snapshot up to entry {last} of term {term}, which is not what is committed there",
        look.node
    );
    Err(look.violation(Invariant::StateMachineSafety, vec![look.node], Some(last), text))
}

/// Looks when the commit index of a replica moves to `last`; `newly` looks at what no replica committed before.
pub(super) fn at_commit(
    ledgers: &mut Ledgers,
    look: &Look<'_>,
    last: LogIndex,
    newly: impl Fn(&mut Ledgers, &Look<'_>, LogIndex) -> Result<(), Violation>,
) -> Result<(), Violation> {
    let Some(node) = look.cluster.replica(look.node).and_then(|replica| replica.node()) else {
        return Ok(());
    };
    let mut index = ledgers.replace_commit_index(look.node, last).next();
    while index <= last {
        let Some(entry) = node.log().entry(index) else {
            let text = format!("{} commits entry {index}, which is not in its log", look.node);
            return Err(look.violation(Invariant::StateMachineSafety, vec![look.node], Some(index), text));
        };
        match ledgers.committed_at(index) {
            Some(known) if known.entry.term == entry.term && known.entry.payload.same(&entry.payload) => {}
            Some(known) => {
                let text = format!(
                    "{} commits at index {index} the entry of term {}, where that of term {} is committed",
                    look.node, entry.term, known.entry.term
                );
                return Err(look.violation(
                    Invariant::StateMachineSafety,
                    vec![look.node],
                    Some(index),
                    text,
                ));
            }
            None => {
                // Only a leader commits what no one committed before; its term is the commit term.
                ledgers.committed.push(Committed { entry: entry.clone(), commit_term: node.term() });
                newly(ledgers, look, index)?;
            }
        }
        index = index.next();
    }
    Ok(())
}
