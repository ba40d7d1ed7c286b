//! Thrift: a leader sends new entries at once only to as many followers as a quorum needs (the setting `thrifty`).
//!
//! An entry commits when a quorum holds it (§5.3), whichever that is. So the leader chooses the fewest followers that
//! make one with it: those that answer, and of them those that lack least. The others get what they lack with their next
//! heartbeat, all in one message. A chosen one that does not answer in time (the setting `resend`) is passed over for
//! the next best, so that a quorum is found as long as there is one. Nothing depends on the choice but when a follower
//! is sent what.

use std::cmp::Reverse;

use super::effect::Effects;
use super::node::Node;
use super::nodes::NodeSet;
use super::progress::Pace;
use super::types::{Micros, NodeId};

impl Node {
    /// Sends new entries: to all, or to as many as a quorum needs.
    #[inline]
    pub(super) fn replicate_new(&mut self, now: Micros, effects: &mut Effects) {
        if self.settings.thrifty {
            self.replicate_to_quorum(now, effects);
        } else {
            for to in self.peers() {
                self.replicate(now, to, effects);
            }
        }
    }

    /// Sends the chosen what they lack.
    pub(super) fn replicate_to_quorum(&mut self, now: Micros, effects: &mut Effects) {
        for to in self.chosen().iter() {
            self.replicate(now, to, effects);
        }
    }

    /// The fewest followers that make a quorum with this leader, best first; in a joint configuration, of both sets of
    /// voters (§6).
    fn chosen(&self) -> NodeSet {
        let mut voters: Vec<NodeId> = self.voting_peers().collect();
        voters.sort_by_key(|voter| {
            let known = &self.progress[voter.index()];
            (known.silences, Reverse(known.next))
        });
        let me = NodeSet::only(self.id);
        let decides =
            |these: NodeSet| self.configuration.decided_by(these.with(me), self.counts_too(), self.rules);
        let mut chosen = self.configuration.all_voters().without(me);
        // Whom a quorum can do without is left out, the worst first.
        for voter in voters.into_iter().rev() {
            let without = chosen.without(NodeSet::only(voter));
            if decides(without) {
                chosen = without;
            }
        }
        chosen
    }

    /// Whether a follower that has just answered is sent at once what it still lacks. One that is not chosen is, if it
    /// lacks more than a heartbeat brings, or if someone waits for it to catch up.
    #[inline]
    pub(super) fn goes_on_at_once(&self, to: NodeId) -> bool {
        !self.settings.thrifty || self.awaited(to) || self.chosen().contains(to)
    }

    fn awaited(&self, to: NodeId) -> bool {
        let known = &self.progress[to.index()];
        let lacks = (self.log.last_index().0 + 1).saturating_sub(known.next.0);
        let repaired = matches!(known.pace, Pace::Replicate { .. });
        !repaired
            || lacks > self.settings.max_batch as u64
            || self.configuration.learners.contains(to)
            || self.hands_over_to() == Some(to)
    }

    /// How long a follower has to answer entries: `resend`, and after each silence twice as long, up to a heartbeat.
    #[inline]
    pub(super) fn time_to_answer(&self, to: NodeId) -> Micros {
        let (resend, heartbeat) = (self.settings.resend, self.settings.heartbeat);
        if resend == Micros::ZERO {
            return heartbeat;
        }
        // After so many doublings it is beyond any heartbeat.
        let doublings = self.progress[to.index()].silences.min(30);
        Micros(resend.0.saturating_mul(1 << doublings)).min(heartbeat)
    }
}
