//! What a person opens, as objects for the page. The TypeScript types are made from these.

use serde::Serialize;
use tsify::Tsify;

use crate::check::Violation;
use crate::kv::Session;
use crate::raft::{Configuration, Log, LogIndex, Node, NodeId, Pace, Rule};
use crate::sim::{ClientId, Cluster, Envelope, Exchange, Record, Replica, Reply, Topic, describe, fields};

/// How many pairs of a store, and how many waiting reads, are shown.
const PAIRS: usize = 200;

/// One event of the trace.
#[derive(Serialize, Tsify)]
pub struct EventView {
    number: usize,
    at: f64,
    subject: String,
    #[tsify(
        type = "'election' | 'vote' | 'replication' | 'commit' | 'client' | 'network' | 'fault' | 'disk' | 'violation'"
    )]
    kind: Topic,
    text: String,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'static str>,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<f64>,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<String>,
}

impl EventView {
    pub(super) fn new(number: usize, record: &Record, cluster: &Cluster) -> Self {
        let rule = record.rule();
        Self {
            number,
            at: record.at.0 as f64,
            subject: record.subject.map(|subject| subject.to_string()).unwrap_or_default(),
            kind: Topic::of(&record.what),
            text: describe(record, cluster),
            rule: rule.map(Rule::name),
            section: rule.map(Rule::section),
            reason: rule.map(Rule::reason),
            message: record.message.map(|id| id.0 as f64),
            peer: record.peer().map(|peer| peer.to_string()),
        }
    }
}

/// A leader's view of a follower.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ProgressView {
    replica: String,
    next_index: f64,
    match_index: f64,
    in_flight: usize,
    #[tsify(type = "'probe' | 'replicate' | 'snapshot'")]
    state: &'static str,
    /// Of a snapshot: how many of its bytes the replica is known to have.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_bytes: Option<f64>,
}

/// What stands for the first entries of a log.
#[derive(Serialize, Tsify)]
pub struct SnapshotView {
    index: f64,
    term: f64,
    bytes: usize,
}

impl SnapshotView {
    fn of(log: &Log) -> Option<Self> {
        let snapshot = log.snapshot()?;
        Some(Self {
            index: snapshot.last_index.0 as f64,
            term: snapshot.last_term.0 as f64,
            bytes: snapshot.state.len(),
        })
    }
}

/// What a restart would find.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct DurableView {
    term: f64,
    voted_for: Option<String>,
    last_index: f64,
    snapshot: Option<SnapshotView>,
}

/// The configuration by which a replica goes.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationView {
    voters: Vec<String>,
    learners: Vec<String>,
    /// The voters of the configuration that is being left; none, unless it is joint.
    outgoing: Vec<String>,
    /// Its entry; 0 is the start.
    index: f64,
    /// Whether the replica knows it to be committed.
    committed: bool,
}

impl ConfigurationView {
    fn new(node: &Node) -> Self {
        let Configuration { voters, learners, outgoing } = node.configuration();
        Self {
            voters: voters.names(),
            learners: learners.names(),
            outgoing: outgoing.names(),
            index: node.configured_at().0 as f64,
            committed: node.configured_at() <= node.commit_index(),
        }
    }
}

/// An open session of a client, as the store has it.
#[derive(Serialize, Tsify)]
pub struct SessionView {
    /// Its name: the index of the entry that opened it.
    id: f64,
    client: String,
    /// The greatest number of a command that was carried out.
    last: f64,
}

impl SessionView {
    fn new(session: &Session) -> Self {
        Self {
            id: session.id.0 as f64,
            client: ClientId(session.client).to_string(),
            last: session.last.0 as f64,
        }
    }
}

/// A read that waits at a leader: for a commit of its term, or for the round that confirms it.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct ReadView {
    read: f64,
    index: Option<f64>,
    round: Option<f64>,
}

/// One replica, whole.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct ReplicaView {
    name: String,
    up: bool,
    #[tsify(type = "'follower' | 'pre-candidate' | 'candidate' | 'leader'")]
    role: &'static str,
    term: f64,
    voted_for: Option<String>,
    leader: Option<String>,
    commit_index: f64,
    last_applied: f64,
    last_index: f64,
    last_term: f64,
    durable: DurableView,
    unsynced: usize,
    votes: Vec<String>,
    progress: Vec<ProgressView>,
    store: Vec<(String, String)>,
    store_size: usize,
    hands_over_to: Option<String>,
    snapshot: Option<SnapshotView>,
    configuration: Option<ConfigurationView>,
    sessions: Vec<SessionView>,
    reads: Vec<ReadView>,
    lease_until: Option<f64>,
}

impl ReplicaView {
    pub(super) fn new(replica: &Replica, cluster: &Cluster) -> Self {
        let node = replica.node();
        let name = |id: NodeId| id.to_string();
        let (durable, durable_log) = replica.disk().durable();
        let pairs = replica.store().iter().take(PAIRS);
        Self {
            name: name(replica.id()),
            up: node.is_some(),
            role: node.map(Node::role).unwrap_or_default().name(),
            term: node.map_or(durable.term, Node::term).0 as f64,
            voted_for: node.map_or(durable.voted_for, Node::voted_for).map(name),
            leader: node.and_then(Node::leader).map(name),
            commit_index: node.map_or(LogIndex::ZERO, Node::commit_index).0 as f64,
            last_applied: replica.applied().0 as f64,
            last_index: replica.log().last_index().0 as f64,
            last_term: replica.log().last_term().0 as f64,
            durable: DurableView {
                term: durable.term.0 as f64,
                voted_for: durable.voted_for.map(name),
                last_index: durable_log.last_index().0 as f64,
                snapshot: SnapshotView::of(durable_log),
            },
            unsynced: replica.disk().unsynced(),
            votes: node.map(|node| node.votes().iter().map(name).collect()).unwrap_or_default(),
            progress: node.map(|node| progress(node, cluster)).unwrap_or_default(),
            store: pairs.map(|(key, value)| (key.to_string(), value.to_string())).collect(),
            store_size: replica.store().len(),
            hands_over_to: node.and_then(Node::hands_over_to).map(name),
            snapshot: SnapshotView::of(replica.log()),
            configuration: node.map(ConfigurationView::new),
            sessions: replica.store().sessions().iter().map(SessionView::new).collect(),
            reads: node.map(reads).unwrap_or_default(),
            lease_until: node.and_then(Node::lease_until).map(|until| until.0 as f64),
        }
    }
}

/// The first reads that wait.
fn reads(leader: &Node) -> Vec<ReadView> {
    let pending = leader.pending_reads().take(PAIRS);
    pending
        .map(|(read, noted)| ReadView {
            read: read.0 as f64,
            index: noted.map(|(index, _)| index.0 as f64),
            round: noted.map(|(_, round)| round.0 as f64),
        })
        .collect()
}

fn progress(leader: &Node, cluster: &Cluster) -> Vec<ProgressView> {
    cluster
        .replicas()
        .iter()
        .map(Replica::id)
        .filter(|&id| id != leader.id())
        .filter_map(|id| Some((id, leader.progress(id)?)))
        .map(|(id, progress)| ProgressView {
            replica: id.to_string(),
            next_index: progress.next.0 as f64,
            match_index: progress.matched.0 as f64,
            in_flight: progress.in_flight(),
            state: match progress.pace {
                Pace::Probe { .. } => "probe",
                Pace::Replicate { .. } => "replicate",
                Pace::Snapshot { .. } => "snapshot",
            },
            sent_bytes: match progress.pace {
                Pace::Snapshot { offset, .. } => Some(offset as f64),
                _ => None,
            },
        })
        .collect()
}

/// A message in flight.
#[derive(Serialize, Tsify)]
pub struct MessageView {
    id: f64,
    from: String,
    to: String,
    name: &'static str,
    sent: f64,
    due: f64,
    fields: Vec<(&'static str, String)>,
}

impl MessageView {
    pub(super) fn new(envelope: &Envelope) -> Self {
        Self {
            id: envelope.id.0 as f64,
            from: envelope.from.to_string(),
            to: envelope.to.to_string(),
            name: envelope.body.kind().name(),
            sent: envelope.sent.0 as f64,
            due: envelope.due.0 as f64,
            fields: fields(envelope),
        }
    }
}

/// A log entry, and who holds it.
#[derive(Serialize, Tsify)]
pub struct EntryView {
    index: f64,
    term: f64,
    text: String,
    on: Vec<String>,
}

impl EntryView {
    pub(super) fn new(replica: &Replica, index: LogIndex, cluster: &Cluster) -> Option<Self> {
        let entry = replica.log().entry(index)?;
        // What is committed is also held by those whose snapshot stands for it.
        let committed = replica.node().is_some_and(|node| index <= node.commit_index());
        let holds = |other: &&Replica| {
            let log = other.log();
            log.term_at(index) == Some(entry.term) || (committed && index < log.base())
        };
        Some(Self {
            index: index.0 as f64,
            term: entry.term.0 as f64,
            text: entry.text(),
            on: cluster.replicas().iter().filter(holds).map(|other| other.id().to_string()).collect(),
        })
    }
}

/// What a client was answered, or waits for.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct AnswerView {
    /// Its place among all requests of the run, from 0.
    number: usize,
    client: String,
    op: String,
    #[tsify(type = "'' | 'ok' | 'fail' | 'redirect' | 'expired'")]
    outcome: &'static str,
    value: Option<String>,
    from: Option<String>,
    asked: f64,
    answered: Option<f64>,
}

impl AnswerView {
    pub(super) fn new(number: usize, exchange: &Exchange) -> Self {
        let answer = exchange.answer.as_ref();
        let value = answer.and_then(|(_, _, reply)| match reply {
            Reply::Ok(Some(value)) => Some(value.to_string()),
            _ => None,
        });
        Self {
            number,
            client: exchange.client.to_string(),
            op: exchange.op.to_string(),
            outcome: answer.map_or("", |(_, _, reply)| reply.name()),
            value,
            from: answer.map(|(_, by, _)| by.to_string()),
            asked: exchange.asked.0 as f64,
            answered: answer.map(|(at, ..)| at.0 as f64),
        }
    }
}

/// A broken invariant.
#[derive(Serialize, Tsify)]
pub struct ViolationView {
    invariant: &'static str,
    at: f64,
    text: String,
    replicas: Vec<String>,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<f64>,
}

impl ViolationView {
    pub(super) fn new(violation: &Violation) -> Self {
        Self {
            invariant: violation.invariant.name(),
            at: violation.at.0 as f64,
            text: violation.text.clone(),
            replicas: violation.replicas.iter().map(NodeId::to_string).collect(),
            index: violation.index.map(|index| index.0 as f64),
        }
    }
}

/// The figures of a run.
#[derive(Serialize, Tsify)]
pub struct CountersView {
    processed: f64,
    messages: f64,
    requests: f64,
    ok: f64,
    failed: f64,
    redirected: f64,
}

impl CountersView {
    pub(super) fn new(cluster: &Cluster) -> Self {
        let counters = cluster.post().counters;
        Self {
            processed: counters.processed as f64,
            messages: counters.messages as f64,
            requests: counters.requests as f64,
            ok: counters.ok as f64,
            failed: counters.failed as f64,
            redirected: counters.redirected as f64,
        }
    }
}
