//! Client sessions (§8; dissertation §6.3): each command of a session takes effect once, and is answered the same
//! when it comes again.
//!
//! A session is opened by a command of its own and named by that entry's index, so no two are ever the same.
//! Sessions are part of the state machine: every replica opens, serves and expires them alike, by the log alone.

use crate::raft::LogIndex;

use super::command::{Mark, Sequence};
use super::op::{BadCommand, Reader, write_text};
use super::store::Answer;

/// One client's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The index of the entry that opened it.
    pub id: LogIndex,
    /// The number of the client that opened it.
    pub client: u8,
    /// The last entry that belonged to it.
    pub used: LogIndex,
    /// The greatest number of a command that was carried out.
    pub last: Sequence,
    /// Commands before this one were answered, and their client knows it.
    unanswered: Sequence,
    /// The answers to the others that were carried out, in that order.
    answers: Vec<(Sequence, Answer)>,
}

/// The open sessions, in the order of their opening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions(Vec<Session>);

/// What is to be done with a command of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Carry it out: it is new.
    New,
    /// It was carried out before, with this answer.
    Known(Answer),
    /// Its session is not open any more, so no one knows whether it was.
    Expired,
}

impl Sessions {
    /// Opens the session of the entry at `index`. If more than `most` were open, the one that was used least
    /// recently expires.
    pub(super) fn open(&mut self, index: LogIndex, client: u8, most: usize) {
        let (last, unanswered) = (Sequence(0), Sequence(0));
        self.0.push(Session { id: index, client, used: index, last, unanswered, answers: Vec::new() });
        while self.0.len() > most.max(1) {
            let oldest = self.0.iter().map(|session| session.used).min();
            self.0.retain(|session| Some(session.used) != oldest);
        }
    }

    /// Looks a command up that stands at `index` in the log.
    pub(super) fn turn(&mut self, index: LogIndex, mark: Mark) -> Turn {
        let Some(session) = self.find(mark.session) else { return Turn::Expired };
        session.used = index;
        session.unanswered = session.unanswered.max(mark.unanswered);
        let unanswered = session.unanswered;
        session.answers.retain(|&(sequence, _)| sequence >= unanswered);
        let known = session.answers.iter().find(|&&(sequence, _)| sequence == mark.sequence);
        match known {
            Some((_, answer)) => Turn::Known(answer.clone()),
            // Its client has its answer, and does not look at another.
            None if mark.sequence < unanswered => Turn::Known(Answer::Ok(None)),
            None => Turn::New,
        }
    }

    /// Keeps the answer to a command that was carried out.
    pub(super) fn keep(&mut self, mark: Mark, answer: Answer) {
        if let Some(session) = self.find(mark.session) {
            session.last = session.last.max(mark.sequence);
            session.answers.push((mark.sequence, answer));
        }
    }

    fn find(&mut self, id: LogIndex) -> Option<&mut Session> {
        let place = self.0.binary_search_by_key(&id, |session| session.id).ok()?;
        self.0.get_mut(place)
    }

    /// The open sessions, in the order of their opening.
    pub fn iter(&self) -> impl Iterator<Item = &Session> {
        self.0.iter()
    }

    /// Writes the sessions behind `bytes`, for a snapshot of the state machine.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let number = |bytes: &mut Vec<u8>, number: u64| bytes.extend_from_slice(&number.to_le_bytes());
        for session in &self.0 {
            let Session { id, client, used, last, unanswered, answers } = session;
            for field in [id.0, u64::from(*client), used.0, last.0, unanswered.0, answers.len() as u64] {
                number(bytes, field);
            }
            for (sequence, answer) in answers {
                number(bytes, sequence.0);
                let (tag, value) = match answer {
                    Answer::Ok(None) => (OK, None),
                    Answer::Ok(Some(value)) => (VALUE, Some(value)),
                    Answer::Fail => (FAIL, None),
                    // These are never kept: they belong to no command of a session.
                    Answer::Opened(_) | Answer::Expired => continue,
                };
                number(bytes, tag);
                if let Some(value) = value {
                    write_text(bytes, value);
                }
            }
        }
    }

    /// The sessions from here to the end of the bytes. Their texts share them.
    ///
    /// # Errors
    /// [`BadCommand`] if the bytes are not what [`Sessions::write`] gives.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadCommand> {
        let mut sessions = Vec::new();
        while !reader.is_at_end() {
            let mut session = Session {
                id: LogIndex(reader.number()?),
                client: u8::try_from(reader.number()?).map_err(|_| BadCommand)?,
                used: LogIndex(reader.number()?),
                last: Sequence(reader.number()?),
                unanswered: Sequence(reader.number()?),
                answers: Vec::new(),
            };
            for _ in 0..reader.number()? {
                let sequence = Sequence(reader.number()?);
                let answer = match reader.number()? {
                    OK => Answer::Ok(None),
                    VALUE => Answer::Ok(Some(reader.text()?)),
                    FAIL => Answer::Fail,
                    _ => return Err(BadCommand),
                };
                session.answers.push((sequence, answer));
            }
            sessions.push(session);
        }
        Ok(Self(sessions))
    }
}

const OK: u64 = 0;
const VALUE: u64 = 1;
const FAIL: u64 = 2;

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::*;

    fn encoded(sessions: &Sessions) -> Rc<[u8]> {
        let mut bytes = Vec::new();
        sessions.write(&mut bytes);
        bytes.into()
    }

    fn decoded(bytes: &Rc<[u8]>) -> Result<Sessions, BadCommand> {
        Sessions::read(&mut Reader::new(bytes, 0))
    }

    fn mark(session: u64, sequence: u64, unanswered: u64) -> Mark {
        Mark { session: LogIndex(session), sequence: Sequence(sequence), unanswered: Sequence(unanswered) }
    }

    fn open(count: u64, most: usize) -> Sessions {
        let mut sessions = Sessions::default();
        for index in 1..=count {
            sessions.open(LogIndex(index), 0, most);
        }
        sessions
    }

    fn ids(sessions: &Sessions) -> Vec<u64> {
        sessions.iter().map(|session| session.id.0).collect()
    }

    #[test]
    fn a_command_is_new_once_and_then_known_with_its_first_answer() {
        let mut sessions = open(1, 4);
        assert_eq!(sessions.turn(LogIndex(2), mark(1, 1, 1)), Turn::New);
        sessions.keep(mark(1, 1, 1), Answer::Fail);
        assert_eq!(sessions.turn(LogIndex(3), mark(1, 1, 1)), Turn::Known(Answer::Fail));
    }

    #[test]
    fn commands_of_one_session_may_overtake_each_other() {
        // Dissertation §6.3: a client may have several commands under way.
        let mut sessions = open(1, 4);
        assert_eq!(sessions.turn(LogIndex(2), mark(1, 3, 1)), Turn::New);
        sessions.keep(mark(1, 3, 1), Answer::Ok(None));
        assert_eq!(sessions.turn(LogIndex(3), mark(1, 1, 1)), Turn::New);
        sessions.keep(mark(1, 1, 1), Answer::Fail);
        assert_eq!(sessions.turn(LogIndex(4), mark(1, 3, 1)), Turn::Known(Answer::Ok(None)));
        assert_eq!(sessions.iter().next().map(|session| session.last), Some(Sequence(3)));
    }

    #[test]
    fn answers_that_the_client_has_are_forgotten_and_their_commands_are_still_not_new() {
        let mut sessions = open(1, 4);
        for sequence in 1..=3 {
            assert_eq!(sessions.turn(LogIndex(1 + sequence), mark(1, sequence, sequence)), Turn::New);
            sessions.keep(mark(1, sequence, sequence), Answer::Ok(None));
        }
        assert_eq!(sessions.0[0].answers.len(), 1, "the third alone may come again");
        assert!(matches!(sessions.turn(LogIndex(5), mark(1, 1, 1)), Turn::Known(_)), "it was carried out");
    }

    #[test]
    fn the_session_that_was_used_least_recently_expires() {
        let mut sessions = open(3, 3);
        sessions.turn(LogIndex(4), mark(1, 1, 1));
        sessions.open(LogIndex(5), 0, 3);
        assert_eq!(ids(&sessions), [1, 3, 5]);
        assert_eq!(sessions.turn(LogIndex(6), mark(2, 1, 1)), Turn::Expired);
        assert_eq!(ids(&open(5, 0)), [5], "the session that was just opened is kept in any case");
    }

    #[test]
    fn a_session_that_was_never_opened_is_as_one_that_expired() {
        assert_eq!(open(2, 4).turn(LogIndex(9), mark(7, 1, 1)), Turn::Expired);
    }

    proptest! {
        #[test]
        fn sessions_that_were_encoded_are_decoded(commands in proptest::collection::vec((1..6_u64, 1..9_u64, 1..5_u64, 0..3_u8), 0..40)) {
            let mut sessions = open(5, 4);
            for ((session, sequence, unanswered, answer), index) in commands.into_iter().zip(6..) {
                let mark = mark(session, sequence, unanswered);
                if sessions.turn(LogIndex(index), mark) == Turn::New {
                    let value = format!("{index}");
                    let answers = [Answer::Ok(None), Answer::Ok(Some(value.as_str().into())), Answer::Fail];
                    sessions.keep(mark, answers[usize::from(answer)].clone());
                }
            }
            prop_assert_eq!(decoded(&encoded(&sessions)), Ok(sessions));
        }

        #[test]
        fn any_bytes_are_sessions_or_refused(bytes: Vec<u8>) {
            if let Ok(sessions) = decoded(&Rc::from(bytes.as_slice())) {
                prop_assert_eq!(&*encoded(&sessions), bytes.as_slice());
            }
        }
    }
}
