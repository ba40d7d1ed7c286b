//! What is wrong with an input.

use std::fmt;

use serde::Serialize;

/// Why an input was refused: where, and what is allowed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadInput {
    /// "scenario.network.loss", or "line 3, column 7" where the text is no JSON.
    pub place: String,
    /// "1.5 is not allowed: 0 to 1".
    pub message: String,
}

impl fmt::Display for BadInput {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for BadInput {}
