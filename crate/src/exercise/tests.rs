//! What is refused and how, what is told apart, and that nothing of it panics or runs without end.

use proptest::prelude::*;

use crate::raft::Micros;
use crate::sim::scenario::{Json, written};

use super::*;

/// Two leaders at once: a schedule, as a teacher would write it.
const OWN: &str = r#"{ "id": "own", "title": "Own", "section": "§5.2", "text": ["One", "two"], "kind": "schedule",
    "scenario": { "replicas": 3, "network": { "latency_ms": [20, 20] } },
    "allowed": [{ "do": "time_out", "most": 2, "replicas": ["S1"] }, { "do": "request" }],
    "budget": { "actions": 3, "time_ms": 1000 },
    "goal": [{ "says": "S1 leads.", "holds": "ever(S1.role = leader)" }] }"#;

fn refused(text: &str) -> String {
    Exercise::read(text).expect_err(text).to_string()
}

fn own() -> Exercise {
    Exercise::read(OWN).expect("it is right")
}

fn known(id: &str) -> Option<Exercise> {
    if id == "own" { Some(own()) } else { bundled(id) }
}

/// A hand-in for it, made as a page makes one.
fn handed_in(work: &str) -> String {
    let question = format!(r#"{{ "ask": "hand_in", "exercise": {}, "tag": "ada", {work} }}"#, written(OWN));
    let text = answer(&question, &mut None).expect("it can be handed in");
    let Json::Text(text) = Json::parse(&text).expect("it is JSON") else { panic!("it is a text") };
    text
}

fn judged(text: &str) -> Judgement {
    judge(&known, text, &Salt::new(""))
}

const TIMED_OUT: &str = r#""until_ms": 500, "actions": [{ "at_ms": 10, "do": "time_out", "replica": "S1" }]"#;

#[test]
fn a_file_is_refused_with_its_place_and_what_is_allowed_there() {
    for (from, to, complaint) in [
        (
            r#""own""#,
            r#""Own""#,
            "exercise.id: \"Own\" is not allowed: 1 to 60 small letters, digits and hyphens",
        ),
        (
            r#""schedule""#,
            r#""quiz""#,
            "exercise.kind: \"quiz\" is not allowed: schedule, predict, tune, bug or shrink",
        ),
        (
            r#""replicas": 3"#,
            r#""replicas": 30"#,
            "exercise.scenario.replicas: 30 is not allowed: a whole number from 1 to 21",
        ),
        (
            r#""time_out""#,
            r#""explode""#,
            "exercise.allowed[0].do: \"explode\" is not allowed: crash, restart,",
        ),
        (
            r#"["S1"]"#,
            r#"["S4"]"#,
            "exercise.allowed[0].replicas[0]: \"S4\" is no replica of this cluster: S1 to S3",
        ),
        (
            r#""most": 2"#,
            r#""most": 0"#,
            "exercise.allowed[0].most: 0 is not allowed: a whole number from 1 to 500",
        ),
        (r#""actions": 3"#, r#""actions": 1e9"#, "exercise.budget.actions: 1000000000.0 is not allowed"),
        (r#""time_ms": 1000"#, r#""time_ms": 1e15"#, "exercise.budget.time_ms: "),
        (
            "S1.role = leader",
            "S1.role = boss",
            "exercise.goal[0].holds: column 16: \"boss\" is not known here",
        ),
        (
            r#""holds": "ever(S1.role = leader)""#,
            r#""history": "fine""#,
            "exercise.goal[0].history: \"fine\" is not allowed",
        ),
        (
            r#""holds": "ever(S1.role = leader)""#,
            r#""on": "run""#,
            "exercise.goal[0]: it needs one of \"holds\" and \"history\"",
        ),
        (r#""title": "Own", "#, "", "exercise: the key \"title\" is missing"),
        (r#""title""#, r#""titel": 1, "title""#, "exercise: unknown key \"titel\"; known here: "),
        (r#""goal": ["#, r#""goal": [], "goals": ["#, "exercise.goal: a goal has at least one part"),
    ] {
        assert!(OWN.contains(from), "{from}");
        let said = refused(&OWN.replacen(from, to, 1));
        assert!(said.starts_with(complaint), "{to}: {said}");
    }
}

#[test]
fn the_schema_knows_every_action_that_may_be_permitted_and_every_kind() {
    let schema = Json::parse(include_str!("../../../web/docs/exercise.schema.json")).expect("it is JSON");
    let at = |path: &[&str]| path.iter().try_fold(&schema, |json, key| json.get(key)).map(written);
    let actions = at(&["$defs", "allowed", "items", "properties", "do", "enum"]);
    assert_eq!(actions, Some(written(&permits::WORDS)));
    assert_eq!(
        at(&["properties", "kind", "enum"]),
        Some(written(&["schedule", "predict", "tune", "bug", "shrink"]))
    );
}

#[test]
fn words_may_change_without_another_version_and_what_is_judged_may_not() {
    let version = own().version;
    let reworded = OWN.replace("\"Own\"", "\"Mine\"").replace("\"two\"", "\"three\"");
    assert_eq!(Exercise::read(&reworded).map(|exercise| exercise.version), Ok(version.clone()));
    let easier = OWN.replace("\"most\": 2", "\"most\": 3");
    assert_ne!(Exercise::read(&easier).map(|exercise| exercise.version), Ok(version));
}

#[test]
fn an_honest_hand_in_is_solved_or_unsolved() {
    let solved = judged(&handed_in(TIMED_OUT));
    assert_eq!((solved.verdict, solved.score, solved.actions), (Verdict::Solved, 1.0, 1));
    assert_eq!((solved.tag.as_str(), solved.sequence.as_str()), ("ada", "time_out S1"));
    let unsolved = judged(&handed_in(r#""until_ms": 5, "actions": []"#));
    assert_eq!((unsolved.verdict, unsolved.reason.as_str()), (Verdict::Unsolved, "not met: S1 leads."));
}

/// What becomes of an honest hand-in in which something is replaced.
fn after(from: &str, to: &str) -> Judgement {
    let text = handed_in(TIMED_OUT);
    assert!(text.contains(from), "{from} in {text}");
    judged(&text.replacen(from, to, 1))
}

#[test]
fn what_a_hand_in_claims_is_not_believed() {
    let honest = handed_in(r#""until_ms": 5, "actions": []"#);
    let boast = judged(&honest.replace("[false]", "[true]"));
    assert_eq!(boast.verdict, Verdict::Tampered, "{}", boast.reason);
    let trace = after("\"trace\": \"", "\"trace\": \"0");
    assert_eq!(trace.verdict, Verdict::Tampered, "{}", trace.reason);
    let moved = after("\"at_ms\":10", "\"at_ms\":11");
    assert_eq!(moved.verdict, Verdict::Tampered, "its run is another one: {}", moved.reason);
    let no_trace = after("\"trace\": ", "\"traces\": ");
    assert_eq!(no_trace.verdict, Verdict::Tampered, "one without a hash is none of ours");
    let other = handed_in(TIMED_OUT).replace("\"tag\": \"ada\"", "\"tag\": \"bob\"");
    assert_eq!(judged(&other).verdict, Verdict::Solved, "of a schedule a copy is for the teacher to notice");
}

#[test]
fn what_is_wrong_is_told_apart() {
    let honest = handed_in(TIMED_OUT);
    assert_eq!(judged(&honest[..honest.len() - 20]).verdict, Verdict::Truncated);
    assert_eq!(judged("").verdict, Verdict::Unreadable, "an empty file is none that was cut off");
    assert_eq!(judged(&format!("{honest}{}", " ".repeat(LONGEST_HAND_IN))).verdict, Verdict::Oversized);
    assert_eq!(judged("[1, 2]").verdict, Verdict::Unreadable);
    assert_eq!(judged("hello").verdict, Verdict::Unreadable);
    assert_eq!(judged(&"[".repeat(10_000)).verdict, Verdict::Unreadable);
    assert_eq!(after("\"exercise\": \"own\"", "\"exercise\": \"none\"").verdict, Verdict::UnknownExercise);
    assert_eq!(after(&own().version, "0").verdict, Verdict::OtherVersion);
    assert_eq!(after("\"seed\": 1", "\"seed\": 2").verdict, Verdict::WrongSeed);
    assert_eq!(after("\"S1\"", "\"S2\"").verdict, Verdict::NotAllowed);
    assert_eq!(after("\"at_ms\":10", "\"at_ms\":1001").verdict, Verdict::OverBudget);
    assert_eq!(after("\"until_ms\": 500", "\"until_ms\": 1001").verdict, Verdict::OverBudget);
    let four =
        r#"{ "at_ms": 1, "do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x" },"#.repeat(3);
    assert_eq!(after("[\n", &format!("[\n{four}")).verdict, Verdict::OverBudget);
}

#[test]
fn what_another_engine_made_is_judged_if_it_runs_the_same_and_told_apart_if_not() {
    let honest = handed_in(TIMED_OUT).replace(&engine(), "0.0.9-0");
    assert_eq!(judged(&honest).verdict, Verdict::Solved);
    let other = honest.replace("\"trace\": \"", "\"trace\": \"0");
    let judgement = judged(&other);
    assert_eq!(judgement.verdict, Verdict::OtherVersion);
    assert!(
        judgement.reason.starts_with("it was made with the engine 0.0.9-0, and this is "),
        "{}",
        judgement.reason
    );
}

#[test]
fn a_run_without_end_is_given_up() {
    let storm = OWN
        .replace("\"replicas\": 3,", "\"replicas\": 21, \"workload\": { \"rate\": 10000 },")
        .replace("\"time_ms\": 1000", "\"time_ms\": 600000")
        .replace("\"id\": \"own\"", "\"id\": \"storm\"");
    let exercise = Exercise::read(&storm).expect("it is right");
    let envelope = write_hand_in(
        &exercise,
        "ada",
        1,
        &Json::parse(
            r#"{ "until_ms": 600000, "actions": [{ "at_ms": 10, "do": "time_out", "replica": "S1" }] }"#,
        )
        .expect("JSON"),
        None,
        None,
    );
    let judgement = judge(&|_: &str| Some(exercise.clone()), &envelope, &Salt::new(""));
    assert_eq!(judgement.verdict, Verdict::TooMuchWork, "{}", judgement.reason);
    assert!(judgement.events <= 100_000);
}

#[test]
fn a_goal_that_looks_at_much_allows_fewer_events() {
    let costly = OWN.replace("\"replicas\": 3,", "\"replicas\": 21,").replace(
        "ever(S1.role = leader)",
        "some A, B, C: A.term > 5 and B.term > 5 and C.term > 5 and conflict(A, B) = conflict(B, C)",
    );
    let Task::Schedule(schedule) = Exercise::read(&costly).expect("it is right").task else {
        panic!("a schedule")
    };
    let mut attempt = Attempt::new(&schedule);
    assert!(!attempt.run_until(Micros(600_000_000)));
    assert!(attempt.events() < 2_000, "{}", attempt.events());
}

#[test]
fn predictions_and_broken_rafts_depend_on_the_course_and_on_the_student() {
    let seed = |key: &CourseKey, tag| seed_of(&bundled("who-wins").expect("it is there"), key, tag);
    let (autumn, spring) = (Salt::new("autumn").course_key(), Salt::new("spring").course_key());
    assert_ne!(seed(&autumn, "ada"), seed(&autumn, "bob"));
    assert_ne!(seed(&autumn, "ada"), seed(&spring, "ada"));
    let Some(Exercise { task: Task::Bug(bug), .. }) = bundled("find-the-bug") else { panic!("it is there") };
    let rules = (0..100).filter_map(|n| bug.rule_of("find-the-bug", &autumn, &n.to_string()));
    assert_eq!(rules.collect::<std::collections::BTreeSet<_>>().len(), 8, "each comes up");
}

/// What a page is told of the parts of the goal.
fn progress(actions: &str, now: u32, kept: &mut Option<Kept>) -> String {
    let question = format!(
        r#"{{ "ask": "progress", "exercise": {}, "actions": [{actions}], "now_ms": {now} }}"#,
        written(OWN)
    );
    answer(&question, kept).expect("it is answered")
}

#[test]
fn the_parts_that_are_met_are_told_at_each_moment_going_on_or_from_the_start() {
    let timed_out = r#"{ "at_ms": 10, "do": "time_out", "replica": "S1" }"#;
    let mut kept = None;
    let met = r#"{"met":[true],"used":1,"refused":null,"complete":true}"#;
    let unmet = met.replace("true]", "false]");
    assert_eq!(progress("", 5, &mut kept), unmet.replace("\"used\":1", "\"used\":0"));
    assert_eq!(progress(timed_out, 49, &mut kept), unmet);
    assert_eq!(progress(timed_out, 50, &mut kept), met, "it goes on where it was");
    assert_eq!(progress(timed_out, 49, &mut kept), unmet, "and back, from the start");
    assert_eq!(progress(timed_out, 50, &mut None), met);
    let refused = progress(r#"{ "at_ms": 10, "do": "time_out", "replica": "S2" }"#, 50, &mut kept);
    assert!(refused.contains("is not allowed: only of S1"), "{refused}");
}

#[test]
fn a_page_is_told_what_it_needs_and_no_answer() {
    for (folder, text) in BUNDLED {
        let question = format!(r#"{{ "ask": "open", "exercise": {}, "tag": "ada" }}"#, written(text));
        let opened = answer(&question, &mut None).expect("it is opened");
        let json = Json::parse(&opened).expect("it is JSON");
        let Some(Json::Text(scenario)) = json.get("scenario") else { panic!("{folder} has a scenario") };
        Scenario::read(scenario).unwrap_or_else(|bad| panic!("{folder}: {bad}"));
        assert!(!opened.contains("\"answer\""), "{folder}");
    }
    let list = answer(r#"{ "ask": "list" }"#, &mut None).expect("it lists");
    assert!(
        list.starts_with(
            r#"[{"id":"who-wins","title":"Who wins?","section":"§5.2, §5.4.1","kind":"predict","#
        ),
        "{list}"
    );
    let refused = answer(r#"{ "ask": "open", "exercise": "x" }"#, &mut None).expect_err("there is none");
    assert_eq!(
        refused.to_string(),
        "question.exercise: \"x\" is not allowed: the id of a bundled exercise, or the text of one"
    );
}

/// JSON in which anything may stand anywhere.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Flag),
        any::<i64>().prop_map(|number| Json::Number(number.into())),
        any::<f64>().prop_map(|number| serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number)),
        "[a-zA-Z0-9 ]{0,12}".prop_map(Json::Text),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
            prop::collection::vec(("[a-z_]{1,10}", inner), 0..6).prop_map(Json::Object),
        ]
    })
}

/// A right hand-in in which one value, anywhere, is replaced.
fn replaced(json: &mut Json, place: &mut usize, by: &Json) {
    if *place == 0 {
        *json = by.clone();
    }
    *place = place.wrapping_sub(1);
    match json {
        Json::List(items) => items.iter_mut().for_each(|item| replaced(item, place, by)),
        Json::Object(pairs) => pairs.iter_mut().for_each(|(_, value)| replaced(value, place, by)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn a_hand_in_with_anything_in_the_place_of_something_has_a_verdict(place in 0usize..20, by in json()) {
        let mut hand_in = Json::parse(&handed_in(TIMED_OUT)).expect("it is JSON");
        replaced(&mut hand_in, &mut place.clone(), &by);
        let judgement = judged(&written(&hand_in));
        prop_assert!((0.0..=1.0).contains(&judgement.score));
        prop_assert!(judgement.verdict == Verdict::Solved || !judgement.reason.is_empty());
    }

    #[test]
    fn an_exercise_with_anything_in_the_place_of_something_is_read_or_refused(place in 0usize..40, by in json()) {
        let mut exercise = Json::parse(OWN).expect("it is JSON");
        replaced(&mut exercise, &mut place.clone(), &by);
        if let Err(bad) = Exercise::read(&written(&exercise)) {
            prop_assert!(!bad.place.is_empty() && !bad.message.is_empty());
        }
    }

    #[test]
    fn any_text_has_a_verdict(text in "[\\[\\]{}\":, a-z0-9.e+-]{0,80}|\\PC{0,60}") {
        prop_assert!(judged(&text).verdict != Verdict::Solved);
        _ = answer(&text, &mut None);
    }
}
