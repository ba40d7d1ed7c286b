//! The facade in Chromium.
#![cfg(target_arch = "wasm32")]

mod facade;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
