//! `cargo xtask search --seeds A..B [--rule NAME] [--invariant NAME]`: the first of many random runs in which an
//! invariant breaks, made as small as it goes.
//!
//! The runs are those of `tests/random`. With a rule switched off, what is found shows what the rule is for; with all
//! of them on, it is a fault of ours, as is a cluster that does not agree once its faults are over. Progress goes to
//! stderr, the scenario that was found to stdout.

#[path = "../../tests/random/calm.rs"]
mod calm;
#[path = "../../tests/random/faults.rs"]
mod faults;
#[path = "../../tests/random/membership.rs"]
mod membership;
mod shrink;

use std::ops::Range;
use std::process::ExitCode;

use raft_playground::check::{Checker, Invariant, Violation};
use raft_playground::raft::{Rule, Rules};
use raft_playground::sim::{Run, Scenario};

use calm::{PATIENCE, agrees};
use faults::{CALM, scenario};

const USAGE: &str = "search --seeds A..B [--rule NAME] [--invariant NAME]";

/// So many seeds go by between two signs of life.
const STRIDE: u64 = 100;

/// What is looked for.
#[derive(Clone, Copy)]
struct Wanted {
    /// The rule that is switched off.
    rule: Option<Rule>,
    /// What is to break first; anything, if none is named.
    invariant: Option<Invariant>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match read(&arguments) {
        Ok((seeds, wanted)) => search(seeds, wanted),
        Err(reason) => {
            eprintln!("{reason}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn read(arguments: &[String]) -> Result<(Range<u64>, Wanted), String> {
    let (mut seeds, mut wanted) = (None, Wanted { rule: None, invariant: None });
    for pair in arguments.chunks(2) {
        let [flag, value] = pair else { return Err(format!("{} lacks its value", pair[0])) };
        match flag.as_str() {
            "--seeds" => seeds = Some(range(value).ok_or_else(|| format!("{value} is not like 0..1000"))?),
            "--rule" => wanted.rule = Some(named(Rule::ALL, Rule::name, value)?),
            "--invariant" => wanted.invariant = Some(named(Invariant::ALL, Invariant::name, value)?),
            _ => return Err(format!("{flag} is not known")),
        }
    }
    Ok((seeds.ok_or("which seeds?")?, wanted))
}

fn range(text: &str) -> Option<Range<u64>> {
    let (from, to) = text.split_once("..")?;
    Some(from.parse().ok()?..to.parse().ok()?)
}

fn named<T: Copy>(all: &[T], name: fn(T) -> &'static str, wanted: &str) -> Result<T, String> {
    let names = || all.iter().map(|&one| name(one)).collect::<Vec<_>>().join(", ");
    let found = all.iter().copied().find(|&one| name(one) == wanted);
    found.ok_or_else(|| format!("{wanted} is none of {}", names()))
}

fn search(seeds: Range<u64>, wanted: Wanted) -> ExitCode {
    for seed in seeds.clone() {
        if (seed - seeds.start).is_multiple_of(STRIDE) {
            eprint!("\r{seed} of {seeds:?}");
        }
        let found = scenario(seed, wanted.rules());
        if let Some(violation) = wanted.breaks(&found) {
            eprintln!("\rseed {seed}: {violation}");
            let small = shrink::shrunk(found, &|candidate| wanted.breaks_only_without_rule(candidate));
            if let Some(violation) = wanted.breaks(&small) {
                eprintln!("made small: {violation}");
            }
            print(&small.write());
            return ExitCode::FAILURE;
        }
        if wanted.is_a_fault_of_ours() && !comes_to_agree(&found) {
            eprintln!("\rseed {seed}: {PATIENCE} ms after the last fault the cluster does not agree");
            print(&found.write());
            return ExitCode::FAILURE;
        }
    }
    eprintln!("\rnothing of this kind in {seeds:?}");
    ExitCode::SUCCESS
}

#[allow(clippy::print_stdout, reason = "what was found is meant for a file")]
fn print(text: &str) {
    print!("{text}");
}

impl Wanted {
    fn rules(self) -> Rules {
        self.rule.map_or_else(Rules::default, |rule| Rules::default().without(rule))
    }

    /// What the run of a scenario breaks first, if that is what is looked for.
    fn breaks(self, scenario: &Scenario) -> Option<Violation> {
        let violation = first_violation(scenario)?;
        self.invariant.is_none_or(|invariant| invariant == violation.invariant).then_some(violation)
    }

    /// Whether whatever is found should not be there.
    const fn is_a_fault_of_ours(self) -> bool {
        self.rule.is_none() && self.invariant.is_none()
    }

    /// The same, if nothing breaks with all rules on.
    fn breaks_only_without_rule(self, scenario: &Scenario) -> Option<Violation> {
        let violation = self.breaks(scenario)?;
        let whole = Scenario { rules: Rules::default(), ..scenario.clone() };
        (self.rule.is_none() || first_violation(&whole).is_none()).then_some(violation)
    }
}

fn first_violation(scenario: &Scenario) -> Option<Violation> {
    let mut run = Run::new(scenario, Checker::default());
    while run.watcher.violation().is_none() && run.next_at() <= scenario.end.unwrap_or(CALM) && run.step() {}
    run.watcher.violation().cloned()
}

fn comes_to_agree(scenario: &Scenario) -> bool {
    let mut run = Run::new(scenario, ());
    run.run_until(CALM);
    run.run_until_that(CALM.after(PATIENCE), agrees)
}
