//! The load: puts through a first-in-first-out queue, 64 in flight or one at a time.

use std::collections::VecDeque;

use raft::eraftpb::Message;

use crate::cluster::Cluster;

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
    /// Puts that every node has applied.
    pub puts: u64,
    /// Messages that were delivered.
    pub messages: u64,
}

/// The puts still to do, whoever owns the queue.
pub struct Proposer {
    pub cluster: Cluster,
    load: Load,
    puts: u64,
    proposed: u64,
    /// The entries before the first put.
    before: u64,
    /// The nodes before this one have applied all that is proposed.
    behind: usize,
}

impl Proposer {
    pub fn new(load: Load, puts: u64, batch_append: bool) -> Self {
        let cluster = Cluster::new(batch_append);
        let before = cluster.applied_by(LEADER).expect("there is a first node");
        Self { cluster, load, puts, proposed: 0, before, behind: 0 }
    }

    /// Proposes as much as the load allows now.
    pub fn refill(&mut self) {
        let allowed = match self.load {
            Load::InFlight(most) => self.cluster.applied_by(LEADER).unwrap_or(0) - self.before + most,
            Load::OneAtATime => self.proposed + u64::from(self.all_applied()),
        };
        let until = allowed.min(self.puts);
        if self.proposed < until {
            for nth in self.proposed..until {
                self.cluster.propose(&command(nth));
            }
            self.proposed = until;
            self.behind = 0;
            self.cluster.send_proposals();
        }
    }

    /// Whether every node has applied all that is proposed. No node is asked again once it has.
    fn all_applied(&mut self) -> bool {
        let last = self.before + self.proposed;
        while self.cluster.applied_by(self.behind).is_some_and(|applied| applied >= last) {
            self.behind += 1;
        }
        self.cluster.applied_by(self.behind).is_none()
    }

    /// Whether every node has applied all puts.
    pub fn done(&mut self) -> bool {
        self.proposed == self.puts && self.all_applied()
    }
}

const LEADER: usize = 0;

/// How many keys there are.
const KEYS: u64 = 100;

/// The nth put: 32 bytes, one of a hundred keys.
fn command(nth: u64) -> [u8; 32] {
    let mut bytes = [b'.'; 32];
    write_digits(&mut bytes[..8], nth % KEYS);
    write_digits(&mut bytes[8..], nth);
    bytes
}

fn write_digits(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl Work {
    /// Does the whole load with a queue in Rust.
    pub fn run(load: Load, puts: u64, batch_append: bool) -> Self {
        let mut proposer = Proposer::new(load, puts, batch_append);
        let mut queue: VecDeque<Message> = VecDeque::new();
        let mut messages = 0;
        proposer.refill();
        queue.extend(proposer.cluster.outbox.drain(..));
        while let Some(message) = queue.pop_front() {
            messages += 1;
            proposer.cluster.deliver(message);
            proposer.refill();
            queue.extend(proposer.cluster.outbox.drain(..));
        }
        assert_eq!(proposer.cluster.keys(), Some(puts.min(KEYS) as usize));
        assert!(proposer.done());
        Self { puts, messages }
    }
}
