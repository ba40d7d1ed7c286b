//! StateMachineSafety: what is committed or applied at an index never differs (§5.4.3, Figure 3).
//!
//! A replica applies what it commits in the same event, so looking at each advance of a commit index sees both.

use crate::raft::{Event, LogIndex, Term};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct StateMachineSafety;

impl Check for StateMachineSafety {
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        match *what {
            What::Node(Event::Committed { index }) => at_commit(ledgers, look, index),
            What::Node(Event::Installed { index, term, .. }) => at_snapshot(ledgers, look, index, term),
            What::Restarted { .. } => {
                let log = look.replica.log();
                at_snapshot(ledgers, look, log.base(), log.term_at(log.base()).unwrap_or_default())
            }
            _ => Ok(()),
        }
    }
}

/// Looks when a replica starts from a snapshot, its own or a leader's, that stands for all up to `last`: that is
/// committed from then on as if it had been applied.
fn at_snapshot(ledgers: &Ledgers, look: &Look<'_>, last: LogIndex, term: Term) -> Verdict {
    if last == LogIndex::ZERO || ledgers.agrees(last, term) {
        return Ok(());
    }
    let text = format!(
        "{} takes a snapshot up to entry {last} of term {term}, which is not what is committed there",
        look.node
    );
    look.broken(Invariant::StateMachineSafety, Some(last), text)
}

/// Looks when the commit index of a replica moves to `last`.
fn at_commit(ledgers: &mut Ledgers, look: &Look<'_>, last: LogIndex) -> Verdict {
    let log = look.replica.log();
    let mut index = look.seen.commit.next();
    while index <= last {
        let Some(entry) = log.entry(index) else {
            let text = format!("{} commits entry {index}, which is not in its log", look.node);
            return look.broken(Invariant::StateMachineSafety, Some(index), text);
        };
        match ledgers.committed_at(index) {
            Some(known) if known.term == entry.term && known.payload.same(&entry.payload) => {}
            Some(known) => {
                let text = format!(
                    "{} commits at index {index} the entry of term {}, where that of term {} is committed",
                    look.node, entry.term, known.term
                );
                return look.broken(Invariant::StateMachineSafety, Some(index), text);
            }
            None => ledgers.committed.push(entry.clone()),
        }
        index = index.next();
    }
    Ok(())
}
