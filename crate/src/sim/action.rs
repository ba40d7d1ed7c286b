//! What a person or a scenario does to a run.
//!
//! Everything that happens to a run beyond its scenario and seed is an [`Action`] with a time: scenario, seed
//! and actions are the whole of a run.

use crate::kv::Op;
use crate::raft::{Change, Micros, NodeId, ReadWay};

use super::address::ClientId;

/// The number of a message, in the order in which the messages of a run are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

/// Both ends of a directed link.
pub type Link = (NodeId, NodeId);

/// Whom a client's request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The replica that the client believes to lead, or a random one that is up.
    Leader,
    /// This one.
    Replica(NodeId),
}

/// One intervention in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A replica loses all that is not durable, and falls silent.
    Crash(NodeId),
    /// A crashed replica comes back with what is durable.
    Restart(NodeId),
    /// A replica's election timer runs out now.
    TimeOut(NodeId),
    /// Every link to and from a replica is cut.
    Isolate(NodeId),
    /// Every link between two groups is cut, and every link within a group is healed.
    Partition(Vec<Vec<NodeId>>),
    /// These directed links are cut.
    Cut(Vec<Link>),
    /// These directed links pass messages again.
    Heal(Vec<Link>),
    /// Every link passes messages again.
    HealAll,
    /// A client asks something of the cluster.
    Request {
        /// Who asks.
        client: ClientId,
        /// Whom.
        to: Target,
        /// What.
        op: Op,
        /// How a get is to be answered; as the setting says, if it is none.
        way: Option<ReadWay>,
    },
    /// Something is done to one message in flight.
    Message(MessageId, Handling),
    /// Settings that may change during a run, change.
    Tune(Tuning),
    /// An event of the course's test files.
    Course(CourseEvent),
    /// The present leader hands over to this replica.
    Transfer(NodeId),
    /// A replica crashes in the middle of the write under way to its disk, of which a part may be left.
    CrashTorn(NodeId),
    /// A replica makes a snapshot of its store, which takes the place of the entries it has applied (§7).
    Compact(NodeId),
    /// Whoever leads is asked to change who takes part; of two leaders, that of the later term.
    Change(Change),
    /// All election timers run out together, a least election timeout from now: a split vote (§5.2).
    AlignTimers,
    /// Election timers run out one after the other, in the order of the replicas, evenly over the election timeouts.
    SpreadTimers,
}

/// What a person does to a message that she has taken hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// It arrives now.
    Deliver,
    /// It arrives later, or sooner, by so many microseconds, though never before now.
    Delay(i64),
    /// It is gone.
    Drop,
    /// A second one like it goes the same way.
    Duplicate,
}

/// The events of the course's test files. Whom they strike depends on the leader that the course's router
/// believes in, and on the seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CourseEvent {
    /// The believed leader is gone for good; without one, nothing happens.
    KillLeader,
    /// A random living replica other than the believed leader is gone for good.
    KillNonLeader,
    /// A majority that has the believed leader in it is cut off from the rest.
    PartEasy,
    /// A random majority is cut off from the rest, and the believed leader is forgotten.
    PartHard,
    /// The partition ends.
    PartEnd,
}

/// Settings to change; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tuning {
    /// Least and greatest election timeout.
    pub election_timeout: Option<(Micros, Micros)>,
    /// Heartbeat interval.
    pub heartbeat: Option<Micros>,
    /// The most entries in one AppendEntries.
    pub max_batch: Option<usize>,
    /// The most AppendEntries with entries that are unanswered towards one follower.
    pub window: Option<usize>,
    /// How long a leader waits for an answer before it sends entries again; zero for as long as a heartbeat.
    pub resend: Option<Micros>,
    /// Whether new entries go at once only to as many as a quorum needs.
    pub thrifty: Option<bool>,
    /// Whether a new commit index is told at once.
    pub commit_at_once: Option<bool>,
    /// Whether a new leader writes a no-op.
    pub no_op: Option<bool>,
    /// Whether replicas ask if they would win before they open a new term.
    pub pre_vote: Option<bool>,
    /// Whether a leader that no quorum answers steps down.
    pub check_quorum: Option<bool>,
    /// Least and greatest time a message takes.
    pub latency: Option<(Micros, Micros)>,
    /// The share of messages that is lost, 0 to 1.
    pub loss: Option<f64>,
    /// The share of messages that arrives twice, 0 to 1.
    pub duplication: Option<f64>,
    /// How long a disk write takes to become durable.
    pub sync: Option<Micros>,
    /// Requests a second, over all clients.
    pub rate: Option<f64>,
    /// The share of gets among them, 0 to 1.
    pub gets: Option<f64>,
    /// How long a write takes on the disks of these replicas, in their order, whatever `sync` says of all.
    pub sync_of: Vec<(NodeId, Micros)>,
    /// How many entries are applied behind the snapshot before a replica compacts by itself; 0 for never.
    pub snapshot_threshold: Option<u64>,
    /// The most bytes of a snapshot in one InstallSnapshot.
    pub snapshot_chunk: Option<usize>,
    /// How gets are answered that do not say how.
    pub reads: Option<ReadWay>,
    /// After how long without an answer a client asks again; zero for never.
    pub retry: Option<Micros>,
    /// Whether clients open sessions.
    pub sessions: Option<bool>,
}

impl Eq for Tuning {}
