//! Same scenario, same seed, same actions: same trace, in wasm as natively.

#[path = "../../../crate/tests/trace_hashes/headless.rs"]
mod headless;

use wasm_bindgen_test::wasm_bindgen_test;

/// Each scenario with its text and what was recorded of it natively.
const RECORDED: &[(&str, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/recorded.rs"));

#[wasm_bindgen_test]
fn every_scenario_has_the_trace_that_was_recorded_natively() {
    assert!(RECORDED.len() > 22, "the scenarios are found");
    for (file, text, expected) in RECORDED {
        assert_eq!(headless::line(file, text), *expected);
    }
}
