//! LogMatching: if two logs hold an entry with the same index and term, they are the same up to it (§5.3,
//! Figure 3).
//!
//! By induction it is enough that for each index and term there is one entry, and one term before it.

use crate::raft::LogIndex;

use super::ledgers::{Ledgers, Written};
use super::{Invariant, Look, Violation};

/// Looks when a replica writes the entries `first..=last`.
pub(super) fn at_append(
    ledgers: &mut Ledgers,
    look: &Look<'_>,
    first: LogIndex,
    last: LogIndex,
) -> Result<(), Violation> {
    let Some(replica) = look.cluster.replica(look.node) else { return Ok(()) };
    let log = replica.log();
    let mut previous_term = log.term_at(first.previous()).unwrap_or_default();
    let mut index = first;
    while index <= last {
        let Some(entry) = log.entry(index) else { return Ok(()) };
        let written = Written { entry: entry.clone(), previous_term };
        if ledgers.written.len() as u64 == index.previous().0 {
            ledgers.write_next(written);
        } else if let Some(first_written) = ledgers.first_written(index, written)
            && !(first_written.entry.payload.same(&entry.payload)
                && first_written.previous_term == previous_term)
        {
            let term = entry.term;
            let text = format!(
                "{} writes at index {index} in term {term} something else than was written there in that term",
                look.node
            );
            return Err(look.violation(Invariant::LogMatching, vec![look.node], Some(index), text));
        }
        previous_term = entry.term;
        index = index.next();
    }
    Ok(())
}
