//! The search over random runs, which lies beside the core as an example: no part of the page, and optimised as tests
//! are.

use crate::{Outcome, process, project};

/// Runs it with these arguments.
pub fn random_runs(what: &[&str]) -> Outcome {
    let search = ["run", "--quiet", "--package", "raft-playground", "--example", "search", "--"];
    process::run("cargo", &[&search[..], what].concat(), &project::root())
}
