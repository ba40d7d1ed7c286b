//! A run as ShiViz reads it: two lines for each event of a replica or client, with the vector clock of its host.
//!
//! Whoever receives a message knows from then on what its sender knew when it was sent. What happens to a message on its
//! way, or to the network, is no event of any host, and is left out: a message that was lost is sent and never received.

use std::collections::BTreeMap;

use super::action::MessageId;
use super::address::Address;
use super::cluster::Cluster;
use super::envelope::Envelope;
use super::narrate::describe;
use super::narrate_message::fields;
use super::trace::{Record, What};
use super::vector_clock::VectorClock;
use crate::raft::Micros;

/// How ShiViz is to read a log: the host, its clock, the time in ms, and on a line of its own what happened. A file begins
/// with this, and a line for the delimiter between runs, which is empty here.
pub const SHIVIZ_PATTERN: &str = r"(?<host>\S*) (?<clock>{.*}) (?<ms>\S*)\n(?<event>.*)";

/// The clocks of the hosts, and of the messages that are on their way.
#[derive(Clone, Debug, Default)]
pub struct Shiviz {
    clocks: BTreeMap<Address, VectorClock>,
    sent: BTreeMap<MessageId, VectorClock>,
    /// Copies that the network makes come before what they are copies of.
    copies: Vec<MessageId>,
}

impl Shiviz {
    /// The beginning of a log: how to read it, and that every replica is there.
    pub fn begin(&mut self, cluster: &Cluster, log: &mut String) {
        log.push_str(&format!("{SHIVIZ_PATTERN}\n\n"));
        for replica in cluster.replicas() {
            let host = replica.address();
            self.write(cluster.now(), host, &format!("{host} starts"), log);
        }
    }

    /// A message reaches its receiver.
    pub fn received(&mut self, envelope: &Envelope, now: Micros, log: &mut String) {
        if let Some(known) = self.sent.remove(&envelope.id) {
            self.clocks.entry(envelope.to).or_default().learn(&known);
        }
        let Envelope { from, to, body, .. } = envelope;
        self.write(now, *to, &format!("{to} receives {} of {from}", body.kind().name()), log);
    }

    /// A message has ended on its way.
    pub fn ended(&mut self, envelope: &Envelope) {
        self.sent.remove(&envelope.id);
    }

    /// A message is sent. A copy is no event of its own: it knows what its original knows. `copied` is the original, where a
    /// person had it copied on its way.
    pub fn sent(&mut self, envelope: &Envelope, copied: Option<MessageId>, now: Micros, log: &mut String) {
        let Envelope { id, from, to, body, .. } = envelope;
        if let Some(known) = copied.and_then(|original| self.sent.get(&original)).cloned() {
            self.sent.insert(*id, known);
        } else if envelope.copy {
            self.copies.push(*id);
        } else {
            let said: Vec<String> =
                fields(envelope).iter().map(|(name, value)| format!("{name} {value}")).collect();
            let text = format!("{from} sends {} to {to}: {}", body.kind().name(), said.join(", "));
            let known = self.write(now, *from, &text, log);
            for copy in self.copies.drain(..).chain([*id]) {
                self.sent.insert(copy, known.clone());
            }
        }
    }

    /// Something else happens to a host. What a person or the network does to a message is no event of its sender, and
    /// that a client asks is told by what it sends.
    pub fn tell(&mut self, record: &Record, cluster: &Cluster, log: &mut String) {
        let elsewhere = matches!(record.what, What::Ended { .. } | What::Handled { .. } | What::Asked { .. });
        if let Some(host) = record.subject.filter(|_| !elsewhere) {
            self.write(record.at, host, &describe(record, cluster), log);
        }
    }

    /// Writes an event down, and gives what its host knows then.
    fn write(&mut self, at: Micros, host: Address, text: &str, log: &mut String) -> VectorClock {
        let clock = self.clocks.entry(host).or_default();
        clock.tick(host);
        log.push_str(&format!("{host} {clock} {at}\n{}\n", in_one_line(text)));
        clock.clone()
    }
}

/// A text without what some reader takes for the end of a line: keys and values may hold anything.
fn in_one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if breaks(letter) {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}
