//! Whatever arrives is taken or refused, and the replica goes on. What is refused has changed nothing.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use raft_playground::course::Member;
use serde_json::{Value, json};

use super::host::status;
use super::words::{CLIENT, letter, member, value};

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..6_u64).prop_map(Value::from),
        ((1_u64 << 53) - 3..(1 << 53) + 3).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
    ]
}

fn word() -> impl Strategy<Value = Value> {
    select(vec![
        "0000",
        "0001",
        "0002",
        "FFFF",
        "0015",
        "hello",
        "get",
        "put",
        "RequestVote",
        "AppendEntries",
        "InstallSnapshot",
        "TimeoutNow",
        "no_op",
        "configuration",
        "x",
        "AAAAABV8Sn+5eTee",
        "",
        "lease",
    ])
    .prop_map(Value::from)
}

fn key() -> impl Strategy<Value = &'static str> {
    select(vec![
        "src",
        "dst",
        "leader",
        "type",
        "term",
        "lastLogIndex",
        "lastLogTerm",
        "campaignTransfer",
        "voteGranted",
        "askedTerm",
        "prevLogIndex",
        "prevLogTerm",
        "entries",
        "leaderCommit",
        "round",
        "success",
        "matchIndex",
        "rejectHint",
        "logTerm",
        "lastIncludedIndex",
        "lastIncludedTerm",
        "voters",
        "learners",
        "outgoing",
        "offset",
        "data",
        "done",
        "bytesStored",
        "MID",
        "key",
        "value",
        "read",
        "session",
        "sequence",
        "unanswered",
        "op",
    ])
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        word(),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let pair = (key(), inner.clone());
        let object = vec(pair, 0..6)
            .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
        prop_oneof![vec(inner, 0..5).prop_map(Value::from), object.prop_map(Value::Object)]
    })
}

/// One good message of each kind.
fn good() -> impl Strategy<Value = Value> {
    let entries = json!([
        { "term": 1, "op": "no_op" },
        { "term": 2, "op": "put", "key": "x", "value": "3", "session": 1, "sequence": 2, "unanswered": 1 },
        { "term": 2, "op": "configuration", "voters": ["0000", "0001"], "learners": [], "outgoing": ["0002"] },
    ]);
    select(vec![
        letter("0001", "hello", &json!({})),
        letter(
            "0001",
            "RequestVote",
            &json!({ "term": 3, "lastLogIndex": 9, "lastLogTerm": 2, "campaignTransfer": true }),
        ),
        letter("0002", "RequestVoteResponse", &json!({ "term": 1, "voteGranted": true })),
        letter("0001", "PreVote", &json!({ "term": 3, "lastLogIndex": 9, "lastLogTerm": 2 })),
        letter("0002", "PreVoteResponse", &json!({ "term": 1, "askedTerm": 2, "voteGranted": true })),
        letter(
            "0001",
            "AppendEntries",
            &json!({ "term": 3, "prevLogIndex": 0, "prevLogTerm": 0, "entries": entries,
                                                 "leaderCommit": 2, "round": 1 }),
        ),
        letter(
            "0002",
            "AppendEntriesResponse",
            &json!({ "term": 1, "success": true, "matchIndex": 1, "round": 0 }),
        ),
        letter(
            "0003",
            "AppendEntriesResponse",
            &json!({ "term": 1, "success": false, "prevLogIndex": 1,
                                                         "rejectHint": 0, "logTerm": 0, "round": 0 }),
        ),
        letter("0001", "TimeoutNow", &json!({ "term": 1 })),
        letter(
            "0001",
            "InstallSnapshot",
            &json!({ "term": 3, "lastIncludedIndex": 4, "lastIncludedTerm": 2,
                                                   "voters": ["0000", "0001"], "learners": ["0003"], "outgoing": [],
                                                   "offset": 0, "data": "AAAAABV8Sn+5eTee", "done": true }),
        ),
        letter(
            "0002",
            "InstallSnapshotResponse",
            &json!({ "term": 1, "lastIncludedIndex": 4, "done": false,
                                                           "offset": 0, "bytesStored": 4 }),
        ),
        letter(CLIENT, "get", &json!({ "MID": "1", "key": "x" })),
        letter(CLIENT, "put", &json!({ "MID": "2", "key": "x", "value": "3" })),
    ])
}

/// A good message in which fields are replaced, added or missing.
fn spoilt() -> impl Strategy<Value = Value> {
    let change = (key(), any::<prop::sample::Index>(), prop::option::of(any_value()));
    (good(), vec(change, 0..3)).prop_map(|(mut letter, changes)| {
        for (key, place, value) in changes {
            let fields = letter.as_object_mut().expect("it is an object");
            match value {
                None => {
                    let known: Option<String> = fields.keys().nth(place.index(fields.len().max(1))).cloned();
                    known.map(|known| fields.remove(&known));
                }
                Some(value) if place.index(2) == 0 => {
                    fields.insert(key.into(), value);
                }
                Some(value) => {
                    let count = fields.len().max(1);
                    fields
                        .values_mut()
                        .nth(place.index(count))
                        .into_iter()
                        .for_each(|old| *old = value.clone());
                }
            }
        }
        letter
    })
}

/// Everything about a replica that can be seen from outside.
fn seen(replica: &Member) -> (Value, Value, Option<f64>) {
    (status(replica), value(&replica.durable()), replica.deadline())
}

fn takes(replica: &mut Member, text: &str, now: f64) -> Result<(), TestCaseError> {
    let before = seen(replica);
    let output = replica.receive(text, now);
    let Some(bad) = output.refused else { return Ok(()) };
    prop_assert!(output.messages.is_empty() && output.writes.is_empty());
    prop_assert!(!bad.place.is_empty() && !bad.message.is_empty() && bad.message.len() < 2_000, "{bad:?}");
    prop_assert_eq!(seen(replica), before);
    Ok(())
}

/// It takes its vote request or its heartbeat as any replica would: it ticks, and what it wrote is good.
fn lives(replica: &mut Member, now: f64) -> Result<(), TestCaseError> {
    prop_assert!(replica.tick(now).refused.is_none());
    let durable = value(&replica.durable());
    let options = super::words::options("0000", &json!({ "durable": [durable] }));
    let again = Member::new(&options.to_string(), 0, now).map(|member| value(&member.durable()));
    prop_assert_eq!(again, Ok(value(&replica.durable())));
    Ok(())
}

/// Alone in its cluster it leads, among others it follows.
fn replica(leads: bool) -> Member {
    let mut replica = member("0000", &if leads { json!({ "voters": ["0000"] }) } else { json!({}) });
    if leads {
        replica.tick(1_000.0);
        assert_eq!(status(&replica)["role"], "leader");
    }
    replica
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_taken_or_refused(text in any::<String>()) {
        takes(&mut replica(false), &text, 1_000.0)?;
    }

    #[test]
    fn any_json_is_taken_or_refused(json in any_value()) {
        takes(&mut replica(false), &json.to_string(), 1_000.0)?;
    }

    #[test]
    fn a_replica_outlives_whatever_comes_in(
        leads: bool,
        letters in vec((spoilt(), any::<prop::sample::Index>()), 1..12),
    ) {
        let mut replica = replica(leads);
        let mut now = 1_000.0;
        for (letter, end) in letters {
            let text = letter.to_string();
            let cut = text.get(..end.index(text.len() * 8)).unwrap_or(&text);
            now += 10.0;
            takes(&mut replica, cut, now)?;
        }
        lives(&mut replica, now + 5_000.0)?;
    }
}
