//! Leadership transfer (dissertation §3.10): a leader brings another replica's log up to date and has it stand for
//! election at once.

use super::effect::{Effect, Effects};
use super::event::{Event, Impossibility, Role, TransferRefusal};
use super::message::Message;
use super::node::Node;
use super::rule::Rule;
use super::types::{Micros, NodeId, Term};

/// A transfer under way at a leader, which takes no proposals meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Transfer {
    /// Who is to lead.
    pub to: NodeId,
    /// When this leader gives it up, and leads on.
    pub due: Micros,
    /// Whether `to` was asked to stand.
    pub told: bool,
}

impl Node {
    /// Hands the leadership over to another voter, if this node leads.
    #[inline(never)]
    pub(super) fn start_transfer(&mut self, now: Micros, to: NodeId, effects: &mut Effects) {
        if let Some(why) = self.transfer_refusal(to) {
            effects.push(Effect::Event(Event::TransferRefused { to, why }));
            return;
        }
        self.transfer = Some(Transfer { to, due: now.after(self.patience()), told: false });
        effects.push(Effect::Event(Event::TransferStarted { to, term: self.term }));
        self.replicate(now, to, effects);
        self.go_on_with_transfer(to, effects);
    }

    fn transfer_refusal(&self, to: NodeId) -> Option<TransferRefusal> {
        if self.role != Role::Leader {
            return Some(TransferRefusal::NotLeader);
        }
        if to == self.id {
            return Some(TransferRefusal::ToItself);
        }
        if !self.configuration.voters.contains(to) {
            return Some(TransferRefusal::NoVoter);
        }
        self.transfer.map(|transfer| TransferRefusal::UnderWay { to: transfer.to })
    }

    /// The replica `from` has answered: if it is the one that is to lead and holds the whole log, it is asked to
    /// stand, once.
    #[inline]
    pub(super) fn go_on_with_transfer(&mut self, from: NodeId, effects: &mut Effects) {
        let Some(transfer) = self.transfer.as_mut().filter(|transfer| transfer.to == from && !transfer.told)
        else {
            return;
        };
        if self.progress[from.index()].matched == self.log.last_index() {
            transfer.told = true;
            // Whoever is told to stand gets votes also from those who still hear this leader.
            self.give_up_lease();
            let message = Message::TimeoutNow { term: self.term };
            effects.push(Effect::Send { to: from, message, after: None });
        }
    }

    /// Leads on if the other has not taken over within an election timeout.
    pub(super) fn end_late_transfer(&mut self, now: Micros, effects: &mut Effects) {
        if let Some(Transfer { to, due, .. }) = self.transfer
            && due <= now
        {
            self.transfer = None;
            effects.push(Effect::Event(Event::TransferGivenUp { to, term: self.term }));
        }
    }

    /// The leader asks this node to stand for election at once: without PreVote, since the others still hear the
    /// leader.
    #[inline(never)]
    pub(super) fn receive_timeout_now(
        &mut self,
        now: Micros,
        from: NodeId,
        term: Term,
        effects: &mut Effects,
    ) {
        if term < self.term && self.rules.on(Rule::RefuseStaleTerm) {
            return;
        }
        // Only the leader of a term hands it over.
        if self.leader.is_some_and(|leader| leader != from) {
            effects.push(Effect::Event(Event::Impossible { from, why: Impossibility::NotTheLeader }));
            return;
        }
        effects.push(Effect::Event(Event::ToldToStand { by: from, term }));
        self.start_election(now, true, effects);
    }

    /// To whom this leader hands over. Until that has an end it takes no proposals.
    #[must_use]
    pub fn hands_over_to(&self) -> Option<NodeId> {
        self.transfer.map(|transfer| transfer.to)
    }

    /// When it gives that up.
    #[must_use]
    pub fn hands_over_until(&self) -> Option<Micros> {
        self.transfer.map(|transfer| transfer.due)
    }
}
