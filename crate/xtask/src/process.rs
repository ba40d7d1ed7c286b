//! Running other programs.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Outcome, project};

/// A command that finds the project's own copies of tools before those of the machine, and that
/// cannot wait for an answer on the terminal.
pub fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("PATH", search_path()).stdin(Stdio::null());
    command
}

fn search_path() -> OsString {
    let own = [project::tools().join("bin"), project::web().join("node_modules/.bin")];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = own.into_iter().chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).unwrap_or(inherited)
}

/// Runs a program with its output on the terminal.
pub fn run(program: &str, arguments: &[&str], folder: &Path) -> Outcome {
    finish(command(program, folder).args(arguments))
}

/// Runs a prepared command to its end.
pub fn finish(command: &mut Command) -> Outcome {
    let line = describe(command);
    let status = command.status().map_err(|error| format!("cannot run `{line}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// What a program prints, or nothing if it does not exist or fails.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program, &project::root()).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn describe(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
