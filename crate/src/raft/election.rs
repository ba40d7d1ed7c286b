//! Leader election (§5.2) and who may win it (§5.4.1).

use super::effect::{Effect, Effects};
use super::event::{Event, Role, VoteRefusal};
use super::log::Payload;
use super::message::Message;
use super::node::{Ballot, Node};
use super::rule::Rule;
use super::types::{LogIndex, Micros, NodeId, Term};

impl Node {
    /// Opens a new term and asks for votes. `transfer`: the leader has asked for it.
    pub(super) fn start_election(&mut self, now: Micros, transfer: bool, effects: &mut Effects) {
        if !self.stand_as(Role::Candidate, now, effects) {
            return;
        }
        self.term = self.term.next();
        effects.push(Effect::Event(Event::BecameCandidate { term: self.term }));

        self.vote_for(self.id);
        effects.push(Effect::Event(Event::VoteGranted { to: self.id, term: self.term }));
        self.persist_hard_state(effects);
        self.ballot.own_vote = self.promise();
        self.ballot.transfer = transfer;
        self.request_votes(now, effects);
        if self.ballot.own_vote.is_none() {
            self.count_vote(now, self.id, effects);
        }
    }

    /// Asks those who have not granted their vote.
    fn request_votes(&mut self, now: Micros, effects: &mut Effects) {
        let (last_index, last_term) = (self.log.last_index(), self.log.last_term());
        let Ballot { granted, own_vote, transfer, .. } = self.ballot;
        for to in self.voting_peers().filter(|&to| !granted.contains(to)) {
            let message = Message::RequestVote { term: self.term, last_index, last_term, transfer };
            effects.push(Effect::Send { to, message, after: own_vote });
        }
        self.ask_again_later(now);
    }

    /// Who stands asks again, as often as a leader sends heartbeats, where what is lost is sent again at all (§5.1).
    pub(super) fn ask_again_later(&mut self, now: Micros) {
        let asks_again = self.settings.resend > Micros::ZERO;
        self.ballot.asks_again = asks_again.then(|| now.after(self.settings.heartbeat));
    }

    /// Asks again for votes, or for pre-votes, if it is time.
    pub(super) fn ask_again(&mut self, now: Micros, effects: &mut Effects) {
        if self.ballot.asks_again.is_some_and(|again| again <= now) {
            match self.role {
                Role::Candidate => self.request_votes(now, effects),
                Role::PreCandidate => self.request_pre_votes(now, effects),
                Role::Follower | Role::Leader => self.ballot.asks_again = None,
            }
        }
    }

    /// What every candidacy begins with, also one that only asks. Says whether the node may stand at all.
    pub(super) fn stand_as(&mut self, role: Role, now: Micros, effects: &mut Effects) -> bool {
        if !self.stands() {
            effects.push(Effect::Event(Event::DoesNotStand));
            return false;
        }
        self.role = role;
        self.leader = None;
        self.ballot = Ballot::default();
        self.set_election_timer(now);
        true
    }

    /// A candidate asks for the vote of this term. `theirs` is the term and index of its last entry.
    pub(super) fn answer_vote_request(
        &mut self,
        now: Micros,
        candidate: NodeId,
        term: Term,
        theirs: (Term, LogIndex),
        effects: &mut Effects,
    ) {
        let refusal = self.vote_refusal(candidate, term, theirs);
        if let Some(why) = refusal {
            effects.push(Effect::Event(Event::VoteRefused { to: candidate, why }));
        } else {
            if self.role == Role::PreCandidate {
                self.become_follower(now, self.term, effects);
            }
            self.vote_for(candidate);
            // Whoever is about to lead deserves the time of one more election timeout.
            self.set_election_timer(now);
            effects.push(Effect::Event(Event::VoteGranted { to: candidate, term: self.term }));
        }
        self.answer(candidate, Message::Vote { term: self.term, granted: refusal.is_none() }, effects);
    }

    fn vote_refusal(&self, candidate: NodeId, term: Term, theirs: (Term, LogIndex)) -> Option<VoteRefusal> {
        if term < self.term && self.rules.on(Rule::RefuseStaleTerm) {
            return Some(VoteRefusal::StaleTerm { theirs: term, mine: self.term });
        }
        if let Some(voted_for) = self.voted_for
            && voted_for != candidate
            && self.rules.on(Rule::VoteOncePerTerm)
        {
            return Some(VoteRefusal::AlreadyVoted { candidate: voted_for, term: self.term });
        }
        self.log_refusal(theirs)
    }

    /// The voter's log rule: the later last term is more up to date; with the same, the longer log (§5.4.1).
    pub(super) fn log_refusal(&self, theirs: (Term, LogIndex)) -> Option<VoteRefusal> {
        let mine = (self.log.last_term(), self.log.last_index());
        (theirs < mine && self.rules.on(Rule::CandidateLogUpToDate))
            .then_some(VoteRefusal::LogBehind { theirs, mine })
    }

    /// A vote, or its refusal, arrives.
    pub(super) fn receive_vote(
        &mut self,
        now: Micros,
        from: NodeId,
        term: Term,
        granted: bool,
        effects: &mut Effects,
    ) {
        if self.role != Role::Candidate || !granted {
            return;
        }
        if self.takes_grant(from, term, self.term, effects) {
            self.count_vote(now, from, effects);
        }
    }

    /// Whether a grant for `term` counts in a candidacy for `wanted`: of each voter the first, and no late one (§5.2).
    pub(super) fn takes_grant(&self, from: NodeId, term: Term, wanted: Term, effects: &mut Effects) -> bool {
        let counts = term == wanted && !self.ballot.granted.contains(from)
            || !self.rules.on(Rule::CountVotersOfThisTerm);
        if !counts {
            effects.push(Effect::Event(Event::VoteNotCounted { from, term }));
        }
        counts
    }

    /// One more vote; with a majority the candidate leads.
    pub(super) fn count_vote(&mut self, now: Micros, from: NodeId, effects: &mut Effects) {
        if self.add_to_ballot(from) {
            self.become_leader(now, effects);
        }
    }

    /// Takes a grant in, and says whether they make a majority.
    pub(super) fn add_to_ballot(&mut self, from: NodeId) -> bool {
        self.ballot.granted.insert(from);
        // Without the rule, a vote that is repeated stands for one more voter.
        self.ballot.counted = if self.rules.on(Rule::CountVotersOfThisTerm) {
            self.ballot.granted
        } else {
            self.ballot.counted.with(self.configuration.all_voters().without(self.ballot.counted).lowest())
        };
        self.configuration.decided_by(self.ballot.counted, self.counts_too(), self.rules)
    }

    fn become_leader(&mut self, now: Micros, effects: &mut Effects) {
        self.role = Role::Leader;
        self.leader = Some(self.id);
        self.make_room(now);
        self.reopen_configuration();
        self.watch_quorum(now);
        // It has no lease yet, and its rounds start anew: answers of other terms do not reach it.
        self.forget_lease();
        effects.push(Effect::Event(Event::BecameLeader { term: self.term, votes: self.ballot.granted }));
        self.count_own_entries(effects);
        if self.settings.no_op {
            self.propose(now, Payload::NO_OP, effects);
        } else {
            self.send_due_heartbeats(now, effects);
        }
    }
}
