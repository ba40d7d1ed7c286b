//! Makes a scenario as small as it goes while it still breaks the same invariant.
//!
//! Each step proposes a smaller scenario, and keeps it if the same still breaks; the steps are repeated until none
//! of them finds anything more.

use raft_playground::check::Violation;
use raft_playground::kv::Op;
use raft_playground::raft::{Change, Micros, NodeId, NodeSet, Settings};
use raft_playground::sim::{
    Action, ClientId, Cluster, NetworkSettings, Record, Run, Scenario, Target, Timed, Watcher, Workload,
};

/// Says what a scenario breaks, if that is what is looked for.
type Judge<'a> = &'a dyn Fn(&Scenario) -> Option<Violation>;

/// The smallest scenario that was found to break the same as `scenario`, which is given back if even that does not.
pub fn shrunk(scenario: Scenario, judge: Judge<'_>) -> Scenario {
    let Some(broken) = judge(&scenario) else { return scenario };
    let wanted = broken.invariant;
    let still = |candidate: &Scenario| judge(candidate).filter(|violation| violation.invariant == wanted);
    let mut small = Small { scenario, still: &still };
    loop {
        let before = small.scenario.clone();
        small.end_where_it_breaks();
        small.ask_by_script();
        small.with_fewer_actions();
        small.with_fewer_replicas();
        small.with_plain_settings();
        small.with_round_times();
        eprintln!("{} actions, {} replicas", small.scenario.script.len(), small.scenario.replicas);
        if small.scenario == before {
            return small.scenario;
        }
    }
}

struct Small<'a> {
    scenario: Scenario,
    still: Judge<'a>,
}

impl Small<'_> {
    fn keep_if_still(&mut self, candidate: Scenario) -> bool {
        let keep = candidate != self.scenario && (self.still)(&candidate).is_some();
        if keep {
            self.scenario = candidate;
        }
        keep
    }

    fn changed(&mut self, change: impl FnOnce(&mut Scenario)) -> bool {
        let mut candidate = self.scenario.clone();
        change(&mut candidate);
        self.keep_if_still(candidate)
    }

    /// What lies behind the violation brought nothing about.
    fn end_where_it_breaks(&mut self) {
        let Some(broken) = (self.still)(&self.scenario) else { return };
        self.changed(|scenario| {
            scenario.end = Some(broken.at);
            scenario.script.retain(|timed| timed.at <= broken.at);
        });
    }

    /// The requests that the clients thought of themselves become actions, which can go one by one.
    fn ask_by_script(&mut self) {
        let Workload::Steady { rate, .. } = self.scenario.workload else { return };
        if rate == 0.0 {
            return;
        }
        let mut run = Run::new(&self.scenario, Requests::default());
        run.run_until(self.scenario.end.unwrap_or_default());
        let Requests { mut asked, .. } = run.watcher;
        asked.retain(|asked| !self.scenario.script.iter().any(|timed| is_same_request(timed, asked)));
        self.changed(|scenario| {
            scenario.workload = Workload::Steady { rate: 0.0, gets: 0.5 };
            scenario.script.extend(asked);
            scenario.script.sort_by_key(|timed| timed.at);
        });
    }

    /// Leaves out halves, quarters, and so on down to single actions.
    fn with_fewer_actions(&mut self) {
        let mut length = self.scenario.script.len().div_ceil(2);
        while length > 0 {
            let mut start = 0;
            while start < self.scenario.script.len() {
                let end = (start + length).min(self.scenario.script.len());
                let gone = self.changed(|scenario| {
                    scenario.script.drain(start..end);
                });
                start += if gone { 0 } else { length };
            }
            length /= 2;
        }
    }

    fn with_fewer_replicas(&mut self) {
        while self.scenario.replicas > 1 {
            let last = NodeId(self.scenario.replicas - 1);
            let fewer = self.changed(|scenario| {
                scenario.replicas -= 1;
                let left = NodeSet::first(scenario.replicas);
                scenario.voters =
                    scenario.voters.map(|voters| voters.within(left)).filter(|left| !left.is_empty());
                scenario.sync_of.retain(|&(id, _)| id != last);
                scenario.script.retain_mut(|timed| without(&mut timed.action, last));
            });
            if !fewer {
                return;
            }
        }
        self.changed(|scenario| {
            scenario.clients = 1;
            for timed in &mut scenario.script {
                if let Action::Request { client, .. } = &mut timed.action {
                    *client = ClientId(0);
                }
            }
        });
    }

    /// Each setting as it is by default, or at its least.
    fn with_plain_settings(&mut self) {
        let plain = Settings::default();
        self.changed(|scenario| scenario.raft.max_batch = plain.max_batch);
        self.changed(|scenario| scenario.raft.window = plain.window);
        self.changed(|scenario| scenario.raft.resend = plain.resend);
        self.changed(|scenario| scenario.raft.thrifty = plain.thrifty);
        self.changed(|scenario| scenario.raft.commit_at_once = plain.commit_at_once);
        self.changed(|scenario| scenario.raft.no_op = plain.no_op);
        self.changed(|scenario| scenario.raft.pre_vote = plain.pre_vote);
        self.changed(|scenario| scenario.raft.check_quorum = plain.check_quorum);
        self.changed(|scenario| scenario.raft.snapshot_threshold = plain.snapshot_threshold);
        self.changed(|scenario| scenario.raft.snapshot_chunk = plain.snapshot_chunk);
        self.changed(|scenario| scenario.raft.reads = plain.reads);
        self.changed(|scenario| scenario.sync_of.clear());
        self.changed(|scenario| scenario.asking.sessions = false);
        self.changed(|scenario| scenario.asking.retry = Micros::ZERO);
        self.changed(|scenario| scenario.asking.sessions_kept = Scenario::default().asking.sessions_kept);
        self.changed(|scenario| scenario.network.loss = 0.0);
        self.changed(|scenario| scenario.network.duplication = 0.0);
        for sync in [0, 10_000, 30_000] {
            if self.scenario.sync > Micros(sync) {
                self.changed(|scenario| scenario.sync = Micros(sync));
            }
        }
        let even = |scenario: &mut Scenario, latency: Micros| {
            let NetworkSettings { latency_least, latency_most, .. } = &mut scenario.network;
            (*latency_least, *latency_most) = (latency, latency);
        };
        for millis in [10, 20, 30] {
            self.changed(|scenario| even(scenario, Micros::from_millis(millis)));
        }
        for seed in 1..10.min(self.scenario.seed) {
            self.changed(|scenario| scenario.seed = seed);
        }
    }

    /// Moments that a person can read, and as early as may be.
    fn with_round_times(&mut self) {
        for nth in 0..self.scenario.script.len() {
            for unit in [100_000, 50_000, 10_000, 5_000, 1_000, 100] {
                let at = self.scenario.script[nth].at;
                for round in [at.0 / unit * unit, at.0.div_ceil(unit) * unit] {
                    self.changed(|scenario| {
                        scenario.script[nth].at = Micros(round);
                        scenario.script.sort_by_key(|timed| timed.at);
                    });
                }
                if self.scenario.script[nth].at.0.is_multiple_of(unit) {
                    break;
                }
            }
        }
    }
}

/// Takes a replica out of an action; false if nothing is left of the action.
fn without(action: &mut Action, gone: NodeId) -> bool {
    match action {
        Action::Crash(id)
        | Action::CrashTorn(id)
        | Action::Restart(id)
        | Action::Compact(id)
        | Action::Transfer(id)
        | Action::TimeOut(id)
        | Action::Isolate(id)
        | Action::Request { to: Target::Replica(id), .. } => *id != gone,
        Action::Partition(groups) => {
            for group in &mut *groups {
                group.retain(|&id| id != gone);
            }
            groups.retain(|group| !group.is_empty());
            groups.len() > 1
        }
        Action::Cut(links) | Action::Heal(links) => {
            links.retain(|&(from, to)| from != gone && to != gone);
            !links.is_empty()
        }
        Action::Change(change) => without_in_change(change, gone),
        _ => true,
    }
}

/// Takes a replica out of a change of who takes part; false if nothing is left of the change.
fn without_in_change(change: &mut Change, gone: NodeId) -> bool {
    match change {
        Change::AddVoter(id) | Change::AddLearner(id) | Change::Remove(id) => *id != gone,
        Change::Replace { old, new } => *old != gone && *new != gone,
        Change::Configure { voters, learners } => {
            let gone = NodeSet::only(gone);
            (*voters, *learners) = (voters.without(gone), learners.without(gone));
            !voters.is_empty()
        }
    }
}

/// Whether what was asked is this request of the script.
fn is_same_request(timed: &Timed, asked: &Timed) -> bool {
    let of = |timed: &Timed| match &timed.action {
        Action::Request { client, op, .. } => Some((timed.at, *client, op.clone())),
        _ => None,
    };
    of(timed) == of(asked)
}

/// Writes down what clients ask.
#[derive(Default)]
struct Requests {
    asked: Vec<Timed>,
    /// How many of the clients' exchanges it has seen.
    seen: usize,
}

impl Watcher for Requests {
    fn see(&mut self, cluster: &Cluster, _: &[Record]) {
        let history = cluster.clients().history();
        while let Some(exchange) = history.get(self.seen) {
            self.seen += 1;
            let (client, op) = (exchange.client, (*exchange.op).clone());
            // Clients open their sessions of themselves.
            if !matches!(op, Op::OpenSession { .. }) {
                let action = Action::Request { client, to: Target::Leader, op, way: None };
                self.asked.push(Timed { at: exchange.asked, action });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use raft_playground::check::{Checker, Invariant};
    use raft_playground::raft::{Rule, Rules};

    use crate::faults::{CALM, scenario};

    fn violation(scenario: &Scenario) -> Option<Violation> {
        let mut run = Run::new(scenario, Checker::default());
        run.run_until(scenario.end.unwrap_or(CALM));
        run.watcher.violation().cloned()
    }

    #[test]
    fn what_is_left_of_a_run_breaks_the_same_with_less() {
        let rules = Rules::default().without(Rule::CandidateLogUpToDate);
        let breaks = |scenario: &Scenario| {
            violation(scenario).filter(|violation| violation.invariant == Invariant::LeaderCompleteness)
        };
        let found = (0..).map(|seed| scenario(seed, rules)).find(|scenario| breaks(scenario).is_some());
        let found = found.expect("one of all seeds breaks it");
        let small = shrunk(found.clone(), &breaks);
        assert!(breaks(&small).is_some());
        assert!(small.script.len() < found.script.len() && small.script.len() < 10, "{}", small.write());
        assert!(small.replicas <= found.replicas && small.end <= found.end.or(Some(CALM)));
        assert_eq!(Scenario::read(&small.write()).as_ref(), Ok(&small), "it can be kept");
    }
}
