//! The search for an order in which the operations on one key can have taken effect.
//!
//! Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) try every order that agrees with time, and go back
//! where one fails. Lowe ("Testing for Linearizability", 2017) makes this quick, and both of his ideas are here:
//!
//! - *Just in time.* An operation takes effect as late as it can: not before an answer comes that needs it. So the
//!   search goes from answer to answer, and what it has to know is small, a [`Configuration`]: the value, and which of
//!   the operations that are pending just then have taken effect.
//! - *Memoization.* From the same configuration the search would go the same ways: each is visited once. They are kept
//!   whole in a set that compares them besides their hash, so that two of one hash are never taken for one.
//!
//! And one of ours: what only looks at the value takes effect as soon as it finds what it was told. Nothing is lost by
//! this: where it takes effect later in some order, it can be put here, and no other operation sees the difference.
//! So the search branches over changes alone.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::slots::Slots;
use super::timeline::{Task, Timeline};
use super::values::{NOTHING, Value, Values};

/// How a search ended. Tasks are those of its timeline.
#[derive(Debug)]
pub(super) enum Ending {
    /// All that was answered can have taken effect in this order.
    Found(Vec<usize>),
    /// There is no order.
    None(Furthest),
    /// It took all the steps that it may.
    OutOfSteps(Furthest),
}

/// How far the search has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Furthest {
    /// So many answers, the first ones, can be explained together, and with the one behind them they cannot.
    pub(super) answers: usize,
    /// An order that explains them.
    pub(super) order: Vec<usize>,
}

/// How far an order has come: all that decides how it can go on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Configuration {
    /// How many of the answers, in the order of time, it has passed.
    passed: usize,
    value: Value,
    /// Which of those that are pending have taken effect.
    taken: Slots,
}

/// A configuration from which several ways lead on.
struct Fork {
    configuration: Configuration,
    /// How long the order was there.
    order: usize,
    /// How many ways were tried.
    tried: usize,
}

/// A search of one key.
pub(super) struct Search<'a> {
    timeline: &'a Timeline,
    values: &'a mut Values,
    /// How many steps it may still take. A step is an operation that is put into the order.
    steps: &'a mut u64,
    /// The operations in the order in which they take effect, so far.
    order: Vec<usize>,
    /// The forks on the way here.
    forks: Vec<Fork>,
    furthest: Furthest,
    visited: HashSet<Configuration, BuildHasherDefault<DefaultHasher>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(timeline: &'a Timeline, values: &'a mut Values, steps: &'a mut u64) -> Self {
        let (order, forks, furthest) = (Vec::new(), Vec::new(), Furthest::default());
        Self { timeline, values, steps, order, forks, furthest, visited: HashSet::default() }
    }

    /// Looks for an order, depth first.
    pub(super) fn run(mut self) -> Ending {
        let taken = Slots::none_of(self.timeline.width);
        let mut configuration = Configuration { passed: 0, value: NOTHING, taken };
        loop {
            self.pass_answers(&mut configuration);
            if configuration.passed == self.timeline.answers() {
                return Ending::Found(self.order);
            }
            if self.visited.insert(configuration.clone()) {
                self.forks.push(Fork { configuration, order: self.order.len(), tried: 0 });
            }
            match self.next_way() {
                Some(next) if *self.steps > 0 => configuration = next,
                Some(_) => return Ending::OutOfSteps(self.furthest),
                None => return Ending::None(self.furthest),
            }
        }
    }

    /// Goes on as far as there is only one way: what finds what it was told takes effect, and answers pass that are
    /// due to what has.
    fn pass_answers(&mut self, configuration: &mut Configuration) {
        while configuration.passed < self.timeline.answers() {
            let pending = self.timeline.pending(configuration.passed);
            for &task in pending.iter().filter(|&&task| self.timeline.task(task).step.looks_only()) {
                self.take(task, configuration);
            }
            let slot = self.timeline.slot(pending[0]);
            if !configuration.taken.contains(slot) {
                return;
            }
            configuration.taken.remove(slot);
            configuration.passed += 1;
        }
    }

    /// Has an operation take effect, if it has not and can.
    fn take(&mut self, task: usize, configuration: &mut Configuration) -> bool {
        let slot = self.timeline.slot(task);
        if configuration.taken.contains(slot) {
            return false;
        }
        let Task { step, answered, .. } = self.timeline.task(task);
        let Some(value) = step.after(configuration.value, self.values) else { return false };
        // An open one that changes nothing may as well never take effect.
        if answered.is_none() && value == configuration.value {
            return false;
        }
        configuration.value = value;
        configuration.taken.insert(slot);
        self.order.push(task);
        *self.steps = self.steps.saturating_sub(1);
        true
    }

    /// The next way from the last fork that has one left.
    fn next_way(&mut self) -> Option<Configuration> {
        loop {
            self.note_furthest();
            let fork = self.forks.last_mut()?;
            self.order.truncate(fork.order);
            let Some(task) = fork.next_choice(self.timeline) else {
                self.forks.pop();
                continue;
            };
            let mut next = fork.configuration.clone();
            if self.take(task, &mut next) {
                return Some(next);
            }
        }
    }

    /// Before the search goes back: whether it has never been as far.
    fn note_furthest(&mut self) {
        let Some(fork) = self.forks.last() else { return };
        if fork.configuration.passed > self.furthest.answers {
            self.furthest = Furthest { answers: fork.configuration.passed, order: self.order.clone() };
        }
    }
}

impl Fork {
    /// The next change that may be worth a try: first the one whose answer is due, then those that are answered later,
    /// then the open ones.
    fn next_choice(&mut self, timeline: &Timeline) -> Option<usize> {
        let pending = timeline.pending(self.configuration.passed);
        let open = timeline.open(self.configuration.passed);
        loop {
            let nth = self.tried;
            self.tried += 1;
            let Some(&task) = pending.get(nth) else {
                let task = open.start + (nth - pending.len());
                if task >= open.end {
                    return None;
                }
                // Of two open ones that ask for the same, the first can stand for the second.
                let first = timeline
                    .twin(task)
                    .is_none_or(|twin| self.configuration.taken.contains(timeline.slot(twin)));
                if first {
                    return Some(task);
                }
                continue;
            };
            if !timeline.task(task).step.looks_only() {
                return Some(task);
            }
        }
    }
}
