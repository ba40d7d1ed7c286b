//! The Raft algorithm, without clock, network or disk: [`Node::step`] takes an [`Input`] and gives
//! [`Effects`].
//!
//! A reader of the paper finds §5.2 and §5.4.1 in `election`, §5.3 and §5.4.2 in `replication` (the leader's
//! side; to how few, in `thrift`) and `follower`, §6 in `membership` and `configuration`, §7 in `snapshot`, §8's reads
//! in `reads`, Figure 2's persistent state in `effect` and its leader's state in `progress`; of the dissertation, §3.10 in
//! `transfer`, §6.2 and §4.2.3 in `check_quorum`, §6.4 in `reads`, §9.6 in `pre_vote`. Each guard is a [`Rule`].

mod check_quorum;
mod chunks;
mod configuration;
mod effect;
mod election;
mod event;
mod follower;
mod impossible;
mod log;
mod membership;
mod message;
mod node;
mod nodes;
mod pre_vote;
mod progress;
mod reads;
mod replication;
mod rule;
mod settings;
mod snapshot;
mod thrift;
mod transfer;
mod types;

pub use chunks::Chunks;
pub use configuration::{Configuration, Roster, majority_of};
pub use effect::{Effect, Effects, HardState, Input, Persist};
pub use event::{AppendRefusal, ChangeRefusal, Event, Impossibility, Role, TransferRefusal, VoteRefusal};
pub use log::{Entries, Entry, Log, Payload};
pub use membership::Change;
pub use message::{Appended, Message, Received};
pub use node::{Node, Timer};
pub use nodes::NodeSet;
pub use progress::{Pace, Progress};
pub use reads::ReadWay;
pub use rule::{Rule, Rules};
pub use settings::Settings;
pub use snapshot::Snapshot;
pub use types::{LogIndex, Micros, NodeId, PersistId, ReadId, Round, Term};
