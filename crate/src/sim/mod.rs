//! One cluster in virtual time: replicas with their disks, the network between them, clients, and everything
//! that can happen to them.
//!
//! [`Cluster`] is the whole; [`Run`] drives it headless. A message is kept in `post`, lost or delayed in
//! `network`, and received in `replica` or `clients`; an [`Action`] is carried out in `perform`.

mod action;
mod address;
mod clients;
mod cluster;
mod deadlines;
mod disk;
mod disk_records;
mod envelope;
pub mod grader;
mod journal;
mod marks;
mod narrate;
mod narrate_mechanisms;
mod narrate_membership;
mod narrate_message;
mod network;
mod patience;
mod perform;
mod post;
mod replica;
mod run;
pub mod scenario;
mod script;
mod seats;
mod shiviz;
mod trace;
mod vector_clock;
mod workload;

pub use action::{Action, CourseEvent, Handling, Link, MessageId, Target, Tuning};
pub use address::{Address, ClientId};
pub use clients::{Clients, Exchange};
pub use cluster::Cluster;
pub use disk::Disk;
pub use envelope::{Body, Envelope, Kind, Outcome, Reply, RequestId};
pub use journal::{Form, Journal};
pub use marks::{Landmark, Mark, Marked, marks};
pub use narrate::{Topic, describe};
pub use narrate_message::fields;
pub use network::Network;
pub use perform::Errand;
pub use post::{Counters, Post, Slot};
pub use replica::{Blueprint, Replica, Surroundings, Wait, Written};
pub use run::{Run, Watcher};
pub use scenario::{Asking, Caption, Cue, NetworkSettings, Scenario, Timed, Workload};
pub use script::Script;
pub use shiviz::SHIVIZ_PATTERN;
pub use trace::{Answered, Handled, Record, What};
