//! The measurements, by name.

use std::path::PathBuf;

use crate::process::run;
use crate::{Outcome, project};

/// A measurement: a command, run in a folder below the top of the project.
struct Bench {
    name: &'static str,
    folder: &'static str,
    command: &'static [&'static str],
}

const BENCHES: &[Bench] = &[];

/// Runs the benches named, or all.
pub fn named_benches(names: &[&str]) -> Outcome {
    let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!("there is no bench {name:?}: {}", known.join(" ")));
    }
    let chosen = |bench: &&Bench| names.is_empty() || names.contains(&bench.name);
    for bench in BENCHES.iter().filter(chosen) {
        println!("── {}", bench.name);
        let folder: PathBuf = project::root().join(bench.folder);
        let (program, arguments) = bench.command.split_first().ok_or("a bench has no command")?;
        run(program, arguments, &folder)?;
    }
    Ok(())
}
