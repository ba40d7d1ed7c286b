//! CheckQuorum (dissertation §6.2): a leader that no majority answers steps down. And its counterpart: a replica
//! that hears its leader does not let a candidate depose it (§4.2.3).

use super::effect::{Effect, Effects};
use super::event::{Event, Role, VoteRefusal};
use super::message::Message;
use super::node::{Node, Timer};
use super::nodes::NodeSet;
use super::types::{Micros, NodeId};

impl Node {
    /// Begins to take note of who answers this leader, until its election timer runs out. Without CheckQuorum it
    /// never does.
    pub(super) fn watch_quorum(&mut self, now: Micros) {
        let patience = if self.settings.check_quorum { self.patience() } else { Micros::NEVER };
        self.election = Timer { set: now, due: now.after(patience) };
        self.answered = NodeSet::default();
    }

    /// When this leader next steps down unless a quorum has answered, if it does.
    #[must_use]
    pub fn checks_quorum_at(&self) -> Option<Micros> {
        (self.role == Role::Leader && self.election.due != Micros::NEVER).then_some(self.election.due)
    }

    /// Steps down if no quorum answered since the timer was set. The setting may have changed meanwhile.
    pub(super) fn check_quorum(&mut self, now: Micros, effects: &mut Effects) {
        let watched = self.election.due != Micros::NEVER;
        if watched == self.settings.check_quorum && now < self.election.due {
            return;
        }
        self.answered.insert(self.id);
        let answered = self.answered.within(self.configuration.all_voters());
        let quorum = self.configuration.decided_by(answered, self.counts_too(), self.rules);
        if watched && self.settings.check_quorum && !quorum {
            self.follow(now, self.term, effects);
            effects.push(Effect::Event(Event::LostQuorum { term: self.term, answered }));
        } else {
            self.watch_quorum(now);
        }
    }

    /// Keeps to the leader against a candidate of a later term: whether it refuses this message for that, and
    /// stays in its term. A candidate whom the leader has asked to stand is let through.
    pub(super) fn keeps_to_leader(
        &mut self,
        now: Micros,
        from: NodeId,
        message: &Message,
        effects: &mut Effects,
    ) -> bool {
        let keeps = matches!(message, Message::RequestVote { transfer: false, .. })
            && (self.settings.check_quorum || self.settings.pre_vote)
            && self.may_hear_leader(now);
        if keeps {
            self.refuse_vote(from, VoteRefusal::LeaderAlive { leader: self.leader }, effects);
        }
        keeps
    }

    /// A vote that is refused for the sake of a leader, in the voter's own term.
    pub(super) fn refuse_vote(&mut self, candidate: NodeId, why: VoteRefusal, effects: &mut Effects) {
        effects.push(Effect::Event(Event::VoteRefused { to: candidate, why }));
        self.answer(candidate, Message::Vote { term: self.term, granted: false }, effects);
    }

    /// A follower that hears from a leader, or restarts and does not know when it last did, promises to vote for
    /// no one within the least election timeout.
    #[inline]
    pub(super) fn promise_no_vote(&mut self, now: Micros) {
        self.promised_until = now.after(self.patience());
    }

    /// Why this replica votes for no one yet: leases rest on that promise, so it does not enter a candidate's term
    /// either, which would only depose the leader (dissertation §6.4.1, §4.2.3).
    pub(super) fn promised(&self, now: Micros) -> Option<VoteRefusal> {
        let until = self.promised_until;
        (self.leases() && now < until).then_some(VoteRefusal::LeaderHeard { until })
    }

    /// Whether this node leads, or has heard from the leader of its term within the least election timeout. One
    /// that has just restarted may have, right before its crash.
    pub(super) fn may_hear_leader(&self, now: Micros) -> bool {
        let heard = self.leader.is_some() && now < self.election.set.after(self.patience());
        self.role == Role::Leader || heard || now < self.silent_until
    }

    /// The least time after which a leader that is not heard counts as lost.
    pub(super) const fn patience(&self) -> Micros {
        self.settings.election_timeout_least
    }
}
