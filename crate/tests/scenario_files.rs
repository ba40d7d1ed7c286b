//! The scenarios that come with the page: each reads, and the index names each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use raft_playground::course::{TestFile, read_any};
use raft_playground::raft::Rule;
use raft_playground::sim::scenario::Scenario;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Every file but the index, by its path as the index has it.
fn files() -> BTreeSet<String> {
    ["", "course/", "rules/"]
        .iter()
        .flat_map(|prefix| {
            let listing = fs::read_dir(folder().join(prefix)).expect("the folder is there");
            listing.map(move |entry| {
                let name = entry.expect("the folder lists").file_name();
                format!("{prefix}{}", name.to_str().expect("the name is UTF-8"))
            })
        })
        .filter(|file| file.ends_with(".json") && file != "index.json")
        .collect()
}

fn text(file: &str) -> String {
    fs::read_to_string(folder().join(file)).expect("the file is there")
}

fn scenario(file: &str) -> Scenario {
    read_any(&text(file)).unwrap_or_else(|bad| panic!("{file}: {bad}"))
}

fn index() -> Vec<serde_json::Value> {
    serde_json::from_str(&text("index.json")).expect("the index is a list")
}

#[test]
fn every_bundled_file_reads() {
    let files = files();
    assert_eq!(files.len(), 20 + 17 + Rule::ALL.len(), "{files:?}");
    for file in &files {
        scenario(file);
    }
}

#[test]
fn only_the_files_with_the_misplaced_key_carry_a_warning() {
    let misplaced = ["unreliable-3", "advanced-1", "advanced-2", "advanced-3", "advanced-4"];
    for file in files() {
        let warnings = scenario(&file).warnings;
        if misplaced.iter().any(|name| file == format!("course/{name}.json")) {
            let [warning] = warnings.as_slice() else { panic!("{file}: {warnings:?}") };
            assert!(warning.contains("0.2 is ignored and 0.1 applies"), "{file}: {warning}");
        } else {
            assert_eq!(warnings, [""; 0], "{file}");
        }
    }
}

#[test]
fn a_misplaced_key_leaves_the_bound_at_its_default() {
    let test = TestFile::read(&text("course/advanced-3.json")).expect("it reads");
    assert_eq!(test.bounds.ungenerated_gets, 0.1);
}

#[test]
fn every_bundled_file_is_the_same_run_after_it_was_written_and_read() {
    for file in files() {
        let scenario = Scenario { warnings: Vec::new(), ..scenario(&file) };
        assert_eq!(Scenario::read(&scenario.write()), Ok(scenario), "{file}");
    }
}

#[test]
fn the_index_names_every_file_once() {
    let index = index();
    let named: BTreeSet<_> =
        index.iter().map(|entry| entry["file"].as_str().unwrap_or("").to_owned()).collect();
    assert_eq!(named, files());
    for key in ["id", "title", "file"] {
        let values: BTreeSet<_> = index.iter().map(|entry| entry[key].as_str().expect(key)).collect();
        assert_eq!(values.len(), index.len(), "each {key} is there once");
    }
}

#[test]
fn the_index_has_the_titles_of_the_files() {
    for entry in index() {
        let (file, title) = (entry["file"].as_str().unwrap_or(""), entry["title"].as_str().unwrap_or(""));
        let group = match file.split_once('/') {
            Some(("course", _)) => "Course tests",
            Some(("rules", _)) => "Broken rules",
            _ => "Scenarios",
        };
        assert_eq!(entry["group"], group, "{file}");
        if group == "Course tests" {
            assert_eq!(file, format!("course/{title}.json"));
        } else {
            assert_eq!(scenario(file).title, title, "{file}");
        }
    }
}

#[test]
fn every_scenario_of_ours_says_what_to_look_at_and_cites_the_paper() {
    for file in files().iter().filter(|file| !file.starts_with("course/")) {
        let about = scenario(file).about;
        assert!(about.contains('§'), "{file}: {about}");
        assert_eq!(about.matches(". ").count(), 1, "{file} has two sentences: {about}");
    }
}
