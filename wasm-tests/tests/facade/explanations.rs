//! A question goes in as JSON, and its answer comes out as a plain object.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Page, get, is_plain, shape};

fn first(list: &JsValue) -> JsValue {
    list.unchecked_ref::<Array>().get(0)
}

#[wasm_bindgen_test]
fn an_answer_has_a_verdict_and_reasons_with_rules_and_moments() {
    let mut page = Page::leader_crash();
    page.run_until(300_000.0);
    let answer = page.get("explain", &[r#"{"about": "leader"}"#.into()]);
    assert!(is_plain(&answer));
    assert_eq!(shape(&answer), "verdict: string, reasons: array");
    let reason = first(&get(&answer, "reasons"));
    assert_eq!(shape(&reason), "text: string, rule: string, section: string, reason: string, moments: array");
    assert_eq!(shape(&first(&get(&reason, "moments"))), "at: number, event: number, text: string");
}

#[wasm_bindgen_test]
fn every_kind_of_question_is_answered_and_changes_nothing() {
    let mut page = Page::leader_crash();
    page.run_until(1_000_000.0);
    let hash = page.hash();
    for question in [
        r#"{"about": "entry", "index": 1}"#,
        r#"{"about": "entry", "replica": "S2", "index": 99}"#,
        r#"{"about": "vote", "voter": "S2"}"#,
        r#"{"about": "request", "client": "C1"}"#,
        r#"{"about": "replica", "replica": "S1"}"#,
        r#"{"about": "message", "message": 1}"#,
    ] {
        assert_ne!(get(&page.get("explain", &[question.into()]), "verdict"), "", "{question}");
    }
    assert_eq!(page.hash(), hash);
}

#[wasm_bindgen_test]
fn what_is_wrong_with_a_question_is_told_by_its_place() {
    let page = Page::leader_crash();
    for (question, at) in [
        ("", "line 1, column 0"),
        ("{}", "question"),
        (r#"{"about": "weather"}"#, "question.about"),
        (r#"{"about": "replica", "replica": "S9"}"#, "question.replica"),
        (r#"{"about": "entry", "index": 0}"#, "question.index"),
    ] {
        let refused = page.call("explain", &[question.into()]).expect_err("it is refused");
        assert_eq!(get(&refused, "place"), at, "{question}");
    }
}
