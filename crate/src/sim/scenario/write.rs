//! A scenario to JSON: settings with a line each, an action a line, as a person would lay it out.

use std::fmt::{Display, Write};

use crate::kv::Op;
use crate::raft::{Change, Micros, NodeId, NodeSet};
use crate::sim::action::{Action, Handling, Link, Target, Tuning};

use super::read_action::course_event_name;
use super::read_object::{plain, written};
use super::{Scenario, Timed, Workload};

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
        let actions: Vec<_> = script.map(write_timed).collect();
        if !actions.is_empty() {
            line("actions", &format!("[\n{}\n  ]", actions.join(",\n")));
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::kv::Text;
    use crate::raft::{self, NodeSet, ReadWay, Rule, Rules};
    use crate::sim::action::{CourseEvent, MessageId};
    use crate::sim::address::ClientId;
    use crate::sim::scenario::{Asking, NetworkSettings, read_action};

    const REPLICAS: u8 = 5;
    const CLIENTS: u8 = 2;

    fn moments() -> impl Strategy<Value = Micros> {
        prop_oneof![(0..=10_000_000_u64), (0..=1_000_000_000_000_u64)].prop_map(Micros)
    }

    fn ranges(most: u64) -> impl Strategy<Value = (Micros, Micros)> {
        (1_000..=most, 1_000..=most).prop_map(|(a, b)| (Micros(a.min(b)), Micros(a.max(b))))
    }

    /// Shares and rates, to the nine decimals that are kept.
    fn decimals(most: u64) -> impl Strategy<Value = f64> {
        prop_oneof![0..=most * 1_000_000_000, (0..=most * 100).prop_map(|cents| cents * 10_000_000)]
            .prop_map(|billionths| billionths as f64 / 1e9)
    }

    fn texts() -> impl Strategy<Value = Text> {
        any::<String>().prop_map(|text| Text::from(text.as_str()))
    }

    fn nodes() -> impl Strategy<Value = NodeId> {
        (0..REPLICAS).prop_map(NodeId)
    }

    fn links() -> impl Strategy<Value = Vec<Link>> {
        let pair = (0..REPLICAS, 1..REPLICAS);
        vec(pair.prop_map(|(from, by)| (NodeId(from), NodeId((from + by) % REPLICAS))), 0..5)
    }

    fn ops() -> impl Strategy<Value = Op> {
        (0..4, texts(), texts(), texts()).prop_map(|(kind, key, expect, value)| match kind {
            0 => Op::Get { key },
            1 => Op::Put { key, value },
            2 => Op::Delete { key },
            _ => Op::CompareAndSet { key, expect, value },
        })
    }

    fn disks() -> impl Strategy<Value = Vec<(NodeId, Micros)>> {
        let own = (nodes(), (0..=10_000_000_u64).prop_map(Micros));
        vec(own, 0..4).prop_map(|mut disks| {
            disks.sort_by_key(|&(id, _)| id);
            disks.dedup_by_key(|&mut (id, _)| id);
            disks
        })
    }

    fn ways() -> impl Strategy<Value = ReadWay> {
        (0..3_usize).prop_map(|nth| ReadWay::ALL[nth])
    }

    fn tunings() -> impl Strategy<Value = Tuning> {
        let raft = (
            option::of(ranges(600_000_000)),
            option::of(1_000..=600_000_000_u64),
            (option::of(1..=10_000_usize), option::of(1..=100_usize)),
            (option::of(any::<bool>()), option::of(any::<bool>())),
            (option::of(any::<bool>()), option::of(any::<bool>())),
            (option::of(0..=1_000_000_u64), option::of(1..=1_000_000_usize)),
        );
        let network = (option::of(ranges(60_000_000)), option::of(decimals(1)), option::of(decimals(1)));
        let rest = (option::of(0..=10_000_000_u64), option::of(decimals(10_000)), option::of(decimals(1)));
        let asking = (option::of(ways()), option::of(0..=600_000_000_u64), option::of(any::<bool>()));
        let rest = (rest, disks(), asking);
        (raft, network, rest).prop_map(|(raft, network, (rest, sync_of, asking))| Tuning {
            election_timeout: raft.0,
            heartbeat: raft.1.map(Micros),
            max_batch: raft.2.0,
            window: raft.2.1,
            commit_at_once: raft.3.0,
            no_op: raft.3.1,
            pre_vote: raft.4.0,
            check_quorum: raft.4.1,
            latency: network.0,
            loss: network.1,
            duplication: network.2,
            sync: rest.0.map(Micros),
            rate: rest.1,
            gets: rest.2,
            sync_of,
            snapshot_threshold: raft.5.0,
            snapshot_chunk: raft.5.1,
            reads: asking.0,
            retry: asking.1.map(Micros),
            sessions: asking.2,
        })
    }

    fn handlings() -> impl Strategy<Value = Handling> {
        prop_oneof![
            Just(Handling::Deliver),
            Just(Handling::Drop),
            Just(Handling::Duplicate),
            (-1_000_000_000_000..=1_000_000_000_000_i64).prop_map(Handling::Delay),
        ]
    }

    fn course_events() -> impl Strategy<Value = CourseEvent> {
        prop_oneof![
            Just(CourseEvent::KillLeader),
            Just(CourseEvent::KillNonLeader),
            Just(CourseEvent::PartEasy),
            Just(CourseEvent::PartHard),
            Just(CourseEvent::PartEnd),
        ]
    }

    fn actions() -> impl Strategy<Value = Action> {
        let targets = prop_oneof![Just(Target::Leader), nodes().prop_map(Target::Replica)];
        prop_oneof![
            nodes().prop_map(Action::Crash),
            nodes().prop_map(Action::Restart),
            nodes().prop_map(Action::TimeOut),
            nodes().prop_map(Action::Isolate),
            nodes().prop_map(Action::Transfer),
            (1..REPLICAS).prop_map(|size| {
                let (left, right) = (0..size, size..REPLICAS);
                Action::Partition(vec![left.map(NodeId).collect(), right.map(NodeId).collect()])
            }),
            links().prop_map(Action::Cut),
            links().prop_map(Action::Heal),
            Just(Action::HealAll),
            (0..CLIENTS, targets, ops(), option::of(ways())).prop_map(|(client, to, op, way)| {
                let way = way.filter(|_| matches!(op, Op::Get { .. }));
                Action::Request { client: ClientId(client), to, op, way }
            }),
            (0..1_u64 << 53, handlings()).prop_map(|(id, handling)| Action::Message(MessageId(id), handling)),
            tunings().prop_map(Action::Tune),
            course_events().prop_map(Action::Course),
            nodes().prop_map(Action::CrashTorn),
            nodes().prop_map(Action::Compact),
            changes().prop_map(Action::Change),
        ]
    }

    fn changes() -> impl Strategy<Value = Change> {
        let sets = (1..1_u32 << REPLICAS, 0..1_u32 << REPLICAS);
        prop_oneof![
            nodes().prop_map(Change::AddVoter),
            nodes().prop_map(Change::AddLearner),
            nodes().prop_map(Change::Remove),
            (nodes(), 1..REPLICAS)
                .prop_map(|(old, by)| Change::Replace { old, new: NodeId((old.0 + by) % REPLICAS) }),
            sets.prop_map(|(voters, others)| Change::Configure {
                voters: NodeSet(voters),
                learners: NodeSet(others & !voters)
            }),
        ]
    }

    fn workloads() -> impl Strategy<Value = Workload> {
        let course = (0..=1_000_u64, decimals(1), moments(), moments(), 1_000..=900_000_u64);
        prop_oneof![
            (decimals(10_000), decimals(1)).prop_map(|(rate, gets)| Workload::Steady { rate, gets }),
            course.prop_map(|(requests, mix, start_wait, lifetime, max_packets)| Workload::Course {
                requests,
                mix,
                start_wait,
                lifetime: lifetime.max(Micros(1)),
                max_packets,
            }),
        ]
    }

    fn raft_settings() -> impl Strategy<Value = raft::Settings> {
        let timing = (ranges(599_000_000), 1_000..=1_999_u64);
        let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
        let snapshots = (0..=1_000_000_u64, 1..=1_000_000_usize);
        (timing, 1..=10_000_usize, 1..=1_000_usize, flags, snapshots, ways()).prop_map(
            |(
                (timeout, heartbeat),
                max_batch,
                window,
                (commit_at_once, no_op, pre_vote, check_quorum),
                snapshots,
                reads,
            )| {
                raft::Settings {
                    // Above every heartbeat here: a heartbeat that comes too late gives a warning.
                    election_timeout_least: timeout.0.after(Micros(1_000)),
                    election_timeout_most: timeout.1.after(Micros(1_000)),
                    heartbeat: Micros(heartbeat),
                    max_batch,
                    window,
                    commit_at_once,
                    no_op,
                    pre_vote,
                    check_quorum,
                    snapshot_threshold: snapshots.0,
                    snapshot_chunk: snapshots.1,
                    reads,
                }
            },
        )
    }

    fn network_settings() -> impl Strategy<Value = NetworkSettings> {
        (ranges(60_000_000), decimals(1), decimals(1)).prop_map(|(latency, loss, duplication)| {
            NetworkSettings { latency_least: latency.0, latency_most: latency.1, loss, duplication }
        })
    }

    fn scripts() -> impl Strategy<Value = Vec<Timed>> {
        let timed = (moments(), actions()).prop_map(|(at, action)| Timed { at, action });
        vec(timed, 0..8).prop_map(|mut script| {
            script.sort_by_key(|timed| timed.at);
            script
        })
    }

    fn scenarios() -> impl Strategy<Value = Scenario> {
        let words = (any::<String>(), any::<String>(), 0..1_u64 << 53, option::of(1..1_u32 << REPLICAS));
        let settings =
            (raft_settings(), network_settings(), 0..=10_000_000_u64, vec(0..Rule::ALL.len(), 0..4), disks());
        let asking = (0..=600_000_000_u64, any::<bool>(), 1..=1_000_usize);
        let asking = asking.prop_map(|(retry, sessions, sessions_kept)| Asking {
            retry: Micros(retry),
            sessions,
            sessions_kept,
        });
        let course = (workloads(), scripts(), option::of(moments()), asking);
        (words, settings, course).prop_map(|(words, settings, course)| Scenario {
            title: words.0.chars().take(200).collect(),
            about: words.1,
            replicas: REPLICAS,
            voters: words.3.map(NodeSet),
            clients: CLIENTS,
            seed: words.2,
            raft: settings.0,
            rules: settings.3.iter().fold(Rules::default(), |rules, &i| rules.without(Rule::ALL[i])),
            network: settings.1,
            sync: Micros(settings.2),
            sync_of: settings.4,
            asking: course.3,
            workload: course.0,
            script: course.1,
            end: course.2,
            warnings: Vec::new(),
        })
    }

    proptest! {
        #[test]
        fn a_scenario_that_was_written_reads_as_the_same(scenario in scenarios()) {
            prop_assert_eq!(Scenario::read(&scenario.write()), Ok(scenario));
        }

        #[test]
        fn an_action_that_was_written_reads_as_the_same(action in actions()) {
            prop_assert_eq!(read_action(&write_action(&action), REPLICAS, CLIENTS), Ok(action));
        }

        #[test]
        fn any_text_is_a_scenario_or_refused(text: String) {
            let _ = Scenario::read(&text);
        }
    }

    #[test]
    fn a_scenario_is_laid_out_as_a_person_would() {
        let scenario = Scenario {
            title: "T".into(),
            script: vec![Timed { at: Micros(1_500), action: Action::Crash(NodeId(0)) }],
            ..Scenario::default()
        };
        let expected = r#"{
  "title": "T",
  "about": "",
  "replicas": 5,
  "clients": 1,
  "seed": 1,
  "raft": { "election_timeout_ms": [150, 300], "heartbeat_ms": 50, "max_batch": 64, "window": 4, "commit_at_once": false, "no_op": true, "pre_vote": false, "check_quorum": false, "snapshot_threshold": 0, "snapshot_chunk": 4096, "reads": "log" },
  "network": { "latency_ms": [10, 20], "loss": 0, "duplication": 0 },
  "disk": { "sync_ms": 0 },
  "asking": { "retry_ms": 0, "sessions": false, "sessions_kept": 64 },
  "workload": { "rate": 0, "gets": 0.5 },
  "actions": [
    { "at_ms": 1.5, "do": "crash", "replica": "S1" }
  ]
}
"#;
        assert_eq!(scenario.write(), expected);
    }
}
