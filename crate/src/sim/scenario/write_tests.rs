//! What is written reads back as what it was.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::kv::{Op, Text};
use crate::raft::{self, Change, Micros, NodeId, NodeSet, ReadWay, Rule, Rules};
use crate::sim::action::{Action, CourseEvent, Handling, Link, MessageId, Target, Tuning};
use crate::sim::address::ClientId;

use super::{Asking, Caption, Cue, NetworkSettings, Scenario, Timed, Workload, read_action, write_action};

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
        (option::of(any::<bool>()), option::of(any::<bool>()), option::of(any::<bool>())),
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
        thrifty: raft.4.2,
        resend: raft.1.map(|heartbeat| Micros(heartbeat / 2)),
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
        Just(Action::AlignTimers),
        Just(Action::SpreadTimers),
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
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let snapshots = (0..=1_000_000_u64, 1..=1_000_000_usize);
    (timing, 1..=10_000_usize, 1..=1_000_usize, flags, snapshots, ways()).prop_map(
        |(
            (timeout, heartbeat),
            max_batch,
            window,
            (commit_at_once, no_op, pre_vote, check_quorum, thrifty),
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
                resend: Micros(heartbeat / 2),
                thrifty,
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
    (ranges(60_000_000), decimals(1), decimals(1)).prop_map(|(latency, loss, duplication)| NetworkSettings {
        latency_least: latency.0,
        latency_most: latency.1,
        loss,
        duplication,
    })
}

fn scripts() -> impl Strategy<Value = Vec<Timed>> {
    let timed = (moments(), actions()).prop_map(|(at, action)| Timed { at, action });
    vec(timed, 0..8).prop_map(|mut script| {
        script.sort_by_key(|timed| timed.at);
        script
    })
}

fn captions() -> impl Strategy<Value = Vec<Caption>> {
    let cues = prop_oneof![moments().prop_map(Cue::At), "[ -~]{0,99}".prop_map(Cue::When)];
    let caption = (cues, "[ -~é]{0,99}").prop_map(|(cue, text)| Caption { cue, text });
    vec(caption, 0..5).prop_map(|mut captions| {
        // Those that come at a time come in its order.
        let mut times: Vec<Micros> = captions.iter().filter_map(|caption| time_of(&caption.cue)).collect();
        times.sort_unstable();
        let timed = captions.iter_mut().filter(|caption| time_of(&caption.cue).is_some());
        timed.zip(times).for_each(|(caption, at)| caption.cue = Cue::At(at));
        captions
    })
}

const fn time_of(cue: &Cue) -> Option<Micros> {
    match cue {
        Cue::At(at) => Some(*at),
        Cue::When(_) => None,
    }
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
    let shown = ("§?[0-9.]{0,9}", option::of("[ -~]{0,99}"), captions());
    (words, settings, course, shown).prop_map(|(words, settings, course, shown)| Scenario {
        title: words.0.chars().take(200).collect(),
        about: words.1,
        section: shown.0,
        shows: shown.1,
        captions: shown.2,
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
  "raft": { "election_timeout_ms": [150, 300], "heartbeat_ms": 50, "max_batch": 64, "window": 4, "resend_ms": 0, "thrifty": false, "commit_at_once": false, "no_op": true, "pre_vote": false, "check_quorum": false, "snapshot_threshold": 0, "snapshot_chunk": 4096, "reads": "log" },
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
