//! The measurements, by name. Each prints what it measured beside its goal.

use crate::{Outcome, bench_grade, bench_length, bench_linearizability, bench_page, bench_work};

/// How a bench is run.
pub struct Options {
    /// Runs of which the median counts.
    pub rounds: usize,
    /// Whether the heap is watched for as long as the goal says.
    pub whole: bool,
    /// A checkout of RaftScope, the peer of the page.
    pub peer: Option<String>,
}

type Bench = (&'static str, fn(&Options) -> Outcome);

const BENCHES: [Bench; 5] = [
    ("work", bench_work::run),
    ("length", bench_length::run),
    ("page", bench_page::run),
    ("grade", bench_grade::run),
    ("linearizability", bench_linearizability::run),
];

/// Runs the benches named, or all.
pub fn named_benches(arguments: &[&str]) -> Outcome {
    let (flags, names): (Vec<&str>, Vec<&str>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let options = options(&flags)?;
    if let Some(name) = names.iter().find(|name| BENCHES.iter().all(|(bench, _)| bench != *name)) {
        return Err(format!("there is no bench {name:?}: {}", BENCHES.map(|(bench, _)| bench).join(" ")));
    }
    for (name, bench) in BENCHES.iter().filter(|(name, _)| names.is_empty() || names.contains(name)) {
        println!("── {name}");
        bench(&options)?;
    }
    Ok(())
}

fn options(flags: &[&str]) -> Outcome<Options> {
    let mut options = Options { rounds: 5, whole: false, peer: None };
    for flag in flags {
        match flag.split_once('=').unwrap_or((flag, "")) {
            ("--rounds", rounds) if rounds.parse().is_ok_and(|rounds: usize| rounds > 0) => {
                options.rounds = rounds.parse().unwrap_or(options.rounds);
            }
            ("--whole", "") => options.whole = true,
            ("--peer", folder) if !folder.is_empty() => options.peer = Some(folder.to_owned()),
            _ => {
                return Err(format!(
                    "{flag}: known are --rounds=N, with N from 1 on, --whole and --peer=FOLDER"
                ));
            }
        }
    }
    Ok(options)
}
