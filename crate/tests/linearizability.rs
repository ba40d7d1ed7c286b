//! What the clients of the bundled scenarios were told is linearizable, and where a rule that protects them is off it
//! is not.

use std::fs;
use std::path::{Path, PathBuf};

use raft_playground::check::linearizability::{BUDGET, Call, History, Model, Report, Verdict, check};
use raft_playground::course::read_any;
use raft_playground::raft::{Micros, Rules};
use raft_playground::sim::scenario::read_action;
use raft_playground::sim::{Run, Scenario, Timed};

/// How long a scenario without an end is run.
const WITHOUT_END: Micros = Micros(3_000_000);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn scenario(file: &str) -> Scenario {
    let text = fs::read_to_string(folder().join(file)).expect("the file is there");
    read_any(&text).unwrap_or_else(|bad| panic!("{file}: {bad}"))
}

/// The bundled scenarios of these folders.
fn files(folders: &[&str]) -> Vec<String> {
    let mut files = Vec::new();
    for prefix in folders {
        for entry in fs::read_dir(folder().join(prefix)).expect("the folder is there") {
            let name = entry.expect("the folder lists").file_name();
            let name = name.to_str().expect("the name is UTF-8");
            if name.ends_with(".json") && name != "index.json" {
                files.push(format!("{prefix}{name}"));
            }
        }
    }
    files
}

fn clients_of(scenario: &Scenario) -> History {
    let mut run = Run::new(scenario, ());
    run.run_until(scenario.end.unwrap_or(WITHOUT_END));
    History::of(run.cluster().clients())
}

fn report(scenario: &Scenario) -> Report {
    check(&clients_of(scenario), Model::Store, BUDGET)
}

#[test]
fn with_all_rules_on_every_bundled_scenario_is_linearizable() {
    for file in files(&["", "course/", "rules/"]) {
        let scenario = Scenario { rules: Rules::default(), ..scenario(&file) };
        assert_eq!(report(&scenario).verdict, Verdict::Linearizable, "{file}");
    }
}

/// Without these a client is told what cannot be.
const SEEN_BY_CLIENTS: [&str; 3] = [
    "rules/read-after-own-commit.json",
    "rules/confirmation-bound-to-read.json",
    "rules/lease-shorter-than-timeout.json",
];

#[test]
fn without_the_rules_of_reads_the_last_get_cannot_be_placed() {
    for file in SEEN_BY_CLIENTS {
        assert_eq!(misplaced(&scenario(file)), last_get(&scenario(file)), "{file}");
    }
}

#[test]
fn a_put_that_is_carried_out_twice_shows_where_someone_looks_in_between() {
    let twice = scenario("rules/apply-once.json");
    // As it is, the one who asked twice may have been served late.
    assert_eq!(report(&twice).verdict, Verdict::Linearizable);
    let seen = Scenario { script: with_a_get(&twice, Micros::from_millis(630)), ..twice };
    assert_eq!(misplaced(&seen), last_get(&seen));
    assert_eq!(report(&Scenario { rules: Rules::default(), ..seen }).verdict, Verdict::Linearizable);
}

/// The operations that cannot be placed, of a run that is not linearizable.
fn misplaced(scenario: &Scenario) -> Vec<usize> {
    let report = report(scenario);
    assert_eq!(report.verdict, Verdict::NotLinearizable);
    report.keys.into_iter().flat_map(|key| key.misplaced).collect()
}

fn last_get(scenario: &Scenario) -> Vec<usize> {
    let history = clients_of(scenario);
    history.operations.iter().rposition(|operation| operation.call == Call::Get).into_iter().collect()
}

/// The script with a get of C2 in it.
fn with_a_get(scenario: &Scenario, at: Micros) -> Vec<Timed> {
    let get = r#"{"do": "request", "client": "C2", "to": "leader", "op": "get", "key": "x"}"#;
    let action = read_action(get, scenario.replicas, scenario.clients).expect("it reads");
    let mut script = scenario.script.clone();
    script.insert(script.partition_point(|timed| timed.at <= at), Timed { at, action });
    script
}

#[test]
fn to_open_a_session_is_no_operation_of_the_history() {
    let scenario = scenario("rules/apply-once.json");
    let mut run = Run::new(&scenario, ());
    run.run_until(Micros::from_millis(1_500));
    let asked = run.cluster().clients().history().len();
    assert_eq!((asked, clients_of(&scenario).operations.len()), (7, 5), "two clients open one each");
}
