//! Going back to a moment and on from there gives the same run again.

use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Page, header};

const END: f64 = 2_000_000.0;

/// Keeps the moment, of the queue and of the core.
fn keep(page: &Page) -> impl Fn(&mut Page) + use<> {
    let number = page.get("snapshot", &[]);
    let (queue, now) = (page.queue.clone(), page.now);
    move |page| {
        page.get("restore", std::slice::from_ref(&number));
        (page.queue, page.now) = (queue.clone(), now);
    }
}

#[wasm_bindgen_test]
fn a_run_that_went_back_is_the_run_that_did_not() {
    let mut straight = Page::leader_crash();
    straight.run_until(END);
    let mut page = Page::leader_crash();
    page.run_until(400_000.0);
    let (early, hash, events) = (keep(&page), page.hash(), page.header(header::EVENTS));
    page.run_until(1_100_000.0);
    let late = keep(&page);
    for back in [&early as &dyn Fn(&mut Page), &late, &early] {
        page.run_until(END);
        assert_eq!(page.hash(), straight.hash());
        assert_eq!(page.header(header::EVENTS), straight.header(header::EVENTS));
        back(&mut page);
    }
    assert_eq!((page.hash(), page.header(header::EVENTS)), (hash, events));
    assert_eq!(page.header(header::SENDS), 0.0, "nothing is sent by going back");
}

#[wasm_bindgen_test]
fn another_action_after_going_back_is_another_run() {
    let mut page = Page::leader_crash();
    page.run_until(400_000.0);
    let back = keep(&page);
    page.run_until(END);
    let hash = page.hash();
    back(&mut page);
    page.get("enqueue", &[r#"{"do": "crash", "replica": "S3"}"#.into(), 410_000.into()]);
    page.run_until(END);
    assert_ne!(page.hash(), hash);
    back(&mut page);
    assert_eq!(page.number("script_len"), 10.0, "the action is gone with the moment");
    page.run_until(END);
    assert_eq!(page.hash(), hash);
}

#[wasm_bindgen_test]
fn a_snapshot_that_was_given_up_changes_nothing_any_more() {
    let mut page = Page::leader_crash();
    let first = page.get("snapshot", &[]);
    page.run_until(400_000.0);
    let second = page.get("snapshot", &[]);
    assert_ne!(first, second);
    page.get("forget", std::slice::from_ref(&first));
    let hash = page.hash();
    page.get("restore", &[first]);
    assert_eq!(page.hash(), hash);
}
