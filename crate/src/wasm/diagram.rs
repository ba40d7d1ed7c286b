//! A stretch of the space–time diagram for JavaScript, packed as `web/src/engine/diagram-protocol.ts` lays it out.

use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

use crate::diagram::{Arrow, Band, Cells, Diagram, Operation, Span, Wanted};
use crate::raft::{Chunks, Micros};

use super::packed::time;
use super::simulation::Simulation;
use super::witness::Witness;

/// In more parts no screen is divided.
const MOST_PARTS: u64 = 10_000;
/// More arrows no one tells apart.
const MOST_ARROWS: usize = 100_000;

impl Simulation {
    /// From now on the run is one that only a diagram is made of: it keeps no trace.
    pub(super) fn begin_diagram(&mut self) {
        let diagram = Diagram::new(&self.moment.cluster, self.scenario.clients);
        self.witness = Some(Box::new(Witness::Diagram(diagram)));
    }

    /// A stretch of the diagram. It is asked for by four numbers: from when, until when, how many arrows can be shown,
    /// and in how many parts the stretch can be divided for the eye. Nothing where there is no diagram, or they are no
    /// such numbers.
    pub(super) fn window(&mut self, text: &str) -> Option<Array> {
        self.trace = Chunks::default();
        let Some(Witness::Diagram(diagram)) = self.witness.as_deref() else { return None };
        let mut numbers = text.split(' ').map(str::parse::<u64>);
        let mut next = || numbers.next()?.ok();
        let (from, to) = (Micros(next()?), Micros(next()?));
        let most_arrows = usize::try_from(next()?).unwrap_or(MOST_ARROWS).min(MOST_ARROWS);
        let parts = next()?.min(MOST_PARTS);
        let window = diagram.window(&self.moment.cluster, Wanted { from, to, most_arrows, parts });
        let operations = &window.operations;
        let texts: Array = operations.iter().map(|told| JsValue::from_str(&told.text)).collect();
        Some(Array::of5(
            &numbers_of(&window.arrows, arrow),
            &window.cells.as_ref().map_or_else(|| Float64Array::new_with_length(0), cells),
            &numbers_of(&window.spans, span),
            &numbers_of(&window.bands, band),
            &Array::of2(&numbers_of(operations, operation), &texts),
        ))
    }
}

fn numbers_of<T, N: IntoIterator<Item = f64>>(items: &[T], pack: impl Fn(&T) -> N) -> Float64Array {
    items.iter().flat_map(pack).collect::<Vec<_>>().as_slice().into()
}

/// As a message in flight is laid out (`FLIGHT`), with how it ended (`OUTCOME`, or −1) in the place of its slot.
fn arrow(arrow: &Arrow) -> [f64; 11] {
    [
        arrow.id.0 as f64,
        arrow.outcome.map_or(-1.0, |outcome| f64::from(outcome as u8)),
        f64::from(arrow.from.number()),
        f64::from(arrow.to.number()),
        f64::from(arrow.kind as u8),
        f64::from(arrow.note),
        f64::from(arrow.term),
        time(arrow.sent),
        time(arrow.ends),
        time(arrow.arrives),
        f64::from(arrow.index),
    ]
}

/// When the first begins, how long each is, and what was counted.
fn cells(cells: &Cells) -> Float64Array {
    let head = [time(cells.from()), cells.width() as f64];
    let counts = cells.counts().flatten().map(|&count| f64::from(count));
    head.into_iter().chain(counts).collect::<Vec<_>>().as_slice().into()
}

fn span(span: &Span) -> [f64; 5] {
    let state = f64::from(span.state as u8);
    [f64::from(span.replica.0), time(span.from), time(span.to), state, span.term.0 as f64]
}

/// From, to, and a number for each replica.
fn band(band: &Band) -> Vec<f64> {
    let ends = [time(band.from), time(band.to)];
    ends.into_iter().chain(band.cuts.iter().map(|&row| f64::from(row))).collect()
}

fn operation(told: &Operation) -> [f64; 2] {
    [f64::from(told.place), time(told.asked)]
}
