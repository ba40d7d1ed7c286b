//! Five nodes of the crate `raft` under the load of the bench `work`.
//!
//! Everything that is not the peer's own is as cheap as it can be made: a message is queued by moving it, the
//! state machine copies into room that is there already, and logging is discarded.

mod cluster;
mod load;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use cluster::Cluster;
pub use load::{Load, Work};
