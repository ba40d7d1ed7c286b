//! Five nodes with their storage and state machines.

use std::collections::BTreeMap;

use raft::eraftpb::{Entry, Message};
use raft::storage::MemStorage;
use raft::{Config, RawNode, StateRole};

/// How many nodes there are, numbered from 1.
const NODES: usize = 5;

/// Where a command's value begins; before it stands the key.
const KEY: usize = 8;

/// The cluster. It has no queue: what is sent lies in `outbox` after each call.
pub struct Cluster {
    nodes: Vec<Node>,
    /// What the last calls sent, for the driver to take.
    pub outbox: Vec<Message>,
}

struct Node {
    raw: RawNode<MemStorage>,
    pairs: BTreeMap<Vec<u8>, Vec<u8>>,
    applied: u64,
}

impl Cluster {
    /// A cluster whose first node leads and has nothing left to say.
    pub fn new(batch_append: bool) -> Self {
        let voters: Vec<u64> = (1..=NODES as u64).collect();
        let nodes = voters.iter().map(|&id| Node::new(id, &voters, batch_append)).collect();
        let mut cluster = Self { nodes, outbox: Vec::new() };
        cluster.nodes[0].raw.campaign().expect("a follower may campaign");
        cluster.nodes[0].work_off(&mut cluster.outbox);
        while !cluster.outbox.is_empty() {
            for message in std::mem::take(&mut cluster.outbox) {
                cluster.deliver(message);
            }
        }
        assert_eq!(cluster.nodes[0].raw.raft.state, StateRole::Leader);
        cluster
    }

    /// Puts a command into the leader's log. It is sent with the next [`Cluster::send_proposals`].
    pub fn propose(&mut self, command: &[u8]) {
        self.nodes[0].raw.propose(Vec::new(), command.to_vec()).expect("the leader takes a proposal");
    }

    /// Sends what was proposed.
    pub fn send_proposals(&mut self) {
        self.nodes[0].work_off(&mut self.outbox);
    }

    /// A message arrives.
    pub fn deliver(&mut self, message: Message) {
        let node = &mut self.nodes[message.to as usize - 1];
        node.raw.step(message).expect("a message of a healthy cluster is taken");
        node.work_off(&mut self.outbox);
    }

    /// Up to where the nth node has applied, if there is one.
    pub fn applied_by(&self, nth: usize) -> Option<u64> {
        self.nodes.get(nth).map(|node| node.applied)
    }

    /// How many keys every state machine holds, if they agree.
    pub fn keys(&self) -> Option<usize> {
        let first = &self.nodes[0].pairs;
        self.nodes.iter().all(|node| node.pairs == *first).then_some(first.len())
    }
}

impl Node {
    fn new(id: u64, voters: &[u64], batch_append: bool) -> Self {
        let config = Config {
            id,
            election_tick: 10,
            heartbeat_tick: 3,
            max_size_per_msg: raft::NO_LIMIT,
            batch_append,
            ..Config::default()
        };
        let storage = MemStorage::new_with_conf_state((voters.to_vec(), vec![]));
        let logger = slog::Logger::root(slog::Discard, slog::o!());
        let raw = RawNode::new(&config, storage, &logger).expect("the configuration is valid");
        Self { raw, pairs: BTreeMap::new(), applied: 0 }
    }

    /// Does what the node wants done, in the order that its documentation asks for. The write to the storage is
    /// durable at once, as our disk without sync latency is.
    fn work_off(&mut self, outbox: &mut Vec<Message>) {
        while self.raw.has_ready() {
            let mut ready = self.raw.ready();
            outbox.append(&mut ready.take_messages());
            self.apply(&ready.take_committed_entries());
            {
                let mut storage = self.raw.mut_store().wl();
                if !ready.entries().is_empty() {
                    storage.append(ready.entries()).expect("the storage has room");
                }
                if let Some(state) = ready.hs() {
                    storage.set_hardstate(state.clone());
                }
            }
            outbox.append(&mut ready.take_persisted_messages());
            let mut rest = self.raw.advance(ready);
            if let Some(commit) = rest.commit_index() {
                self.raw.mut_store().wl().mut_hard_state().commit = commit;
            }
            outbox.append(&mut rest.take_messages());
            self.apply(&rest.take_committed_entries());
            self.raw.advance_apply();
        }
    }

    fn apply(&mut self, entries: &[Entry]) {
        for entry in entries {
            if !entry.data.is_empty() {
                let (key, value) = entry.data.split_at(KEY);
                if let Some(old) = self.pairs.get_mut(key) {
                    old.clear();
                    old.extend_from_slice(value);
                } else {
                    self.pairs.insert(key.to_vec(), value.to_vec());
                }
            }
            self.applied = entry.index;
        }
    }
}
