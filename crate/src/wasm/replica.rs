//! One replica without a cluster, for a host in JavaScript.
//!
//! All goes in and out as JSON: a host has it so anyway, and `web/src/library/replica.ts` gives it types.

use wasm_bindgen::prelude::*;

use crate::course::Member;
use crate::sim::scenario::written;

/// A member of a cluster in the hands of another program: see [`Member`].
#[wasm_bindgen]
pub struct Replica(Member);

#[wasm_bindgen]
impl Replica {
    /// A replica that starts at `now`, in ms, from its options.
    ///
    /// # Errors
    /// A `BadInput`, as JSON: what is wrong with the options, and where.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, seed: u32, now: f64) -> Result<Self, JsValue> {
        Member::new(options, seed.into(), now).map(Self).map_err(|bad| written(&bad).into())
    }

    /// The first message of a replica.
    #[must_use]
    pub fn hello(&self) -> String {
        written(&self.0.hello())
    }

    /// A message arrives.
    pub fn receive(&mut self, message: &str, now: f64) -> String {
        written(&self.0.receive(message, now))
    }

    /// Does what is due by now.
    pub fn tick(&mut self, now: f64) -> String {
        written(&self.0.tick(now))
    }

    /// Hands the leadership over.
    pub fn transfer(&mut self, to: &str, now: f64) -> String {
        written(&self.0.transfer(to, now))
    }

    /// Changes who takes part.
    pub fn configure(&mut self, configuration: &str, now: f64) -> String {
        written(&self.0.configure(configuration, now))
    }

    /// When it wants a tick, in ms; `undefined`, if it waits for nothing.
    #[must_use]
    pub fn deadline(&self) -> Option<f64> {
        self.0.deadline()
    }

    /// All that must be durable, as one write.
    #[must_use]
    pub fn durable(&self) -> String {
        written(&self.0.durable())
    }

    /// What it is at.
    #[must_use]
    pub fn status(&self) -> String {
        written(&self.0.status())
    }
}
