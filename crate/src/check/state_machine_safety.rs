//! StateMachineSafety: what is committed or applied at an index never differs (§5.4.3, Figure 3).
//!
//! Each advance of a commit index is looked at, and after it what the store has taken in: its digest is that of the
//! commands committed so far, in their order, also where a snapshot stood for some of them.

use crate::kv::Digest;
use crate::raft::{Entry, Event, LogIndex, Payload, Term};
use crate::sim::What;

use super::ledgers::{Committed, Ledgers};
use super::{Check, Invariant, Look, Verdict};

pub(super) struct StateMachineSafety;

impl Check for StateMachineSafety {
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        match *what {
            What::Node(Event::Installed { index, term, .. }) => at_snapshot(ledgers, look, index, term),
            What::Restarted { .. } => {
                let log = look.replica.log();
                at_snapshot(ledgers, look, log.base(), log.term_at(log.base()).unwrap_or_default())
            }
            _ => Ok(()),
        }
    }

    #[inline]
    fn committed(ledgers: &mut Ledgers, look: &Look<'_>, index: LogIndex) -> Verdict {
        at_commit(ledgers, look, index)
    }

    /// Looks at what the store has taken in by the end of an event.
    #[inline]
    fn changed(ledgers: &mut Ledgers, look: &Look<'_>) -> Verdict {
        let applied = look.replica.applied();
        if applied == look.seen.applied || look.replica.store().digest() == digest_at(ledgers, applied) {
            return Ok(());
        }
        let text =
            format!("{} has applied other commands up to entry {applied} than are committed", look.node);
        look.broken(Invariant::StateMachineSafety, Some(applied), text)
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
            // That entries of one term at one index carry the same is LogMatching.
            Some(known) if known.term == entry.term => {}
            Some(known) => {
                let text = format!(
                    "{} commits at index {index} the entry of term {}, where that of term {} is committed",
                    look.node, entry.term, known.term
                );
                return look.broken(Invariant::StateMachineSafety, Some(index), text);
            }
            None => commit(ledgers, index, entry),
        }
        index = index.next();
    }
    Ok(())
}

/// Takes note of what is committed first at `index`.
#[inline]
fn commit(ledgers: &mut Ledgers, index: LogIndex, entry: &Entry) {
    let mut digest = digest_at(ledgers, index.previous());
    if let Payload::Command(command) = &entry.payload {
        digest.take_in(index, command);
    }
    ledgers.committed.push(Committed { term: entry.term, digest });
}

/// The digest of all commands up to `index`, which is committed.
#[inline]
fn digest_at(ledgers: &Ledgers, index: LogIndex) -> Digest {
    ledgers.committed_at(index).map_or_else(Digest::default, |committed| committed.digest)
}
