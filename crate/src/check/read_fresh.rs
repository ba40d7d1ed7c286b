//! ReadFresh: the index of a read is at least that of everything committed, anywhere, when the read was asked (§8;
//! dissertation §6.4).
//!
//! It speaks of reads that do not go through the log. One that does stands in the log itself, and finds all that
//! is committed before it by StateMachineSafety.

use crate::raft::{Event, LogIndex, ReadId};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct ReadFresh;

impl Check for ReadFresh {
    /// Takes note of what is committed when a replica takes a read, and looks when it serves one.
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        match *what {
            What::Node(Event::ReadAsked { read }) => {
                ledgers.reads.insert((look.node, read), ledgers.committed.last());
            }
            What::Node(Event::ReadServed { read, index, .. }) => {
                return at_answer(ledgers, look, read, index);
            }
            What::Node(Event::ReadDropped { read }) => {
                ledgers.reads.remove(&(look.node, read));
            }
            What::Crashed { .. } => ledgers.reads.retain(|&(node, _)| node != look.node),
            _ => {}
        }
        Ok(())
    }
}

fn at_answer(ledgers: &mut Ledgers, look: &Look<'_>, read: ReadId, index: LogIndex) -> Verdict {
    let committed = ledgers.reads.remove(&(look.node, read)).unwrap_or_default();
    if index >= committed {
        return Ok(());
    }
    let text =
        format!("{} reads at entry {index} what was asked when entry {committed} was committed", look.node);
    look.broken(Invariant::ReadFresh, Some(committed), text)
}
