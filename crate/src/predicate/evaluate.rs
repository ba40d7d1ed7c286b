//! What an expression is worth at a moment.

use crate::check::{Checker, Invariant};
use crate::kv::Text;
use crate::raft::{Event, Log, LogIndex, Node, NodeId, Role};
use crate::sim::{Cluster, Record, Replica, What, describe};

use super::expression::{Expr, Order, Quantifier};
use super::field::{Field, Many, Pair, Whole};
use super::parse::MOST_NAMES;
use super::value::Value;

/// The moment that is looked at: the cluster after an event, and what happened in it.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// What found invariants broken so far.
    pub checker: &'a Checker,
    /// What happened in the event, so that it is of now.
    pub records: &'a [Record],
}

/// The replicas that quantifiers look at, from the outside.
pub(super) type Named = [NodeId; MOST_NAMES];

impl Expr {
    /// Its value, by what is remembered of the run before.
    pub(super) fn worth(&self, sight: &Sight<'_>, memory: &[bool]) -> Value {
        self.value(sight, memory, &mut [NodeId(0); MOST_NAMES], 0)
    }

    /// Its value, where so many replicas have names.
    pub(super) fn value(&self, sight: &Sight<'_>, memory: &[bool], named: &mut Named, names: usize) -> Value {
        let mut worth = |part: &Self| part.value(sight, memory, named, names);
        match self {
            Self::Literal(value) => value.clone(),
            Self::Whole(whole) => whole.value(sight),
            Self::Variable(_, place) => named.get(*place).copied().into(),
            Self::Field(of, field) => worth(of).replica().map_or(Value::None, |id| field.value(id, sight)),
            Self::Many(of, many, key) => {
                let (of, key) = (worth(of).replica(), worth(key));
                of.map_or(Value::None, |id| many.value(id, &key, sight))
            }
            Self::Pair(pair, one, other) => {
                let both = worth(one).replica().zip(worth(other).replica());
                both.map_or(Value::None, |both| pair.value(both, sight))
            }
            Self::Says(text) => sight.says(text).into(),
            Self::Broken(invariant) => sight.is_broken(*invariant).into(),
            Self::Lasting(lasting, _, place) => {
                let held = place.of(&named[..names], sight).is_some_and(|at| memory.get(at) == Some(&true));
                lasting.by(held).into()
            }
            // The second of the two is whether it is done.
            Self::Then(_, _, place) => {
                let at = place.of(&named[..names], sight).map(|at| at + place.half(names, sight));
                at.is_some_and(|at| memory.get(at) == Some(&true)).into()
            }
            Self::Not(one) => (!worth(one).is_true()).into(),
            Self::Both(one, other) => (worth(one).is_true() && worth(other).is_true()).into(),
            Self::Either(one, other) => (worth(one).is_true() || worth(other).is_true()).into(),
            Self::Compare(order, one, other) => order.holds(&worth(one), &worth(other)).into(),
            Self::Plus(one, other) => sum(&worth(one), &worth(other), |one, other| one + other),
            Self::Minus(one, other) => sum(&worth(one), &worth(other), |one, other| one - other),
            Self::Each(quantifier, _, one) => {
                let values = (0..sight.cluster.replicas().len()).map(|id| {
                    if let Some(place) = named.get_mut(names) {
                        *place = NodeId(id as u8);
                    }
                    one.value(sight, memory, named, names + 1)
                });
                quantifier.over(values)
            }
        }
    }
}

fn sum(one: &Value, other: &Value, add: impl FnOnce(f64, f64) -> f64) -> Value {
    one.number().zip(other.number()).map(|(one, other)| add(one, other)).into()
}

impl Order {
    /// Of what there is not nothing is more or less.
    fn holds(self, one: &Value, other: &Value) -> bool {
        let numbers = |compare: fn(&f64, &f64) -> bool| {
            one.number().zip(other.number()).is_some_and(|(one, other)| compare(&one, &other))
        };
        match self {
            Self::Equal => one == other,
            Self::Other => one != other,
            Self::Less => numbers(f64::lt),
            Self::UpTo => numbers(f64::le),
            Self::More => numbers(f64::gt),
            Self::From => numbers(f64::ge),
        }
    }
}

impl Quantifier {
    fn over(self, mut values: impl Iterator<Item = Value>) -> Value {
        match self {
            Self::Some => values.any(|value| value.is_true()).into(),
            Self::All => values.all(|value| value.is_true()).into(),
            Self::Count => Value::count(values.filter(Value::is_true).count() as u64),
            Self::Max => values.filter_map(|value| value.number()).reduce(f64::max).into(),
            Self::Min => values.filter_map(|value| value.number()).reduce(f64::min).into(),
        }
    }
}

impl Sight<'_> {
    fn says(&self, text: &str) -> bool {
        self.records.iter().any(|record| describe(record, self.cluster).to_ascii_lowercase().contains(text))
    }

    /// What a replica tells of itself in this event.
    fn told_by(&self, id: NodeId) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.subject == Some(id.into()))
    }

    fn is_broken(&self, invariant: Invariant) -> bool {
        self.checker.violations().iter().any(|violation| violation.invariant == invariant)
    }

    fn committed(&self, id: NodeId) -> Value {
        let moves = self.told_by(id).filter_map(|record| match record.what {
            What::Node(Event::Committed { index }) => Some(index),
            _ => None,
        });
        moves.last().map_or(Value::None, |index| Value::count(index.0))
    }

    fn truncated(&self, id: NodeId) -> Value {
        let first = self.told_by(id).find_map(|record| match record.what {
            What::Node(Event::Truncated { from, .. }) => Some(from),
            _ => None,
        });
        first.map_or(Value::None, |from| Value::count(from.0))
    }
}

impl Field {
    fn value(self, id: NodeId, sight: &Sight<'_>) -> Value {
        let Some(replica) = sight.cluster.replica(id) else { return Value::None };
        let (node, log, disk) = (replica.node(), replica.log(), replica.disk());
        let count = |count: LogIndex| Value::count(count.0);
        let of_node = |ask: &dyn Fn(&Node) -> Value| node.map_or(Value::None, ask);
        match self {
            Self::Up => node.is_some().into(),
            Self::RoleOf => of_node(&|node| Value::Role(node.role())),
            Self::Term => of_node(&|node| Value::count(node.term().0)),
            Self::VotedFor => of_node(&|node| node.voted_for().into()),
            Self::Leader => of_node(&|node| node.leader().into()),
            Self::CommitIndex => of_node(&|node| count(node.commit_index())),
            Self::LastApplied => of_node(&|_| count(replica.applied())),
            Self::LastIndex => count(log.last_index()),
            Self::LastTerm => Value::count(log.last_term().0),
            Self::SnapshotIndex => count(log.snapshot_index()),
            Self::DurableIndex => count(disk.durable().1.last_index()),
            Self::DurableTerm => Value::count(disk.durable().0.term.0),
            Self::DurableVote => disk.durable().0.voted_for.into(),
            Self::Unsynced => Value::count(disk.unsynced() as u64),
            Self::Votes => of_node(&|node| Value::count(node.votes().len() as u64)),
            Self::Keys => of_node(&|_| Value::count(replica.store().len() as u64)),
            Self::Voter => sight.cluster.newest_configuration().all_voters().contains(id).into(),
            Self::Learner => sight.cluster.newest_configuration().learners.contains(id).into(),
            Self::Truncated => sight.truncated(id),
            Self::Committed => sight.committed(id),
        }
    }
}

impl Many {
    fn value(self, id: NodeId, key: &Value, sight: &Sight<'_>) -> Value {
        let Some(replica) = sight.cluster.replica(id) else { return Value::None };
        let entry = || replica.log().entry(LogIndex(index_of(key)?));
        let progress = || replica.node()?.progress(key.replica()?);
        match self {
            Self::LogTerm => entry().map(|entry| entry.term.0 as f64).into(),
            Self::LogText => entry().map(|entry| Text::from(entry.text().as_str())).into(),
            Self::Store => match key {
                Value::Text(key) if replica.node().is_some() => Value::Text(replica.store().get(key)),
                _ => Value::None,
            },
            Self::NextIndex => progress().map(|progress| progress.next.0 as f64).into(),
            Self::MatchIndex => progress().map(|progress| progress.matched.0 as f64).into(),
            Self::Decided => {
                let decided = |record: &Record| record.rule().map(Value::Rule).as_ref() == Some(key);
                sight.told_by(id).any(decided).into()
            }
        }
    }
}

/// A number as an index, if it can be one.
fn index_of(key: &Value) -> Option<u64> {
    key.number().filter(|number| number.fract() == 0.0 && *number >= 1.0).map(|number| number as u64)
}

impl Whole {
    fn value(self, sight: &Sight<'_>) -> Value {
        let cluster = sight.cluster;
        let nodes = || cluster.replicas().iter().filter_map(Replica::node);
        let figures = &cluster.post().counters;
        match self {
            Self::Leader => cluster.newest_leader().map(Node::id).into(),
            Self::Leaders => Value::count(nodes().filter(|node| node.role() == Role::Leader).count() as u64),
            Self::Replicas => Value::count(cluster.replicas().len() as u64),
            Self::Up => Value::count(nodes().count() as u64),
            Self::MaxTerm => nodes().map(|node| node.term().0 as f64).reduce(f64::max).into(),
            Self::CommitIndex => nodes().map(|node| node.commit_index().0 as f64).reduce(f64::max).into(),
            Self::Time => Value::Number(cluster.now().0 as f64 / 1_000.0),
            Self::Messages => Value::count(cluster.post().in_flight().count() as u64),
            Self::Sent => Value::count(figures.messages),
            Self::Cuts => Value::count(cuts(cluster)),
            Self::Requests => Value::count(figures.requests),
            Self::Answered => Value::count(figures.ok),
            Self::Violation => {
                sight.checker.violation().map_or(Value::None, |broken| Value::Invariant(broken.invariant))
            }
        }
    }
}

fn cuts(cluster: &Cluster) -> u64 {
    let from = |replica: &Replica| cluster.post().network.cuts_from(replica.id()).len() as u64;
    cluster.replicas().iter().map(from).sum()
}

impl Pair {
    fn value(self, (one, other): (NodeId, NodeId), sight: &Sight<'_>) -> Value {
        match self {
            Self::Conflict => {
                let logs = sight.cluster.replica(one).zip(sight.cluster.replica(other));
                logs.and_then(|(one, other)| conflict(one.log(), other.log()))
                    .map(|index| index.0 as f64)
                    .into()
            }
            Self::Cut => sight.cluster.post().network.is_cut((one, other)).into(),
        }
    }
}

/// The first index from which on two logs have entries of different terms. It is looked for from the end: where the
/// terms are the same, so is all before (Log Matching, §5.3).
fn conflict(one: &Log, other: &Log) -> Option<LogIndex> {
    let mut index = one.last_index().min(other.last_index());
    let mut found = None;
    while let (Some(here), Some(there)) = (one.entry(index), other.entry(index))
        && here.term != there.term
    {
        found = Some(index);
        index = index.previous();
    }
    found
}
