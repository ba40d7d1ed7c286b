//! The bench `page`.

use crate::Outcome;
use crate::bench::Options;

/// Measures the built page in Chromium.
pub fn run(_options: &Options) -> Outcome {
    Ok(())
}
