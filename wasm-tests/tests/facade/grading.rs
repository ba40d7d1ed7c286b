//! The course's tests are judged without a page, and their runs are scenarios.

use raft_playground::course::{Profile, TestFile, grade};
use raft_playground::wasm::{course_scenario, grade_test};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Page, get, shape};

const TEST: &str = include_str!("../../../crate/scenarios/course/partition-3.json");

fn report(profile: Option<&str>) -> JsValue {
    grade_test(TEST, 3.0, profile.map(Into::into)).expect("it is graded").into()
}

#[wasm_bindgen_test]
fn a_report_has_the_verdict_and_a_second_opinion() {
    let report = report(None);
    assert_eq!(
        shape(&report),
        "seed: number, passed: boolean, reasons: array, figures: array, counts: object, opinion: object, \
         failedAt: null, warnings: array"
    );
    assert_eq!(
        shape(&get(&report, "opinion")),
        "linearizable: string, violation: null, storm: boolean, latencyWithoutRedirects: number"
    );
    let figure = get(&get(&report, "figures"), "0");
    assert_eq!(shape(&figure), "name: string, value: number, bounds: array, tier: string");
    assert_eq!(get(&report, "seed"), 3.0);
}

#[wasm_bindgen_test]
fn a_report_is_that_of_the_same_core() {
    let test = TestFile::read(TEST).expect("it reads");
    for profile in ["course", "default"] {
        let native = grade(&test, Some(3), &Profile::read(profile).expect(profile));
        let report = report(Some(profile));
        assert_eq!(get(&report, "passed"), native.passed());
        for (place, figure) in native.verdict.figures.iter().enumerate() {
            let seen = get(&get(&report, "figures"), &place.to_string());
            assert_eq!(get(&seen, "value").as_f64(), figure.value, "{profile}: {}", figure.name);
        }
    }
}

#[wasm_bindgen_test]
fn the_run_that_was_judged_opens_on_the_stage() {
    let text = course_scenario(TEST, 3.0, None).expect("it is a scenario");
    let mut page = Page::open(&text, JsValue::UNDEFINED).expect("it opens");
    page.run_until(37_000_000.0);
    let counts = get(&report(None), "counts");
    assert_eq!(get(&page.get("counters", &[]), "messages"), get(&counts, "totalMsgs"));
}

#[wasm_bindgen_test]
fn what_is_wrong_with_test_seed_or_profile_is_told_with_its_place() {
    for (text, seed, profile, place) in [
        ("{}", 1.0, "course", "test"),
        (TEST, 0.5, "course", "seed"),
        (TEST, 1.0, "fast", "profile"),
        (TEST, 1.0, r#"{"replicas": 99}"#, "scenario.replicas"),
    ] {
        let Err(thrown) = grade_test(text, seed, Some(profile.into())) else { panic!("{place} is taken") };
        assert_eq!(get(&thrown, "place"), place);
        assert!(course_scenario(text, seed, Some(profile.into())).is_err());
    }
}
