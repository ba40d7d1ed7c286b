//! `linearizability <operations> <clients> <whole|spoilt>`: prints the seconds and the steps of one check.

mod histories;

use std::time::Instant;

use raft_playground::check::linearizability::{Model, check};

/// As many steps as fit into a GB or so.
const BUDGET: u64 = 5_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [operations, clients, kind] = arguments.as_slice() else { panic!("three arguments") };
    let (operations, clients) = (operations.parse().expect("a number"), clients.parse().expect("a number"));
    let history = histories::history(operations, clients, kind == "spoilt");
    let start = Instant::now();
    let report = check(&history, Model::Store, BUDGET);
    let seconds = start.elapsed().as_secs_f64();
    let steps: u64 = report.keys.iter().map(|key| key.steps).sum();
    println!("{seconds} {steps} {}", report.verdict.name());
}
