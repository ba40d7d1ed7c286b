//! The bench `grade`: the course's tests on the command line, in Node, with more and more seeds.

use std::process::Stdio;
use std::time::Instant;

use crate::bench::Options;
use crate::bench_samples::goal;
use crate::process::command;
use crate::{Outcome, build, project};

const SEEDS: [u64; 3] = [1, 10, 100];

/// The most that all 17 tests may take with one seed each, in seconds.
const ONE_SEED: f64 = 1.0;

/// How much more memory ten times the seeds may take: what is compiled and cached late.
const GROWTH: f64 = 1.2;

/// Runs the command line as a module, and tells at its end the most memory that it had, in kB.
const WATCHED: &str = "process.argv.splice(1, 0, 'cli'); \
     process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS))); \
     await import(process.env.CLI)";

/// What a run took: seconds, and the most memory in MB.
#[derive(Clone, Copy)]
struct Taken {
    seconds: f64,
    megabytes: f64,
}

/// Builds the command line, grades with it, and prints what it took.
pub fn run(options: &Options) -> Outcome {
    build::page()?;
    println!("17 tests, medians of {} runs", options.rounds);
    let mut medians = Vec::new();
    for seeds in SEEDS {
        let rounds = (0..options.rounds).map(|_| grade(seeds)).collect::<Outcome<Vec<_>>>()?;
        let median = Taken {
            seconds: median(rounds.iter().map(|taken| taken.seconds)),
            megabytes: median(rounds.iter().map(|taken| taken.megabytes)),
        };
        let Taken { seconds, megabytes } = median;
        println!("{seeds:>4} seeds each: {seconds:.2} s, {megabytes:.0} MB at most");
        medians.push(median);
    }
    let [one, ten, hundred] = medians.as_slice() else { return Ok(()) };
    goal("17 tests with one seed each", one.seconds, "s", false, ONE_SEED);
    goal("memory of 100 seeds beside that of 10", hundred.megabytes / ten.megabytes, "", false, GROWTH);
    Ok(())
}

fn grade(seeds: u64) -> Outcome<Taken> {
    let cli = project::dist().join("cli.mjs");
    let started = Instant::now();
    let output = command("node", &project::web())
        .args(["--input-type=module", "--eval", WATCHED, "grade", "--seeds", &seeds.to_string()])
        .env("CLI", &cli)
        .stdout(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run node: {error}"))?;
    let seconds = started.elapsed().as_secs_f64();
    // Exit status 1: a run did not pass, as now and then one must.
    if output.status.code().is_none_or(|code| code > 1) {
        return Err(format!("{} failed: {}", cli.display(), String::from_utf8_lossy(&output.stderr)));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let kilobytes: f64 = said.trim().parse().map_err(|_| format!("{} said {said:?}", cli.display()))?;
    Ok(Taken { seconds, megabytes: kilobytes / 1_024.0 })
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
