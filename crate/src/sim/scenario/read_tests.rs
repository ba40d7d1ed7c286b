//! What the reader allows, and what it says of the rest.

use super::{Asking, Caption, Cue, Scenario, Workload, read_action};
use crate::kv::Op;
use crate::raft::{Change, Micros, NodeId, NodeSet, ReadWay, Roster, Rule};
use crate::sim::action::{Action, CourseEvent, Handling, MessageId, Target, Tuning};
use crate::sim::address::ClientId;

fn read(text: &str) -> Scenario {
    Scenario::read(text).unwrap_or_else(|bad| panic!("{text}: {bad}"))
}

/// The complaint about a text, as "place: message".
fn complaint(text: &str) -> String {
    Scenario::read(text).expect_err(text).to_string()
}

fn action(text: &str) -> Action {
    read_action(text, 5, 2).unwrap_or_else(|bad| panic!("{text}: {bad}"))
}

fn refusal(text: &str) -> String {
    read_action(text, 5, 2).expect_err(text).to_string()
}

#[test]
fn an_empty_object_is_the_default_scenario() {
    assert_eq!(read("{}"), Scenario::default());
    for section in ["raft", "network", "disk", "asking", "workload"] {
        assert_eq!(read(&format!(r#"{{"{section}": {{}}}}"#)), Scenario::default(), "{section}");
    }
}

#[test]
fn every_key_of_a_scenario_is_read() {
    let scenario = read(
        r#"{
        "title": "T", "about": "A", "section": "§5.2", "shows": "S1.up", "replicas": 3, "clients": 2, "seed": 9007199254740991,
        "raft": {"election_timeout_ms": [200, 400.5], "heartbeat_ms": 20, "max_batch": 1, "window": 2, "resend_ms": 1.5, "thrifty": true,
                 "commit_at_once": true, "no_op": false, "snapshot_threshold": 100, "snapshot_chunk": 32,
                 "reads": "lease"},
        "rules_off": ["CommitOnlyCurrentTerm"],
        "network": {"latency_ms": [0.001, 0.1], "loss": 0.25, "duplication": 1},
        "disk": {"sync_ms": 412.3, "sync_ms_of": {"S3": 40, "S1": 0.5}},
        "asking": {"retry_ms": 300, "sessions": true, "sessions_kept": 3}, "workload": {"rate": 2.5, "gets": 0}, "end_ms": 1000,
        "captions": [{"at_ms": 5, "text": "S1 is gone"}, {"when": "leader != none", "text": "S2 leads"}],
        "actions": [{"at_ms": 5, "do": "crash", "replica": "S1"}]
    }"#,
    );
    assert_eq!((scenario.title.as_str(), scenario.about.as_str()), ("T", "A"));
    assert_eq!((scenario.section.as_str(), scenario.shows.as_deref()), ("§5.2", Some("S1.up")));
    let captions = [
        Caption { cue: Cue::At(Micros::from_millis(5)), text: "S1 is gone".into() },
        Caption { cue: Cue::When("leader != none".into()), text: "S2 leads".into() },
    ];
    assert_eq!(scenario.captions, captions);
    assert_eq!((scenario.replicas, scenario.clients, scenario.seed), (3, 2, 9_007_199_254_740_991));
    assert_eq!(scenario.raft.election_timeout_least, Micros::from_millis(200));
    assert_eq!(scenario.raft.election_timeout_most, Micros(400_500));
    assert_eq!(scenario.raft.heartbeat, Micros::from_millis(20));
    assert_eq!((scenario.raft.max_batch, scenario.raft.window), (1, 2));
    assert_eq!((scenario.raft.resend, scenario.raft.thrifty), (Micros(1_500), true));
    assert_eq!((scenario.raft.commit_at_once, scenario.raft.no_op), (true, false));
    assert_eq!(scenario.rules.off().collect::<Vec<_>>(), [Rule::CommitOnlyCurrentTerm]);
    assert_eq!((scenario.network.latency_least, scenario.network.latency_most), (Micros(1), Micros(100)));
    assert_eq!((scenario.network.loss, scenario.network.duplication), (0.25, 1.0));
    assert_eq!((scenario.raft.snapshot_threshold, scenario.raft.snapshot_chunk), (100, 32));
    assert_eq!(scenario.sync, Micros(412_300));
    assert_eq!(scenario.sync_of, [(NodeId(0), Micros(500)), (NodeId(2), Micros::from_millis(40))]);
    assert_eq!(scenario.raft.reads, ReadWay::Lease);
    let asking = Asking { retry: Micros::from_millis(300), sessions: true, sessions_kept: 3 };
    assert_eq!(scenario.asking, asking);
    assert_eq!(scenario.workload, Workload::Steady { rate: 2.5, gets: 0.0 });
    assert_eq!(scenario.end, Some(Micros::from_millis(1_000)));
    assert_eq!(scenario.script.len(), 1);
}

const NO_JSON: &str = "from here on this is no JSON: look for a missing or extra comma, colon, quote or bracket, a \
    number out of range, or more than 127 levels of nesting";

#[test]
fn what_is_no_json_is_refused_with_its_line_and_column() {
    for (text, said) in [
        ("", "line 1, column 0: the text is empty"),
        ("\n ", "line 2, column 1: the text is empty"),
        ("{\"seed\": 1", "line 1, column 10: the text ends in the middle of the JSON"),
        ("{\n\n  \"a\" 1}", &format!("line 3, column 7: {NO_JSON}")),
        ("{\"seed\": 1,}", &format!("line 1, column 12: {NO_JSON}")),
        ("{\"seed\": 1e999}", &format!("line 1, column 14: {NO_JSON}")),
        ("{} {}", &format!("line 1, column 4: {NO_JSON}")),
        ("[]", "scenario: [] is not allowed: an object"),
        ("null", "scenario: null is not allowed: an object"),
    ] {
        assert_eq!(complaint(text), said, "{text}");
    }
}

#[test]
fn a_byte_order_mark_is_no_reason_to_refuse_a_file() {
    assert_eq!(read("\u{feff}{}"), Scenario::default());
}

#[test]
fn texts_and_lists_that_are_too_long_or_deep_are_refused() {
    let long = format!("{{\"title\": \"{}\"}}", "x".repeat(1_000_000));
    assert_eq!(complaint(&long), "text: 1000013 bytes are not allowed: at most 1000000");
    let deep = "[".repeat(10_000);
    assert_eq!(complaint(&deep), format!("line 1, column 128: {NO_JSON}"));
    let many = format!("{{\"actions\": [{}0]}}", "0,".repeat(100_000));
    assert_eq!(complaint(&many), "scenario.actions: 100001 items are not allowed: at most 100000");
    let title = format!(r#"{{"title": "{}"}}"#, "é".repeat(201));
    assert_eq!(complaint(&title), "scenario.title: 201 characters are not allowed: at most 200");
    assert_eq!(read(&title.replacen('é', "", 1)).title.chars().count(), 200);
    let about = format!(r#"{{"about": "{}"}}"#, "é".repeat(2_001));
    assert_eq!(complaint(&about), "scenario.about: 2001 characters are not allowed: at most 2000");
}

/// A scenario that is empty but for the value at one place.
fn with(place: &str, value: &str) -> String {
    match place.split_once('.') {
        Some(("actions[0]", key)) => format!(r#"{{"actions": [{{"{key}": {value}, "do": "heal"}}]}}"#),
        Some((section, key)) => format!(r#"{{"{section}": {{"{key}": {value}}}}}"#),
        None => format!(r#"{{"{place}": {value}}}"#),
    }
}

#[test]
fn a_value_at_its_limit_is_allowed() {
    for (place, values) in [
        ("replicas", ["1", "21"]),
        ("replicas", ["5.0", "5e0"]),
        ("clients", ["0", "26"]),
        ("seed", ["0", "9007199254740991"]),
        ("end_ms", ["0", "1000000000"]),
        ("end_ms", ["null", "999999999.999"]),
        ("raft.election_timeout_ms", ["[60, 60]", "[60, 600000]"]),
        ("raft.heartbeat_ms", ["1", "149.999"]),
        ("raft.max_batch", ["1", "10000"]),
        ("raft.window", ["1", "1000"]),
        ("raft.snapshot_threshold", ["0", "1000000"]),
        ("raft.snapshot_chunk", ["1", "1000000"]),
        ("network.latency_ms", ["[0.001, 0.001]", "[60000, 60000]"]),
        ("network.loss", ["0", "1"]),
        ("network.duplication", ["0", "1"]),
        ("disk.sync_ms", ["0", "10000"]),
        ("disk.sync_ms_of", ["{}", r#"{"S1": 0, "S5": 10000}"#]),
        ("raft.reads", ["\"log\"", "\"lease\""]),
        ("asking.retry_ms", ["0", "600000"]),
        ("asking.sessions_kept", ["1", "1000"]),
        ("workload.rate", ["0", "10000"]),
        ("workload.gets", ["0", "1"]),
        ("actions[0].at_ms", ["0", "1000000000"]),
    ] {
        for value in values {
            let scenario = read(&with(place, value));
            assert_eq!(scenario.warnings, [""; 0], "{place} {value}");
        }
    }
}

#[test]
fn a_value_beyond_its_limit_is_refused_with_place_value_and_limit() {
    const FINER: &str = "whole microseconds, so ms with at most 3 decimals";
    for (place, value, allowed) in [
        ("replicas", "0", "a whole number from 1 to 21"),
        ("replicas", "22", "a whole number from 1 to 21"),
        ("replicas", "2.5", "a whole number from 1 to 21"),
        ("replicas", "\"5\"", "a whole number from 1 to 21"),
        ("replicas", "null", "a whole number from 1 to 21"),
        ("clients", "27", "a whole number from 0 to 26"),
        ("clients", "-1", "a whole number from 0 to 26"),
        ("seed", "9007199254740992", "a whole number from 0 to 9007199254740991"),
        ("seed", "18446744073709551615", "a whole number from 0 to 9007199254740991"),
        ("seed", "true", "a whole number from 0 to 9007199254740991"),
        ("end_ms", "1000000000.001", "0 to 1000000000 ms"),
        ("end_ms", "-0.001", "0 to 1000000000 ms"),
        ("end_ms", "0.0005", FINER),
        ("end_ms", "\"soon\"", "0 to 1000000000 ms"),
        ("raft.election_timeout_ms", "[300,150]", "the least comes before the greatest"),
        ("raft.election_timeout_ms", "[150]", "a list of two times, the least and the greatest"),
        ("raft.election_timeout_ms", "[1,2,3]", "a list of two times, the least and the greatest"),
        ("raft.election_timeout_ms", "150", "a list"),
        ("raft.heartbeat_ms", "0", "1 to 600000 ms"),
        ("raft.heartbeat_ms", "600001", "1 to 600000 ms"),
        ("raft.heartbeat_ms", "1.2345", FINER),
        ("raft.max_batch", "0", "a whole number from 1 to 10000"),
        ("raft.max_batch", "10001", "a whole number from 1 to 10000"),
        ("raft.window", "0", "a whole number from 1 to 1000"),
        ("raft.window", "1001", "a whole number from 1 to 1000"),
        ("raft.snapshot_threshold", "1000001", "a whole number from 0 to 1000000"),
        ("raft.snapshot_chunk", "0", "a whole number from 1 to 1000000"),
        ("raft.snapshot_chunk", "1000001", "a whole number from 1 to 1000000"),
        ("raft.no_op", "1", "true or false"),
        ("raft.pre_vote", "0", "true or false"),
        ("raft.check_quorum", "\"on\"", "true or false"),
        ("raft.resend_ms", "-1", "0 to 600000 ms"),
        ("raft.thrifty", "2", "true or false"),
        ("raft.commit_at_once", "\"yes\"", "true or false"),
        ("network.latency_ms", "[2,1]", "the least comes before the greatest"),
        ("network.loss", "1.5", "0 to 1"),
        ("network.loss", "-0.1", "0 to 1"),
        ("network.loss", "\"lots\"", "a number from 0 to 1"),
        ("network.duplication", "1.000000001", "0 to 1"),
        ("disk.sync_ms", "10000.001", "0 to 10000 ms"),
        ("disk.sync_ms_of", "40", "an object"),
        ("raft.reads", "\"quorum\"", "log, read_index or lease"),
        ("asking.retry_ms", "600000.001", "0 to 600000 ms"),
        ("asking.sessions", "1", "true or false"),
        ("asking.sessions_kept", "0", "a whole number from 1 to 1000"),
        ("asking.sessions_kept", "1001", "a whole number from 1 to 1000"),
        ("workload.rate", "10000.1", "0 to 10000"),
        ("workload.rate", "-1", "0 to 10000"),
        ("workload.gets", "2", "0 to 1"),
        ("title", "3", "a string"),
        ("actions[0].at_ms", "1000000000.001", "0 to 1000000000 ms"),
        ("actions[0].at_ms", "1e300", "0 to 1000000000 ms"),
        ("actions[0].at_ms", "{}", "0 to 1000000000 ms"),
    ] {
        let said = complaint(&with(place, value));
        let value = if value == "1e300" { "1e+300" } else { value };
        assert_eq!(said, format!("scenario.{place}: {value} is not allowed: {allowed}"));
    }
    let zero = complaint(&with("network.latency_ms", "[0, 1]"));
    assert_eq!(zero, "scenario.network.latency_ms[0]: 0 is not allowed: 0.001 to 60000 ms");
    let long = complaint(&with("network.latency_ms", "[1, 60001]"));
    assert_eq!(long, "scenario.network.latency_ms[1]: 60001 is not allowed: 0.001 to 60000 ms");
    let short = complaint(&with("raft.election_timeout_ms", "[0.999, 2]"));
    assert_eq!(short, "scenario.raft.election_timeout_ms[0]: 0.999 is not allowed: 1 to 600000 ms");
    let slow = complaint(&with("disk.sync_ms_of", r#"{"S3": 10001}"#));
    assert_eq!(slow, "scenario.disk.sync_ms_of.S3: 10001 is not allowed: 0 to 10000 ms");
    let whose = complaint(&with("disk.sync_ms_of", r#"{"S3": 1, "S6": 1}"#));
    assert_eq!(whose, "scenario.disk.sync_ms_of.S6: \"S6\" is no replica of this cluster: S1 to S5");
}

#[test]
fn a_long_value_is_shown_shortened() {
    let said = complaint(&with("network.loss", &format!("\"{}\"", "é".repeat(100))));
    let shown = "é".repeat(39);
    assert_eq!(said, format!("scenario.network.loss: \"{shown}… is not allowed: a number from 0 to 1"));
}

#[test]
fn unknown_keys_are_refused_everywhere() {
    for (text, said) in [
        (
            r#"{"network": {"los": 0.2}}"#,
            "scenario.network: unknown key \"los\"; known here: latency_ms, loss, duplication",
        ),
        (r#"{"disk": {"x": 0}}"#, "scenario.disk: unknown key \"x\"; known here: sync_ms, sync_ms_of"),
        (
            r#"{"raft": {"x": 0}}"#,
            "scenario.raft: unknown key \"x\"; known here: election_timeout_ms, heartbeat_ms, max_batch, window, \
             resend_ms, thrifty, commit_at_once, no_op, pre_vote, check_quorum, snapshot_threshold, snapshot_chunk, reads",
        ),
        (
            r#"{"asking": {"x": 0}}"#,
            "scenario.asking: unknown key \"x\"; known here: retry_ms, sessions, sessions_kept",
        ),
        (r#"{"workload": {"x": 0}}"#, "scenario.workload: unknown key \"x\"; known here: course, rate, gets"),
        (
            r#"{"network": {"a\nb": 0}}"#,
            r#"scenario.network: unknown key "a\nb"; known here: latency_ms, loss, duplication"#,
        ),
        (
            r#"{"actions": [{"at_ms": 1, "do": "crash", "replica": "S1", "node": 2}]}"#,
            "scenario.actions[0]: unknown key \"node\"; known here: at_ms, do, replica, torn",
        ),
    ] {
        assert_eq!(complaint(text), said);
    }
    assert!(
        complaint(r#"{"replica": 5}"#).starts_with("scenario: unknown key \"replica\"; known here: title, ")
    );
}

#[test]
fn an_unknown_rule_is_refused_with_the_names_of_all() {
    let said = complaint(r#"{"rules_off": ["KeepVoteInTerm", "Paxos"]}"#);
    assert!(
        said.starts_with("scenario.rules_off[1]: \"Paxos\" is no rule: StepDownOnHigherTerm, "),
        "{said}"
    );
    for rule in Rule::ALL {
        assert!(said.contains(rule.name()), "{rule}: {said}");
    }
}

#[test]
fn a_heartbeat_that_comes_too_late_is_allowed_with_a_warning() {
    let scenario = read(&with("raft.heartbeat_ms", "150"));
    assert_eq!(
        scenario.warnings,
        ["scenario.raft.heartbeat_ms is not below the least election timeout: followers will keep calling \
          elections (§5.6)"]
    );
}

#[test]
fn actions_are_put_in_the_order_of_time_and_keep_that_of_the_file_within_a_moment() {
    let script = read(
        r#"{"actions": [{"at_ms": 2, "do": "crash", "replica": "S3"}, {"at_ms": 1, "do": "crash", "replica": "S2"},
            {"at_ms": 2, "do": "crash", "replica": "S1"}]}"#,
    )
    .script;
    let order: Vec<_> = script.into_iter().map(|timed| (timed.at, timed.action)).collect();
    let crash = |at, id| (Micros::from_millis(at), Action::Crash(NodeId(id)));
    assert_eq!(order, [crash(1, 1), crash(2, 2), crash(2, 0)]);
}

#[test]
fn a_workload_of_the_course_needs_all_its_keys_within_their_limits() {
    let whole = r#"{"workload": {"course": {"requests": 10, "mix": 0.8, "start_wait_ms": 5000,
                    "lifetime_ms": 30000, "max_packets": 20000}}}"#;
    let expected = Workload::Course {
        requests: 10,
        mix: 0.8,
        start_wait: Micros::from_millis(5_000),
        lifetime: Micros::from_millis(30_000),
        max_packets: 20_000,
    };
    assert_eq!(read(whole).workload, expected);
    for (from, to, said) in [
        ("\"requests\": 10,", "", "scenario.workload.course: the key \"requests\" is missing"),
        (
            "10,",
            "20001,",
            "scenario.workload.course.requests: 20001 is not allowed: a whole number from 0 to 20000",
        ),
        (
            "20000}",
            "900001}",
            "scenario.workload.course.max_packets: 900001 is not allowed: a whole number from 0 to 900000",
        ),
        ("30000", "0", "scenario.workload.course.lifetime_ms: 0 is not allowed: 0.001 to 1000000000 ms"),
        ("0.8", "1.1", "scenario.workload.course.mix: 1.1 is not allowed: 0 to 1"),
        ("20000}", "20000}, \"rate\": 1", "scenario.workload: unknown key \"rate\"; known here: course"),
    ] {
        assert_eq!(complaint(&whole.replacen(from, to, 1)), said);
    }
}

#[test]
fn every_action_is_read() {
    let (s1, s2, s3) = (NodeId(0), NodeId(1), NodeId(2));
    let c1 = ClientId(0);
    let request = |to, op| Action::Request { client: c1, to, op, way: None };
    let tuning = Tuning { loss: Some(0.5), sync: Some(Micros::from_millis(2)), ..Tuning::default() };
    for (text, expected) in [
        (r#"{"do": "crash", "replica": "S1"}"#, Action::Crash(s1)),
        (r#"{"do": "crash", "replica": "S1", "torn": false}"#, Action::Crash(s1)),
        (r#"{"do": "crash", "replica": "S1", "torn": true}"#, Action::CrashTorn(s1)),
        (r#"{"do": "compact", "replica": "S3"}"#, Action::Compact(s3)),
        (r#"{"do": "restart", "replica": "S2"}"#, Action::Restart(s2)),
        (r#"{"do": "time_out", "replica": "S5"}"#, Action::TimeOut(NodeId(4))),
        (r#"{"do": "align_timers"}"#, Action::AlignTimers),
        (r#"{"do": "spread_timers"}"#, Action::SpreadTimers),
        (r#"{"do": "isolate", "replica": "S1"}"#, Action::Isolate(s1)),
        (
            r#"{"do": "partition", "groups": [["S1"], ["S3", "S2"]]}"#,
            Action::Partition(vec![vec![s1], vec![s3, s2]]),
        ),
        (r#"{"do": "cut", "links": [["S1", "S2"]]}"#, Action::Cut(vec![(s1, s2)])),
        (r#"{"do": "heal", "links": [["S2", "S1"]]}"#, Action::Heal(vec![(s2, s1)])),
        (r#"{"do": "heal"}"#, Action::HealAll),
        (
            r#"{"do": "request", "client": "C1", "to": "leader", "op": "get", "key": "x"}"#,
            request(Target::Leader, Op::Get { key: "x".into() }),
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S2", "op": "put", "key": "x", "value": "1"}"#,
            request(Target::Replica(s2), Op::Put { key: "x".into(), value: "1".into() }),
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S2", "op": "delete", "key": ""}"#,
            request(Target::Replica(s2), Op::Delete { key: "".into() }),
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "leader", "op": "compare_and_set", "key": "x",
                "expect": "1", "value": "2"}"#,
            request(
                Target::Leader,
                Op::CompareAndSet { key: "x".into(), expect: "1".into(), value: "2".into() },
            ),
        ),
        (r#"{"do": "deliver", "message": 7}"#, Action::Message(MessageId(7), Handling::Deliver)),
        (r#"{"do": "drop", "message": 0}"#, Action::Message(MessageId(0), Handling::Drop)),
        (r#"{"do": "duplicate", "message": 7}"#, Action::Message(MessageId(7), Handling::Duplicate)),
        (
            r#"{"do": "delay", "message": 7, "by_ms": -1.5}"#,
            Action::Message(MessageId(7), Handling::Delay(-1_500)),
        ),
        (r#"{"do": "tune", "network": {"loss": 0.5}, "disk": {"sync_ms": 2}}"#, Action::Tune(tuning)),
        (
            r#"{"do": "tune", "raft": {"snapshot_threshold": 9, "snapshot_chunk": 8}, "disk": {"sync_ms_of": {"S2": 3}}}"#,
            Action::Tune(Tuning {
                snapshot_threshold: Some(9),
                snapshot_chunk: Some(8),
                sync_of: vec![(s2, Micros::from_millis(3))],
                ..Tuning::default()
            }),
        ),
        (
            r#"{"do": "tune", "raft": {"reads": "lease"}, "asking": {"retry_ms": 0.5, "sessions": true}}"#,
            Action::Tune(Tuning {
                reads: Some(ReadWay::Lease),
                retry: Some(Micros(500)),
                sessions: Some(true),
                ..Tuning::default()
            }),
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "leader", "op": "get", "key": "x", "read": "read_index"}"#,
            Action::Request {
                client: c1,
                to: Target::Leader,
                op: Op::Get { key: "x".into() },
                way: Some(ReadWay::ReadIndex),
            },
        ),
        (r#"{"do": "kill_leader"}"#, Action::Course(CourseEvent::KillLeader)),
        (r#"{"do": "kill_non_leader"}"#, Action::Course(CourseEvent::KillNonLeader)),
        (r#"{"do": "part_easy"}"#, Action::Course(CourseEvent::PartEasy)),
        (r#"{"do": "part_hard"}"#, Action::Course(CourseEvent::PartHard)),
        (r#"{"do": "part_end"}"#, Action::Course(CourseEvent::PartEnd)),
        (r#"{"do": "transfer", "replica": "S2"}"#, Action::Transfer(s2)),
        (
            r#"{"do": "tune", "raft": {"pre_vote": true, "check_quorum": false}}"#,
            Action::Tune(Tuning { pre_vote: Some(true), check_quorum: Some(false), ..Tuning::default() }),
        ),
    ] {
        assert_eq!(action(text), expected, "{text}");
    }
}

#[test]
fn an_action_is_refused_with_place_value_and_what_is_allowed() {
    let key = format!(
        r#"{{"do": "request", "client": "C1", "to": "S1", "op": "get", "key": "{}"}}"#,
        "é".repeat(5_001)
    );
    for (text, said) in [
        (r"{}", "action: the key \"do\" is missing"),
        (
            r#"{"do": "transfer", "replica": "S6"}"#,
            "action.replica: \"S6\" is no replica of this cluster: S1 to S5",
        ),
        (r#"{"do": "crash"}"#, "action: the key \"replica\" is missing"),
        (
            r#"{"do": "crash", "replica": "S9"}"#,
            "action.replica: \"S9\" is no replica of this cluster: S1 to S5",
        ),
        (
            r#"{"do": "crash", "replica": "C1"}"#,
            "action.replica: \"C1\" is no replica of this cluster: S1 to S5",
        ),
        (r#"{"do": "crash", "replica": 1}"#, "action.replica: 1 is no replica of this cluster: S1 to S5"),
        (r#"{"do": "heal", "at_ms": 1}"#, "action: unknown key \"at_ms\"; known here: do, links"),
        (
            r#"{"do": "partition", "groups": [["S1"]]}"#,
            "action.groups: [[\"S1\"]] is not allowed: at least two groups",
        ),
        (
            r#"{"do": "partition", "groups": [["S1"], []]}"#,
            "action.groups[1]: [] is not allowed: at least one replica",
        ),
        (
            r#"{"do": "partition", "groups": [["S1"], ["S1"]]}"#,
            "action.groups[1][0]: S1 is named twice: once is allowed",
        ),
        (
            r#"{"do": "cut", "links": [["S1", "S1"]]}"#,
            "action.links[0]: [\"S1\",\"S1\"] is not allowed: two different replicas",
        ),
        (
            r#"{"do": "cut", "links": [["S1"]]}"#,
            "action.links[0]: [\"S1\"] is not allowed: two replicas, from and to",
        ),
        (
            r#"{"do": "request", "client": "C3", "to": "S1", "op": "get", "key": "x"}"#,
            "action.client: \"C3\" is no client of this cluster: C1 to C2",
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S6", "op": "get", "key": "x"}"#,
            "action.to: \"S6\" is no replica of this cluster: S1 to S5, or \"leader\"",
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S1", "op": "pop", "key": "x"}"#,
            "action.op: \"pop\" is not allowed: get, put, delete or compare_and_set",
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x"}"#,
            "action: the key \"value\" is missing",
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x", "value": "1"}"#,
            "action: unknown key \"value\"; known here: do, client, to, op, key, read",
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S1", "op": "delete", "key": "x", "read": "log"}"#,
            "action: unknown key \"read\"; known here: do, client, to, op, key",
        ),
        (
            r#"{"do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x", "read": "stale"}"#,
            "action.read: \"stale\" is not allowed: log, read_index or lease",
        ),
        (key.as_str(), "action.key: 10002 bytes are not allowed: at most 10000"),
        (
            r#"{"do": "drop", "message": -1}"#,
            "action.message: -1 is not allowed: a whole number from 0 to 9007199254740991",
        ),
        (
            r#"{"do": "delay", "message": 1, "by_ms": -1000000001}"#,
            "action.by_ms: -1000000001 is not allowed: -1000000000 to 1000000000 ms",
        ),
        (r#"{"do": "crash", "replica": "S1", "torn": 1}"#, "action.torn: 1 is not allowed: true or false"),
        (r#"{"do": "tune", "network": {"loss": 2}}"#, "action.network.loss: 2 is not allowed: 0 to 1"),
        (
            r#"{"do": "tune", "raft": {"windows": 2}}"#,
            "action.raft: unknown key \"windows\"; known here: election_timeout_ms, heartbeat_ms, max_batch, \
             pre_vote, window, resend_ms, thrifty, commit_at_once, no_op, check_quorum, snapshot_threshold, snapshot_chunk, reads",
        ),
        (
            r#"{"do": "tune", "asking": {"sessions_kept": 2}}"#,
            "action.asking: unknown key \"sessions_kept\"; known here: retry_ms, sessions",
        ),
    ] {
        assert_eq!(refusal(text), said, "{text}");
    }
    let unknown = refusal(r#"{"do": "crsh"}"#);
    assert!(unknown.starts_with("action.do: \"crsh\" is not allowed: crash, restart, "), "{unknown}");
}

#[test]
fn changes_of_who_takes_part_are_read_or_refused_with_what_is_allowed() {
    let (s1, s2, s4) = (NodeId(0), NodeId(1), NodeId(3));
    for (text, change) in [
        (r#"{"do": "add", "replica": "S4"}"#, Change::AddVoter(s4)),
        (r#"{"do": "add", "replica": "S4", "as": "voter"}"#, Change::AddVoter(s4)),
        (r#"{"do": "add", "replica": "S4", "as": "learner"}"#, Change::AddLearner(s4)),
        (r#"{"do": "remove", "replica": "S1"}"#, Change::Remove(s1)),
        (r#"{"do": "replace", "replica": "S2", "by": "S4"}"#, Change::Replace { old: s2, new: s4 }),
        (
            r#"{"do": "configure", "voters": ["S4", "S1"], "learners": ["S2"]}"#,
            Change::Configure { voters: NodeSet::from_iter([s1, s4]), learners: NodeSet::from_iter([s2]) },
        ),
        (
            r#"{"do": "configure", "voters": ["S1"]}"#,
            Change::Configure { voters: NodeSet::from_iter([s1]), learners: NodeSet::default() },
        ),
    ] {
        assert_eq!(action(text), Action::Change(change), "{text}");
    }
    for (text, said) in [
        (
            r#"{"do": "add", "replica": "S4", "as": "leader"}"#,
            "action.as: \"leader\" is not allowed: voter or learner",
        ),
        (
            r#"{"do": "replace", "replica": "S2", "by": "S2"}"#,
            "action.by: \"S2\" is not allowed: another replica",
        ),
        (r#"{"do": "configure"}"#, "action: the key \"voters\" is missing"),
        (r#"{"do": "configure", "voters": []}"#, "action.voters: [] is not allowed: at least one replica"),
        (
            r#"{"do": "configure", "voters": ["S1", "S1"]}"#,
            "action.voters[1]: S1 is named twice: once is allowed",
        ),
        (
            r#"{"do": "configure", "voters": ["S1", "S2"], "learners": ["S2"]}"#,
            "action.learners: [\"S2\"] is not allowed: replicas that are not among the voters",
        ),
    ] {
        assert_eq!(refusal(text), said, "{text}");
    }
}

#[test]
fn the_voters_of_the_start_are_named_or_counted_and_all_replicas_if_nothing_is_said() {
    let voters = |text: &str| read(&with("voters", text)).roster().founders;
    let named = NodeSet::from_iter([NodeId(1), NodeId(4)]);
    assert_eq!(voters(r#"["S5", "S2"]"#), named);
    assert_eq!(voters("3"), NodeSet::first(3));
    assert_eq!(voters("null"), NodeSet::first(5));
    assert_eq!(read("{}").roster(), Roster::of(5));
    for (value, said) in [
        ("0", "0 is not allowed: a list of replicas, or how many, 1 to 5"),
        ("6", "6 is not allowed: a list of replicas, or how many, 1 to 5"),
        ("[]", "[] is not allowed: a list of replicas, or how many, 1 to 5"),
        ("\"S1\"", "\"S1\" is not allowed: a list of replicas, or how many, 1 to 5"),
    ] {
        assert_eq!(complaint(&with("voters", value)), format!("scenario.voters: {said}"));
    }
    assert_eq!(
        complaint(&with("voters", r#"["S6"]"#)),
        "scenario.voters[0]: \"S6\" is no replica of this cluster: S1 to S5"
    );
}

#[test]
fn a_cluster_of_one_or_none_is_described_as_such() {
    let only = read_action(r#"{"do": "crash", "replica": "S2"}"#, 1, 0).expect_err("S2 is not there");
    assert_eq!(only.message, "\"S2\" is no replica of this cluster: only S1");
    let request = r#"{"do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x"}"#;
    let none = read_action(request, 1, 0).expect_err("C1 is not there");
    assert_eq!(none.message, "\"C1\" is no client of this cluster: it has none");
}

#[test]
fn the_replicas_of_the_scenario_decide_whom_its_actions_may_name() {
    let said = complaint(r#"{"actions": [{"at_ms": 1, "do": "crash", "replica": "S3"}], "replicas": 2}"#);
    assert_eq!(said, "scenario.actions[0].replica: \"S3\" is no replica of this cluster: S1 to S2");
}

#[test]
fn a_time_that_only_a_float_makes_fine_is_the_time_that_was_meant() {
    for (text, micros) in
        [("0.30000000000000004", 300), ("412.3", 412_300), ("999999999.001", 999_999_999_001)]
    {
        let at = read(&with("end_ms", text)).end;
        assert_eq!(at, Some(Micros(micros)), "{text}");
    }
}

#[test]
fn captions_that_cannot_come_or_are_too_many_or_too_long_are_refused_with_their_place() {
    let long = format!(r#"[{{"at_ms": 0, "text": "{}"}}]"#, "x".repeat(281));
    let many = format!("[{}]", vec![r#"{"at_ms": 0, "text": ""}"#; 51].join(", "));
    let cue = "a caption has either \"at_ms\" or \"when\"";
    for (captions, said) in [
        ("5", "captions: 5 is not allowed: a list"),
        (r#"[{"text": "x"}]"#, &format!("captions[0]: {cue}")),
        (r#"[{"at_ms": 1, "when": "S1.up", "text": "x"}]"#, &format!("captions[0]: {cue}")),
        (r#"[{"at_ms": 1}]"#, "captions[0]: the key \"text\" is missing"),
        (
            r#"[{"at_ms": 2, "text": ""}, {"when": "S1.up", "text": ""}, {"at_ms": 1, "text": ""}]"#,
            "captions[2].at_ms: 1 is not allowed: captions come in the order of time",
        ),
        (
            r#"[{"when": "S1.up", "text": "x", "color": "red"}]"#,
            "captions[0]: unknown key \"color\"; known here: at_ms, when, text",
        ),
        (&long, "captions[0].text: 281 characters are not allowed: at most 280"),
        (&many, "captions: 51 captions are not allowed: at most 50"),
    ] {
        assert_eq!(complaint(&with("captions", captions)), format!("scenario.{said}"));
    }
}
