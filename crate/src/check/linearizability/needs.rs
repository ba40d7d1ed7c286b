//! Who needs each value, and who can bring it about: a value that is needed and that no one brings back is not to be
//! overwritten.

use std::collections::BTreeMap;

use super::model::Step;
use super::slots::Slots;
use super::timeline::Timeline;
use super::values::Value;

/// What the tasks of a timeline need and make. It says nothing where there are appends, since what these make depends on
/// what is there.
pub(super) struct Needs(BTreeMap<Value, Need>);

#[derive(Default)]
struct Need {
    /// From which answer on the last of those that will find this value is pending.
    last_look: usize,
    /// Those that will be answered that they have swapped this value for another.
    swaps: Vec<usize>,
    /// Those that make it.
    makers: Vec<usize>,
}

/// Which changes may follow on a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    Any,
    Only(usize),
    None,
}

impl Needs {
    /// Those that are needed for the first so many answers.
    pub(super) fn new(timeline: &Timeline, answers: usize) -> Self {
        let mut needs: BTreeMap<Value, Need> = BTreeMap::new();
        for number in 0..timeline.len() {
            let task = timeline.task(number);
            match task.step {
                Step::Is(value) if number < answers => {
                    let need = needs.entry(value).or_default();
                    need.last_look = need.last_look.max(timeline.asked(number));
                }
                Step::Is(_) | Step::IsNot(_) => {}
                Step::Set(value) => needs.entry(value).or_default().makers.push(number),
                Step::Swap(from, to) => {
                    if number < answers {
                        needs.entry(from).or_default().swaps.push(number);
                    }
                    needs.entry(to).or_default().makers.push(number);
                }
                Step::Append(_) => return Self(BTreeMap::new()),
            }
        }
        Self(needs)
    }

    /// Which changes may follow on a value before an answer, where all that can have found it already have.
    pub(super) fn allowed(&self, value: Value, passed: usize, taken: &Slots, timeline: &Timeline) -> Allowed {
        let Some(need) = self.0.get(&value) else { return Allowed::Any };
        let is_left = |&&task: &&usize| timeline.is_left(task, passed, taken);
        let looked_for = need.last_look > passed;
        let mut swaps = need.swaps.iter().filter(is_left);
        let (first, second) = (swaps.next(), swaps.next());
        if !looked_for && first.is_none() {
            return Allowed::Any;
        }
        // Later ones are the likelier to be left.
        if need.makers.iter().rev().any(|task| is_left(&task)) {
            return Allowed::Any;
        }
        match (first, second) {
            (Some(&swap), None) if !looked_for => Allowed::Only(swap),
            _ => Allowed::None,
        }
    }
}
