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
    let effects = ledgers.effects.entry(session, Chunks::default);
    let place = sequence.0.saturating_sub(1) as usize;
    // Clients count their commands from 1 without gaps, though they may arrive in another order.
    while effects.len() <= place {
        effects.push(LogIndex::ZERO);
    }
    let Some(before) = effects.get_mut(place) else { return Ok(()) };
    if *before == LogIndex::ZERO {
        *before = index;
    }
    if *before == index {
        return Ok(());
    }
    let text = format!(
        "{} carries out command {} of session {session} for entry {index}, and it took effect for entry {before}",
        look.node, sequence.0
    );
    look.broken(Invariant::ExactlyOnce, Some(index), text)
}
