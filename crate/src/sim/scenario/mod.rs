//! What a run starts from: a cluster, its network, its clients, and what is to happen when.
//!
//! A scenario is a JSON file. [`Scenario::read`] takes one in, or says what is wrong with it and where;
//! [`Scenario::write`] gives one out, with all actions, so that a run can be kept and sent.

mod bad_input;
mod captions;
mod json;
mod read;
mod read_action;
mod read_limits;
mod read_object;
#[cfg(test)]
mod read_tests;
mod write;
#[cfg(test)]
mod write_tests;

use crate::raft::{self, Micros, NodeId, NodeSet, Roster, Rules};

use super::action::Action;

pub use bad_input::BadInput;
pub use captions::{Caption, Cue};
pub use json::Json;
pub use read::{in_order, read_raft, read_timed};
pub use read_action::{course_event, course_event_name, op, read_action};
pub use read_limits::{
    Cast, GREATEST_INTEGER, MOST_PACKETS, election_timeout, heartbeat, prose, reads, rule, seed,
    sessions_kept, share,
};
pub use read_object::{Item, Object, Unit, plain, written};
pub use write::write_action;

/// The whole of a run, but for what a person does to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// A short name, shown in the menu.
    pub title: String,
    /// A sentence or two on what to look at.
    pub about: String,
    /// The section of the paper or the dissertation that it shows, such as "§5.4.2".
    pub section: String,
    /// What it claims to show: a predicate that becomes true in the run.
    pub shows: Option<String>,
    /// What it says to whoever watches it, and when.
    pub captions: Vec<Caption>,
    /// How many replicas, 1 to 21.
    pub replicas: u8,
    /// The replicas that vote from the start, if not all of them. The others wait to be added.
    pub voters: Option<NodeSet>,
    /// How many clients, 0 to 26.
    pub clients: u8,
    /// The source of all randomness of the run.
    pub seed: u64,
    /// Timing and batching of every replica.
    pub raft: raft::Settings,
    /// Which rules of Raft are in force.
    pub rules: Rules,
    /// Latency, loss and duplication between replicas.
    pub network: NetworkSettings,
    /// How long a disk write takes to become durable.
    pub sync: Micros,
    /// The replicas, in their order, whose disks take another time.
    pub sync_of: Vec<(NodeId, Micros)>,
    /// How clients ask.
    pub asking: Asking,
    /// What the clients do of themselves.
    pub workload: Workload,
    /// What happens when, in the order of time.
    pub script: Vec<Timed>,
    /// When the run is over; never, if it is none.
    pub end: Option<Micros>,
    /// What the reader found odd in the file, but not wrong.
    pub warnings: Vec<String>,
}

/// An action and the moment at which it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed {
    /// When.
    pub at: Micros,
    /// What.
    pub action: Action,
}

/// The network between any two replicas.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSettings {
    /// The least time that a message takes.
    pub latency_least: Micros,
    /// The greatest.
    pub latency_most: Micros,
    /// The share of messages between replicas that is lost, 0 to 1.
    pub loss: f64,
    /// The share of messages between replicas that arrives twice, 0 to 1.
    pub duplication: f64,
}

/// How clients ask: whether again, and whether in sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// After how long without an answer a client asks again, another replica, and twice as long each further time;
    /// zero for never.
    pub retry: Micros,
    /// Whether each client opens a session and numbers its commands (§8).
    pub sessions: bool,
    /// How many sessions the store keeps open; beyond that, the one that was used least recently expires.
    pub sessions_kept: usize,
}

/// What the clients do of themselves.
#[derive(Clone, Debug, PartialEq)]
pub enum Workload {
    /// Gets and puts of a few keys at random moments.
    Steady {
        /// Requests a second over all clients; 0 for none.
        rate: f64,
        /// The share of gets, 0 to 1.
        gets: f64,
    },
    /// The workload of the course's grader: `requests` spread evenly over `lifetime` from `start_wait` on.
    Course {
        /// How many requests in all.
        requests: u64,
        /// The share of gets.
        mix: f64,
        /// When the first request leaves.
        start_wait: Micros,
        /// Over what time the requests are spread.
        lifetime: Micros,
        /// The run ends early when so many messages were sent between replicas.
        max_packets: u64,
    },
}

impl Scenario {
    /// The replicas, and those of them that vote from the start.
    #[must_use]
    pub fn roster(&self) -> Roster {
        let all = Roster::of(self.replicas);
        Roster { founders: self.voters.unwrap_or(all.founders), ..all }
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            title: String::new(),
            about: String::new(),
            section: String::new(),
            shows: None,
            captions: Vec::new(),
            replicas: 5,
            voters: None,
            clients: 1,
            seed: 1,
            raft: raft::Settings::default(),
            rules: Rules::default(),
            network: NetworkSettings {
                latency_least: Micros::from_millis(10),
                latency_most: Micros::from_millis(20),
                loss: 0.0,
                duplication: 0.0,
            },
            sync: Micros::ZERO,
            sync_of: Vec::new(),
            asking: Asking { retry: Micros::ZERO, sessions: false, sessions_kept: 64 },
            workload: Workload::Steady { rate: 0.0, gets: 0.5 },
            script: Vec::new(),
            end: None,
            warnings: Vec::new(),
        }
    }
}
