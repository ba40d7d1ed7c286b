//! Exercises for JavaScript.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::exercise::{Kept, answer};

use super::simulation::refusal;

thread_local! {
    /// The attempt that was asked about last.
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Answers a question about exercises, both as JSON: `web/src/engine/exercise-protocol.ts` says which there are.
///
/// # Errors
/// A `BadInput`: what is wrong with the question or its exercise, and where.
#[wasm_bindgen]
pub fn exercise(question: &str) -> Result<String, JsValue> {
    KEPT.with_borrow_mut(|kept| answer(question, kept)).map_err(refusal)
}
