//! The size of a file as a static host sends it.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes after gzip at its best level.
pub fn gzipped_size(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail").len()
}
