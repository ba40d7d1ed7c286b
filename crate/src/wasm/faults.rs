//! Crashes and cuts of a run in the order of time, for whoever draws them beside what clients did.

use serde::Serialize;
use tsify::Tsify;

use crate::raft::Micros;
use crate::sim::{Cluster, Record, What};

/// A crash, a restart, or what the links pass from then on.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum FaultView {
    /// A replica went down.
    Crash {
        /// When, in µs of virtual time.
        at: f64,
        /// Which.
        replica: String,
    },
    /// It came back.
    Restart {
        /// When, in µs of virtual time.
        at: f64,
        /// Which.
        replica: String,
    },
    /// Links were cut or healed.
    Links {
        /// When, in µs of virtual time.
        at: f64,
        /// For each replica, a bit for each replica that nothing of it reaches from then on.
        cuts: Vec<u32>,
    },
}

impl FaultView {
    const fn at(&self) -> f64 {
        match self {
            Self::Crash { at, .. } | Self::Restart { at, .. } | Self::Links { at, .. } => *at,
        }
    }
}

/// How the cuts stood after each action that changed them: the trace tells of cuts in words, not link by link.
#[derive(Clone, Default)]
pub(super) struct Cuts {
    changes: Vec<(Micros, Vec<u32>)>,
}

impl Cuts {
    /// How they stand in a cluster: for each replica, a bit for each replica that nothing of it reaches.
    pub(super) fn now(cluster: &Cluster) -> Vec<u32> {
        let network = &cluster.post().network;
        cluster.blueprint().roster.replicas.iter().map(|from| network.cuts_from(from).0).collect()
    }

    /// Keeps how they stand, if that is new.
    pub(super) fn note(&mut self, at: Micros, cluster: &Cluster) {
        let now = Self::now(cluster);
        let same = match self.changes.last() {
            Some((_, before)) => *before == now,
            None => now.iter().all(|&row| row == 0),
        };
        if !same {
            self.changes.push((at, now));
        }
    }

    /// What the trace and these tell of faults, in the order of time.
    pub(super) fn faults<'a>(&self, trace: impl Iterator<Item = &'a Record>) -> Vec<FaultView> {
        let links =
            self.changes.iter().map(|(at, cuts)| FaultView::Links { at: at.0 as f64, cuts: cuts.clone() });
        let mut faults: Vec<FaultView> = trace.filter_map(of_record).chain(links).collect();
        faults.sort_by(|one, other| one.at().total_cmp(&other.at()));
        faults
    }
}

fn of_record(record: &Record) -> Option<FaultView> {
    let at = record.at.0 as f64;
    let replica = || record.subject.map(|subject| subject.to_string());
    match record.what {
        What::Crashed { .. } => Some(FaultView::Crash { at, replica: replica()? }),
        What::Restarted { .. } => Some(FaultView::Restart { at, replica: replica()? }),
        _ => None,
    }
}
