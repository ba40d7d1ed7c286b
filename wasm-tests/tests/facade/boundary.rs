//! What crosses the boundary is of the types that `web/src/engine/protocol.ts` and `core.ts` name.

use js_sys::{Array, Float64Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Page, flight, get, header, shape};

/// `REPLICA.STRIDE`.
const REPLICA: u32 = 15;

#[wasm_bindgen_test]
fn a_fresh_run_has_a_deadline_and_its_first_action_and_nothing_else_in_the_header() {
    let page = Page::leader_crash();
    assert_eq!(page.number("header_ptr") % 8.0, 0.0);
    assert_eq!(page.header(header::NEXT_ACTION), 60_000.0);
    assert!((60_000.0..=300_000.0).contains(&page.header(header::NEXT_DEADLINE)));
    for field in [header::SENDS, header::EVENTS, header::VIOLATED, header::VERB, header::OVER] {
        assert_eq!(page.header(field), 0.0, "field {field}");
    }
}

#[wasm_bindgen_test]
fn an_entry_and_a_record_take_the_bytes_that_the_tour_of_the_code_names() {
    assert_eq!(size_of::<raft_playground::raft::Entry>(), 16);
    assert_eq!(size_of::<raft_playground::sim::Record>(), 80);
}

#[wasm_bindgen_test]
fn never_is_infinity() {
    let mut page = Page::open(r#"{"replicas": 1}"#, JsValue::UNDEFINED).expect("it reads");
    assert_eq!(page.header(header::NEXT_ACTION), f64::INFINITY);
    page.get("enqueue", &[r#"{"do": "crash", "replica": "S1"}"#.into(), 5.into()]);
    page.step();
    assert_eq!(page.header(header::NEXT_DEADLINE), f64::INFINITY);
}

#[wasm_bindgen_test]
fn a_candidate_leaves_four_requests_for_votes_in_the_outbox() {
    let mut page = Page::leader_crash();
    page.run_until(60_000.0);
    let sent = page.outbox();
    assert_eq!(page.number("outbox_ptr"), page.header(header::OUTBOX));
    assert_eq!(sent.len(), 4);
    for (place, record) in sent.iter().enumerate() {
        assert_eq!(record[flight::ID], place as f64 + 1.0, "ids count from 1 in the order of sending");
        assert_eq!((record[flight::SLOT], record[flight::FROM]), (place as f64, 0.0));
        assert_eq!(record[flight::TO], place as f64 + 1.0);
        assert_eq!((record[flight::KIND], record[flight::NOTE], record[flight::TERM]), (0.0, 0.0, 1.0));
        assert_eq!((record[flight::SENT], record[flight::DUE]), (60_000.0, record[flight::ARRIVES]));
        assert!((72_000.0..=82_000.0).contains(&record[flight::ARRIVES]), "a hop takes 12 to 22 ms");
    }
}

#[wasm_bindgen_test]
fn an_append_tells_its_first_entry_and_its_answer_the_last_that_agrees() {
    let mut page = Page::open(r#"{"replicas": 2, "seed": 1}"#, JsValue::UNDEFINED).expect("it reads");
    let mut next_of = |kind: f64| {
        loop {
            page.step();
            if let Some(record) = page.outbox().into_iter().find(|record| record[flight::KIND] == kind) {
                return (record[flight::NOTE], record[flight::INDEX]);
            }
        }
    };
    assert_eq!(next_of(2.0), (1.0, 1.0), "the no-op of the new leader");
    assert_eq!(next_of(4.0), (1.0, 1.0), "its acknowledgement");
    assert_eq!(next_of(3.0), (0.0, 0.0), "a heartbeat carries none");
}

#[wasm_bindgen_test]
fn what_an_action_wants_of_the_queue_lies_in_the_header() {
    let verb = |action: &str| {
        let mut page = Page::leader_crash();
        page.run_until(60_000.0);
        page.get("enqueue", &[action.into(), 60_001.into()]);
        page.step();
        [header::VERB, header::MESSAGE, header::BY].map(|field| page.header(field))
    };
    assert_eq!(verb(r#"{"do": "deliver", "message": 2}"#), [1.0, 2.0, 0.0]);
    assert_eq!(verb(r#"{"do": "delay", "message": 3, "by_ms": -1.5}"#), [2.0, 3.0, -1500.0]);
    assert_eq!(verb(r#"{"do": "drop", "message": 9007199254740991}"#), [3.0, 9_007_199_254_740_991.0, 0.0]);
    assert_eq!(verb(r#"{"do": "duplicate", "message": 0}"#), [4.0, 0.0, 0.0]);
    assert_eq!(verb(r#"{"do": "heal"}"#)[0], 0.0);
}

#[wasm_bindgen_test]
fn packed_records_are_typed_arrays_of_a_record_for_each_replica() {
    let mut page = Page::leader_crash();
    let length = |page: &Page, method, arguments: &[JsValue]| {
        page.get(method, arguments).dyn_into::<Float64Array>().expect("it is a Float64Array").length()
    };
    assert_eq!(length(&page, "replicas", &[]), 5 * REPLICA);
    assert_eq!(length(&page, "progress", &[]), 0, "no one leads yet");
    assert_eq!(length(&page, "log_terms", &[1.into(), 7.into()]), 5 * 7);
    let cuts: Uint32Array = page.get("cuts", &[]).dyn_into().expect("it is a Uint32Array");
    assert_eq!(cuts.to_vec(), [0; 5]);
    page.run_until(300_000.0);
    assert_eq!(length(&page, "progress", &[]), 5 * 2);
    page.get("enqueue", &[r#"{"do": "isolate", "replica": "S2"}"#.into(), 300_001.into()]);
    page.step();
    let cuts: Uint32Array = page.get("cuts", &[]).dyn_into().expect("it is a Uint32Array");
    assert_eq!(cuts.to_vec(), [0b10, 0b11101, 0b10, 0b10, 0b10]);
}

#[wasm_bindgen_test]
fn a_replica_is_told_as_it_stands_with_null_for_none() {
    let mut page = Page::leader_crash();
    let types = "name: string, up: boolean, role: string, term: number, votedFor: null, leader: null, \
                 commitIndex: number, lastApplied: number, lastIndex: number, lastTerm: number, durable: object, \
                 unsynced: number, votes: array, progress: array, store: array, storeSize: number, \
                 handsOverTo: null, snapshot: null, configuration: object, sessions: array, reads: array, \
                 leaseUntil: null";
    assert_eq!(shape(&page.get("replica", &["S1".into()])), types);
    page.run_until(400_000.0);
    let leader = page.get("replica", &["S1".into()]);
    assert_eq!(shape(&leader), types.replacen("null", "string", 2), "it hands over to nobody");
    assert_eq!(
        shape(&get(&leader, "configuration")),
        "voters: array, learners: array, outgoing: array, index: number, committed: boolean"
    );
    assert_eq!(
        shape(&get(&leader, "durable")),
        "term: number, votedFor: string, lastIndex: number, snapshot: null"
    );
    let progress: Array = get(&leader, "progress").unchecked_into();
    assert_eq!(
        shape(&progress.get(0)),
        "replica: string, nextIndex: number, matchIndex: number, inFlight: number, state: string"
    );
    let store: Array = get(&leader, "store").unchecked_into();
    assert!(Array::is_array(&store.get(0)));
    assert_eq!(get(&store.get(0), "0"), "x", "a pair is a list of key and value");
}

#[wasm_bindgen_test]
fn messages_entries_and_answers_have_their_fields() {
    let mut page = Page::leader_crash();
    page.run_until(185_000.0);
    let slot = *page.queue.values().next().expect("something is in flight");
    let message = page.get("message", &[slot.into()]);
    assert_eq!(
        shape(&message),
        "id: number, from: string, to: string, name: string, sent: number, due: number, fields: array"
    );
    assert_eq!(
        shape(&page.get("entry", &["S1".into(), 1.into()])),
        "index: number, term: number, text: string, on: array"
    );
    assert_eq!(page.get("entry", &["S1".into(), 99.into()]), JsValue::UNDEFINED);

    let answers = |page: &Page| page.get("answers", &[5.into()]).unchecked_into::<Array>();
    let waiting = "number: number, client: string, op: string, outcome: string, value: null, from: null, asked: number, \
                   answered: null";
    assert_eq!(shape(&answers(&page).get(0)), waiting);
    page.run_until(1_900_000.0);
    let answered = "number: number, client: string, op: string, outcome: string, value: string, from: string, asked: number, \
                    answered: number";
    let shapes: Vec<String> = answers(&page).iter().map(|answer| shape(&answer)).collect();
    assert!(shapes.iter().any(|shape| shape == answered), "a get is answered with a value: {shapes:?}");
}

#[wasm_bindgen_test]
fn an_event_has_only_the_fields_that_it_knows() {
    let mut page = Page::leader_crash();
    assert_eq!(page.get("caption", &[]), JsValue::UNDEFINED);
    page.run_until(1_000_000.0);
    assert!(page.get("caption", &[]).is_object());
    let events: Array = page.get("events", &[500.into()]).unchecked_into();
    let least = "number: number, at: number, subject: string, kind: string, text: string";
    let mut keys: Vec<String> = Vec::new();
    for event in events.iter() {
        let shape = shape(&event);
        assert!(shape.starts_with(least), "{shape}");
        keys.extend(shape[least.len()..].split(", ").map(str::to_owned));
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(
        keys,
        ["", "message: number", "peer: string", "reason: string", "rule: string", "section: string"]
    );
}

#[wasm_bindgen_test]
fn events_are_found_by_number_subject_and_kind() {
    let mut page = Page::leader_crash();
    page.run_until(1_000_000.0);
    let kinds: JsValue = Array::of1(&"vote".into()).into();
    let found: Array = page.get("events", &[3.into(), 100.into(), "S2".into(), kinds]).unchecked_into();
    assert!((1..=3).contains(&found.length()));
    for event in found.iter() {
        assert_eq!(get(&event, "kind"), "vote");
        assert!(get(&event, "subject") == "S2" || get(&event, "peer") == "S2");
        assert!(get(&event, "number").as_f64() < Some(100.0));
    }
    let none = [0.into(), JsValue::NULL, JsValue::NULL, JsValue::NULL];
    assert_eq!(page.get("events", &none).unchecked_into::<Array>().length(), 0);
}

#[wasm_bindgen_test]
fn settings_counters_and_no_violation() {
    let page = Page::leader_crash();
    let settings = page.get("settings", &[]);
    assert_eq!(
        shape(&settings),
        "title: string, about: string, replicas: number, voters: null, clients: number, seed: number, raft: object, \
         network: object, disk: object, asking: object, workload: object, rules: array, end_ms: null, warnings: array"
    );
    assert_eq!(
        shape(&get(&settings, "raft")),
        "election_timeout_ms: array, heartbeat_ms: number, max_batch: number, window: number, \
         resend_ms: number, thrifty: boolean, commit_at_once: boolean, no_op: boolean, pre_vote: boolean, check_quorum: boolean, snapshot_threshold: number, snapshot_chunk: number, reads: string"
    );
    assert_eq!(shape(&get(&settings, "network")), "latency_ms: array, loss: number, duplication: number");
    assert_eq!(shape(&get(&settings, "disk")), "sync_ms: number, sync_ms_of: array");
    assert_eq!(
        shape(&get(&settings, "asking")),
        "retry_ms: number, sessions: boolean, sessions_kept: number"
    );
    assert_eq!(shape(&get(&settings, "workload")), "rate: number, gets: number");
    assert_eq!(
        shape(&page.get("counters", &[])),
        "processed: number, messages: number, requests: number, ok: number, failed: number, redirected: number"
    );
    assert_eq!(page.get("violation", &[]), JsValue::UNDEFINED);
    assert_eq!(page.number("script_len"), 10.0);
}

#[wasm_bindgen_test]
fn an_exported_run_opens_again_as_the_same_run() {
    let mut page = Page::open(super::page::LEADER_CRASH, 9_007_199_254_740_991_f64).expect("it reads");
    page.get("enqueue", &[r#"{"do": "crash", "replica": "S4"}"#.into(), 654_321.into()]);
    page.run_until(1_500_000.0);
    let saved = page.get("export", &[]).as_string().expect("it is text");
    let mut again = Page::open(&saved, JsValue::UNDEFINED).expect("it reads");
    again.run_until(1_500_000.0);
    assert_eq!(again.hash(), page.hash());
}

#[wasm_bindgen_test]
fn a_run_that_was_acted_on_after_its_end_is_exported_with_that_action() {
    let mut page = Page::open(r#"{"replicas": 3, "end_ms": 500}"#, JsValue::UNDEFINED).expect("it reads");
    page.run_until(500_000.0);
    page.get("enqueue", &[r#"{"do": "crash", "replica": "S3"}"#.into(), 500_001.into()]);
    let end = |page: &Page| get(&page.get("settings", &[]), "end_ms").as_f64();
    assert_eq!(end(&page), Some(500.0), "what is only ahead moves nothing");
    page.run_until(500_001.0);
    let saved = page.get("export", &[]).as_string().expect("it is text");
    let again = Page::open(&saved, JsValue::UNDEFINED).expect("it reads");
    assert_eq!(end(&again), Some(500.001));
}
