//! Changes of who takes part (§6; dissertation §4).
//!
//! There is one mechanism. A [`Change`] names the voters and learners that there are to be. Those who are to
//! vote and do not take part yet are made learners first; when they have caught up (dissertation §4.2.1), the
//! leader writes the new configuration, or, if more than one voter comes or goes, the joint one that leads to
//! it, which it leaves as soon as that is committed.

use super::configuration::{Configuration, Roster};
use super::effect::{Effect, Effects};
use super::event::{ChangeRefusal, Event, Role};
use super::log::{Log, Payload};
use super::node::Node;
use super::nodes::NodeSet;
use super::progress::Progress;
use super::rule::Rule;
use super::snapshot::Snapshot;
use super::types::{LogIndex, Micros, NodeId};

/// What a leader is asked to make of its configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A replica becomes a voter.
    AddVoter(NodeId),
    /// A replica becomes a learner; one that votes no longer does.
    AddLearner(NodeId),
    /// A replica no longer takes part.
    Remove(NodeId),
    /// A replica takes the place of a voter.
    Replace {
        /// The voter that no longer takes part.
        old: NodeId,
        /// The one in its place.
        new: NodeId,
    },
    /// These take part, and no others.
    Configure {
        /// The voters.
        voters: NodeSet,
        /// The learners; who votes is none.
        learners: NodeSet,
    },
}

/// What a node knows of the configurations in its log.
#[derive(Clone, Debug)]
pub(super) struct Membership {
    /// All replicas of the cluster.
    pub replicas: NodeSet,
    /// What was there before the first configuration in the log, and where that ends: at its snapshot.
    first: (LogIndex, Configuration),
    /// The last configuration in the log, and its index; that of `first`, if there is none.
    latest: Configuration,
    at: LogIndex,
    /// Whether the node may stand for election.
    stands: bool,
    /// Whether the last configuration is known to be committed.
    committed: bool,
    /// Whether something about the configuration is not settled: it is not known to be committed, or as a leader
    /// the node has a step to do.
    open: bool,
    /// The change that a leader is at.
    goal: Option<Goal>,
}

/// A change whose new voters still catch up, in rounds (dissertation §4.2.1).
#[derive(Clone, Copy, Debug)]
struct Goal {
    /// What there is to be.
    configuration: Configuration,
    /// The end of the leader's log when the round began, which ends it for who holds it.
    round_end: LogIndex,
    /// When the round began.
    round_began: Micros,
}

impl Change {
    /// What the change makes of a configuration.
    #[must_use]
    pub fn of(self, before: Configuration) -> Configuration {
        let (voters, learners) = (before.voters, before.learners);
        let only = |id| NodeSet::only(id);
        let (voters, learners) = match self {
            Self::AddVoter(id) => (voters.with(only(id)), learners),
            Self::AddLearner(id) => (voters.without(only(id)), learners.with(only(id))),
            Self::Remove(id) => (voters.without(only(id)), learners.without(only(id))),
            Self::Replace { old, new } if voters.contains(old) => {
                (voters.without(only(old)).with(only(new)), learners)
            }
            Self::Replace { .. } => (voters, learners),
            Self::Configure { voters, learners } => (voters, learners),
        };
        Configuration { voters, learners: learners.without(voters), ..Configuration::default() }
    }
}

impl Membership {
    /// What a replica knows when it starts with `log`.
    pub(super) fn new(id: NodeId, roster: Roster, log: &Log) -> Self {
        let first = roster.configuration_of(id);
        let mut membership = Self {
            replicas: roster.replicas,
            first: (LogIndex::ZERO, first),
            latest: first,
            at: LogIndex::ZERO,
            stands: false,
            committed: false,
            open: true,
            goal: None,
        };
        if let Some(snapshot) = log.snapshot() {
            membership.begin_with(snapshot);
        }
        membership.look_up(id, log);
        membership
    }

    /// The log begins with this snapshot.
    pub(super) fn begin_with(&mut self, snapshot: &Snapshot) {
        self.first = (snapshot.last_index, snapshot.configuration);
    }

    /// The entries up to `last` are about to leave the log.
    pub(super) fn forget_up_to(&mut self, log: &Log, last: LogIndex) {
        if last > log.base() {
            self.first = (last, self.configuration_at(log, last));
        }
    }

    /// The configuration after the entry `last`.
    pub(super) fn configuration_at(&self, log: &Log, last: LogIndex) -> Configuration {
        if last >= self.at { self.latest } else { self.up_to(log, last).1 }
    }

    /// The last configuration in `log` up to `last`, and its index.
    fn up_to(&self, log: &Log, last: LogIndex) -> (LogIndex, Configuration) {
        let mut index = last;
        while let Some(entry) = log.entry(index) {
            if let Payload::Internal(Some(configuration)) = &entry.payload {
                return (index, **configuration);
            }
            index = index.previous();
        }
        self.first
    }

    /// Finds the last configuration in the log. A voter that it leaves out may have to lead once more until it is
    /// committed: nobody else may have it (dissertation §4.2.2, Figure 4.6).
    fn look_up(&mut self, id: NodeId, log: &Log) {
        (self.at, self.latest) = self.up_to(log, log.last_index());
        let before = self.up_to(log, self.at.previous()).1;
        self.stands = self.latest.all_voters().with(before.all_voters()).contains(id);
        self.committed = false;
        self.open = true;
    }
}

impl Node {
    /// A leader is asked to change the configuration. No one else takes it up.
    #[inline(never)]
    pub(super) fn change(&mut self, now: Micros, change: Change, effects: &mut Effects) {
        if self.role != Role::Leader {
            return;
        }
        if let Some(to) = self.hands_over_to() {
            effects.push(Effect::Event(Event::ProposalRefused { to }));
            return;
        }
        let latest = self.membership.latest;
        let configuration = change.of(latest);
        if let Some(why) = self.change_refusal(configuration) {
            effects.push(Effect::Event(Event::ChangeRefused { why }));
            return;
        }
        let (voters, learners) = (configuration.voters, configuration.learners);
        effects.push(Effect::Event(Event::ChangeBegun { voters, learners }));
        // One that only waits for its learners to catch up gives way to this one.
        let goal = Goal { configuration, round_end: self.log.last_index(), round_began: now };
        self.membership.goal = Some(goal);
        self.pursue(now, goal, effects);
    }

    fn change_refusal(&self, configuration: Configuration) -> Option<ChangeRefusal> {
        let Membership { latest, at, replicas, .. } = self.membership;
        // A joint one is left in the step that commits it, or before this leader has committed anything.
        if at > self.commit && self.rules.on(Rule::OneChangeAtATime) {
            return Some(ChangeRefusal::Unfinished { index: at });
        }
        if !self.may_change() {
            return Some(ChangeRefusal::NothingCommitted { term: self.term });
        }
        if configuration == latest || !configuration.members().without(replicas).is_empty() {
            return Some(ChangeRefusal::Nothing);
        }
        configuration.voters.is_empty().then_some(ChangeRefusal::NoVoter)
    }

    /// What earlier leaders left uncommitted may be a configuration that overlaps with the next one of this leader
    /// in no replica. Its own entry on a quorum keeps all of them out (dissertation §4.1, as corrected in 2015).
    fn may_change(&self) -> bool {
        self.has_own_commit() || !self.rules.on(Rule::ChangeAfterOwnCommit)
    }

    /// Takes the next step towards what there is to be.
    fn pursue(&mut self, now: Micros, goal: Goal, effects: &mut Effects) {
        self.membership.open = true;
        let latest = self.membership.latest;
        let newcomers = goal.configuration.voters.without(latest.voters);
        let unknown = newcomers.without(latest.learners);
        if !unknown.is_empty() {
            self.configure(now, Configuration { learners: latest.learners.with(unknown), ..latest }, effects);
        } else if self.caught_up(now, newcomers, goal) {
            self.membership.goal = None;
            self.configure(now, latest.towards(goal.configuration), effects);
        }
    }

    /// Whether those who are to vote hold what the leader had when the round began. If that took them longer than
    /// the least election timeout, what came meanwhile would keep the cluster waiting, and they get another round.
    fn caught_up(&mut self, now: Micros, newcomers: NodeSet, goal: Goal) -> bool {
        // One whose configuration is not in force yet has no place in the table.
        let matched = |node: NodeId| self.progress(node).map(|known| known.matched);
        let hold = |index| newcomers.iter().all(|node| matched(node) >= Some(index));
        if !hold(goal.round_end) {
            return false;
        }
        let in_time = now <= goal.round_began.after(self.patience());
        let round_end = self.log.last_index();
        let caught_up = in_time || hold(round_end);
        self.membership.goal = Some(Goal { round_end, round_began: now, ..goal });
        caught_up
    }

    fn configure(&mut self, now: Micros, configuration: Configuration, effects: &mut Effects) {
        self.propose(now, Payload::Internal(Some(configuration.into())), effects);
    }

    /// A configuration was written to the log, or removed from it. The last one is in force from now on, committed
    /// or not: those who have it could not know when the others begin to use it (§6).
    #[cold]
    pub(super) fn reconfigure(&mut self, now: Micros, effects: &mut Effects) {
        self.membership.look_up(self.id, &self.log);
        self.enforce(now, effects);
    }

    /// The configuration by which the node is to go, and its index: the last in the log, or with the rule switched
    /// off the last one that is committed.
    pub(super) fn in_force(&self) -> (LogIndex, Configuration) {
        if self.rules.on(Rule::ConfigInForceFromAppend) {
            (self.membership.at, self.membership.latest)
        } else {
            self.membership.up_to(&self.log, self.commit)
        }
    }

    fn enforce(&mut self, now: Micros, effects: &mut Effects) {
        let (index, configuration) = self.in_force();
        let before = std::mem::replace(&mut self.configuration, configuration);
        if before == configuration {
            return;
        }
        effects.push(Effect::Event(Event::Configured { index, configuration }));
        if self.role == Role::Leader {
            self.make_room(now);
            for node in configuration.members().without(before.members()).iter() {
                // It may have been here before, and hold what it held then.
                let progress = &mut self.progress[node.index()];
                progress.probe_from(progress.next);
                // Nothing was sent to it while it took no part.
                progress.due = progress.due.max(now);
            }
            self.judge_rounds_anew(now, effects);
        }
    }

    /// A leader's table has a place for itself and for everyone that it sends entries to.
    pub(super) fn make_room(&mut self, now: Micros) {
        let all = self.configuration.members().with(NodeSet::only(self.id));
        let table = all.iter().last().map_or(0, |last| last.index() + 1).max(self.progress.len());
        self.progress.resize(table, Progress::new(self.log.last_index(), now));
    }

    /// Does what is due about the configuration at the end of a step.
    #[inline]
    pub(super) fn settle_configuration(&mut self, now: Micros, effects: &mut Effects) {
        if self.membership.open {
            self.settle(now, effects);
        }
    }

    #[cold]
    fn settle(&mut self, now: Micros, effects: &mut Effects) {
        if !self.rules.on(Rule::ConfigInForceFromAppend) {
            self.enforce(now, effects);
        }
        if self.membership.at > self.commit {
            return;
        }
        self.membership.stands = self.membership.latest.all_voters().contains(self.id);
        self.membership.open = false;
        let first_seen = !std::mem::replace(&mut self.membership.committed, true);
        if self.role != Role::Leader {
            return;
        }
        let (index, configuration) = (self.membership.at, self.membership.latest);
        if first_seen && index > LogIndex::ZERO {
            effects.push(Effect::Event(Event::ConfigurationCommitted { index, configuration }));
        }
        if configuration.is_joint() {
            self.membership.open = true;
            if self.may_change() && self.hands_over_to().is_none() {
                self.configure(now, configuration.settled(), effects);
            }
        } else if !configuration.voters.contains(self.id) {
            // Who does not vote in the committed configuration has led only until here (dissertation §4.2.2).
            effects.push(Effect::Event(Event::Resigned { index, term: self.term }));
            self.follow(now, self.term, effects);
        } else if let Some(goal) = self.membership.goal {
            self.membership.open = true;
            if self.hands_over_to().is_none() {
                self.pursue(now, goal, effects);
            }
        }
    }

    /// A leader has all of this before it: what an earlier one began may be left to finish.
    pub(super) const fn reopen_configuration(&mut self) {
        self.membership.open = true;
        self.membership.goal = None;
    }

    /// Who counts although the configuration leaves it out: nobody, but with the rule switched off the node itself.
    #[inline]
    pub(super) fn counts_too(&self) -> NodeSet {
        if self.rules.on(Rule::RemovedLeaderDoesNotCount) {
            NodeSet::default()
        } else {
            NodeSet::only(self.id)
        }
    }

    /// Whether the node may stand for election: as a voter, or as one that a configuration leaves out which is not
    /// known to be committed.
    #[must_use]
    #[inline]
    pub const fn stands(&self) -> bool {
        self.membership.stands && !self.configuration.voters.is_empty()
    }

    /// The configuration in force here.
    #[must_use]
    #[inline]
    pub const fn configuration(&self) -> Configuration {
        self.configuration
    }

    /// The index of the last configuration in the log; that of the snapshot, if its entry is gone, and zero if it is
    /// that of the start.
    #[must_use]
    pub const fn configured_at(&self) -> LogIndex {
        self.membership.at
    }

    /// Whether the node takes no part in the cluster, as far as it knows.
    #[must_use]
    pub const fn is_outside(&self) -> bool {
        !self.configuration.members().contains(self.id)
    }
}
