//! How strong the tests are: `cargo mutants` breaks the algorithm and the store in one place after the other, and the
//! tests have to notice.

use std::fs;
use std::path::Path;

use crate::process::command;
use crate::{Outcome, project, setup};

/// The mutants that no test can be asked to notice, each with why.
const SURVIVORS: &str = ".cargo/mutants-survivors.txt";

/// The least share of the mutants that the tests have to notice, in percent.
const LEAST: usize = 95;

/// Tries all mutants, or those that the arguments of `cargo mutants` choose, as `.cargo/mutants.toml` says.
pub fn try_mutants(arguments: &[&str]) -> Outcome {
    setup::cargo_mutants()?;
    let target = project::target();
    // A loop that never ends may take memory until its time is up: of this each process gets at most 8 GB.
    let limited = "ulimit -v 8000000 2>/dev/null; exec cargo mutants \"$@\"";
    let status = command("sh", &project::root())
        .args(["-c", limited, "cargo-mutants", "--output"])
        .arg(&target)
        .args(arguments)
        // That a property fails is all that counts, not its least example.
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
        .status()
        .map_err(|error| format!("cannot run cargo mutants: {error}"))?;
    // It says so where some were missed (2) or ran out of time (3), which is judged below.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(format!("cargo mutants failed ({status})"));
    }
    let survivors = project::root().join(SURVIVORS);
    let listed =
        fs::read_to_string(&survivors).map_err(|error| format!("cannot read {SURVIVORS}: {error}"))?;
    Found::read(&target.join("mutants.out"))?.judge(&listed)
}

/// What became of the mutants, each as cargo mutants names it.
struct Found {
    caught: Vec<String>,
    timeout: Vec<String>,
    missed: Vec<String>,
    unviable: Vec<String>,
}

impl Found {
    fn read(folder: &Path) -> Outcome<Self> {
        let names = |list: &str| {
            let file = folder.join(list);
            let text = fs::read_to_string(&file);
            let text = text.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            Outcome::Ok(text.lines().map(without_place).collect())
        };
        Ok(Self {
            caught: names("caught.txt")?,
            timeout: names("timeout.txt")?,
            missed: names("missed.txt")?,
            unviable: names("unviable.txt")?,
        })
    }

    /// Prints the numbers, and says what the list of survivors has wrong.
    fn judge(&self, listed: &str) -> Outcome {
        let caught = self.caught.len() + self.timeout.len();
        let viable = caught + self.missed.len();
        println!(
            "{viable} mutants: {} caught, {} ran for ever, {} missed; {} more do not compile",
            self.caught.len(),
            self.timeout.len(),
            self.missed.len(),
            self.unviable.len(),
        );
        let listed: Vec<&str> = listed.lines().filter(|line| line.starts_with("crate/")).collect();
        let is_listed = |name: &&String| listed.contains(&name.as_str());
        let unlisted =
            self.missed.iter().filter(|name| !is_listed(name)).map(|name| format!("missed: {name}"));
        let noticed = |name: &&String| is_listed(name) && !self.missed.contains(name);
        let stale = self.caught.iter().filter(noticed).map(|name| format!("caught: {name}"));
        let wrong: Vec<String> = unlisted.chain(stale).collect();
        if !wrong.is_empty() {
            return Err(format!("{SURVIVORS} has it otherwise:\n{}", wrong.join("\n")));
        }
        if caught * 100 < viable * LEAST {
            return Err(format!("less than {LEAST} % are caught"));
        }
        Ok(())
    }
}

/// "crate/src/raft/log.rs:33:18: replace …" without the line and column, which any change moves.
fn without_place(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.nth(2)) {
        (Some(file), Some(mutation)) => format!("{file}:{mutation}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, without_place};

    fn found(caught: &[&str], missed: &[&str]) -> Found {
        let names = |list: &[&str]| list.iter().copied().map(str::to_owned).collect();
        Found { caught: names(caught), timeout: Vec::new(), missed: names(missed), unviable: Vec::new() }
    }

    #[test]
    fn a_mutant_is_known_by_its_file_and_what_it_changes() {
        let name = "crate/src/raft/log.rs:33:18: replace == with != in Log::base";
        assert_eq!(without_place(name), "crate/src/raft/log.rs: replace == with != in Log::base");
    }

    #[test]
    fn a_survivor_that_is_not_listed_and_one_that_is_caught_are_named() {
        let mut caught = ["crate/a.rs: one"; 40];
        caught[0] = "crate/a.rs: two";
        let list = "crate/a.rs: two\n    why\ncrate/a.rs: three\n    why\n";
        assert_eq!(found(&caught[1..], &["crate/a.rs: two"]).judge(list), Ok(()));
        let error = found(&caught, &["crate/a.rs: four"]).judge(list).expect_err("both are wrong");
        assert!(error.ends_with("\nmissed: crate/a.rs: four\ncaught: crate/a.rs: two"), "{error}");
    }

    #[test]
    fn too_many_survivors_are_an_error_though_they_are_listed() {
        let error = found(&["crate/a.rs: one"; 18], &["crate/a.rs: two"]).judge("crate/a.rs: two");
        assert_eq!(error, Err("less than 95 % are caught".to_owned()));
    }
}
