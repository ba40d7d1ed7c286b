//! ConfigSafety: no log holds more than one configuration that is not committed, and the last one in a replica's
//! log is the one by which it goes (§6; dissertation §4.1).
//!
//! Committed is what any replica has committed: a follower learns it late. Where the rule that a configuration is
//! in force at once is switched off, replicas go by another one, and only the first half is looked at.

use crate::raft::{Configuration, Event, LogIndex, Node, NodeId, NodeSet, Payload, Rule};
use crate::sim::{Replica, What};

use super::ledgers::Ledgers;
use super::{Invariant, Look, Violation};

/// The configurations in the log of each replica.
#[derive(Clone, Debug, Default)]
pub(super) struct InLogs {
    /// Replica and index, in the order of the log for each replica.
    entries: Vec<(NodeId, LogIndex, Configuration)>,
    /// The replicas whose last one changed in this event.
    changed: NodeSet,
}

/// Takes note of what is written, removed, and found again after a crash.
pub(super) fn note(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) {
    let in_logs = &mut ledgers.configurations;
    match *what {
        What::Node(Event::Appended { first, last, .. }) => in_logs.read(look, first, last),
        What::Node(Event::Truncated { from, .. }) => in_logs.forget(look.node, from),
        // Nothing of what was not durable is left, and what it had overwritten may be back.
        What::Restarted { .. } | What::Node(Event::Installed { .. }) => in_logs.read_again(look),
        _ => {}
    }
}

impl InLogs {
    fn read(&mut self, look: &Look<'_>, first: LogIndex, last: LogIndex) {
        let Some(log) = look.cluster.replica(look.node).map(Replica::log) else { return };
        for (index, entry) in (first.0..=last.0).map(LogIndex).zip(log.from(first)) {
            if let Payload::Internal(Some(configuration)) = &entry.payload {
                self.entries.push((look.node, index, **configuration));
                self.changed.insert(look.node);
            }
        }
    }

    /// Begins with what the snapshot says, if there is one.
    fn read_again(&mut self, look: &Look<'_>) {
        self.forget(look.node, LogIndex::ZERO);
        let Some(log) = look.cluster.replica(look.node).map(Replica::log) else { return };
        if let Some(snapshot) = log.snapshot() {
            self.entries.push((look.node, snapshot.last_index, snapshot.configuration));
            self.changed.insert(look.node);
        }
        self.read(look, log.base().next(), log.last_index());
    }

    fn forget(&mut self, node: NodeId, from: LogIndex) {
        let before = self.entries.len();
        self.entries.retain(|&(holder, index, _)| holder != node || index < from);
        if self.entries.len() < before {
            self.changed.insert(node);
        }
    }

    /// Whether a look is due at the end of the event.
    pub(super) const fn is_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    fn of(&self, node: NodeId) -> impl Iterator<Item = (LogIndex, Configuration)> {
        let of_it = self.entries.iter().filter(move |&&(holder, ..)| holder == node);
        of_it.map(|&(_, index, configuration)| (index, configuration))
    }
}

/// Looks at the end of an event in which a configuration was written or removed.
pub(super) fn at_end(ledgers: &mut Ledgers, look: &Look<'_>) -> Result<(), Violation> {
    for id in std::mem::take(&mut ledgers.configurations.changed).iter() {
        let Some(node) = look.cluster.replica(id).and_then(Replica::node) else { continue };
        one_at_a_time(ledgers, look, node)?;
        last_in_force(ledgers, look, node)?;
    }
    Ok(())
}

fn one_at_a_time(ledgers: &Ledgers, look: &Look<'_>, node: &Node) -> Result<(), Violation> {
    let committed = ledgers.committed.len() as u64;
    let mut open = ledgers.configurations.of(node.id()).filter(|(index, _)| index.0 > committed);
    let (Some((first, _)), Some((second, _))) = (open.next(), open.next()) else { return Ok(()) };
    let text = format!("{} holds configurations {first} and {second}, neither of them committed", node.id());
    Err(look.violation(Invariant::ConfigSafety, vec![node.id()], Some(second), text))
}

fn last_in_force(ledgers: &Ledgers, look: &Look<'_>, node: &Node) -> Result<(), Violation> {
    let last = ledgers.configurations.of(node.id()).last();
    let blueprint = look.cluster.blueprint();
    let start = (LogIndex::ZERO, blueprint.roster.configuration_of(node.id()));
    let (index, configuration) = last.unwrap_or(start);
    if node.configuration() == configuration || !blueprint.rules.on(Rule::ConfigInForceFromAppend) {
        return Ok(());
    }
    let text = format!("{} does not go by configuration {index}, the last in its log", node.id());
    Err(look.violation(Invariant::ConfigSafety, vec![node.id()], Some(index), text))
}
