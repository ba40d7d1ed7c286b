//! Monotone: what only grows (§5.1, Figure 2). The durable term always; term, commit index and last applied within a
//! life; matchIndex within a leadership (§5.3).

use std::fmt::Display;

use crate::raft::{LogIndex, NodeId, Progress};

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct Monotone;

impl Check for Monotone {
    #[inline]
    fn changed(_: &mut Ledgers, look: &Look<'_>) -> Verdict {
        let seen = look.seen;
        let durable = look.replica.disk().durable().0.term;
        grows(look, "durable term", seen.durable_term, durable, None)?;
        let Some(node) = look.replica.node() else { return Ok(()) };
        grows(look, "term", seen.term, node.term(), None)?;
        grows(look, "commit index", seen.settled_commit, node.commit_index(), Some(node.commit_index()))?;
        grows(look, "last applied", seen.applied, look.replica.applied(), Some(look.replica.applied()))
    }

    #[inline]
    fn learnt(look: &Look<'_>, id: NodeId, known: &Progress) -> Verdict {
        // A leadership that has just begun finds nothing here.
        let (before, now) = (look.seen.matched(id), known.matched);
        if now >= before {
            return Ok(());
        }
        let text = format!("the matchIndex of {id} falls from {before} to {now} at {}", look.node);
        look.broken_by(Invariant::Monotone, vec![look.node, id], Some(before), text)
    }
}

#[inline]
fn grows<T: Copy + Ord + Display>(
    look: &Look<'_>,
    what: &str,
    before: T,
    now: T,
    index: Option<LogIndex>,
) -> Verdict {
    if now >= before { Ok(()) } else { fell(look, what, &before, &now, index) }
}

#[cold]
fn fell(
    look: &Look<'_>,
    what: &str,
    before: &dyn Display,
    now: &dyn Display,
    index: Option<LogIndex>,
) -> Verdict {
    let text = format!("the {what} falls from {before} to {now} at {}", look.node);
    look.broken(Invariant::Monotone, index, text)
}
