//! A message that is wrong is refused with its place and what is allowed there, and changes nothing.

use raft_playground::course::Member;
use serde_json::{Value, json};

use super::host::status;
use super::words::{CLIENT, letter, member, options, value};

/// What a replica says to a text, having not changed by it.
fn said_to(text: &str) -> String {
    let mut replica = member("0000", &json!({}));
    let before = (status(&replica), value(&replica.durable()), replica.deadline());
    let output = replica.receive(text, 1.0);
    assert!(output.messages.is_empty() && output.writes.is_empty(), "{text}: {output:?}");
    assert_eq!((status(&replica), value(&replica.durable()), replica.deadline()), before, "{text}");
    output.refused.expect("it is refused").to_string()
}

fn with(mut letter: Value, key: &str, value: Value) -> Value {
    letter[key] = value;
    letter
}

fn without(mut letter: Value, key: &str) -> Value {
    letter.as_object_mut().expect("it is an object").remove(key);
    letter
}

fn get() -> Value {
    letter(CLIENT, "get", &json!({ "MID": "1", "key": "x" }))
}

fn append() -> Value {
    let entry = json!({ "term": 3, "op": "put", "key": "x", "value": "3" });
    let fields = json!({ "term": 4, "prevLogIndex": 0, "prevLogTerm": 0, "leaderCommit": 0, "round": 1,
                         "entries": [entry] });
    letter("0001", "AppendEntries", &fields)
}

#[test]
fn a_text_that_is_no_message_is_refused() {
    for (text, complaint) in [
        ("", "line 1, column 0: the text is empty"),
        ("hello", "line 1, column 1: from here on this is no JSON"),
        ("{\"src\": \"0001\"", "line 1, column 14: the text ends in the middle of the JSON"),
        ("7", "message: 7 is not allowed: an object"),
        ("[]", "message: [] is not allowed: an object"),
    ] {
        assert!(said_to(text).starts_with(complaint), "{}\n{complaint}", said_to(text));
    }
}

#[test]
fn a_wrong_field_is_refused_by_its_place() {
    let replicas = "0000, 0001, 0002, 0003, 0004";
    for (letter, complaint) in [
        (without(get(), "src"), "message: the key \"src\" is missing".into()),
        (with(get(), "src", json!("15")), "message.src: \"15\" is not allowed: four upper-case hex".into()),
        (with(get(), "src", json!("001c")), "message.src: \"001c\" is not allowed: four upper-case".into()),
        (with(get(), "src", json!("+015")), "message.src: \"+015\" is not allowed: four upper-case".into()),
        (with(get(), "src", json!("FFFF")), "message.src: \"FFFF\" is not allowed: four upper-case".into()),
        (with(get(), "src", json!("0000")), "message.src: \"0000\" is not allowed: the address of".into()),
        (with(get(), "dst", json!("0001")), "message.dst: \"0001\" is not allowed: 0000, or FFFF".into()),
        (
            with(get(), "leader", json!("0015")),
            format!("message.leader: \"0015\" is not allowed: {replicas}, or FFFF"),
        ),
        (without(get(), "MID"), "message: the key \"MID\" is missing".into()),
        (with(get(), "MID", json!(1.5)), "message.MID: 1.5 is not allowed: a text, or a whole number".into()),
        (without(get(), "key"), "message: the key \"key\" is missing".into()),
        (with(get(), "key", json!(7)), "message.key: 7 is not allowed: a string".into()),
        (with(get(), "read", json!("fast")), "message.read: \"fast\" is not allowed: log, read_index".into()),
        (
            with(get(), "type", json!("AppendEntries")),
            "message.type: \"AppendEntries\" is not allowed: get".into(),
        ),
        (with(append(), "type", json!("get")), "message.type: \"get\" is not allowed: hello, Req".into()),
        (with(append(), "leaderId", json!("0001")), "message: unknown key \"leaderId\"; known here".into()),
        (with(append(), "term", json!("4")), "message.term: \"4\" is not allowed: a whole number".into()),
        (with(append(), "term", json!(-1)), "message.term: -1 is not allowed: a whole number".into()),
        (
            with(append(), "term", json!(9_007_199_254_740_992_u64)),
            "message.term: 9007199254740992 is not allowed: a whole number from 0 to 9007199254740991".into(),
        ),
        (
            with(append(), "prevLogTerm", json!(5)),
            "message.prevLogTerm: 5 is not allowed: a whole number from 0 to 4".into(),
        ),
        (
            with(append(), "entries", json!([{ "term": 3, "op": "no_op" }, { "term": 2, "op": "no_op" }])),
            "message.entries[1].term: 2 is not allowed: a whole number from 3 to 4".into(),
        ),
        (
            with(append(), "entries", json!([{ "term": 1, "op": "increment" }])),
            "message.entries[0].op: \"increment\" is not allowed: get, put, delete, compare_and_set".into(),
        ),
        (
            with(append(), "entries", json!([{ "term": 1, "op": "configuration", "voters": ["0009"] }])),
            format!("message.entries[0].voters[0]: \"0009\" is not allowed: {replicas}"),
        ),
    ] {
        let said = said_to(&letter.to_string());
        assert!(said.starts_with(&complaint), "{said}\n{complaint}");
    }
}

#[test]
fn a_client_may_say_more_than_is_asked() {
    let mut replica = member("0000", &json!({}));
    let output = replica.receive(&with(get(), "attempt", json!(2)).to_string(), 1.0);
    assert_eq!(output.refused, None);
}

#[test]
fn a_moment_that_is_none_is_refused_and_time_never_runs_backward() {
    let mut replica = member("0000", &json!({}));
    for now in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
        let refused = replica.tick(now).refused.expect("it is refused").to_string();
        assert!(refused.starts_with("now: "), "{refused}");
    }
    let output = replica.tick(1_000.0);
    assert!(!output.messages.is_empty(), "its election timer has run out");
    let deadline = replica.deadline().expect("it has one");
    let output = replica.tick(10.0);
    assert!(output.refused.is_none() && output.messages.is_empty());
    assert_eq!(replica.deadline(), Some(deadline));
}

#[test]
fn options_that_are_wrong_are_refused_by_their_place() {
    let twice = json!({ "peers": ["0001", "0001"] });
    let many: Vec<_> = (1..40).map(|number| format!("{number:04}")).collect();
    for (more, complaint) in [
        (json!({ "id": "S1" }), "options.id: \"S1\" is not allowed: four upper-case hex digits"),
        (twice, "options.peers[1]: 0001 is named twice: once is allowed"),
        (json!({ "peers": ["0000"] }), "options.peers[0]: 0000 is named twice: once is allowed"),
        (json!({ "peers": many }), "options.peers: 39 peers are not allowed: at most 31"),
        (json!({ "voters": [] }), "options.voters: [] is not allowed: at least one replica"),
        (json!({ "raft": { "heartbeat_ms": 0 } }), "options.raft.heartbeat_ms: 0 is not allowed: 1 to"),
        (json!({ "durable": {} }), "options.durable: {} is not allowed: a list"),
        (json!({ "colour": "red" }), "options: unknown key \"colour\"; known here: id, peers, voters"),
    ] {
        let refused = Member::new(&options("0000", &more).to_string(), 0, 0.0);
        let refused = refused.expect_err("it is wrong").to_string();
        assert!(refused.starts_with(complaint), "{refused}\n{complaint}");
    }
}

#[test]
fn what_a_host_asks_wrongly_is_refused() {
    let mut replica = member("0000", &json!({}));
    let refused = |output: raft_playground::course::Output| output.refused.expect("it is wrong").to_string();
    assert!(refused(replica.transfer("0009", 1.0)).starts_with("to: \"0009\" is not allowed: 0000, "));
    let said = refused(replica.configure(r#"{"voters": ["0001", "0001"]}"#, 1.0));
    assert_eq!(said, "configuration.voters[1]: 0001 is named twice: once is allowed");
}
