//! What must be durable before messages leave: all that a replica promises is found again from its writes alone.

use raft_playground::course::{Member, Output};
use serde_json::{Value, json};

use super::host::{Host, status};
use super::words::{IDS, letter, member, options, value};

fn restarted(durable: &Value) -> Member {
    member("0000", &json!({ "durable": durable }))
}

fn refused(durable: &Value) -> String {
    let options = options("0000", &json!({ "durable": durable }));
    Member::new(&options.to_string(), 0, 0.0).expect_err("these writes are wrong").to_string()
}

fn writes(output: &Output) -> Vec<Value> {
    output.writes.iter().map(value).collect()
}

/// 0001 asks for the vote of term 3.
fn vote_request() -> Value {
    let fields = json!({ "term": 3, "lastLogIndex": 0, "lastLogTerm": 0, "campaignTransfer": false });
    letter("0001", "RequestVote", &fields)
}

#[test]
fn a_vote_is_among_the_writes_of_the_output_that_grants_it_and_outlives_a_crash() {
    // VoteOncePerTerm, §5.2.
    let mut voter = member("0000", &json!({}));
    let output = voter.receive(&vote_request().to_string(), 1.0);
    assert_eq!(writes(&output), [json!({ "write": 1, "term": 3, "votedFor": "0001" })]);
    assert_eq!(value(&output.messages[0])["voteGranted"], true);
    let mut again = restarted(&json!(writes(&output)));
    let mut other = vote_request();
    other["src"] = json!("0002");
    let output = again.receive(&other.to_string(), 1.0);
    assert_eq!(value(&output.messages[0])["voteGranted"], false);
}

#[test]
fn entries_are_among_the_writes_of_the_output_that_acknowledges_them() {
    let mut follower = member("0000", &json!({}));
    let append = |from: u64, terms: &[u64]| {
        let entry = |term: &u64| json!({ "term": term, "op": "put", "key": "x", "value": "3" });
        let fields = json!({ "term": 4, "prevLogIndex": from, "prevLogTerm": from.min(1), "leaderCommit": 0,
                             "round": 1, "entries": terms.iter().map(entry).collect::<Vec<_>>() });
        letter("0001", "AppendEntries", &fields).to_string()
    };
    let first = follower.receive(&append(0, &[1, 1, 2]), 1.0);
    let expected = json!({ "write": 1, "term": 4, "votedFor": null, "from": 1, "entries": [
        { "term": 1, "op": "put", "key": "x", "value": "3" },
        { "term": 1, "op": "put", "key": "x", "value": "3" },
        { "term": 2, "op": "put", "key": "x", "value": "3" },
    ] });
    assert_eq!(json!(writes(&first)), json!([expected]));
    assert_eq!(value(&first.messages[0])["matchIndex"], 3);
    let second = follower.receive(&append(1, &[4]), 2.0);
    let expected =
        json!({ "write": 2, "from": 2, "entries": [{ "term": 4, "op": "put", "key": "x", "value": "3" }] });
    assert_eq!(json!(writes(&second)), json!([expected]), "what conflicts gives way");
}

#[test]
fn the_writes_of_a_run_and_the_whole_state_come_to_the_same() {
    let mut host = Host::of_five(json!({ "raft": { "snapshot_threshold": 10 } }));
    host.await_leader();
    let put = |host: &mut Host, number| {
        let fields = json!({ "key": format!("key {number}"), "value": "value" });
        assert_eq!(host.ask_leader("put", &fields)["type"], "ok");
    };
    (0..25).for_each(|number| put(&mut host, number));
    host.until("all have a snapshot", |host| {
        IDS.into_iter().all(|id| host.kept[id].iter().any(|write| write["snapshot"].is_object()))
    });
    (25..28).for_each(|number| put(&mut host, number));
    host.until("all have applied all", |host| {
        IDS.into_iter().all(|id| status(host.member(id))["lastApplied"].as_u64() >= Some(28))
    });
    for id in IDS {
        let whole = value(&host.member(id).durable());
        let options = |durable: Value| options(id, &json!({ "durable": durable })).to_string();
        let from_writes = Member::new(&options(json!(host.kept[id])), 0, 0.0).expect("its writes are good");
        let from_whole = Member::new(&options(json!([whole])), 0, 0.0).expect("its whole state is good");
        assert_eq!(value(&from_writes.durable()), whole);
        assert_eq!(value(&from_whole.durable()), whole);
        assert!(whole["snapshot"].is_object() && whole["entries"].is_array(), "both are tried");
        let was = status(host.member(id));
        for key in ["term", "votedFor", "lastLogIndex"] {
            assert_eq!(status(&from_writes)[key], was[key], "{key} of {id}");
        }
    }
}

#[test]
fn writes_go_on_counting_behind_those_of_the_life_before() {
    let mut voter = restarted(&json!([{ "write": 9, "whole": true, "term": 2, "votedFor": null }]));
    let output = voter.receive(&vote_request().to_string(), 1.0);
    assert_eq!(writes(&output)[0]["write"], 10);
}

#[test]
fn writes_that_are_lost_repeated_or_no_replicas_are_refused_by_their_place() {
    let vote = |write: u64, term: u64| json!({ "write": write, "term": term, "votedFor": null });
    let entry = |term: u64| json!({ "term": term, "op": "no_op" });
    for (durable, complaint) in [
        (json!([vote(2, 1)]), "options.durable[0].write: 2 is not allowed: 1 comes next"),
        (json!([vote(1, 1), vote(3, 1)]), "options.durable[1].write: 3 is not allowed: 2 comes next"),
        (json!([vote(1, 1), vote(1, 1)]), "options.durable[1].write: 1 is not allowed: 2 comes next"),
        (
            json!([vote(1, 5), vote(2, 4)]),
            "options.durable[1].term: 4 is not allowed: a whole number from 5 to 9007199254740991",
        ),
        (json!([{ "write": 1, "term": 1 }]), "options.durable[0]: the key \"votedFor\" is missing"),
        (
            json!([{ "write": 1, "term": 1, "votedFor": "0015" }]),
            "options.durable[0].votedFor: \"0015\" is not allowed: 0000, 0001, 0002, 0003, 0004",
        ),
        (
            json!([{ "write": 1, "term": 1, "votedFor": null, "from": 2, "entries": [entry(1)] }]),
            "options.durable[0].from: 2 is not allowed: a whole number from 1 to 1",
        ),
        (
            json!([{ "write": 1, "term": 1, "votedFor": null, "entries": [entry(1)] }]),
            "options.durable[0]: the key \"from\" is missing",
        ),
        (
            json!([{ "write": 1, "term": 3, "votedFor": null, "from": 1, "entries": [entry(2), entry(1)] }]),
            "options.durable[0].entries[1].term: 1 is not allowed: a whole number from 2 to 3",
        ),
        (
            json!([{ "write": 1, "term": 3, "votedFor": null, "snapshot": {
                "lastIncludedIndex": 5, "lastIncludedTerm": 2, "voters": ["0000"], "learners": [],
                "outgoing": [], "data": "AQ==" } }]),
            "options.durable[0].snapshot.data: these bytes are no store: only what a replica wrote is allowed",
        ),
        (json!([{ "write": 1, "vote": "0001" }]), "options.durable[0]: unknown key \"vote\""),
    ] {
        let said = refused(&durable);
        assert!(said.starts_with(complaint), "{said}\n{complaint}");
    }
}
