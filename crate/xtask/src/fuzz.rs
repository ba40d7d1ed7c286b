//! The fuzz targets of `crate/fuzz`, run by cargo-fuzz.

use crate::process::{command, finish, output};
use crate::{Outcome, project, setup};

/// Every target, and a folder of good inputs to begin with, where there is one.
const TARGETS: [(&str, Option<&str>); 2] = [("facade", Some("../scenarios")), ("cluster", None)];

/// How long each target is run unless told otherwise, in seconds.
const SECONDS: u32 = 60;

const USAGE: &str = "cargo xtask fuzz [facade | cluster] [--seconds N]";

/// Runs the target that is named, or one after the other.
pub fn named_target(what: &[&str]) -> Outcome {
    let (wanted, seconds) = match what {
        [] => (None, SECONDS),
        ["--seconds", count] => (None, number(count)?),
        [name] => (Some(*name), SECONDS),
        [name, "--seconds", count] => (Some(*name), number(count)?),
        _ => return Err(USAGE.to_owned()),
    };
    if wanted.is_some_and(|wanted| TARGETS.iter().all(|(name, _)| *name != wanted)) {
        return Err(USAGE.to_owned());
    }
    setup::cargo_fuzz()?;
    let mut targets = TARGETS.iter().filter(|(name, _)| wanted.is_none_or(|wanted| wanted == *name));
    targets.try_for_each(|&(name, examples)| fuzz(name, examples, seconds))
}

fn number(count: &str) -> Outcome<u32> {
    count.parse().map_err(|_| USAGE.to_owned())
}

fn fuzz(target: &str, examples: Option<&str>, seconds: u32) -> Outcome {
    let folder = project::root().join("crate/fuzz");
    // What the fuzzer finds worth keeping goes into the first folder; any other is only read.
    let corpus = folder.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| format!("cannot make {}: {error}", corpus.display()))?;
    let build = project::target().join("fuzz");
    let mut run = command("cargo-fuzz", &folder);
    // Without unsafe code there is nothing for a sanitizer to find, and it halves the speed.
    run.args(["run", "--sanitizer", "none", "--fuzz-dir", ".", "--target-dir"]).arg(build);
    run.arg(target).arg(corpus).args(examples);
    // Only what never ends is to be found by its time: the machine may be busy.
    run.args([
        "--",
        &format!("-max_total_time={seconds}"),
        "-max_len=8192",
        "-len_control=0",
        "-timeout=300",
    ]);
    // The instrumentation needs flags that only a nightly compiler takes. A stable one does too, if it is told that it
    // is there to build Rust itself; so no second toolchain has to be on the machine.
    let nightly = output("rustc", &["--version"]).is_some_and(|version| version.contains("nightly"));
    if !nightly {
        run.env("RUSTC_BOOTSTRAP", "1");
    }
    finish(&mut run)
}
