//! The settings of a run as they stand, in the shape of a scenario file.

use serde::Serialize;
use tsify::Tsify;

use crate::raft::{Micros, NodeSet, Rule, Rules};
use crate::sim::{Cluster, Scenario, Workload};

/// Settings, as the panel shows them.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct SettingsView {
    title: String,
    about: String,
    replicas: u8,
    /// Those that vote from the start, if not all.
    voters: Option<Vec<String>>,
    clients: u8,
    seed: f64,
    raft: RaftView,
    network: NetworkView,
    disk: DiskView,
    asking: AskingView,
    workload: WorkloadView,
    rules: Vec<RuleView>,
    end_ms: Option<f64>,
    warnings: Vec<String>,
}

/// Timing and batching.
#[derive(Serialize, Tsify)]
pub struct RaftView {
    election_timeout_ms: (f64, f64),
    heartbeat_ms: f64,
    max_batch: usize,
    window: usize,
    resend_ms: f64,
    thrifty: bool,
    commit_at_once: bool,
    no_op: bool,
    pre_vote: bool,
    check_quorum: bool,
    snapshot_threshold: f64,
    snapshot_chunk: usize,
    #[tsify(type = "'log' | 'read_index' | 'lease'")]
    reads: &'static str,
}

/// The network between replicas.
#[derive(Serialize, Tsify)]
pub struct NetworkView {
    latency_ms: (f64, f64),
    loss: f64,
    duplication: f64,
}

/// The disks.
#[derive(Serialize, Tsify)]
pub struct DiskView {
    sync_ms: f64,
    /// The replicas whose disks take another time.
    sync_ms_of: Vec<(String, f64)>,
}

/// How clients ask.
#[derive(Serialize, Tsify)]
pub struct AskingView {
    /// 0 for never.
    retry_ms: f64,
    sessions: bool,
    sessions_kept: usize,
}

/// What the clients do of themselves.
#[derive(Serialize, Tsify)]
pub struct WorkloadView {
    rate: f64,
    gets: f64,
}

/// One rule of Raft, in force or not.
#[derive(Serialize, Tsify)]
pub struct RuleView {
    name: &'static str,
    section: &'static str,
    reason: &'static str,
    on: bool,
}

fn millis(time: Micros) -> f64 {
    time.0 as f64 / 1_000.0
}

impl SettingsView {
    pub(super) fn new(scenario: &Scenario, cluster: &Cluster) -> Self {
        let blueprint = cluster.blueprint();
        let raft = &blueprint.settings;
        let network = cluster.post().network.settings();
        Self {
            title: scenario.title.clone(),
            about: scenario.about.clone(),
            replicas: scenario.replicas,
            voters: scenario.voters.map(NodeSet::names),
            clients: scenario.clients,
            seed: scenario.seed as f64,
            raft: RaftView {
                election_timeout_ms: (
                    millis(raft.election_timeout_least),
                    millis(raft.election_timeout_most),
                ),
                heartbeat_ms: millis(raft.heartbeat),
                max_batch: raft.max_batch,
                window: raft.window,
                resend_ms: millis(raft.resend),
                thrifty: raft.thrifty,
                commit_at_once: raft.commit_at_once,
                no_op: raft.no_op,
                pre_vote: raft.pre_vote,
                check_quorum: raft.check_quorum,
                snapshot_threshold: raft.snapshot_threshold as f64,
                snapshot_chunk: raft.snapshot_chunk,
                reads: raft.reads.name(),
            },
            network: NetworkView {
                latency_ms: (millis(network.latency_least), millis(network.latency_most)),
                loss: network.loss,
                duplication: network.duplication,
            },
            disk: DiskView {
                sync_ms: millis(blueprint.sync),
                sync_ms_of: blueprint
                    .sync_of
                    .iter()
                    .map(|&(id, own)| (id.to_string(), millis(own)))
                    .collect(),
            },
            asking: AskingView {
                retry_ms: millis(cluster.clients().retry()),
                sessions: cluster.clients().have_sessions(),
                sessions_kept: blueprint.sessions_kept,
            },
            workload: match *cluster.generator().workload() {
                Workload::Steady { rate, gets } => WorkloadView { rate, gets },
                Workload::Course { requests, mix, lifetime, .. } => {
                    WorkloadView { rate: requests as f64 * 1e6 / lifetime.0 as f64, gets: mix }
                }
            },
            rules: Rule::ALL.iter().map(|&rule| RuleView::new(rule, blueprint.rules)).collect(),
            end_ms: scenario.end.map(millis),
            warnings: scenario.warnings.clone(),
        }
    }
}

impl RuleView {
    const fn new(rule: Rule, rules: Rules) -> Self {
        Self { name: rule.name(), section: rule.section(), reason: rule.reason(), on: rules.on(rule) }
    }
}
