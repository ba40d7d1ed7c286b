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

/// Growth of a heap that counts as none, in kB a minute: what is compiled and cached late.
const FLAT: f64 = 20.0;

/// What an event may add to the recording, in bytes: a record of the trace (crate/ARCHITECTURE.md).
const RECORD: f64 = 80.0;

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
    goal("the 17 tests of the course, a seed each", of("grader"), "s", false, 1.0);
    println!("    the first time, with workers that have just started: {:.2} s", of("grader-first"));
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
    print_peer(options, &of);
    print_heap(&of);
    print_seek(&of);
    Ok(())
}

fn print_peer(options: &Options, of: &impl Fn(&str) -> f64) {
    match options.peer {
        Some(_) => {
            println!("  RaftScope, in the same run: a leader after {:.2} s,", of("peer-leader"));
            println!("    main thread a frame, idle: {:.2} ms", of("peer-task-ms"));
        }
        None => println!("  RaftScope was not measured: --peer=FOLDER names a checkout of it"),
    }
}

/// The page keeps one frame and the core the recording: the one stays as it is, the other grows with the events.
fn print_heap(of: &impl Fn(&str) -> f64) {
    let (page, workers) = (of("heap-page-kb"), of("heap-workers-kb"));
    println!(
        "  heap after garbage collection, at 1× with a request a second: page {page:.0} kB, workers {workers:.0} kB"
    );
    let slope = of("heap-page-kb-a-minute");
    goal("    growth of the page a minute", slope, "kB", false, FLAT);
    let an_event = of("heap-workers-kb-a-minute") * of("heap-minutes") * 1000.0 / of("heap-events");
    goal("    growth of the workers, recording included, an event", an_event, "B", false, RECORD);
}

/// Going anywhere in a long run, and what the process of its tab has in memory, the browser's own included.
fn print_seek(of: &impl Fn(&str) -> f64) {
    println!("  a run of {} events", of("seek-events"));
    goal(
        "    from a press on its time line to the picture of that moment",
        of("seek-ms"),
        "ms",
        false,
        100.0,
    );
    println!("    the longest of them: {:.0} ms", of("seek-longest-ms"));
    goal("    memory of the tab", of("seek-mb"), "MB", false, 300.0);
}

fn measure(options: &Options) -> Outcome<BTreeMap<String, f64>> {
    let bundle = ["build", "--config", "tests/bench/vite.config.ts", "--logLevel", "warn"];
    process::run("vite", &bundle, &project::web())?;
    let address = serve::in_background("/any/sub-path/")?;
    let seconds = if options.whole { WHOLE } else { SHORT };
    let output = command("node", &project::web())
        .args(["node_modules/.bench/run-page.js", &address])
        .args([options.rounds.to_string(), seconds.to_string()])
        .args(&options.peer)
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
