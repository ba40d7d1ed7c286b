//! Whole clusters in virtual time: what they do together, with crashes, cuts and clients. The invariants are
//! looked at after every event of every run.

mod agreement;
mod broken_rules;
mod clients;
mod course;
mod crashes;
mod disruption;
mod elections;
mod grading;
mod membership;
mod reads;
mod sessions;
mod snapshots;
mod thrift;
mod timers;
mod transfer;
mod trial;
mod words;
