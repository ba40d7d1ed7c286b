//! A scenario to JSON: settings with a line each, an action a line, as a person would lay it out.

use serde_json::Value;

use crate::kv::Op;
use crate::raft::{Micros, NodeId};
use crate::sim::action::{Action, Handling, Link, Target, Tuning};

use super::read_action::course_event_name;
use super::read_object::plain;
use super::{Scenario, Workload};

impl Scenario {
    /// The scenario as a file that [`Scenario::read`] takes.
    #[must_use]
    pub fn write(&self) -> String {
        let mut lines = Vec::new();
        let mut line = |key: &str, json: &str| lines.push(format!("  \"{key}\": {json}"));
        line("title", &quoted(&self.title));
        line("about", &quoted(&self.about));
        line("replicas", &self.replicas.to_string());
        line("clients", &self.clients.to_string());
        line("seed", &self.seed.to_string());
        line("raft", &self.raft_record());
        let off: Vec<_> = self.rules.off().map(|rule| quoted(rule.name())).collect();
        if !off.is_empty() {
            line("rules_off", &list(&off));
        }
        let network = &self.network;
        let latency = range((network.latency_least, network.latency_most));
        let mut record = Record::default();
        record.field("latency_ms", &latency);
        record.field("loss", &plain(network.loss));
        record.field("duplication", &plain(network.duplication));
        line("network", &record.close());
        line("disk", &Record::of("sync_ms", &millis(self.sync)));
        line("workload", &self.workload_record());
        if let Some(end) = self.end {
            line("end_ms", &millis(end));
        }
        if !self.script.is_empty() {
            let actions = self.script.iter().map(|timed| {
                let mut record = Record::default();
                record.field("at_ms", &millis(timed.at));
                action(&mut record, &timed.action);
                format!("    {}", record.close())
            });
            line("actions", &format!("[\n{}\n  ]", actions.collect::<Vec<_>>().join(",\n")));
        }
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }

    fn raft_record(&self) -> String {
        let raft = &self.raft;
        let mut record = Record::default();
        let timeout = (raft.election_timeout_least, raft.election_timeout_most);
        record.field("election_timeout_ms", &range(timeout));
        record.field("heartbeat_ms", &millis(raft.heartbeat));
        record.field("max_batch", &raft.max_batch.to_string());
        record.field("window", &raft.window.to_string());
        record.field("commit_at_once", &raft.commit_at_once.to_string());
        record.field("no_op", &raft.no_op.to_string());
        record.close()
    }

    fn workload_record(&self) -> String {
        let mut record = Record::default();
        match self.workload {
            Workload::Steady { rate, gets } => {
                record.field("rate", &plain(rate));
                record.field("gets", &plain(gets));
                record.close()
            }
            Workload::Course { requests, mix, start_wait, lifetime, max_packets } => {
                record.field("requests", &requests.to_string());
                record.field("mix", &plain(mix));
                record.field("start_wait_ms", &millis(start_wait));
                record.field("lifetime_ms", &millis(lifetime));
                record.field("max_packets", &max_packets.to_string());
                Record::of("course", &record.close())
            }
        }
    }
}

/// An action as [`read_action`](super::read_action) takes it.
#[must_use]
pub fn write_action(what: &Action) -> String {
    let mut record = Record::default();
    action(&mut record, what);
    record.close()
}

fn action(record: &mut Record, action: &Action) {
    match action {
        Action::Crash(id) => on_replica(record, "crash", *id),
        Action::Restart(id) => on_replica(record, "restart", *id),
        Action::TimeOut(id) => on_replica(record, "time_out", *id),
        Action::Isolate(id) => on_replica(record, "isolate", *id),
        Action::Partition(groups) => {
            record.text("do", "partition");
            let groups: Vec<_> = groups.iter().map(|group| list(&names(group))).collect();
            record.field("groups", &list(&groups));
        }
        Action::Cut(cut) => {
            record.text("do", "cut");
            record.field("links", &links(cut));
        }
        Action::Heal(healed) => {
            record.text("do", "heal");
            record.field("links", &links(healed));
        }
        Action::HealAll => record.text("do", "heal"),
        Action::Request { client, to, op } => {
            record.text("do", "request");
            record.text("client", &client.to_string());
            match to {
                Target::Leader => record.text("to", "leader"),
                Target::Replica(id) => record.text("to", &id.to_string()),
            }
            write_op(record, op);
        }
        Action::Message(id, handling) => {
            let (name, by) = match *handling {
                Handling::Deliver => ("deliver", None),
                Handling::Delay(by) => ("delay", Some(by)),
                Handling::Drop => ("drop", None),
                Handling::Duplicate => ("duplicate", None),
            };
            record.text("do", name);
            record.field("message", &id.0.to_string());
            if let Some(by) = by {
                let sign = if by < 0 { "-" } else { "" };
                record.field("by_ms", &format!("{sign}{}", millis(Micros(by.unsigned_abs()))));
            }
        }
        Action::Tune(tuning) => {
            record.text("do", "tune");
            write_tuning(record, tuning);
        }
        Action::Course(event) => record.text("do", course_event_name(*event)),
    }
}

fn on_replica(record: &mut Record, name: &str, id: NodeId) {
    record.text("do", name);
    record.text("replica", &id.to_string());
}

fn write_op(record: &mut Record, op: &Op) {
    let (name, expect, value) = match op {
        Op::Get { .. } => ("get", None, None),
        Op::Put { value, .. } => ("put", None, Some(value)),
        Op::Delete { .. } => ("delete", None, None),
        Op::CompareAndSet { expect, value, .. } => ("compare_and_set", Some(expect), Some(value)),
    };
    record.text("op", name);
    record.text("key", op.key());
    if let Some(expect) = expect {
        record.text("expect", expect);
    }
    if let Some(value) = value {
        record.text("value", value);
    }
}

fn write_tuning(record: &mut Record, tuning: &Tuning) {
    let mut raft = Record::default();
    raft.maybe("election_timeout_ms", tuning.election_timeout.map(range));
    raft.maybe("heartbeat_ms", tuning.heartbeat.map(millis));
    raft.maybe("max_batch", tuning.max_batch.map(|count| count.to_string()));
    let mut network = Record::default();
    network.maybe("latency_ms", tuning.latency.map(range));
    network.maybe("loss", tuning.loss.map(plain));
    network.maybe("duplication", tuning.duplication.map(plain));
    let mut disk = Record::default();
    disk.maybe("sync_ms", tuning.sync.map(millis));
    let mut workload = Record::default();
    workload.maybe("rate", tuning.rate.map(plain));
    workload.maybe("gets", tuning.gets.map(plain));
    for (key, section) in [("raft", raft), ("network", network), ("disk", disk), ("workload", workload)] {
        if !section.0.is_empty() {
            record.field(key, &section.close());
        }
    }
}

/// An object on one line.
#[derive(Default)]
struct Record(String);

impl Record {
    fn of(key: &str, json: &str) -> String {
        let mut record = Self::default();
        record.field(key, json);
        record.close()
    }

    fn field(&mut self, key: &str, json: &str) {
        self.0.push_str(if self.0.is_empty() { "\"" } else { ", \"" });
        self.0.push_str(key);
        self.0.push_str("\": ");
        self.0.push_str(json);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.field(key, &quoted(text));
    }

    fn maybe(&mut self, key: &str, json: Option<String>) {
        if let Some(json) = json {
            self.field(key, &json);
        }
    }

    fn close(self) -> String {
        format!("{{ {} }}", self.0)
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

fn names(ids: &[NodeId]) -> Vec<String> {
    ids.iter().map(|id| quoted(&id.to_string())).collect()
}

fn links(links: &[Link]) -> String {
    let pairs: Vec<_> = links.iter().map(|&(from, to)| list(&names(&[from, to]))).collect();
    list(&pairs)
}

fn range((least, most): (Micros, Micros)) -> String {
    format!("[{}, {}]", millis(least), millis(most))
}

/// Milliseconds with as many decimals as they need.
fn millis(time: Micros) -> String {
    time.to_string().trim_end_matches('0').trim_end_matches('.').into()
}
