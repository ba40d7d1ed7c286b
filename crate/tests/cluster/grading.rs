//! The course's tests, graded: our replica passes them, and what the course does not see is seen.

use std::fs;
use std::path::Path;

use raft_playground::check::linearizability::Verdict;
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
    assert_eq!(report.opinion.linearizable, Verdict::Linearizable);
    assert_eq!(tiers(&report)[0], Some(Tier::None));
    assert!(report.failed_at.is_some_and(|at| at > Micros(15_000_000)), "{:?}", report.failed_at);
}

/// The bundled tests, and for each figure the tier that the course profile earns: of the messages as many as a quorum
/// needs, no failure, no duplicate, and the hops of a put or a get.
const EARNED: [(&str, [Tier; 4]); 17] = [
    ("simple-1", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Bonus]),
    ("simple-2", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Bonus]),
    ("unreliable-1", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Bonus]),
    ("unreliable-2", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Bonus]),
    ("unreliable-3", [Tier::Full, Tier::Full, Tier::Full, Tier::Bonus]),
    ("crash-1", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Bonus]),
    ("crash-2", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Bonus]),
    ("crash-3", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Full]),
    ("crash-4", [Tier::Bonus, Tier::Bonus, Tier::Full, Tier::Full]),
    ("partition-1", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Full]),
    ("partition-2", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Full]),
    ("partition-3", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Full]),
    ("partition-4", [Tier::Bonus, Tier::Full, Tier::Full, Tier::Full]),
    ("advanced-1", [Tier::Full, Tier::Bonus, Tier::Full, Tier::Full]),
    ("advanced-2", [Tier::Full, Tier::Bonus, Tier::Full, Tier::Full]),
    ("advanced-3", [Tier::Full, Tier::Bonus, Tier::Full, Tier::Full]),
    ("advanced-4", [Tier::Full, Tier::Bonus, Tier::Full, Tier::Full]),
];

#[test]
fn with_the_course_profile_our_replica_passes_and_earns_what_arithmetic_allows() {
    let profile = Profile::read("course").expect("it is there");
    for (name, least) in EARNED {
        let test = test(name);
        for seed in 1..=5 {
            let report = grade(&test, Some(seed), &profile);
            let told = format!("{name}, seed {seed}: {:?}", report.verdict);
            assert!(report.passed(), "{told}");
            for (figure, least) in report.verdict.figures.iter().zip(least) {
                assert!(figure.tier >= Some(least), "{}: {told}", figure.name);
            }
            let opinion = report.opinion;
            assert_eq!((opinion.linearizable, opinion.violation), (Verdict::Linearizable, None), "{told}");
            assert_eq!((opinion.storm, report.failed_at), (None, None), "{told}");
        }
    }
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
    let text = r#"{"lifetime": 30, "replicas": 5, "requests": 500, "mix": 0.2, "max_packets": 4000}"#;
    test.scenario = TestFile::read(text).expect("it reads").scenario;
    let report = graded(&test, "default");
    assert_eq!(report.verdict.figures[0].value, Some(4_000.0));
    assert!(report.opinion.storm.is_some_and(|at| at < Micros(20_000_000)));
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
