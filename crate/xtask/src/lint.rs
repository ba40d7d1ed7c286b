//! All that can be said about the code without running it.

use std::thread;

use crate::process::{command, finish, run};
use crate::{Outcome, build, project, setup};

/// What is looked at, and how.
type Check = (&'static str, fn() -> Outcome);

const OF_RUST: [Check; 4] = [
    ("lock files", lock_files),
    ("rustfmt", || run("cargo", &["fmt", "--all", "--check"], &project::root())),
    ("clippy", clippy),
    ("rustdoc", documentation),
];

/// The core's package comes before TypeScript, which reads its types.
const OF_THE_PAGE: [Check; 4] = [
    ("the core's package", build::engine),
    ("tsc", || run("tsc", &["--noEmit"], &project::web())),
    ("eslint", || run("eslint", &["--max-warnings", "0", "."], &project::web())),
    ("prettier", || run("prettier", &["--check", "--log-level", "warn", "."], &project::web())),
];

/// Runs every check, also after one has failed, so that one run tells everything. The page is looked at beside the core:
/// most of what looks at either keeps one processor busy, not two.
pub fn everything() -> Outcome {
    setup::wasm_target()?;
    setup::npm_packages()?;
    let failures = thread::scope(|scope| {
        let page = scope.spawn(|| failures(&OF_THE_PAGE));
        let mut all = failures(&OF_RUST);
        all.extend(page.join().unwrap_or_else(|_| vec!["the checks of the page panicked".into()]));
        all
    });
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn failures(checks: &[Check]) -> Vec<String> {
    checks.iter().filter_map(|(name, check)| Some(format!("{name}: {}", check().err()?))).collect()
}

/// The benches and the fuzz targets are workspaces of their own, built seldom and with `--locked`: a dependency that the
/// core has won since must stand in their lock files too.
fn lock_files() -> Outcome {
    const WORKSPACES: [&str; 4] =
        ["crate/benches/linearizability", "crate/benches/peer", "crate/benches/work", "crate/fuzz"];
    WORKSPACES.into_iter().try_for_each(|folder| {
        let update = ["update", "--workspace", "--locked", "--quiet"];
        run("cargo", &update, &project::root().join(folder)).map_err(|error| format!("{folder}: {error}"))
    })
}

/// Natively, and for wasm what is built for it.
fn clippy() -> Outcome {
    let lint = |what: &[&str]| {
        let strict = ["--", "--deny", "warnings"];
        run("cargo", &[&["clippy", "--quiet"], what, &strict].concat(), &project::root())
    };
    let wasm = ["--target", "wasm32-unknown-unknown"];
    lint(&["--workspace", "--all-targets"])?;
    lint(&[&["--package", "raft-playground", "--lib"], &wasm[..]].concat())?;
    lint(&[&["--package", "wasm-tests", "--all-targets"], &wasm[..]].concat())
}

/// The documentation is the tour of the code: its links must lead somewhere.
fn documentation() -> Outcome {
    finish(
        command("cargo", &project::root())
            .args(["doc", "--quiet", "--no-deps", "--document-private-items", "--package", "raft-playground"])
            .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private-intra-doc-links"),
    )
}
