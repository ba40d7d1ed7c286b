//! Set-up on demand: what a command needs is looked for, and installed where it is missing.
//!
//! A matching version that is already on the machine is taken as it is. The rest goes into the
//! project's own folders (`target/tools`, `web/node_modules`), so nothing of the machine changes,
//! with two exceptions that cannot live there: the wasm32 target of the Rust toolchain, and, on a
//! Debian machine where we are root, its packages for Chromium and protoc.

use std::fs;
use std::path::Path;

use crate::process::{output, run};
use crate::{Outcome, project};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WASM_PACK: &str = "0.15.1";
const CARGO_FUZZ: &str = "0.13.1";
const CARGO_MUTANTS: &str = "27.1.0";

/// The Rust target of the page.
pub fn wasm_target() -> Outcome {
    let sysroot = output("rustc", &["--print", "sysroot"]).ok_or("rustc is missing: https://rustup.rs")?;
    let library = Path::new(&sysroot).join("lib/rustlib").join(WASM_TARGET);
    if library.exists() {
        return Ok(());
    }
    run("rustup", &["target", "add", WASM_TARGET], &project::root())
        .map_err(|error| format!("{error}\nThe Rust target {WASM_TARGET} is missing."))
}

pub fn wasm_pack() -> Outcome {
    cargo_tool("wasm-pack", "wasm-pack", WASM_PACK)
}

/// The driver of the fuzz targets.
pub fn cargo_fuzz() -> Outcome {
    cargo_tool("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ)
}

/// What breaks the code in one place after the other.
pub fn cargo_mutants() -> Outcome {
    cargo_tool("cargo-mutants", "cargo-mutants", CARGO_MUTANTS)
}

/// The generator of the JavaScript around the wasm; its version must be the library's.
pub fn wasm_bindgen() -> Outcome {
    cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &wasm_bindgen_version()?)
}

/// The version of the library wasm-bindgen in Cargo.lock.
pub fn wasm_bindgen_version() -> Outcome<String> {
    let lock = fs::read_to_string(project::root().join("Cargo.lock"))
        .map_err(|error| format!("cannot read Cargo.lock: {error}"))?;
    locked_version(&lock, "wasm-bindgen").ok_or_else(|| "Cargo.lock does not name wasm-bindgen".to_owned())
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

fn cargo_tool(package: &str, program: &str, version: &str) -> Outcome {
    let found = output(program, &["--version"]);
    if found.is_some_and(|line| line.split_whitespace().last() == Some(version)) {
        return Ok(());
    }
    println!("installing {package} {version} into the project's own tools (minutes, once)");
    let tools = project::tools();
    let tools = tools.to_string_lossy();
    let install = ["install", package, "--version", version, "--root", &tools];
    let locked = run("cargo", &[&install[..], &["--locked"]].concat(), &project::root());
    locked.or_else(|_| {
        // A registry mirror may not carry the very patch release that the tool's lock file names.
        println!("{package}: its own lock file cannot be met here; trying without");
        run("cargo", &install, &project::root())
    })
}

/// The npm packages, exactly as package-lock.json has them.
pub fn npm_packages() -> Outcome {
    node()?;
    let web = project::web();
    let lock = fs::read(web.join("package-lock.json"))
        .map_err(|error| format!("cannot read web/package-lock.json: {error}"))?;
    let stamp = web.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run("npm", &["ci", "--no-audit", "--no-fund"], &web)?;
    fs::write(&stamp, lock).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

fn node() -> Outcome {
    let version = output("node", &["--version"]).unwrap_or_default();
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found >= (20, 19) {
        Ok(())
    } else {
        Err("Node 20.19 or newer is needed: https://nodejs.org".to_owned())
    }
}

/// A browser and its driver.
pub struct Chromium {
    pub browser: String,
    pub driver: String,
}

/// Chromium and chromedriver of the machine.
pub fn chromium() -> Outcome<Chromium> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    let packages = ["chromium", "chromium-driver"];
    debian_packages(&packages)?;
    find_chromium().ok_or_else(|| missing("Chromium and chromedriver are", &packages))
}

/// The compiler of protocol buffers, which the peer of the bench is built with.
pub fn protoc() -> Outcome {
    if on_path("protoc").is_some() {
        return Ok(());
    }
    let packages = ["protobuf-compiler"];
    debian_packages(&packages)?;
    on_path("protoc").map(|_| ()).ok_or_else(|| missing("protoc is", &packages))
}

/// Installs packages of Debian where that is ours to do: as root, on a machine that has them.
fn debian_packages(packages: &[&str]) -> Outcome {
    let root = output("id", &["-u"]).as_deref() == Some("0");
    if !root || !Path::new("/etc/debian_version").exists() {
        return Ok(());
    }
    run("apt-get", &["update", "-q"], &project::root())?;
    let install = ["install", "-q", "-y", "--no-install-recommends"];
    run("apt-get", &[&install[..], packages].concat(), &project::root())
}

fn missing(what: &str, packages: &[&str]) -> String {
    format!("{what} needed on the PATH (Debian: apt-get install {})", packages.join(" "))
}

fn find_chromium() -> Option<Chromium> {
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    Some(Chromium { browser: browsers.into_iter().find_map(on_path)?, driver: on_path("chromedriver")? })
}

fn on_path(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
        .map(|file| file.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_version_is_that_of_the_package_named_and_no_namesake() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "tsify"), None);
    }
}
