//! A history goes in and out as plain objects, and its report is one.

use js_sys::{Array, JSON, Object};
use raft_playground::wasm::check_linearizable;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Page, get, shape};

const STALE_READ: &str = r#"{"operations": [
    {"client": "C1", "op": "put", "key": "x", "value": "1", "invoked": 0, "returned": 1, "outcome": "ok"},
    {"client": "C1", "op": "get", "key": "x", "invoked": 2, "returned": 3, "outcome": "ok", "result": null}]}"#;

fn object(json: &str) -> JsValue {
    JSON::parse(json).expect("it is JSON")
}

fn check(history: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    check_linearizable(history, options).map(JsValue::from)
}

fn first(list: &JsValue) -> JsValue {
    list.unchecked_ref::<Array>().get(0)
}

#[wasm_bindgen_test]
fn a_history_may_be_an_object_or_its_text() {
    for history in [object(STALE_READ), STALE_READ.into()] {
        let report = check(history, JsValue::UNDEFINED).expect("it is checked");
        assert_eq!(shape(&report), "verdict: string, keys: array");
        assert_eq!(get(&report, "verdict"), "not linearizable");
        let key = first(&get(&report, "keys"));
        let expected =
            "key: string, verdict: string, points: array, prefix: array, misplaced: array, steps: number";
        assert_eq!(shape(&key), expected);
        assert_eq!(first(&get(&key, "misplaced")), 1);
    }
}

#[wasm_bindgen_test]
fn what_is_wrong_with_a_history_or_its_options_is_told_by_its_place() {
    for (history, options, at) in [
        ("{}", "{}", "history"),
        (r#"{"operations": [{}]}"#, "{}", "history.operations[0]"),
        (STALE_READ, r#"{"budget": -1}"#, "options.budget"),
        (STALE_READ, r#"{"model": "stack"}"#, "options.model"),
        (STALE_READ, "null", "options"),
    ] {
        let refused = check(object(history), object(options)).expect_err("it is refused");
        assert_eq!(get(&refused, "place"), at);
    }
    let circle = Object::new();
    js_sys::Reflect::set(&circle, &"operations".into(), &circle).expect("an object takes it");
    for history in [circle.into(), JsValue::UNDEFINED, JsValue::NULL, Array::new().into()] {
        let refused = check(history, JsValue::UNDEFINED).expect_err("it is refused");
        assert_eq!(get(&refused, "place"), "history");
    }
}

#[wasm_bindgen_test]
fn the_history_of_a_run_is_one_that_can_be_checked() {
    let mut page = Page::leader_crash();
    page.run_until(5_000_000.0);
    let history = page.get("history", &[]);
    let operations = get(&history, "operations");
    assert!(operations.unchecked_ref::<Array>().length() > 2, "the clients have asked");
    let operation = first(&operations);
    assert!(
        shape(&operation).starts_with("client: string, op: string, key: string"),
        "{}",
        shape(&operation)
    );
    let report = check(history, JsValue::UNDEFINED).expect("it is checked");
    assert_eq!(get(&report, "verdict"), "linearizable");
    let same = page.get("linearizability", &[]);
    assert_eq!(JSON::stringify(&same).ok(), JSON::stringify(&report).ok());
    let refused = page.call("linearizability", &[(-1).into()]).expect_err("it is refused");
    assert_eq!(get(&refused, "place"), "budget");
    assert_eq!(get(&page.get("linearizability", &[0.into()]), "verdict"), "unknown");
}
