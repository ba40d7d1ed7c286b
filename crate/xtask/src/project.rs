//! Where things are.

use std::path::PathBuf;

/// The top of the project.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.ancestors().nth(2).expect("xtask lies two folders below the top").to_owned()
}

pub fn web() -> PathBuf {
    root().join("web")
}

/// The built site.
pub fn dist() -> PathBuf {
    web().join("dist")
}

/// Cargo's folder of build products.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        // Cargo reads a relative path from where it was started, and starts us there too.
        Some(folder) => std::path::absolute(&folder).unwrap_or_else(|_| folder.into()),
        None => root().join("target"),
    }
}

/// The project's own copies of command-line tools.
pub fn tools() -> PathBuf {
    target().join("tools")
}
