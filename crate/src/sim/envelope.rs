//! What travels: the messages of replicas and clients, each in an envelope.

use std::rc::Rc;

use crate::kv::{Command, Mark, Op, Text};
use crate::raft::{Appended, LogIndex, Message, Micros, NodeId, ReadWay, Received, Term};

use super::action::MessageId;
use super::address::Address;
use crate::kv::Digest;

/// The number of a request, by which its answer is known ("MID" in the course's protocol). A request that is
/// sent again gets a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A message on its way.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Its number in the run.
    pub id: MessageId,
    /// Who sent it.
    pub from: Address,
    /// Whom it goes to.
    pub to: Address,
    /// Who the sender believed to lead, as every message of the course's protocol says.
    pub leader: Option<NodeId>,
    /// When it was sent.
    pub sent: Micros,
    /// When the queue is to handle it, as decided at sending.
    pub due: Micros,
    /// When it would reach the far end.
    pub arrives: Micros,
    /// What the network decided at sending: it is lost on the way, or meets a cut.
    pub doom: Option<Outcome>,
    /// How many records of its event come before it, so that a journal has both in one order.
    pub told: u32,
    /// Whether it is a copy of another one.
    pub copy: bool,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, Debug)]
pub enum Body {
    /// Between replicas.
    Raft(Message),
    /// A client asks.
    Request {
        /// The number of the request.
        id: RequestId,
        /// What is asked, shared with the client that waits for the answer.
        op: Rc<Op>,
        /// Its place in the client's session, if that has one.
        mark: Option<Mark>,
        /// How a get is to be answered, if the client says.
        way: Option<ReadWay>,
    },
    /// A replica answers a client.
    Answer {
        /// The number of the request.
        id: RequestId,
        /// The answer.
        reply: Reply,
    },
}

/// What a client is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Done; with the value, if it was a get.
    Ok(Option<Text>),
    /// Not done.
    Fail,
    /// Ask the leader that this message names.
    Redirect,
    /// A session is open, by this name.
    Opened(LogIndex),
    /// Not done: the session is not open any more, so the command may have been done before or not.
    SessionExpired,
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// It reached its receiver.
    Delivered = 0,
    /// The network lost it.
    Lost = 1,
    /// It met a cut link.
    Cut = 2,
    /// Its receiver was down.
    Down = 3,
    /// A person dropped it.
    Dropped = 4,
}

/// What kind of message it is, as drawn on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A candidate asks for a vote.
    RequestVote = 0,
    /// The answer to it.
    Vote = 1,
    /// AppendEntries with entries.
    Append = 2,
    /// AppendEntries without.
    Heartbeat = 3,
    /// The answer to either.
    AppendAnswer = 4,
    /// A client asks.
    Request = 5,
    /// A replica answers a client.
    Answer = 6,
    /// A pre-candidate asks whether it would get a vote.
    PreVote = 7,
    /// The answer to it.
    PreVoteAnswer = 8,
    /// A leader asks a replica to stand for election at once.
    TimeoutNow = 9,
    /// A leader sends a part of its snapshot.
    InstallSnapshot = 10,
    /// The answer to it.
    SnapshotAnswer = 11,
}

impl Body {
    /// The kind of the message.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Raft(Message::RequestVote { .. }) => Kind::RequestVote,
            Self::Raft(Message::Vote { .. }) => Kind::Vote,
            Self::Raft(Message::AppendEntries { entries, .. }) if entries.is_empty() => Kind::Heartbeat,
            Self::Raft(Message::AppendEntries { .. }) => Kind::Append,
            Self::Raft(Message::AppendAnswer { .. }) => Kind::AppendAnswer,
            Self::Raft(Message::InstallSnapshot { .. }) => Kind::InstallSnapshot,
            Self::Raft(Message::SnapshotAnswer { .. }) => Kind::SnapshotAnswer,
            Self::Request { .. } => Kind::Request,
            Self::Answer { .. } => Kind::Answer,
            Self::Raft(Message::PreVote { .. }) => Kind::PreVote,
            Self::Raft(Message::PreVoteAnswer { .. }) => Kind::PreVoteAnswer,
            Self::Raft(Message::TimeoutNow { .. }) => Kind::TimeoutNow,
        }
    }

    /// The number beside the kind: how many entries an append carries, and how many bytes a part of a snapshot; of
    /// an answer, 1 for yes and 0 for no. Yes to a part of a snapshot is that it fits where it belongs.
    #[must_use]
    #[inline]
    pub fn note(&self) -> u64 {
        match self {
            Self::Raft(Message::AppendEntries { entries, .. }) => entries.len() as u64,
            Self::Raft(Message::Vote { granted, .. } | Message::PreVoteAnswer { granted, .. }) => {
                u64::from(*granted)
            }
            Self::Raft(Message::AppendAnswer { outcome, .. }) => {
                u64::from(matches!(outcome, Appended::Matched(_)))
            }
            Self::Raft(Message::InstallSnapshot { data, .. }) => data.len() as u64,
            Self::Raft(Message::SnapshotAnswer { outcome, .. }) => match outcome {
                Received::Part { offset, bytes } => u64::from(bytes > offset),
                Received::Whole => 1,
            },
            Self::Answer { reply, .. } => u64::from(matches!(reply, Reply::Ok(_) | Reply::Opened(_))),
            Self::Raft(
                Message::RequestVote { .. } | Message::PreVote { .. } | Message::TimeoutNow { .. },
            )
            | Self::Request { .. } => 0,
        }
    }

    /// The first entry that an append carries; the last at which an answer agrees; the last that a snapshot stands
    /// for; else zero.
    #[must_use]
    #[inline]
    pub fn index(&self) -> LogIndex {
        match self {
            Self::Raft(Message::AppendEntries { previous_index, entries, .. }) if !entries.is_empty() => {
                previous_index.next()
            }
            Self::Raft(
                Message::AppendAnswer { outcome: Appended::Matched(index), .. }
                | Message::InstallSnapshot { last_index: index, .. }
                | Message::SnapshotAnswer { last_index: index, .. },
            ) => *index,
            _ => LogIndex::ZERO,
        }
    }

    /// Takes what the message says into the hash of the run, but for the commands of entries: those come in with
    /// the requests that asked for them.
    #[inline]
    pub fn mix_into(&self, hash: &mut Digest) {
        hash.mix(u64::from(self.kind() as u8) | self.note() << 8);
        hash.mix(self.term().0);
        match self {
            Self::Raft(Message::RequestVote { last_index, last_term, transfer, .. }) => {
                hash.mix(last_index.0 ^ last_term.0.rotate_left(32) ^ u64::from(*transfer) << 63);
            }
            Self::Raft(Message::PreVote { last_index, last_term, .. }) => {
                hash.mix(last_index.0 ^ last_term.0.rotate_left(32));
            }
            Self::Raft(Message::PreVoteAnswer { asked, .. }) => hash.mix(asked.0),
            Self::Raft(Message::AppendEntries { previous_index, previous_term, commit, round, .. }) => {
                let place = previous_index.0 ^ previous_term.0.rotate_left(24) ^ commit.0.rotate_left(40);
                hash.mix(place ^ round.0.rotate_left(52));
            }
            Self::Raft(Message::AppendAnswer { outcome: Appended::Matched(index), round, .. }) => {
                hash.mix(index.0 ^ round.0.rotate_left(52));
            }
            Self::Raft(Message::AppendAnswer {
                outcome: Appended::Conflict { previous_index, hint_index, hint_term },
                round,
                ..
            }) => {
                let place = previous_index.0 ^ hint_term.0.rotate_left(24) ^ hint_index.0.rotate_left(40);
                hash.mix(place ^ round.0.rotate_left(52));
            }
            Self::Raft(Message::InstallSnapshot { last_index, last_term, offset, data, done, .. }) => {
                hash.mix(last_index.0 ^ last_term.0.rotate_left(32) ^ u64::from(*done) << 63);
                hash.mix(*offset);
                hash.mix_bytes(data);
            }
            Self::Raft(Message::SnapshotAnswer { last_index, outcome, .. }) => {
                hash.mix(last_index.0);
                if let Received::Part { offset, bytes } = outcome {
                    hash.mix(offset ^ bytes.rotate_left(32));
                }
            }
            Self::Request { op, mark, way, .. } => {
                hash.mix_bytes(&Command::encode(op, *mark));
                if let Some(way) = way {
                    hash.mix(*way as u64);
                }
            }
            Self::Answer { reply: Reply::Ok(Some(value)), .. } => hash.mix_bytes(value.as_bytes()),
            Self::Answer { reply: Reply::Opened(session), .. } => hash.mix(session.0),
            Self::Raft(Message::Vote { .. } | Message::TimeoutNow { .. }) | Self::Answer { .. } => {}
        }
    }

    /// The sender's term; zero for what clients say and hear.
    #[must_use]
    #[inline]
    pub const fn term(&self) -> Term {
        match self {
            Self::Raft(message) => message.term(),
            Self::Request { .. } | Self::Answer { .. } => Term::ZERO,
        }
    }
}
