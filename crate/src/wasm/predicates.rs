//! Predicates and expressions for JavaScript: searching a run, values at a moment, and what may be typed next.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::predicate::{Expression, Predicate, Sight, suggestions};
use crate::raft::Chunks;
use crate::sim::Record;

use super::simulation::{Simulation, refusal, shown};

/// What may stand at the end of an expression that is being typed.
#[derive(Serialize, Tsify)]
pub struct SuggestionsView {
    /// How many of the last characters the words take the place of.
    begun: usize,
    words: Vec<SuggestionView>,
}

/// Something that may stand there.
#[derive(Serialize, Tsify)]
pub struct SuggestionView {
    word: String,
    /// What it means, in a few words.
    about: &'static str,
}

#[wasm_bindgen]
impl Simulation {
    /// Answers about an expression. There are three questions: its "value" at the present moment, as it would be typed;
    /// what may stand behind it to "complete" it, a `SuggestionsView`; and "search", which answers whether the predicate
    /// holds, and makes this a run that is only searched: it keeps no trace, and [`Simulation::becomes_true`] is asked
    /// after each event. Two more are about the space–time diagram: "diagram" begins one, and "window" is a stretch of
    /// it. They are one method, since each that JavaScript sees is part of the first load.
    ///
    /// # Errors
    /// A `BadInput`: what is wrong at which column.
    pub fn ask(&mut self, question: &str, text: &str) -> Result<JsValue, JsValue> {
        let replicas = self.moment.cluster.replicas().len();
        match question {
            "complete" => {
                let (begun, found) = suggestions(text, replicas);
                let words = found.into_iter().map(|one| SuggestionView { word: one.word, about: one.about });
                shown(&SuggestionsView { begun, words: words.collect() }).map(JsValue::from)
            }
            "search" => {
                self.sought = Some(Predicate::parse(text, replicas).map_err(refusal)?.into());
                Ok(self.becomes_true().into())
            }
            "diagram" => {
                self.begin_diagram();
                Ok(JsValue::UNDEFINED)
            }
            "window" => Ok(self.window(text).map_or(JsValue::UNDEFINED, JsValue::from)),
            _ => {
                let expression = Expression::parse(text, replicas).map_err(refusal)?;
                let records = self.records_of_now();
                Ok(expression.value(&self.sight(&records)).to_string().into())
            }
        }
    }

    /// Whether what is searched for becomes true with the events since this was last asked.
    pub fn becomes_true(&mut self) -> bool {
        let Some(mut sought) = self.sought.take() else { return false };
        let records: Vec<Record> = self.trace.iter_from(0).copied().collect();
        let becomes = sought.becomes(&self.sight(&records));
        self.sought = Some(sought);
        if !records.is_empty() {
            self.trace = Chunks::default();
        }
        becomes
    }
}

impl Simulation {
    const fn sight<'a>(&'a self, records: &'a [Record]) -> Sight<'a> {
        Sight { cluster: &self.moment.cluster, checker: &self.moment.checker, records }
    }

    /// All that happened at the time of the last event.
    fn records_of_now(&self) -> Vec<Record> {
        let now = self.moment.cluster.now();
        let back = (0..self.trace.len()).rev().filter_map(|number| self.trace.get(number));
        let mut records: Vec<Record> = back.take_while(|record| record.at == now).copied().collect();
        records.reverse();
        records
    }
}
