//! The size of the first load, held to a budget.
//!
//! The first load is what a browser fetches before the cluster runs: the page, the scripts and styles
//! that it names, and from there on what a script imports statically or addresses as a worker or as
//! wasm. What is behind a dynamic `import(…)` loads on demand and is not counted, and nor is the rest of the core.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::Outcome;
use crate::gzip::gzipped_size;

/// Bytes after gzip, everything.
const TOTAL: usize = 150_000;
/// Bytes after gzip, JavaScript alone.
const SCRIPTS: usize = 50_000;

/// Prints the files of the first load with their sizes, and fails if they exceed the budget.
pub fn check(dist: &Path) -> Outcome {
    let mut total = 0;
    let mut scripts = 0;
    println!("first load                              bytes    gzipped");
    for name in first_load(dist)? {
        let bytes = read(dist, &name)?;
        let gzipped = gzipped_size(&bytes);
        total += gzipped;
        if name.ends_with(".js") {
            scripts += gzipped;
        }
        let short = name.strip_prefix("assets/").unwrap_or(&name);
        println!("  {short:<34} {:>9} {gzipped:>10}", bytes.len());
    }
    println!("  {:<34} {:>9} {scripts:>10} of {SCRIPTS}", "JavaScript", "");
    println!("  {:<34} {:>9} {total:>10} of {TOTAL}", "everything", "");
    if total > TOTAL || scripts > SCRIPTS {
        return Err("the first load is over its budget".to_owned());
    }
    Ok(())
}

fn read(dist: &Path, name: &str) -> Outcome<Vec<u8>> {
    fs::read(dist.join(name)).map_err(|error| format!("cannot read web/dist/{name}: {error}"))
}

/// The names, below `dist`, of the files that are fetched at first.
fn first_load(dist: &Path) -> Outcome<BTreeSet<String>> {
    let assets: Vec<String> = fs::read_dir(dist.join("assets"))
        .map_err(|error| format!("cannot read web/dist/assets: {error}"))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let mut found = BTreeSet::from(["index.html".to_owned()]);
    let mut unread = vec!["index.html".to_owned()];
    while let Some(name) = unread.pop() {
        if !name.ends_with(".html") && !name.ends_with(".js") && !name.ends_with(".css") {
            continue;
        }
        let text = String::from_utf8_lossy(&read(dist, &name)?).into_owned();
        for asset in assets.iter().filter(|asset| fetches(&text, asset)) {
            let name = format!("assets/{asset}");
            if found.insert(name.clone()) {
                unread.push(name);
            }
        }
    }
    Ok(found)
}

/// Whether `text` (a page, script or style) fetches the asset as soon as it is loaded itself.
fn fetches(text: &str, asset: &str) -> bool {
    // The rest of the core is named by the worker, which fetches it when the core first asks for it.
    !asset.contains("_rest-") && text.match_indices(asset).any(|(at, _)| !on_demand(&text[..at]))
}

/// Whether a file name that stands after `before` is loaded on demand only: it is imported
/// dynamically, or listed among the dependencies of such imports, which Vite keeps in one array.
fn on_demand(before: &str) -> bool {
    let quoted = before.trim_end_matches(|letter: char| !"\"'`(".contains(letter));
    let outside = quoted.trim_end_matches(['"', '\'', '`']).trim_end();
    if outside.ends_with("import(") {
        return true;
    }
    before.rfind("__vite__mapDeps").is_some_and(|start| !before[start..].contains("])"))
}

#[cfg(test)]
mod tests {
    use super::fetches;

    #[test]
    fn what_the_page_names_is_fetched() {
        let page = r#"<script type="module" crossorigin src="./assets/index-a1.js"></script>"#;
        assert!(fetches(page, "index-a1.js"));
        assert!(!fetches(page, "index-a1.css"));
    }

    #[test]
    fn static_imports_workers_and_wasm_are_fetched() {
        assert!(fetches(r#"import{a}from"./queue-b2.js";"#, "queue-b2.js"));
        assert!(fetches(
            r#"new Worker(new URL(/* @vite-ignore */ "" + new URL("worker-c3.js", import.meta.url).href))"#,
            "worker-c3.js"
        ));
        assert!(fetches("new URL(`core_bg-d4.wasm`,import.meta.url)", "core_bg-d4.wasm"));
    }

    #[test]
    fn the_rest_of_the_core_is_not_fetched_at_first() {
        assert!(!fetches("new URL(`core_rest-d4.wasm`,import.meta.url)", "core_rest-d4.wasm"));
    }

    #[test]
    fn dynamic_imports_are_not_fetched_at_first() {
        assert!(!fetches(r#"()=>import("./editor-e5.js")"#, "editor-e5.js"));
        assert!(!fetches("()=>import(`./editor-e5.js`)", "editor-e5.js"));
    }

    #[test]
    fn the_list_of_dependencies_of_dynamic_imports_is_not_fetched_at_first() {
        let list = r#"const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./editor-e5.js","./editor-f6.css"])))=>i.map(i=>d[i]);"#;
        assert!(!fetches(list, "editor-f6.css"));
        assert!(fetches(&format!(r#"{list}import"./queue-b2.js";"#), "queue-b2.js"));
    }
}
