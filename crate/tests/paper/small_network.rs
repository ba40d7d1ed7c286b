//! A few nodes with a wire between them that delivers in the order of sending, and loses what the test wants
//! lost. No time passes but what the test lets pass.

use std::collections::VecDeque;

use raft_playground::raft::{Change, Message, Micros, NodeId, NodeSet, Role};

use super::messages::s;
use super::node_rig::{Rig, Sent, Setup};

pub(crate) struct SmallNetwork {
    rigs: Vec<Rig>,
    /// Sender, receiver and message, in the order of sending.
    wire: VecDeque<(NodeId, NodeId, Message)>,
    /// Only these replicas hear and are heard.
    reached: NodeSet,
    /// How many messages were delivered.
    pub(crate) delivered: usize,
}

impl SmallNetwork {
    /// A replica for each setup, S1 first. All reach each other.
    pub(crate) fn of(setups: impl IntoIterator<Item = Setup>) -> Self {
        let rigs: Vec<Rig> =
            setups.into_iter().zip(1..).map(|(setup, number)| setup.named(number).follower()).collect();
        let reached = rigs.iter().map(Rig::id).collect();
        Self { rigs, wire: VecDeque::new(), reached, delivered: 0 }
    }

    /// The replica S`number`.
    pub(crate) fn s(&mut self, number: u8) -> &mut Rig {
        &mut self.rigs[s(number).index()]
    }

    /// From now on only these replicas hear and are heard; what is on the wire to or from others is lost.
    pub(crate) fn only(&mut self, numbers: &[u8]) -> &mut Self {
        self.reached = numbers.iter().map(|&number| s(number)).collect();
        self
    }

    /// S`number` starts an election, and all messages that follow are delivered.
    pub(crate) fn elect(&mut self, number: u8) -> &mut Self {
        let sent = self.s(number).times_out();
        self.put_on_wire(number, sent);
        self.settle()
    }

    /// S`number` is asked to replicate a command; its messages stay on the wire.
    pub(crate) fn ask(&mut self, number: u8, command: u64) -> &mut Self {
        let sent = self.s(number).is_asked(command);
        self.put_on_wire(number, sent);
        self
    }

    /// S`number` is asked to change the configuration, and all messages that follow are delivered.
    pub(crate) fn change(&mut self, number: u8, change: Change) -> &mut Self {
        let sent = self.s(number).is_to(change);
        self.put_on_wire(number, sent);
        self.settle()
    }

    /// A heartbeat interval passes for S`number`, and all messages that follow are delivered.
    pub(crate) fn beat(&mut self, number: u8) -> &mut Self {
        let sent = self.s(number).waits(Micros::from_millis(50));
        self.put_on_wire(number, sent);
        self.settle()
    }

    /// S`number` is to hand the leadership over to S`to`, and all messages that follow are delivered.
    pub(crate) fn transfer(&mut self, number: u8, to: u8) -> &mut Self {
        let sent = self.s(number).is_to_hand_over_to(to);
        self.put_on_wire(number, sent);
        self.settle()
    }

    /// Time passes for all alike, and each message is delivered when it is sent.
    pub(crate) fn run(&mut self, length: Micros) -> &mut Self {
        let mut left = length;
        while left > Micros::ZERO {
            let next = self.rigs.iter().map(|rig| rig.deadline().0.saturating_sub(rig.now().0)).min();
            let step = Micros(next.unwrap_or(0).max(1)).min(left);
            left = Micros(left.0 - step.0);
            self.rigs.iter_mut().for_each(|rig| rig.idles(step));
            for number in 1..=self.rigs.len() as u8 {
                let sent = self.s(number).waits(Micros::ZERO);
                self.put_on_wire(number, sent);
                self.settle();
            }
        }
        self
    }

    /// Delivers messages until none is left.
    pub(crate) fn settle(&mut self) -> &mut Self {
        while let Some((from, to, message)) = self.wire.pop_front() {
            if self.reached.contains(from) && self.reached.contains(to) {
                self.delivered += 1;
                let answers = self.rigs[to.index()].hears(from.0 + 1, message);
                self.put_on_wire(to.0 + 1, answers);
            }
        }
        self
    }

    fn put_on_wire(&mut self, from: u8, sent: Vec<Sent>) {
        self.wire.extend(sent.into_iter().map(|(to, message)| (s(from), to, message)));
    }

    /// The replicas that lead, with their terms.
    pub(crate) fn leaders(&self) -> Vec<(NodeId, u64)> {
        let leading = self.rigs.iter().filter(|rig| rig.role() == Role::Leader);
        leading.map(|rig| (rig.id(), rig.term())).collect()
    }

    /// The terms of every log, S1 first.
    pub(crate) fn logs(&self) -> Vec<Vec<u64>> {
        self.rigs.iter().map(Rig::terms).collect()
    }
}
