//! Why? for JavaScript: the question as it is asked, and the answer as an object.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::explain::{Answer, Moment, Reason};
use crate::raft::Rule;

/// What a person may ask.
#[wasm_bindgen(typescript_custom_section)]
const QUESTION: &str = "
/** What a person may ask of a run: why is it so? */
export type Question =
    /** Why is an entry committed or not? Without a replica: in the leader's log, or the most up-to-date one. */
    | { about: 'entry'; replica?: string; index: number }
    /** Why did a replica vote or not? Without a candidate: for whoever asked last. */
    | { about: 'vote'; voter: string; candidate?: string }
    /** Why is there no leader, or why this one? */
    | { about: 'leader' }
    /** Why was a client answered so, or not at all? By its place among all requests of the run; without one, its last. */
    | { about: 'request'; client: string; number?: number }
    /** What does a replica wait for? */
    | { about: 'replica'; replica: string }
    /** What became of a message? */
    | { about: 'message'; message: number };
";

/// What there is to say to a question.
#[derive(Serialize, Tsify)]
pub struct Explanation {
    /// The answer in one sentence.
    verdict: String,
    /// What it rests on, the weightiest first.
    reasons: Vec<ReasonView>,
}

/// One thing that an answer rests on.
#[derive(Serialize, Tsify)]
pub struct ReasonView {
    /// A sentence with the values.
    text: String,
    /// The rule that decides, where one does.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// Where the rule comes from.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'static str>,
    /// Why the rule is there, in one sentence.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// When it came to be so.
    moments: Vec<MomentView>,
}

/// A moment of the run.
#[derive(Serialize, Tsify)]
pub struct MomentView {
    /// When, in µs of virtual time.
    at: f64,
    /// The number of the event that tells of it.
    event: usize,
    /// What happened then.
    text: String,
}

impl Explanation {
    pub(super) fn new(Answer { verdict, reasons }: Answer) -> Self {
        Self { verdict, reasons: reasons.into_iter().map(ReasonView::new).collect() }
    }
}

impl ReasonView {
    fn new(Reason { text, rule, moments }: Reason) -> Self {
        Self {
            text,
            rule: rule.map(Rule::name),
            section: rule.map(Rule::section),
            reason: rule.map(Rule::reason),
            moments: moments.into_iter().map(MomentView::new).collect(),
        }
    }
}

impl MomentView {
    fn new(Moment { at, event, text }: Moment) -> Self {
        Self { at: at.0 as f64, event, text }
    }
}
