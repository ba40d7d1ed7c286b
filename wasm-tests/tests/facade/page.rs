//! The facade from the side of JavaScript: every call goes out to the generated class and comes in again, so
//! that what is seen here is what the page sees.

use std::collections::BTreeMap;

use js_sys::{Array, Float64Array, Function, Object, Reflect};
use raft_playground::wasm::Simulation;
use wasm_bindgen::{JsCast, JsValue};

/// `HEADER` of `web/src/engine/core.ts`.
pub mod header {
    pub const NEXT_DEADLINE: u32 = 0;
    pub const NEXT_ACTION: u32 = 1;
    pub const SENDS: u32 = 2;
    pub const OUTBOX: u32 = 3;
    pub const EVENTS: u32 = 5;
    pub const VIOLATED: u32 = 6;
    pub const VERB: u32 = 7;
    pub const MESSAGE: u32 = 8;
    pub const BY: u32 = 9;
    pub const OVER: u32 = 10;
}

/// `FLIGHT` of `web/src/engine/protocol.ts`.
pub mod flight {
    pub const ID: usize = 0;
    pub const SLOT: usize = 1;
    pub const FROM: usize = 2;
    pub const TO: usize = 3;
    pub const KIND: usize = 4;
    pub const NOTE: usize = 5;
    pub const TERM: usize = 6;
    pub const SENT: usize = 7;
    pub const DUE: usize = 8;
    pub const ARRIVES: usize = 9;
    pub const INDEX: usize = 10;
    pub const STRIDE: usize = 11;
}

/// A leader that crashes, with clients that ask.
pub const LEADER_CRASH: &str = include_str!("../../../crate/scenarios/leader-crash.json");

const WORD: u32 = 8;

/// An object of the class `Simulation`, and a queue that knows no message actions.
pub struct Page {
    simulation: JsValue,
    pub queue: BTreeMap<(u64, u64), f64>,
    pub now: f64,
}

impl Page {
    /// `new Simulation(text, seed)`.
    pub fn open(text: &str, seed: impl Into<JsValue>) -> Result<Self, JsValue> {
        let any = JsValue::from(Simulation::new("{}", None).expect("the empty scenario reads"));
        let class: Function = get(&any, "constructor").unchecked_into();
        let simulation = Reflect::construct(&class, &Array::of2(&text.into(), &seed.into()))?;
        Ok(Self { simulation, queue: BTreeMap::new(), now: 0.0 })
    }

    pub fn leader_crash() -> Self {
        Self::open(LEADER_CRASH, JsValue::UNDEFINED).expect("it reads")
    }

    /// Calls a method by its name.
    pub fn call(&self, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
        let method: Function = get(&self.simulation, method).unchecked_into();
        method.apply(&self.simulation, &arguments.iter().collect())
    }

    /// Calls a method that refuses nothing.
    pub fn get(&self, method: &str, arguments: &[JsValue]) -> JsValue {
        self.call(method, arguments).unwrap_or_else(|thrown| panic!("{method} throws {thrown:?}"))
    }

    pub fn number(&self, method: &str) -> f64 {
        self.get(method, &[]).as_f64().unwrap_or_else(|| panic!("{method} gives a number"))
    }

    pub fn hash(&self) -> String {
        self.get("hash", &[]).as_string().expect("the hash is text")
    }

    pub fn header(&self, field: u32) -> f64 {
        memory().get_index(self.number("header_ptr") as u32 / WORD + field)
    }

    /// The messages that the last call has left in the outbox.
    pub fn outbox(&self) -> Vec<Vec<f64>> {
        let from = self.header(header::OUTBOX) as u32 / WORD;
        let length = self.header(header::SENDS) as u32 * flight::STRIDE as u32;
        // One by one: room for a list may make memory grow, and a view of it is then good for nothing.
        let words: Vec<f64> = (from..from + length).map(|at| memory().get_index(at)).collect();
        words.chunks(flight::STRIDE).map(<[f64]>::to_vec).collect()
    }

    /// When the next event happens.
    pub fn next(&self) -> f64 {
        let message = self.queue.keys().next().map_or(f64::INFINITY, |&(due, _)| due as f64);
        message.min(self.header(header::NEXT_ACTION)).min(self.header(header::NEXT_DEADLINE))
    }

    pub fn step(&mut self) {
        self.now = self.next();
        let now = self.now.into();
        let message = self.queue.keys().next().copied().filter(|&(due, _)| due as f64 == self.now);
        if self.header(header::NEXT_ACTION) == self.now {
            self.get("act", &[now]);
        } else if let Some(slot) = message.and_then(|first| self.queue.remove(&first)) {
            self.get("deliver", &[slot.into(), now]);
        } else {
            self.get("wake", &[now]);
        }
        for sent in self.outbox() {
            self.queue.insert((sent[flight::DUE] as u64, sent[flight::ID] as u64), sent[flight::SLOT]);
        }
    }

    /// Lets everything up to a time in µs happen.
    pub fn run_until(&mut self, time: f64) {
        while self.next() <= time {
            self.step();
        }
    }
}

fn memory() -> Float64Array {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    Float64Array::new(&memory.buffer())
}

/// A property of an object.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or_else(|_| panic!("{object:?} has properties"))
}

/// Whether it was made by `{}`, and not by a class.
pub fn is_plain(value: &JsValue) -> bool {
    value.is_object() && Object::get_prototype_of(value) == Object::get_prototype_of(&Object::new())
}

/// The keys of an object, each with its type: "string", "number", "boolean", "null", "array", "object".
pub fn shape(value: &JsValue) -> String {
    assert!(is_plain(value), "{value:?} is a plain object");
    let keys = Object::keys(value.unchecked_ref::<Object>());
    let typed = keys.iter().map(|key| {
        let value = Reflect::get(value, &key).expect("the key is there");
        let kind = if value.is_null() {
            "null".into()
        } else if Array::is_array(&value) {
            "array".into()
        } else {
            value.js_typeof().as_string().unwrap_or_default()
        };
        format!("{}: {kind}", key.as_string().unwrap_or_default())
    });
    typed.collect::<Vec<_>>().join(", ")
}
