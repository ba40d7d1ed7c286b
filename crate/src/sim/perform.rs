//! Carrying out actions: what each does to the cluster.

use crate::raft::{Change, Micros, Node, NodeId, NodeSet};

use super::action::{Action, CourseEvent, Handling, Link, MessageId, Tuning};
use super::cluster::Cluster;
use super::grader::Strikes;
use super::replica::Replica;
use super::scenario::{Workload, write_action};
use super::trace::What;

/// What an action asks of the driver, which holds the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The message in question.
    pub message: MessageId,
    /// What is to be done to it.
    pub handling: Handling,
}

impl Cluster {
    /// Carries an action out. One on a message in flight is left to the driver.
    pub fn act(&mut self, action: &Action, now: Micros) -> Option<Errand> {
        self.begin(now);
        self.post.hash.mix(now.0);
        match action {
            &Action::Crash(id) => self.at(id, Replica::crash),
            &Action::Restart(id) => self.at(id, Replica::restart),
            &Action::TimeOut(id) => self.at(id, Replica::time_out),
            &Action::Isolate(id) => self.isolate(NodeSet::only(id)),
            Action::Partition(groups) => self.partition(groups),
            Action::Cut(links) => self.set_cuts(links, true),
            Action::Heal(links) => self.set_cuts(links, false),
            Action::HealAll => self.heal_all(),
            Action::Request { client, to, op, way } => self.ask(*client, *to, op.clone(), *way),
            &Action::Message(message, handling) => return Some(Errand { message, handling }),
            Action::Tune(tuning) => self.tune(tuning),
            &Action::Course(event) => self.course_event(event),
            &Action::Transfer(to) => self.transfer(to),
            &Action::CrashTorn(id) => self.at(id, Replica::crash_torn),
            &Action::Compact(id) => self.at(id, Replica::compact),
            &Action::Change(change) => {
                // What entries carry is not in the hash otherwise.
                self.post.hash.mix_bytes(write_action(action).as_bytes());
                self.change(change);
            }
            Action::AlignTimers => self.set_timers(true),
            Action::SpreadTimers => self.set_timers(false),
        }
        None
    }

    /// Without a leader the replica itself is asked, and says that it does not lead.
    #[inline(never)]
    fn transfer(&mut self, to: NodeId) {
        let leader = self.newest_leader().map_or(to, Node::id);
        self.at(leader, |replica, around| replica.transfer(to, around));
    }

    /// Gives every election timer that runs another end: all the same one, or one after the other.
    #[inline(never)]
    fn set_timers(&mut self, aligned: bool) {
        let settings = &self.blueprint.settings;
        let (least, most) = (settings.election_timeout_least.0, settings.election_timeout_most.0);
        let waiting: Vec<NodeId> =
            self.replicas.iter().filter(|replica| replica.awaits_election()).map(Replica::id).collect();
        let steps = (waiting.len() as u64).saturating_sub(1).max(1);
        for (nth, &id) in (0..).zip(&waiting) {
            let later = if aligned { 0 } else { most.saturating_sub(least) * nth / steps };
            let due = self.now.after(Micros(least)).after(Micros(later));
            self.at(id, |replica, _| replica.set_election_due(due));
        }
        self.tell(None, What::TimersSet { aligned });
    }

    #[inline(never)]
    fn set_cuts(&mut self, links: &[Link], cut: bool) {
        let mut changed = Vec::new();
        for &link in links {
            if self.post.network.is_cut(link) != cut {
                self.post.network.set_cut(link, cut);
                changed.push(link);
            }
        }
        // Both directions of a link together are one thing to tell.
        for &(from, to) in &changed {
            let both_ways = changed.contains(&(to, from));
            if !both_ways || from < to {
                self.tell(None, What::Link { from, to, cut, both_ways });
            }
        }
    }

    #[inline(never)]
    fn heal_all(&mut self) {
        self.post.network.heal_all();
        self.tell(None, What::HealedAll);
    }

    /// Cuts every link between a set of replicas and the rest, and leaves the links within both.
    #[inline(never)]
    fn isolate(&mut self, set: NodeSet) {
        for link in self.links() {
            if set.contains(link.0) != set.contains(link.1) {
                self.post.network.set_cut(link, true);
            }
        }
        let rest: NodeSet = self.blueprint.roster.replicas.iter().filter(|&id| !set.contains(id)).collect();
        let side = if set.len() <= rest.len() { set } else { rest };
        // A replica alone in its cluster has nobody to be cut off from.
        if !side.is_empty() {
            self.tell(None, What::CutOff { side });
        }
    }

    #[inline(never)]
    fn partition(&mut self, groups: &[Vec<NodeId>]) {
        let group = |id: NodeId| groups.iter().position(|group| group.contains(&id));
        for (from, to) in self.links() {
            if let (Some(one), Some(other)) = (group(from), group(to)) {
                self.post.network.set_cut((from, to), one != other);
            }
        }
        // Of so many sides, all but the greatest are cut off.
        let greatest = groups.iter().max_by_key(|group| group.len());
        for group in groups.iter().filter(|&group| Some(group) != greatest) {
            self.tell(None, What::CutOff { side: group.iter().copied().collect() });
        }
    }

    fn links(&self) -> Vec<Link> {
        let ids = || self.blueprint.roster.replicas.iter();
        ids().flat_map(|from| ids().filter(move |&to| to != from).map(move |to| (from, to))).collect()
    }

    /// A change of who takes part goes to whoever leads.
    fn change(&mut self, change: Change) {
        match self.newest_leader().map(Node::id) {
            Some(leader) => self.at(leader, |replica, around| replica.change(change, around)),
            None => self.tell(None, What::NobodyLeads),
        }
    }

    #[inline(never)]
    fn tune(&mut self, tuning: &Tuning) {
        let raft = &mut self.blueprint.settings;
        if let Some((least, most)) = tuning.election_timeout {
            raft.election_timeout_least = least;
            raft.election_timeout_most = most;
        }
        raft.heartbeat = tuning.heartbeat.unwrap_or(raft.heartbeat);
        raft.max_batch = tuning.max_batch.unwrap_or(raft.max_batch);
        raft.window = tuning.window.unwrap_or(raft.window);
        raft.resend = tuning.resend.unwrap_or(raft.resend);
        raft.thrifty = tuning.thrifty.unwrap_or(raft.thrifty);
        raft.commit_at_once = tuning.commit_at_once.unwrap_or(raft.commit_at_once);
        raft.no_op = tuning.no_op.unwrap_or(raft.no_op);
        raft.pre_vote = tuning.pre_vote.unwrap_or(raft.pre_vote);
        raft.check_quorum = tuning.check_quorum.unwrap_or(raft.check_quorum);
        raft.snapshot_threshold = tuning.snapshot_threshold.unwrap_or(raft.snapshot_threshold);
        raft.snapshot_chunk = tuning.snapshot_chunk.unwrap_or(raft.snapshot_chunk);
        raft.reads = tuning.reads.unwrap_or(raft.reads);
        for replica in &mut self.replicas {
            replica.set_settings(raft);
        }
        if let Some(sync) = tuning.sync {
            self.blueprint.sync = sync;
            self.blueprint.sync_of.clear();
        }
        for &(id, sync) in &tuning.sync_of {
            self.blueprint.set_sync_of(id, sync);
        }

        let network = self.post.network.settings_mut();
        if let Some((least, most)) = tuning.latency {
            network.latency_least = least;
            network.latency_most = most;
        }
        network.loss = tuning.loss.unwrap_or(network.loss);
        network.duplication = tuning.duplication.unwrap_or(network.duplication);
        self.clients.tune(tuning.retry, tuning.sessions);
        self.refresh_patience_deadline();
        self.tune_workload(tuning);
        self.tell(None, What::Tuned);
    }

    fn tune_workload(&mut self, tuning: &Tuning) {
        if tuning.rate.is_none() && tuning.gets.is_none() {
            return;
        }
        // A workload of the course that is tuned becomes a steady one.
        let (rate, gets) = match *self.generator.workload() {
            Workload::Steady { rate, gets } => (rate, gets),
            Workload::Course { mix, .. } => (0.0, mix),
        };
        let workload =
            Workload::Steady { rate: tuning.rate.unwrap_or(rate), gets: tuning.gets.unwrap_or(gets) };
        self.generator.set_workload(workload, self.now);
        self.refresh_workload_deadline();
    }

    #[inline(never)]
    fn course_event(&mut self, event: CourseEvent) {
        let living: NodeSet =
            self.replicas.iter().filter(|replica| replica.node().is_some()).map(Replica::id).collect();
        let all = self.blueprint.roster.replicas;
        let Some(blow) = self.post.grader.strike(event, living, all) else { return };
        match blow.strikes {
            Strikes::Down(id) => self.at(id, Replica::crash),
            Strikes::Apart(set) => {
                self.post.network.heal_all();
                self.isolate(set);
            }
            Strikes::Nobody => self.heal_all(),
        }
        if blow.resets_beliefs {
            self.clients.forget_leader();
        }
    }
}
