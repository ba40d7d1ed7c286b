//! Vector clocks: how often each host has done something, as far as one of them knows.

use std::collections::BTreeMap;
use std::fmt;

use super::address::Address;

/// What one host knows of all: one event happened before another exactly if its clock is nowhere greater, and they differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VectorClock(BTreeMap<Address, u64>);

impl VectorClock {
    /// Its host does something.
    pub fn tick(&mut self, host: Address) {
        *self.0.entry(host).or_default() += 1;
    }

    /// Its host learns what another knew.
    pub fn learn(&mut self, other: &Self) {
        for (&host, &count) in &other.0 {
            let known = self.0.entry(host).or_default();
            *known = count.max(*known);
        }
    }
}

/// As JSON: `{"S1":3,"C1":1}`.
impl fmt::Display for VectorClock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("{")?;
        for (place, (host, count)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(out, "{comma}\"{host}\":{count}")?;
        }
        out.write_str("}")
    }
}
