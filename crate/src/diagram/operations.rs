//! What the messages of clients are about.

use crate::raft::Micros;
use crate::sim::{Body, Cluster, Exchange, RequestId};

use super::arrows::Arrow;

/// What a client asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its place among all of the run, counted from 1.
    pub place: u32,
    /// When the client asked first.
    pub asked: Micros,
    /// As it is written, such as "put x=3".
    pub text: String,
}

/// Which operation each request was sent for.
#[derive(Clone, Debug, Default)]
pub(super) struct Operations {
    /// By the number of the request; 0 where it is not known.
    places: Vec<u32>,
}

/// How far back the operation is looked for that a request is sent for again.
const LOOK_BACK: usize = 1000;

impl Operations {
    /// The place of the operation that a fresh message is about, counted from 1; 0 if it is about none.
    pub(super) fn of_message(&mut self, body: &Body, cluster: &Cluster) -> u32 {
        match body {
            Body::Raft(_) => 0,
            Body::Answer { id, .. } => self.places.get(id.0 as usize).copied().unwrap_or_default(),
            Body::Request { id, .. } => {
                let place = sent_for(*id, cluster);
                let number = id.0 as usize;
                if self.places.len() <= number {
                    self.places.resize(number + 1, 0);
                }
                // A copy of a request is known already, and its client may have sent another one since.
                if self.places[number] == 0 {
                    self.places[number] = place;
                }
                self.places[number]
            }
        }
    }
}

fn sent_for(id: RequestId, cluster: &Cluster) -> u32 {
    let history = cluster.clients().history();
    let newest = (0..history.len()).rev().take(LOOK_BACK);
    let sent = |exchange: &Exchange| exchange.last_request().is_some_and(|(last, _)| last == id);
    let place = newest.into_iter().find(|&place| history.get(place).is_some_and(sent));
    place.map_or(0, |place| u32::try_from(place + 1).unwrap_or(0))
}

/// Those that some messages are about, each once.
pub(super) fn of(arrows: &[Arrow], cluster: &Cluster) -> Vec<Operation> {
    let clients = arrows.iter().filter(|arrow| arrow.is_of_client());
    let mut places: Vec<u32> = clients.map(|arrow| arrow.index).filter(|&place| place > 0).collect();
    places.sort_unstable();
    places.dedup();
    let history = cluster.clients().history();
    let told = |place: u32| {
        let exchange = history.get(place as usize - 1)?;
        Some(Operation { place, asked: exchange.asked, text: exchange.op.to_string() })
    };
    places.into_iter().filter_map(told).collect()
}
