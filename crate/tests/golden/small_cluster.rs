//! The replicas of a script, with a wire and a time that the script holds in its hands.

use std::error::Error;
use std::mem::take;

use goldenscript::{Context, Runner};
use raft_playground::raft::{
    Change, Input, LogIndex, Message, Micros, Node, NodeId, NodeSet, Payload, ReadId, ReadWay, Roster,
    Settings,
};

use super::command::{Command, Name};
use super::replica::{Replica, Trace};
use super::words;

#[derive(Default)]
pub(crate) struct SmallCluster {
    replicas: Vec<Replica>,
    /// Sender, receiver and message, in the order of sending.
    wire: Vec<(NodeId, NodeId, Message)>,
    /// These and the others do not hear each other.
    apart: NodeSet,
    now: Micros,
    reads: ReadId,
    trace: Trace,
}

const NOTHING: &str = "no such message is on its way";

/// Which messages on the wire are meant.
#[derive(Clone, Copy)]
struct Which {
    from: Option<NodeId>,
    to: Option<NodeId>,
    count: Option<usize>,
    nth: Option<usize>,
}

impl Runner for SmallCluster {
    type Command = Command;

    fn run(&mut self, command: &Command, _: &Context) -> Result<String, Box<dyn Error>> {
        self.carry_out(command)?;
        Ok(take(&mut self.trace.lines).join("\n"))
    }
}

impl SmallCluster {
    fn carry_out(&mut self, command: &Command) -> Result<(), String> {
        match *command {
            Command::Cluster { count, voters, pre_vote, check_quorum, leases, no_op, window, chunk } => {
                let mut settings = Settings { pre_vote, check_quorum, ..Settings::default() };
                if leases {
                    settings.reads = ReadWay::Lease;
                }
                settings.no_op = no_op.unwrap_or(settings.no_op);
                settings.window = window.unwrap_or(settings.window);
                settings.snapshot_chunk = chunk.unwrap_or(settings.snapshot_chunk);
                let founders = NodeSet::first(voters.unwrap_or(count));
                let roster = Roster { replicas: NodeSet::first(count), founders };
                let replicas = roster.replicas.iter().map(|id| Replica::new(id, roster, settings.clone()));
                *self = Self { replicas: replicas.collect(), ..Self::default() };
            }
            Command::Log { who, ref terms, term } => self.replica(who)?.begin_with(terms, term),
            Command::Slow(who) => self.replica(who)?.slow = true,
            Command::Timeout(who) => self.step(who, "its election timer runs out", Input::TimeOut)?,
            Command::Tick(who) => self.tick(who)?,
            Command::Wait(millis) => self.now = self.now.after(Micros::from_millis(millis)),
            Command::Deliver { from, to, count, nth } => self.deliver(Which::new(from, to, count, nth))?,
            Command::Exchange { one, other } => self.exchange(one, other)?,
            Command::Drop { from, to, count, nth } => self.lose(Which::new(from, to, count, nth))?,
            Command::Repeat { from, to, count, nth } => self.repeat(Which::new(from, to, count, nth))?,
            Command::Propose { who, ref command } => {
                let payload = Payload::Command(command.as_bytes().into());
                self.step(who, &format!("a client proposes {command}"), Input::Propose(payload))?;
            }
            Command::Persist { who, count } => self.persist(who, count)?,
            Command::Crash { who, torn } => {
                let kept = torn.map(|whole| self.replica(who)?.tear(whole)).transpose()?;
                let kept = kept.map_or(String::new(), |kept| format!(", but for {kept} of a torn one"));
                let (writes, messages) = self.replica(who)?.crash();
                self.tell(
                    who.0,
                    &format!("crash, {writes} writes and {messages} held messages are lost{kept}"),
                );
            }
            Command::Restart(who) => {
                let now = self.now;
                self.replica(who)?.start(now);
                self.show(who.0);
            }
            Command::Partition(ref side) => self.apart = set(side),
            Command::Heal => self.apart = NodeSet::default(),
            Command::Transfer { who, to } => {
                self.step(who, &format!("hand over to {}", to.0), Input::Transfer(to.0))?;
            }
            Command::Add { who, new, learner: false } => self.change(who, Change::AddVoter(new.0))?,
            Command::Add { who, new, learner: true } => self.change(who, Change::AddLearner(new.0))?,
            Command::Remove { who, old } => self.change(who, Change::Remove(old.0))?,
            Command::Configure { who, ref voters } => {
                self.change(who, Change::Configure { voters: set(voters), learners: NodeSet::default() })?;
            }
            Command::Compact { who, last } => {
                let state = (1..=last).map(|index| index as u8).collect();
                self.step(who, "compact", Input::Compact { last: LogIndex(last), state })?;
            }
            Command::Read { who, lease } => {
                self.reads = self.reads.next();
                let way = if lease { ReadWay::Lease } else { ReadWay::ReadIndex };
                let words = format!("a client reads, read {}", self.reads);
                self.step(who, &words, Input::Read { read: self.reads, way })?;
            }
            Command::Show(ref names) if names.is_empty() => {
                (0..self.replicas.len()).for_each(|at| self.show(NodeId(at as u8)));
            }
            Command::Show(ref names) => names.iter().for_each(|name| self.show(name.0)),
        }
        Ok(())
    }

    fn replica(&mut self, Name(id): Name) -> Result<&mut Replica, String> {
        self.replicas.get_mut(id.index()).ok_or_else(|| format!("there is no {id} in the cluster"))
    }

    fn known(&mut self, who: Name) -> Result<NodeId, String> {
        self.replica(who).map(|_| who.0)
    }

    /// Something happens to a replica, and what it does stands below it.
    fn step(&mut self, who: Name, why: &str, input: Input) -> Result<(), String> {
        if self.replica(who)?.node().is_none() {
            return Err(format!("{} is down", who.0));
        }
        self.tell(who.0, why);
        self.worked(who.0, |replica, now, trace| replica.step(now, input, trace));
        Ok(())
    }

    /// What a replica does is indented, and what it sends comes onto the wire.
    fn worked(&mut self, who: NodeId, work: impl FnOnce(&mut Replica, Micros, &mut Trace)) {
        let mut own = Trace::default();
        work(&mut self.replicas[who.index()], self.now, &mut own);
        self.trace.lines.extend(own.lines.iter().map(|line| format!("  {line}")));
        self.wire.extend(own.sent);
    }

    fn tell(&mut self, who: NodeId, what: &str) {
        self.trace.lines.push(format!("{who}: {what}"));
    }

    fn change(&mut self, who: Name, change: Change) -> Result<(), String> {
        self.step(who, "change who takes part", Input::Change(change))
    }

    fn tick(&mut self, who: Name) -> Result<(), String> {
        let due = self.replica(who)?.node().map_or(Micros::NEVER, Node::deadline);
        if due == Micros::NEVER {
            return Err(format!("{} waits for nothing", who.0));
        }
        self.now = self.now.max(due);
        self.step(who, &format!("tick at {} ms", self.now), Input::Tick)
    }

    fn persist(&mut self, who: Name, count: Option<usize>) -> Result<(), String> {
        let mut synced = 0;
        while count != Some(synced)
            && let Some(write) = self.replica(who)?.under_way()
        {
            self.tell(who.0, &format!("write {write} is durable"));
            self.worked(who.0, Replica::sync_next);
            synced += 1;
        }
        if synced < count.unwrap_or(1) {
            Err(format!("{} has no such write under way", who.0))
        } else {
            Ok(())
        }
    }

    fn deliver(&mut self, which: Which) -> Result<(), String> {
        let mut taken = self.take(which)?;
        while !taken.is_empty() {
            for (from, to, message) in taken {
                self.arrive(from, to, message);
            }
            taken = if which.is_all() { take(&mut self.wire) } else { Vec::new() };
        }
        Ok(())
    }

    /// What is on its way between two, and what they send each other meanwhile.
    fn exchange(&mut self, one: Name, other: Name) -> Result<(), String> {
        let (one, other) = (self.known(one)?, self.known(other)?);
        let between = |sent: &(NodeId, NodeId, Message)| {
            (sent.0, sent.1) == (one, other) || (sent.0, sent.1) == (other, one)
        };
        if !self.wire.iter().any(between) {
            return Err(NOTHING.into());
        }
        while let Some(place) = self.wire.iter().position(between) {
            let (from, to, message) = self.wire.remove(place);
            self.arrive(from, to, message);
        }
        Ok(())
    }

    fn arrive(&mut self, from: NodeId, to: NodeId, message: Message) {
        let words = words::message(&message);
        if self.apart.contains(from) != self.apart.contains(to) {
            self.trace.lines.push(format!("{from} -x {to} {words}: cut off"));
        } else if self.replicas[to.index()].node().is_none() {
            self.trace.lines.push(format!("{from} -x {to} {words}: down"));
        } else {
            self.trace.lines.push(format!("{to} <- {from} {words}"));
            self.worked(to, |replica, now, trace| {
                replica.step(now, Input::Message { from, message }, trace);
            });
        }
    }

    fn lose(&mut self, which: Which) -> Result<(), String> {
        for (from, to, message) in self.take(which)? {
            self.trace.lines.push(format!("{from} -x {to} {}: dropped", words::message(&message)));
        }
        Ok(())
    }

    fn repeat(&mut self, which: Which) -> Result<(), String> {
        let meant = self.meant(which)?;
        let meant = self.wire.iter().zip(meant).filter(|&(_, meant)| meant);
        let copies: Vec<_> = meant.map(|(sent, _)| sent.clone()).collect();
        for (from, to, message) in &copies {
            self.trace.lines.push(format!("{from} -> {to} {}: once more", words::message(message)));
        }
        self.wire.extend(copies);
        Ok(())
    }

    /// The messages that are meant come off the wire.
    fn take(&mut self, which: Which) -> Result<Vec<(NodeId, NodeId, Message)>, String> {
        let mut meant = self.meant(which)?.into_iter();
        let (taken, left) = take(&mut self.wire).into_iter().partition(|_| meant.next() == Some(true));
        self.wire = left;
        Ok(taken)
    }

    /// Of each message on the wire whether it is meant; some are.
    fn meant(&self, which: Which) -> Result<Vec<bool>, String> {
        let mut place = 0;
        let meant: Vec<bool> = self
            .wire
            .iter()
            .map(|sent| {
                let of_these = which.fits(sent);
                place += usize::from(of_these);
                let wanted = which.nth.map_or(place <= which.count.unwrap_or(usize::MAX), |nth| nth == place);
                of_these && wanted
            })
            .collect();
        if meant.contains(&true) { Ok(meant) } else { Err(NOTHING.into()) }
    }

    fn show(&mut self, id: NodeId) {
        match self.replicas.get(id.index()).map(Replica::node) {
            Some(Some(node)) => self.trace.lines.extend(words::state(node)),
            Some(None) => self.trace.lines.push(format!("{id} down")),
            None => self.trace.lines.push(format!("there is no {id} in the cluster")),
        }
    }
}

impl Which {
    fn new(from: Option<Name>, to: Option<Name>, count: Option<usize>, nth: Option<usize>) -> Self {
        Self { from: from.map(|name| name.0), to: to.map(|name| name.0), count, nth }
    }

    fn fits(self, (from, to, _): &(NodeId, NodeId, Message)) -> bool {
        self.from.is_none_or(|id| id == *from) && self.to.is_none_or(|id| id == *to)
    }

    const fn is_all(self) -> bool {
        self.from.is_none() && self.to.is_none() && self.count.is_none() && self.nth.is_none()
    }
}

fn set(names: &[Name]) -> NodeSet {
    names.iter().map(|name| name.0).collect()
}
