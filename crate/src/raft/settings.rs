//! The numbers of one replica that the paper leaves open.

use super::reads::ReadWay;
use super::types::Micros;

/// Timing and batching of one replica. The defaults keep the paper's ratios (§5.6, §9.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The least election timeout; each timeout is drawn anew from `least..=most` (§5.2).
    pub election_timeout_least: Micros,
    /// The greatest election timeout.
    pub election_timeout_most: Micros,
    /// How long a leader may stay silent towards a follower before it sends a heartbeat (§5.2).
    pub heartbeat: Micros,
    /// The most entries that one AppendEntries carries.
    pub max_batch: usize,
    /// The most AppendEntries with entries that a leader has unanswered towards one follower. With 1, what
    /// arrives meanwhile leaves together, as one batch, with the next answer.
    pub window: usize,
    /// How long a leader waits for the answer to entries before it sends them again, twice as long after each further
    /// silence, up to `heartbeat` (§5.1: servers retry). A candidate then also asks again, each `heartbeat`. Zero:
    /// entries are sent again with the next heartbeat, and votes asked for with the next election.
    pub resend: Micros,
    /// Whether a leader sends new entries at once only to as many followers as a quorum needs. The others get them
    /// with their next heartbeat, or as soon as one of the chosen does not answer within `resend`.
    pub thrifty: bool,
    /// Whether a leader tells a new commit index at once, or with the next entries or heartbeat.
    pub commit_at_once: bool,
    /// Whether a new leader writes a no-op, so that entries of earlier terms commit with it (§5.4.2, §8).
    pub no_op: bool,
    /// Whether a replica asks if it would win before it opens a new term (dissertation §9.6).
    pub pre_vote: bool,
    /// Whether a leader that no quorum answers steps down (dissertation §6.2).
    pub check_quorum: bool,
    /// How many entries are applied behind the snapshot before a replica compacts its log by itself (§7); 0 for
    /// never.
    pub snapshot_threshold: u64,
    /// The most bytes of a snapshot that one InstallSnapshot carries.
    pub snapshot_chunk: usize,
    /// How gets are answered that do not say how. With leases, replicas keep to the leader that they heard.
    pub reads: ReadWay,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            election_timeout_least: Micros::from_millis(150),
            election_timeout_most: Micros::from_millis(300),
            heartbeat: Micros::from_millis(50),
            max_batch: 64,
            window: 4,
            resend: Micros::ZERO,
            thrifty: false,
            commit_at_once: false,
            no_op: true,
            pre_vote: false,
            check_quorum: false,
            snapshot_threshold: 0,
            snapshot_chunk: 4_096,
            reads: ReadWay::Log,
        }
    }
}
