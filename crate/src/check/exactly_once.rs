//! ExactlyOnce: each command of a session takes effect once in the state machine (§8; dissertation §6.3).
//!
//! Every replica carries it out, and again when it applies its log anew after a restart: so it may take effect for
//! one entry only.

use crate::kv::{Effect, Sequence};
use crate::raft::{Chunks, LogIndex};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict};

pub(super) struct ExactlyOnce;

/// For each command of a session, the entry for which it took effect.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    /// By the commands' numbers; zero for one that has not taken effect yet.
    entries: Chunks<LogIndex>,
    /// How many of the first commands took effect for entries that no replica will carry out again.
    gone: usize,
}

impl Effects {
    /// The command takes effect for `index`: says for which entry it took effect first, if that is still known.
    fn took(&mut self, sequence: Sequence, index: LogIndex) -> Option<LogIndex> {
        // Clients count their commands from 1 without gaps, though they may arrive in another order.
        let place = (sequence.0.saturating_sub(1) as usize).checked_sub(self.gone)?;
        while self.entries.len() <= place {
            self.entries.push(LogIndex::ZERO);
        }
        let first = self.entries.get_mut(place)?;
        if *first == LogIndex::ZERO {
            *first = index;
        }
        Some(*first)
    }

    /// Forgets the entries before `floor` of the first commands.
    pub(super) fn forget_before(&mut self, floor: LogIndex) {
        let before = |index: LogIndex| index != LogIndex::ZERO && index < floor;
        let over = self.entries.iter_from(0).take_while(|&&index| before(index)).count();
        self.gone += self.entries.forget_before(over);
    }
}

impl Check for ExactlyOnce {
    /// Looks when a replica carries out a command of a session that stands at `index` in the log.
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        match *what {
            What::InSession { effect: Effect::Done(session, sequence), index } => {
                at_effect(ledgers, look, session, sequence, index)
            }
            _ => Ok(()),
        }
    }
}

fn at_effect(
    ledgers: &mut Ledgers,
    look: &Look<'_>,
    session: LogIndex,
    sequence: Sequence,
    index: LogIndex,
) -> Verdict {
    let before = ledgers.effects.entry(session, Effects::default).took(sequence, index);
    if before == Some(index) {
        return Ok(());
    }
    let before = before.map_or_else(|| "one that is compacted".into(), |before| before.to_string());
    let text = format!(
        "{} carries out command {} of session {session} for entry {index}, and it took effect for entry {before}",
        look.node, sequence.0
    );
    look.broken(Invariant::ExactlyOnce, Some(index), text)
}
