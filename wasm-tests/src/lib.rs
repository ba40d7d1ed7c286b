//! The tests are in `tests/`; wasm-pack asks for a library beside them.
