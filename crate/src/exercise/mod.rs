//! Exercises as data, what a student may do in one, and judging what is handed in.
//!
//! An [`Exercise`] is read from a JSON file (`read.rs`; [web/docs/exercises.md](../../../../web/docs/exercises.md) is its
//! reference). Its [`Task`] is one of five kinds. A goal (`goal.rs`) is a list of parts, each a predicate over the run;
//! an [`Attempt`] runs the student's actions and knows at each moment which parts are met; [`Permits`] say what she may do.
//! What she hands in (`hand_in.rs`) claims something, and [`judge()`] believes none of it: it runs everything again.
//!
//! Nothing here depends on a clock: work is bounded by events, so that a verdict is the same on every machine.

mod attempt;
mod bug;
mod bundled;
mod engine;
mod goal;
mod hand_in;
mod judge;
mod page;
mod permits;
mod predict;
mod read;
mod salt;
mod shrink;
#[cfg(test)]
mod tests;
mod tune;

use crate::raft::{Micros, Rule};
use crate::sim::Scenario;

pub use attempt::Attempt;
pub use bundled::{BUNDLED, bundled};
pub use engine::engine;
pub use goal::{Goal, On, Part, Test};
pub use hand_in::{Envelope, LONGEST_HAND_IN, Work, write_hand_in};
pub use judge::{Judgement, PartJudged, Verdict, judge, seed_of, work_of};
pub use page::{Kept, answer};
pub use permits::{Permit, Permits, Refusal};
pub use predict::{Predict, Question};
pub use salt::{CourseKey, Salt};
pub use tune::{Limits, Measured, Tune};

/// Something to do for a student, and how it is judged.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its name in links and hand-ins: small letters, digits and hyphens.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The section of the paper that it is about.
    pub section: String,
    /// What is to be done, in Markdown.
    pub text: String,
    /// Hints, each of which says more than the one before.
    pub hints: Vec<String>,
    /// What is to be done, and what for.
    pub task: Task,
    /// Names what is judged: two files with the same version judge alike.
    pub version: String,
}

/// The five kinds.
#[derive(Clone, Debug)]
pub enum Task {
    /// The student acts on a run until its goal is met.
    Schedule(Schedule),
    /// The student sees a run up to a moment, and says what comes of it.
    Predict(Predict),
    /// The student chooses settings, which are tried on seeds that she does not know.
    Tune(Tune),
    /// The student breaks a Raft that lacks a rule, and names the rule.
    Bug(Bug),
    /// The student leaves out actions of a long run until none can be left out.
    Shrink(Schedule),
}

impl Task {
    /// The kind as the file names it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Schedule(_) => "schedule",
            Self::Predict(_) => "predict",
            Self::Tune(_) => "tune",
            Self::Bug(_) => "bug",
            Self::Shrink(_) => "shrink",
        }
    }

    /// The scenario that the student begins with.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        match self {
            Self::Schedule(schedule) | Self::Shrink(schedule) => &schedule.scenario,
            Self::Bug(bug) => &bug.schedule.scenario,
            Self::Predict(predict) => &predict.scenario,
            Self::Tune(tune) => &tune.scenario,
        }
    }
}

/// A run that a student acts on.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// What it starts from.
    pub scenario: Scenario,
    /// What she may do.
    pub permits: Permits,
    /// How much of it.
    pub budget: Budget,
    /// What for.
    pub goal: Goal,
}

/// How much a student may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The most actions.
    pub actions: usize,
    /// The latest moment of the run.
    pub time: Micros,
}

/// A Raft that lacks one of some rules; which one, the student's tag and the course decide.
#[derive(Clone, Debug)]
pub struct Bug {
    /// The run to act on, on a correct Raft.
    pub schedule: Schedule,
    /// The rules, one of which is off.
    pub rules: Vec<Rule>,
}
