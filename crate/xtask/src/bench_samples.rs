//! What the runs of a bench took, and the table of it.

use std::collections::BTreeMap;

use crate::Outcome;

/// The runs of a bench by host (native, Node, Chromium), load and contestant.
#[derive(Default)]
pub struct Samples {
    runs: BTreeMap<Key, Vec<Run>>,
}

type Key = (String, String, String);

struct Run {
    seconds: f64,
    messages: f64,
}

/// The median run of a contestant.
#[derive(Clone, Copy)]
pub struct Median {
    pub seconds: f64,
    pub messages: f64,
}

impl Samples {
    /// Takes in a line of a bench: seconds and messages.
    pub fn add(&mut self, host: &str, load: &str, contestant: &str, line: &str) -> Outcome {
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let &[seconds, messages] = numbers.as_slice() else {
            return Err(format!("{host} {contestant}: not seconds and messages: {line:?}"));
        };
        let key = (host.to_owned(), load.to_owned(), contestant.to_owned());
        self.runs.entry(key).or_default().push(Run { seconds, messages });
        Ok(())
    }

    /// Takes in all lines of a host: load, contestant, seconds and messages.
    pub fn add_lines(&mut self, host: &str, lines: &str) -> Outcome {
        for line in lines.lines() {
            let mut words = line.splitn(3, ' ');
            let (Some(load), Some(contestant), Some(rest)) = (words.next(), words.next(), words.next())
            else {
                return Err(format!("{host}: not a run: {line:?}"));
            };
            self.add(host, load, contestant, rest)?;
        }
        Ok(())
    }

    /// The median run of a contestant, if it took part.
    pub fn median(&self, host: &str, load: &str, contestant: &str) -> Option<Median> {
        let runs = self.runs.get(&(host.to_owned(), load.to_owned(), contestant.to_owned()))?;
        let seconds = middle(runs.iter().map(|run| run.seconds).collect())?;
        Some(Median { seconds, messages: runs.first()?.messages })
    }
}

/// The middle one of some numbers.
pub fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len().checked_sub(1)? / 2).copied()
}

/// A goal and what was measured: one line, and whether it is met.
pub fn goal(name: &str, measured: f64, unit: &str, least: bool, limit: f64) -> bool {
    let met = if least { measured >= limit } else { measured <= limit };
    let bound = if least { "at least" } else { "at most" };
    let verdict = if met { "met" } else { "NOT MET" };
    println!("  {name:<62} {measured:>8.2}{unit:<3} {bound} {limit}{unit}: {verdict}");
    met
}

#[cfg(test)]
mod tests {
    use super::{Samples, middle};

    #[test]
    fn the_median_is_the_middle_run() {
        let mut samples = Samples::default();
        samples.add_lines("node", "64 ours 3.0 10\n64 ours 1.0 10\n64 ours 2.0 10\n").expect("three runs");
        let median = samples.median("node", "64", "ours").expect("there are runs");
        assert_eq!((median.seconds, median.messages), (2.0, 10.0));
        assert!(samples.median("node", "64", "peer").is_none());
        assert_eq!((middle(vec![]), middle(vec![4.0, 1.0])), (None, Some(1.0)));
    }

    #[test]
    fn a_line_that_is_no_run_is_refused() {
        let mut samples = Samples::default();
        assert!(samples.add("native", "64", "ours", "1.0").is_err());
        assert!(samples.add_lines("node", "64 ours").is_err());
    }
}
