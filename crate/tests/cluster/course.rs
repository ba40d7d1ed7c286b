//! Whole clusters under the events of the course's test files.

use std::fs;
use std::path::Path;

use raft_playground::course::{TestFile, read_any};
use raft_playground::raft::NodeId;
use raft_playground::sim::{Action, CourseEvent};

use super::trial::Trial;

/// A cluster whose leader the course's grader has come to know.
fn known_leader() -> (Trial, NodeId) {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    trial.runs(200);
    let believed = trial.cluster().post().grader.believed_leader;
    assert_eq!(believed, Some(leader), "every message names the leader");
    (trial, leader)
}

fn is_down(trial: &Trial, id: NodeId) -> bool {
    trial.cluster().replica(id).is_some_and(|replica| replica.node().is_none())
}

#[test]
fn a_killed_leader_is_gone_for_good_and_replaced() {
    let (mut trial, leader) = known_leader();
    trial.does(Action::Course(CourseEvent::KillLeader));
    assert!(is_down(&trial, leader));
    assert_ne!(trial.elects(), leader);
    trial.puts("x", "1");
    trial.runs(30_000);
    assert!(is_down(&trial, leader), "no one restarts it");
}

#[test]
fn a_killed_non_leader_is_never_the_leader() {
    let (mut trial, leader) = known_leader();
    for dead in 1..=4 {
        trial.does(Action::Course(CourseEvent::KillNonLeader));
        let down = trial.all().into_iter().filter(|&id| is_down(&trial, id)).count();
        assert_eq!((down, is_down(&trial, leader)), (dead, false));
    }
    trial.does(Action::Course(CourseEvent::KillNonLeader));
    assert!(!is_down(&trial, leader), "the last one is spared");
}

#[test]
fn an_easy_partition_leaves_the_leader_with_a_majority() {
    let (mut trial, leader) = known_leader();
    let term = trial.node(leader).term();
    trial.does(Action::Course(CourseEvent::PartEasy));
    trial.puts("x", "1");
    trial.runs(3_000);
    assert_eq!((trial.leader(), trial.node(leader).term()), (Some(leader), term));
    trial.does(Action::Course(CourseEvent::PartEnd));
    trial.elects();
    trial.puts("y", "1");
    trial.runs(1_000);
    trial.assert_agreement();
}

#[test]
fn a_hard_partition_has_a_leader_again_and_heals() {
    for _ in 0..5 {
        let (mut trial, _) = known_leader();
        for round in 0..3 {
            trial.does(Action::Course(CourseEvent::PartHard));
            assert_eq!(trial.cluster().post().grader.believed_leader, None, "beliefs are reset");
            trial.elects();
            trial.runs(2_000).does(Action::Course(CourseEvent::PartEnd));
            trial.elects();
            trial.runs(1_000);
            trial.puts("x", &round.to_string());
        }
        trial.runs(1_000);
        trial.assert_agreement();
    }
}

/// The bundled tests with the least share of requests, in percent, that is answered ok. What a minority's leader
/// holds when a partition strikes is never answered, since these clients never ask again.
const TESTS: [(&str, u64); 17] = [
    ("simple-1", 100),
    ("simple-2", 100),
    ("unreliable-1", 100),
    ("unreliable-2", 100),
    ("unreliable-3", 100),
    ("crash-1", 98),
    ("crash-2", 98),
    ("crash-3", 98),
    ("crash-4", 98),
    ("partition-1", 98),
    ("partition-2", 98),
    ("partition-3", 80),
    ("partition-4", 80),
    ("advanced-1", 80),
    ("advanced-2", 80),
    ("advanced-3", 80),
    ("advanced-4", 80),
];

#[test]
fn the_bundled_tests_break_no_invariant_and_nearly_all_requests_are_answered() {
    for (name, percent) in TESTS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/course/{name}.json"));
        let text = fs::read_to_string(file).expect("the file is there");
        let mut scenario = TestFile::read(&text).expect("it is a test file").scenario;
        assert_eq!(read_any(&text).expect("it reads"), scenario, "{name}");
        for seed in 0..3 {
            scenario.seed = seed;
            let mut trial = Trial::new(&scenario);
            trial.runs(60_000);
            let figures = trial.cluster().post().counters;
            let least = figures.requests * percent / 100;
            assert!(figures.requests >= 200, "{name}: {} requests", figures.requests);
            assert!(figures.ok >= least, "{name}, seed {seed}: {} of {} ok", figures.ok, figures.requests);
        }
    }
}
