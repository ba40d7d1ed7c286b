//! The bench `length`: what an event costs in runs of ten thousand to a million events, what the invariants add, and
//! what a run holds in memory.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::bench::Options;
use crate::bench_samples::{goal, middle};
use crate::bench_work::{MOST_FOR_CHECKS, build_folder, cargo_build};
use crate::process::output;

const LENGTHS: [&str; 3] = ["10000", "100000", "1000000"];

/// The runs by the name that the program knows, and in the table.
const KINDS: [(&str, &str); 3] = [
    ("plain", "puts one at a time, logs whole"),
    ("compacting", "puts one at a time, a snapshot every 1,000 entries"),
    ("clients", "eight clients put and get, 1 % of messages lost"),
];

/// An event of the longest run may take so many times as long as one of the shortest.
const MOST_GROWTH: f64 = 1.5;

/// With snapshots on, the longest run may hold so many times as much in memory as one a tenth as long.
const MOST_HELD: f64 = 1.2;

/// Medians over some runs.
struct Figures {
    /// µs of an event.
    event: f64,
    /// MB held at the end.
    held: f64,
}

/// Runs every kind in every length, with and without the invariants.
pub fn run(options: &Options) -> Outcome {
    let program = build()?;
    println!("medians of {} runs; µs an event, and MB held at the end", options.rounds);
    for (kind, title) in KINDS {
        println!("\n  {title:<52} {:>20} {:>20} {:>14}", "without invariants", "with", "they add");
        let mut checked = Vec::new();
        for length in LENGTHS {
            let [off, on] = both(&program, options.rounds, &[length, kind])?;
            println!(
                "  {length:>52} {:>9.3} µs {:>5.1} MB {:>9.3} µs {:>5.1} MB {:>12.1} %",
                off.event,
                off.held,
                on.event,
                on.held,
                (on.event / off.event - 1.0) * 100.0
            );
            checked.push((off, on));
        }
        print_goals(kind, &checked);
    }
    Ok(())
}

fn build() -> Outcome<PathBuf> {
    cargo_build("work", &["--release", "--bins"])?;
    Ok(build_folder().join("release/length"))
}

/// Without and with the invariants, in turns.
fn both(program: &Path, rounds: usize, run: &[&str]) -> Outcome<[Figures; 2]> {
    let mut events = [Vec::new(), Vec::new()];
    let mut held = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (place, how) in ["bare", "checked"].into_iter().enumerate() {
            let line = output(&program.to_string_lossy(), &[run, &[how]].concat())
                .ok_or_else(|| format!("{} failed", program.display()))?;
            let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let &[seconds, processed, bytes] = numbers.as_slice() else {
                return Err(format!("not seconds, events and bytes: {line:?}"));
            };
            events[place].push(seconds / processed * 1e6);
            held[place].push(bytes / 1e6);
        }
    }
    let [off, on] = events.map(|events| middle(events).unwrap_or(f64::NAN));
    let [off_held, on_held] = held.map(|held| middle(held).unwrap_or(f64::NAN));
    Ok([Figures { event: off, held: off_held }, Figures { event: on, held: on_held }])
}

fn print_goals(kind: &str, lengths: &[(Figures, Figures)]) {
    let [shortest, middle, longest] = lengths else { return };
    let growth = longest.1.event / shortest.1.event;
    goal("an event of the longest run beside one of the shortest", growth, "×", false, MOST_GROWTH);
    if kind == "compacting" {
        let held = longest.1.held / middle.1.held;
        goal("held by the longest run beside one a tenth as long", held, "×", false, MOST_HELD);
    }
    if kind == "clients" {
        let share = (longest.1.event / longest.0.event - 1.0) * 100.0;
        goal("invariants on, a run with clients", share, "%", false, MOST_FOR_CHECKS);
    }
}
