//! Arbitrary texts where the facade takes texts: scenarios, test files of the course, actions, histories,
//! exercises and hand-ins.

use raft_playground::check::Checker;
use raft_playground::check::linearizability::{Model, check, read_history};
use raft_playground::course::read_any;
use raft_playground::exercise::{Attempt, Exercise, Salt, Task, Verdict, answer, bundled, judge};
use raft_playground::raft::Micros;
use raft_playground::sim::scenario::{BadInput, read_action};
use raft_playground::sim::{Run, Scenario, Timed};

/// How far a scenario is run that was read: far enough for elections, short enough for thousands.
const EVENTS: usize = 300;

/// How far an exercise is run.
const SOON: Micros = Micros(300_000);

/// How many steps the check of a history may take.
const STEPS: u64 = 1_000;

/// A scenario or a test file is refused, or runs.
pub fn open(text: &str) {
    match read_any(text) {
        Ok(scenario) => runs(&scenario),
        Err(bad) => well_said(&bad),
    }
}

/// A cluster that takes an action also carries it out.
pub fn act(text: &str) {
    match read_action(text, 3, 1) {
        Err(bad) => well_said(&bad),
        Ok(action) => {
            let mut scenario = Scenario { replicas: 3, ..Scenario::default() };
            scenario.script.push(Timed { at: Micros(400_000), action });
            let mut run = Run::new(&scenario, ());
            run.run_until(Micros(800_000));
        }
    }
}

/// A history of clients is refused, or checked; the report names operations that are there.
pub fn check_history(text: &str) {
    match read_history(text) {
        Err(bad) => well_said(&bad),
        Ok(history) => {
            for model in [Model::Store, Model::Register] {
                let report = check(&history, model, STEPS);
                let mut named = report.keys.iter().flat_map(|key| key.prefix.iter().chain(&key.misplaced));
                assert!(named.all(|&number| number < history.operations.len()));
            }
        }
    }
}

/// A text is refused as an exercise, or its run can be acted on; it is no hand-in that solves anything.
pub fn exercise(text: &str) {
    match Exercise::read(text) {
        Err(bad) => well_said(&bad),
        Ok(exercise) => {
            if let Task::Schedule(schedule) = exercise.task {
                Attempt::new(&schedule).run_until(SOON);
            }
        }
    }
    if let Err(bad) = answer(text, &mut None) {
        well_said(&bad);
    }
    let judgement = judge(&bundled, text, &Salt::new(""));
    assert!(judgement.verdict != Verdict::Solved && !judgement.reason.is_empty());
}

/// A refusal names a place and says something; a long input is not repeated in it.
pub fn well_said(bad: &BadInput) {
    assert!(!bad.place.is_empty() && !bad.message.is_empty(), "{bad:?}");
    assert!(bad.message.len() < 2_000, "{} bytes", bad.message.len());
}

/// What was read is within the limits, runs, and is the same after it was written.
fn runs(scenario: &Scenario) {
    let again = Scenario::read(&scenario.write());
    assert_eq!(again, Ok(Scenario { warnings: own_warnings(scenario), ..scenario.clone() }));
    let mut run = Run::new(scenario, Checker::default());
    for _ in 0..EVENTS {
        if !run.step() {
            break;
        }
    }
}

/// Those of the reader of our own format: the rest is about the text that was read.
fn own_warnings(scenario: &Scenario) -> Vec<String> {
    scenario.warnings.iter().filter(|warning| warning.contains("(§5.6)")).cloned().collect()
}
