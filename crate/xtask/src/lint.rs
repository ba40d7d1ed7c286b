//! All that can be said about the code without running it.

use std::process::Command;

use crate::process::{command, finish, run};
use crate::{Outcome, build, project, setup};

pub fn everything() -> Outcome {
    setup::wasm_target()?;
    run("cargo", &["fmt", "--all", "--check"], &project::root())?;
    clippy(&["--workspace", "--all-targets"])?;
    let wasm = ["--target", "wasm32-unknown-unknown"];
    clippy(&[&["--package", "raft-playground", "--lib"], &wasm[..]].concat())?;
    clippy(&[&["--package", "wasm-tests", "--all-targets"], &wasm[..]].concat())?;
    finish(&mut documentation())?;
    // TypeScript reads the types that the core's package comes with.
    build::engine()?;
    let web = project::web();
    run("tsc", &["--noEmit"], &web)?;
    run("eslint", &["--max-warnings", "0", "."], &web)?;
    run("prettier", &["--check", "--log-level", "warn", "."], &web)
}

fn clippy(what: &[&str]) -> Outcome {
    let strict = ["--", "--deny", "warnings"];
    run(
        "cargo",
        &[&["clippy", "--quiet"], what, &strict].concat(),
        &project::root(),
    )
}

/// The documentation is the tour of the code: its links must lead somewhere.
fn documentation() -> Command {
    let mut command = command("cargo", &project::root());
    let arguments = ["doc", "--quiet", "--no-deps", "--document-private-items"];
    command
        .args(arguments)
        .args(["--package", "raft-playground"])
        .env("RUSTDOCFLAGS", "--deny warnings");
    command
}
