//! Same scenario, same seed, same actions: same trace, wherever it runs.
//!
//! `trace_hashes.txt` says in one line for each scenario how its run ends and what its hash is. This test holds
//! the native headless driver to it. `wasm-tests` holds the same driver to it in Node and in Chromium, and
//! `web/tests/unit/trace-hashes.test.ts` the queue of the page around the module that the page loads.
//!
//! Where a trace is meant to change, `RECORD=1 cargo test --test trace_hashes` writes the file anew.

mod headless;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use raft_playground::course::read_any;
use raft_playground::raft::{Event, Micros};
use raft_playground::sim::{Cluster, Handled, Outcome, Record, Run, Watcher, What};

const FOLDERS: [&str; 4] = ["scenarios", "scenarios/course", "scenarios/rules", "tests/scenarios"];

/// The bundled scenarios, and those in `tests/scenarios` that do what no bundled one does.
fn files() -> BTreeSet<String> {
    FOLDERS
        .iter()
        .flat_map(|folder| {
            let listing = fs::read_dir(place(folder)).expect("the folder is there");
            listing.map(move |entry| {
                let name = entry.expect("the folder lists").file_name();
                format!("{folder}/{}", name.to_str().expect("the name is UTF-8"))
            })
        })
        .filter(|file| file.ends_with(".json") && file != "scenarios/index.json")
        .collect()
}

fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    fs::read_to_string(place(path)).expect("the file is there")
}

#[test]
fn every_scenario_has_the_trace_that_is_recorded() {
    let lines: Vec<String> = files().iter().map(|file| headless::line(file, &text(file))).collect();
    let found = lines.join("\n") + "\n";
    if std::env::var_os("RECORD").is_some() {
        fs::write(place("tests/trace_hashes.txt"), found).expect("the file can be written");
        return;
    }
    let recorded = text("tests/trace_hashes.txt");
    let known: BTreeSet<&str> = recorded.lines().collect();
    let changed: Vec<&String> = lines.iter().filter(|line| !known.contains(line.as_str())).collect();
    assert!(
        found == recorded,
        "these are not as tests/trace_hashes.txt has them (file, end in µs, records, hash); if that is meant, run \
         `RECORD=1 cargo test --test trace_hashes`: {changed:#?}"
    );
}

/// What a run tells that an action brought about.
#[derive(Default)]
struct Told(Vec<What>);

impl Watcher for Told {
    fn see(&mut self, _: &Cluster, records: &[Record]) {
        self.0.extend(records.iter().map(|record| record.what));
    }
}

impl Told {
    fn has(&self, wanted: impl Fn(&What) -> bool) -> bool {
        self.0.iter().any(wanted)
    }
}

/// The headless run of a file of `tests/scenarios`, to its end.
fn run(name: &str) -> Run<Told> {
    let scenario = read_any(&text(&format!("tests/scenarios/{name}.json"))).expect("it reads");
    let mut run = Run::new(&scenario, Told::default());
    run.run_until(scenario.end.unwrap_or(Micros(3_000_000)));
    run
}

#[test]
fn the_recorded_runs_do_everything_that_can_be_done_to_a_message() {
    for name in ["message-actions", "ties"] {
        let told = run(name).watcher;
        for wanted in [Handled::Delivered, Handled::Delayed, Handled::Duplicated] {
            let found = told.has(|what| matches!(what, What::Handled { how, .. } if *how == wanted));
            assert!(found, "no message of {name} is {wanted:?}");
        }
        assert!(told.has(|what| matches!(what, What::MessageGone)), "no message of {name} is gone");
        let dropped = |what: &What| matches!(what, What::Ended { how: Outcome::Dropped, .. });
        assert!(told.has(dropped), "no message of {name} is dropped");
    }
}

#[test]
fn the_recorded_runs_know_every_kind_of_action() {
    const KINDS: [&str; 26] = [
        "crash",
        "restart",
        "time_out",
        "isolate",
        "partition",
        "cut",
        "heal",
        "request",
        "deliver",
        "delay",
        "drop",
        "duplicate",
        "tune",
        "compact",
        "kill_leader",
        "kill_non_leader",
        "part_easy",
        "part_hard",
        "part_end",
        "transfer",
        "add",
        "remove",
        "replace",
        "configure",
        "align_timers",
        "spread_timers",
    ];
    let all: String =
        files().iter().filter(|file| file.starts_with("tests/")).map(|file| text(file)).collect();
    for kind in KINDS {
        assert!(all.contains(&format!("\"do\": \"{kind}\"")), "nothing does {kind}");
    }
}

#[test]
fn one_recorded_run_does_everything_with_snapshots_and_torn_writes() {
    let told = run("snapshots").watcher;
    for (name, found) in [
        ("compacted", told.has(|what| matches!(what, What::Node(Event::Compacted { .. })))),
        ("sent", told.has(|what| matches!(what, What::Node(Event::SnapshotSent { .. })))),
        ("installed", told.has(|what| matches!(what, What::Node(Event::Installed { .. })))),
        ("torn", told.has(|what| matches!(what, What::TornTailCut { .. }))),
    ] {
        assert!(found, "nothing is {name}");
    }
}

#[test]
fn one_recorded_run_ends_when_its_packets_run_out() {
    let run = run("packets-run-out");
    assert!(run.cluster().is_over() && run.next_at() < Micros(6_000_000));
    assert!(run.watcher.has(|what| matches!(what, What::Crashed { .. })));
    assert!(!run.watcher.has(|what| matches!(what, What::Restarted { .. })), "that lies behind the end");
}
