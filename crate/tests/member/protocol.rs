//! The course's protocol, as five replicas and a client speak it.

use serde_json::{Value, json};

use super::host::{Host, status};
use super::words::{CLIENT, IDS, letter, member, value};

fn put(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": value })
}

fn get(key: &str) -> Value {
    json!({ "key": key })
}

#[test]
fn the_first_message_of_a_replica_is_hello_to_all() {
    let hello = value(&member("0003", &json!({})).hello().messages[0]);
    assert_eq!(hello, json!({ "src": "0003", "dst": "FFFF", "leader": "FFFF", "type": "hello" }));
}

#[test]
fn five_replicas_elect_one_and_every_message_names_whom_its_sender_follows() {
    let mut host = Host::of_five(json!({}));
    let leader = host.await_leader();
    assert_eq!(status(host.member(leader))["role"], "leader");
    for message in &host.sent {
        for (key, kind) in [("src", "string"), ("dst", "string"), ("leader", "string"), ("type", "string")] {
            assert!(message[key].is_string(), "{key} is a {kind}: {message}");
        }
    }
    let appends = host.sent.iter().filter(|message| message["type"] == "AppendEntries");
    assert!(appends.clone().count() > 0 && appends.clone().all(|message| message["leader"] == leader));
}

#[test]
fn a_put_is_acknowledged_with_its_mid_and_a_get_reads_it_and_an_unknown_key_reads_as_nothing() {
    let mut host = Host::of_five(json!({}));
    let leader = host.await_leader();
    let answer = host.ask(leader, "put", &put("x", "3"));
    assert_eq!(answer, json!({ "src": leader, "dst": CLIENT, "leader": leader, "type": "ok", "MID": "M1" }));
    let answer = host.ask(leader, "get", &get("x"));
    let expected =
        json!({ "src": leader, "dst": CLIENT, "leader": leader, "type": "ok", "MID": "M2", "value": "3" });
    assert_eq!(answer, expected);
    assert_eq!(host.ask(leader, "get", &get("y"))["value"], "");
}

#[test]
fn a_follower_redirects_to_the_leader_that_it_knows() {
    let mut host = Host::of_five(json!({}));
    let leader = host.await_leader();
    let follower = IDS.into_iter().find(|&id| id != leader).expect("there are five");
    let answer = host.ask(follower, "get", &get("x"));
    assert_eq!((&answer["type"], &answer["leader"]), (&json!("redirect"), &json!(leader)));
}

#[test]
fn a_request_waits_while_no_leader_is_known() {
    let mut host = Host::of_five(json!({}));
    let answer = host.ask("0000", "put", &put("x", "3"));
    assert_ne!(answer["leader"], "FFFF");
    assert!(answer["type"] == "ok" || answer["type"] == "redirect", "{answer}");
}

#[test]
fn a_mid_may_be_a_number() {
    let mut member = member("0000", &json!({ "peers": [] }));
    member.tick(1_000.0);
    let request = letter(CLIENT, "put", &json!({ "MID": 17, "key": "x", "value": "3" }));
    let output = member.receive(&request.to_string(), 1_000.0);
    assert_eq!(value(&output.messages[0])["MID"], 17);
}

#[test]
fn what_was_acknowledged_is_there_after_the_leader_has_died_and_after_all_have() {
    let mut host = Host::of_five(json!({}));
    let first = host.await_leader();
    assert_eq!(host.ask_leader("put", &put("x", "3"))["type"], "ok");
    host.kill(first);
    host.until("another leads", |host| host.leader().is_some_and(|leader| leader != first));
    assert_eq!(host.ask_leader("get", &get("x"))["value"], "3");
    host.start(first);
    for id in IDS {
        host.kill(id);
    }
    for id in IDS {
        host.start(id);
    }
    host.await_leader();
    assert_eq!(host.ask_leader("get", &get("x"))["value"], "3");
}

#[test]
fn all_ways_of_reading_and_all_operations_are_there_for_clients_who_ask_for_them() {
    let mut host = Host::of_five(json!({ "raft": { "check_quorum": true, "pre_vote": true } }));
    host.await_leader();
    host.ask_leader("put", &put("x", "3"));
    for way in ["log", "read_index", "lease"] {
        assert_eq!(host.ask_leader("get", &json!({ "key": "x", "read": way }))["value"], "3", "by {way}");
    }
    let swap = |expect: &str, value: &str| json!({ "key": "x", "expect": expect, "value": value });
    assert_eq!(host.ask_leader("compare_and_set", &swap("2", "4"))["type"], "fail");
    assert_eq!(host.ask_leader("compare_and_set", &swap("3", "4"))["type"], "ok");
    assert_eq!(host.ask_leader("delete", &get("x"))["type"], "ok");
    assert_eq!(host.ask_leader("get", &get("x"))["value"], "");
    assert!(host.sent.iter().any(|message| message["type"] == "PreVote"));
}

#[test]
fn a_command_of_a_session_that_comes_again_is_not_carried_out_again() {
    // ApplyOnce, §8.
    let mut host = Host::of_five(json!({ "sessions_kept": 1 }));
    host.await_leader();
    let session = host.ask_leader("open_session", &json!({}))["session"].clone();
    let mark = |fields: Value, sequence: u64| {
        let mut marked = fields;
        marked["session"] = session.clone();
        marked["sequence"] = json!(sequence);
        marked["unanswered"] = json!(1);
        marked
    };
    let swap = json!({ "key": "x", "expect": "", "value": "1" });
    for _ in 0..2 {
        assert_eq!(host.ask_leader("compare_and_set", &mark(swap.clone(), 1))["type"], "ok");
    }
    assert_eq!(host.ask_leader("compare_and_set", &mark(swap.clone(), 2))["type"], "fail");
    host.ask_leader("open_session", &json!({}));
    let expired = host.ask_leader("put", &mark(put("x", "2"), 3));
    assert_eq!((&expired["type"], &expired["sessionExpired"]), (&json!("fail"), &json!(true)));
}

#[test]
fn a_replica_that_was_away_is_sent_a_snapshot_of_what_is_compacted() {
    // §7.
    let mut host = Host::of_five(json!({ "raft": { "snapshot_threshold": 5, "snapshot_chunk": 64,
                                                   "max_batch": 1, "window": 1 } }));
    let leader = host.await_leader();
    let away = IDS.into_iter().find(|&id| id != leader).expect("there are five");
    host.kill(away);
    for number in 0..30 {
        assert_eq!(host.ask_leader("put", &put(&format!("key {number}"), "value"))["type"], "ok");
    }
    host.start(away);
    host.until("it has caught up", |host| status(host.member(away))["lastApplied"].as_u64() >= Some(30));
    let parts = host.sent.iter().filter(|message| message["type"] == "InstallSnapshot").count();
    assert!(parts > 1, "{parts} parts");
    assert!(host.kept[away].iter().any(|write| write["snapshot"].is_object()));
}

#[test]
fn the_leadership_is_handed_over_and_the_configuration_changed_when_the_host_asks() {
    // Dissertation §3.10; §6.
    let mut host = Host::of_five(json!({ "voters": ["0000", "0001", "0002"] }));
    host.until("three follow one", |host| {
        ["0000", "0001", "0002"].iter().all(|id| status(host.member(id))["leader"].is_string())
    });
    let leader = status(host.member("0000"))["leader"].as_str().expect("it is known").to_owned();
    let next = ["0000", "0001", "0002"].into_iter().find(|&id| id != leader).expect("there are three");
    host.ask_leader("put", &put("x", "3"));
    host.on(&leader, |member, now| member.transfer(next, now));
    host.until("it leads", |host| status(host.member(next))["role"] == "leader");
    host.ask_leader("put", &put("x", "4"));
    host.on(next, |member, now| member.configure(r#"{"voters": ["0002", "0003", "0004"]}"#, now));
    host.until("a new voter leads", |host| {
        ["0003", "0004"].iter().all(|id| status(host.member(id))["leader"].is_string())
            && ["0002", "0003", "0004"].iter().any(|id| status(host.member(id))["role"] == "leader")
    });
    for id in ["0000", "0001"] {
        host.kill(id);
    }
    assert_eq!(host.ask_leader("get", &get("x"))["value"], "4");
    assert!(host.sent.iter().any(|message| message["type"] == "TimeoutNow"));
}
