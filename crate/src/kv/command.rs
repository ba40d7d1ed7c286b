//! What a log entry asks of the store: an operation, alone or as a numbered command of a session.

use std::fmt;
use std::rc::Rc;

use crate::raft::LogIndex;

use super::op::{BadCommand, Op, Reader};

/// The place of a command among those of its session, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(pub u64);

/// How a command is known again when its client sends it once more (§8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The session, by the index of the entry that opened it.
    pub session: LogIndex,
    /// The command's number.
    pub sequence: Sequence,
    /// The least number that the client may still send again: answers to those before are of no use any more.
    pub unanswered: Sequence,
}

/// An operation with its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What is to be done.
    pub op: Op,
    /// Its place in a session, if its client has one.
    pub mark: Option<Mark>,
}

/// The tag of a command in a session, apart from those of operations.
const MARKED: u8 = 128;

/// A tag and the three numbers of a mark.
const BEFORE_OP: usize = 1 + 3 * 8;

impl Command {
    /// The command as the payload of a log entry: the operation, behind a tag and the numbers of its mark if it
    /// has one.
    #[must_use]
    pub fn encode(op: &Op, mark: Option<Mark>) -> Rc<[u8]> {
        let Some(mark) = mark else { return op.encode() };
        let mut bytes = vec![MARKED];
        for number in [mark.session.0, mark.sequence.0, mark.unanswered.0] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        op.encode_behind(&mut bytes);
        bytes.into()
    }

    /// The command in these bytes. Its texts share them.
    ///
    /// # Errors
    /// [`BadCommand`] if the bytes are not what [`Command::encode`] gives.
    #[inline]
    pub fn decode(bytes: &Rc<[u8]>) -> Result<Self, BadCommand> {
        if bytes.first() != Some(&MARKED) {
            return Ok(Self { op: Op::decode(bytes)?, mark: None });
        }
        let mut reader = Reader::new(bytes, 1);
        let mark = Mark {
            session: LogIndex(reader.number()?),
            sequence: Sequence(reader.number()?),
            unanswered: Sequence(reader.number()?),
        };
        match Op::decode_at(bytes, BEFORE_OP)? {
            // A session cannot be opened within another.
            Op::OpenSession { .. } => Err(BadCommand),
            op => Ok(Self { op, mark: Some(mark) }),
        }
    }
}

impl fmt::Display for Command {
    /// As a person would write it: "put x=3", "put x=3 (session 2, command 7)".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.op.fmt(out)?;
        match self.mark {
            Some(Mark { session, sequence, .. }) => {
                write!(out, " (session {session}, command {})", sequence.0)
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(key in ".{0,20}", numbers: Option<(u64, u64, u64)>) {
            let op = Op::Put { key: key.as_str().into(), value: "3".into() };
            let mark = numbers.map(|(session, sequence, unanswered)| Mark {
                session: LogIndex(session),
                sequence: Sequence(sequence),
                unanswered: Sequence(unanswered),
            });
            prop_assert_eq!(Command::decode(&Command::encode(&op, mark)), Ok(Command { op, mark }));
        }

        #[test]
        fn any_bytes_are_a_command_or_refused(marked: bool, rest: Vec<u8>) {
            let bytes: Vec<u8> = marked.then_some(MARKED).into_iter().chain(rest).collect();
            if let Ok(Command { op, mark }) = Command::decode(&Rc::from(bytes.as_slice())) {
                prop_assert_eq!(&*Command::encode(&op, mark), bytes.as_slice());
            }
        }
    }

    #[test]
    fn a_marked_command_that_is_cut_short_is_refused() {
        let mark = Mark { session: LogIndex(2), sequence: Sequence(7), unanswered: Sequence(6) };
        let whole = Command::encode(&Op::Get { key: "x".into() }, Some(mark));
        for length in 0..whole.len() {
            assert_eq!(Command::decode(&Rc::from(&whole[..length])), Err(BadCommand), "{length} bytes");
        }
        let command = Command::decode(&whole).expect("the whole of it reads");
        assert_eq!(command.to_string(), "get x (session 2, command 7)");
    }
}
