//! The static site: Rust to wasm, wasm to a module that JavaScript can load, all of it to web/dist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::process::{command, run};
use crate::{Outcome, budget, project, setup, split};

/// An ES module for the web, with a function that puts a new instance in the place of one that failed.
const GENERATE: [&str; 3] = ["--target", "web", "--experimental-reset-state-function"];

/// The linker leaves each constant in a segment of its own, so that `split_data.rs` can tell who reads it.
const EACH_CONSTANT_APART: &str =
    "target.wasm32-unknown-unknown.rustflags=[\"-Clink-arg=--no-merge-data-segments\"]";

/// And so does the optimiser.
const KEEP_APART: [&str; 2] = ["--skip-pass=memory-packing", "-g"];

/// Chosen by measurement, together with `opt-level` of the profile `wasm-release` in Cargo.toml.
/// Gzip finds more that is alike where functions are many and small.
const WASM_OPT: [&str; 2] = ["-O3", "--one-caller-inline-max-function-size=20"];

/// It also does where functions stand beside those of like names, and leave alignment, a hint that engines do not
/// need, at 1: all together 7 % less to load.
const FOR_GZIP: [&str; 2] = ["--reorder-functions-by-name", "--dealign"];

/// Names go last.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// What rustc's wasm32 target may emit; wasm-opt refuses code that uses a feature it is not told of.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes the site to web/dist and checks its size.
pub fn site() -> Outcome {
    page()?;
    budget::check(&project::dist())
}

/// Writes the site to web/dist, whatever its size.
pub fn page() -> Outcome {
    engine()?;
    run("vite", &["build", "--logLevel", "warn"], &project::web())?;
    // The command line and the library load the same files of the core as the page.
    run("vite", &["build", "--config", "cli.vite.config.ts", "--logLevel", "warn"], &project::web())?;
    let types = ["-c", "types.rolldown.config.ts", "--logLevel", "silent"];
    run("rolldown", &types, &project::web())
}

/// Writes the core as a module with types to web/src/engine/pkg.
pub fn engine() -> Outcome {
    setup::wasm_target()?;
    setup::npm_packages()?;
    setup::wasm_bindgen()?;
    let compiled = compile()?;
    let package = project::web().join("src/engine/pkg");
    // Optimising takes longer than compiling, so it is skipped while its input stays the same.
    let stamp = package.join(".built-from");
    let made = fingerprint(&compiled, &package)?;
    if made.is_some() && fs::read_to_string(&stamp).ok() == made {
        return Ok(());
    }
    generate(&compiled, &package)?;
    divide(&package.join("raft_playground_bg.wasm"), &package.join("raft_playground_rest.wasm"))?;
    let made = fingerprint(&compiled, &package)?.unwrap_or_default();
    fs::write(&stamp, made).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

fn compile() -> Outcome<PathBuf> {
    let target = ["--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];
    let package = ["build", "--package", "raft-playground", "--lib"];
    run("cargo", &[&package[..], &target, &["--config", EACH_CONSTANT_APART]].concat(), &project::root())?;
    Ok(project::target().join("wasm32-unknown-unknown/wasm-release/raft_playground.wasm"))
}

/// Writes the JavaScript and the types around the wasm, and both into a folder.
pub fn generate(compiled: &Path, package: &Path) -> Outcome {
    let (package, compiled) = (package.to_string_lossy(), compiled.to_string_lossy());
    let arguments = [&GENERATE[..], &["--out-dir", &package, &compiled]].concat();
    run("wasm-bindgen", &arguments, &project::root())
}

/// Makes a wasm file smaller and faster.
pub fn optimise(wasm: &Path) -> Outcome {
    wasm_opt(wasm, &[&WASM_OPT[..], &FOR_GZIP, &STRIP].concat())
}

/// Optimises the core, leaves in its file what the page needs at first, and puts all else into another.
fn divide(core: &Path, rest: &Path) -> Outcome {
    // Functions keep their names, by which each half is ordered.
    wasm_opt(core, &[&WASM_OPT[..], &KEEP_APART].concat())?;
    let marked = core.with_file_name("marked.wasm");
    split::instrument(core, &marked)?;
    let wanted = first_use(&marked)?;
    fs::remove_file(&marked).map_err(|error| format!("cannot remove {}: {error}", marked.display()))?;
    split::in_two(core, &wanted, core, rest)?;
    for half in [core, rest] {
        wasm_opt(half, &[&FOR_GZIP[..], &STRIP].concat())?;
    }
    Ok(())
}

/// The functions that run in the page's first use.
fn first_use(marked: &Path) -> Outcome<BTreeSet<usize>> {
    run("vite", &["build", "--config", "first-use/vite.config.ts", "--logLevel", "warn"], &project::web())?;
    let script = "node_modules/.first-use/first-use.js";
    let output = command("node", &project::web())
        .arg(script)
        .arg(marked)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run node: {error}"))?;
    if !output.status.success() {
        return Err(format!("{script} failed"));
    }
    let numbers = String::from_utf8_lossy(&output.stdout);
    let numbers: Result<_, _> = numbers.lines().map(str::parse).collect();
    numbers.map_err(|_| format!("{script} did not print numbers of functions"))
}

/// The `wasm-opt` of the npm package binaryen, found in node_modules/.bin.
fn wasm_opt(wasm: &Path, how: &[&str]) -> Outcome {
    let wasm = wasm.to_string_lossy();
    run("wasm-opt", &[&WASM_FEATURES[..], how, &[&*wasm, "-o", &*wasm]].concat(), &project::root())
}

/// What the package was made from and what was made, or nothing if there is no package.
fn fingerprint(compiled: &Path, package: &Path) -> Outcome<Option<String>> {
    let length = |half: &str| fs::metadata(package.join(half)).map(|file| file.len());
    let (Ok(core), Ok(rest)) = (length("raft_playground_bg.wasm"), length("raft_playground_rest.wasm"))
    else {
        return Ok(None);
    };
    // This program is part of it: it says how the core is optimised and divided.
    let program = std::env::current_exe().map_err(|error| format!("where is this program? {error}"))?;
    let first_use = project::web().join("first-use/first-use.ts");
    let mut sources = Vec::new();
    for source in [compiled, &program, &first_use] {
        let file = fs::metadata(source).and_then(|file| Ok((file.len(), file.modified()?)));
        sources.push(file.map_err(|error| format!("cannot read {}: {error}", source.display()))?);
    }
    let generator = setup::wasm_bindgen_version()?;
    Ok(Some(format!("{sources:?} {generator} {core} {rest}")))
}
