//! The course's tests, graded: our replica passes them, and what the course does not see is seen.

use std::fs;
use std::path::Path;

use raft_playground::course::{Profile, Report, TestFile, Tier, grade};
use raft_playground::raft::Micros;

fn test(name: &str) -> TestFile {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/course/{name}.json"));
    TestFile::read(&fs::read_to_string(file).expect("the file is there")).expect("it is a test file")
}

fn graded(test: &TestFile, profile: &str) -> Report {
    grade(test, Some(3), &Profile::read(profile).expect("it is a profile"))
}

fn tiers(report: &Report) -> Vec<Option<Tier>> {
    report.verdict.figures.iter().map(|figure| figure.tier).collect()
}

#[test]
fn the_default_settings_pass_but_say_too_much() {
    let report = graded(&test("simple-2"), "default");
    assert!(report.passed(), "{:?}", report.verdict.reasons);
    assert_eq!(tiers(&report)[0], Some(Tier::None));
    assert!(report.failed_at.is_some_and(|at| at > Micros(15_000_000)), "{:?}", report.failed_at);
}

#[test]
fn the_same_seed_and_profile_give_the_same_report() {
    let test = test("advanced-2");
    assert_eq!(graded(&test, "course"), graded(&test, "course"));
    let other = grade(&test, Some(4), &Profile::read("course").expect("it is there"));
    assert_ne!(other.verdict.figures, graded(&test, "course").verdict.figures);
}

#[test]
fn a_run_whose_messages_reach_max_packets_ends_there_and_is_a_storm() {
    let mut test = test("simple-2");
    let text = r#"{"lifetime": 30, "replicas": 5, "requests": 500, "mix": 0.2, "max_packets": 2000}"#;
    test.scenario = TestFile::read(text).expect("it reads").scenario;
    let report = graded(&test, "default");
    assert_eq!(report.verdict.figures[0].value, Some(2_000.0));
    assert!(report.opinion.storm.is_some_and(|at| at < Micros(10_000_000)));
    assert!(report.passed(), "as the course sees it: {:?}", report.verdict.reasons);
}

#[test]
fn a_broken_raft_may_pass_and_the_second_opinion_says_what_broke() {
    let profile = r#"{"rules_off": ["PersistBeforeReply"], "disk": {"sync_ms": 1}}"#;
    let report = graded(&test("simple-2"), profile);
    assert!(report.passed(), "{:?}", report.verdict.reasons);
    let violation = report.opinion.violation.expect("an invariant broke");
    assert!(report.failed_at.is_some_and(|at| at <= violation.at));
}

#[test]
fn a_cluster_that_answers_nothing_fails_and_tells_since_when() {
    let mut dead = test("simple-2");
    dead.scenario.network.loss = 1.0;
    let report = graded(&dead, "default");
    assert!(!report.passed());
    let texts: Vec<&str> = report.verdict.reasons.iter().map(|reason| &*reason.text).collect();
    assert!(texts.contains(&"acknowledged puts are 0: at least 1 is required"), "{texts:?}");
    assert_eq!(report.failed_at, Some(Micros(5_000_000)), "its first request");
    assert_eq!(report.opinion.latency_without_redirects, None);
}
