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

    /// Does what the host wants, and answers as JSON: `hello`, `receive`, `tick`, `transfer` and `configure` with what is
    /// to be done, `durable` and `status` with what was asked. It is one function for all, since each that JavaScript
    /// can call adds to what the page loads at first.
    pub fn call(&mut self, what: &str, text: &str, now: f64) -> String {
        let member = &mut self.0;
        match what {
            "hello" => written(&member.hello()),
            "receive" => written(&member.receive(text, now)),
            "transfer" => written(&member.transfer(text, now)),
            "configure" => written(&member.configure(text, now)),
            "durable" => written(&member.durable()),
            "status" => written(&member.status()),
            _ => written(&member.tick(now)),
        }
    }
}
