//! What lasts: roles and terms of replicas, and cuts.

use crate::raft::{Micros, NodeId, Role, Term};
use crate::sim::{Cluster, Replica};

/// What a replica was. The numbers are those that `STATE` in `diagram-protocol.ts` has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// It answers leaders and candidates.
    Follower = 0,
    /// It asks whether it would win an election.
    PreCandidate = 1,
    /// It asks for votes.
    Candidate = 2,
    /// It replicates its log.
    Leader = 3,
    /// It has crashed.
    Down = 4,
    /// It was one after the other, each for less than can be seen.
    Several = 5,
}

/// What a replica was for some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which replica.
    pub replica: NodeId,
    /// Since when.
    pub from: Micros,
    /// Until when; [`Micros::NEVER`] while it lasts.
    pub to: Micros,
    /// What it was.
    pub state: State,
    /// In which term; of several the last.
    pub term: Term,
}

/// Links that were cut for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Since when.
    pub from: Micros,
    /// Until when; [`Micros::NEVER`] while it lasts.
    pub to: Micros,
    /// For each replica, a bit for each replica that nothing of it reached.
    pub cuts: Vec<u32>,
}

impl State {
    pub(super) fn of(replica: &Replica) -> Self {
        match replica.node().map(crate::raft::Node::role) {
            None => Self::Down,
            Some(Role::Follower) => Self::Follower,
            Some(Role::PreCandidate) => Self::PreCandidate,
            Some(Role::Candidate) => Self::Candidate,
            Some(Role::Leader) => Self::Leader,
        }
    }
}

fn term_of(replica: &Replica) -> Term {
    replica.node().map_or_else(|| replica.disk().durable().0.term, crate::raft::Node::term)
}

/// What each replica was, since when: up to the next of them.
#[derive(Clone, Debug)]
pub(super) struct Lives {
    since: Vec<Vec<(Micros, State, Term)>>,
}

impl Lives {
    pub(super) fn new(replicas: usize) -> Self {
        Self { since: vec![Vec::new(); replicas] }
    }

    /// Keeps what everyone is, where that is new. What it was for no time at all was never seen.
    pub(super) fn note(&mut self, cluster: &Cluster) {
        let now = cluster.now();
        for (since, replica) in self.since.iter_mut().zip(cluster.replicas()) {
            let (state, term) = (State::of(replica), term_of(replica));
            if since.last().is_some_and(|last| (last.1, last.2) == (state, term)) {
                continue;
            }
            since.pop_if(|last| last.0 == now);
            since.push((now, state, term));
        }
    }

    /// What they were in a stretch. What lasted less than `least` is told together with the like beside it.
    pub(super) fn between(&self, from: Micros, to: Micros, least: u64) -> Vec<Span> {
        let mut spans = Vec::new();
        for (place, since) in self.since.iter().enumerate() {
            let replica = NodeId(place as u8);
            let first = since.partition_point(|span| span.0 <= from).saturating_sub(1);
            let ends = since.iter().skip(first + 1).map(|next| next.0).chain([Micros::NEVER]);
            let own = since[first.min(since.len())..].iter().zip(ends).take_while(|(span, _)| span.0 <= to);
            let mut together: Option<Span> = None;
            for (&(from, state, term), end) in own {
                let span = Span { replica, from, to: end, state, term };
                if end.0 - from.0 >= least {
                    spans.extend(together.take());
                    spans.push(span);
                } else {
                    together = Some(match together {
                        Some(before) => Span { from: before.from, state: State::Several, ..span },
                        None => span,
                    });
                }
            }
            spans.extend(together);
        }
        spans
    }
}

/// How the cuts stood, since when.
#[derive(Clone, Debug, Default)]
pub(super) struct Cuts {
    since: Vec<(Micros, Vec<u32>)>,
}

impl Cuts {
    /// Keeps how they stand, if that is new.
    pub(super) fn note(&mut self, cluster: &Cluster) {
        let (now, network) = (cluster.now(), &cluster.post().network);
        let cuts: Vec<u32> =
            cluster.blueprint().roster.replicas.iter().map(|from| network.cuts_from(from).0).collect();
        if self.since.last().is_none_or(|(_, before)| *before != cuts) {
            self.since.pop_if(|(at, _)| *at == now);
            self.since.push((now, cuts));
        }
    }

    /// When links were cut in a stretch. Cuts shorter than `least` are told together with those that follow at once.
    pub(super) fn between(&self, from: Micros, to: Micros, least: u64) -> Vec<Band> {
        let mut bands: Vec<Band> = Vec::new();
        for (nth, (since, cuts)) in self.since.iter().enumerate() {
            let until = self.since.get(nth + 1).map_or(Micros::NEVER, |(next, _)| *next);
            if until < from || *since > to || cuts.iter().all(|&row| row == 0) {
                continue;
            }
            match bands.last_mut() {
                Some(last) if until.0 - since.0 < least && last.to.after(Micros(least)) >= *since => {
                    last.to = until;
                    last.cuts.iter_mut().zip(cuts).for_each(|(row, also)| *row |= also);
                }
                _ => bands.push(Band { from: *since, to: until, cuts: cuts.clone() }),
            }
        }
        bands
    }
}
