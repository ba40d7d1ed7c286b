//! `length <events> <plain|compacting|clients> <bare|checked>`: prints the seconds of one run of so many events, how many
//! there were, and the bytes that it holds in memory at its end.

use std::time::Instant;

use peak_alloc::PeakAlloc;
use raft_playground::check::Checker;
use raft_playground::raft::Micros;
use raft_playground::sim::{NetworkSettings, Run, Scenario, Watcher, Workload};
use work::{ELECTION, Load, Proposer, leader};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [events, kind, watcher] = arguments.as_slice() else { panic!("three arguments") };
    let events = events.parse().expect("a number");
    match watcher.as_str() {
        "checked" => measure(kind, events, Checker::default()),
        _ => measure(kind, events, ()),
    }
}

fn measure(kind: &str, events: u64, watcher: impl Watcher) {
    let start = Instant::now();
    let run = if kind == "clients" {
        let mut run = Run::new(&with_clients(), watcher);
        run.run_until_that(Micros::NEVER, |cluster| cluster.post().counters.processed >= events);
        run
    } else {
        under_load(kind == "compacting", events, watcher)
    };
    let (seconds, processed) = (start.elapsed().as_secs_f64(), run.cluster().post().counters.processed);
    println!("{seconds} {processed} {}", MEMORY.current_usage());
}

/// Puts one at a time, without clients, whose history would grow by its nature.
fn under_load<W: Watcher>(compacting: bool, events: u64, watcher: W) -> Run<W> {
    let mut scenario = Load::OneAtATime.scenario();
    scenario.raft.snapshot_threshold = if compacting { 1_000 } else { 0 };
    let mut run = Run::new(&scenario, watcher);
    assert!(run.run_until_that(ELECTION, |cluster| leader(cluster).is_some()), "a leader is elected");
    // More than will be done.
    let mut proposer = Proposer::new(Load::OneAtATime, events, run.cluster());
    while run.cluster().post().counters.processed < events {
        if proposer.refill(run.cluster_mut()) {
            run.after_direct_input();
        }
        run.step();
    }
    run
}

/// Clients that put and get over a network that loses messages.
fn with_clients() -> Scenario {
    Scenario {
        clients: 8,
        network: NetworkSettings {
            latency_least: Micros(500),
            latency_most: Micros(2_000),
            loss: 0.01,
            duplication: 0.0,
        },
        workload: Workload::Steady { rate: 200.0, gets: 0.5 },
        ..Scenario::default()
    }
}
