//! The crate's modules depend on each other one way: raft, kv < sim < check < predicate, course, exercise < wasm; and only
//! the facade knows that there is a JavaScript outside.
//!
//! The compiler would allow any of it, so this reads the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// A module of ours and those of our modules that it may import.
const MAY_IMPORT: [(&str, &[&str]); 10] = [
    ("raft", &[]),
    ("kv", &["raft"]),
    ("sim", &["raft", "kv"]),
    ("check", &["raft", "kv", "sim"]),
    ("predicate", &["raft", "kv", "sim", "check"]),
    ("explain", &["raft", "kv", "sim"]),
    ("diagram", &["raft", "sim"]),
    ("course", &["raft", "kv", "sim", "check"]),
    ("exercise", &["raft", "kv", "sim", "check", "predicate"]),
    ("wasm", &["raft", "kv", "sim", "check", "predicate", "explain", "diagram", "course", "exercise"]),
];

/// All that kv may take from raft.
const INDEX_TYPE: &str = "LogIndex";

/// Crates that only exist where JavaScript does.
const JAVASCRIPT: [&str; 6] =
    ["wasm_bindgen", "serde_wasm_bindgen", "js_sys", "web_sys", "getrandom", "tsify"];

#[test]
fn modules_depend_on_each_other_one_way() {
    for source in sources() {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == source.module) else {
            continue;
        };
        for path in source.paths() {
            let imported = path.split("::").next().unwrap_or_default();
            let ours = MAY_IMPORT.iter().any(|(module, _)| *module == imported);
            let fine = !ours || imported == source.module || allowed.contains(&imported);
            assert!(fine, "{} must not use crate::{path}", source.name());
        }
    }
}

#[test]
fn the_store_takes_nothing_from_raft_but_the_index_type() {
    for source in sources().iter().filter(|source| source.module == "kv") {
        for path in source.paths().filter(|path| path.starts_with("raft")) {
            let fine = path.ends_with(&format!("::{INDEX_TYPE}"));
            assert!(fine, "{} must not use crate::{path}", source.name());
        }
    }
}

#[test]
fn only_the_facade_knows_of_javascript() {
    for source in sources().iter().filter(|source| source.module != "wasm") {
        for name in JAVASCRIPT {
            let found = words(&source.code).any(|word| word == name);
            assert!(!found, "{} must not use {name}", source.name());
        }
    }
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for source in sources().iter().filter(|source| source.module != "lib") {
        let known = MAY_IMPORT.iter().any(|(module, _)| *module == source.module);
        assert!(known, "{}: say above what this module may import", source.name());
    }
}

struct Source {
    file: PathBuf,
    /// The top-level module to which the file belongs.
    module: String,
    /// The text without comments and without attributes that hold for wasm only.
    code: String,
}

impl Source {
    fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// What stands after each `crate::`, one path for each name of a group.
    fn paths(&self) -> impl Iterator<Item = String> + '_ {
        let starts = self.code.match_indices("crate::");
        starts.flat_map(|(at, prefix)| expand(&self.code[at + prefix.len()..]))
    }
}

fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&top, &mut files);
    assert!(files.len() > 1, "the sources are found");
    files
        .into_iter()
        .map(|file| {
            let place = file.strip_prefix(&top).expect("it lies below the top");
            let module = place.iter().next().expect("it has a name").to_string_lossy();
            Source {
                module: module.trim_end_matches(".rs").to_owned(),
                code: without_wasm_attributes(&without_comments(&read(&file))),
                file,
            }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("the source can be read")
}

/// Documentation may speak of any module.
fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// A type may say how TypeScript sees it, as long as that is not there natively.
fn without_wasm_attributes(code: &str) -> String {
    const START: &str = "#[cfg_attr(target_arch = \"wasm32\"";
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = squeezed_find(rest, START) {
        kept.push_str(&rest[..at]);
        let end = closing(&rest[at + 1..], '[', ']');
        rest = &rest[at + 1 + end..];
    }
    kept + rest
}

/// Where `pattern` starts, with any white space after its first parenthesis: rustfmt breaks a long
/// attribute there.
fn squeezed_find(text: &str, pattern: &str) -> Option<usize> {
    let (head, tail) = pattern.split_once('(')?;
    let starts = text.match_indices(head);
    starts.map(|(at, _)| at).find(|at| text[at + head.len() + 1..].trim_start().starts_with(tail))
}

/// The length of what lies between the first bracket and its partner, both included.
fn closing(text: &str, open: char, close: char) -> usize {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
            if depth == 0 {
                return at + close.len_utf8();
            }
        }
    }
    text.len()
}

/// The paths that a text begins with: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(text: &str) -> Vec<String> {
    let stem_end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
    let (stem, rest) = text.split_at(stem_end.unwrap_or(text.len()));
    if !rest.starts_with('{') {
        return vec![stem.trim_end_matches(':').to_owned()];
    }
    let group = &rest[1..closing(rest, '{', '}') - 1];
    let mut paths = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, letter) in group.char_indices().chain([(group.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let one = group[start..at].trim();
                let inner = if one.is_empty() { Vec::new() } else { expand(one) };
                paths.extend(inner.into_iter().map(|path| format!("{stem}{path}")));
                start = at + 1;
            }
            _ => {}
        }
    }
    paths
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

mod the_reader_of_sources {
    use super::{expand, without_comments, without_wasm_attributes};

    #[test]
    fn reads_groups_of_imports() {
        let text = "{raft::{LogIndex, Term}, kv::Op as O}; more";
        assert_eq!(expand(text), ["raft::LogIndex", "raft::Term", "kv::Op"]);
        assert_eq!(expand("sim::Cluster>()"), ["sim::Cluster"]);
    }

    #[test]
    fn leaves_out_comments_and_attributes_for_wasm() {
        assert_eq!(without_comments("a // [`crate::sim`]\nb"), "a \nb");
        let code = "#[cfg_attr(\n    target_arch = \"wasm32\",\n    derive(tsify::Tsify), tsify(x = [1])\n)]\nstruct A;";
        assert_eq!(without_wasm_attributes(code), "\nstruct A;");
    }
}
