//! Our cluster under the load of the bench `work`.

mod load;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use load::{ELECTION, Load, Proposer, Work, leader};
