//! The facade: what JavaScript sees of the simulation.
//!
//! [`Simulation`] is one cluster without a queue, which JavaScript holds. What the queue needs after each event
//! lies packed in wasm memory (`packed`); what a person opens crosses as an object (`views`). This is the only
//! part that knows of wasm-bindgen.

mod packed;
mod room;
pub mod settings_view;
mod simulation;
pub mod views;

pub use simulation::Simulation;

use wasm_bindgen::prelude::*;

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
        wasm_bindgen::throw_str(&format!("{}{place}", text.unwrap_or("a panic")));
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
