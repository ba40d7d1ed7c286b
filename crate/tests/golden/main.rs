//! Small cases message by message, as scripts that a reader can follow: each block is a few commands, a line `---`,
//! and what happened then, in order.
//!
//! Where that is meant to change, `RECORD=1 cargo test --test golden` writes it anew; review the difference. A new
//! case is a file `scripts/NAME.txt` with commands and a line `---` after each block, recorded in the same way.
//! `command.rs` lists the commands. One in parentheses does not tell what happened, and one behind `!` has to fail.

mod command;
mod replica;
mod small_cluster;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use small_cluster::SmallCluster;

const FOLDER: &str = "tests/golden/scripts";

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let listing = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = listing.map(|entry| entry.expect("the folder lists").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

/// What differs from the script, with the place; nothing if nothing does.
fn difference(name: &str, script: &str, found: &str) -> Option<String> {
    let line = 1 + script.lines().zip(found.lines()).take_while(|(old, new)| old == new).count();
    let diff = TextDiff::from_lines(script, found);
    let words = diff.unified_diff().context_radius(3).header("recorded", "found").to_string();
    (script != found).then(|| format!("{FOLDER}/{name}:{line}\n{words}"))
}

#[test]
fn every_script_goes_as_it_is_recorded() {
    let (scripts, record) = (scripts(), std::env::var_os("RECORD").is_some());
    assert!(!scripts.is_empty(), "there are scripts");
    let mut differences = Vec::new();
    for file in scripts {
        let name = file.file_name().expect("it is a file").to_string_lossy();
        let script = fs::read_to_string(&file).expect("the script can be read");
        match goldenscript::generate(&mut SmallCluster::default(), &script) {
            Err(bad) => differences.push(format!("{FOLDER}/{name}: {bad}")),
            Ok(found) if record => fs::write(&file, found).expect("the script can be written"),
            Ok(found) => differences.extend(difference(&name, &script, &found)),
        }
    }
    assert!(
        differences.is_empty(),
        "if that is meant, run `RECORD=1 cargo test --test golden` and review what it writes\n{}",
        differences.join("\n")
    );
}

#[test]
fn a_difference_is_told_with_its_file_and_line() {
    let told = difference("a.txt", "show\n---\nS1 leads\n", "show\n---\nS1 follows\n").expect("they differ");
    assert!(told.starts_with("tests/golden/scripts/a.txt:3\n"), "{told}");
    assert!(told.contains("-S1 leads\n+S1 follows\n"), "{told}");
    assert_eq!(difference("a.txt", "show\n", "show\n"), None);
}
