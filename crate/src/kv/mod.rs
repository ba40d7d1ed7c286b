//! The replicated key-value store: the state machine that the log drives.
//!
//! A client's [`Op`] becomes a log entry as the bytes of [`Op::encode`]; every replica applies the same
//! bytes in the same order to its [`Store`] and so comes to the same [`Answer`]. A [`Command`] may belong to a
//! session, so that it takes effect once however often it is sent.

mod command;
mod digest;
mod image;
mod op;
mod sessions;
mod store;
mod text;

pub use command::{Command, Mark, Sequence};
pub use digest::Digest;
pub use image::BadImage;
pub use op::{BadCommand, Op};
pub use sessions::{Session, Sessions};
pub use store::{Answer, Effect, SessionRules, Store};
pub use text::Text;
