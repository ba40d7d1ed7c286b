//! What a card of the gallery shows.

use raft_playground::raft::{LogIndex, Role};
use raft_playground::sim::{Cluster, Replica, Scenario};
use serde::Serialize;

/// So many entries of a log fit on a card.
const MOST_ENTRIES: u64 = 12;

/// A scenario of the gallery.
#[derive(Serialize)]
pub(crate) struct Card<'a> {
    id: &'a str,
    about: &'a str,
    section: &'a str,
    captions: usize,
    replicas: Vec<ReplicaPicture>,
    /// Pairs of replicas, numbered from 0, between which no message passes in at least one direction.
    cuts: Vec<(u8, u8)>,
}

/// The cluster at the moment that the scenario is about.
pub(crate) struct Picture {
    replicas: Vec<ReplicaPicture>,
    cuts: Vec<(u8, u8)>,
}

#[derive(Serialize)]
struct ReplicaPicture {
    is: &'static str,
    term: u64,
    /// The index of the first entry of `log`.
    first: u64,
    /// The terms of the last entries.
    log: Vec<u64>,
    commit: u64,
}

impl<'a> Card<'a> {
    pub(crate) fn new(id: &'a str, scenario: &'a Scenario, picture: Picture) -> Self {
        let Scenario { about, section, captions, .. } = scenario;
        let Picture { replicas, cuts } = picture;
        Self { id, about, section, captions: captions.len(), replicas, cuts }
    }
}

impl Picture {
    pub(crate) fn of(cluster: &Cluster) -> Self {
        let longest = cluster.replicas().iter().map(|replica| replica.log().last_index().0).max();
        let first = longest.unwrap_or_default().saturating_sub(MOST_ENTRIES) + 1;
        let replicas = cluster.replicas();
        let cut = |one: &Replica, other: &Replica| {
            let network = &cluster.post().network;
            network.is_cut((one.id(), other.id())) || network.is_cut((other.id(), one.id()))
        };
        let pairs = replicas.iter().flat_map(|one| replicas.iter().map(move |other| (one, other)));
        let cuts = pairs.filter(|(one, other)| one.id() < other.id() && cut(one, other));
        Self {
            cuts: cuts.map(|(one, other)| (one.id().0, other.id().0)).collect(),
            replicas: replicas.iter().map(|replica| ReplicaPicture::of(replica, first)).collect(),
        }
    }
}

impl ReplicaPicture {
    fn of(replica: &Replica, first: u64) -> Self {
        let node = replica.node();
        let log = replica.log();
        let first = first.max(log.snapshot_index().0 + 1);
        let terms = (first..=log.last_index().0).filter_map(|index| log.entry(LogIndex(index)));
        Self {
            is: node.map_or("down", |node| match node.role() {
                Role::Follower => "follower",
                Role::PreCandidate => "pre-candidate",
                Role::Candidate => "candidate",
                Role::Leader => "leader",
            }),
            term: node.map_or(0, |node| node.term().0),
            log: terms.map(|entry| entry.term.0).collect(),
            first,
            commit: node.map_or(0, |node| node.commit_index().0),
        }
    }
}
