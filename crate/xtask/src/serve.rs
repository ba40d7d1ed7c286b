//! A small server of static files.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::{Outcome, project};

const FIRST_PORT: u16 = 8080;
const LAST_PORT: u16 = 8180;

/// A request longer than this is not one of a browser that asks for our files.
const LONGEST_LINE: u64 = 8192;

/// Serves web/dist on the first free port until the process is ended.
pub fn site() -> Outcome {
    let files = built_site()?;
    let listener = (FIRST_PORT..=LAST_PORT)
        .find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok())
        .ok_or_else(|| format!("no port from {FIRST_PORT} to {LAST_PORT} is free"))?;
    println!("http://localhost:{}", port(&listener)?);
    accept(&listener, &files, "/");
    Ok(())
}

/// Serves web/dist below `prefix` on any free port for as long as this process lives; answers the
/// address of the page.
pub fn in_background(prefix: &'static str) -> Outcome<String> {
    let files = built_site()?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| format!("no free port: {error}"))?;
    let address = format!("http://localhost:{}{prefix}", port(&listener)?);
    thread::spawn(move || accept(&listener, &files, prefix));
    Ok(address)
}

fn built_site() -> Outcome<PathBuf> {
    project::dist().canonicalize().map_err(|_| "web/dist does not exist: run `cargo xtask build`".to_owned())
}

fn port(listener: &TcpListener) -> Outcome<u16> {
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

fn accept(listener: &TcpListener, files: &Path, prefix: &'static str) {
    for stream in listener.incoming().flatten() {
        let files = files.to_owned();
        thread::spawn(move || {
            // A browser that goes away in the middle is no concern of the server.
            let _ = answer(stream, &files, prefix);
        });
    }
}

fn answer(stream: TcpStream, files: &Path, prefix: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut request = String::new();
    let mut reader = BufReader::new(io::Read::take(&stream, LONGEST_LINE));
    reader.read_line(&mut request)?;
    // The headers say nothing that we need, yet closing on unread input would reset the connection.
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if method != "GET" && method != "HEAD" {
        return respond(&stream, "405 Method Not Allowed", "text/plain", b"only GET", true);
    }
    let file = find(target, files, prefix).and_then(|file| Some((fs::read(&file).ok()?, file)));
    match file {
        Some((body, file)) => respond(&stream, "200 OK", content_type(&file), &body, method == "GET"),
        None => respond(&stream, "404 Not Found", "text/plain", b"not found", method == "GET"),
    }
}

fn respond(mut stream: &TcpStream, status: &str, kind: &str, body: &[u8], whole: bool) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if whole {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file that a request means, if it lies inside `files`.
fn find(target: &str, files: &Path, prefix: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let path = decode(path.strip_prefix(prefix)?)?;
    let mut file = files.join(path.trim_start_matches('/'));
    if file.is_dir() {
        file.push("index.html");
    }
    // Resolving links and `..` first makes the comparison mean what it says.
    let file = file.canonicalize().ok()?;
    (file.starts_with(files) && file.is_file()).then_some(file)
}

/// Undoes percent-encoding.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, find};
    use crate::project;
    use std::path::{Path, PathBuf};

    fn sources() -> PathBuf {
        project::root().join("crate/xtask/src").canonicalize().expect("the sources exist")
    }

    #[test]
    fn a_file_is_found_below_the_prefix_only() {
        let here = sources();
        assert_eq!(find("/main.rs?x=1", &here, "/"), Some(here.join("main.rs")));
        assert_eq!(find("/sub/path/main.rs", &here, "/sub/path/"), Some(here.join("main.rs")));
        assert_eq!(find("/main.rs", &here, "/sub/path/"), None);
    }

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let here = sources();
        for target in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "//etc/passwd", "/..%2fCargo.toml", "", "/%"] {
            assert_eq!(find(target, &here, "/"), None, "{target}");
        }
    }

    #[test]
    fn wasm_has_the_type_that_browsers_compile_while_loading() {
        assert_eq!(content_type(Path::new("a/core_bg.wasm")), "application/wasm");
    }
}
