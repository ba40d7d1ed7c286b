//! Finding the bug: a Raft lacks one rule of several, and the student does not know which.

use crate::raft::{Rule, Rules};
use crate::sim::Scenario;

use super::attempt::Attempt;
use super::goal::{Goal, On, Part, Test};
use super::salt::CourseKey;
use super::{Bug, Schedule};
use crate::predicate::Predicate;
use crate::sim::scenario::BadInput;

/// The parts of every such goal, apart from the name of the rule.
const PARTS: [(&str, &str, On); 2] = [
    ("An invariant of Raft breaks in your run.", "violation != none", On::Run),
    (
        "The same actions break nothing on a Raft in which every rule is in force.",
        "violation = none",
        On::Correct,
    ),
];

/// What is asked for beside the run.
pub(super) const NAMED: &str = "You name the rule that is missing.";

pub(super) fn goal(replicas: usize) -> Result<Goal, BadInput> {
    let part = |(says, predicate, on): (&str, &str, On)| {
        let test = Test::Holds(Predicate::parse(predicate, replicas)?);
        Ok(Part { says: says.into(), test, on })
    };
    Ok(Goal(PARTS.into_iter().map(part).collect::<Result<_, BadInput>>()?))
}

impl Bug {
    /// The rule that is off for a student.
    #[must_use]
    pub fn rule_of(&self, exercise: &str, key: &CourseKey, tag: &str) -> Option<Rule> {
        self.rules.get(key.variant(exercise, tag, self.rules.len())).copied()
    }

    /// The run of a student.
    #[must_use]
    pub fn schedule_of(&self, exercise: &str, key: &CourseKey, tag: &str) -> Schedule {
        let rules = self.rule_of(exercise, key, tag).into_iter().fold(Rules::default(), Rules::without);
        let scenario = Scenario { rules, ..self.schedule.scenario.clone() };
        Schedule { scenario, ..self.schedule.clone() }
    }

    /// An attempt of a student's.
    #[must_use]
    pub fn attempt(&self, exercise: &str, key: &CourseKey, tag: &str) -> Attempt {
        Attempt::new(&self.schedule_of(exercise, key, tag))
    }
}
