//! A test file of the course as a scenario, and the bounds of its verdict.

use serde_json::Value;

use crate::raft::Micros;
use crate::sim::action::Action;
use crate::sim::scenario::{
    self, BadInput, Item, MOST_PACKETS, NetworkSettings, Object, Scenario, Timed, Unit, Workload,
    course_event, parse, plain,
};

/// One hop over the loopback of the grader's machine, as the model has it: the grader itself has no latency to
/// set, so this number is told beside every latency that a run of these tests measures.
const HOP: Micros = Micros(100);

const CLIENTS: u8 = 8;

/// What is read of times in a test file, at most: our greatest moment covers all three parts of a run.
const LONGEST: u64 = 100_000;

/// A misplaced key that some files of the course carry at the top level. The grader does not look there.
const MISPLACED: &str = "maximum_get_generation_fail_fraction";

/// A test file of the course.
#[derive(Clone, Debug, PartialEq)]
pub struct TestFile {
    /// What is to be run.
    pub scenario: Scenario,
    /// What the verdict asks of the run.
    pub bounds: Bounds,
}

/// The upper bounds of a figure's tiers, each exclusive: 'bonus', 'full', 'partial'.
pub type Tiers = [f64; 3];

/// What the verdict asks of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Messages sent between replicas.
    pub total_msgs: Option<Tiers>,
    /// Requests that failed or were never answered.
    pub failures: Option<Tiers>,
    /// Answers that repeat an `ok`.
    pub duplicates: Option<Tiers>,
    /// The median latency, in seconds.
    pub median_latency: Option<Tiers>,
    /// The greatest share of gets that may go unanswered.
    pub unanswered_gets: f64,
    /// The greatest share of puts that may go unanswered.
    pub unanswered_puts: f64,
    /// The greatest share of gets that may have become a put for want of a key.
    pub ungenerated_gets: f64,
    /// How far below one append a put the messages may stay.
    pub batched_appends: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            total_msgs: None,
            failures: None,
            duplicates: None,
            median_latency: None,
            unanswered_gets: 0.5,
            unanswered_puts: 0.5,
            ungenerated_gets: 0.1,
            batched_appends: 0.5,
        }
    }
}

impl TestFile {
    /// Reads a test file.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        Self::from_json(&parse(text)?)
    }

    /// Takes a test file from JSON.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_json(json: &Value) -> Result<Self, BadInput> {
        let mut object = Item::root(json, "test").object()?;
        let mut warnings = Vec::new();
        let mut scenario = read_run(&mut object)?;
        let bounds = match object.object("tests")? {
            Some(tests) => read_bounds(tests, &mut warnings)?,
            None => Bounds::default(),
        };
        if let Some(events) = object.get("events") {
            scenario.script = read_events(&events, &scenario.workload, &mut warnings)?;
        }
        if let Some(item) = object.get(MISPLACED) {
            warnings.push(format!(
                "{}: the grader does not look for this key at the top level, so its {} is ignored and {} applies",
                item.place(),
                item.shown(),
                plain(bounds.ungenerated_gets),
            ));
        }
        object.finish_with_warning(&mut warnings);
        scenario.about = about(&scenario);
        scenario.warnings = warnings;
        Ok(Self { scenario, bounds })
    }
}

/// Everything but the events.
fn read_run(object: &mut Object<'_>) -> Result<Scenario, BadInput> {
    let seconds = object.need("lifetime")?.whole(5, LONGEST)?;
    let lifetime = Micros(seconds * 1_000_000);
    let replicas = object.need("replicas")?.whole(3, 21)? as u8;
    let requests = object.need("requests")?.whole(0, MOST_PACKETS)?;
    let mut wait = |key, default| match object.get(key) {
        Some(item) => item.time(Unit::S, Micros::ZERO, lifetime),
        None => Ok(Micros::from_millis(default)),
    };
    let start_wait = wait("start_wait", 5_000)?;
    let end_wait = wait("end_wait", 2_000)?;
    let mix = object.get("mix").map_or(Ok(0.8), |item| scenario::share(&item))?;
    let loss = object.get("drops").map_or(Ok(0.0), |item| scenario::share(&item))?;
    let max_packets = match object.get("max_packets") {
        Some(item) => item.whole(requests, MOST_PACKETS)?,
        None => default_max_packets(requests)?,
    };
    let mut scenario = Scenario {
        title: "Course test".into(),
        replicas,
        clients: CLIENTS,
        network: NetworkSettings { latency_least: HOP, latency_most: HOP, loss, duplication: 0.0 },
        workload: Workload::Course { requests, mix, start_wait, lifetime, max_packets },
        end: Some(start_wait.after(lifetime).after(end_wait)),
        ..Scenario::default()
    };
    if let Some(item) = object.get("seed") {
        scenario.seed = scenario::seed(&item)?;
    }
    Ok(scenario)
}

fn default_max_packets(requests: u64) -> Result<u64, BadInput> {
    const DEFAULT: u64 = 20_000;
    if requests > DEFAULT {
        let message = format!("{requests} requests need max_packets: its default, {DEFAULT}, is below them");
        return Err(BadInput { place: "test.requests".into(), message });
    }
    Ok(DEFAULT)
}

fn read_events(
    events: &Item<'_>,
    workload: &Workload,
    warnings: &mut Vec<String>,
) -> Result<Vec<Timed>, BadInput> {
    let (start, longest) = match *workload {
        Workload::Course { start_wait, lifetime, .. } => (start_wait, lifetime),
        Workload::Steady { .. } => (Micros::ZERO, Micros::ZERO),
    };
    let mut script = Vec::new();
    for item in events.items()? {
        let mut object = item.object()?;
        let kind = object.need("type")?;
        let Some(event) = kind.word().and_then(course_event) else {
            return Err(kind.refused("kill_leader, kill_non_leader, part_easy, part_hard or part_end"));
        };
        let at = object.need("time")?.time(Unit::S, Micros::ZERO, longest)?;
        script.push(Timed { at: start.after(at), action: Action::Course(event) });
        object.finish_with_warning(warnings);
    }
    script.sort_by_key(|timed| timed.at);
    Ok(script)
}

fn read_bounds(mut tests: Object<'_>, warnings: &mut Vec<String>) -> Result<Bounds, BadInput> {
    let mut bounds = Bounds::default();
    if let Some(mut benchmarks) = tests.object("benchmarks")? {
        let mut tiers = |key| benchmarks.get(key).map(|item| read_tiers(&item)).transpose();
        bounds.total_msgs = tiers("total_msgs")?;
        bounds.failures = tiers("failures")?;
        bounds.duplicates = tiers("duplicates")?;
        bounds.median_latency = tiers("median_latency")?;
        benchmarks.finish_with_warning(warnings);
    }
    for (key, bound) in [
        ("maximum_get_fail_fraction", &mut bounds.unanswered_gets),
        ("maximum_put_fail_fraction", &mut bounds.unanswered_puts),
        (MISPLACED, &mut bounds.ungenerated_gets),
        ("maximum_appends_batched_fraction", &mut bounds.batched_appends),
    ] {
        if let Some(item) = tests.get(key) {
            *bound = scenario::share(&item)?;
        }
    }
    tests.finish_with_warning(warnings);
    Ok(bounds)
}

fn read_tiers(item: &Item<'_>) -> Result<Tiers, BadInput> {
    let tiers = item.exactly::<3>("a list of three bounds: bonus, full, partial")?;
    let mut bounds = Tiers::default();
    for (bound, tier) in bounds.iter_mut().zip(&tiers) {
        *bound = tier.number(0.0, 1e9)?;
    }
    Ok(bounds)
}

/// What the test does, in a sentence, since the course's files have no room for one.
fn about(scenario: &Scenario) -> String {
    let Workload::Course { requests, mix, start_wait, lifetime, .. } = scenario.workload else {
        return String::new();
    };
    let mut about = format!("{requests} requests in {} s, {} of them gets", seconds(lifetime), percent(mix));
    if scenario.network.loss > 0.0 {
        about.push_str(&format!(
            "; {} of the messages between replicas are lost",
            percent(scenario.network.loss)
        ));
    }
    for timed in scenario.script.iter().take(10) {
        if let Action::Course(event) = timed.action {
            let at = Micros(timed.at.0 - start_wait.0);
            about.push_str(&format!("; {} at {} s", scenario::course_event_name(event), seconds(at)));
        }
    }
    about.push('.');
    about
}

fn seconds(time: Micros) -> String {
    plain(time.0 as f64 / 1e6)
}

fn percent(share: f64) -> String {
    // Rounded, since 0.07 × 100 is 7.000000000000001.
    format!("{} %", plain((share * 1e7).round() / 1e5))
}
