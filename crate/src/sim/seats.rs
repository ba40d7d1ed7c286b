//! A client's side of its session: what it is called, and the next number of a command (§8).

use crate::kv::Sequence;
use crate::raft::LogIndex;

/// A command's place in a session of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The session.
    pub session: LogIndex,
    /// The command's number there.
    pub sequence: Sequence,
}

/// What one client knows of its session.
#[derive(Clone, Debug, Default)]
pub struct Seat {
    session: Option<LogIndex>,
    /// The last number given to a command.
    last: Sequence,
    /// What waits to be sent until the session is open, by its place in the history.
    waiting: Vec<usize>,
}

impl Seat {
    /// The next number, if the session is open.
    pub fn next_ticket(&mut self) -> Option<Ticket> {
        let session = self.session?;
        self.last = Sequence(self.last.0 + 1);
        Some(Ticket { session, sequence: self.last })
    }

    /// Has a request wait for the session. Says whether it is the first to do so.
    pub fn wait(&mut self, place: usize) -> bool {
        self.waiting.push(place);
        self.waiting.len() == 1
    }

    /// The session is open. Gives what waited for it.
    pub fn take(&mut self, session: LogIndex) -> Vec<usize> {
        self.session = Some(session);
        self.last = Sequence::default();
        std::mem::take(&mut self.waiting)
    }

    /// The session has expired. The next request opens another.
    pub fn leave(&mut self, session: LogIndex) {
        if self.session == Some(session) {
            self.session = None;
        }
    }
}
