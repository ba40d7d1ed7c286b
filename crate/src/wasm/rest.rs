//! The part of the core that is loaded when it is first needed.
//!
//! The build takes this module apart (`crate/xtask/src/split.rs`): what runs when the page opens and in its first
//! use is loaded at once; all else, like reading a test file of the course, lies in a second file. A function there
//! that is called before it is loaded calls [`load`] first. Where the module is whole, as in tests, no one does.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Loads the second file, and returns when its functions are there. `web/src/engine/wasm.ts` defines it.
    #[wasm_bindgen(js_name = loadRestOfCore)]
    fn load();
}

/// Loads the rest of the core now. It keeps `load` among what the core imports, where the stubs find it that
/// `split.rs` makes.
#[wasm_bindgen]
pub fn load_rest() {
    load();
}
