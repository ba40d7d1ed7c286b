//! Raft Playground: a whole Raft cluster in virtual time, for a web page, for tests and for Node.
//!
//! From the bottom up:
//!
//! - [`raft`]: the algorithm. A [`raft::Node`] takes what happens and says what is to be done.
//! - [`kv`]: the replicated key-value store that the log drives.
//! - [`sim`]: one cluster in virtual time: replicas with disks, network, clients, scenario, trace.
//! - [`check`]: the invariants of Raft, looked at after every event.
//! - [`predicate`]: questions about a moment of a run, as people type them.
//! - [`explain`]: why something is as it is, answered from the cluster and its trace.
//! - [`diagram`]: what a picture of a run in space and time shows.
//! - [`course`]: the tests of the networks course, and their verdict.
//! - [`exercise`]: exercises as data, and judging what is handed in.
//! - `wasm`: what JavaScript sees, built for wasm32 only.
//!
//! # Glossary
//!
//! A *replica* is a node with its disk and store, up or down. A *message* lies in an envelope, in flight, until
//! the driver's queue has it *delivered* or it *ends* on the way. A *scenario*, its seed and the *actions* of
//! people are the whole of a *run*; its *trace* is what happened, a list of *records*. All time is virtual and
//! counted in microseconds.

pub mod check;
pub mod course;
pub mod diagram;
pub mod exercise;
pub mod explain;
pub mod kv;
pub mod predicate;
pub mod raft;
pub mod sim;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
