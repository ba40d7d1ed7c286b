//! LogMatching: if two logs hold an entry with the same index and term, they are the same up to it (§5.3,
//! Figure 3).
//!
//! By induction it is enough that for each index and term there is one entry, and one term before it.

use crate::raft::{Event, LogIndex};
use crate::sim::What;

use super::ledgers::{Ledgers, Written};
use super::{Check, Invariant, Look, Verdict};

pub(super) struct LogMatching;

impl Check for LogMatching {
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let &What::Node(Event::Appended { first, last, .. }) = what else { return Ok(()) };
        at_append(ledgers, look, first, last)
    }
}

/// Looks when a replica writes the entries `first..=last`.
fn at_append(ledgers: &mut Ledgers, look: &Look<'_>, first: LogIndex, last: LogIndex) -> Verdict {
    let log = look.replica.log();
    let mut previous_term = log.term_at(first.previous()).unwrap_or_default();
    let mut index = first;
    while index <= last {
        let Some(entry) = log.entry(index) else { return Ok(()) };
        match ledgers.written_at(index, entry.term) {
            None => ledgers.write(index, Written { entry: entry.clone(), previous_term }),
            Some(known)
                if known.previous_term == previous_term && known.entry.payload.same(&entry.payload) => {}
            Some(_) => {
                let term = entry.term;
                let text = format!(
                    "{} writes at index {index} in term {term} something else than was written there in that term",
                    look.node
                );
                return look.broken(Invariant::LogMatching, Some(index), text);
            }
        }
        previous_term = entry.term;
        index = index.next();
    }
    Ok(())
}
