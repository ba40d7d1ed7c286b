//! The operations on one key in time: who is pending when each is answered.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::raft::Micros;

use super::model::Step;
use super::slots::Slots;
use super::steps::Steps;

/// An operation on the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    /// Its place in the history.
    pub(super) operation: usize,
    /// What it does where it takes effect.
    pub(super) step: Step,
    /// When it was asked.
    pub(super) invoked: Micros,
    /// When it was answered. One whose outcome is unknown stays open: it may take effect at any later time, or never.
    pub(super) answered: Option<Micros>,
}

/// The tasks of a key and its answers in the order of time. Of an answer and an invocation at the same time the
/// invocation counts as the earlier one: the two operations overlap.
pub(super) struct Timeline {
    /// Those that are answered in the order of their answers, then the open ones in that of their invocations.
    tasks: Vec<Task>,
    /// The slot of each.
    slots: Vec<usize>,
    /// The first answer before which each may take effect.
    asked: Vec<usize>,
    /// Which of the open ones is the last before each that asks for the same.
    twins: Vec<Option<usize>>,
    answers: Vec<Answer>,
    /// The tasks that `answers` speak of.
    pending: Vec<usize>,
    /// How many slots there are.
    width: usize,
}

/// An answer, and the tasks that may take effect before it and after all earlier ones. The answer of a task has the
/// number of the task.
struct Answer {
    /// Those that will be answered and only look at the value, in the order of their answers.
    looks: Range<usize>,
    /// Those that will be answered and change it.
    changes: Range<usize>,
    /// How many of the open ones are asked already.
    open: usize,
}

impl Timeline {
    /// Nothing if the steps do not suffice to note who is pending when.
    pub(super) fn new(mut tasks: Vec<Task>, steps: &mut Steps) -> Option<Self> {
        tasks.sort_by_key(|task| match task.answered {
            Some(at) => (false, at, task.operation),
            None => (true, task.invoked, task.operation),
        });
        steps.sort(tasks.len());
        let closed = tasks.partition_point(|task| task.answered.is_some());
        let mut timeline = Self {
            slots: vec![0; tasks.len()],
            asked: vec![closed; tasks.len()],
            twins: twins(&tasks[closed..]),
            answers: Vec::with_capacity(closed),
            pending: Vec::new(),
            width: 0,
            tasks,
        };
        timeline.note_answers(closed, steps)?;
        for open in closed..timeline.tasks.len() {
            timeline.slots[open] = timeline.width;
            timeline.width += 1;
        }
        Some(timeline)
    }

    /// Goes through the answers in order, with those who are pending, and gives each a slot for as long as it is.
    fn note_answers(&mut self, closed: usize, steps: &mut Steps) -> Option<()> {
        let mut by_invocation: Vec<usize> = (0..closed).collect();
        by_invocation.sort_by_key(|&task| self.tasks[task].invoked);
        let mut asked = by_invocation.into_iter().peekable();
        let (mut pending, mut free): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut open = closed;
        for answered in 0..closed {
            let now = self.tasks[answered].answered;
            while let Some(task) = asked.next_if(|&task| Some(self.tasks[task].invoked) <= now) {
                self.asked[task] = answered;
                self.slots[task] = free.pop().unwrap_or(self.width);
                self.width = self.width.max(self.slots[task] + 1);
                pending.push(task);
            }
            while self.tasks.get(open).is_some_and(|task| Some(task.invoked) <= now) {
                self.asked[open] = answered;
                open += 1;
            }
            steps.look(pending.len());
            if steps.left() == 0 {
                return None;
            }
            pending.sort_unstable();
            let (looks, changes) = (self.keep(&pending, true), self.keep(&pending, false));
            self.answers.push(Answer { looks, changes, open: open - closed });
            pending.retain(|&task| task != answered);
            free.push(self.slots[answered]);
        }
        Some(())
    }

    /// Keeps those of the pending tasks that only look at the value, or the others.
    fn keep(&mut self, pending: &[usize], looks: bool) -> Range<usize> {
        let start = self.pending.len();
        let wanted = pending.iter().filter(|&&task| self.tasks[task].step.looks_only() == looks);
        self.pending.extend(wanted);
        start..self.pending.len()
    }

    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// The first answer before which a task may take effect.
    pub(super) fn asked(&self, task: usize) -> usize {
        self.asked[task]
    }

    /// Whether a task has not taken effect yet where so many answers are passed and so many of those pending are taken.
    pub(super) fn is_left(&self, task: usize, passed: usize, taken: &Slots) -> bool {
        let is_over = task < passed;
        let is_asked = self.asked[task] <= passed;
        !(is_over || is_asked && taken.contains(self.slots[task]))
    }

    /// How many answers there are.
    pub(super) fn answers(&self) -> usize {
        self.answers.len()
    }

    /// A task by its number.
    pub(super) fn task(&self, task: usize) -> Task {
        self.tasks[task]
    }

    /// The places of tasks in the history.
    pub(super) fn operations(&self, tasks: &[usize]) -> Vec<usize> {
        tasks.iter().map(|&task| self.tasks[task].operation).collect()
    }

    /// The slot of a task.
    pub(super) fn slot(&self, task: usize) -> usize {
        self.slots[task]
    }

    /// Those pending at an answer that will be answered and only look at the value.
    pub(super) fn looks(&self, answer: usize) -> &[usize] {
        &self.pending[self.answers[answer].looks.clone()]
    }

    /// Those pending at an answer that will be answered and change the value.
    pub(super) fn changes(&self, answer: usize) -> &[usize] {
        &self.pending[self.answers[answer].changes.clone()]
    }

    /// The open ones that are asked before an answer.
    pub(super) fn open(&self, answer: usize) -> Range<usize> {
        let closed = self.answers.len();
        closed..closed + self.answers[answer].open
    }

    /// The open task before this open one that asks for the same.
    pub(super) fn twin(&self, task: usize) -> Option<usize> {
        let open = task.checked_sub(self.answers.len())?;
        self.twins[open].map(|twin| twin + self.answers.len())
    }

    /// How many slots there are.
    pub(super) fn width(&self) -> usize {
        self.width
    }
}

fn twins(open: &[Task]) -> Vec<Option<usize>> {
    let mut last: BTreeMap<Step, usize> = BTreeMap::new();
    open.iter().enumerate().map(|(nth, task)| last.insert(task.step, nth)).collect()
}
