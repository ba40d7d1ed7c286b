//! `peer <in flight, 0 for one at a time> <puts> <plain|batched>`: prints the seconds and the messages of one run.

use std::time::Instant;

use peer::{Load, Work};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [in_flight, puts, append] = arguments.as_slice() else { panic!("three arguments") };
    let load = match in_flight.parse().expect("a number") {
        0 => Load::OneAtATime,
        most => Load::InFlight(most),
    };
    let start = Instant::now();
    let work = Work::run(load, puts.parse().expect("a number"), append == "batched");
    println!("{} {}", start.elapsed().as_secs_f64(), work.messages);
}
