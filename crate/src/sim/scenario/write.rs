//! A scenario to JSON: settings with a line each, an action a line, as a person would lay it out.

use std::fmt::{Display, Write};

use crate::kv::Op;
use crate::raft::{Change, Micros, NodeId, NodeSet};
use crate::sim::action::{Action, Handling, Link, Target, Tuning};

use super::read_action::course_event_name;
use super::read_object::{plain, written};
use super::{Caption, Cue, Scenario, Timed, Workload};

impl Scenario {
    /// The scenario as a file that [`Scenario::read`] takes.
    #[must_use]
    pub fn write(&self) -> String {
        self.write_with(self.script.iter(), self.end)
    }

    /// The same with another script and another end in the place of its own.
    #[must_use]
    pub fn write_with<'a>(&self, script: impl Iterator<Item = &'a Timed>, end: Option<Micros>) -> String {
        let mut lines = Vec::new();
        let mut line = |key: &str, json: &dyn Display| lines.push(format!("  \"{key}\": {json}"));
        line("title", &written(&self.title));
        line("about", &written(&self.about));
        if !self.section.is_empty() {
            line("section", &written(&self.section));
        }
        if let Some(shows) = &self.shows {
            line("shows", &written(shows));
        }
        line("replicas", &self.replicas);
        if let Some(voters) = self.voters {
            line("voters", &set(voters));
        }
        line("clients", &self.clients);
        line("seed", &self.seed);
        line("raft", &self.raft_record());
        let off: Vec<_> = self.rules.off().map(|rule| written(rule.name())).collect();
        if !off.is_empty() {
            line("rules_off", &list(&off));
        }
        line("network", &self.network_record());
        let mut disk = Record::default();
        disk.disks(Some(self.sync), &self.sync_of);
        line("disk", &disk.close());
        line("asking", &self.asking_record());
        line("workload", &self.workload_record());
        if let Some(end) = end {
            line("end_ms", &millis(end));
        }
        for (key, items) in [
            ("captions", self.captions.iter().map(write_caption).collect::<Vec<_>>()),
            ("actions", script.map(write_timed).collect()),
        ] {
            if !items.is_empty() {
                line(key, &format!("[\n{}\n  ]", items.join(",\n")));
            }
        }
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }

    fn raft_record(&self) -> String {
        let raft = &self.raft;
        let mut record = Record::default();
        let timeout = (raft.election_timeout_least, raft.election_timeout_most);
        record.field("election_timeout_ms", &range(timeout));
        record.field("heartbeat_ms", &millis(raft.heartbeat));
        record.field("max_batch", &raft.max_batch);
        record.field("window", &raft.window);
        record.field("resend_ms", &millis(raft.resend));
        record.field("thrifty", &raft.thrifty);
        record.field("commit_at_once", &raft.commit_at_once);
        record.field("no_op", &raft.no_op);
        record.field("pre_vote", &raft.pre_vote);
        record.field("check_quorum", &raft.check_quorum);
        record.field("snapshot_threshold", &raft.snapshot_threshold);
        record.field("snapshot_chunk", &raft.snapshot_chunk);
        record.text("reads", raft.reads.name());
        record.close()
    }

    fn network_record(&self) -> String {
        let network = &self.network;
        let mut record = Record::default();
        record.field("latency_ms", &range((network.latency_least, network.latency_most)));
        record.field("loss", &plain(network.loss));
        record.field("duplication", &plain(network.duplication));
        record.close()
    }

    fn asking_record(&self) -> String {
        let asking = &self.asking;
        let mut record = Record::default();
        record.field("retry_ms", &millis(asking.retry));
        record.field("sessions", &asking.sessions);
        record.field("sessions_kept", &asking.sessions_kept);
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
                record.field("requests", &requests);
                record.field("mix", &plain(mix));
                record.field("start_wait_ms", &millis(start_wait));
                record.field("lifetime_ms", &millis(lifetime));
                record.field("max_packets", &max_packets);
                Record::of("course", &record.close())
            }
        }
    }
}

/// A caption, on a line.
fn write_caption(caption: &Caption) -> String {
    let mut record = Record::default();
    match &caption.cue {
        Cue::At(at) => record.field("at_ms", &millis(*at)),
        Cue::When(predicate) => record.text("when", predicate),
    }
    record.text("text", &caption.text);
    format!("    {}", record.close())
}

/// An action of the script, on a line.
fn write_timed(timed: &Timed) -> String {
    let mut record = Record::default();
    record.field("at_ms", &millis(timed.at));
    action(&mut record, &timed.action);
    format!("    {}", record.close())
}

/// An action as [`read_action`](super::read_action()) takes it.
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
        Action::AlignTimers => record.text("do", "align_timers"),
        Action::SpreadTimers => record.text("do", "spread_timers"),
        Action::Request { client, to, op, way } => {
            record.text("do", "request");
            record.text("client", &client.to_string());
            match to {
                Target::Leader => record.text("to", "leader"),
                Target::Replica(id) => record.text("to", &id.to_string()),
            }
            write_op(record, op);
            if let Some(way) = way {
                record.text("read", way.name());
            }
        }
        Action::Message(id, handling) => {
            let (name, by) = match *handling {
                Handling::Deliver => ("deliver", None),
                Handling::Delay(by) => ("delay", Some(by)),
                Handling::Drop => ("drop", None),
                Handling::Duplicate => ("duplicate", None),
            };
            record.text("do", name);
            record.field("message", &id.0);
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
        Action::Transfer(id) => on_replica(record, "transfer", *id),
        Action::CrashTorn(id) => {
            on_replica(record, "crash", *id);
            record.field("torn", &true);
        }
        Action::Compact(id) => on_replica(record, "compact", *id),
        Action::Change(what) => change(record, *what),
    }
}

fn change(record: &mut Record, change: Change) {
    match change {
        Change::AddVoter(id) => on_replica(record, "add", id),
        Change::AddLearner(id) => {
            on_replica(record, "add", id);
            record.text("as", "learner");
        }
        Change::Remove(id) => on_replica(record, "remove", id),
        Change::Replace { old, new } => {
            on_replica(record, "replace", old);
            record.text("by", &new.to_string());
        }
        Change::Configure { voters, learners } => {
            record.text("do", "configure");
            record.field("voters", &set(voters));
            record.field("learners", &set(learners));
        }
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
        // No one asks for this but a client of itself, so no script has it.
        Op::OpenSession { .. } => ("open_session", None, None),
    };
    record.text("op", name);
    for (name, text) in [("key", op.key()), ("expect", expect), ("value", value)] {
        if let Some(text) = text {
            record.text(name, text);
        }
    }
}

fn write_tuning(record: &mut Record, tuning: &Tuning) {
    let mut raft = Record::default();
    raft.maybe("election_timeout_ms", tuning.election_timeout.map(range));
    raft.maybe("heartbeat_ms", tuning.heartbeat.map(millis));
    raft.maybe("max_batch", tuning.max_batch);
    raft.maybe("window", tuning.window);
    raft.maybe("resend_ms", tuning.resend.map(millis));
    raft.maybe("thrifty", tuning.thrifty);
    raft.maybe("commit_at_once", tuning.commit_at_once);
    raft.maybe("no_op", tuning.no_op);
    raft.maybe("pre_vote", tuning.pre_vote);
    raft.maybe("check_quorum", tuning.check_quorum);
    raft.maybe("snapshot_threshold", tuning.snapshot_threshold);
    raft.maybe("snapshot_chunk", tuning.snapshot_chunk);
    raft.maybe("reads", tuning.reads.map(|way| written(way.name())));
    let mut network = Record::default();
    network.maybe("latency_ms", tuning.latency.map(range));
    network.maybe("loss", tuning.loss.map(plain));
    network.maybe("duplication", tuning.duplication.map(plain));
    let mut disk = Record::default();
    disk.disks(tuning.sync, &tuning.sync_of);
    let mut workload = Record::default();
    workload.maybe("rate", tuning.rate.map(plain));
    workload.maybe("gets", tuning.gets.map(plain));
    let mut asking = Record::default();
    asking.maybe("retry_ms", tuning.retry.map(millis));
    asking.maybe("sessions", tuning.sessions);
    let sections =
        [("raft", raft), ("network", network), ("disk", disk), ("asking", asking), ("workload", workload)];
    for (key, section) in sections {
        if !section.0.is_empty() {
            record.field(key, &section.close());
        }
    }
}

/// An object on one line.
#[derive(Default)]
struct Record(String);

impl Record {
    fn of(key: &str, json: &dyn Display) -> String {
        let mut record = Self::default();
        record.field(key, json);
        record.close()
    }

    // Called for each key that is written: inlined it would weigh 3 kB in what the page loads.
    #[inline(never)]
    fn field(&mut self, key: &str, json: &dyn Display) {
        let comma = if self.0.is_empty() { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(self.0, "{comma}\"{key}\": {json}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.field(key, &written(text));
    }

    fn maybe(&mut self, key: &str, json: Option<impl Display>) {
        if let Some(json) = json {
            self.field(key, &json);
        }
    }

    /// How long disks take: all, and some of them.
    fn disks(&mut self, sync: Option<Micros>, sync_of: &[(NodeId, Micros)]) {
        self.maybe("sync_ms", sync.map(millis));
        let mut own = Self::default();
        for (id, sync) in sync_of {
            own.field(&id.to_string(), &millis(*sync));
        }
        if !own.0.is_empty() {
            self.field("sync_ms_of", &own.close());
        }
    }

    fn close(self) -> String {
        format!("{{ {} }}", self.0)
    }
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

fn names(ids: &[NodeId]) -> Vec<String> {
    ids.iter().map(|id| written(&id.to_string())).collect()
}

fn set(set: NodeSet) -> String {
    list(&names(&set.iter().collect::<Vec<_>>()))
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
