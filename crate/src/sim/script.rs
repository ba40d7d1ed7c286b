//! What is to happen when: the actions of the scenario, and those that people add.

use std::rc::Rc;

use crate::raft::Micros;

use super::scenario::Timed;

/// The actions of a run in the order of time; those of one moment in the order in which they were added. A clone
/// is cheap and shares the actions.
#[derive(Clone, Debug, Default)]
pub struct Script {
    actions: Vec<Rc<Timed>>,
    /// How many of them are done.
    done: usize,
}

impl Script {
    /// A script of these actions.
    #[must_use]
    pub fn new(actions: Vec<Timed>) -> Self {
        let mut script = Self::default();
        for action in actions {
            script.add(action);
        }
        script
    }

    /// Adds an action. One that lies before what was done already happens next.
    pub fn add(&mut self, timed: Timed) {
        let earlier = self.ahead().partition_point(|other| other.at <= timed.at);
        self.actions.insert(self.done + earlier, Rc::new(timed));
    }

    fn ahead(&self) -> &[Rc<Timed>] {
        self.actions.get(self.done..).unwrap_or_default()
    }

    /// When the next action happens.
    #[must_use]
    pub fn next_at(&self) -> Micros {
        self.ahead().first().map_or(Micros::NEVER, |timed| timed.at)
    }

    /// Takes the next action.
    pub fn take_next(&mut self) -> Option<&Timed> {
        let next = self.actions.get(self.done)?;
        self.done += 1;
        Some(next)
    }

    /// The time of the last action that was done; the start of the run if none was.
    #[must_use]
    pub fn done_until(&self) -> Micros {
        self.done.checked_sub(1).map_or(Micros::ZERO, |last| self.actions[last].at)
    }

    /// All actions, done and ahead, in the order of time.
    pub fn iter(&self) -> impl Iterator<Item = &Timed> {
        self.actions.iter().map(|timed| &**timed)
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
}
