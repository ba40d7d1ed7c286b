//! The Raft algorithm, without clock, network or disk: [`Node::step`] takes an [`Input`] and gives
//! [`Effects`].
//!
//! A reader of the paper finds §5.2 and §5.4.1 in `election`, §5.3 and §5.4.2 in `replication` (the leader's
//! side) and `follower`, Figure 2's persistent state in `effect` and its leader's state in `progress`. Each
//! guard is a [`Rule`].

mod chunks;
mod effect;
mod election;
mod event;
mod follower;
mod log;
mod message;
mod node;
mod nodes;
mod progress;
mod replication;
mod rule;
mod settings;
mod types;

pub use chunks::Chunks;
pub use effect::{Effect, Effects, HardState, Input, Persist};
pub use event::{AppendRefusal, Event, Role, VoteRefusal};
pub use log::{Entries, Entry, Log, Payload};
pub use message::{Appended, Message};
pub use node::{Node, Timer};
pub use nodes::NodeSet;
pub use progress::{Pace, Progress};
pub use rule::{Rule, Rules};
pub use settings::Settings;
pub use types::{LogIndex, Micros, NodeId, PersistId, Term};
