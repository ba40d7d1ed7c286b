//! The bench `page`: the built page in Chromium.

use std::collections::BTreeMap;
use std::process::Stdio;

use crate::bench::Options;
use crate::bench_samples::goal;
use crate::process::{self, command};
use crate::{Outcome, build, project, serve, setup};

/// How long the heap is watched, in seconds: to see a slope, and for as long as the goal says.
const SHORT: usize = 60;
const WHOLE: usize = 600;

/// What is on the stage, and the most time of the main thread a frame, in ms.
const LOADS: [(&str, &str, f64); 4] = [
    ("idle", "5 replicas, idle", 1.5),
    ("300", "5 replicas, 300 messages in flight", 3.0),
    ("2000", "5 replicas, 2,000 messages in flight", 6.0),
    ("21", "21 replicas, idle", 3.0),
];

/// Measures the page as it is built and served, and prints what came of it.
pub fn run(options: &Options) -> Outcome {
    build::page()?;
    let numbers = measure(options)?;
    let of = |name: &str| numbers.get(name).copied().unwrap_or(f64::NAN);

    goal("a leader on the stage after a cold navigation", of("leader"), "s", false, 2.0);
    for (load, title, limit) in LOADS {
        goal(&format!("main thread a frame: {title}"), of(&format!("{load}-task-ms")), "ms", false, limit);
        let shown = of(&format!("{load}-frames"));
        goal(
            &format!("    frames dropped, beside {shown} shown"),
            of(&format!("{load}-dropped")),
            "",
            false,
            0.0,
        );
        println!("    messages between replicas in flight: {}", of(&format!("{load}-in-flight")));
    }
    println!("  heap after garbage collection, at 1× with a request a second:");
    let events = of("heap-events");
    for (thread, title) in [("page", "page"), ("workers", "workers (the recording is in the core's memory)")]
    {
        let (size, slope) = (of(&format!("heap-{thread}-kb")), of(&format!("heap-{thread}-kb-a-minute")));
        println!("    {title}: {size:.0} kB, {slope:+.1} kB a minute");
    }
    println!("    events recorded meanwhile: {events}");
    Ok(())
}

fn measure(options: &Options) -> Outcome<BTreeMap<String, f64>> {
    let bundle = ["build", "--config", "tests/bench/vite.config.ts", "--logLevel", "warn"];
    process::run("vite", &bundle, &project::web())?;
    let address = serve::in_background("/any/sub-path/")?;
    let seconds = if options.whole { WHOLE } else { SHORT };
    let output = command("node", &project::web())
        .args(["node_modules/.bench/run-page.js", &address])
        .args([options.rounds.to_string(), seconds.to_string()])
        .env("CHROMIUM", setup::chromium()?.browser)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run node: {error}"))?;
    if !output.status.success() {
        return Err("the page could not be measured".to_owned());
    }
    let lines = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
    let number = |line: &str| -> Option<(String, f64)> {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    Ok(lines.lines().filter_map(number).collect())
}
