//! Linearizability for JavaScript: histories and reports as objects.

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::check::linearizability::{self, Call, Options, Outcome, Point, check, read_history};
use crate::kv::Text;
use crate::sim::scenario::BadInput;

use super::simulation::{refusal, shown};

/// How a history is checked.
#[wasm_bindgen(typescript_custom_section)]
const OPTIONS: &str = "
/** How a history is checked. */
export interface LinearizabilityOptions {
    /**
     * What each key is: of a store (the default), where a key that is not there reads as \"\", or a register, which
     * holds null until something is written.
     */
    model?: 'store' | 'register';
    /** After how many steps the verdict is \"unknown\": 1,000,000 if nothing is said. */
    budget?: number;
}
";

/// Whether a history is linearizable. It may be given as text, too.
///
/// # Errors
/// A `BadInput`: what is wrong with the history or the options, and where.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands over what JavaScript gives")]
pub fn check_linearizable(
    #[wasm_bindgen(unchecked_param_type = "History | string")] history: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LinearizabilityOptions")] options: JsValue,
) -> Result<Ts<LinearizabilityReport>, JsValue> {
    let options = if options.is_undefined() { "{}".into() } else { written(&options, "options")? };
    let Options { model, budget } = Options::read(&options).map_err(refusal)?;
    let history = history.as_string().map_or_else(|| written(&history, "history"), Ok)?;
    let history = read_history(&history).map_err(refusal)?;
    shown(&LinearizabilityReport::new(&check(&history, model, budget)))
}

/// A value of JavaScript as JSON.
fn written(value: &JsValue, place: &str) -> Result<String, JsValue> {
    let json = js_sys::JSON::stringify(value).ok().and_then(|json| json.as_string());
    json.ok_or_else(|| refusal(BadInput::new(place.into(), "it cannot be written as JSON".into())))
}

/// What clients asked, when, and what they were told.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct History {
    /// In any order. Reports name each by its place here.
    operations: Vec<HistoryOperation>,
}

/// One operation of a client, from the first request to the last answer. Times are in µs.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct HistoryOperation {
    /// Who asked. One client may have several operations open.
    client: String,
    /// What was asked.
    #[tsify(type = "'get' | 'put' | 'delete' | 'compare_and_set' | 'append'")]
    op: &'static str,
    /// The key that it is about.
    key: String,
    /// What is put, appended, or set in the place of what is expected.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What a compare-and-set expects; null is no value.
    #[tsify(optional, type = "string | null")]
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Option<String>>,
    /// When it was asked.
    invoked: f64,
    /// When it was answered, not before it was asked; null if it was not.
    #[tsify(type = "number | null")]
    returned: Option<f64>,
    /// What the client knows. "ok": it was carried out. "fail": it was not and never will be; a compare-and-set has
    /// found another value than it expects. "unknown": it may be carried out at any later time, or never.
    #[tsify(type = "'ok' | 'fail' | 'unknown'")]
    outcome: &'static str,
    /// What a get that is ok has read; null is no value.
    #[tsify(optional, type = "string | null")]
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Option<String>>,
}

impl History {
    pub(super) fn new(history: &linearizability::History) -> Self {
        Self { operations: history.operations.iter().map(HistoryOperation::new).collect() }
    }
}

impl HistoryOperation {
    fn new(operation: &linearizability::Operation) -> Self {
        let optional = |text: &Option<Text>| text.as_ref().map(Text::to_string);
        let (value, expected) = match &operation.call {
            Call::Get | Call::Delete => (None, None),
            Call::Put(value) | Call::Append(value) => (Some(value.to_string()), None),
            Call::CompareAndSet { expected, value } => (Some(value.to_string()), Some(optional(expected))),
        };
        let result = match (&operation.call, &operation.outcome) {
            (Call::Get, Outcome::Ok(result)) => Some(optional(result)),
            _ => None,
        };
        Self {
            client: operation.client.to_string(),
            op: operation.call.name(),
            key: operation.key.to_string(),
            value,
            expected,
            invoked: operation.invoked.0 as f64,
            returned: operation.returned.map(|at| at.0 as f64),
            outcome: operation.outcome.name(),
            result,
        }
    }
}

/// Whether a history is linearizable. Operations are named by their places in it.
#[derive(Serialize, Tsify)]
pub struct LinearizabilityReport {
    /// It is if the operations on each key are; "unknown" if the budget did not suffice to find out.
    #[tsify(type = "'linearizable' | 'not linearizable' | 'unknown'")]
    verdict: &'static str,
    /// Key by key, in the order of the keys.
    keys: Vec<KeyReport>,
}

/// Whether the operations on one key are linearizable.
#[derive(Serialize, Tsify)]
pub struct KeyReport {
    /// The key.
    key: String,
    /// As that of the whole.
    #[tsify(type = "'linearizable' | 'not linearizable' | 'unknown'")]
    verdict: &'static str,
    /// If they are: where each can have taken effect, in this order. Those of which nothing can be seen are left out.
    points: Vec<LinearizationPoint>,
    /// If not, or not as far as is known: an order for as many of the first answers as can be explained together.
    prefix: Vec<usize>,
    /// If they are not: those whose answers cannot be explained, in the order of the answers; the first one is the
    /// answer behind the prefix. If the budget runs out there may be more.
    misplaced: Vec<usize>,
    /// How many steps the search has taken.
    steps: f64,
}

/// Where an operation can have taken effect.
#[derive(Serialize, Tsify)]
pub struct LinearizationPoint {
    /// The operation.
    operation: usize,
    /// When, in µs.
    at: f64,
}

impl LinearizabilityReport {
    pub(super) fn new(report: &linearizability::Report) -> Self {
        Self { verdict: report.verdict.name(), keys: report.keys.iter().map(KeyReport::new).collect() }
    }
}

impl KeyReport {
    fn new(report: &linearizability::KeyReport) -> Self {
        let point = |point: &Point| LinearizationPoint { operation: point.operation, at: point.at.0 as f64 };
        Self {
            key: report.key.to_string(),
            verdict: report.verdict.name(),
            points: report.points.iter().map(point).collect(),
            prefix: report.prefix.clone(),
            misplaced: report.misplaced.clone(),
            steps: report.steps as f64,
        }
    }
}
