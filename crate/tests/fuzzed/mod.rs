//! What the fuzz targets (`crate/fuzz`) and the ordinary tests do with arbitrary input. What must not be is a panic.

pub mod schedule;
pub mod texts;

mod draws;
mod lies;
