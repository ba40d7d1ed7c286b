//! What replicas say to each other: the calls of the paper and their answers (Figures 2 and 13), and those of the
//! dissertation around elections (§3.10, §9.6).

use std::rc::Rc;

use super::configuration::Configuration;
use super::log::Entries;
use super::types::{LogIndex, Round, Term};

/// One message from a replica to another. Who sent it is written on the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A candidate asks for a vote (§5.2).
    RequestVote {
        /// The candidate's term.
        term: Term,
        /// The index of its last log entry (§5.4.1).
        last_index: LogIndex,
        /// The term of that entry.
        last_term: Term,
        /// Whether the leader has asked the candidate to stand (§3.10 of the dissertation), so that those who
        /// hear the leader vote all the same.
        transfer: bool,
    },
    /// The answer to it.
    Vote {
        /// The voter's term.
        term: Term,
        /// Whether the candidate has the vote.
        granted: bool,
    },
    /// A leader replicates entries, or without entries says that it still leads (§5.2, §5.3).
    AppendEntries {
        /// The leader's term.
        term: Term,
        /// The index of the entry right before the new ones.
        previous_index: LogIndex,
        /// The term of that entry.
        previous_term: Term,
        /// The new entries; none in a heartbeat.
        entries: Entries,
        /// The leader's commit index.
        commit: LogIndex,
        /// The leader's round, which the answer repeats (dissertation §6.4).
        round: Round,
    },
    /// The answer to it.
    AppendAnswer {
        /// The follower's term.
        term: Term,
        /// What became of the entries.
        outcome: Appended,
        /// The round of the message that it answers.
        round: Round,
    },
    /// A pre-candidate asks whether it would get a vote (dissertation §9.6).
    PreVote {
        /// The term that it would open: the one after its own.
        asked: Term,
        /// The index of its last log entry.
        last_index: LogIndex,
        /// The term of that entry.
        last_term: Term,
    },
    /// The answer to it.
    PreVoteAnswer {
        /// The voter's term.
        term: Term,
        /// The term that the pre-candidate would open.
        asked: Term,
        /// Whether it would have the vote.
        granted: bool,
    },
    /// A leader asks a replica to stand for election at once (dissertation §3.10).
    TimeoutNow {
        /// The leader's term.
        term: Term,
    },
    /// A leader sends a part of its snapshot to a follower whose next entry it no longer has (§7).
    InstallSnapshot {
        /// The leader's term.
        term: Term,
        /// The index of the last entry that the snapshot stands for.
        last_index: LogIndex,
        /// The term of that entry.
        last_term: Term,
        /// The configuration after that entry.
        configuration: Configuration,
        /// Where in the snapshot these bytes begin.
        offset: u64,
        /// The bytes.
        data: Rc<[u8]>,
        /// Whether they are the last.
        done: bool,
    },
    /// The answer to it.
    SnapshotAnswer {
        /// The follower's term.
        term: Term,
        /// Which snapshot is meant: the index of its last entry.
        last_index: LogIndex,
        /// What became of it.
        outcome: Received,
    },
}

/// What a follower says of an InstallSnapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// The follower waits for more of the snapshot.
    Part {
        /// Where the bytes began that this answers, which tells the leader what message that was.
        offset: u64,
        /// How many bytes, from the first on, the follower has now: the leader goes on from there.
        bytes: u64,
    },
    /// The follower holds all that the snapshot stands for.
    Whole,
}

/// What a follower says of an AppendEntries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// The follower's log agrees with the leader's up to this index.
    Matched(LogIndex),
    /// The follower's log does not have the entry before the new ones.
    Conflict {
        /// The index of that entry, which tells the leader what message this answers.
        previous_index: LogIndex,
        /// The last index at which the logs may still agree (§5.3, end): the leader need not try above it.
        hint_index: LogIndex,
        /// The term of the follower's entry there: the leader need not try its own entries of later terms.
        hint_term: Term,
    },
}

impl Message {
    /// The term in which the sender was.
    #[must_use]
    #[inline]
    pub const fn term(&self) -> Term {
        match *self {
            Self::RequestVote { term, .. }
            | Self::Vote { term, .. }
            | Self::AppendEntries { term, .. }
            | Self::AppendAnswer { term, .. }
            | Self::PreVoteAnswer { term, .. }
            | Self::TimeoutNow { term }
            | Self::InstallSnapshot { term, .. }
            | Self::SnapshotAnswer { term, .. } => term,
            Self::PreVote { asked, .. } => asked.previous(),
        }
    }
}
