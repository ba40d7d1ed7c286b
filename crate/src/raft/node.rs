//! One replica's Raft state, and the dispatch of what happens to it.

use std::collections::VecDeque;
use std::rc::Rc;

use oorandom::Rand32;

use super::configuration::{Configuration, Roster};
use super::effect::{Effect, Effects, HardState, Input, Persist};
use super::event::{Event, Role};
use super::log::{Entries, Log};
use super::membership::Membership;
use super::message::Message;
use super::nodes::NodeSet;
use super::progress::Progress;
use super::reads::Reads;
use super::rule::{Rule, Rules};
use super::settings::Settings;
use super::snapshot::{Incoming, Part, Snapshot};
use super::transfer::Transfer;
use super::types::{LogIndex, Micros, NodeId, PersistId, Term};

/// One member of a Raft cluster. It does nothing of itself: [`Node::step`] takes what happens and gives what is
/// to be done, and [`Node::deadline`] says when it next wants [`Input::Tick`].
#[derive(Clone, Debug)]
pub struct Node {
    pub(super) id: NodeId,
    /// The configuration in force.
    pub(super) configuration: Configuration,
    pub(super) membership: Membership,
    pub(super) settings: Settings,
    pub(super) rules: Rules,
    pub(super) random: Rand32,

    pub(super) term: Term,
    pub(super) voted_for: Option<NodeId>,
    pub(super) log: Log,
    pub(super) commit: LogIndex,

    pub(super) role: Role,
    pub(super) leader: Option<NodeId>,
    pub(super) election: Timer,
    pub(super) ballot: Ballot,
    /// One for each replica by its number while this node leads, its own included, up to the last that takes
    /// part; empty otherwise.
    pub(super) progress: Vec<Progress>,
    /// The entries sent last, which most often go to the next follower just so.
    pub(super) last_batch: (LogIndex, Entries),
    /// The snapshot of which parts have arrived.
    pub(super) incoming: Option<Box<Incoming>>,

    pub(super) disk: DiskView,

    /// While it leads: who answered since its election timer was set, by which it then checks its quorum.
    pub(super) answered: NodeSet,
    /// While it leads: to whom it hands over.
    pub(super) transfer: Option<Transfer>,
    /// Until when one that restarted may have heard from a leader right before its crash.
    pub(super) silent_until: Micros,
    /// Until when it votes for no one, if leases are on.
    pub(super) promised_until: Micros,
    pub(super) reads: Reads,
}

/// When the election timer was set, and when it runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// When it was set.
    pub set: Micros,
    /// When it runs out.
    pub due: Micros,
}

/// The votes of a candidate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ballot {
    /// Who granted.
    pub granted: NodeSet,
    /// Whom it counts: those who granted, or more, if repeated grants count.
    pub counted: NodeSet,
    /// The write that makes the candidate's vote for itself durable; until then it does not count.
    pub own_vote: Option<PersistId>,
    /// Whether the leader asked this node to stand.
    pub transfer: bool,
    /// When those who have not granted are asked again, if they are.
    pub asks_again: Option<Micros>,
}

/// What the node knows of its disk.
#[derive(Clone, Debug, Default)]
pub(super) struct DiskView {
    /// The last write handed over.
    issued: PersistId,
    /// The last write known to be durable.
    durable: PersistId,
    /// Whether term or vote changed since they were last handed over.
    hard_state_changed: bool,
    /// Whether they are to follow only when the entries that came with them are durable.
    hard_state_late: bool,
    /// For each write under way, up to where its log agrees with the present one: an overwritten entry that
    /// becomes durable late must not count for the one that took its place.
    under_way: VecDeque<(PersistId, LogIndex)>,
    /// The last entry that is durable.
    last_durable: LogIndex,
}

impl Node {
    /// A node with what its disk holds: nothing at its first start, and after a crash what was durable (§5.1).
    #[must_use]
    pub fn new(
        id: NodeId,
        roster: Roster,
        settings: Settings,
        rules: Rules,
        seed: u64,
        durable: (HardState, Log),
        now: Micros,
    ) -> Self {
        let (hard_state, log) = durable;
        let restarted = hard_state.term > Term::ZERO;
        let mut node = Self {
            id,
            configuration: roster.configuration_of(id),
            membership: Membership::new(id, roster, &log),
            settings,
            rules,
            random: Rand32::new_inc(seed, u64::from(id.0)),
            term: hard_state.term,
            voted_for: hard_state.voted_for,
            // What a snapshot stands for was committed.
            commit: log.snapshot_index(),
            role: Role::Follower,
            leader: None,
            election: Timer { set: now, due: now },
            ballot: Ballot::default(),
            progress: Vec::new(),
            last_batch: (LogIndex::ZERO, Entries::default()),
            incoming: None,
            disk: DiskView { last_durable: log.last_index(), ..DiskView::default() },
            reads: Reads::default(),
            log,
            answered: NodeSet::default(),
            transfer: None,
            silent_until: Micros::ZERO,
            promised_until: Micros::ZERO,
        };
        if restarted {
            node.silent_until = now.after(node.patience());
            node.promise_no_vote(now);
        }
        node.configuration = node.in_force().1;
        node.set_election_timer(now);
        node
    }

    /// Takes in what happens at `now`, and puts what is to be done behind `effects`.
    pub fn step(&mut self, now: Micros, input: Input, effects: &mut Effects) {
        match input {
            Input::Message { from, message } => self.receive(now, from, message, effects),
            Input::Tick if self.role == Role::Leader => self.leader_tick(now, effects),
            Input::Tick if now >= self.election.due => self.campaign(now, effects),
            Input::Tick => self.ask_again(now, effects),
            Input::TimeOut if self.role == Role::Leader => {}
            Input::TimeOut => match self.promised(now) {
                Some(why) => effects.push(Effect::Event(Event::VoteRefused { to: self.id, why })),
                None => self.campaign(now, effects),
            },
            Input::Propose(payload) => self.propose(now, payload, effects),
            Input::Persisted(id) => self.persisted(now, id, effects),
            Input::Transfer(to) => self.start_transfer(now, to, effects),
            Input::Compact { last, state } => self.compact(now, last, state, effects),
            Input::Change(change) => self.change(now, change, effects),
            Input::Read { read, way } => self.read(now, read, way, effects),
        }
        self.settle_configuration(now, effects);
        self.take_up_early_reads(now, effects);
        // A term that changed without an answer must reach the disk all the same.
        self.persist_hard_state(effects);
    }

    fn receive(&mut self, now: Micros, from: NodeId, message: Message, effects: &mut Effects) {
        if !self.admits(now, from, &message, effects) {
            return;
        }
        match message {
            Message::RequestVote { term, last_index, last_term, .. } => {
                self.answer_vote_request(now, from, term, (last_term, last_index), effects);
            }
            Message::Vote { term, granted } => self.receive_vote(now, from, term, granted, effects),
            Message::AppendEntries { term, previous_index, previous_term, entries, commit, round } => {
                let previous = (previous_index, previous_term);
                self.receive_append(now, from, term, previous, entries, commit, round, effects);
            }
            Message::AppendAnswer { term, outcome, round } => {
                self.receive_append_answer(now, from, term, outcome, round, effects);
            }
            Message::PreVote { asked, last_index, last_term } => {
                self.answer_pre_vote(now, from, asked, (last_term, last_index), effects);
            }
            Message::PreVoteAnswer { asked, granted, .. } => {
                self.receive_pre_vote_answer(now, from, asked, granted, effects);
            }
            Message::TimeoutNow { term } => self.receive_timeout_now(now, from, term, effects),
            Message::InstallSnapshot { term, last_index, last_term, configuration, offset, data, done } => {
                let part = Part { offset, data, done, configuration };
                self.receive_snapshot(now, from, term, (last_index, last_term), part, effects);
            }
            Message::SnapshotAnswer { term, last_index, outcome } => {
                self.receive_snapshot_answer(now, from, term, last_index, outcome, effects);
            }
        }
    }

    /// Whether a message is to be looked into; if it is of a later term, that begins first (§5.1).
    #[inline]
    fn admits(&mut self, now: Micros, from: NodeId, message: &Message, effects: &mut Effects) -> bool {
        if let Err(why) = self.plausible(from, message) {
            effects.push(Effect::Event(Event::Impossible { from, why }));
            return false;
        }
        if matches!(message, Message::RequestVote { transfer: false, .. })
            && let Some(why) = self.promised(now)
        {
            self.refuse_vote(from, why, effects);
            return false;
        }
        // A pre-vote changes nothing, not even the term (dissertation §9.6).
        if message.term() > self.term && !matches!(message, Message::PreVote { .. }) {
            if self.role == Role::Leader && !self.rules.on(Rule::StepDownOnHigherTerm) {
                self.take_term_over(message.term());
            } else if self.keeps_to_leader(now, from, message, effects) {
                return false;
            } else {
                self.become_follower(now, message.term(), effects);
            }
        }
        true
    }

    /// The mistake of a leader that keeps no [`Rule::StepDownOnHigherTerm`]: it takes the term over, and leads on.
    #[cold]
    fn take_term_over(&mut self, term: Term) {
        self.term = term;
        self.disk.hard_state_changed = true;
    }

    /// Follows from now on, in `term`, without knowing who leads it (§5.1).
    pub(super) fn become_follower(&mut self, now: Micros, term: Term, effects: &mut Effects) {
        let was = self.role;
        self.follow(now, term, effects);
        effects.push(Effect::Event(Event::BecameFollower { term, was }));
    }

    /// The same without telling of it.
    pub(super) fn follow(&mut self, now: Micros, term: Term, effects: &mut Effects) {
        let was = self.role;
        if term > self.term {
            self.term = term;
            self.voted_for = None;
            self.disk.hard_state_changed = true;
        } else if !self.rules.on(Rule::KeepVoteInTerm) {
            self.voted_for = None;
            self.disk.hard_state_changed = true;
        }
        self.role = Role::Follower;
        self.leader = None;
        self.ballot = Ballot::default();
        self.progress.clear();
        self.transfer = None;
        self.lose_reads(effects);
        if was == Role::Leader {
            self.set_election_timer(now);
        }
    }

    /// Draws a new election timeout (§5.2).
    pub(super) fn set_election_timer(&mut self, now: Micros) {
        let least = self.settings.election_timeout_least;
        let spread = self.settings.election_timeout_most.0.saturating_sub(least.0);
        let spread = if self.rules.on(Rule::RandomizedTimeouts) { spread } else { 0 };
        let drawn = self.random.rand_range(0..u32::try_from(spread.saturating_add(1)).unwrap_or(u32::MAX));
        self.election = Timer { set: now, due: now.after(least).after(Micros(u64::from(drawn))) };
    }

    /// Has the election timer, once it was set, run out at another time than was drawn: whoever shows Raft may want the
    /// chance that it leaves (§5.2). A leader has none.
    pub fn set_election_due(&mut self, due: Micros) {
        if self.role != Role::Leader {
            self.election.due = due;
        }
    }

    /// Gives the vote of this term to `candidate`. It is durable before anyone hears of it.
    pub(super) fn vote_for(&mut self, candidate: NodeId) {
        self.voted_for = Some(candidate);
        self.disk.hard_state_changed = true;
    }

    /// Hands term and vote to the disk if they changed.
    #[inline]
    pub(super) fn persist_hard_state(&mut self, effects: &mut Effects) {
        if self.disk.hard_state_changed {
            self.persist(None, Entries::default(), effects);
        }
    }

    /// Hands a change of the log to the disk, and term and vote with it if they changed.
    #[inline]
    pub(super) fn persist(&mut self, truncate: Option<LogIndex>, append: Entries, effects: &mut Effects) {
        self.persist_with_snapshot(truncate, append, None, effects);
    }

    /// The same with a snapshot, all of it one write.
    #[inline]
    pub(super) fn persist_with_snapshot(
        &mut self,
        truncate: Option<LogIndex>,
        append: Entries,
        snapshot: Option<Rc<Snapshot>>,
        effects: &mut Effects,
    ) {
        let mut changed = std::mem::take(&mut self.disk.hard_state_changed);
        if changed && !append.is_empty() && !self.rules.on(Rule::TermDurableWithEntries) {
            changed = false;
            self.disk.hard_state_late = true;
        }
        let hard_state = changed.then_some(HardState { term: self.term, voted_for: self.voted_for });
        if let Some(from) = truncate {
            let kept = from.previous();
            self.disk.last_durable = self.disk.last_durable.min(kept);
            for (_, agrees) in &mut self.disk.under_way {
                *agrees = kept.min(*agrees);
            }
        }
        self.disk.issued = self.disk.issued.next();
        self.disk.under_way.push_back((self.disk.issued, self.log.last_index()));
        let id = self.disk.issued;
        effects.push(Effect::Persist(Persist { id, hard_state, truncate, append, snapshot }));
    }

    /// The write that must be durable before a promise about the node's present state may leave.
    #[inline]
    pub(super) fn promise(&self) -> Option<PersistId> {
        let waits = self.disk.issued > self.disk.durable && self.rules.on(Rule::PersistBeforeReply);
        waits.then_some(self.disk.issued)
    }

    /// Sends an answer. It leaves when what it promises is durable.
    #[inline]
    pub(super) fn answer(&mut self, to: NodeId, message: Message, effects: &mut Effects) {
        self.persist_hard_state(effects);
        effects.push(Effect::Send { to, message, after: self.promise() });
    }

    fn persisted(&mut self, now: Micros, id: PersistId, effects: &mut Effects) {
        if id > self.disk.issued || id <= self.disk.durable {
            return;
        }
        self.disk.durable = id;
        self.disk.hard_state_changed |= std::mem::take(&mut self.disk.hard_state_late);
        while let Some(&(written, agrees)) = self.disk.under_way.front() {
            if written > id {
                break;
            }
            self.disk.last_durable = agrees;
            self.disk.under_way.pop_front();
        }
        match self.role {
            Role::Leader => self.count_own_entries(effects),
            Role::Candidate if self.ballot.own_vote.is_some_and(|vote| vote <= id) => {
                self.ballot.own_vote = None;
                self.count_vote(now, self.id, effects);
            }
            _ => {}
        }
    }

    /// Moves the commit index, and has what is newly committed applied (§5.3).
    #[inline]
    pub(super) fn commit_to(&mut self, index: LogIndex, effects: &mut Effects) {
        let first = self.commit.next();
        self.commit = index;
        effects.push(Effect::Event(Event::Committed { index }));
        effects.push(Effect::Apply { first, last: index });
    }

    /// All others that are sent entries.
    #[inline]
    pub(super) fn peers(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.others_of(self.configuration.members())
    }

    /// All others that have a vote.
    pub(super) fn voting_peers(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.others_of(self.configuration.all_voters())
    }

    #[inline]
    fn others_of(&self, set: NodeSet) -> impl Iterator<Item = NodeId> + use<> {
        let me = self.id;
        set.within(self.membership.replicas).iter().filter(move |&node| node != me)
    }

    /// When the node next wants [`Input::Tick`]. One that does not stand for election waits for nothing.
    #[must_use]
    #[inline]
    pub fn deadline(&self) -> Micros {
        if self.role == Role::Leader {
            let given_up = self.transfer.map_or(Micros::NEVER, |transfer| transfer.due);
            self.next_heartbeat().min(self.election.due).min(given_up)
        } else if self.stands() {
            self.ballot.asks_again.map_or(self.election.due, |again| self.election.due.min(again))
        } else {
            Micros::NEVER
        }
    }

    /// Changes timing and batching; running timers run on.
    pub fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
        self.forget_lease();
    }

    /// The timer to show: the election timer, or of a leader the time to its next heartbeat. One that does not
    /// stand for election has none.
    #[must_use]
    pub fn timer(&self) -> Option<Timer> {
        if self.role == Role::Leader {
            let due = self.next_heartbeat();
            Some(Timer { set: Micros(due.0.saturating_sub(self.settings.heartbeat.0)), due })
        } else {
            self.stands().then_some(self.election)
        }
    }

    /// The node's name in the cluster.
    #[must_use]
    pub const fn id(&self) -> NodeId {
        self.id
    }

    /// What the node is in its term.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The latest term that it has seen.
    #[must_use]
    pub const fn term(&self) -> Term {
        self.term
    }

    /// Whom it voted for in this term.
    #[must_use]
    pub const fn voted_for(&self) -> Option<NodeId> {
        self.voted_for
    }

    /// Who leads this term, if it knows.
    #[must_use]
    pub const fn leader(&self) -> Option<NodeId> {
        self.leader
    }

    /// Its log.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// The last entry known to be committed. The state machine is asked to apply up to here at once.
    #[must_use]
    pub const fn commit_index(&self) -> LogIndex {
        self.commit
    }

    /// The last entry that is durable on its disk.
    #[must_use]
    pub const fn last_durable(&self) -> LogIndex {
        self.disk.last_durable
    }

    /// What a leader knows of the replica `node`.
    #[must_use]
    pub fn progress(&self, node: NodeId) -> Option<&Progress> {
        self.progress.get(node.index())
    }

    /// Who voted for this candidate so far.
    #[must_use]
    pub const fn votes(&self) -> NodeSet {
        self.ballot.granted
    }
}
