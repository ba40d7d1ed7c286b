//! PersistBeforeSend: what a message promises is durable when it leaves: the term, the vote that it gives, and the
//! entries that it acknowledges (§5.1; Figure 2, persistent state).
//!
//! It is judged by what the sender's disk holds at that moment, not by what the sender believes of it. A leader
//! acknowledges its own entries to itself, which sends nothing; the promise leaves with the commit index that it tells
//! the others.

use crate::raft::{Appended, HardState, LogIndex, Message, Node, NodeId, Received, Role, Term};

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct PersistBeforeSend;

impl Check for PersistBeforeSend {
    #[inline]
    fn sent(_: &mut Ledgers, look: &Look<'_>, message: &Message, to: NodeId) -> Verdict {
        let Some(node) = look.replica.node() else { return Ok(()) };
        match *message {
            Message::Vote { term, granted } => vote(look, term, granted.then_some(to)),
            Message::RequestVote { term, .. } => vote(look, term, Some(look.node)),
            Message::AppendAnswer { term, outcome: Appended::Matched(index), .. } => {
                acknowledged(look, node, term, index)
            }
            Message::SnapshotAnswer { term, last_index, outcome: Received::Whole } => {
                acknowledged(look, node, term, last_index)
            }
            Message::AppendEntries { term, commit, .. } => counted(look, node, term, commit),
            _ => Ok(()),
        }
    }
}

/// A term that was overtaken on the disk within the same event was there before: writes keep their order.
fn overtaken(durable: HardState, term: Term) -> bool {
    durable.term > term
}

fn vote(look: &Look<'_>, term: Term, candidate: Option<NodeId>) -> Verdict {
    let durable = look.replica.disk().durable().0;
    let kept = durable.term == term && (candidate.is_none() || durable.voted_for == candidate);
    if kept || overtaken(durable, term) {
        return Ok(());
    }
    let text = match candidate {
        Some(to) => format!("{} gives {to} its vote of term {term}, which its disk does not hold", look.node),
        None => format!("{} speaks in term {term}, and its disk holds term {}", look.node, durable.term),
    };
    look.broken(Invariant::PersistBeforeSend, None, text)
}

/// A follower acknowledges what its log holds up to `index`.
#[inline]
fn acknowledged(look: &Look<'_>, node: &Node, term: Term, index: LogIndex) -> Verdict {
    let (durable, disk) = look.replica.disk().durable();
    if overtaken(durable, term) {
        return Ok(());
    }
    // In a later term the log may have changed since the answer was given, and only the disk still knows it.
    // What a snapshot stands for is there as long as the snapshot is.
    let comparable = node.term() == term && index > node.log().base() && index > disk.base();
    let holds = if comparable {
        disk.term_at(index).is_some_and(|kept| Some(kept) == node.log().term_at(index))
    } else {
        disk.last_index() >= index
    };
    if holds && durable.term == term {
        return Ok(());
    }
    let text =
        format!("{} acknowledges entry {index} in term {term}, which its disk does not hold", look.node);
    look.broken(Invariant::PersistBeforeSend, Some(index), text)
}

/// A leader tells what is committed: if it counted itself for that, its own copy must be durable.
#[inline]
fn counted(look: &Look<'_>, node: &Node, term: Term, commit: LogIndex) -> Verdict {
    let durable = look.replica.disk().durable().1.last_index();
    if durable >= commit || node.role() != Role::Leader || node.term() != term {
        return Ok(());
    }
    let matched = node.progress(look.node).map_or(LogIndex::ZERO, |own| own.matched);
    let index = matched.min(commit);
    if durable >= index {
        return Ok(());
    }
    let text = format!("{} counts itself for entry {index}, which its disk does not hold", look.node);
    look.broken(Invariant::PersistBeforeSend, Some(index), text)
}
