//! The module can be loaded: all that it imports exists in this place.

// Linking the crate brings its imports along, and a missing one fails the load.
use raft_playground as _;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_facade_is_loaded() {
    let global = js_sys::global();
    assert!(global.is_object(), "there is a JavaScript world around the module");
}
