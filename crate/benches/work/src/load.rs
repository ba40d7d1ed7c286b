//! The load: puts through the headless driver, 64 in flight or one at a time.

use std::rc::Rc;

use raft_playground::kv::Op;
use raft_playground::raft::{LogIndex, Micros, NodeId, Role, Settings};
use raft_playground::sim::{Cluster, NetworkSettings, Run, Scenario, Watcher};

/// What is to be done.
#[derive(Clone, Copy)]
pub enum Load {
    /// So many puts are proposed and not yet applied by the leader.
    InFlight(u64),
    /// A put is proposed when all five have applied the one before.
    OneAtATime,
}

/// What was done.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Puts that every replica has applied.
    pub puts: u64,
    /// Messages that were sent between replicas.
    pub messages: u64,
}

impl Load {
    /// Five replicas on an even network, without workload or faults.
    pub fn scenario(self) -> Scenario {
        let latency = Micros(100);
        Scenario {
            clients: 0,
            network: NetworkSettings {
                latency_least: latency,
                latency_most: latency,
                loss: 0.0,
                duplication: 0.0,
            },
            raft: Settings {
                window: 1,
                // One at a time, the next put waits for the followers to hear of the commit.
                commit_at_once: matches!(self, Self::OneAtATime),
                ..Settings::default()
            },
            ..Scenario::default()
        }
    }
}

/// By when a leader must be there.
pub const ELECTION: Micros = Micros::from_millis(10_000);

/// The puts still to do, whoever owns the queue.
pub struct Proposer {
    load: Load,
    puts: u64,
    proposed: u64,
    leader: NodeId,
    /// The entries before the first put.
    before: u64,
    /// The replicas before this one have applied all that is proposed.
    behind: usize,
}

impl Proposer {
    /// Begins a load on a cluster that has a leader.
    pub fn new(load: Load, puts: u64, cluster: &Cluster) -> Self {
        let leader = leader(cluster).expect("the cluster has a leader");
        let before = applied_by(cluster, leader);
        Self { load, puts, proposed: 0, leader, before, behind: 0 }
    }

    /// Whether the load allows another put now.
    pub fn wants(&mut self, cluster: &Cluster) -> bool {
        self.proposed < self.allowed(cluster)
    }

    fn allowed(&mut self, cluster: &Cluster) -> u64 {
        let allowed = match self.load {
            Load::InFlight(most) => applied_by(cluster, self.leader) - self.before + most,
            Load::OneAtATime => self.proposed + u64::from(self.all_applied(cluster)),
        };
        allowed.min(self.puts)
    }

    /// Proposes as much as the load allows now. Says whether anything was.
    pub fn refill(&mut self, cluster: &mut Cluster) -> bool {
        let until = self.allowed(cluster);
        let any = self.proposed < until;
        while self.proposed < until {
            assert!(cluster.propose(self.leader, command(self.proposed), cluster.now()));
            self.proposed += 1;
            self.behind = 0;
        }
        any
    }

    /// Whether every replica has applied all puts.
    pub fn done(&mut self, cluster: &Cluster) -> bool {
        self.proposed == self.puts && self.all_applied(cluster)
    }

    /// Everything arrived everywhere, and once.
    pub fn check(&self, cluster: &Cluster) {
        for replica in cluster.replicas() {
            assert_eq!(replica.log().last_index(), LogIndex(self.before + self.puts));
            assert_eq!(replica.store().len() as u64, self.puts.min(KEYS));
        }
        assert!(matches!(Op::decode(&command(0)), Ok(Op::Put { .. })));
    }

    /// Whether every replica has applied all that is proposed. No replica is asked again once it has.
    #[inline]
    fn all_applied(&mut self, cluster: &Cluster) -> bool {
        let last = self.before + self.proposed;
        while let Some(replica) = cluster.replicas().get(self.behind)
            && replica.applied().0 >= last
        {
            self.behind += 1;
        }
        self.behind == cluster.replicas().len()
    }
}

/// Who leads, once every replica has applied all that the leader wrote.
pub fn leader(cluster: &Cluster) -> Option<NodeId> {
    let leads = |id: &NodeId| {
        let node = cluster.replica(*id).and_then(|replica| replica.node());
        node.is_some_and(|node| {
            node.role() == Role::Leader && node.log().last_index().0 == applied_by_all(cluster)
        })
    };
    (0..5).map(NodeId).find(leads)
}

fn applied_by(cluster: &Cluster, id: NodeId) -> u64 {
    cluster.replica(id).map_or(0, |replica| replica.applied().0)
}

fn applied_by_all(cluster: &Cluster) -> u64 {
    cluster.replicas().iter().map(|replica| replica.applied().0).min().unwrap_or(0)
}

/// The nth put: 32 bytes, one of a hundred keys.
fn command(nth: u64) -> Rc<[u8]> {
    let mut bytes = [b'.'; 32];
    bytes[0] = PUT;
    bytes[1..5].copy_from_slice(&8_u32.to_le_bytes());
    write_digits(&mut bytes[5..13], nth % KEYS);
    bytes[13..17].copy_from_slice(&15_u32.to_le_bytes());
    write_digits(&mut bytes[17..], nth);
    Rc::from(bytes.as_slice())
}

/// How many keys there are.
const KEYS: u64 = 100;

/// The tag of a put in an encoded operation.
const PUT: u8 = 1;

fn write_digits(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl Work {
    /// Does the whole load with the headless driver, before the eyes of a watcher.
    pub fn run(load: Load, puts: u64, watcher: impl Watcher) -> Self {
        let mut run = Run::new(&load.scenario(), watcher);
        assert!(run.run_until_that(ELECTION, |cluster| leader(cluster).is_some()));
        let messages_before = run.cluster().post().counters.messages;
        let mut proposer = Proposer::new(load, puts, run.cluster());
        loop {
            if proposer.refill(run.cluster_mut()) {
                run.after_direct_input();
            }
            if proposer.done(run.cluster()) {
                break;
            }
            run.step();
        }
        proposer.check(run.cluster());
        Self { puts, messages: run.cluster().post().counters.messages - messages_before }
    }
}
