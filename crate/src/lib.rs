//! Raft Playground: a whole Raft cluster in virtual time, for a web page, for tests and for Node.

pub mod check;
pub mod course;
pub mod kv;
pub mod raft;
pub mod sim;
