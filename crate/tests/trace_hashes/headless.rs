//! The headless driver's account of a scenario. `wasm-tests` gives the same account inside wasm.

use raft_playground::check::Checker;
use raft_playground::course::read_any;
use raft_playground::raft::{Micros, Rules};
use raft_playground::sim::{Cluster, Record, Run, Watcher};

/// How long a scenario without an end is run.
const WITHOUT_END: Micros = Micros(3_000_000);

/// Counts what a run tells, beside the checks.
#[derive(Default)]
struct Count {
    checker: Checker,
    records: usize,
}

impl Watcher for Count {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        self.records += records.len();
    }
}

/// The line of a scenario: its file, the time of its last event in µs, the records in its trace, its hash.
pub fn line(file: &str, text: &str) -> String {
    let scenario = read_any(text).unwrap_or_else(|bad| panic!("{file}: {bad}"));
    let mut run = Run::new(&scenario, Count::default());
    run.run_until(scenario.end.unwrap_or(WITHOUT_END));
    let (cluster, Count { checker, records }) = (run.cluster(), &run.watcher);
    if let Some(broken) = checker.violation()
        && scenario.rules == Rules::default()
    {
        panic!("{file} breaks {}: {}", broken.invariant.name(), broken.text);
    }
    // The page tells of the first broken invariant in the trace.
    let records = records + usize::from(checker.violation().is_some());
    format!("{file} {} {records} {}", cluster.now().0, cluster.post().hash)
}
