//! The bench `linearizability`: how long the check of a history of one key takes, and how many steps.

use crate::bench::Options;
use crate::bench_samples::middle;
use crate::process::{self, output};
use crate::{Outcome, project};

const OPERATIONS: [&str; 3] = ["100", "1000", "10000"];
const CLIENTS: [&str; 4] = ["1", "5", "20", "50"];

/// Histories that are linearizable, and the same with one stale read near the end.
const KINDS: [(&str, &str); 2] = [("whole", "linearizable"), ("spoilt", "with a stale read")];

/// What one check came to.
struct Checked {
    seconds: f64,
    steps: String,
    verdict: String,
}

/// Builds the bench and checks each history so many times.
pub fn run(options: &Options) -> Outcome {
    let folder = project::root().join("crate/benches/linearizability");
    let target = project::target().join("bench");
    process::run(
        "cargo",
        &["build", "--quiet", "--locked", "--release", "--target-dir", &target.to_string_lossy()],
        &folder,
    )?;
    let program = target.join("release/linearizability");
    println!("all operations on one key, half of them gets; medians of {} runs", options.rounds);
    println!("  {:<24}{:>10}{:>9}{:>12}{:>12}  verdict", "", "operations", "clients", "ms", "steps");
    for (kind, title) in KINDS {
        for operations in OPERATIONS {
            for clients in CLIENTS {
                let runs = (0..options.rounds).map(|_| {
                    let line = output(&program.to_string_lossy(), &[operations, clients, kind]);
                    line.and_then(|line| read(&line)).ok_or_else(|| format!("{} failed", program.display()))
                });
                let runs = runs.collect::<Outcome<Vec<Checked>>>()?;
                let ms = middle(runs.iter().map(|run| run.seconds * 1e3).collect()).unwrap_or(f64::NAN);
                let Some(Checked { steps, verdict, .. }) = runs.first() else { continue };
                println!("  {title:<24}{operations:>10}{clients:>9}{ms:>12.3}{steps:>12}  {verdict}");
            }
        }
    }
    Ok(())
}

/// Takes a line of the bench apart: seconds, steps and the verdict.
fn read(line: &str) -> Option<Checked> {
    let mut words = line.trim().splitn(3, ' ');
    let seconds = words.next()?.parse().ok()?;
    Some(Checked { seconds, steps: words.next()?.to_owned(), verdict: words.next()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_line_of_the_bench_is_seconds_steps_and_a_verdict_of_one_word_or_two() {
        let checked = read("0.25 40170 not linearizable\n").expect("it reads");
        assert_eq!(
            (checked.seconds, &*checked.steps, &*checked.verdict),
            (0.25, "40170", "not linearizable")
        );
        assert!(read("0.25").is_none() && read("much 1 unknown").is_none());
    }
}
