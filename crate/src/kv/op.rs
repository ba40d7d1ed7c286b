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
    /// Opens a session, in which commands are numbered (§8).
    OpenSession {
        /// The number of the client that opens it.
        client: u8,
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
const OPEN_SESSION: u8 = 4;

impl Op {
    /// The operation as the payload of a log entry: a tag, then each text with its length (u32, little
    /// endian) before it.
    #[must_use]
    pub fn encode(&self) -> Rc<[u8]> {
        let mut bytes = Vec::new();
        self.encode_behind(&mut bytes);
        bytes.into()
    }

    pub(super) fn encode_behind(&self, bytes: &mut Vec<u8>) {
        let (tag, texts): (u8, [Option<&Text>; 3]) = match self {
            Self::Get { key } => (GET, [Some(key), None, None]),
            Self::Put { key, value } => (PUT, [Some(key), Some(value), None]),
            Self::Delete { key } => (DELETE, [Some(key), None, None]),
            Self::CompareAndSet { key, expect, value } => {
                (COMPARE_AND_SET, [Some(key), Some(expect), Some(value)])
            }
            &Self::OpenSession { client } => {
                bytes.extend_from_slice(&[OPEN_SESSION, client]);
                return;
            }
        };
        bytes.push(tag);
        for text in texts.into_iter().flatten() {
            write_text(bytes, text);
        }
    }

    /// The operation in `command`. Its texts share the command's bytes.
    ///
    /// # Errors
    /// [`BadCommand`] if the bytes are not what [`Op::encode`] gives.
    pub fn decode(command: &Rc<[u8]>) -> Result<Self, BadCommand> {
        Self::decode_at(command, 0)
    }

    #[inline]
    pub(super) fn decode_at(command: &Rc<[u8]>, start: usize) -> Result<Self, BadCommand> {
        let mut reader = Reader::new(command, start + 1);
        let op = match command.get(start) {
            Some(&GET) => Self::Get { key: reader.text()? },
            Some(&PUT) => Self::Put { key: reader.text()?, value: reader.text()? },
            Some(&DELETE) => Self::Delete { key: reader.text()? },
            Some(&COMPARE_AND_SET) => {
                Self::CompareAndSet { key: reader.text()?, expect: reader.text()?, value: reader.text()? }
            }
            Some(&OPEN_SESSION) => Self::OpenSession { client: reader.byte()? },
            _ => return Err(BadCommand),
        };
        if reader.is_at_end() { Ok(op) } else { Err(BadCommand) }
    }

    /// The key that the operation is about, if it is about one.
    #[must_use]
    pub const fn key(&self) -> Option<&Text> {
        match self {
            Self::Get { key }
            | Self::Put { key, .. }
            | Self::Delete { key }
            | Self::CompareAndSet { key, .. } => Some(key),
            Self::OpenSession { .. } => None,
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
            Self::OpenSession { .. } => out.write_str("open a session"),
        }
    }
}

/// Puts a text with its length (u32, little endian) before it behind `bytes`.
pub(super) fn write_text(bytes: &mut Vec<u8>, text: &Text) {
    // Scenario files and people write texts of at most 10,000 bytes.
    let length = text.len() as u32;
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads shared bytes from one place on. Texts are then a part of them.
pub(super) struct Reader<'a> {
    bytes: &'a Rc<[u8]>,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a Rc<[u8]>, at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) fn count(&mut self) -> Result<usize, BadCommand> {
        Ok(u32::from_le_bytes(self.take()?) as usize)
    }

    pub(super) fn text(&mut self) -> Result<Text, BadCommand> {
        let length = self.count()?;
        let start = self.at;
        let end = start.checked_add(length).ok_or(BadCommand)?;
        self.at = end;
        Text::within(self.bytes, start, end).ok_or(BadCommand)
    }

    /// A number of 64 bits, little endian.
    pub(super) fn number(&mut self) -> Result<u64, BadCommand> {
        self.take().map(u64::from_le_bytes)
    }

    fn byte(&mut self) -> Result<u8, BadCommand> {
        self.take().map(|[byte]| byte)
    }

    #[inline]
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BadCommand> {
        let bytes = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk).ok_or(BadCommand)?;
        self.at += N;
        Ok(*bytes)
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
            any::<u8>().prop_map(|client| Op::OpenSession { client }),
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
    fn bytes_that_are_no_operation_are_said_to_be_none() {
        let bad = Op::decode(&Rc::from([9].as_slice())).expect_err("no operation has this tag");
        assert_eq!(bad.to_string(), "the entry is no key-value command");
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
