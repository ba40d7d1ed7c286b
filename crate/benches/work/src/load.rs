//! The load: puts through the headless driver, 64 in flight or one at a time.

use std::rc::Rc;

use raft_playground::kv::Op;
use raft_playground::raft::{LogIndex, Micros, NodeId, Role, Settings};
use raft_playground::sim::{Cluster, NetworkSettings, Run, Scenario};

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
            raft: Settings { window: 1, commit_at_once: true, ..Settings::default() },
            ..Scenario::default()
        }
    }
}

/// The puts still to do, whoever owns the queue.
pub struct Proposer {
    load: Load,
    puts: u64,
    proposed: u64,
    leader: NodeId,
    /// The entries before the first put.
    before: u64,
}

impl Proposer {
    /// Begins a load on a cluster that has a leader.
    pub fn new(load: Load, puts: u64, cluster: &Cluster) -> Self {
        let leader = leader(cluster).expect("the cluster has a leader");
        let before = applied_by(cluster, leader);
        Self { load, puts, proposed: 0, leader, before }
    }

    /// Proposes as much as the load allows now. Says whether anything was.
    pub fn refill(&mut self, cluster: &mut Cluster) -> bool {
        let allowed = match self.load {
            Load::InFlight(most) => applied_by(cluster, self.leader) - self.before + most,
            Load::OneAtATime => applied_by_all(cluster) - self.before + 1,
        };
        let until = allowed.min(self.puts);
        let any = self.proposed < until;
        while self.proposed < until {
            assert!(cluster.propose(self.leader, command(self.proposed), cluster.now()));
            self.proposed += 1;
        }
        any
    }

    /// Whether every replica has applied all puts.
    pub fn done(&self, cluster: &Cluster) -> bool {
        self.proposed == self.puts && applied_by_all(cluster) - self.before == self.puts
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

/// The nth put: 32 bytes, one of a thousand keys.
fn command(nth: u64) -> Rc<[u8]> {
    let mut bytes = [b'.'; 32];
    bytes[0] = PUT;
    bytes[1..5].copy_from_slice(&8_u32.to_le_bytes());
    write_digits(&mut bytes[5..13], nth % 1_000);
    bytes[13..17].copy_from_slice(&15_u32.to_le_bytes());
    write_digits(&mut bytes[17..], nth);
    Rc::from(bytes.as_slice())
}

/// The tag of a put in an encoded operation.
const PUT: u8 = 1;

fn write_digits(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl Work {
    /// Does the whole load with the headless driver.
    pub fn run(load: Load, puts: u64) -> Self {
        assert!(matches!(Op::decode(&command(0)), Ok(Op::Put { .. })));
        let mut run = Run::new(&load.scenario(), ());
        assert!(run.run_until_that(Micros::from_millis(10_000), |cluster| leader(cluster).is_some()));
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
        let cluster = run.cluster();
        let last = cluster.replicas().iter().map(|replica| replica.log().last_index()).max();
        assert_eq!(last, Some(LogIndex(proposer.before + puts)));
        assert!(cluster.replicas().iter().all(|replica| replica.store().len() == puts.min(1_000) as usize));
        Self { puts, messages: cluster.post().counters.messages - messages_before }
    }
}
