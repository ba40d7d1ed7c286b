//! Every bundled exercise: each solution is judged to be solved, and each near miss fails for the reason that it states.
//!
//! A file beside an exercise is what a student hands in, without what every hand-in says of itself: the tag, if it
//! matters, and what was done. A near miss also has the verdict and the reason that it earns.

use std::fs;
use std::path::{Path, PathBuf};

use raft_playground::exercise::{
    BUNDLED, Exercise, Judgement, Salt, Verdict, Work, bundled, judge, seed_of, work_of, write_hand_in,
};
use raft_playground::sim::scenario::Json;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises")
}

fn exercise(text: &str) -> Exercise {
    Exercise::read(text).unwrap_or_else(|bad| panic!("{bad}"))
}

/// The hand-ins beside an exercise whose names begin so.
fn beside(exercise: &str, prefix: &str) -> Vec<(String, Json)> {
    let folder = folder().join(exercise);
    let files = fs::read_dir(&folder).expect("the folder is there");
    let mut files: Vec<_> = files.map(|file| file.expect("the folder lists").path()).collect();
    files.sort();
    let named = |path: &PathBuf| {
        let name = path.file_stem()?.to_str()?.to_owned();
        let json = || Json::parse(&fs::read_to_string(path).expect("it can be read")).expect("it is JSON");
        name.starts_with(prefix).then(|| (name, json()))
    };
    files.iter().filter_map(named).collect()
}

fn text_of(json: &Json, key: &str) -> String {
    match json.get(key) {
        Some(Json::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// What a student's page would hand in for this.
fn handed_in(exercise: &Exercise, done: &Json) -> String {
    let (tag, key) = (text_of(done, "tag"), Salt::new("").course_key());
    let work = Work::read(done, "work", exercise).unwrap_or_else(|bad| panic!("{}: {bad}", exercise.id));
    // What is refused has no run: its hand-in claims one all the same.
    let (trace, claim) = work_of(exercise, &work, &key, &tag).unwrap_or((Some("0".into()), None));
    let seed = seed_of(exercise, &key, &tag);
    write_hand_in(exercise, &tag, seed, done, claim.as_deref(), trace.as_deref())
}

fn judged(exercise: &Exercise, done: &Json) -> Judgement {
    judge(&bundled, &handed_in(exercise, done), &Salt::new(""))
}

#[test]
fn every_folder_is_an_exercise_and_has_its_line() {
    let mut folders: Vec<_> = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("it lists").file_name().into_string().expect("a name"))
        .collect();
    folders.sort();
    assert_eq!(folders, BUNDLED.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for (name, text) in BUNDLED {
        let exercise = exercise(text);
        assert_eq!(name.split_once('-').map(|(_, id)| id), Some(exercise.id.as_str()));
        assert!(exercise.text.contains('§'), "{name} cites its section");
        assert!((3..=5).contains(&exercise.hints.len()), "{name} has graded hints");
    }
}

#[test]
fn every_solution_solves_its_exercise() {
    let mut wrong = Vec::new();
    for (name, text) in BUNDLED {
        let exercise = exercise(text);
        let solutions = beside(name, "solution");
        assert!(!solutions.is_empty(), "{name} has a solution");
        for (file, done) in solutions {
            let judgement = judged(&exercise, &done);
            if judgement.verdict != Verdict::Solved || judgement.score != 1.0 {
                wrong.push(format!("{name}/{file}: {judgement:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_near_miss_fails_for_the_reason_that_it_states() {
    let mut wrong = Vec::new();
    for (name, text) in BUNDLED {
        let exercise = exercise(text);
        let misses = beside(name, "near-miss");
        assert!(misses.len() >= 3, "{name} has three near misses");
        for (file, done) in misses {
            let judgement = judged(&exercise, &done);
            let verdict = serde_json::to_value(judgement.verdict).expect("it is a word");
            if verdict != text_of(&done, "verdict") || judgement.reason != text_of(&done, "reason") {
                wrong.push(format!("{name}/{file}: {judgement:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn for_each_rule_of_find_the_bug_there_is_a_solution() {
    let (name, _) = BUNDLED.iter().find(|(name, _)| name.ends_with("find-the-bug")).expect("it is there");
    let mut rules: Vec<_> = beside(name, "solution").iter().map(|(_, done)| text_of(done, "rule")).collect();
    rules.sort();
    rules.dedup();
    assert_eq!(rules.len(), 8);
}

#[test]
fn the_worked_example_of_the_reference_is_an_exercise_that_can_be_solved() {
    let reference = include_str!("../../../web/docs/exercises.md");
    let example =
        reference.split("```json\n").nth(1).and_then(|text| text.split("```").next()).expect("it is there");
    let exercise = exercise(example);
    let (_, done) = beside("03-split-vote", "solution").remove(0);
    let handed_in = handed_in(&exercise, &done);
    let judgement = judge(&|_: &str| Some(exercise.clone()), &handed_in, &Salt::new(""));
    assert_eq!(judgement.verdict, Verdict::Solved, "{judgement:#?}");
}

#[test]
fn the_limits_of_tuning_can_be_kept_whatever_the_salt() {
    let exercise = bundled("tune-timeouts").expect("it is there");
    let (_, done) = beside("05-tune-timeouts", "solution").remove(0);
    let handed_in = handed_in(&exercise, &done);
    for salt in 0..10 {
        let judgement = judge(&bundled, &handed_in, &Salt::new(&format!("salt {salt}")));
        assert_eq!(judgement.verdict, Verdict::Solved, "{salt}: {judgement:#?}");
    }
}

#[test]
fn every_student_has_a_leader_to_predict() {
    let exercise = bundled("who-wins").expect("it is there");
    let mut leaders = std::collections::BTreeSet::new();
    for tag in 0..100 {
        let right: Vec<_> = ["S2", "S3", "S4", "S5"]
            .into_iter()
            .filter(|leader| {
                let answers = r#"[{ "question": "leader", "answer": "?" }]"#.replace('?', leader);
                let done = format!(r#"{{ "tag": "student {tag}", "answers": {answers} }}"#);
                judged(&exercise, &Json::parse(&done).expect("it is JSON")).parts[0].met
            })
            .collect();
        assert_eq!(right.len(), 1, "student {tag} has {right:?}");
        leaders.extend(right);
    }
    assert_eq!(leaders.into_iter().collect::<Vec<_>>(), ["S2", "S3"], "those with the put, either of them");
}

#[test]
fn the_reference_lists_every_exercise() {
    let reference = include_str!("../../../web/docs/exercises.md");
    for (_, text) in BUNDLED {
        let Exercise { id, title, section, .. } = exercise(text);
        let listed =
            |line: &str| [&format!("`{id}`"), &title, &section].iter().all(|word| line.contains(*word));
        assert!(reference.lines().any(listed), "{id}: {title}, {section}");
    }
}
