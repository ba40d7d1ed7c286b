//! LogMatching: if two logs hold an entry with the same index and term, they are the same up to it (§5.3,
//! Figure 3).
//!
//! By induction it is enough that for each index and term there is one entry, and one term before it.

use super::ledgers::{Ledgers, Written};
use super::{Check, Invariant, Look, Verdict, Write};

pub(super) struct LogMatching;

impl Check for LogMatching {
    #[inline]
    fn wrote(ledgers: &mut Ledgers, look: &Look<'_>, write: &Write<'_>) -> Verdict {
        let &Write { index, entry, previous_term } = write;
        match ledgers.written_at(index, entry.term) {
            None => {
                ledgers.write(index, Written { entry: entry.clone(), previous_term });
                Ok(())
            }
            Some(known)
                if known.previous_term == previous_term && known.entry.payload.same(&entry.payload) =>
            {
                Ok(())
            }
            Some(_) => {
                let term = entry.term;
                let text = format!(
                    "{} writes at index {index} in term {term} something else than was written there in that term",
                    look.node
                );
                look.broken(Invariant::LogMatching, Some(index), text)
            }
        }
    }
}
