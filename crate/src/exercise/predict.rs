//! Predictions: a run is shown up to a moment, and what comes of it is asked.

use crate::predicate::{Expression, Sight, Value};
use crate::raft::Micros;
use crate::sim::Scenario;

use super::attempt::Attempt;
use super::goal::Goal;

/// A run to be predicted.
#[derive(Clone, Debug)]
pub struct Predict {
    /// What it starts from, but for the seed, which depends on course and student.
    pub scenario: Scenario,
    /// Up to when it is shown.
    pub shown_until: Micros,
    /// What is asked, in the order of the moments.
    pub questions: Vec<Question>,
}

/// One thing to predict.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name in the hand-in.
    pub id: String,
    /// The question.
    pub says: String,
    /// What the right answer is worth.
    pub answer: Expression,
    /// When.
    pub at: Micros,
}

/// The run of a student, at the moment up to which it is shown, and then the right answers.
pub(super) struct Outcome {
    pub hash: String,
    /// None, where the run never came so far.
    pub answers: Vec<Option<String>>,
    pub events: u64,
}

impl Predict {
    pub(super) fn outcome(&self, seed: u64) -> Outcome {
        let last = self.questions.iter().map(|question| question.at).max().unwrap_or_default();
        let scenario = Scenario { seed, ..self.scenario.clone() };
        let mut attempt = Attempt::of(&scenario, &Goal::default(), last);
        attempt.run_until(self.shown_until);
        let hash = attempt.hash();
        let answers = self.questions.iter().map(|question| {
            attempt.run_until(question.at).then(|| {
                let sight = Sight { cluster: attempt.cluster(), checker: attempt.checker(), records: &[] };
                said(&question.answer.value(&sight))
            })
        });
        let answers = answers.collect();
        Outcome { hash, answers, events: attempt.events() }
    }
}

/// A value as a student says it: a text without its quotes.
fn said(value: &Value) -> String {
    if let Value::Text(text) = value { text.as_str().into() } else { value.to_string() }
}

/// Whether an answer is the right one: blanks around it and capitals do not count.
pub(super) fn agrees(answer: &str, right: &str) -> bool {
    answer.trim().eq_ignore_ascii_case(right.trim())
}
