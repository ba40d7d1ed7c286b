//! `work <in flight, 0 for one at a time> <puts> <bare|checked>`: prints the seconds and the messages of one run.

use std::time::Instant;

use raft_playground::check::Checker;
use work::{Load, Work};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [in_flight, puts, watcher] = arguments.as_slice() else { panic!("three arguments") };
    let load = match in_flight.parse().expect("a number") {
        0 => Load::OneAtATime,
        most => Load::InFlight(most),
    };
    let start = Instant::now();
    let puts = puts.parse().expect("a number");
    let work = match watcher.as_str() {
        "checked" => Work::run(load, puts, Checker::default()),
        _ => Work::run(load, puts, ()),
    };
    println!("{} {}", start.elapsed().as_secs_f64(), work.messages);
}
