//! The project's own commands: `cargo xtask serve | test | lint | bench | search | fuzz | mutants | build`.
//!
//! Each command sets up what it needs and does not find (see [`setup`]), so that a fresh clone
//! needs Rust and Node and nothing else.

mod bench;
mod bench_grade;
mod bench_length;
mod bench_linearizability;
mod bench_page;
mod bench_samples;
mod bench_work;
mod budget;
mod build;
mod fuzz;
mod gzip;
mod lint;
mod mutants;
mod process;
mod project;
mod search;
mod serve;
mod setup;
mod split;
mod split_data;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  serve [--no-build]   build the page and serve it on http://localhost:8080
  build                write the static site to web/dist and check its size
  test [suite ...]     all suites, or those named: lint native wasm web build e2e
  lint                 formatting, clippy, types, eslint
  bench [name ...] [--rounds=N] [--whole] [--peer=FOLDER]
                       all benches, or those named: work length page grade linearizability; medians
                       of N runs, 5 unless told otherwise; --whole watches the heap for 10 minutes;
                       FOLDER is a checkout of RaftScope, measured beside our page
  search --seeds A..B [--rule NAME] [--invariant NAME]
                       the first of so many random runs that breaks an invariant, with NAME switched
                       off, made as small as it goes: a scenario on stdout, progress on stderr
  fuzz [TARGET] [--seconds N]
                       all fuzz targets, or the one named: facade (arbitrary texts) cluster (arbitrary
                       messages and schedules); each for N seconds, 60 unless told otherwise
  mutants [ARGUMENT ...]
                       whether the tests notice when the algorithm or the store is broken in one place
                       (hours); with arguments of cargo mutants, for some places: -f log.rs";

/// What went wrong, ready to be shown.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["serve"] => build::site().and_then(|()| serve::site()),
        ["serve", "--no-build"] => serve::site(),
        ["build"] => build::site(),
        ["lint"] => lint::everything(),
        ["test", suites @ ..] => test::named_suites(suites),
        ["bench", names @ ..] => bench::named_benches(names),
        ["search", what @ ..] => search::random_runs(what),
        ["fuzz", what @ ..] => fuzz::named_target(what),
        ["mutants", arguments @ ..] => mutants::try_mutants(arguments),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
