//! Every lesson of the page, which stand in `web/src/lessons`: text, scenario and steps belong together, and what its
//! solution does makes each check true, one after the other.

use std::fs;
use std::path::{Path, PathBuf};

use raft_playground::check::Checker;
use raft_playground::predicate::{Predicate, Sight};
use raft_playground::raft::Micros;
use raft_playground::sim::{Cluster, Record, Run, Scenario, Watcher};
use serde_json::Value;

/// A reader of a column 320 px wide is told no more at once, in words.
const MOST_WORDS: usize = 75;

struct Lesson {
    name: String,
    text: String,
    scenario: Value,
    steps: Vec<Value>,
    actions: Vec<Value>,
    until: Micros,
}

/// One step of the text: what is to be done, and what is revealed then.
struct Told {
    title: String,
    task: String,
    reveal: String,
}

fn lessons() -> Vec<Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/lessons");
    let listed = fs::read_dir(folder).expect("the folder of lessons is there");
    let mut folders: Vec<PathBuf> = listed.map(|entry| entry.expect("it lists").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().map(|folder| lesson(folder)).collect()
}

fn lesson(folder: &Path) -> Lesson {
    let read = |file: &str| {
        fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{folder:?}/{file}: {error}"))
    };
    let json = |file: &str| -> Value {
        serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{folder:?}/{file}: {error}"))
    };
    let checks = json("checks.json");
    let list = |value: &Value| value.as_array().cloned().expect("a list");
    let solution = &checks["solution"];
    Lesson {
        name: folder.file_name().and_then(|name| name.to_str()).expect("a name").to_owned(),
        text: read("text.md"),
        scenario: json("scenario.json"),
        steps: list(&checks["steps"]),
        actions: list(&solution["actions"]),
        until: Micros::from_millis(solution["until_ms"].as_u64().expect("a time in ms")),
    }
}

impl Lesson {
    fn told(&self) -> Vec<Told> {
        let told = |part: &str| {
            let (title, body) = part.split_once('\n').expect("a title and what is below it");
            let (reveal, task): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with('>'));
            Told { title: title.trim().into(), task: task.join("\n"), reveal: reveal.join("\n") }
        };
        self.text.split("\n## ").skip(1).map(told).collect()
    }

    /// The checks of the steps in which something is to be done.
    fn checks(&self) -> Vec<Predicate> {
        let replicas = self.scenario["replicas"].as_u64().expect("how many replicas") as usize;
        let predicate = |step: &Value| {
            let text = step.get("do")?.as_str().expect("a predicate");
            Some(
                Predicate::parse(text, replicas).unwrap_or_else(|bad| panic!("{}: {text}: {bad}", self.name)),
            )
        };
        self.steps.iter().filter_map(predicate).collect()
    }

    /// The scenario in which a student does this.
    fn done(&self, actions: &[Value]) -> Scenario {
        let mut scenario = self.scenario.clone();
        let mut script = scenario["actions"].as_array().cloned().unwrap_or_default();
        script.extend_from_slice(actions);
        scenario["actions"] = script.into();
        Scenario::read(&scenario.to_string()).unwrap_or_else(|bad| panic!("{}: {bad}", self.name))
    }

    /// At which event each check first holds if a student does this, 0 being the start; none if never.
    fn held(&self, actions: &[Value]) -> Vec<Option<usize>> {
        let scenario = self.done(actions);
        let mut run = Run::new(&scenario, Student::new(self.checks(), &Cluster::new(&scenario)));
        run.run_until(self.until);
        run.watcher.checks.into_iter().map(|(_, held)| held).collect()
    }
}

/// Sees when each check first holds.
struct Student {
    checker: Checker,
    events: usize,
    checks: Vec<(Predicate, Option<usize>)>,
}

impl Student {
    fn new(checks: Vec<Predicate>, cluster: &Cluster) -> Self {
        let checks = checks.into_iter().map(|check| (check, None)).collect();
        let mut student = Self { checker: Checker::default(), events: 0, checks };
        student.look(cluster, &[]);
        student
    }

    fn look(&mut self, cluster: &Cluster, records: &[Record]) {
        let sight = Sight { cluster, checker: &self.checker, records };
        for (check, held) in &mut self.checks {
            check.see(&sight);
            if held.is_none() && check.holds(&sight) {
                *held = Some(self.events);
            }
        }
    }
}

impl Watcher for Student {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.events += 1;
        self.checker.see(cluster, records);
        self.look(cluster, records);
    }
}

#[test]
fn every_lesson_tells_each_of_its_steps_and_cites_the_section_of_what_it_reveals() {
    let lessons = lessons();
    assert_eq!(lessons.len(), 10);
    for lesson in &lessons {
        let (name, told) = (&lesson.name, lesson.told());
        assert!(!lesson.text.starts_with("## "), "{name} begins with its caption");
        assert_eq!(told.len(), lesson.steps.len(), "{name} has a text for each step");
        assert!((4..=7).contains(&told.len()), "{name} is short");
        for Told { title, task, reveal } in &told {
            for words in [task, reveal] {
                let count = words.split_whitespace().count();
                assert!(count <= MOST_WORDS, "{name}, {title}: {count} words at once: {words}");
            }
            let cites = ["§", "Figure", "dissertation"].iter().any(|source| reveal.contains(source));
            assert!(cites, "{name}, {title}: the reveal cites its section");
        }
    }
}

#[test]
fn every_lesson_has_something_to_do_and_something_to_predict() {
    for Lesson { name, steps, .. } in &lessons() {
        assert!(steps.iter().any(|step| step.get("do").is_some()), "{name} has something to do");
        assert!(steps.iter().any(|step| step.get("predict").is_some()), "{name} has something to predict");
        for predict in steps.iter().filter_map(|step| step.get("predict")) {
            let options = predict["options"].as_array().expect("options").len();
            let right = predict["right"].as_u64().expect("which is right") as usize;
            assert!(options >= 2 && right < options, "{name}: {predict}");
        }
    }
}

#[test]
fn no_check_holds_at_the_start_and_the_solution_makes_each_true_after_those_before_it() {
    for lesson in &lessons() {
        let held = lesson.held(&lesson.actions);
        let all: Option<Vec<usize>> = held.iter().copied().collect();
        let in_turn = all.is_some_and(|all| all[0] > 0 && all.is_sorted_by(|one, next| one < next));
        assert!(in_turn, "{}: the checks first hold at {held:?}", lesson.name);
    }
}

#[test]
fn a_lesson_is_not_done_if_any_action_of_its_solution_is_left_out() {
    let mut done = Vec::new();
    for lesson in &lessons() {
        for left_out in 0..lesson.actions.len() {
            let mut actions = lesson.actions.clone();
            let action = actions.remove(left_out);
            if !lesson.held(&actions).contains(&None) {
                done.push(format!("{} without {action}", lesson.name));
            }
        }
    }
    assert!(done.is_empty(), "{}", done.join("\n"));
}
