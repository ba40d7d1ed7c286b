//! Shrinking: of the actions of a long run those remain of which none can be left out.

use crate::sim::{Scenario, Timed};

use super::Schedule;
use super::attempt::Attempt;

/// The most events for all runs without one of the actions.
const MOST_EVENTS: u64 = 500_000;

/// What is asked for beside the goal.
pub(super) const MINIMAL: &str = "No action that is left can be left out.";

impl Schedule {
    /// The first of these actions that is none of the run's own, in its order, counted from 1.
    pub(super) fn not_its_own(&self, kept: &[Timed]) -> Option<usize> {
        let mut own = self.scenario.script.iter();
        kept.iter().position(|action| !own.any(|other| other == action)).map(|place| place + 1)
    }

    /// The run with these of its actions.
    pub(super) fn with(&self, kept: &[Timed]) -> Self {
        let scenario = Scenario { script: kept.to_vec(), ..self.scenario.clone() };
        Self { scenario, ..self.clone() }
    }

    /// The first action, counted from 1, without which the goal is still met. Counts the events that finding out takes.
    ///
    /// # Errors
    /// If they are more than any honest hand-in needs.
    pub(super) fn superfluous(&self, kept: &[Timed], events: &mut u64) -> Result<Option<usize>, String> {
        for place in 0..kept.len() {
            if *events > MOST_EVENTS {
                return Err(format!(
                    "after {events} events it is not known whether action {} is needed",
                    place + 1
                ));
            }
            let mut fewer = kept.to_vec();
            fewer.remove(place);
            let mut attempt = Attempt::new(&self.with(&fewer));
            let done = attempt.run_until(self.budget.time);
            *events += attempt.events();
            if done && attempt.met().into_iter().all(|met| met) {
                return Ok(Some(place + 1));
            }
        }
        Ok(None)
    }
}
