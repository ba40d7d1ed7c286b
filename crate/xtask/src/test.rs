//! Every suite, each with a closing line: one after the other, and two together at the end.

use std::thread;
use std::time::Instant;

use crate::process::{command, finish, run};
use crate::{Outcome, build, lint, project, serve, setup};

/// The page is tested below a path of this shape, since it must run from any.
const SUB_PATH: &str = "/any/sub-path/";

type Suite = (&'static str, fn() -> Outcome);

const SUITES: [Suite; 6] = [
    ("lint", lint::everything),
    ("native", native),
    ("web", web),
    ("build", build::site),
    ("wasm", wasm),
    ("e2e", end_to_end),
];

/// The one compiles most of its time, the other waits for pages: they take little longer together than the longer one alone.
const TOGETHER: [&str; 2] = ["wasm", "e2e"];

/// Runs the suites named, or all, and goes on after a failure, so that one run tells everything.
pub fn named_suites(names: &[&str]) -> Outcome {
    let (together, one_by_one): (Vec<Suite>, Vec<Suite>) =
        select(names)?.into_iter().partition(|(name, _)| TOGETHER.contains(name));
    let mut failed: Vec<&str> = one_by_one.into_iter().filter_map(failure).collect();
    // There is no page to test where the build failed.
    let without_a_page = failed.contains(&"build");
    if !together.is_empty() {
        // Both want it, and only one of them can install it. Who cannot have it says so itself.
        _ = setup::chromium();
    }
    thread::scope(|scope| {
        let runs: Vec<_> = together
            .into_iter()
            .filter(|(name, _)| *name != "e2e" || !without_a_page)
            .map(|suite| (suite.0, scope.spawn(move || failure(suite))))
            .collect();
        failed.extend(runs.into_iter().filter_map(|(name, run)| run.join().unwrap_or(Some(name))));
    });
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// Runs a suite and says how it ended. Its name, if it failed.
fn failure((name, suite): Suite) -> Option<&'static str> {
    println!("── {name}");
    let start = Instant::now();
    let outcome = suite();
    let seconds = start.elapsed().as_secs();
    match outcome {
        Ok(()) => {
            println!("── {name}: ok ({seconds} s)");
            None
        }
        Err(reason) => {
            println!("── {name}: FAILED ({seconds} s): {reason}");
            Some(name)
        }
    }
}

fn select(names: &[&str]) -> Outcome<Vec<Suite>> {
    if names.is_empty() {
        return Ok(SUITES.to_vec());
    }
    let unknown = names.iter().find(|name| SUITES.iter().all(|(suite, _)| suite != *name));
    match unknown {
        Some(name) => {
            Err(format!("there is no suite {name:?}: {}", SUITES.map(|(suite, _)| suite).join(" ")))
        }
        None => Ok(SUITES.into_iter().filter(|(suite, _)| names.contains(suite)).collect()),
    }
}

fn native() -> Outcome {
    run("cargo", &["test", "--quiet", "--workspace"], &project::root())
}

fn wasm() -> Outcome {
    setup::wasm_target()?;
    setup::wasm_bindgen()?;
    setup::wasm_pack()?;
    let driver = setup::chromium()?.driver;
    // `no-install`: wasm-pack takes the tools that we set up and fetches none itself.
    let test = ["test", "--mode", "no-install"];
    let node = ["--node", "wasm-tests"];
    let chromium = ["--headless", "--chrome", "--chromedriver", &driver, "wasm-tests"];
    run("wasm-pack", &[&test[..], &node].concat(), &project::root())?;
    run("wasm-pack", &[&test[..], &chromium].concat(), &project::root())
}

fn web() -> Outcome {
    build::engine()?;
    run("vitest", &["run"], &project::web())
}

/// The site in web/dist, in a real browser.
fn end_to_end() -> Outcome {
    setup::npm_packages()?;
    let chromium = setup::chromium()?;
    let address = serve::in_background(SUB_PATH)?;
    finish(
        command("vitest", &project::web())
            .args(["run", "--config", "vitest.e2e.config.ts"])
            .env("CHROMIUM", chromium.browser)
            .env("PAGE_ADDRESS", address),
    )
}
