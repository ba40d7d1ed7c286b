//! What is asked about expressions is answered as `web/src/engine/finder.ts` expects it.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Page, get, shape};

#[wasm_bindgen_test]
fn a_value_is_a_text_as_it_would_be_typed() {
    let mut page = Page::leader_crash();
    page.run_until(200_000.0);
    for (expression, value) in
        [("leader", "S1"), ("leaders + 1", "2"), ("S2.role", "follower"), ("up < 5", "false")]
    {
        let answer = page.get("ask", &["value".into(), expression.into()]);
        assert_eq!(answer.as_string().as_deref(), Some(value), "{expression}");
    }
}

#[wasm_bindgen_test]
fn words_that_may_stand_next_come_with_how_much_of_them_was_begun() {
    let page = Page::leader_crash();
    let answer = page.get("ask", &["complete".into(), "S1.comm".into()]);
    assert_eq!(get(&answer, "begun"), 4);
    let word = get(&get(&answer, "words"), "0");
    assert_eq!(shape(&word), "word: string, about: string");
    assert_eq!(get(&word, "word"), "commitIndex");
}

#[wasm_bindgen_test]
fn a_run_that_is_searched_tells_when_it_becomes_true_and_keeps_no_trace() {
    let mut page = Page::leader_crash();
    assert_eq!(page.get("ask", &["search".into(), "leader = S1".into()]), JsValue::FALSE);
    let mut found = 0;
    for _ in 0..100 {
        page.step();
        found += u32::from(page.get("becomes_true", &[]) == JsValue::TRUE);
    }
    assert_eq!(found, 1, "it becomes true once, and stays so");
    assert_eq!(get(&page.get("events", &[10.into()]), "length"), 0);
}
