//! Log replication (§5.3): the leader's side, which sends entries and counts who holds them.

use super::effect::{Effect, Effects};
use super::event::{Event, Impossibility, Role};
use super::log::{Entries, Entry, Payload};
use super::message::{Appended, Message};
use super::node::Node;
use super::progress::{Pace, Progress};
use super::rule::Rule;
use super::settings::Settings;
use super::types::{LogIndex, Micros, NodeId, Round, Term};

impl Node {
    /// Writes a command to the leader's log and replicates it. No one but a leader takes it.
    pub(super) fn propose(&mut self, now: Micros, payload: Payload, effects: &mut Effects) {
        if self.role != Role::Leader {
            return;
        }
        if let Some(to) = self.hands_over_to() {
            effects.push(Effect::Event(Event::ProposalRefused { to }));
            return;
        }
        let reconfigured = payload.is_configuration();
        let entry = Entry { term: self.term, payload };
        self.log.push(entry.clone());
        let index = self.log.last_index();
        let entries = Entries::from(entry);
        self.last_batch = (index, entries.clone());
        effects.push(Effect::Event(Event::Appended { first: index, last: index, term: self.term }));
        if reconfigured {
            self.reconfigure(now, effects);
        }
        self.persist(None, entries, effects);
        if !self.rules.on(Rule::LeaderCountsItselfWhenDurable) {
            self.count_own_entries(effects);
        }
        self.replicate_new(now, effects);
    }

    /// Sends `to` what it lacks, as far as the window allows.
    #[inline]
    pub(super) fn replicate(&mut self, now: Micros, to: NodeId, effects: &mut Effects) {
        let last = self.log.last_index();
        let window = self.settings.window;
        loop {
            let progress = &mut self.progress[to.index()];
            let first = progress.next;
            match &mut progress.pace {
                Pace::Probe { waiting: true } | Pace::Snapshot { .. } => return,
                _ if first <= self.log.base() => {
                    self.send_snapshot(now, to, effects);
                    return;
                }
                Pace::Probe { waiting } => *waiting = true,
                Pace::Replicate { in_flight } if first <= last && in_flight.len() < window => {
                    let end = last.min(LogIndex(first.0 + self.settings.max_batch as u64 - 1));
                    if in_flight.is_empty() {
                        progress.heard = now;
                    }
                    in_flight.push_back(end);
                    progress.next = end.next();
                }
                Pace::Replicate { .. } => {
                    let news = self.commit.min(progress.matched) > progress.told_commit;
                    if news && self.settings.commit_at_once {
                        self.send_heartbeat(now, to, effects);
                    }
                    return;
                }
            }
            let entries = self.batch(first);
            self.send_append(now, to, first.previous(), entries, effects);
        }
    }

    /// The entries from `first` on that go into one message.
    fn batch(&mut self, first: LogIndex) -> Entries {
        let rest = (self.log.last_index().0 + 1).saturating_sub(first.0);
        let most = usize::try_from(rest).unwrap_or(usize::MAX).min(self.settings.max_batch);
        if self.last_batch.0 != first || self.last_batch.1.len() != most {
            self.last_batch = (first, self.log.batch(first, most));
        }
        self.last_batch.1.clone()
    }

    #[inline]
    fn send_append(
        &mut self,
        now: Micros,
        to: NodeId,
        previous_index: LogIndex,
        entries: Entries,
        effects: &mut Effects,
    ) {
        let round = self.round_to_send(now);
        let speaks_of = LogIndex(previous_index.0 + entries.len() as u64);
        let due = if entries.is_empty() { self.settings.heartbeat } else { self.time_to_answer(to) };
        let progress = &mut self.progress[to.index()];
        progress.told_commit = progress.told_commit.max(self.commit.min(speaks_of));
        progress.due = now.after(due);
        let message = Message::AppendEntries {
            term: self.term,
            previous_index,
            previous_term: self.log.term_at(previous_index).unwrap_or_default(),
            entries,
            commit: self.commit,
            round,
        };
        // A leader may send before its own copy is durable: it counts that copy only afterwards.
        effects.push(Effect::Send { to, message, after: None });
    }

    /// A heartbeat speaks of what the follower is known to hold, so that it may overtake entries on their way. If
    /// the leader has compacted that, it speaks of nothing, as at the beginning.
    pub(super) fn send_heartbeat(&mut self, now: Micros, to: NodeId, effects: &mut Effects) {
        let matched = self.progress[to.index()].matched;
        let known = if matched < self.log.base() { LogIndex::ZERO } else { matched };
        self.send_append(now, to, known, Entries::default(), effects);
    }

    /// A leader's deadline is here.
    pub(super) fn leader_tick(&mut self, now: Micros, effects: &mut Effects) {
        self.end_late_transfer(now, effects);
        self.check_quorum(now, effects);
        if self.role == Role::Leader {
            self.send_due_heartbeats(now, effects);
        }
    }

    /// Speaks to every follower that has heard nothing for a heartbeat interval, and sends again what was not
    /// answered in time. A thrifty leader has the next best answer in the place of who did not, which then hears no
    /// more than its heartbeats.
    pub(super) fn send_due_heartbeats(&mut self, now: Micros, effects: &mut Effects) {
        let Settings { heartbeat, thrifty, .. } = self.settings;
        let mut passed_over = false;
        for to in self.peers() {
            let time = self.time_to_answer(to);
            let last = self.log.last_index();
            let progress = &mut self.progress[to.index()];
            if progress.due > now {
                continue;
            }
            let silent = match &progress.pace {
                Pace::Probe { waiting } => *waiting,
                Pace::Replicate { in_flight } => !in_flight.is_empty() && progress.heard.after(time) <= now,
                Pace::Snapshot { .. } => false,
            };
            if silent {
                progress.fall_silent();
                passed_over |= thrifty;
                if thrifty && time < heartbeat {
                    progress.due = now.after(heartbeat);
                    continue;
                }
            }
            match &progress.pace {
                Pace::Probe { .. } => self.replicate(now, to, effects),
                Pace::Replicate { .. } if thrifty && progress.next <= last => {
                    self.replicate(now, to, effects);
                }
                Pace::Replicate { .. } => self.send_heartbeat(now, to, effects),
                Pace::Snapshot { .. } => self.resend_snapshot_part(now, to, effects),
            }
        }
        if passed_over {
            self.replicate_to_quorum(now, effects);
        }
    }

    /// When the first message is due.
    pub(super) fn next_heartbeat(&self) -> Micros {
        self.peers().map(|to| self.progress[to.index()].due).min().unwrap_or(Micros::NEVER)
    }

    /// Whether an answer concerns this leader: one to what it sent as leader of an earlier term says nothing about this
    /// one, nor does that of one who takes no part any more.
    #[inline]
    pub(super) fn takes_answer(&mut self, from: NodeId, term: Term) -> bool {
        let takes =
            self.role == Role::Leader && term >= self.term && self.configuration.members().contains(from);
        if takes {
            self.answered.insert(from);
            self.progress[from.index()].silences = 0;
        }
        takes
    }

    /// A follower answers an AppendEntries.
    pub(super) fn receive_append_answer(
        &mut self,
        now: Micros,
        from: NodeId,
        term: Term,
        outcome: Appended,
        round: Round,
        effects: &mut Effects,
    ) {
        if !self.takes_answer(from, term) {
            return;
        }
        let beyond = matches!(outcome, Appended::Matched(index) if index > self.log.last_index());
        if !self.hear_round(now, from, round, effects) || beyond {
            effects.push(Effect::Event(Event::Impossible { from, why: Impossibility::NeverSent }));
            return;
        }
        match outcome {
            Appended::Matched(index) => self.learn_match(now, from, index, effects),
            Appended::Conflict { previous_index, hint_index, hint_term } => {
                if !self.learn_conflict(from, previous_index, (hint_index, hint_term)) {
                    return;
                }
            }
        }
        if self.goes_on_at_once(from) {
            self.replicate(now, from, effects);
        }
        self.go_on_with_transfer(from, effects);
    }

    /// A follower holds the entries up to `index`.
    #[inline]
    pub(super) fn learn_match(&mut self, now: Micros, from: NodeId, index: LogIndex, effects: &mut Effects) {
        let never_falls = self.rules.on(Rule::MatchNeverFalls);
        let time = self.time_to_answer(from);
        let progress = &mut self.progress[from.index()];
        let before = progress.matched;
        progress.acknowledge(index, now, never_falls);
        if self.settings.resend > Micros::ZERO {
            // What was awaited is there; the rest, or the next heartbeat, has its time from now on.
            if progress.in_flight() == 0 {
                progress.due = now.after(self.settings.heartbeat);
            } else if progress.heard == now {
                progress.due = now.after(time);
            }
        }
        // What is committed already commits nothing new.
        if before != progress.matched && progress.matched > self.commit {
            self.advance_commit(effects);
        }
    }

    /// A follower does not hold the entry `previous`, and the logs may agree up to the hint's index and term. Says
    /// whether that is news.
    fn learn_conflict(&mut self, from: NodeId, previous: LogIndex, hint: (LogIndex, Term)) -> bool {
        let agreed = self.log.last_up_to(hint.0, hint.1);
        let progress = &mut self.progress[from.index()];
        // What is known to match cannot conflict, and a probe is answered once.
        let probed = match progress.pace {
            Pace::Probe { .. } => previous.next() == progress.next,
            Pace::Replicate { .. } => true,
            Pace::Snapshot { .. } => false,
        };
        let news = previous > progress.matched && probed;
        if news {
            progress.probe_from(agreed.next().min(previous));
        }
        news
    }

    /// Whether this leader has committed an entry of its own term.
    pub(super) fn has_own_commit(&self) -> bool {
        self.log.term_at(self.commit) == Some(self.term)
    }

    /// The leader's own durable entries count like any other's.
    #[inline]
    pub(super) fn count_own_entries(&mut self, effects: &mut Effects) {
        let durable = self.rules.on(Rule::LeaderCountsItselfWhenDurable);
        let own = if durable { self.last_durable() } else { self.log.last_index() };
        let progress = &mut self.progress[self.id.index()];
        if own > progress.matched {
            progress.matched = own;
            progress.next = own.next();
            self.advance_commit(effects);
        }
    }

    /// Commits what a majority holds, if its last entry is of this term (§5.3, §5.4.2).
    #[inline]
    fn advance_commit(&mut self, effects: &mut Effects) {
        let held = LogIndex(self.reached_by_quorum(|progress| progress.matched.0));
        if held <= self.commit {
            return;
        }
        let term = self.log.term_at(held).unwrap_or_default();
        if term == self.term || !self.rules.on(Rule::CommitOnlyCurrentTerm) {
            self.commit_to(held, effects);
        } else {
            effects.push(Effect::Event(Event::HeldBack { index: held, term }));
        }
    }

    /// What a quorum has reached, of a number that grows: matchIndex, or the answered round.
    #[inline]
    pub(super) fn reached_by_quorum(&self, of: impl Fn(&Progress) -> u64) -> u64 {
        let reached = |node: NodeId| of(&self.progress[node.index()]);
        self.configuration.reached_by_quorum(self.counts_too(), self.rules, reached).unwrap_or_default()
    }
}
