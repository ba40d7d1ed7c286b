//! ConfigSafety: no log holds more than one configuration that is not committed, and the last one in a replica's
//! log is the one by which it goes (§6; dissertation §4.1).
//!
//! Committed is what any replica has committed: a follower learns it late. Where the rule that a configuration is
//! in force at once is switched off, replicas go by another one, and only the first half is looked at.

use crate::raft::{Configuration, Entry, Event, LogIndex, Node, NodeId, Payload, Rule};
use crate::sim::What;

use super::ledgers::Ledgers;
use super::{Check, Invariant, Look, Verdict, Write};

pub(super) struct ConfigSafety;

/// The configurations in the log of each replica.
#[derive(Clone, Debug, Default)]
pub(super) struct InLogs {
    /// Replica and index, in the order of the log for each replica.
    entries: Vec<(NodeId, LogIndex, Configuration)>,
    /// Whether those of the replica at work changed in this event.
    changed: bool,
}

impl Check for ConfigSafety {
    /// Takes note of each entry that is written.
    #[inline]
    fn wrote(ledgers: &mut Ledgers, look: &Look<'_>, &Write { index, entry, .. }: &Write<'_>) -> Verdict {
        ledgers.configurations.note(look.node, index, entry);
        Ok(())
    }

    /// Takes note of what is removed, and found again after a crash.
    #[inline]
    fn happened(ledgers: &mut Ledgers, look: &Look<'_>, what: &What) -> Verdict {
        let in_logs = &mut ledgers.configurations;
        match *what {
            What::Node(Event::Truncated { from, .. }) => in_logs.forget(look.node, from),
            // Nothing of what was not durable is left, and what it had overwritten may be back.
            What::Restarted { .. } | What::Node(Event::Installed { .. }) => in_logs.read_again(look),
            _ => {}
        }
        Ok(())
    }

    /// Looks at the end of an event in which a configuration was written or removed.
    #[inline]
    fn changed(ledgers: &mut Ledgers, look: &Look<'_>) -> Verdict {
        if !std::mem::take(&mut ledgers.configurations.changed) {
            return Ok(());
        }
        let Some(node) = look.replica.node() else { return Ok(()) };
        one_at_a_time(ledgers, look)?;
        last_in_force(ledgers, look, node)
    }
}

impl InLogs {
    #[inline]
    fn note(&mut self, node: NodeId, index: LogIndex, entry: &Entry) {
        if let Payload::Internal(Some(configuration)) = &entry.payload {
            self.entries.push((node, index, **configuration));
            self.changed = true;
        }
    }

    /// Begins with what the snapshot says, if there is one.
    fn read_again(&mut self, look: &Look<'_>) {
        self.forget(look.node, LogIndex::ZERO);
        let log = look.replica.log();
        if let Some(snapshot) = log.snapshot() {
            self.entries.push((look.node, snapshot.last_index, snapshot.configuration));
            self.changed = true;
        }
        let first = log.base().next();
        for (index, entry) in (first.0..).map(LogIndex).zip(log.from(first)) {
            self.note(look.node, index, entry);
        }
    }

    fn forget(&mut self, node: NodeId, from: LogIndex) {
        let before = self.entries.len();
        self.entries.retain(|&(holder, index, _)| holder != node || index < from);
        if self.entries.len() < before {
            self.changed = true;
        }
    }

    fn of(&self, node: NodeId) -> impl Iterator<Item = (LogIndex, Configuration)> {
        let of_it = self.entries.iter().filter(move |&&(holder, ..)| holder == node);
        of_it.map(|&(_, index, configuration)| (index, configuration))
    }
}

fn one_at_a_time(ledgers: &Ledgers, look: &Look<'_>) -> Verdict {
    let committed = ledgers.committed.last();
    let mut open = ledgers.configurations.of(look.node).filter(|&(index, _)| index > committed);
    let (Some((first, _)), Some((second, _))) = (open.next(), open.next()) else { return Ok(()) };
    let text = format!("{} holds configurations {first} and {second}, neither of them committed", look.node);
    look.broken(Invariant::ConfigSafety, Some(second), text)
}

fn last_in_force(ledgers: &Ledgers, look: &Look<'_>, node: &Node) -> Verdict {
    let last = ledgers.configurations.of(look.node).last();
    let blueprint = look.cluster.blueprint();
    let start = (LogIndex::ZERO, blueprint.roster.configuration_of(look.node));
    let (index, configuration) = last.unwrap_or(start);
    if node.configuration() == configuration || !blueprint.rules.on(Rule::ConfigInForceFromAppend) {
        return Ok(());
    }
    let text = format!("{} does not go by configuration {index}, the last in its log", look.node);
    look.broken(Invariant::ConfigSafety, Some(index), text)
}
