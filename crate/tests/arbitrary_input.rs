//! Whatever comes in from outside is read or refused with a place, and what was read can be run. Whatever replicas
//! hear, in whatever order, they go on; and what an honest network can do breaks nothing.
//!
//! `cargo xtask fuzz` does the same with input that a fuzzer looks for.
//!
//! Texts are of three sorts: any characters, any JSON, and JSON made of the words that the readers know, which
//! gets further in.

mod fuzzed;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use raft_playground::course::read_any;
use raft_playground::exercise::BUNDLED;
use serde_json::{Map, Value, json};

use fuzzed::schedule::{honest, lying};
use fuzzed::texts::{act, check_history, exercise, open, well_said};

/// Keys and words of scenarios, actions and test files.
const WORDS: [&str; 91] = [
    "title",
    "about",
    "replicas",
    "clients",
    "seed",
    "raft",
    "election_timeout_ms",
    "heartbeat_ms",
    "max_batch",
    "window",
    "resend_ms",
    "thrifty",
    "commit_at_once",
    "reads",
    "lease",
    "asking",
    "retry_ms",
    "sessions",
    "sessions_kept",
    "read",
    "no_op",
    "pre_vote",
    "check_quorum",
    "transfer",
    "rules_off",
    "network",
    "latency_ms",
    "loss",
    "duplication",
    "disk",
    "sync_ms",
    "workload",
    "rate",
    "gets",
    "course",
    "requests",
    "mix",
    "start_wait_ms",
    "lifetime_ms",
    "max_packets",
    "end_ms",
    "actions",
    "at_ms",
    "do",
    "replica",
    "groups",
    "links",
    "client",
    "to",
    "op",
    "key",
    "value",
    "expect",
    "message",
    "by_ms",
    "lifetime",
    "start_wait",
    "end_wait",
    "drops",
    "events",
    "type",
    "time",
    "tests",
    "benchmarks",
    "leader",
    "S1",
    "S2",
    "C1",
    "crash",
    "tune",
    "partition",
    "request",
    "compare_and_set",
    "put",
    "delay",
    "part_easy",
    "kill_leader",
    "CommitOnlyCurrentTerm",
    "snapshot_threshold",
    "snapshot_chunk",
    "sync_ms_of",
    "torn",
    "compact",
    "InstallKeepsMatchingTail",
    "voters",
    "learners",
    "add",
    "as",
    "replace",
    "by",
    "configure",
];

fn word() -> impl Strategy<Value = String> {
    select(&WORDS[..]).prop_map(str::to_owned)
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..30_u64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..1_000_000_u64).prop_map(|micros| Value::from(micros as f64 / 1_000.0)),
    ]
}

/// JSON of known words, of any text, and of numbers of every size.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        word().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        let key = prop_oneof![4 => word(), 1 => any::<String>()];
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((key, inner), 0..8).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A good scenario and a good test file, of which parts are replaced.
fn good() -> impl Strategy<Value = Value> {
    select(vec![
        include_str!("scenarios/faults.json"),
        include_str!("scenarios/tuning.json"),
        include_str!("scenarios/course-events.json"),
        include_str!("scenarios/snapshots.json"),
        include_str!("scenarios/membership.json"),
        include_str!("../scenarios/lossy-network.json"),
        include_str!("../scenarios/rules/apply-once.json"),
        include_str!("../scenarios/course/advanced-3.json"),
    ])
    .prop_map(|text| serde_json::from_str(text).expect("it is JSON"))
}

/// A good history of clients.
fn history() -> impl Strategy<Value = Value> {
    Just(json!({ "operations": [
        { "client": "C1", "op": "put", "key": "x", "value": "1", "invoked": 0, "returned": 9, "outcome": "ok" },
        { "client": "C2", "op": "get", "key": "x", "invoked": 3, "returned": 5, "outcome": "ok", "result": null },
        { "client": "C1", "op": "compare_and_set", "key": "x", "expected": null, "value": "2", "invoked": 4,
          "returned": 8, "outcome": "fail" },
        { "client": "C3", "op": "append", "key": "x", "value": "3", "invoked": 6, "returned": null,
          "outcome": "unknown" },
    ] }))
}

/// A good exercise of each kind.
fn good_exercise() -> impl Strategy<Value = Value> {
    select(BUNDLED).prop_map(|(_, text)| serde_json::from_str(text).expect("it is JSON"))
}

/// A good file with a few of its values replaced, removed or renamed.
fn spoilt(good: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let change = (any::<prop::sample::Index>(), any_json(), word(), 0..4_u8);
    (good, vec(change, 0..4)).prop_map(|(mut file, changes)| {
        for (place, value, name, how) in changes {
            let count = places(&mut file, &mut |_| false);
            let mut left = place.index(count.max(1));
            places(&mut file, &mut |found| {
                let here = left == 0;
                left = left.wrapping_sub(1);
                if here {
                    spoil(found, &value, &name, how);
                }
                here
            });
        }
        file
    })
}

/// Goes through every value, until one is enough. Says how many were seen.
fn places(value: &mut Value, enough: &mut dyn FnMut(&mut Value) -> bool) -> usize {
    let mut seen = 1;
    if enough(value) {
        return seen;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| seen += places(item, enough)),
        Value::Object(fields) => fields.values_mut().for_each(|field| seen += places(field, enough)),
        _ => {}
    }
    seen
}

fn spoil(found: &mut Value, value: &Value, name: &str, how: u8) {
    match (found, how) {
        (Value::Object(fields), 0) => {
            fields.insert(name.into(), value.clone());
        }
        (Value::Object(fields), 1) => {
            let first: Option<String> = fields.keys().next().cloned();
            first.map(|key| fields.remove(&key));
        }
        (Value::Array(items), 0 | 1) => items.push(value.clone()),
        (found, _) => *found = value.clone(),
    }
}

/// An action of one kind with fields that are good or bad.
fn action_like() -> impl Strategy<Value = Value> {
    let kind = select(vec![
        "crash",
        "restart",
        "time_out",
        "isolate",
        "partition",
        "cut",
        "heal",
        "request",
        "deliver",
        "delay",
        "drop",
        "duplicate",
        "tune",
        "compact",
        "kill_leader",
        "kill_non_leader",
        "part_easy",
        "part_hard",
        "part_end",
        "transfer",
        "add",
        "remove",
        "replace",
        "configure",
        "",
    ]);
    let field = prop_oneof![
        select(vec![
            ("replica", json!("S3")),
            ("replica", json!("S4")),
            ("links", json!([["S1", "S2"]])),
            ("groups", json!([["S1", "S2"], ["S3"]])),
            ("client", json!("C1")),
            ("to", json!("leader")),
            ("op", json!("compare_and_set")),
            ("key", json!("k")),
            ("expect", json!("")),
            ("value", json!("v")),
            ("as", json!("learner")),
            ("by", json!("S2")),
            ("voters", json!(["S1", "S3"])),
            ("learners", json!(["S2"])),
            ("message", json!(7)),
            ("by_ms", json!(-3.5)),
            ("network", json!({"loss": 1, "duplication": 1, "latency_ms": [0.001, 60000]})),
            ("raft", json!({"election_timeout_ms": [1, 1], "heartbeat_ms": 1, "max_batch": 1})),
            ("disk", json!({"sync_ms": 10000})),
            ("disk", json!({"sync_ms_of": {"S3": 10000, "S1": 0}})),
            ("torn", json!(true)),
            ("raft", json!({"snapshot_threshold": 1, "snapshot_chunk": 1})),
            ("asking", json!({"retry_ms": 1, "sessions": true})),
            ("read", json!("lease")),
            ("workload", json!({"rate": 10000, "gets": 1})),
        ])
        .prop_map(|(key, value)| (key.to_owned(), value)),
        (word(), any_json()),
    ];
    (kind, vec(field, 0..8)).prop_map(|(kind, fields)| {
        let mut action: Map<String, Value> = fields.into_iter().collect();
        action.insert("do".into(), kind.into());
        Value::Object(action)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_no_scenario_or_one_that_runs(text in any::<String>()) {
        open(&text);
    }

    #[test]
    fn any_json_is_no_scenario_or_one_that_runs(json in any_json()) {
        open(&json.to_string());
    }

    #[test]
    fn a_spoilt_file_is_no_scenario_or_one_that_runs(json in spoilt(good())) {
        open(&json.to_string());
    }

    #[test]
    fn a_file_that_ends_too_early_is_refused(json in good(), end in any::<prop::sample::Index>()) {
        let text = json.to_string();
        let cut = text.get(..end.index(text.len())).unwrap_or_default();
        well_said(&read_any(cut).expect_err("half a file is no scenario"));
    }

    #[test]
    fn an_exercise_is_refused_or_can_be_run(json in spoilt(good_exercise())) {
        exercise(&json.to_string());
    }

    #[test]
    fn any_json_is_no_history_or_one_that_is_checked(json in prop_oneof![any_json(), spoilt(history())]) {
        check_history(&json.to_string());
    }

    #[test]
    fn any_text_is_no_action_or_one_that_runs(text in any::<String>()) {
        act(&text);
    }

    #[test]
    fn any_json_is_no_action_or_one_that_runs(json in any_json()) {
        act(&json.to_string());
    }

    #[test]
    fn what_looks_like_an_action_is_none_or_one_that_runs(json in action_like()) {
        act(&json.to_string());
    }

    #[test]
    fn what_an_honest_network_can_do_breaks_no_invariant(bytes in vec(any::<u8>(), 0..3_000)) {
        honest(&bytes);
    }

    #[test]
    fn replicas_that_hear_lies_go_on(bytes in vec(any::<u8>(), 0..3_000)) {
        lying(&bytes);
    }
}
