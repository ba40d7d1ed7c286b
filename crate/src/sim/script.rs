//! What is to happen when: the actions of the scenario, and those that people add.

use std::rc::Rc;

use crate::raft::Micros;

use super::scenario::Timed;

/// The actions of a run in the order of time; those of one moment in the order in which they were added. A clone
/// is cheap and shares the actions.
#[derive(Clone, Debug, Default)]
pub struct Script {
    actions: Vec<Item>,
    /// How many of them are done.
    done: usize,
}

/// An action, and where it is from.
#[derive(Clone, Debug)]
struct Item {
    timed: Rc<Timed>,
    /// It is not of the scenario.
    added: bool,
}

impl Script {
    /// A script of these actions, those of a scenario.
    #[must_use]
    pub fn new(actions: Vec<Timed>) -> Self {
        let mut script = Self::default();
        for action in actions {
            script.insert(action, false);
        }
        script
    }

    /// Adds an action. One that lies before what was done already happens next.
    pub fn add(&mut self, timed: Timed) {
        self.insert(timed, true);
    }

    fn insert(&mut self, timed: Timed, added: bool) {
        let earlier = self.ahead().partition_point(|other| other.timed.at <= timed.at);
        self.actions.insert(self.done + earlier, Item { timed: Rc::new(timed), added });
    }

    /// How many of the actions that were added are done.
    #[must_use]
    pub fn added_done(&self) -> usize {
        self.actions[..self.done].iter().filter(|item| item.added).count()
    }

    /// Forgets those of the actions that were added which are still ahead.
    pub fn forget_added(&mut self) {
        let mut nth = 0;
        let done = self.done;
        self.actions.retain(|item| {
            nth += 1;
            nth <= done || !item.added
        });
    }

    /// Goes back to where nothing is done, with the actions of the scenario only.
    pub fn rewind(&mut self) {
        self.done = 0;
        self.forget_added();
    }

    fn ahead(&self) -> &[Item] {
        self.actions.get(self.done..).unwrap_or_default()
    }

    /// When the actions happen that are of the scenario, in order.
    pub fn scripted(&self) -> impl Iterator<Item = Micros> + '_ {
        self.actions.iter().filter(|item| !item.added).map(|item| item.timed.at)
    }

    /// When the next action happens.
    #[must_use]
    pub fn next_at(&self) -> Micros {
        self.ahead().first().map_or(Micros::NEVER, |item| item.timed.at)
    }

    /// Takes the next action.
    pub fn take_next(&mut self) -> Option<&Timed> {
        let next = self.actions.get(self.done)?;
        self.done += 1;
        Some(&next.timed)
    }

    /// The time of the last action that was done; the start of the run if none was.
    #[must_use]
    pub fn done_until(&self) -> Micros {
        self.done.checked_sub(1).map_or(Micros::ZERO, |last| self.actions[last].timed.at)
    }

    /// All actions, done and ahead, in the order of time.
    pub fn iter(&self) -> impl Iterator<Item = &Timed> {
        self.actions.iter().map(|item| &*item.timed)
    }

    /// How many actions there are, done and ahead.
    #[must_use]
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::NodeId;
    use crate::sim::Action;

    #[test]
    fn actions_come_in_the_order_of_time_and_then_of_adding() {
        let crash = |at, node| Timed { at: Micros(at), action: Action::Crash(NodeId(node)) };
        let mut script = Script::new(vec![crash(5, 0), crash(3, 1), crash(5, 2)]);
        script.add(crash(4, 3));
        assert_eq!(script.done_until(), Micros::ZERO);
        let order: Vec<Timed> = std::iter::from_fn(|| script.take_next().cloned()).collect();
        assert_eq!(script.done_until(), Micros(5));
        assert_eq!(order, [crash(3, 1), crash(4, 3), crash(5, 0), crash(5, 2)]);
        assert_eq!(script.next_at(), Micros::NEVER);
        assert_eq!(script.len(), 4);
    }
    #[test]
    fn what_was_added_and_is_not_done_can_be_taken_back() {
        let crash = |at, node| Timed { at: Micros(at), action: Action::Crash(NodeId(node)) };
        let mut script = Script::new(vec![crash(2, 0), crash(9, 1)]);
        for (at, node) in [(1, 2), (5, 3), (9, 4)] {
            script.add(crash(at, node));
        }
        for _ in 0..2 {
            script.take_next();
        }
        assert_eq!(script.added_done(), 1, "the one at 1; that at 2 is of the scenario");
        script.forget_added();
        assert_eq!(script.iter().cloned().collect::<Vec<_>>(), [crash(1, 2), crash(2, 0), crash(9, 1)]);
        assert_eq!((script.next_at(), script.added_done()), (Micros(9), 1));
        script.rewind();
        assert_eq!(script.iter().cloned().collect::<Vec<_>>(), [crash(2, 0), crash(9, 1)]);
        assert_eq!((script.next_at(), script.added_done()), (Micros(2), 0));
    }
}
