//! What an answer goes by: the cluster as it is now, and how it came to that.

use crate::raft::{
    Chunks, Configuration, Event, LogIndex, Micros, Node, NodeId, NodeSet, Rules, majority_of,
};
use crate::sim::{Address, Cluster, Envelope, Outcome, Record, Replica, What, describe};

use super::{Moment, Reason};

/// A cluster and the trace of its run.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub cluster: &'a Cluster,
    pub trace: &'a Chunks<Record>,
}

impl<'a> Case<'a> {
    pub(super) const fn rules(self) -> Rules {
        self.cluster.blueprint().rules
    }

    /// A replica that is up.
    pub(super) fn node(self, id: NodeId) -> Option<&'a Node> {
        self.cluster.replica(id).and_then(Replica::node)
    }

    /// Every replica that is up.
    pub(super) fn nodes(self) -> impl Iterator<Item = &'a Node> {
        self.cluster.replicas().iter().filter_map(Replica::node)
    }

    pub(super) fn is_up(self, id: NodeId) -> bool {
        self.node(id).is_some()
    }

    /// The number of the newest record that is as wanted.
    pub(super) fn last(self, wanted: impl Fn(&Record) -> bool) -> Option<usize> {
        self.last_before(self.trace.len(), wanted)
    }

    /// The number of the newest record before the one numbered `end` that is as wanted.
    pub(super) fn last_before(self, end: usize, wanted: impl Fn(&Record) -> bool) -> Option<usize> {
        (0..end).rev().find(|&number| self.trace.get(number).is_some_and(&wanted))
    }

    /// The number of the newest event of a replica's node that is as wanted.
    pub(super) fn last_of(self, who: NodeId, wanted: impl Fn(&Event) -> bool) -> Option<usize> {
        self.last(event_of(who, wanted))
    }

    /// The records from the one numbered `start` on, with their numbers, newest first.
    pub(super) fn newest_from(self, start: usize) -> impl Iterator<Item = (usize, &'a Record)> {
        (start..self.trace.len()).rev().filter_map(move |number| Some((number, self.trace.get(number)?)))
    }

    /// A moment by the number of its record.
    pub(super) fn moment(self, event: usize) -> Option<Moment> {
        let record = self.trace.get(event)?;
        Some(Moment { at: record.at, event, text: describe(record, self.cluster) })
    }

    /// When the record of this number was made.
    pub(super) fn at(self, event: usize) -> Micros {
        self.trace.get(event).map_or(Micros::ZERO, |record| record.at)
    }

    /// What the record of this number says, by the rule that decided.
    pub(super) fn told(self, event: usize) -> Reason {
        let record = self.trace.get(event);
        let text = record.map(|record| describe(record, self.cluster)).unwrap_or_default();
        Reason { text: format!("{text}."), rule: record.and_then(Record::rule), moments: Vec::new() }
            .since(self.moment(event))
    }

    /// That a replica is down.
    pub(super) fn down(self, id: NodeId) -> Reason {
        let crash = self
            .last(|record| record.subject == Some(id.into()) && matches!(record.what, What::Crashed { .. }));
        let since = self.cluster.replica(id).and_then(Replica::down_since).unwrap_or_default();
        Reason::of(format!("{id} is down since {since} ms."))
            .since(crash.and_then(|crash| self.moment(crash)))
    }

    pub(super) fn is_cut(self, from: NodeId, to: NodeId) -> bool {
        self.cluster.post().network.is_cut((from, to))
    }

    /// That nothing passes from one to the other.
    pub(super) fn cut(self, from: NodeId, to: NodeId) -> Reason {
        let made = self.cut_before(self.trace.len(), from, to);
        Reason::of(format!("The link from {from} to {to} is cut."))
            .since(made.and_then(|made| self.moment(made)))
    }

    /// The last record before the one numbered `end` that cuts the link from one to the other.
    pub(super) fn cut_before(self, end: usize, from: NodeId, to: NodeId) -> Option<usize> {
        self.last_before(end, |record| match record.what {
            What::Link { from: one, to: other, cut: true, both_ways } => {
                (one, other) == (from, to) || both_ways && (one, other) == (to, from)
            }
            What::CutOff { side } => side.contains(from) != side.contains(to),
            _ => false,
        })
    }

    /// Those that are up and hear this replica, and that it hears, itself included.
    pub(super) fn reached_from(self, id: NodeId) -> NodeSet {
        let reached = |other: &NodeId| *other == id || !self.is_cut(id, *other) && !self.is_cut(*other, id);
        self.nodes().map(Node::id).filter(reached).collect()
    }

    /// The message on its way between two that is as wanted and arrives first.
    pub(super) fn under_way(
        self,
        from: impl Into<Address>,
        to: impl Into<Address>,
        wanted: impl Fn(&Envelope) -> bool,
    ) -> Option<&'a Envelope> {
        let (from, to) = (from.into(), to.into());
        let between =
            self.cluster.post().in_flight().filter(|envelope| (envelope.from, envelope.to) == (from, to));
        between.filter(|envelope| wanted(envelope)).min_by_key(|envelope| envelope.arrives)
    }

    /// The end of the last message of these kinds between two, if it did not arrive.
    pub(super) fn lost(
        self,
        from: NodeId,
        to: NodeId,
        kinds: &[crate::sim::Kind],
        after: usize,
    ) -> Option<usize> {
        let ended = |record: &Record| match record.what {
            What::Ended { to: receiver, kind, how } => {
                record.subject == Some(from.into())
                    && receiver == to.into()
                    && kinds.contains(&kind)
                    && how != Outcome::Delivered
            }
            _ => false,
        };
        self.newest_from(after).find(|(_, record)| ended(record)).map(|(number, _)| number)
    }
}

/// Whether a record is such an event of this replica.
pub(super) fn event_of(who: NodeId, wanted: impl Fn(&Event) -> bool) -> impl Fn(&Record) -> bool {
    move |record| match &record.what {
        What::Node(event) => record.subject == Some(who.into()) && wanted(event),
        _ => false,
    }
}

/// "S1, S2 and S3".
pub(super) fn names(set: NodeSet) -> String {
    let mut names = set.names();
    match (names.pop(), names.is_empty()) {
        (None, _) => "nobody".into(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} and {last}", names.join(", ")),
    }
}

/// How many voters these are: "2 of 5"; while the configuration is joint "2 of 3 old and 1 of 3 new voters".
pub(super) fn tally(configuration: Configuration, these: NodeSet) -> String {
    let of = |set: NodeSet| format!("{} of {}", these.within(set).len(), set.len());
    if configuration.is_joint() {
        format!("{} old and {} new voters", of(configuration.outgoing), of(configuration.voters))
    } else {
        of(configuration.voters)
    }
}

/// How many of them decide: "3"; while the configuration is joint "2 old and 2 new ones".
pub(super) fn needed(configuration: Configuration, rules: Rules) -> String {
    let of = |set: NodeSet| majority_of(set.len(), rules);
    if configuration.is_joint() {
        format!("{} old and {} new ones", of(configuration.outgoing), of(configuration.voters))
    } else {
        of(configuration.voters).to_string()
    }
}

/// The configuration by which a replica goes, by its entry.
pub(super) fn configuration_of(node: &Node) -> String {
    match node.configured_at() {
        LogIndex::ZERO => "the configuration of the start".into(),
        index => format!("the configuration of entry {index}"),
    }
}
