//! Linearizability: whether what clients were told can have come from one store that does one thing after the other,
//! each at a moment between its invocation and its answer (Herlihy and Wing, 1990).
//!
//! A [`History`] is read from JSON ([`read_history`]) or taken from the clients of a run ([`History::of`]), and
//! [`check`] gives a [`Report`]. A history is linearizable if the operations on each key are, so every key is searched
//! by itself (`search`, which says how). The work is bounded by a number of steps. Whoever runs out of them says that
//! the verdict is unknown.

mod history;
mod model;
mod needs;
mod read;
mod report;
mod search;
mod slots;
mod steps;
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
use search::{Ending, Furthest, Search};
use steps::Steps;
use timeline::{Task, Timeline};
use values::Values;

/// How many steps a check may take if nothing else is said.
pub const BUDGET: u64 = 1_000_000;

/// Looks whether a history is linearizable, in at most `budget` steps for all keys together. A step is an operation
/// that is put into an order. Where more than a hundred are pending at once, steps are also taken by looking at them, so
/// that time and memory are bounded, too.
#[must_use]
pub fn check(history: &History, model: Model, budget: u64) -> Report {
    let mut by_key: BTreeMap<&Text, Vec<usize>> = BTreeMap::new();
    for (number, operation) in history.operations.iter().enumerate() {
        by_key.entry(&operation.key).or_default().push(number);
    }
    let mut steps = Steps::new(budget);
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
    fn begin(key: &Text, operations: &[usize], history: &History, model: Model, steps: &mut Steps) -> Self {
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
        let Some(timeline) = check.timeline(steps) else { return check };
        match check.search(&timeline, timeline.answers(), steps) {
            Ending::Found(order) => {
                check.report.verdict = Verdict::Linearizable;
                check.report.points = report::points(&timeline.operations(&order), history);
            }
            Ending::None(furthest) => {
                check.report.verdict = Verdict::NotLinearizable;
                check.report.prefix = timeline.operations(&furthest.order);
            }
            Ending::OutOfSteps(furthest) => check.report.prefix = timeline.operations(&furthest.order),
        }
        check
    }

    /// The tasks in time, as far as the steps suffice.
    fn timeline(&mut self, steps: &mut Steps) -> Option<Timeline> {
        self.counted(steps, |check, steps| Timeline::new(check.tasks.clone(), steps))
    }

    /// Looks for an order that explains the first so many answers.
    fn search(&mut self, timeline: &Timeline, answers: usize, steps: &mut Steps) -> Ending {
        self.counted(steps, |check, steps| Search::new(timeline, answers, &mut check.values, steps).run())
    }

    /// Work whose steps are told in the report.
    fn counted<T>(&mut self, steps: &mut Steps, work: impl FnOnce(&mut Self, &mut Steps) -> T) -> T {
        let before = steps.left();
        let done = work(self, steps);
        self.report.steps += before - steps.left();
        done
    }

    /// Looks for the operations that cannot be placed, one after the other.
    fn find_misplaced(&mut self, steps: &mut Steps) {
        while self.report.verdict == Verdict::NotLinearizable {
            let Some(timeline) = self.timeline(steps) else { return };
            let Some(furthest) = self.furthest(&timeline, steps) else { return };
            if self.report.misplaced.is_empty() {
                self.report.prefix = timeline.operations(&furthest.order);
            }
            self.misplace(timeline.task(furthest.answers).operation);
        }
    }

    /// The most answers, the first ones, that can be explained together; nothing if all can, or no steps are left.
    fn furthest(&mut self, timeline: &Timeline, steps: &mut Steps) -> Option<Furthest> {
        let mut too_many = timeline.answers();
        let Ending::None(mut furthest) = self.search(timeline, too_many, steps) else { return None };
        while furthest.answers + 1 < too_many {
            let answers = furthest.answers.midpoint(too_many);
            match self.search(timeline, answers, steps) {
                Ending::Found(order) => furthest = Furthest { answers, order },
                Ending::None(further) => {
                    too_many = answers;
                    if further.answers > furthest.answers {
                        furthest = further;
                    }
                }
                Ending::OutOfSteps(_) => return None,
            }
        }
        Some(furthest)
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
}
