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
    /// The first eight bytes as one number, zeros behind a shorter text. It orders most texts without a look
    /// at the command, which lies elsewhere in memory.
    head: u64,
}

impl Text {
    /// The text at `start..end` of `command`, or nothing if that is not UTF-8 or not inside.
    #[must_use]
    #[inline]
    pub fn within(command: &Rc<[u8]>, start: usize, end: usize) -> Option<Self> {
        let bytes = command.get(start..end)?;
        // Every replica looks at every command, and most are plain ASCII, which is quicker to see.
        if !bytes.is_ascii() {
            std::str::from_utf8(bytes).ok()?;
        }
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        Some(Self { command: Rc::clone(command), start, end, head: head(bytes) })
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // `within` has looked at these bytes, and a command never changes: what is lost here is nothing.
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    #[inline]
    fn bytes(&self) -> &[u8] {
        &self.command[self.start as usize..self.end as usize]
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        // Scenario files and people write texts of at most 10,000 bytes.
        let end = text.len() as u32;
        Self { command: text.as_bytes().into(), start: 0, end, head: head(text.as_bytes()) }
    }
}

#[inline]
fn head(bytes: &[u8]) -> u64 {
    let padded = || bytes.iter().copied().chain(std::iter::repeat(0)).take(8);
    bytes.first_chunk().map_or_else(
        || padded().fold(0, |head, byte| head << 8 | u64::from(byte)),
        |whole| u64::from_be_bytes(*whole),
    )
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
        self.head == other.head && self.bytes() == other.bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.head.cmp(&other.head).then_with(|| self.bytes().cmp(other.bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_are_ordered_as_their_strings_are(one in "[\\x00ab\u{e9}]{0,10}", other in "[\\x00ab\u{e9}]{0,10}") {
            let (first, second) = (Text::from(one.as_str()), Text::from(other.as_str()));
            prop_assert_eq!(first.cmp(&second), one.cmp(&other));
            prop_assert_eq!(first == second, one == other);
        }
    }

    #[test]
    fn texts_that_differ_only_behind_the_bytes_that_order_most_of_them_differ() {
        let [one, other] = ["a long text 1", "a long text 2"].map(Text::from);
        assert!(one != other && one < other);
        // Nor is a text the same as one that ends in the zeros that stand for what it lacks.
        assert_ne!(Text::from("a"), Text::from("a\0"));
    }

    #[test]
    fn a_text_is_shown_as_its_string_is() {
        let text = Text::from("a \"b\"");
        assert_eq!(
            (text.to_string(), format!("{text:?}")),
            ("a \"b\"".to_owned(), r#""a \"b\"""#.to_owned())
        );
    }

    #[test]
    fn what_is_no_utf_8_is_no_text() {
        let command: Rc<[u8]> = Rc::from([b'a', 0xc3, 0xa9, b'b'].as_slice());
        assert_eq!(Text::within(&command, 0, 4).as_deref(), Some("a\u{e9}b"));
        assert_eq!(Text::within(&command, 0, 2), None);
        assert_eq!(Text::within(&command, 3, 9), None);
    }
}
