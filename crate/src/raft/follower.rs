//! Log replication (§5.3): the follower's side, which makes its log agree with the leader's.

use super::effect::{Effect, Effects};
use super::event::{AppendRefusal, Event, Impossibility, Role};
use super::log::Entries;
use super::message::{Appended, Message};
use super::node::Node;
use super::rule::Rule;
use super::types::{LogIndex, Micros, NodeId, Round, Term};

impl Node {
    /// A leader's AppendEntries arrives. `previous` is the index and term of the entry before the new ones.
    #[allow(clippy::too_many_arguments, reason = "the fields of one message, as the paper lists them")]
    pub(super) fn receive_append(
        &mut self,
        now: Micros,
        leader: NodeId,
        term: Term,
        previous: (LogIndex, Term),
        entries: Entries,
        commit: LogIndex,
        round: Round,
        effects: &mut Effects,
    ) {
        if term < self.term && self.rules.on(Rule::RefuseStaleTerm) {
            let why = AppendRefusal::StaleTerm { theirs: term, mine: self.term };
            // The sender may lead again by now, and its rounds have begun anew: that of this message confirms nothing.
            self.refuse_append(leader, previous, why, Round::ZERO, effects);
            return;
        }
        let refusal = self.append_refusal(previous);
        // What is committed is in the log of every later leader (§5.4.3).
        if matches!(refusal, Some(AppendRefusal::Mismatch { .. }))
            && previous.0 <= self.commit
            && self.keeps_all_rules()
        {
            let why = Impossibility::ConflictsWithCommitted;
            effects.push(Effect::Event(Event::Impossible { from: leader, why }));
            return;
        }
        if !self.hear_leader(now, leader, term, effects) {
            return;
        }
        match refusal {
            None => self.accept_append(now, leader, previous.0, entries, commit, round, effects),
            Some(why) => self.refuse_append(leader, previous, why, round, effects),
        }
    }

    /// Whoever speaks as leader of this term is its leader (§5.2), and leads for another election timeout. Says
    /// whether that can be.
    #[inline]
    pub(super) fn hear_leader(
        &mut self,
        now: Micros,
        leader: NodeId,
        term: Term,
        effects: &mut Effects,
    ) -> bool {
        if self.leader != Some(leader) && !self.learn_leader(now, leader, term, effects) {
            return false;
        }
        self.set_election_timer(now);
        self.promise_no_vote(now);
        true
    }

    #[cold]
    fn learn_leader(&mut self, now: Micros, leader: NodeId, term: Term, effects: &mut Effects) -> bool {
        // Two leaders in one term cannot be, so this is none (§5.2).
        if self.role == Role::Leader || self.leader.is_some() && self.keeps_all_rules() {
            let why = Impossibility::SecondLeader;
            effects.push(Effect::Event(Event::Impossible { from: leader, why }));
            return false;
        }
        if self.role != Role::Follower {
            self.become_follower(now, self.term, effects);
        }
        self.leader = Some(leader);
        effects.push(Effect::Event(Event::LearntLeader { leader, term }));
        if !self.rules.on(Rule::KeepVoteInTerm) {
            self.become_follower(now, self.term, effects);
            self.leader = Some(leader);
        }
        true
    }

    /// The consistency check: the log must hold the entry before the new ones. What a snapshot stands for is
    /// committed, so every leader's log agrees with it.
    fn append_refusal(&self, (index, theirs): (LogIndex, Term)) -> Option<AppendRefusal> {
        match self.log.term_at(index) {
            None if index < self.log.base() => None,
            None => Some(AppendRefusal::Missing { previous: index, last: self.log.last_index() }),
            Some(mine) if mine != theirs && self.rules.on(Rule::ConsistencyCheck) => {
                Some(AppendRefusal::Mismatch { previous: index, theirs, mine })
            }
            Some(_) => None,
        }
    }

    /// Says no, and where the logs may still agree: no entry of a later term than the leader's entry there can
    /// be the leader's, so all of them are passed over at once (§5.3, end).
    fn refuse_append(
        &mut self,
        leader: NodeId,
        previous: (LogIndex, Term),
        why: AppendRefusal,
        round: Round,
        effects: &mut Effects,
    ) {
        let hint_index = self.log.last_up_to(previous.0, previous.1);
        let outcome = Appended::Conflict {
            previous_index: previous.0,
            hint_index,
            hint_term: self.log.term_at(hint_index).unwrap_or_default(),
        };
        effects.push(Effect::Event(Event::AppendRefused { leader, why }));
        self.answer(leader, Message::AppendAnswer { term: self.term, outcome, round }, effects);
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one message that are left")]
    fn accept_append(
        &mut self,
        now: Micros,
        leader: NodeId,
        previous: LogIndex,
        entries: Entries,
        commit: LogIndex,
        round: Round,
        effects: &mut Effects,
    ) {
        let last_new = LogIndex(previous.0 + entries.len() as u64);
        self.write_entries(now, previous, entries, effects);

        let whole = self.log.last_index();
        let matched = if self.rules.on(Rule::AcknowledgeWhatMatches) { last_new } else { whole };
        let outcome = Appended::Matched(matched);
        self.answer(leader, Message::AppendAnswer { term: self.term, outcome, round }, effects);

        let known = if self.rules.on(Rule::CommitToLastNewEntry) { last_new } else { whole };
        let commit = commit.min(known);
        if commit > self.commit {
            self.commit_to(commit, effects);
        }
    }

    /// Makes the log hold `entries` behind `previous`. Entries that are there already stay, with all behind
    /// them: this message may be older than they are. So do those that a snapshot stands for.
    fn write_entries(&mut self, now: Micros, previous: LogIndex, entries: Entries, effects: &mut Effects) {
        let gone = self.log.base().0.saturating_sub(previous.0);
        let (previous, entries) =
            (LogIndex(previous.0 + gone), entries.without_first(usize::try_from(gone).unwrap_or(usize::MAX)));
        let known = entries
            .as_slice()
            .iter()
            .zip(self.log.from(previous.next()))
            .take_while(|(new, old)| new.term == old.term)
            .count();
        let first = LogIndex(previous.0 + known as u64).next();
        let last = self.log.last_index();
        let conflict = known < entries.len() && first <= last;
        let truncate = conflict || (first <= last && !self.rules.on(Rule::TruncateOnlyOnConflict));
        let new = entries.without_first(known);
        let mut reconfigured = truncate && self.configured_at() >= first;
        if truncate {
            self.log.truncate(first);
            effects.push(Effect::Event(Event::Truncated { from: first, last }));
        }
        for entry in new.as_slice() {
            self.log.push(entry.clone());
            reconfigured |= entry.payload.is_configuration();
        }
        if !new.is_empty() {
            effects.push(Effect::Event(Event::Appended {
                first,
                last: self.log.last_index(),
                term: self.log.last_term(),
            }));
        }
        if reconfigured {
            self.reconfigure(now, effects);
        }
        if truncate || !new.is_empty() {
            self.persist(truncate.then_some(first), new, effects);
        }
    }
}
