//! Reads that write nothing to the log (§8; dissertation §6.4).
//!
//! ReadIndex: a leader notes its commit index, makes sure by one round of heartbeats that it still leads, and
//! answers when that index is applied. A round has a number, which AppendEntries carries and its answer repeats,
//! so that an answer confirms only what was asked before its round began.
//!
//! Lease: while a quorum answered a round that began less than a lease ago, no other leader can be elected, and
//! the round is spared. It rests on what followers promise: none votes within the least election timeout of
//! hearing from a leader, and none that restarted within that time of its restart.

use std::collections::VecDeque;

use super::effect::{Effect, Effects};
use super::event::{Event, Role};
use super::node::Node;
use super::rule::Rule;
use super::types::{LogIndex, Micros, NodeId, ReadId, Round};

/// How a get is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadWay {
    /// It goes through the log like any command.
    #[default]
    Log,
    /// The leader confirms that it leads by a round of heartbeats (dissertation §6.4).
    ReadIndex,
    /// The leader trusts its lease, and without one confirms that it leads (dissertation §6.4.1).
    Lease,
}

impl ReadWay {
    /// Every way, in the order of their cost.
    pub const ALL: [Self; 3] = [Self::Log, Self::ReadIndex, Self::Lease];

    /// The name by which page and scenario files know the way.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::ReadIndex => "read_index",
            Self::Lease => "lease",
        }
    }
}

/// The reads of a leader.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    /// Reads that wait for the first commit of this term, in the order of asking.
    early: Vec<(ReadId, ReadWay)>,
    /// Reads that wait for their round, in the order of asking and so of rounds.
    waiting: VecDeque<Waiting>,
    /// The last round that began.
    begun: Round,
    /// From when on the next message begins a round, so that the lease lasts and no read waits for a lost round.
    next_due: Micros,
    /// When the rounds began that no quorum has answered and that can still prolong the lease.
    under_way: VecDeque<(Round, Micros)>,
    lease_until: Micros,
    /// Whether it has told another to stand for election, whom followers need not keep their promise against.
    gave_up_lease: bool,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    read: ReadId,
    /// The commit index when it was asked.
    index: LogIndex,
    /// The first round that began after it was asked.
    round: Round,
}

impl Node {
    /// A client reads at this replica. The state machine may be read at [`Effect::ReadReady`].
    #[inline(never)]
    pub(super) fn read(&mut self, now: Micros, read: ReadId, way: ReadWay, effects: &mut Effects) {
        if self.role != Role::Leader {
            effects.push(Effect::ReadLost(read));
            return;
        }
        effects.push(Effect::Event(Event::ReadAsked { read }));
        if self.knows_what_is_committed() {
            self.note_index(now, read, way, effects);
            self.begin_round_if_idle(now, effects);
        } else {
            self.reads.early.push((read, way));
            effects.push(Effect::Event(Event::ReadHeld { read }));
        }
    }

    /// A new leader holds every committed entry, but learns which are committed only with the first of its own
    /// term.
    fn knows_what_is_committed(&self) -> bool {
        self.has_own_commit() || !self.rules.on(Rule::ReadAfterOwnCommit)
    }

    /// After each step: reads that came too early are taken up once an entry of this term is committed.
    #[inline]
    pub(super) fn take_up_early_reads(&mut self, now: Micros, effects: &mut Effects) {
        if !self.reads.early.is_empty() && self.knows_what_is_committed() {
            for (read, way) in std::mem::take(&mut self.reads.early) {
                self.note_index(now, read, way, effects);
            }
            self.begin_round_if_idle(now, effects);
        }
    }

    fn note_index(&mut self, now: Micros, read: ReadId, way: ReadWay, effects: &mut Effects) {
        let index = self.commit;
        let lease_until = self.reads.lease_until;
        if way == ReadWay::Lease && now < lease_until {
            serve(read, index, true, effects);
            return;
        }
        if way == ReadWay::Lease && lease_until > Micros::ZERO {
            effects.push(Effect::Event(Event::LeaseOver { until: lease_until }));
        }
        self.reads.waiting.push_back(Waiting { read, index, round: self.reads.begun.next() });
    }

    /// Reads that come while others wait for a round share the next one.
    fn begin_round_if_idle(&mut self, now: Micros, effects: &mut Effects) {
        let begun = self.reads.begun;
        match self.reads.waiting.front() {
            Some(first) if first.round > begun => self.begin_round(now, effects),
            Some(_) => {
                self.reads.next_due = self.reads.next_due.min(now.after(self.settings.heartbeat));
            }
            None => {}
        }
    }

    fn begin_round(&mut self, now: Micros, effects: &mut Effects) {
        self.number_round(now);
        for to in self.peers() {
            // Who reads often must not keep the leader from sending again what was lost.
            let due = self.progress[to.index()].due;
            self.send_heartbeat(now, to, effects);
            self.progress[to.index()].due = due;
        }
        self.confirm_rounds(now, effects);
    }

    /// What is sent from now on is of a new round.
    fn number_round(&mut self, now: Micros) {
        let leases = self.leases() && !self.reads.gave_up_lease;
        let reads = &mut self.reads;
        reads.begun = reads.begun.next();
        reads.next_due = if leases { now.after(self.settings.heartbeat) } else { Micros::NEVER };
        self.progress[self.id.index()].round = reads.begun;
        if leases {
            let begun = reads.begun;
            let length = self.lease_length();
            let under_way = &mut self.reads.under_way;
            while under_way.front().is_some_and(|&(_, start)| start.after(length) <= now) {
                under_way.pop_front();
            }
            under_way.push_back((begun, now));
        }
    }

    /// The round of a message that leaves now.
    #[inline]
    pub(super) fn round_to_send(&mut self, now: Micros) -> Round {
        if now >= self.reads.next_due {
            self.number_round(now);
        }
        self.reads.begun
    }

    /// A follower answers a message of `round`. Says whether there was such a round.
    #[inline]
    pub(super) fn hear_round(
        &mut self,
        now: Micros,
        from: NodeId,
        round: Round,
        effects: &mut Effects,
    ) -> bool {
        let begun = self.reads.begun;
        let bound = self.rules.on(Rule::ConfirmationBoundToRead);
        let counts_for = if bound { round } else { begun };
        if let Some(first) = self.reads.waiting.front()
            && counts_for < first.round
        {
            effects.push(Effect::Event(Event::NotConfirmed { from, read: first.read }));
        }
        let known = &mut self.progress[from.index()].round;
        if counts_for > *known {
            if round > begun {
                return false;
            }
            *known = counts_for;
            self.confirm_rounds(now, effects);
        }
        true
    }

    /// Serves the reads whose round a quorum has answered, and prolongs the lease.
    fn confirm_rounds(&mut self, now: Micros, effects: &mut Effects) {
        let confirmed = Round(self.reached_by_quorum(|progress| progress.round.0));
        let length = self.lease_length();
        let reads = &mut self.reads;
        while let Some(&(round, start)) = reads.under_way.front()
            && round <= confirmed
        {
            reads.under_way.pop_front();
            reads.lease_until = start.after(length);
        }
        while let Some(&Waiting { read, index, round }) = reads.waiting.front()
            && round <= confirmed
        {
            reads.waiting.pop_front();
            serve(read, index, false, effects);
        }
        self.begin_round_if_idle(now, effects);
    }

    /// A lease counts from the sending of its round, and each follower's promise from a later moment, so it would
    /// be short enough at the least election timeout; a tenth is left for clocks that run apart.
    fn lease_length(&self) -> Micros {
        let least = self.patience().0;
        if self.rules.on(Rule::LeaseShorterThanTimeout) {
            Micros(least - least.div_ceil(10))
        } else {
            Micros(self.settings.election_timeout_most.0.saturating_mul(2))
        }
    }

    /// Whether reads may rest on leases, and followers promise what those need.
    pub(super) fn leases(&self) -> bool {
        self.settings.reads == ReadWay::Lease
    }

    /// Who no longer leads can confirm nothing: whoever waits has to ask the next leader.
    pub(super) fn lose_reads(&mut self, effects: &mut Effects) {
        let Reads { early, waiting, .. } = std::mem::take(&mut self.reads);
        let waiting = waiting.iter().map(|waiting| waiting.read);
        for read in waiting.chain(early.iter().map(|&(read, _)| read)) {
            effects.push(Effect::Event(Event::ReadDropped { read }));
            effects.push(Effect::ReadLost(read));
        }
    }

    /// A leader that tells another to stand for election has no lease any more in its term: that message may arrive
    /// late (dissertation §6.4.1).
    pub(super) fn give_up_lease(&mut self) {
        self.reads.gave_up_lease = true;
        self.forget_lease();
    }

    /// Rounds under other settings say nothing of what followers promise under the new ones.
    pub(super) fn forget_lease(&mut self) {
        self.reads.under_way.clear();
        self.reads.lease_until = Micros::ZERO;
        let needs_rounds = self.leases() || !self.reads.waiting.is_empty();
        self.reads.next_due = if needs_rounds { Micros::ZERO } else { Micros::NEVER };
    }

    /// Another configuration is in force. Its quorums need not have promised what those of the one before did, so the
    /// lease is at an end; but every two configurations that follow each other have a replica in common in their
    /// quorums, so that the reads that wait are confirmed by those of this one. It may have them already.
    pub(super) fn judge_rounds_anew(&mut self, now: Micros, effects: &mut Effects) {
        self.forget_lease();
        self.confirm_rounds(now, effects);
    }

    /// The reads that wait at this leader, in the order of asking: the index that each noted, and its round; none
    /// for one that waits for the first commit of the term.
    pub fn pending_reads(&self) -> impl Iterator<Item = (ReadId, Option<(LogIndex, Round)>)> {
        let waiting = self.reads.waiting.iter();
        waiting
            .map(|waiting| (waiting.read, Some((waiting.index, waiting.round))))
            .chain(self.reads.early.iter().map(|&(read, _)| (read, None)))
    }

    /// Until when this leader's lease lasts or lasted, if it has had one.
    #[must_use]
    pub fn lease_until(&self) -> Option<Micros> {
        Some(self.reads.lease_until).filter(|&until| until > Micros::ZERO)
    }
}

fn serve(read: ReadId, index: LogIndex, by_lease: bool, effects: &mut Effects) {
    effects.push(Effect::Event(Event::ReadServed { read, index, by_lease }));
    effects.push(Effect::ReadReady { read, index });
}
