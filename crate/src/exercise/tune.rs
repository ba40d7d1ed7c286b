//! Tuning: settings are tried on seeds that the student does not know.

use crate::raft::{Event, Micros, NodeId};
use crate::sim::{Address, Cluster, Record, Run, Scenario, Watcher, What};

use super::salt::Salt;

/// The most events over all seeds.
const MOST_EVENTS: u64 = 300_000;

/// Settings to choose, and what they have to achieve.
#[derive(Clone, Debug)]
pub struct Tune {
    /// What is run, but for the seed and what is chosen.
    pub scenario: Scenario,
    /// The election timeouts that may be chosen: both ends lie within.
    pub election_timeout: (Micros, Micros),
    /// The heartbeats that may be chosen.
    pub heartbeat: (Micros, Micros),
    /// How many seeds it is tried on.
    pub seeds: usize,
    /// What is to be achieved.
    pub limits: Limits,
}

/// What is to be achieved over all seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The most that 95 of 100 failovers take.
    pub failover_p95: Micros,
    /// The most elections that are called while a leader is up, over all seeds.
    pub spurious_elections: u64,
    /// The most messages between replicas, per seed.
    pub messages: u64,
}

/// What a student chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Least and greatest election timeout.
    pub election_timeout: (Micros, Micros),
    /// Heartbeat interval.
    pub heartbeat: Micros,
}

/// What was measured over all seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// From the crash of a leader to the next leader: what 95 of 100 take at most. One that did not end counts as the
    /// time up to the end of the run, and is never within a limit. None if no leader crashed.
    pub failover_p95: Option<Micros>,
    /// Failovers that did not end.
    pub unfinished: usize,
    /// Elections that were called while a leader was up.
    pub spurious_elections: u64,
    /// Messages between replicas per seed, rounded up.
    pub messages: u64,
    /// Events of all runs.
    pub events: u64,
    /// Whether all seeds were run to the end.
    pub complete: bool,
}

impl Tune {
    /// Runs all hidden seeds of a course.
    pub(super) fn measure(&self, exercise: &str, salt: &Salt, chosen: Chosen) -> Measured {
        let mut all = Tally::default();
        let mut complete = true;
        for n in 0..self.seeds {
            let mut scenario = Scenario { seed: salt.hidden_seed(exercise, n), ..self.scenario.clone() };
            scenario.raft.election_timeout_least = chosen.election_timeout.0;
            scenario.raft.election_timeout_most = chosen.election_timeout.1;
            scenario.raft.heartbeat = chosen.heartbeat;
            complete &= all.add(&scenario);
        }
        all.measured(self.seeds as u64, complete)
    }
}

#[derive(Default)]
struct Tally {
    failovers: Vec<Micros>,
    unfinished: usize,
    spurious: u64,
    messages: u64,
    events: u64,
}

impl Tally {
    /// Runs one seed to its end; false if that takes too long.
    fn add(&mut self, scenario: &Scenario) -> bool {
        let mut run = Run::new(scenario, Observer::default());
        let mut complete = true;
        while run.step() {
            self.events += 1;
            if self.events >= MOST_EVENTS {
                complete = false;
                break;
            }
        }
        let end = scenario.end.unwrap_or(run.cluster().now());
        self.messages += run.cluster().post().counters.messages;
        let Observer { failovers, since, spurious, .. } = run.watcher;
        self.failovers.extend(failovers);
        if let Some(since) = since {
            self.unfinished += 1;
            self.failovers.push(Micros(end.0.saturating_sub(since.0)));
        }
        self.spurious += spurious;
        complete
    }

    fn measured(mut self, seeds: u64, complete: bool) -> Measured {
        self.failovers.sort_unstable();
        let rank = (self.failovers.len() * 95).div_ceil(100);
        Measured {
            failover_p95: rank.checked_sub(1).and_then(|at| self.failovers.get(at)).copied(),
            unfinished: self.unfinished,
            spurious_elections: self.spurious,
            messages: self.messages.div_ceil(seeds.max(1)),
            events: self.events,
            complete,
        }
    }
}

/// Watches who leads.
#[derive(Default)]
struct Observer {
    leader: Option<NodeId>,
    /// When the leader crashed, until there is another one.
    since: Option<Micros>,
    failovers: Vec<Micros>,
    spurious: u64,
}

impl Watcher for Observer {
    fn see(&mut self, _: &Cluster, records: &[Record]) {
        for record in records {
            let Some(Address::Replica(id)) = record.subject else { continue };
            match record.what {
                What::Crashed { .. } if self.leader == Some(id) => {
                    self.leader = None;
                    self.since.get_or_insert(record.at);
                }
                What::Node(Event::BecameCandidate { .. })
                    if self.leader.is_some_and(|leader| leader != id) =>
                {
                    self.spurious += 1;
                }
                What::Node(Event::BecameLeader { .. }) => {
                    self.leader = Some(id);
                    let took = self.since.take().map(|since| Micros(record.at.0 - since.0));
                    self.failovers.extend(took);
                }
                _ => {}
            }
        }
    }
}
