//! What a client can ask of the store, and its form as the bytes of a log entry.

use std::fmt;
use std::rc::Rc;

use super::text::Text;

/// One operation of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// The value of a key; "" if it has none.
    Get {
        /// The key to read.
        key: Text,
    },
    /// Gives a key a value.
    Put {
        /// The key to write.
        key: Text,
        /// Its new value.
        value: Text,
    },
    /// Takes a key out of the store.
    Delete {
        /// The key to remove.
        key: Text,
    },
    /// Gives a key a value if it has the expected one, and fails otherwise.
    CompareAndSet {
        /// The key to write.
        key: Text,
        /// The value it must have; "" is also that of a key that has none.
        expect: Text,
        /// Its new value.
        value: Text,
    },
}

/// Bytes that are no operation. No honest replica writes such an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCommand;

impl fmt::Display for BadCommand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the entry is no key-value command")
    }
}

const GET: u8 = 0;
const PUT: u8 = 1;
const DELETE: u8 = 2;
const COMPARE_AND_SET: u8 = 3;

impl Op {
    /// The operation as the payload of a log entry: a tag, then each text with its length (u32, little
    /// endian) before it.
    #[must_use]
    pub fn encode(&self) -> Rc<[u8]> {
        let (tag, texts): (u8, [Option<&Text>; 3]) = match self {
            Self::Get { key } => (GET, [Some(key), None, None]),
            Self::Put { key, value } => (PUT, [Some(key), Some(value), None]),
            Self::Delete { key } => (DELETE, [Some(key), None, None]),
            Self::CompareAndSet { key, expect, value } => {
                (COMPARE_AND_SET, [Some(key), Some(expect), Some(value)])
            }
        };
        let mut bytes = vec![tag];
        for text in texts.into_iter().flatten() {
            write_text(&mut bytes, text);
        }
        bytes.into()
    }

    /// The operation in `command`. Its texts share the command's bytes.
    ///
    /// # Errors
    /// [`BadCommand`] if the bytes are not what [`Op::encode`] gives.
    pub fn decode(command: &Rc<[u8]>) -> Result<Self, BadCommand> {
        let mut reader = Reader { bytes: command, at: 1 };
        let op = match command.first() {
            Some(&GET) => Self::Get { key: reader.text()? },
            Some(&PUT) => Self::Put { key: reader.text()?, value: reader.text()? },
            Some(&DELETE) => Self::Delete { key: reader.text()? },
            Some(&COMPARE_AND_SET) => {
                Self::CompareAndSet { key: reader.text()?, expect: reader.text()?, value: reader.text()? }
            }
            _ => return Err(BadCommand),
        };
        if reader.is_at_end() { Ok(op) } else { Err(BadCommand) }
    }

    /// The key that the operation is about.
    #[must_use]
    pub const fn key(&self) -> &Text {
        match self {
            Self::Get { key }
            | Self::Put { key, .. }
            | Self::Delete { key }
            | Self::CompareAndSet { key, .. } => key,
        }
    }
}

impl fmt::Display for Op {
    /// As a person would write it: `put x=3`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Get { key } => write!(out, "get {key}"),
            Self::Put { key, value } => write!(out, "put {key}={value}"),
            Self::Delete { key } => write!(out, "delete {key}"),
            Self::CompareAndSet { key, expect, value } => {
                write!(out, "compare-and-set {key}: {expect}→{value}")
            }
        }
    }
}

/// Puts a text with its length before it behind `bytes`.
pub(super) fn write_text(bytes: &mut Vec<u8>, text: &Text) {
    // Scenario files and people write texts of at most 10,000 bytes.
    let length = text.len() as u32;
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads texts out of bytes, of which they then are a part.
pub(super) struct Reader<'a> {
    pub bytes: &'a Rc<[u8]>,
    pub at: usize,
}

impl Reader<'_> {
    pub(super) fn count(&mut self) -> Result<usize, BadCommand> {
        let count = self.bytes.get(self.at..self.at + 4).ok_or(BadCommand)?;
        self.at += 4;
        Ok(u32::from_le_bytes(count.try_into().map_err(|_| BadCommand)?) as usize)
    }

    pub(super) fn text(&mut self) -> Result<Text, BadCommand> {
        let length = self.count()?;
        let start = self.at;
        let end = start.checked_add(length).ok_or(BadCommand)?;
        self.at = end;
        Text::within(self.bytes, start, end).ok_or(BadCommand)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts() -> impl Strategy<Value = Text> {
        ".{0,40}".prop_map(|text| Text::from(text.as_str()))
    }

    fn ops() -> impl Strategy<Value = Op> {
        prop_oneof![
            texts().prop_map(|key| Op::Get { key }),
            (texts(), texts()).prop_map(|(key, value)| Op::Put { key, value }),
            texts().prop_map(|key| Op::Delete { key }),
            (texts(), texts(), texts()).prop_map(|(key, expect, value)| Op::CompareAndSet {
                key,
                expect,
                value
            }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(op in ops()) {
            prop_assert_eq!(Op::decode(&op.encode()), Ok(op));
        }

        #[test]
        fn any_bytes_are_an_operation_or_refused(bytes: Vec<u8>) {
            if let Ok(op) = Op::decode(&Rc::from(bytes.as_slice())) {
                prop_assert_eq!(&*op.encode(), bytes.as_slice());
            }
        }
    }

    #[test]
    fn a_command_that_is_cut_short_is_refused() {
        let whole = Op::Put { key: "x".into(), value: "3".into() }.encode();
        for length in 0..whole.len() {
            assert_eq!(Op::decode(&Rc::from(&whole[..length])), Err(BadCommand), "{length} bytes");
        }
    }

    #[test]
    fn an_operation_reads_as_a_person_would_write_it() {
        assert_eq!(Op::Put { key: "x".into(), value: "3".into() }.to_string(), "put x=3");
        assert_eq!(Op::Get { key: "x".into() }.to_string(), "get x");
        assert_eq!(Op::Delete { key: "x".into() }.to_string(), "delete x");
        let op = Op::CompareAndSet { key: "x".into(), expect: "3".into(), value: "4".into() };
        assert_eq!(op.to_string(), "compare-and-set x: 3→4");
    }
}
