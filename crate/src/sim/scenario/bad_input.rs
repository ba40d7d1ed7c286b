//! What is wrong with an input.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

/// Why an input was refused. It is one pointer, so that the many results that may be one stay small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadInput(Box<Complaint>);

/// Where an input was refused, and what is allowed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// "scenario.network.loss", or "line 3, column 7" where the text is no JSON.
    pub place: String,
    /// "1.5 is not allowed: 0 to 1".
    pub message: String,
}

impl BadInput {
    /// A complaint about what is at `place`.
    // Called wherever an input is refused: inlined it would be a good part of the readers.
    #[inline(never)]
    #[must_use]
    pub fn new(place: String, message: String) -> Self {
        Self(Box::new(Complaint { place, message }))
    }
}

impl Deref for BadInput {
    type Target = Complaint;

    fn deref(&self) -> &Complaint {
        &self.0
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for BadInput {}
