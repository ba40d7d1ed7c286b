//! LeaderAppendOnly: a leader writes only behind its last entry: it never overwrites or removes what is in its log
//! (§5.3, Figure 3).

use crate::raft::{Event, LogIndex};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct LeaderAppendOnly;

impl Check for LeaderAppendOnly {
    /// Looks at what one that leads removes.
    #[inline]
    fn happened(_: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let &What::Node(Event::Truncated { from, .. }) = what else { return Ok(()) };
        behind_the_last(look, from)
    }

    /// Looks at what one that leads writes.
    #[inline]
    fn appended(_: &mut Ledgers, look: &Look<'_>, first: LogIndex) -> Verdict {
        behind_the_last(look, first)
    }

    /// A log that became shorter without a word is caught as well.
    #[inline]
    fn changed(_: &mut Ledgers, look: &Look<'_>) -> Verdict {
        let seen = look.seen;
        let last = look.replica.log().last_index();
        if !seen.leads || last >= seen.last {
            return Ok(());
        }
        let text = format!("{} leads, and its log up to {} now ends at {last}", look.node, seen.last);
        look.broken(Invariant::LeaderAppendOnly, Some(seen.last), text)
    }
}

#[inline]
fn behind_the_last(look: &Look<'_>, place: LogIndex) -> Verdict {
    let seen = look.seen;
    if !seen.leads || place > seen.last {
        return Ok(());
    }
    let text =
        format!("{} leads, and writes or removes entry {place} of a log up to {}", look.node, seen.last);
    look.broken(Invariant::LeaderAppendOnly, Some(place), text)
}
