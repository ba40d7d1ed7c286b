//! Every suite, one after the other, each with a closing line.

use std::time::Instant;

use crate::process::{command, finish, run};
use crate::{Outcome, build, lint, project, serve, setup};

/// The page is tested below a path of this shape, since it must run from any.
const SUB_PATH: &str = "/any/sub-path/";

type Suite = (&'static str, fn() -> Outcome);

const SUITES: [Suite; 6] = [
    ("lint", lint::everything),
    ("native", native),
    ("wasm", wasm),
    ("web", web),
    ("build", build::site),
    ("e2e", end_to_end),
];

/// Runs the suites named, or all, and goes on after a failure, so that one run tells everything.
pub fn named_suites(names: &[&str]) -> Outcome {
    let mut failed = Vec::new();
    for (name, suite) in select(names)? {
        // There is no page to test where the build failed.
        if name == "e2e" && failed.contains(&"build") {
            continue;
        }
        println!("── {name}");
        let start = Instant::now();
        let outcome = suite();
        let seconds = start.elapsed().as_secs();
        match outcome {
            Ok(()) => println!("── {name}: ok ({seconds} s)"),
            Err(reason) => {
                println!("── {name}: FAILED ({seconds} s): {reason}");
                failed.push(name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
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
