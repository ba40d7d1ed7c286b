//! Messages, entries and replicas written as briefly as the paper draws them.

use std::rc::Rc;

use raft_playground::raft::{
    Appended, Configuration, Entries, Entry, LogIndex, Message, NodeId, NodeSet, Payload, Received, Round,
    Snapshot, Term,
};

/// The replica that the paper calls S`number`.
pub(crate) const fn s(number: u8) -> NodeId {
    NodeId(number - 1)
}

/// An entry of a term. Entries of different terms carry different commands.
pub(crate) fn entry(term: u64) -> Entry {
    Entry { term: Term(term), payload: command(term) }
}

pub(crate) fn command(number: u64) -> Payload {
    Payload::Command(number.to_le_bytes().as_slice().into())
}

/// These replicas vote.
pub(crate) fn voters(numbers: &[u8]) -> Configuration {
    Configuration { voters: set(numbers), ..Configuration::default() }
}

pub(crate) fn set(numbers: &[u8]) -> NodeSet {
    numbers.iter().map(|&number| s(number)).collect()
}

/// An entry of a term with a configuration.
pub(crate) fn configured(term: u64, configuration: Configuration) -> Entry {
    Entry { term: Term(term), payload: Payload::Internal(Some(configuration.into())) }
}

/// AppendEntries of `term` with these entries behind `previous`, an index with its term.
pub(crate) fn append_of(term: u64, previous: (u64, u64), entries: Vec<Entry>, commit: u64) -> Message {
    Message::AppendEntries {
        term: Term(term),
        previous_index: LogIndex(previous.0),
        previous_term: Term(previous.1),
        entries: Entries::from(entries),
        commit: LogIndex(commit),
        round: Round::ZERO,
    }
}

pub(crate) fn vote_request(term: u64, last_index: u64, last_term: u64) -> Message {
    let (last_index, last_term) = (LogIndex(last_index), Term(last_term));
    Message::RequestVote { term: Term(term), last_index, last_term, transfer: false }
}

/// The same from a candidate whom the leader has asked to stand.
pub(crate) fn vote_request_of_transfer(term: u64, last_index: u64, last_term: u64) -> Message {
    let (last_index, last_term) = (LogIndex(last_index), Term(last_term));
    Message::RequestVote { term: Term(term), last_index, last_term, transfer: true }
}

/// Would you vote for me in the term `asked`?
pub(crate) fn pre_vote(asked: u64, last_index: u64, last_term: u64) -> Message {
    Message::PreVote { asked: Term(asked), last_index: LogIndex(last_index), last_term: Term(last_term) }
}

/// Yes, says a voter in `term`.
pub(crate) fn pre_granted(term: u64, asked: u64) -> Message {
    Message::PreVoteAnswer { term: Term(term), asked: Term(asked), granted: true }
}

/// No, says a voter in `term`.
pub(crate) fn pre_refused(term: u64, asked: u64) -> Message {
    Message::PreVoteAnswer { term: Term(term), asked: Term(asked), granted: false }
}

pub(crate) fn timeout_now(term: u64) -> Message {
    Message::TimeoutNow { term: Term(term) }
}

pub(crate) fn granted(term: u64) -> Message {
    Message::Vote { term: Term(term), granted: true }
}

pub(crate) fn refused(term: u64) -> Message {
    Message::Vote { term: Term(term), granted: false }
}

/// AppendEntries of `term` with entries of these terms behind `previous`, an index with its term.
pub(crate) fn append(term: u64, previous: (u64, u64), entries: &[u64], commit: u64) -> Message {
    append_of(term, previous, entries.iter().map(|&term| entry(term)).collect(), commit)
}

/// The follower's log agrees up to `index`.
pub(crate) fn matched(term: u64, index: u64) -> Message {
    Message::AppendAnswer {
        term: Term(term),
        outcome: Appended::Matched(LogIndex(index)),
        round: Round::ZERO,
    }
}

/// The follower's log has not the leader's entry at `previous`; the logs may agree at `hint`, an index with the
/// follower's term there.
pub(crate) fn conflict(term: u64, previous: u64, hint: (u64, u64)) -> Message {
    let (previous_index, hint_index, hint_term) = (LogIndex(previous), LogIndex(hint.0), Term(hint.1));
    let outcome = Appended::Conflict { previous_index, hint_index, hint_term };
    Message::AppendAnswer { term: Term(term), outcome, round: Round::ZERO }
}

/// The same message or answer, of this round.
pub(crate) fn of_round(number: u64, mut message: Message) -> Message {
    if let Message::AppendEntries { round, .. } | Message::AppendAnswer { round, .. } = &mut message {
        *round = Round(number);
    }
    message
}

/// The round of a message or answer.
pub(crate) fn round(message: &Message) -> Option<u64> {
    match message {
        Message::AppendEntries { round, .. } | Message::AppendAnswer { round, .. } => Some(round.0),
        _ => None,
    }
}

/// The terms of the entries that a message carries, and the index before them; None if it is no AppendEntries.
pub(crate) fn carried(message: &Message) -> Option<(u64, Vec<u64>)> {
    let Message::AppendEntries { previous_index, entries, .. } = message else { return None };
    Some((previous_index.0, entries.as_slice().iter().map(|entry| entry.term.0).collect()))
}

/// The commit index that a leader's message tells.
pub(crate) fn told_commit(message: &Message) -> Option<u64> {
    let Message::AppendEntries { commit, .. } = message else { return None };
    Some(commit.0)
}

/// The state machine after entry `last`: as many bytes as entries.
pub(crate) fn state(last: u64) -> Rc<[u8]> {
    (1..=last).map(|index| index as u8).collect()
}

/// The snapshot that stands for all up to entry `last` of `term`.
pub(crate) fn snapshot(last: u64, term: u64) -> Snapshot {
    let configuration = voters(&[1, 2, 3]);
    Snapshot { last_index: LogIndex(last), last_term: Term(term), configuration, state: state(last) }
}

/// The bytes from `from` on, and before `to`, of the snapshot that ends with entry `last`, an index with its
/// term. The last byte of all is the one of that entry.
pub(crate) fn install(term: u64, last: (u64, u64), from: usize, to: usize) -> Message {
    Message::InstallSnapshot {
        term: Term(term),
        last_index: LogIndex(last.0),
        last_term: Term(last.1),
        configuration: voters(&[1, 2, 3]),
        offset: from as u64,
        data: Rc::from(&state(last.0)[from..to]),
        done: to as u64 == last.0,
    }
}

/// To the part of the snapshot up to `last` that begins at `offset`: so many bytes are here now.
pub(crate) fn received(term: u64, last: u64, offset: u64, bytes: u64) -> Message {
    let outcome = Received::Part { offset, bytes };
    Message::SnapshotAnswer { term: Term(term), last_index: LogIndex(last), outcome }
}

/// All that the snapshot up to `last` stands for is here.
pub(crate) fn received_whole(term: u64, last: u64) -> Message {
    Message::SnapshotAnswer { term: Term(term), last_index: LogIndex(last), outcome: Received::Whole }
}
