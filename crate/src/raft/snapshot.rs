//! Log compaction (§7): a snapshot of the state machine takes the place of the entries that led to it, and a
//! leader sends it to a follower that lacks one of those.

use std::rc::Rc;

use super::configuration::Configuration;
use super::effect::{Effect, Effects};
use super::event::{Event, Impossibility};
use super::log::Entries;
use super::message::{Message, Received};
use super::node::Node;
use super::progress::{Pace, Progress};
use super::rule::Rule;
use super::types::{LogIndex, Micros, NodeId, Term};

/// What stands for the first entries of a log (Figure 12).
///
/// Two replicas that have applied the same entries make the same snapshot, byte by byte. All that is to outlive
/// the entries belongs here: the configuration in force after the last of them beside the state machine's bytes,
/// and what the state machine knows of its clients within them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last entry that it stands for: lastIncludedIndex.
    pub last_index: LogIndex,
    /// The term of that entry: lastIncludedTerm.
    pub last_term: Term,
    /// The configuration after that entry.
    pub configuration: Configuration,
    /// The state machine after that entry, which Raft does not look into.
    pub state: Rc<[u8]>,
}

/// A snapshot of which parts have arrived. A crash forgets it.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    /// Index and term of its last entry.
    last: (LogIndex, Term),
    /// The bytes so far, from the first on.
    bytes: Vec<u8>,
}

/// A part of a snapshot, as a message carries it.
pub(super) struct Part {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub data: Rc<[u8]>,
    /// Whether they are the last.
    pub done: bool,
    /// The configuration after the snapshot's last entry.
    pub configuration: Configuration,
}

impl Node {
    /// The last entry that a snapshot stands for of which parts have arrived, and how many bytes of it are here.
    #[must_use]
    pub fn incoming(&self) -> Option<(LogIndex, usize)> {
        self.incoming.as_ref().map(|incoming| (incoming.last.0, incoming.bytes.len()))
    }

    /// A snapshot of the state machine takes the place of the log up to `last`. What is not committed cannot
    /// have been applied, and what is compacted already stays so.
    #[inline(never)]
    pub(super) fn compact(&mut self, now: Micros, last: LogIndex, state: Rc<[u8]>, effects: &mut Effects) {
        if last > self.commit || last <= self.log.snapshot_index() {
            return;
        }
        let Some(last_term) = self.log.term_at(last) else { return };
        effects.push(Effect::Event(Event::Compacted { index: last, bytes: state.len() }));
        let configuration = self.membership.configuration_at(&self.log, last);
        let snapshot = Rc::new(Snapshot { last_index: last, last_term, configuration, state });
        let gone = self.needed_by_none(now, last);
        self.membership.forget_up_to(&self.log, gone);
        self.log.compact(Rc::clone(&snapshot), gone);
        self.persist_with_snapshot(None, Entries::default(), Some(snapshot), effects);
    }

    /// The last entry up to `last` that a leader's followers do not need from it any more. One that answers, and lags
    /// by no more than what may be under way, is not to need a snapshot, nor another one: so much stays in memory
    /// until the next compaction.
    fn needed_by_none(&self, now: Micros, last: LogIndex) -> LogIndex {
        let under_way = self.settings.window as u64 * self.settings.max_batch as u64;
        let answers = |progress: &&Progress| progress.heard.after(self.patience()) > now;
        let held = self.progress.iter().filter(answers).map(Progress::holds_soon);
        let waited_for = held.filter(|held| held.0 + under_way >= last.0 && *held > LogIndex::ZERO);
        waited_for.min().unwrap_or(last).min(last)
    }

    /// Begins to send `to` the snapshot, in the place of entries that are gone.
    #[cold]
    pub(super) fn send_snapshot(&mut self, now: Micros, to: NodeId, effects: &mut Effects) {
        self.begin_snapshot(now, to);
        effects.push(Effect::Event(Event::SnapshotSent { to, index: self.log.snapshot_index() }));
        self.send_snapshot_part(now, to, effects);
    }

    /// The newest snapshot is to be sent to `to` from its first byte on.
    fn begin_snapshot(&mut self, now: Micros, to: NodeId) {
        let Some(snapshot) = self.log.snapshot() else { return };
        let progress = &mut self.progress[to.index()];
        progress.next = snapshot.last_index.next();
        progress.pace = Pace::Snapshot { snapshot: Rc::clone(snapshot), offset: 0 };
        progress.heard = now;
    }

    /// A part that was not answered for a heartbeat interval is sent again. If it is the first, and the follower
    /// silent for long, that of the newest snapshot is.
    pub(super) fn resend_snapshot_part(&mut self, now: Micros, to: NodeId, effects: &mut Effects) {
        let Progress { pace, heard, .. } = &self.progress[to.index()];
        let silent = heard.after(self.patience()) <= now;
        if silent && matches!(pace, Pace::Snapshot { offset: 0, .. }) {
            self.begin_snapshot(now, to);
        }
        self.send_snapshot_part(now, to, effects);
    }

    /// Sends the part of the snapshot that `to` lacks next. It is a heartbeat as well.
    fn send_snapshot_part(&mut self, now: Micros, to: NodeId, effects: &mut Effects) {
        let progress = &mut self.progress[to.index()];
        let Pace::Snapshot { snapshot, offset } = &progress.pace else { return };
        let rest = snapshot.state.get(*offset as usize..).unwrap_or_default();
        let data = &rest[..rest.len().min(self.settings.snapshot_chunk)];
        let message = Message::InstallSnapshot {
            term: self.term,
            last_index: snapshot.last_index,
            last_term: snapshot.last_term,
            configuration: snapshot.configuration,
            offset: *offset,
            data: data.into(),
            done: data.len() == rest.len(),
        };
        progress.due = now.after(self.settings.heartbeat);
        effects.push(Effect::Send { to, message, after: None });
    }

    /// A follower answers an InstallSnapshot.
    #[inline(never)]
    pub(super) fn receive_snapshot_answer(
        &mut self,
        now: Micros,
        from: NodeId,
        term: Term,
        last_index: LogIndex,
        outcome: Received,
        effects: &mut Effects,
    ) {
        if !self.takes_answer(from, term) {
            return;
        }
        let progress = &mut self.progress[from.index()];
        match (outcome, &mut progress.pace) {
            (Received::Whole, _) if last_index > self.log.snapshot_index() => {
                effects.push(Effect::Event(Event::Impossible { from, why: Impossibility::NeverSent }));
            }
            (Received::Part { bytes, .. }, Pace::Snapshot { snapshot, .. })
                if snapshot.last_index == last_index && bytes > snapshot.state.len() as u64 =>
            {
                effects.push(Effect::Event(Event::Impossible { from, why: Impossibility::NeverSent }));
            }
            (Received::Whole, _) => {
                self.learn_match(now, from, last_index, effects);
                self.replicate(now, from, effects);
                self.go_on_with_transfer(from, effects);
            }
            // Any other answer is late, or came before: that to the part under way moves on. A follower that
            // forgot what it had moves it back.
            (Received::Part { offset, bytes }, Pace::Snapshot { snapshot, offset: sent })
                if snapshot.last_index == last_index && offset == *sent && bytes != offset =>
            {
                *sent = bytes;
                progress.heard = now;
                if bytes == 0 {
                    self.begin_snapshot(now, from);
                }
                self.send_snapshot_part(now, from, effects);
            }
            (Received::Part { .. }, _) => {}
        }
    }

    /// A part of a leader's snapshot arrives. `last` is the index and term of the last entry that it stands for.
    #[inline(never)]
    pub(super) fn receive_snapshot(
        &mut self,
        now: Micros,
        leader: NodeId,
        term: Term,
        last: (LogIndex, Term),
        part: Part,
        effects: &mut Effects,
    ) {
        let outcome = if term < self.term && self.rules.on(Rule::RefuseStaleTerm) {
            Received::Part { offset: part.offset, bytes: 0 }
        } else if !self.hear_leader(now, leader, term, effects) {
            return;
        } else if last.0 <= self.commit {
            // All that it stands for is applied here, so the logs agree up to there.
            self.incoming = None;
            effects.push(Effect::Event(Event::SnapshotNotNeeded { leader, index: last.0 }));
            Received::Whole
        } else {
            self.take_part(now, leader, last, part, effects)
        };
        self.answer(
            leader,
            Message::SnapshotAnswer { term: self.term, last_index: last.0, outcome },
            effects,
        );
    }

    /// Puts a part behind those that are there, if it follows them, and installs the snapshot once it is whole
    /// (Figure 13). A first part of another snapshot begins anew.
    fn take_part(
        &mut self,
        now: Micros,
        leader: NodeId,
        last: (LogIndex, Term),
        Part { offset, data, done, configuration }: Part,
        effects: &mut Effects,
    ) -> Received {
        let mut incoming = match self.incoming.take() {
            Some(incoming) if incoming.last == last => incoming,
            _ if offset == 0 => Box::new(Incoming { last, bytes: Vec::new() }),
            other => {
                self.incoming = other;
                return Received::Part { offset, bytes: 0 };
            }
        };
        if offset == incoming.bytes.len() as u64 {
            incoming.bytes.extend_from_slice(&data);
            if done {
                let (last_index, last_term) = last;
                let state = incoming.bytes.into();
                let snapshot = Snapshot { last_index, last_term, configuration, state };
                self.install(now, leader, snapshot, effects);
                return Received::Whole;
            }
        }
        let bytes = incoming.bytes.len() as u64;
        self.incoming = Some(incoming);
        Received::Part { offset, bytes }
    }

    /// The snapshot takes the place of the state machine, and of the log up to its last entry. Entries behind it
    /// stay if the log has that entry; else all of the log gives way (§7). It is one write: a crash leaves the
    /// log as it was, or the snapshot.
    fn install(&mut self, now: Micros, leader: NodeId, snapshot: Snapshot, effects: &mut Effects) {
        let (index, term) = (snapshot.last_index, snapshot.last_term);
        let matches = self.log.term_at(index) == Some(term);
        let keeps = matches && self.rules.on(Rule::InstallKeepsMatchingTail);
        // What is committed here is in the snapshot: up to there the log and what is on its way to the disk agree
        // with it.
        let truncate = (!keeps).then_some(self.commit.next());
        if let Some(from) = truncate {
            self.log.truncate(from);
        }
        let snapshot = Rc::new(snapshot);
        self.log.install(Rc::clone(&snapshot));
        self.membership.begin_with(&snapshot);
        self.commit = index;
        let kept = self.log.last_index().0 - index.0;
        effects.push(Effect::Event(Event::Installed { leader, index, term, kept }));
        self.reconfigure(now, effects);
        self.persist_with_snapshot(truncate, Entries::default(), Some(Rc::clone(&snapshot)), effects);
        effects.push(Effect::Restore(snapshot));
    }
}
