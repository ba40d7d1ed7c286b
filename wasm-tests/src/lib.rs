//! Tests of the facade where it runs: `tests/node.rs` in Node, `tests/chromium.rs` in Chromium, both
//! with the body in `tests/facade/`. This library is empty; wasm-pack asks for one.
