//! PreVote (dissertation §9.6): who would lose an election does not start one, so that a replica that was cut off
//! comes back in the term in which it left.

use super::effect::{Effect, Effects};
use super::event::{Event, Role, VoteRefusal};
use super::message::Message;
use super::node::Node;
use super::rule::Rule;
use super::types::{LogIndex, Micros, NodeId, Term};

impl Node {
    /// No leader was heard of for an election timeout: stands for election, with PreVote only after a majority
    /// has said that it would vote for this node.
    pub(super) fn campaign(&mut self, now: Micros, effects: &mut Effects) {
        if self.settings.pre_vote {
            self.start_pre_vote(now, effects);
        } else {
            self.start_election(now, false, effects);
        }
    }

    /// Asks whether an election would be won. Nothing that a crash must not lose changes here or at a voter.
    fn start_pre_vote(&mut self, now: Micros, effects: &mut Effects) {
        if !self.stand_as(Role::PreCandidate, now, effects) {
            return;
        }
        let asked = self.term.next();
        effects.push(Effect::Event(Event::BecamePreCandidate { term: asked }));

        self.request_pre_votes(now, effects);
        self.count_pre_vote(now, self.id, effects);
    }

    /// Asks those who have not said that they would vote for this node.
    pub(super) fn request_pre_votes(&mut self, now: Micros, effects: &mut Effects) {
        let (last_index, last_term) = (self.log.last_index(), self.log.last_term());
        let granted = self.ballot.granted;
        for to in self.voting_peers().filter(|&to| !granted.contains(to)) {
            let message = Message::PreVote { asked: self.term.next(), last_index, last_term };
            effects.push(Effect::Send { to, message, after: None });
        }
        self.ask_again_later(now);
    }

    /// A pre-candidate asks whether it would get the vote of the term `asked`. `theirs` is the term and index of
    /// its last entry.
    #[inline(never)]
    pub(super) fn answer_pre_vote(
        &mut self,
        now: Micros,
        candidate: NodeId,
        asked: Term,
        theirs: (Term, LogIndex),
        effects: &mut Effects,
    ) {
        let refusal = self.pre_vote_refusal(now, asked, theirs);
        effects.push(Effect::Event(match refusal {
            Some(why) => Event::PreVoteRefused { to: candidate, why },
            None => Event::PreVoteGranted { to: candidate, term: asked },
        }));
        let stale = matches!(refusal, Some(VoteRefusal::StaleTerm { .. }));
        if stale && !self.rules.on(Rule::AnswerStalePreVote) {
            return;
        }
        let granted = refusal.is_none();
        self.answer(candidate, Message::PreVoteAnswer { term: self.term, asked, granted }, effects);
    }

    fn pre_vote_refusal(&self, now: Micros, asked: Term, theirs: (Term, LogIndex)) -> Option<VoteRefusal> {
        if asked <= self.term {
            return Some(VoteRefusal::StaleTerm { theirs: asked.previous(), mine: self.term });
        }
        if self.may_hear_leader(now) {
            return Some(VoteRefusal::LeaderAlive { leader: self.leader });
        }
        self.log_refusal(theirs)
    }

    /// The answer to a PreVote for the term `asked` arrives.
    #[inline(never)]
    pub(super) fn receive_pre_vote_answer(
        &mut self,
        now: Micros,
        from: NodeId,
        asked: Term,
        granted: bool,
        effects: &mut Effects,
    ) {
        if self.role != Role::PreCandidate || !granted {
            return;
        }
        if self.takes_grant(from, asked, self.term.next(), effects) {
            self.count_pre_vote(now, from, effects);
        }
    }

    /// One more who would vote for this node; with a majority the election starts.
    fn count_pre_vote(&mut self, now: Micros, from: NodeId, effects: &mut Effects) {
        if self.add_to_ballot(from) {
            self.start_election(now, false, effects);
        }
    }
}
