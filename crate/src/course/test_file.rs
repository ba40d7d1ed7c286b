//! A test file of the course as a scenario, and the bounds of its verdict.

use crate::raft::Micros;
use crate::sim::Action;
use crate::sim::scenario::{
    self, BadInput, Item, Json, MOST_PACKETS, NetworkSettings, Object, Scenario, Timed, Unit, Workload,
    course_event, in_order, plain,
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
        Self::from_json(&Json::parse(text)?)
    }

    /// Takes a test file from JSON.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_json(json: &Json) -> Result<Self, BadInput> {
        let mut object = Item::root(json, "test").object()?;
        let mut warnings = Vec::new();
        let mut scenario = read_run(&mut object)?;
        let bounds = match object.object("tests")? {
            Some(tests) => read_bounds(tests, &mut warnings)?,
            None => Bounds::default(),
        };
        if let Some(events) = object.get("events") {
            scenario.script = read_events(events, &scenario.workload, &mut warnings)?;
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
    let mix = object.read("mix", scenario::share)?.unwrap_or(0.8);
    let loss = object.read("drops", scenario::share)?.unwrap_or(0.0);
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
    object.set(&mut scenario.seed, "seed", scenario::seed)?;
    Ok(scenario)
}

fn default_max_packets(requests: u64) -> Result<u64, BadInput> {
    const DEFAULT: u64 = 20_000;
    if requests > DEFAULT {
        let message = format!("{requests} requests need max_packets: its default, {DEFAULT}, is below them");
        return Err(BadInput::new("test.requests".into(), message));
    }
    Ok(DEFAULT)
}

fn read_events(
    events: Item<'_>,
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
    Ok(in_order(script))
}

fn read_bounds(mut tests: Object<'_>, warnings: &mut Vec<String>) -> Result<Bounds, BadInput> {
    let mut bounds = Bounds::default();
    if let Some(mut benchmarks) = tests.object("benchmarks")? {
        bounds.total_msgs = benchmarks.read("total_msgs", read_tiers)?;
        bounds.failures = benchmarks.read("failures", read_tiers)?;
        bounds.duplicates = benchmarks.read("duplicates", read_tiers)?;
        bounds.median_latency = benchmarks.read("median_latency", read_tiers)?;
        benchmarks.finish_with_warning(warnings);
    }
    tests.set(&mut bounds.unanswered_gets, "maximum_get_fail_fraction", scenario::share)?;
    tests.set(&mut bounds.unanswered_puts, "maximum_put_fail_fraction", scenario::share)?;
    tests.set(&mut bounds.ungenerated_gets, MISPLACED, scenario::share)?;
    tests.set(&mut bounds.batched_appends, "maximum_appends_batched_fraction", scenario::share)?;
    tests.finish_with_warning(warnings);
    Ok(bounds)
}

fn read_tiers(item: Item<'_>) -> Result<Tiers, BadInput> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::read_any;
    use crate::sim::CourseEvent;

    const LEAST: &str = r#""lifetime": 30, "replicas": 5, "requests": 500"#;

    /// A test file with the required keys, and these.
    fn with(keys: &str) -> String {
        if keys.is_empty() { format!("{{{LEAST}}}") } else { format!("{{{LEAST}, {keys}}}") }
    }

    fn read(text: &str) -> TestFile {
        TestFile::read(text).unwrap_or_else(|bad| panic!("{text}: {bad}"))
    }

    fn complaint(text: &str) -> String {
        TestFile::read(text).expect_err(text).to_string()
    }

    fn seconds(seconds: u64) -> Micros {
        Micros(seconds * 1_000_000)
    }

    #[test]
    fn the_defaults_are_those_of_the_course() {
        let TestFile { scenario, bounds } = read(&with(""));
        assert_eq!((scenario.replicas, scenario.clients), (5, 8));
        assert_eq!(
            scenario.workload,
            Workload::Course {
                requests: 500,
                mix: 0.8,
                start_wait: seconds(5),
                lifetime: seconds(30),
                max_packets: 20_000,
            }
        );
        assert_eq!(scenario.end, Some(seconds(5 + 30 + 2)));
        let hop = NetworkSettings { latency_least: HOP, latency_most: HOP, loss: 0.0, duplication: 0.0 };
        assert_eq!(scenario.network, hop);
        assert_eq!(scenario.raft, Scenario::default().raft);
        assert_eq!(scenario.about, "500 requests in 30 s, 80 % of them gets.");
        assert_eq!(scenario.warnings, [""; 0]);
        assert_eq!(bounds, Bounds::default());
    }

    #[test]
    fn every_key_of_a_test_file_is_read() {
        let TestFile { scenario, bounds } = read(&with(
            r#""mix": 0.07, "start_wait": 3, "end_wait": 2.5, "drops": 0.15, "max_packets": 900000, "seed": 9,
               "events": [{"type": "part_end", "time": 20}, {"type": "kill_leader", "time": 8}],
               "tests": {"benchmarks": {"total_msgs": [1000, 3000, 4000], "failures": [1, 10, 100],
                                        "duplicates": [0, 5, 10], "median_latency": [0.00015, 0.005, 0.05]},
                         "maximum_get_fail_fraction": 0.4, "maximum_put_fail_fraction": 0.3,
                         "maximum_get_generation_fail_fraction": 0.2, "maximum_appends_batched_fraction": 0.6}"#,
        ));
        let Workload::Course { mix, start_wait, max_packets, .. } = scenario.workload else { unreachable!() };
        assert_eq!((mix, start_wait, max_packets), (0.07, seconds(3), 900_000));
        assert_eq!(scenario.end, Some(Micros(35_500_000)));
        assert_eq!((scenario.network.loss, scenario.seed), (0.15, 9));
        assert_eq!(
            scenario.script,
            [
                Timed { at: seconds(3 + 8), action: Action::Course(CourseEvent::KillLeader) },
                Timed { at: seconds(3 + 20), action: Action::Course(CourseEvent::PartEnd) },
            ]
        );
        assert_eq!(
            scenario.about,
            "500 requests in 30 s, 7 % of them gets; 15 % of the messages between replicas are lost; \
             kill_leader at 8 s; part_end at 20 s."
        );
        let expected = Bounds {
            total_msgs: Some([1_000.0, 3_000.0, 4_000.0]),
            failures: Some([1.0, 10.0, 100.0]),
            duplicates: Some([0.0, 5.0, 10.0]),
            median_latency: Some([0.00015, 0.005, 0.05]),
            unanswered_gets: 0.4,
            unanswered_puts: 0.3,
            ungenerated_gets: 0.2,
            batched_appends: 0.6,
        };
        assert_eq!(bounds, expected);
        assert_eq!(scenario.warnings, [""; 0]);
    }

    #[test]
    fn the_required_keys_are_required() {
        for (text, key) in [
            (r#"{"replicas": 5, "requests": 1}"#, "lifetime"),
            (r#"{"lifetime": 5, "requests": 1}"#, "replicas"),
            (r#"{"lifetime": 5, "replicas": 5}"#, "requests"),
        ] {
            assert_eq!(complaint(text), format!("test: the key \"{key}\" is missing"));
        }
    }

    #[test]
    fn a_value_at_its_limit_is_allowed() {
        for text in [
            r#"{"lifetime": 5, "replicas": 3, "requests": 0}"#.into(),
            r#"{"lifetime": 100000, "replicas": 21, "requests": 20000}"#.into(),
            r#"{"lifetime": 30, "replicas": 5, "requests": 900000, "max_packets": 900000}"#.into(),
            with(r#""start_wait": 0, "end_wait": 30, "mix": 0, "drops": 1, "max_packets": 500"#),
            with(r#""events": [{"type": "part_easy", "time": 0}, {"type": "part_hard", "time": 30}]"#),
        ] {
            assert_eq!(read(&text).scenario.warnings, [""; 0], "{text}");
        }
    }

    #[test]
    fn a_value_beyond_its_limit_is_refused_with_place_value_and_limit() {
        for (key, value, allowed) in [
            ("lifetime", "4", "a whole number from 5 to 100000"),
            ("lifetime", "100001", "a whole number from 5 to 100000"),
            ("lifetime", "5.5", "a whole number from 5 to 100000"),
            ("replicas", "2", "a whole number from 3 to 21"),
            ("replicas", "22", "a whole number from 3 to 21"),
            ("requests", "-1", "a whole number from 0 to 900000"),
            ("requests", "900001", "a whole number from 0 to 900000"),
            ("start_wait", "31", "0 to 30 s"),
            ("end_wait", "-1", "0 to 30 s"),
            ("end_wait", "0.0000015", "whole microseconds, so s with at most 6 decimals"),
            ("mix", "1.5", "0 to 1"),
            ("drops", "-0.5", "0 to 1"),
            ("drops", "\"some\"", "a number from 0 to 1"),
            ("max_packets", "499", "a whole number from 500 to 900000"),
            ("max_packets", "900001", "a whole number from 500 to 900000"),
            ("seed", "0.5", "a whole number from 0 to 9007199254740991"),
            ("events", "{}", "a list"),
            ("tests", "[]", "an object"),
        ] {
            let mut object: serde_json::Value = serde_json::from_str(&with("")).expect("it is JSON");
            object[key] = serde_json::from_str(value).expect("it is JSON");
            let value = object[key].to_string();
            let said = complaint(&object.to_string());
            assert_eq!(said, format!("test.{key}: {value} is not allowed: {allowed}"));
        }
    }

    #[test]
    fn a_value_beyond_its_limit_is_refused_inside_events_and_tests_too() {
        for (keys, said) in [
            (
                r#""events": [{"type": "kill_all", "time": 1}]"#,
                "test.events[0].type: \"kill_all\" is not allowed: kill_leader, kill_non_leader, part_easy, part_hard \
                 or part_end",
            ),
            (r#""events": [{"time": 1}]"#, "test.events[0]: the key \"type\" is missing"),
            (r#""events": [{"type": "part_end"}]"#, "test.events[0]: the key \"time\" is missing"),
            (
                r#""events": [{"type": "part_end", "time": 30.5}]"#,
                "test.events[0].time: 30.5 is not allowed: 0 to 30 s",
            ),
            (
                r#""tests": {"benchmarks": {"failures": [1, 2]}}"#,
                "test.tests.benchmarks.failures: [1,2] is not allowed: a list of three bounds: bonus, full, partial",
            ),
            (
                r#""tests": {"benchmarks": {"failures": [1, 2, -1]}}"#,
                "test.tests.benchmarks.failures[2]: -1 is not allowed: 0 to 1000000000",
            ),
            (
                r#""tests": {"maximum_put_fail_fraction": 1.5}"#,
                "test.tests.maximum_put_fail_fraction: 1.5 is not allowed: 0 to 1",
            ),
        ] {
            assert_eq!(complaint(&with(keys)), said);
        }
    }

    #[test]
    fn more_requests_than_the_default_of_max_packets_need_one() {
        assert_eq!(
            complaint(r#"{"lifetime": 30, "replicas": 5, "requests": 20001}"#),
            "test.requests: 20001 requests need max_packets: its default, 20000, is below them"
        );
    }

    #[test]
    fn a_misplaced_key_is_ignored_with_a_warning_as_by_the_grader() {
        let test = read(&with(r#""maximum_get_generation_fail_fraction": 0.2"#));
        assert_eq!(test.bounds.ungenerated_gets, 0.1);
        assert_eq!(
            test.scenario.warnings,
            [
                "test.maximum_get_generation_fail_fraction: the grader does not look for this key at the top level, so \
              its 0.2 is ignored and 0.1 applies"
            ]
        );
    }

    #[test]
    fn other_unknown_keys_are_ignored_with_a_warning() {
        let test = read(&with(
            r#""speed": 1, "zoom": 2, "tests": {"x": 1, "benchmarks": {"y": 1}},
               "events": [{"type": "part_end", "time": 1, "note": ""}]"#,
        ));
        assert_eq!(
            test.scenario.warnings,
            [
                "test.tests.benchmarks: the unknown key \"y\" is ignored",
                "test.tests: the unknown key \"x\" is ignored",
                "test.events[0]: the unknown key \"note\" is ignored",
                "test: the unknown key \"speed\" is ignored, and so are others there",
            ]
        );
    }

    #[test]
    fn a_text_is_read_in_the_format_whose_keys_it_has() {
        assert_eq!(read_any(&with("")), Ok(read(&with("")).scenario));
        assert_eq!(read_any("{}"), Ok(Scenario::default()));
        for (text, place) in
            [(r#"{"lifetime": 30}"#, "test"), (r#"{"replicas": 0}"#, "scenario.replicas"), ("3", "scenario")]
        {
            assert_eq!(read_any(text).expect_err(text).place, place);
        }
    }
}
