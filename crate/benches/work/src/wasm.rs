//! What JavaScript calls.

use raft_playground::check::Checker;
use raft_playground::wasm::Simulation;
use wasm_bindgen::prelude::*;

use crate::load::{Load, Proposer, Work, leader};

fn load(in_flight: u32) -> Load {
    if in_flight == 0 { Load::OneAtATime } else { Load::InFlight(u64::from(in_flight)) }
}

/// Does a whole load with the queue in Rust; `in_flight` 0 is one at a time. Gives the messages sent.
#[wasm_bindgen]
pub fn run(in_flight: u32, puts: u32, checked: bool) -> f64 {
    let (load, puts) = (load(in_flight), u64::from(puts));
    let work = if checked { Work::run(load, puts, Checker::default()) } else { Work::run(load, puts, ()) };
    work.messages as f64
}

/// The page's simulation under load: what the queue of the page drives, with trace and checks.
///
/// Puts are actions to the queue: where the load allows more of them, the next action is due at once.
#[wasm_bindgen]
pub struct Loaded {
    simulation: Simulation,
    load: Load,
    puts: u64,
    proposer: Option<Proposer>,
    messages_before: u64,
}

#[wasm_bindgen]
impl Loaded {
    /// A load whose queue JavaScript owns, before an election.
    ///
    /// # Errors
    /// None: the scenario is our own.
    #[wasm_bindgen(constructor)]
    pub fn new(in_flight: u32, puts: u32) -> Result<Self, JsValue> {
        let load = load(in_flight);
        let simulation = Simulation::new(&load.scenario().write(), None)?;
        Ok(Self { simulation, load, puts: u64::from(puts), proposer: None, messages_before: 0 })
    }

    /// As of the simulation.
    pub fn deliver(&mut self, slot: u32, now: f64) {
        self.simulation.deliver(slot, now);
        self.invite(now);
    }

    /// As of the simulation.
    pub fn wake(&mut self, now: f64) {
        self.simulation.wake(now);
        self.invite(now);
    }

    /// Proposes as much as the load allows.
    pub fn act(&mut self, _now: f64) {
        if let Some(proposer) = &mut self.proposer {
            self.simulation.load(|cluster| proposer.refill(cluster));
        }
    }

    /// As of the simulation.
    pub fn header_ptr(&self) -> u32 {
        self.simulation.header_ptr()
    }

    /// Begins the load, if there is a leader.
    pub fn begin(&mut self, now: f64) -> bool {
        let cluster = self.simulation.cluster();
        if leader(cluster).is_some() {
            self.messages_before = cluster.post().counters.messages;
            self.proposer = Some(Proposer::new(self.load, self.puts, cluster));
            self.invite(now);
        }
        self.proposer.is_some()
    }

    /// Whether every replica has applied all puts.
    pub fn done(&mut self) -> bool {
        let cluster = self.simulation.cluster();
        self.proposer.as_mut().is_some_and(|proposer| proposer.done(cluster))
    }

    /// Messages sent since the load began, once it is done.
    pub fn messages(&self) -> f64 {
        let cluster = self.simulation.cluster();
        self.proposer.iter().for_each(|proposer| proposer.check(cluster));
        (cluster.post().counters.messages - self.messages_before) as f64
    }

    /// Lets the queue call [`Loaded::act`] next, if there is something to propose.
    fn invite(&mut self, now: f64) {
        if self.proposer.as_mut().is_some_and(|proposer| proposer.wants(self.simulation.cluster())) {
            self.simulation.announce_action(now);
        }
    }
}
