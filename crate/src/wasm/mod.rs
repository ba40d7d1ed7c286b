//! The facade: what JavaScript sees of the simulation.
//!
//! [`Simulation`] is one cluster without a queue, which JavaScript holds. What the queue needs after each event
//! lies packed in wasm memory (`packed`); what a person opens crosses as an object (`views`). [`Replica`] is one
//! replica without a cluster. This is the only part that knows of wasm-bindgen.

mod diagram;
pub mod exercises;
mod explanation;
mod faults;
pub mod grading;
pub mod linearizability;
mod packed;
pub mod predicates;
mod replica;
mod rest;
mod room;
pub mod settings_view;
mod simulation;
pub mod views;
mod witness;

pub use exercises::exercise;
pub use grading::{course_scenario, grade_test};
pub use linearizability::check_linearizable;
pub use replica::Replica;
pub use rest::load_rest;
pub use simulation::Simulation;

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use wasm_bindgen::prelude::*;

/// As quick as the standard library's allocator, and 2 kB less to load.
#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// A panic becomes a JavaScript error that says what happened. The instance is of no use after it.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let what = panic.payload();
        let text = what
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| what.downcast_ref::<String>().map(String::as_str));
        let text = format!("{}{place}", text.unwrap_or("a panic"));
        // The page tells what happened; who looks for the reason finds the stack in the console.
        web_sys::console::error_1(&text.as_str().into());
        wasm_bindgen::throw_str(&text);
    }));
}

/// A seed that no one can guess: 0 to 2^32 − 1, short enough to be read out.
///
/// # Errors
/// Where the browser gives no random numbers.
#[wasm_bindgen]
pub fn fresh_seed() -> Result<u32, JsError> {
    getrandom::u32().map_err(|_| JsError::new("the browser gives no random numbers"))
}
