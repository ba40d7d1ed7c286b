//! The invariants of Raft, looked at after every event, and whether what clients were told is linearizable
//! ([`linearizability`]), which is looked at when it is asked for.
//!
//! A [`Checker`] watches a run. Each invariant is one file that says where it comes from and how it is looked at, and
//! one line of the list below. Ledgers over the whole run (`Ledgers`), and what was last seen of each replica (`Seen`),
//! make each look cost no more than what changed.

mod by_index;
mod commit_own_term;
mod committed_on_quorum;
mod config_safety;
mod election_safety;
mod exactly_once;
mod in_order;
mod leader_append_only;
mod leader_completeness;
mod ledgers;
pub mod linearizability;
mod log_matching;
mod monotone;
mod order;
mod persist_before_send;
mod quorum;
mod read_fresh;
mod seen;
mod state_machine_safety;
#[cfg(test)]
mod tests;
mod vote_once;

use std::fmt;

use crate::raft::{Entry, Event, Log, LogIndex, Message, Micros, NodeId, Pace, Progress, Term};
use crate::sim::{Address, Body, Cluster, Record, Replica, Watcher, What};

use ledgers::Ledgers;
use seen::Seen;

/// How an invariant is looked at. Each file of this folder that states one implements it, and looks only at what
/// can break it.
///
/// Each ledger is written by one invariant, which the others may read whether it has written already or not.
trait Check {
    /// Looks when a replica writes entries from `first` on, before it looks at each of them.
    #[inline]
    fn appended(_: &mut Ledgers, _: &Look<'_>, _first: LogIndex) -> Verdict {
        Ok(())
    }

    /// Looks at one entry that a replica writes.
    #[inline]
    fn wrote(_: &mut Ledgers, _: &Look<'_>, _: &Write<'_>) -> Verdict {
        Ok(())
    }

    /// Looks when the commit index of a replica moves to `index`.
    #[inline]
    fn committed(_: &mut Ledgers, _: &Look<'_>, _index: LogIndex) -> Verdict {
        Ok(())
    }

    /// Looks when anything else happened to a replica.
    #[inline]
    fn happened(_: &mut Ledgers, _: &Look<'_>, _: &What) -> Verdict {
        Ok(())
    }

    /// Looks when a message leaves a replica for another.
    #[inline]
    fn sent(_: &mut Ledgers, _: &Look<'_>, _: &Message, _to: NodeId) -> Verdict {
        Ok(())
    }

    /// Looks at a replica that something happened to in this event, beside how it was last seen.
    #[inline]
    fn changed(_: &mut Ledgers, _: &Look<'_>) -> Verdict {
        Ok(())
    }

    /// Looks at what a leader knows of another whose message it has heard, or of itself.
    #[inline]
    fn learnt(_: &Look<'_>, _of: NodeId, _known: &Progress) -> Verdict {
        Ok(())
    }
}

/// Whether an invariant holds; if not, the broken one.
type Verdict = Result<(), Box<Violation>>;

macro_rules! invariants {
    ($($file:ident::$name:ident: $statement:literal, $source:literal;)+) => {
        /// An invariant by name. The file of that name says how it is looked at.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Invariant {
            $(#[doc = $statement] $name,)+
        }

        impl Invariant {
            /// Every invariant, in the order in which they are looked at.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name by which page, tests and docs know it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// What it states.
            #[must_use]
            pub const fn statement(self) -> &'static str {
                match self { $(Self::$name => $statement,)+ }
            }

            /// Where the statement comes from.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Self::$name => $source,)+ }
            }
        }

        impl Checker {
            #[inline]
            fn appended(ledgers: &mut Ledgers, broken: &mut Broken, look: &Look<'_>, first: LogIndex) {
                $(broken.note($file::$name::appended(ledgers, look, first));)+
            }

            #[inline]
            fn wrote(ledgers: &mut Ledgers, broken: &mut Broken, look: &Look<'_>, write: &Write<'_>) {
                $(broken.note($file::$name::wrote(ledgers, look, write));)+
            }

            #[inline]
            fn committed(ledgers: &mut Ledgers, broken: &mut Broken, look: &Look<'_>, index: LogIndex) {
                $(broken.note($file::$name::committed(ledgers, look, index));)+
            }

            fn happened(ledgers: &mut Ledgers, broken: &mut Broken, look: &Look<'_>, what: &What) {
                $(broken.note($file::$name::happened(ledgers, look, what));)+
            }

            #[inline]
            fn sent(ledgers: &mut Ledgers, broken: &mut Broken, look: &Look<'_>, message: &Message, to: NodeId) {
                $(broken.note($file::$name::sent(ledgers, look, message, to));)+
            }

            #[inline]
            fn changed(ledgers: &mut Ledgers, broken: &mut Broken, look: &Look<'_>) {
                $(broken.note($file::$name::changed(ledgers, look));)+
            }

            #[inline]
            fn learnt(broken: &mut Broken, look: &Look<'_>, of: NodeId, known: &Progress) {
                $(broken.note($file::$name::learnt(look, of, known));)+
            }
        }
    };
}

invariants! {
    election_safety::ElectionSafety: "At most one leader a term, ever.", "§5.2, Figure 3";
    leader_append_only::LeaderAppendOnly: "A leader writes only behind its last entry.", "§5.3, Figure 3";
    log_matching::LogMatching: "The same index and term, the same log up to there.", "§5.3, Figure 3";
    leader_completeness::LeaderCompleteness:
        "What was committed in a term is in the log of every leader of a later term.", "§5.4, Figure 3";
    state_machine_safety::StateMachineSafety:
        "What is committed or applied at an index never differs.", "§5.4.3, Figure 3";
    committed_on_quorum::CommittedOnQuorum:
        "What a leader commits is durable on a quorum.", "§5.3, §5.4.2";
    commit_own_term::CommitOwnTerm:
        "A leader's commit index moves only onto an entry of its own term.", "§5.4.2, Figure 8";
    vote_once::VoteOnce: "One vote for each replica and term, across crashes.", "§5.2, Figure 2";
    persist_before_send::PersistBeforeSend:
        "What a message promises is durable when it leaves.", "§5.1, Figure 2";
    monotone::Monotone:
        "Term, commit index, last applied and matchIndex never fall.", "§5.1, Figure 2";
    order::Order:
        "Snapshot, last applied, commit index and last index stand in this order; matchIndex lies below nextIndex; no \
         message is of a later term than its sender.", "§5.1, §5.3, Figure 2";
    config_safety::ConfigSafety:
        "No log holds two configurations that are not committed, and the last one in a log is in force.",
        "§6; dissertation §4.1";
    read_fresh::ReadFresh:
        "A read finds everything that was committed when it was asked.", "§8; dissertation §6.4";
    exactly_once::ExactlyOnce: "A command of a session takes effect once.", "§8; dissertation §6.3";
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

/// Watches a run, and keeps how each invariant broke first.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    ledgers: Ledgers,
    /// How each replica was last seen.
    seen: Vec<Seen>,
    broken: Broken,
}

/// The first violation of each invariant, in the order in which they broke.
#[derive(Clone, Debug, Default)]
struct Broken(Vec<Violation>);

impl Broken {
    #[inline]
    fn note(&mut self, verdict: Verdict) {
        if let Err(violation) = verdict {
            self.add(*violation);
        }
    }

    #[cold]
    fn add(&mut self, violation: Violation) {
        if self.0.iter().all(|known| known.invariant != violation.invariant) {
            self.0.push(violation);
        }
    }
}

/// What one look sees: a replica after the event and as it was last seen, and the cluster around it.
struct Look<'a> {
    node: NodeId,
    replica: &'a Replica,
    seen: &'a Seen,
    cluster: &'a Cluster,
}

/// An entry as it is written.
struct Write<'a> {
    index: LogIndex,
    entry: &'a Entry,
    /// The term of the entry before it in the same log.
    previous_term: Term,
}

impl Look<'_> {
    /// What is wrong with the replica that is looked at.
    #[cold]
    fn broken(&self, invariant: Invariant, index: Option<LogIndex>, text: String) -> Verdict {
        self.broken_by(invariant, vec![self.node], index, text)
    }

    /// The same, with all replicas concerned.
    #[cold]
    fn broken_by(
        &self,
        invariant: Invariant,
        replicas: Vec<NodeId>,
        index: Option<LogIndex>,
        text: String,
    ) -> Verdict {
        Err(Box::new(Violation { invariant, at: self.cluster.now(), text, replicas, index }))
    }
}

impl Checker {
    /// The first invariant that broke, if one did.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.violations().first()
    }

    /// How each invariant that is broken broke first, in the order in which they broke.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.broken.0
    }
}

impl Watcher for Checker {
    /// Whatever happens to a replica in an event happens to the one at work, and what leaves a replica leaves it. No one
    /// is at work where a person sends a message a second time, which promises nothing new.
    #[inline]
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        if let Some(node) = cluster.at_work() {
            self.look_at(node, cluster, records);
        }
    }
}

impl Checker {
    fn look_at(&mut self, node: NodeId, cluster: &Cluster, records: &[Record]) {
        let Self { ledgers, seen, broken } = self;
        let Some(replica) = cluster.replica(node) else { return };
        if seen.len() <= node.index() {
            seen.resize_with(node.index() + 1, Seen::default);
        }
        let seen = &mut seen[node.index()];
        let mut shorter = false;
        for record in records {
            let look = Look { node, replica, seen, cluster };
            match record.what {
                What::Node(Event::Appended { first, last, .. }) => {
                    Self::appended(ledgers, broken, &look, first);
                    Self::look_at_entries(ledgers, broken, &look, (first, last));
                }
                What::Node(Event::Committed { index }) => Self::committed(ledgers, broken, &look, index),
                ref what => {
                    Self::happened(ledgers, broken, &look, what);
                    shorter |= gives_entries_up(what);
                }
            }
            seen.happened(&record.what);
        }
        for (_, envelope) in cluster.post().fresh() {
            if let (Body::Raft(message), Address::Replica(to)) = (&envelope.body, envelope.to) {
                Self::sent(ledgers, broken, &Look { node, replica, seen, cluster }, message, to);
            }
        }
        if shorter {
            ledgers.forget_before(needed_from(cluster));
        }
        if !records.is_empty() {
            Self::changed(ledgers, broken, &Look { node, replica, seen, cluster });
            seen.changed(replica);
        }
        if seen.leads
            && let Some(of) = cluster.at_work_on()
            && let Some(known) = replica.node().and_then(|node| node.progress(of))
        {
            Self::learnt(broken, &Look { node, replica, seen, cluster }, of, known);
            seen.learnt(of, known);
        }
    }

    /// Looks at each entry from the first to the last that a replica writes.
    #[inline]
    fn look_at_entries(
        ledgers: &mut Ledgers,
        broken: &mut Broken,
        look: &Look<'_>,
        (first, last): (LogIndex, LogIndex),
    ) {
        let log = look.replica.log();
        let mut previous_term = log.term_at(first.previous()).unwrap_or_default();
        let mut index = first;
        while index <= last
            && let Some(entry) = log.entry(index)
        {
            Self::wrote(ledgers, broken, look, &Write { index, entry, previous_term });
            previous_term = entry.term;
            index = index.next();
        }
    }
}

/// Whether a log has become shorter at its front.
const fn gives_entries_up(what: &What) -> bool {
    matches!(what, What::Node(Event::Compacted { .. } | Event::Installed { .. }))
}

/// The first index of which a replica, a disk, or a message on its way may still hold the entry, or stand for all up to
/// it. A replica without a log holds none, and is sent what another one holds.
fn needed_from(cluster: &Cluster) -> LogIndex {
    let replicas = cluster.replicas();
    let logs = replicas.iter().flat_map(|replica| [replica.log(), replica.disk().durable().1]);
    let bases = logs.filter(|log| log.last_index() > LogIndex::ZERO).map(Log::base);
    // A leader goes on sending a snapshot that it began to send, though it has a newer one.
    let nodes = replicas.iter().filter_map(Replica::node);
    let known = nodes.flat_map(|node| replicas.iter().filter_map(|replica| node.progress(replica.id())));
    let begun = known.filter_map(|known| match &known.pace {
        Pace::Snapshot { snapshot, .. } => Some(snapshot.last_index),
        Pace::Probe { .. } | Pace::Replicate { .. } => None,
    });
    let carried = cluster.post().in_flight().filter_map(|envelope| match &envelope.body {
        Body::Raft(
            Message::AppendEntries { previous_index: before, .. }
            | Message::InstallSnapshot { last_index: before, .. },
        ) => Some(*before),
        _ => None,
    });
    bases.chain(begun).chain(carried).min().unwrap_or_default()
}
