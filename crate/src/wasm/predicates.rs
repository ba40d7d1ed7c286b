//! Predicates and expressions for JavaScript: searching a run, values at a moment, and what may be typed next.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::predicate::{Captions, Expression, Predicate, Sight, suggestions};
use crate::raft::Chunks;
use crate::sim::{Cue, Record};

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

/// What a run is searched for.
pub enum Sought {
    /// Where a predicate becomes true.
    Predicate(Predicate),
    /// Where the next caption of the scenario comes, and how many have come.
    Captions(Captions, usize),
}

/// The tour of a scenario: what it says, and what it does.
#[derive(Serialize, Tsify)]
pub struct TourView {
    captions: Vec<CaptionView>,
    /// When the actions of the scenario happen, in µs and in order.
    actions: Vec<f64>,
}

/// A small text at a moment of the run.
#[derive(Serialize, Tsify)]
pub struct CaptionView {
    text: String,
    /// In µs; one that waits for an event has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    at: Option<f64>,
}

#[wasm_bindgen]
impl Simulation {
    /// Answers about an expression. The questions are its "value" at the present moment, as it would be typed;
    /// what may stand behind it to "complete" it, a `SuggestionsView`; and "search", which answers whether the predicate
    /// holds, and makes this a run that is only searched: it keeps no trace, and [`Simulation::becomes_true`] is asked
    /// after each event. "tour", a `TourView`, makes it one that is searched for the captions of its scenario: how many of
    /// them have "come" is the next question. The last two are about the space–time diagram: "diagram" begins one, and
    /// "window" is a stretch of it. They are one method, since each that JavaScript sees is part of the first load.
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
                let predicate = Predicate::parse(text, replicas).map_err(refusal)?;
                self.sought = Some(Sought::Predicate(predicate).into());
                Ok(self.becomes_true().into())
            }
            "diagram" => {
                self.begin_diagram();
                Ok(JsValue::UNDEFINED)
            }
            "window" => Ok(self.window(text).map_or(JsValue::UNDEFINED, JsValue::from)),
            "tour" => {
                let captions = Captions::of(&self.scenario).map_err(refusal)?;
                self.sought = Some(Sought::Captions(captions, 0).into());
                shown(&self.tour()).map(JsValue::from)
            }
            "come" => match self.sought.as_deref() {
                Some(Sought::Captions(_, come)) => Ok((*come as f64).into()),
                _ => Ok(0.0.into()),
            },
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
        let sight = self.sight(&records);
        let becomes = match &mut *sought {
            Sought::Predicate(predicate) => predicate.becomes(&sight),
            Sought::Captions(captions, come) => {
                let before = std::mem::replace(come, captions.come(&sight));
                *come > before
            }
        };
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

    fn tour(&self) -> TourView {
        let captions = self.scenario.captions.iter().map(|caption| CaptionView {
            text: caption.text.clone(),
            at: match caption.cue {
                Cue::At(at) => Some(at.0 as f64),
                Cue::When(_) => None,
            },
        });
        let actions = self.moment.script.scripted().map(|at| at.0 as f64);
        TourView { captions: captions.collect(), actions: actions.collect() }
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
