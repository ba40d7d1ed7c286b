//! Keys and values without copies.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// A key or a value: a stretch of UTF-8 inside a command that the log shares among all replicas.
///
/// Applying a put so costs two counts and no copy of the bytes, on any number of replicas.
#[derive(Clone)]
pub struct Text {
    command: Rc<[u8]>,
    start: u32,
    end: u32,
}

impl Text {
    /// The text at `start..end` of `command`, or nothing if that is not UTF-8 or not inside.
    #[must_use]
    pub fn within(command: &Rc<[u8]>, start: usize, end: usize) -> Option<Self> {
        std::str::from_utf8(command.get(start..end)?).ok()?;
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        Some(Self { command: Rc::clone(command), start, end })
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // `within` has looked at these bytes, and a command never changes: what is lost here is nothing.
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn bytes(&self) -> &[u8] {
        &self.command[self.start as usize..self.end as usize]
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let end = u32::try_from(text.len()).expect("a key or value is shorter than 4 GiB");
        Self { command: text.as_bytes().into(), start: 0, end }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(out)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(out)
    }
}

// UTF-8 orders as its bytes do, so comparing needs no decoding.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes().cmp(other.bytes())
    }
}
