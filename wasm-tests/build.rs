//! There are no files to read in wasm, so the scenarios whose traces are recorded are built in.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crate");
    let recorded = core.join("tests/trace_hashes.txt");
    println!("cargo::rerun-if-changed={}", recorded.display());
    let lines = fs::read_to_string(&recorded).expect("the recorded traces are there");
    let mut list = String::from("[\n");
    for line in lines.lines() {
        let file = line.split(' ').next().unwrap_or_default();
        writeln!(list, "({file:?}, include_str!({:?}), {line:?}),", core.join(file))
            .expect("memory takes it");
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").expect("cargo gives a folder");
    fs::write(Path::new(&out).join("recorded.rs"), list).expect("the list can be written");
}
