//! The replicated key-value store: the state machine that the log drives.
//!
//! A client's [`Op`] becomes a log entry as the bytes of [`Op::encode`]; every replica applies the same
//! bytes in the same order to its [`Store`] and so comes to the same [`Answer`].

mod image;
mod op;
mod store;
mod text;

pub use image::BadImage;
pub use op::{BadCommand, Op};
pub use store::{Answer, Store};
pub use text::Text;
