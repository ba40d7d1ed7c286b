//! A test of the course, run and judged: by the course's own rules, and by ours beside them.

use crate::check::linearizability::{self, BUDGET, History, Model, check};
use crate::check::{Checker, Violation};
use crate::raft::Micros;
use crate::sim::grader::{Books, Counts, Heard, Mishap};
use crate::sim::{Cluster, Record, Run, Scenario, Watcher, Workload};

use super::profile::Profile;
use super::storm::Gauge;
use super::test_file::{Bounds, TestFile};
use super::verdict::{Figure, Reason, Size, Tier, Verdict, median_latency, verdict};

/// What came of a test with one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The seed of the run.
    pub seed: u64,
    /// What the course says of it.
    pub verdict: Verdict,
    /// What the course's grader counts.
    pub counts: Counts,
    /// What the course's grader does not see.
    pub opinion: Opinion,
    /// When the first thing came about that the run is blamed for, if there is one that has a moment.
    pub failed_at: Option<Micros>,
    /// What is odd in the test file.
    pub warnings: Vec<String>,
}

/// What the course's grader does not see.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// Whether what the clients heard is linearizable.
    pub linearizable: linearizability::Verdict,
    /// When the first operation was asked that has no place in the order of all others, if one has none.
    pub misplaced: Option<Micros>,
    /// The first invariant of Raft that broke, if one did.
    pub violation: Option<Violation>,
    /// When a storm of messages began, if there was one.
    pub storm: Option<Micros>,
    /// The median latency of what was answered ok, if anything was: redirects and fails are answered soon.
    pub latency_without_redirects: Option<Micros>,
}

impl Report {
    /// Whether the course passes the run.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.verdict.reasons.is_empty()
    }
}

/// A test file as the scenario that is run, with this seed, or else its own, and the settings of a profile.
#[must_use]
pub fn scenario_of(test: &TestFile, seed: Option<u64>, profile: &Profile) -> Scenario {
    let mut scenario = test.scenario.clone();
    scenario.seed = seed.unwrap_or(scenario.seed);
    profile.apply(&mut scenario);
    scenario
}

/// Runs a test of the course to its end, headless, and judges it.
#[must_use]
pub fn grade(test: &TestFile, seed: Option<u64>, profile: &Profile) -> Report {
    let scenario = scenario_of(test, seed, profile);
    let mut run = Run::new(&scenario, Witness::new(&scenario, &test.bounds));
    while run.step() {}
    report(&scenario, &test.bounds, run.cluster(), &run.watcher)
}

/// Sees a run of a test.
struct Witness {
    checker: Checker,
    gauge: Gauge,
    /// The messages that are too many for any tier, and when they were reached.
    too_many: Option<(f64, Option<Micros>)>,
}

impl Witness {
    fn new(scenario: &Scenario, bounds: &Bounds) -> Self {
        let too_many = bounds.total_msgs.map(|[.., partial]| (partial, None));
        Self { checker: Checker::default(), gauge: Gauge::new(scenario), too_many }
    }
}

impl Watcher for Witness {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        let counters = cluster.post().counters;
        self.gauge.read(cluster.now(), counters.messages, counters.requests);
        if let Some((bound, at @ None)) = &mut self.too_many
            && counters.messages as f64 >= *bound
        {
            *at = Some(cluster.now());
        }
    }
}

fn report(scenario: &Scenario, bounds: &Bounds, cluster: &Cluster, witness: &Witness) -> Report {
    let nothing = Books::default();
    let books = cluster.post().grader.books.as_deref().unwrap_or(&nothing);
    let (requests, mix) = match scenario.workload {
        Workload::Course { requests, mix, .. } => (requests, mix),
        Workload::Steady { .. } => (0, 0.0),
    };
    let size = Size { requests, replicas: scenario.replicas, mix };
    let verdict = verdict(books, cluster.post().counters.messages, size, bounds);
    let history = History::of(cluster.clients());
    let order = check(&history, Model::Store, BUDGET);
    let opinion = Opinion {
        linearizable: order.verdict,
        misplaced: first_misplaced(&history, &order),
        violation: witness.checker.violation().cloned(),
        storm: witness.gauge.storm().or(cluster.is_over().then_some(cluster.now())),
        latency_without_redirects: median_latency(books, |heard| heard == Heard::Ok),
    };
    let failed_at = first_blame(&verdict, &opinion, books, witness.too_many.and_then(|(_, at)| at));
    let (counts, warnings) = (books.counts, scenario.warnings.clone());
    Report { seed: scenario.seed, verdict, counts, opinion, failed_at, warnings }
}

/// When the first thing came about for which a run is not correct, earns nothing, or is not what we call sound.
fn first_blame(
    verdict: &Verdict,
    opinion: &Opinion,
    books: &Books,
    too_many: Option<Micros>,
) -> Option<Micros> {
    let reasons = verdict.reasons.iter().filter_map(|reason: &Reason| reason.at);
    let [_, failures, duplicates, latency] = &verdict.figures;
    let earns_nothing = [
        too_many,
        reached(failures, &failed(books)),
        reached(duplicates, &moments(books, Mishap::Duplicate)),
        first_slow(latency, books),
    ];
    let violation = opinion.violation.as_ref().map(|violation| violation.at);
    let unsound = [violation, opinion.storm, opinion.misplaced];
    reasons.chain(earns_nothing.into_iter().flatten()).chain(unsound.into_iter().flatten()).min()
}

fn first_misplaced(history: &History, order: &linearizability::Report) -> Option<Micros> {
    let misplaced = order.keys.iter().flat_map(|key| &key.misplaced);
    misplaced.filter_map(|&place| history.operations.get(place)).map(|operation| operation.invoked).min()
}

fn moments(books: &Books, of: Mishap) -> Vec<Micros> {
    books.mishaps().iter().filter(|&&(_, mishap)| mishap == of).map(|&(at, _)| at).collect()
}

/// When each failure came about: the answer "fail", or the request that was never answered.
fn failed(books: &Books) -> Vec<Micros> {
    let mut failed = moments(books, Mishap::Failed);
    let unanswered = books.requests().filter(|request| request.answer.is_none());
    failed.extend(unanswered.map(|request| request.asked));
    failed.sort_unstable();
    failed
}

/// When a figure that counts these moments reached the bound of its last tier.
fn reached(figure: &Figure, moments: &[Micros]) -> Option<Micros> {
    let [.., partial] = figure.bounds.filter(|_| figure.tier == Some(Tier::None))?;
    moments.get((partial.ceil() as usize).saturating_sub(1)).copied()
}

/// When the first request was sent that was answered too slowly for any tier, if too many were.
fn first_slow(latency: &Figure, books: &Books) -> Option<Micros> {
    let [.., partial] = latency.bounds.filter(|_| latency.tier == Some(Tier::None))?;
    let slow = |(latency, _): (Micros, Heard)| latency.0 as f64 / 1e6 >= partial;
    books.requests().find(|request| request.answer.is_some_and(slow)).map(|request| request.asked)
}
