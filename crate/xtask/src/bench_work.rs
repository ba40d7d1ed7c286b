//! The bench `work`: puts on five replicas, ours beside the crate `raft`, in turns.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::bench::Options;
use crate::bench_samples::{Samples, goal};
use crate::process::{self, command, output};
use crate::{Outcome, build, project, setup};

const PUTS: &str = "100000";

/// The loads by the most puts in flight; 0 is one at a time.
const LOADS: [(&str, &str); 2] = [("64", "64 in flight"), ("0", "one at a time, until all five applied it")];

const HOSTS: [&str; 3] = ["native", "Node", "Chromium"];

/// Contestants as they are named by the benches, and in the table.
const CONTESTANTS: [(&str, &str); 7] = [
    ("ours", "ours, queue in Rust"),
    ("ours-checked", "ours, queue in Rust, invariants checked"),
    ("ours-queue", "ours, queue of the page (checks, recording)"),
    ("peer", "raft-rs, queue in Rust"),
    ("peer-batched", "raft-rs, queue in Rust, batch_append"),
    ("peer-queue", "raft-rs, queue in JavaScript"),
    ("peer-batched-queue", "raft-rs, queue in JavaScript, batch_append"),
];

/// The most that the invariants may add to a run without them, in per cent.
pub const MOST_FOR_CHECKS: f64 = 15.0;

/// Builds both sides, runs them in turns on every host, and prints what came of it.
pub fn run(options: &Options) -> Outcome {
    let folder = project::target().join("bench/wasm");
    let natives = Natives::build()?;
    build_wasm(&folder)?;
    let mut samples = Samples::default();
    natives.measure(options.rounds, &mut samples)?;
    for host in ["Node", "Chromium"] {
        samples.add_lines(host, &in_javascript(host, &folder, options.rounds)?)?;
    }
    print_tables(&samples, options.rounds);
    print_goals(&samples);
    Ok(())
}

/// The native programs of both sides.
struct Natives {
    ours: PathBuf,
    peer: PathBuf,
}

impl Natives {
    fn build() -> Outcome<Self> {
        // The crate `raft` is built with it.
        setup::protoc()?;
        let program = |package: &str| -> Outcome<PathBuf> {
            cargo_build(package, &["--release", "--bins"])?;
            Ok(build_folder().join("release").join(package))
        };
        Ok(Self { ours: program("work")?, peer: program("peer")? })
    }

    fn measure(&self, rounds: usize, samples: &mut Samples) -> Outcome {
        let contestants: [(&str, &Path, &str); 4] = [
            ("ours", &self.ours, "bare"),
            ("peer", &self.peer, "plain"),
            ("ours-checked", &self.ours, "checked"),
            ("peer-batched", &self.peer, "batched"),
        ];
        for _ in 0..rounds {
            for (load, _) in LOADS {
                for (name, program, how) in contestants {
                    let line = output(&program.to_string_lossy(), &[load, PUTS, how])
                        .ok_or_else(|| format!("{} failed", program.display()))?;
                    samples.add("native", load, name, &line)?;
                }
            }
        }
        Ok(())
    }
}

pub fn build_folder() -> PathBuf {
    project::target().join("bench")
}

pub fn cargo_build(package: &str, how: &[&str]) -> Outcome {
    let folder = project::root().join("crate/benches").join(package);
    let target = build_folder();
    let target = target.to_string_lossy();
    process::run(
        "cargo",
        &[&["build", "--quiet", "--locked", "--target-dir", &target], how].concat(),
        &folder,
    )
}

/// Both sides as the page would have them: the same profile and the same optimiser.
fn build_wasm(folder: &Path) -> Outcome {
    setup::wasm_target()?;
    setup::npm_packages()?;
    setup::wasm_bindgen()?;
    let wasm = ["--lib", "--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];
    for package in ["work", "peer"] {
        cargo_build(package, &wasm)?;
    }
    let built = build_folder().join("wasm32-unknown-unknown/wasm-release");
    build::generate(&built.join("work.wasm"), folder)?;
    build::optimise(&folder.join("work_bg.wasm"))?;
    let peer = folder.join("peer.wasm");
    fs::copy(built.join("peer.wasm"), &peer).map_err(|error| format!("cannot copy peer.wasm: {error}"))?;
    build::optimise(&peer)?;
    process::run(
        "vite",
        &["build", "--config", "tests/bench/vite.config.ts", "--logLevel", "warn"],
        &project::web(),
    )
}

/// Runs all contestants in a host of wasm, and gives the lines that it prints.
fn in_javascript(host: &str, folder: &Path, rounds: usize) -> Outcome<String> {
    let script = "node_modules/.bench/run-work.js";
    let output = command("node", &project::web())
        .args([script, &host.to_lowercase()])
        .arg(folder)
        .args([&rounds.to_string(), PUTS])
        .env("CHROMIUM", setup::chromium()?.browser)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run node: {error}"))?;
    if !output.status.success() {
        return Err(format!("{script} failed in {host}"));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn print_tables(samples: &Samples, rounds: usize) {
    println!("{PUTS} puts of 32 bytes, five replicas; medians of {rounds} runs, in turns");
    for (load, title) in LOADS {
        println!("\n  {title:<44} {:>24} {:>24} {:>24}", HOSTS[0], HOSTS[1], HOSTS[2]);
        println!(
            "  {:<44} {:>24} {:>24} {:>24}",
            "", "puts/s  µs/message", "puts/s  µs/message", "puts/s  µs/message"
        );
        for (contestant, name) in CONTESTANTS {
            let cell = |host: &str| {
                samples.median(host, load, contestant).map_or_else(String::new, |median| {
                    let puts = PUTS.parse().unwrap_or(0.0) / median.seconds;
                    format!("{puts:>12.0} {:>11.3}", median.seconds / median.messages * 1e6)
                })
            };
            println!("  {name:<44} {:>24} {:>24} {:>24}", cell(HOSTS[0]), cell(HOSTS[1]), cell(HOSTS[2]));
        }
        let share = |host| {
            checks_share(samples, host, load).map_or_else(String::new, |share| format!("{share:>22.1} %"))
        };
        println!(
            "  {:<44} {:>24} {:>24} {:>24}",
            "what the invariants add, off to on",
            share(HOSTS[0]),
            share(HOSTS[1]),
            share(HOSTS[2])
        );
        let per_put = |contestant| {
            let messages = samples.median("Node", load, contestant).map(|median| median.messages);
            messages.unwrap_or(0.0) / PUTS.parse().unwrap_or(1.0)
        };
        println!(
            "  messages a put: ours {:.2}, raft-rs {:.2}, with batch_append {:.2}",
            per_put("ours"),
            per_put("peer"),
            per_put("peer-batched")
        );
    }
    println!();
}

/// How much longer a headless run takes with all invariants on than with all off, in per cent.
fn checks_share(samples: &Samples, host: &str, load: &str) -> Option<f64> {
    let off = samples.median(host, load, "ours")?.seconds;
    Some((samples.median(host, load, "ours-checked")?.seconds / off - 1.0) * 100.0)
}

fn print_goals(samples: &Samples) {
    let seconds = |host, load, contestant| {
        samples.median(host, load, contestant).map_or(f64::NAN, |median| median.seconds)
    };
    let times = |host, load, ours, peer| seconds(host, load, peer) / seconds(host, load, ours);
    for host in HOSTS {
        let ratio = |load, peer| times(host, load, "ours", peer);
        goal(&format!("{host}: 64 in flight, times raft-rs"), ratio("64", "peer"), "×", true, 3.0);
        goal(
            &format!("{host}: 64 in flight, times raft-rs batched"),
            ratio("64", "peer-batched"),
            "×",
            true,
            1.0,
        );
        goal(&format!("{host}: one at a time, times raft-rs"), ratio("0", "peer"), "×", true, 3.0);
        for (load, title) in LOADS {
            let share = checks_share(samples, host, load).unwrap_or(f64::NAN);
            goal(&format!("{host}: invariants on, {title}"), share, "%", false, MOST_FOR_CHECKS);
        }
    }
    for host in &HOSTS[1..] {
        for (load, title) in [("64", "64 in flight"), ("0", "one at a time")] {
            let ratio = times(host, load, "ours-queue", "peer-queue");
            goal(&format!("{host}: queue in JavaScript, {title}, times raft-rs"), ratio, "×", true, 3.0);
        }
        let micros = |contestant| {
            samples
                .median(host, "0", contestant)
                .map_or(f64::NAN, |median| median.seconds / median.messages * 1e6)
        };
        goal(&format!("{host}: a message, queue in Rust"), micros("ours"), "µs", false, 0.25);
        goal(&format!("{host}: a message, queue of the page"), micros("ours-queue"), "µs", false, 0.4);
    }
}
