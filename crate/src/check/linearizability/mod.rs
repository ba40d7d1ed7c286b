//! Linearizability: whether what clients were told can have come from one store that does one thing after the other,
//! each at a moment between its invocation and its answer (Herlihy and Wing, 1990).
//!
//! A [`History`] is read from JSON ([`read_history`]) or taken from the clients of a run ([`History::of`]), and
//! [`check`] gives a [`Report`]. A history is linearizable if the operations on each key are, so every key is searched
//! by itself (`search`, which says how). The work is bounded by a number of steps. Whoever runs out of them says that
//! the verdict is unknown.

mod history;
mod model;
mod read;
mod report;
mod search;
mod slots;
#[cfg(test)]
mod tests;
mod timeline;
mod values;

use std::collections::BTreeMap;

use crate::kv::Text;

pub use history::{Call, History, Operation, Outcome};
pub use model::Model;
pub use read::{Options, read_history};
pub use report::{KeyReport, Point, Report, Verdict};

use model::Step;
use search::{Ending, Search};
use timeline::{Task, Timeline};
use values::Values;

/// How many steps a check may take if nothing else is said.
pub const BUDGET: u64 = 1_000_000;

/// Looks whether a history is linearizable, in at most `budget` steps for all keys together. A step is an operation
/// that is put into an order.
#[must_use]
pub fn check(history: &History, model: Model, budget: u64) -> Report {
    let mut by_key: BTreeMap<&Text, Vec<usize>> = BTreeMap::new();
    for (number, operation) in history.operations.iter().enumerate() {
        by_key.entry(&operation.key).or_default().push(number);
    }
    let mut steps = budget;
    let mut keys: Vec<KeyCheck> = by_key
        .into_iter()
        .map(|(key, operations)| KeyCheck::begin(key, &operations, history, model, &mut steps))
        .collect();
    // Every key has its verdict first.
    for key in &mut keys {
        key.find_misplaced(&mut steps);
    }
    let keys: Vec<KeyReport> = keys.into_iter().map(|key| key.report).collect();
    let some = |verdict| keys.iter().any(|key| key.verdict == verdict);
    let verdict = [Verdict::NotLinearizable, Verdict::Unknown].into_iter().find(|&verdict| some(verdict));
    Report { verdict: verdict.unwrap_or(Verdict::Linearizable), keys }
}

/// The check of one key.
struct KeyCheck {
    values: Values,
    tasks: Vec<Task>,
    report: KeyReport,
}

impl KeyCheck {
    fn begin(key: &Text, operations: &[usize], history: &History, model: Model, steps: &mut u64) -> Self {
        let mut values = Values::new(model);
        let task = |&operation: &usize| {
            let of = &history.operations[operation];
            let step = Step::of(of, &mut values)?;
            Some(Task { operation, step, invoked: of.invoked, answered: of.answered() })
        };
        let tasks = operations.iter().filter_map(task).collect();
        let report = KeyReport {
            key: key.clone(),
            verdict: Verdict::Unknown,
            points: Vec::new(),
            prefix: Vec::new(),
            misplaced: Vec::new(),
            steps: 0,
        };
        let mut check = Self { values, tasks, report };
        let (timeline, ending) = check.search(steps);
        let operations = |order: &[usize]| -> Vec<usize> {
            order.iter().map(|&task| timeline.task(task).operation).collect()
        };
        match ending {
            Ending::Found(order) => {
                check.report.verdict = Verdict::Linearizable;
                check.report.points = report::points(&operations(&order), history);
            }
            Ending::None(furthest) => {
                check.report.verdict = Verdict::NotLinearizable;
                check.report.prefix = operations(&furthest.order);
                check.misplace(timeline.task(furthest.answers).operation);
            }
            Ending::OutOfSteps(furthest) => check.report.prefix = operations(&furthest.order),
        }
        check
    }

    fn search(&mut self, steps: &mut u64) -> (Timeline, Ending) {
        let timeline = Timeline::new(self.tasks.clone());
        let before = *steps;
        let ending = Search::new(&timeline, &mut self.values, steps).run();
        self.report.steps += before - *steps;
        (timeline, ending)
    }

    /// Takes the outcome of an operation for unknown.
    fn misplace(&mut self, operation: usize) {
        self.report.misplaced.push(operation);
        if let Some(place) = self.tasks.iter().position(|task| task.operation == operation) {
            if self.tasks[place].step.looks_only() {
                self.tasks.remove(place);
            } else {
                self.tasks[place].answered = None;
            }
        }
    }

    /// Looks for further operations that cannot be placed.
    fn find_misplaced(&mut self, steps: &mut u64) {
        while self.report.verdict == Verdict::NotLinearizable
            && let (timeline, Ending::None(furthest)) = self.search(steps)
        {
            self.misplace(timeline.task(furthest.answers).operation);
        }
    }
}
