//! What is wrong with an input is told as a plain object with place and message, and changes nothing.

use js_sys::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{LEADER_CRASH, Page, get, shape};

/// The place of a refusal that is as it should be.
fn place(thrown: &JsValue) -> String {
    assert!(!thrown.is_instance_of::<Error>(), "{thrown:?} is an answer, and no failure");
    assert_eq!(shape(thrown), "place: string, message: string");
    assert_ne!(get(thrown, "message"), "");
    get(thrown, "place").as_string().unwrap_or_default()
}

fn refused<T>(answer: Result<T, JsValue>, what: &str) -> String {
    place(&answer.err().unwrap_or_else(|| panic!("{what} is not refused")))
}

#[wasm_bindgen_test]
fn a_text_that_is_no_scenario() {
    for (text, at) in [
        ("", "line 1, column 0"),
        ("{", "line 1, column 1"),
        ("{\n  \"replicas\": 5,\n  oops\n}", "line 3, column 3"),
        ("[]", "scenario"),
        (r#"{"replicas": 22}"#, "scenario.replicas"),
        (r#"{"network": {"loss": 2}}"#, "scenario.network.loss"),
        (r#"{"actions": [{"at_ms": 1, "do": "crash", "replica": "S6"}]}"#, "scenario.actions[0].replica"),
        (r#"{"lifetime": 1, "replicas": 5, "requests": 5}"#, "test.lifetime"),
    ] {
        assert_eq!(refused(Page::open(text, JsValue::UNDEFINED), text), at, "{text}");
    }
    let deep = "[".repeat(100_000);
    let long = format!("\"{}\"", "x".repeat(2_000_000));
    for text in [deep, long, "\u{0}".into(), "{\"title\": \"\\ud800\"}".into()] {
        assert_ne!(refused(Page::open(&text, JsValue::UNDEFINED), "it"), "");
    }
}

#[wasm_bindgen_test]
fn a_seed_that_is_no_whole_number_from_0_on() {
    for seed in [-1.0, 0.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9_007_199_254_740_992.0] {
        assert_eq!(refused(Page::open("{}", seed), &seed.to_string()), "seed");
    }
    for seed in [JsValue::UNDEFINED, JsValue::NULL, 0.into(), 9_007_199_254_740_991_f64.into()] {
        assert!(Page::open("{}", seed).is_ok());
    }
}

#[wasm_bindgen_test]
fn an_action_that_cannot_be_done_leaves_the_run_as_it_was() {
    let mut page = Page::leader_crash();
    page.run_until(300_000.0);
    let (hash, script) = (page.hash(), page.number("script_len"));
    for (action, at) in [
        ("", "line 1, column 0"),
        ("null", "action"),
        ("{}", "action"),
        (r#"{"do": "explode"}"#, "action.do"),
        (r#"{"do": "crash"}"#, "action"),
        (r#"{"do": "crash", "replica": "S6"}"#, "action.replica"),
        (r#"{"do": "crash", "replica": "C1"}"#, "action.replica"),
        (r#"{"do": "crash", "replica": "S1", "at_ms": 5}"#, "action"),
        (r#"{"do": "cut", "links": [["S1", "S1"]]}"#, "action.links[0]"),
        (r#"{"do": "partition", "groups": [["S1"], ["S2", "S1"]]}"#, "action.groups[1][1]"),
        (r#"{"do": "request", "client": "C3", "to": "leader", "op": "get", "key": "x"}"#, "action.client"),
        (r#"{"do": "request", "client": "C1", "to": "S9", "op": "get", "key": "x"}"#, "action.to"),
        (r#"{"do": "request", "client": "C1", "to": "S1", "op": "add", "key": "x"}"#, "action.op"),
        (r#"{"do": "deliver", "message": -1}"#, "action.message"),
        (r#"{"do": "delay", "message": 1, "by_ms": 1e300}"#, "action.by_ms"),
        (r#"{"do": "tune", "network": {"loss": -0.1}}"#, "action.network.loss"),
    ] {
        assert_eq!(refused(page.call("enqueue", &[action.into(), 300_001.into()]), action), at, "{action}");
    }
    let fine: JsValue = r#"{"do": "heal"}"#.into();
    for at in [-1.0, 0.5, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
        assert_eq!(refused(page.call("enqueue", &[fine.clone(), at.into()]), &at.to_string()), "at");
    }
    assert_eq!((page.hash(), page.number("script_len")), (hash, script));
}

#[wasm_bindgen_test]
fn looking_at_what_is_not_there() {
    let mut page = Page::leader_crash();
    page.run_until(300_000.0);
    for name in ["S6", "S0", "C1", "s1", "", "S1 ", "S99999999999999999999", "💥"] {
        assert_eq!(refused(page.call("replica", &[name.into()]), name), "replica");
        assert_eq!(refused(page.call("entry", &[name.into(), 1.into()]), name), "replica");
    }
    for slot in [9_999.0, 4_294_967_295.0] {
        assert_eq!(refused(page.call("message", &[slot.into()]), "a slot without a message"), "message");
    }
    for index in [0.0, -1.0, 0.5, 1e300, f64::NAN, f64::INFINITY] {
        assert_eq!(page.get("entry", &["S1".into(), index.into()]), JsValue::UNDEFINED, "entry {index}");
    }
}

#[wasm_bindgen_test]
fn odd_numbers_and_names_find_nothing_and_break_nothing() {
    let mut page = Page::leader_crash();
    page.run_until(300_000.0);
    let hash = page.hash();
    for odd in [-1.0, 0.5, 1e300, f64::NAN, f64::INFINITY] {
        let odd = JsValue::from(odd);
        page.get("log_terms", &[odd.clone(), 3.into()]);
        page.get("events", &[3.into(), odd]);
    }
    page.get("answers", &[4_294_967_295_f64.into()]);
    page.get("events", &[4_294_967_295_f64.into(), JsValue::UNDEFINED, "nobody".into()]);
    page.get("drop", &[9_999.into(), 300_000.into()]);
    page.get("duplicate", &[9_999.into(), 300_000.into(), 300_000.into()]);
    assert_eq!(page.hash(), hash);
    page.get("deliver", &[9_999.into(), 300_000.into()]);
    page.get("missing", &[f64::NAN.into(), 300_000.into()]);
}

#[wasm_bindgen_test]
fn every_refused_scenario_leaves_the_next_one_whole() {
    let before = Page::leader_crash();
    assert!(Page::open("{", JsValue::UNDEFINED).is_err());
    let mut after = Page::open(LEADER_CRASH, JsValue::UNDEFINED).expect("it reads");
    assert_eq!(after.hash(), before.hash());
    after.run_until(100_000.0);
    assert_ne!(after.hash(), before.hash());
}
