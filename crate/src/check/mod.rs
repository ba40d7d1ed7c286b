//! The invariants of Raft, looked at after every event.
//!
//! A [`Checker`] watches a run. Each invariant is one file that states it and where it comes from. Three
//! ledgers over the whole run (`Ledgers`) make each look cost no more than what changed.

mod config_safety;
mod election_safety;
mod leader_completeness;
mod ledgers;
mod log_matching;
mod state_machine_safety;
mod vote_once;

use std::fmt;

use crate::raft::{Event, LogIndex, Micros, NodeId};
use crate::sim::{Address, Cluster, Record, Replica, Watcher, What};

use ledgers::Ledgers;

/// An invariant by name. Its statement is in the file of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// At most one leader a term, ever.
    ElectionSafety,
    /// The same index and term, the same prefix.
    LogMatching,
    /// What is committed or applied at an index never differs.
    StateMachineSafety,
    /// A committed entry is in the log of every later leader.
    LeaderCompleteness,
    /// One vote for each replica and term, across crashes.
    VoteOnce,
    /// At most one uncommitted configuration, and the last in the log is in force.
    ConfigSafety,
}

impl Invariant {
    /// The name by which page, tests and docs know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ElectionSafety => "ElectionSafety",
            Self::LogMatching => "LogMatching",
            Self::StateMachineSafety => "StateMachineSafety",
            Self::LeaderCompleteness => "LeaderCompleteness",
            Self::VoteOnce => "VoteOnce",
            Self::ConfigSafety => "ConfigSafety",
        }
    }
}

/// A broken invariant.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// When it broke.
    pub at: Micros,
    /// What broke it, in a sentence.
    pub text: String,
    /// The replicas concerned.
    pub replicas: Vec<NodeId>,
    /// The log index concerned, where there is one.
    pub index: Option<LogIndex>,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is broken at {} ms: {}", self.invariant.name(), self.at, self.text)
    }
}

/// Watches a run and keeps the first violation.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    ledgers: Ledgers,
    violation: Option<Violation>,
}

/// What one look at one record sees.
struct Look<'a> {
    at: Micros,
    node: NodeId,
    cluster: &'a Cluster,
}

impl Look<'_> {
    fn violation(
        &self,
        invariant: Invariant,
        replicas: Vec<NodeId>,
        index: Option<LogIndex>,
        text: String,
    ) -> Violation {
        Violation { invariant, at: self.at, text, replicas, index }
    }
}

impl Checker {
    /// The first invariant that broke, if one did.
    #[must_use]
    pub const fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    fn look(&mut self, look: &Look<'_>, what: &What) -> Result<(), Violation> {
        let ledgers = &mut self.ledgers;
        match *what {
            What::Node(Event::BecameLeader { term, .. }) => {
                election_safety::at_election(ledgers, look, term)?;
                leader_completeness::at_election(ledgers, look, term)
            }
            What::Node(Event::Appended { first, last, .. }) => {
                config_safety::note(ledgers, look, what);
                log_matching::at_append(ledgers, look, first, last)
            }
            What::Node(Event::Truncated { .. }) => {
                config_safety::note(ledgers, look, what);
                Ok(())
            }
            What::Node(Event::Committed { index }) => {
                state_machine_safety::at_commit(ledgers, look, index, leader_completeness::at_commit)
            }
            What::VoteDurable { term, voted_for: Some(candidate) } => {
                vote_once::at_vote(ledgers, look, term, candidate)
            }
            What::Node(Event::Installed { index, term, .. }) => {
                config_safety::note(ledgers, look, what);
                state_machine_safety::at_snapshot(ledgers, look, index, term)
            }
            What::Restarted { .. } => {
                config_safety::note(ledgers, look, what);
                let Some(log) = look.cluster.replica(look.node).map(Replica::log) else { return Ok(()) };
                let term = log.term_at(log.base()).unwrap_or_default();
                state_machine_safety::at_snapshot(ledgers, look, log.base(), term)
            }
            What::Crashed { .. } => {
                ledgers.forget_commit_index(look.node);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Watcher for Checker {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        for record in records {
            let Some(Address::Replica(node)) = record.subject else { continue };
            let look = Look { at: record.at, node, cluster };
            if let Err(violation) = self.look(&look, &record.what) {
                self.violation.get_or_insert(violation);
            }
        }
        if self.ledgers.configurations.is_changed()
            && let Some(record) = records.last()
        {
            let look = Look { at: record.at, node: NodeId(0), cluster };
            if let Err(violation) = config_safety::at_end(&mut self.ledgers, &look) {
                self.violation.get_or_insert(violation);
            }
        }
        for (_, envelope) in cluster.post().fresh() {
            let Address::Replica(node) = envelope.from else { continue };
            let look = Look { at: cluster.now(), node, cluster };
            if let Err(violation) = vote_once::at_send(&mut self.ledgers, &look, envelope) {
                self.violation.get_or_insert(violation);
            }
        }
    }
}
