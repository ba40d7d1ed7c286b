//! Every message of a run, found by time.

use std::collections::BTreeMap;

use crate::raft::{Chunks, Micros};
use crate::sim::{Address, Envelope, Kind, MessageId, Outcome};

/// One message, from where it was sent to where it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// When it was sent.
    pub sent: Micros,
    /// When it arrived or ended on its way; of one that is still on its way, when it is to arrive.
    pub ends: Micros,
    /// When it would have reached the far end.
    pub arrives: Micros,
    /// Its number.
    pub id: MessageId,
    /// How many entries or bytes it carries, or 1 for yes ([`crate::sim::Body::note`]).
    pub note: u32,
    /// The sender's term.
    pub term: u32,
    /// The log index that it speaks of ([`crate::sim::Body::index`]); of what clients say and hear, the place of the
    /// operation among all of the run, counted from 1. Else 0.
    pub index: u32,
    /// Who sent it.
    pub from: Address,
    /// Whom it was for.
    pub to: Address,
    /// What it is.
    pub kind: Kind,
    /// How it ended; none while it is on its way.
    pub outcome: Option<Outcome>,
}

impl Arrow {
    fn new(envelope: &Envelope, operation: u32) -> Self {
        let body = &envelope.body;
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            sent: envelope.sent,
            // What the network has decided shows when it comes about.
            ends: envelope.arrives,
            arrives: envelope.arrives,
            id: envelope.id,
            note: small(body.note()),
            term: small(body.term().0),
            index: if operation > 0 { operation } else { small(body.index().0) },
            from: envelope.from,
            to: envelope.to,
            kind: body.kind(),
            outcome: None,
        }
    }

    /// Whether a client says or hears it.
    #[must_use]
    pub const fn is_of_client(&self) -> bool {
        matches!(self.kind, Kind::Request | Kind::Answer)
    }

    /// Whether it ended on its way.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.outcome.is_some_and(|outcome| outcome != Outcome::Delivered)
    }
}

/// So many arrows are skipped at once where none of them is wanted.
const BLOCK: usize = 1024;

/// Those of some arrows that follow each other which a stretch of time needs to know.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// When the first of them was sent.
    first_sent: Micros,
    /// When the last of them ended.
    last_end: Micros,
}

/// All messages: those that ended, in the order in which they did, and those on their way.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrows {
    ended: Chunks<Arrow>,
    blocks: Vec<Block>,
    /// By when they are to end, and their number.
    in_flight: BTreeMap<(Micros, MessageId), Arrow>,
}

impl Arrows {
    /// A message is sent. `operation`: what it is about, if a client says or hears it.
    pub(super) fn begin(&mut self, envelope: &Envelope, operation: u32) {
        self.in_flight.insert((envelope.due, envelope.id), Arrow::new(envelope, operation));
    }

    /// A person has given a message another time.
    pub(super) fn arrives(&mut self, envelope: &Envelope) {
        if let Some(arrow) = self.take(envelope.id, None) {
            let arrow = Arrow { ends: envelope.due, arrives: envelope.arrives, ..arrow };
            self.in_flight.insert((envelope.due, envelope.id), arrow);
        }
    }

    /// A message ends on its way. Gives it, if it was on its way.
    pub(super) fn end(&mut self, id: MessageId, at: Micros, how: Outcome) -> Option<Arrow> {
        let arrow = Arrow { ends: at, outcome: Some(how), ..self.take(id, Some(at))? };
        self.keep(arrow);
        Some(arrow)
    }

    /// Of what was due before now, all that did not end on its way has arrived.
    pub(super) fn pass(&mut self, now: Micros) {
        while let Some(entry) = self.in_flight.first_entry() {
            let (due, _) = *entry.key();
            if due >= now {
                break;
            }
            let arrow = entry.remove();
            self.keep(Arrow { ends: due, outcome: Some(Outcome::Delivered), ..arrow });
        }
    }

    /// Takes a message out of those on their way. Most end when they were due to.
    fn take(&mut self, id: MessageId, due: Option<Micros>) -> Option<Arrow> {
        if let Some(arrow) = due.and_then(|due| self.in_flight.remove(&(due, id))) {
            return Some(arrow);
        }
        let key = *self.in_flight.keys().find(|(_, other)| *other == id)?;
        self.in_flight.remove(&key)
    }

    fn keep(&mut self, arrow: Arrow) {
        let (sent, end) = (arrow.sent, arrow.ends);
        match self.blocks.last_mut() {
            Some(block) if !self.ended.len().is_multiple_of(BLOCK) => {
                block.first_sent = block.first_sent.min(sent);
                block.last_end = end;
            }
            _ => self.blocks.push(Block { first_sent: sent, last_end: end }),
        }
        self.ended.push(arrow);
    }

    /// The messages that were on their way at some time of a stretch, if there are no more than `most`.
    pub(super) fn between(&self, from: Micros, to: Micros, most: usize) -> Option<Vec<Arrow>> {
        let mut found = Vec::new();
        let mut more = |arrow: &Arrow| {
            found.push(*arrow);
            found.len() <= most
        };
        self.while_each(from, to, &mut more).then_some(found)
    }

    /// Shows each message that was on its way at some time of a stretch.
    pub(super) fn each(&self, from: Micros, to: Micros, mut see: impl FnMut(&Arrow)) {
        self.while_each(from, to, &mut |arrow| {
            see(arrow);
            true
        });
    }

    /// Shows them for as long as more are wanted. Says whether that was to the end.
    fn while_each(&self, from: Micros, to: Micros, more: &mut impl FnMut(&Arrow) -> bool) -> bool {
        let within = |arrow: &&Arrow| arrow.sent <= to && arrow.ends >= from;
        let first = self.blocks.partition_point(|block| block.last_end < from);
        let blocks = self.blocks.iter().enumerate().skip(first);
        for (nth, _) in blocks.filter(|(_, block)| block.first_sent <= to) {
            if !self.ended.iter_from(nth * BLOCK).take(BLOCK).filter(within).all(&mut *more) {
                return false;
            }
        }
        self.in_flight.values().filter(within).all(more)
    }
}
