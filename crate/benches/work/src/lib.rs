//! Our cluster under the load of the bench `work`.

mod load;

pub use load::{Load, Work};
