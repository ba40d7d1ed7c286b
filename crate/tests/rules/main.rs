//! Each rule has a scenario in `scenarios/rules` that shows what it is for: with the rule switched off the run breaks
//! just what `breaks.rs` says, and with it on, the same run breaks nothing.

mod breaks;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use raft_playground::check::{Checker, Invariant};
use raft_playground::raft::{Micros, Role, Rule, Rules};
use raft_playground::sim::{Cluster, Record, Run, Scenario, Watcher};

use breaks::{Breaks, without};

/// A scenario that can be shown while people watch ends by then.
const SHORT: Micros = Micros(10_000_000);

struct Lesson {
    file: String,
    /// The rule that the scenario switches off.
    rule: Rule,
    scenario: Scenario,
}

/// The scenarios of the folder, by their files.
fn lessons() -> Vec<Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/rules");
    let mut lessons: Vec<Lesson> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| lesson(&entry.expect("the folder lists").path()))
        .collect();
    lessons.sort_by(|one, other| one.file.cmp(&other.file));
    lessons
}

fn lesson(path: &Path) -> Lesson {
    let file = path.file_name().and_then(|name| name.to_str()).expect("the name is UTF-8").to_owned();
    let text = fs::read_to_string(path).expect("the file is there");
    let scenario = Scenario::read(&text).unwrap_or_else(|bad| panic!("{file}: {bad}"));
    let off: Vec<Rule> = scenario.rules.off().collect();
    let [rule] = off[..] else { panic!("{file} switches off one rule, and not {off:?}") };
    Lesson { file, rule, scenario }
}

/// What a run breaks, and whether anyone leads in its second half.
#[derive(Default)]
struct Sight {
    checker: Checker,
    half: Micros,
    leads: bool,
}

impl Watcher for Sight {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        let mut nodes = cluster.replicas().iter().filter_map(|replica| replica.node());
        self.leads |= cluster.now() > self.half && nodes.any(|node| node.role() == Role::Leader);
    }
}

impl Sight {
    fn broken(&self) -> Vec<Invariant> {
        self.checker.violations().iter().map(|violation| violation.invariant).collect()
    }
}

impl Lesson {
    fn end(&self) -> Micros {
        self.scenario.end.unwrap_or(SHORT)
    }

    fn run(&self, rules: Rules) -> Sight {
        let sight = Sight { half: Micros(self.end().0 / 2), ..Sight::default() };
        let mut run = Run::new(&Scenario { rules, ..self.scenario.clone() }, sight);
        run.run_until(self.end());
        run.watcher
    }
}

#[test]
fn each_rule_has_a_scenario_that_switches_it_off_alone() {
    let shown: BTreeSet<Rule> = lessons().iter().map(|lesson| lesson.rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !shown.contains(rule)).collect();
    assert!(missing.is_empty(), "no scenario in scenarios/rules shows what happens without {missing:?}");
}

#[test]
fn a_file_has_the_name_of_its_rule() {
    for Lesson { file, rule, .. } in lessons() {
        let name: String = file.trim_end_matches(".json").split('-').map(capitalised).collect();
        assert_eq!(name, rule.name(), "{file}");
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

#[test]
fn without_its_rule_a_scenario_breaks_what_the_rule_protects() {
    for lesson in lessons() {
        let Lesson { file, rule, scenario } = &lesson;
        let sight = lesson.run(scenario.rules);
        match without(*rule) {
            Breaks::InThisOrder(invariants) => assert_eq!(sight.broken(), invariants, "{file}"),
            Breaks::Liveness => assert_eq!((sight.broken(), sight.leads), (vec![], false), "{file}"),
        }
    }
}

#[test]
fn with_its_rule_the_same_scenario_breaks_nothing() {
    for lesson in lessons() {
        let sight = lesson.run(Rules::default());
        assert_eq!(sight.checker.violation(), None, "{}", lesson.file);
        let lives = sight.leads || !matches!(without(lesson.rule), Breaks::Liveness);
        assert!(lives, "{}: someone leads in the end", lesson.file);
    }
}

#[test]
fn a_violation_names_replicas_and_says_what_they_did() {
    for lesson in lessons() {
        for violation in lesson.run(lesson.scenario.rules).checker.violations() {
            let (file, said) = (&lesson.file, violation.to_string());
            assert!(!violation.replicas.is_empty(), "{file}: {said}");
            for id in &violation.replicas {
                assert!(said.contains(&id.to_string()), "{file}: {id} is named in \"{said}\"");
            }
            if let Some(index) = violation.index {
                assert!(said.contains(&index.to_string()), "{file}: entry {index} is named in \"{said}\"");
            }
        }
    }
}

#[test]
fn every_scenario_is_short_and_has_few_replicas() {
    for lesson in lessons() {
        assert!(lesson.end() <= SHORT && lesson.scenario.replicas <= 5, "{}", lesson.file);
        assert!(lesson.scenario.script.len() <= 20, "{} can be read", lesson.file);
    }
}
