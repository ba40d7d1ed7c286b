//! The facade in Node.
#![cfg(target_arch = "wasm32")]

mod facade;
