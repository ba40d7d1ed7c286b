//! The search for an order in which the operations on one key can have taken effect.
//!
//! Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) try every order that agrees with time, and go back
//! where one fails. Lowe ("Testing for Linearizability", 2017) makes this quick, and both of his ideas are here:
//!
//! - *Just in time.* An operation takes effect as late as it can: when its answer is due, or before that, for another
//!   to see what it changes. So the search goes from answer to answer, and all that decides how it can go on is small,
//!   a [`Configuration`]: the value, and which of the operations that are pending just then have taken effect.
//! - *Memoization.* From the same configuration the search would go the same ways: each is visited once. They are kept
//!   whole in a set that compares them besides their hash, so that two of one hash are never taken for one.
//!
//! Three more keep the ways few. Nothing is lost by the first two, since where an order does otherwise, another that
//! does so explains the same answers, nor by the third, since where an order does otherwise it fails:
//!
//! - *Seen at once.* What only looks at the value takes effect as soon as it finds what it was told: no other operation
//!   sees the difference. So the search branches over changes alone.
//! - *Covered.* Of several puts that no one looks at in between, only the last one matters. So a put or an append takes
//!   effect ahead of its answer only if another operation sees it before the next put. When its answer is due at
//!   last, it may have taken effect unseen, right before any put that came while it was pending.
//! - *Kept.* A value that someone has still to find, and that no one can bring back, is not overwritten (`needs`).

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::needs::{Allowed, Needs};
use super::slots::Slots;
use super::steps::Steps;
use super::timeline::{Task, Timeline};
use super::values::{NOTHING, Value, Values};

/// How a search ended. Tasks are those of its timeline.
#[derive(Debug)]
pub(super) enum Ending {
    /// All answers that were asked for can be explained by this order.
    Found(Vec<usize>),
    /// There is no order.
    None(Furthest),
    /// It took all the steps that it may.
    OutOfSteps(Furthest),
}

/// How far the search has come.
#[derive(Debug, Default)]
pub(super) struct Furthest {
    /// So many answers, the first ones, can be explained together, and there may be more.
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
    /// Which of the others can have done so unseen.
    coverable: Slots,
    /// Whether the last change still waits for the one who sees it.
    unseen: bool,
}

/// A configuration from which several ways lead on.
struct Fork {
    configuration: Configuration,
    /// How long the order was there.
    placed: usize,
    /// The ways that were not tried yet, the next one last.
    ways: Vec<Way>,
}

/// A way on from a configuration.
#[derive(Clone, Copy)]
enum Way {
    /// The operation whose answer is due has taken effect unseen.
    Cover(usize),
    /// An operation takes effect.
    Take(usize),
}

/// A search of one key.
pub(super) struct Search<'a> {
    timeline: &'a Timeline,
    /// How many of the answers, the first ones, are to be explained. Whatever else was asked may take effect or not.
    answers: usize,
    needs: Needs,
    values: &'a mut Values,
    steps: &'a mut Steps,
    /// How the operations came into the order, so far.
    placed: Vec<Way>,
    /// The forks on the way here.
    forks: Vec<Fork>,
    furthest: Furthest,
    visited: HashSet<Configuration, BuildHasherDefault<DefaultHasher>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        timeline: &'a Timeline,
        answers: usize,
        values: &'a mut Values,
        steps: &'a mut Steps,
    ) -> Self {
        let (placed, forks, furthest) = (Vec::new(), Vec::new(), Furthest::default());
        let needs = Needs::new(timeline, answers);
        steps.sort(timeline.len());
        Self { timeline, answers, needs, values, steps, placed, forks, furthest, visited: HashSet::default() }
    }

    /// Looks for an order, depth first.
    pub(super) fn run(mut self) -> Ending {
        let none = Slots::none_of(self.timeline.width());
        let (taken, coverable) = (none.clone(), none);
        let mut configuration = Configuration { passed: 0, value: NOTHING, taken, coverable, unseen: false };
        loop {
            self.pass_answers(&mut configuration);
            if configuration.passed == self.answers {
                return Ending::Found(self.order());
            }
            self.steps.look(self.timeline.width());
            if self.visited.insert(configuration.clone()) {
                let ways = self.ways(&configuration);
                self.forks.push(Fork { configuration, placed: self.placed.len(), ways });
            }
            if self.steps.left() == 0 {
                self.note_furthest();
                return Ending::OutOfSteps(self.furthest);
            }
            let Some(next) = self.next_way() else { return Ending::None(self.furthest) };
            configuration = next;
        }
    }

    /// Goes on as far as there is only one way: what finds what it was told takes effect, and answers pass that are
    /// due to what has.
    fn pass_answers(&mut self, configuration: &mut Configuration) {
        while configuration.passed < self.answers {
            let looks = self.timeline.looks(configuration.passed);
            self.steps.look(looks.len());
            for &task in looks {
                self.take(task, configuration);
            }
            let slot = self.timeline.slot(configuration.passed);
            if !configuration.taken.contains(slot) {
                return;
            }
            configuration.taken.remove(slot);
            configuration.passed += 1;
        }
    }

    /// The ways on from a configuration that may be worth a try, the most promising one last.
    fn ways(&mut self, configuration: &Configuration) -> Vec<Way> {
        let &Configuration { passed, value, ref taken, ref coverable, unseen } = configuration;
        let timeline = self.timeline;
        self.steps.look(timeline.changes(passed).len() + timeline.open(passed).len());
        let allowed = self.needs.allowed(value, passed, taken, timeline);
        let is_worth_it = |task: usize| {
            // Of two open ones that ask for the same, the first can stand for the second.
            let second = timeline.twin(task).is_some_and(|twin| !taken.contains(timeline.slot(twin)));
            // What no one has seen yet is not overwritten: without it the order would be as good.
            let too_early = unseen && timeline.task(task).step.covers();
            let allowed = allowed == Allowed::Any || allowed == Allowed::Only(task);
            !taken.contains(timeline.slot(task)) && allowed && !too_early && !second
        };
        let changes = timeline.changes(passed).iter().copied().chain(timeline.open(passed));
        let mut changes: Vec<usize> = changes.filter(|&task| is_worth_it(task)).collect();
        // First what makes that happen which the answer that is due waits for, then by the order of answers.
        if let Some(wanted) = timeline.task(passed).step.needs() {
            changes.sort_by_key(|&task| timeline.task(task).step.makes() != Some(wanted));
        }
        let covers = !unseen && coverable.contains(timeline.slot(passed));
        let covers = covers.then_some(Way::Cover(passed)).into_iter();
        covers.chain(changes.into_iter().map(Way::Take)).rev().collect()
    }

    /// The next way from the last fork that has one left.
    fn next_way(&mut self) -> Option<Configuration> {
        loop {
            let fork = self.forks.last_mut()?;
            self.placed.truncate(fork.placed);
            let Some(way) = fork.ways.pop() else {
                self.note_furthest();
                self.forks.pop();
                continue;
            };
            let mut next = fork.configuration.clone();
            match way {
                Way::Cover(task) => self.cover(task, &mut next),
                Way::Take(task) if !self.take(task, &mut next) => continue,
                Way::Take(_) => {}
            }
            return Some(next);
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
        // An open one that changes nothing may as well never take effect, unless another can be right before it unseen.
        let changes = value != configuration.value || (step.covers() && self.would_cover(configuration));
        if answered.is_none() && !changes {
            return false;
        }
        self.place(Way::Take(task), slot, configuration);
        configuration.value = value;
        // Ahead of its answer it waits for one who sees it, unless it looks at the value itself, and has to be here.
        let ahead = task != configuration.passed;
        configuration.unseen = ahead && (answered.is_none() || step.is_coverable());
        if step.covers() {
            self.cover_pending(configuration);
        }
        true
    }

    /// A put has taken effect, and any of those that are pending can have done so right before it.
    fn cover_pending(&self, configuration: &mut Configuration) {
        let changes = self.timeline.changes(configuration.passed).iter();
        for &task in changes.filter(|&&task| self.timeline.task(task).step.is_coverable()) {
            let slot = self.timeline.slot(task);
            if !configuration.taken.contains(slot) {
                configuration.coverable.insert(slot);
            }
        }
    }

    /// Whether a put would let one that is pending have taken effect unseen that could not yet.
    fn would_cover(&self, configuration: &Configuration) -> bool {
        self.timeline.changes(configuration.passed).iter().any(|&task| {
            let slot = self.timeline.slot(task);
            let is_new = !configuration.taken.contains(slot) && !configuration.coverable.contains(slot);
            is_new && self.timeline.task(task).step.is_coverable()
        })
    }

    /// Has an operation that is coverable be where it was covered.
    fn cover(&mut self, task: usize, configuration: &mut Configuration) {
        self.place(Way::Cover(task), self.timeline.slot(task), configuration);
    }

    fn place(&mut self, way: Way, slot: usize, configuration: &mut Configuration) {
        configuration.taken.insert(slot);
        configuration.coverable.remove(slot);
        self.placed.push(way);
        self.steps.place();
    }

    /// Before the search goes back from the last fork: whether it has never been as far.
    fn note_furthest(&mut self) {
        let Some(fork) = self.forks.last() else { return };
        let answers = fork.configuration.passed;
        if answers > self.furthest.answers {
            self.steps.look(self.placed.len());
            self.furthest = Furthest { answers, order: self.order() };
        }
    }

    /// The order as it stands. What was covered stands right before the last of those that cover it.
    fn order(&self) -> Vec<usize> {
        let mut last_cover = 0;
        let place = |(place, &way): (usize, &Way)| match way {
            Way::Cover(task) => (last_cover, task),
            Way::Take(task) => {
                // Half a place behind what it covers.
                let place = 2 * place + 1;
                if self.timeline.task(task).step.covers() {
                    last_cover = place - 1;
                }
                (place, task)
            }
        };
        let mut order: Vec<(usize, usize)> = self.placed.iter().enumerate().map(place).collect();
        order.sort_by_key(|&(place, _)| place);
        order.into_iter().map(|(_, task)| task).collect()
    }
}
