//! Arbitrary messages: some that a replica might send, some that none could.

use raft_playground::kv::{Command, Op};
use raft_playground::raft::{
    Appended, Configuration, Entries, Entry, LogIndex, Message, NodeSet, Payload, Received, Round, Term,
};

use super::draws::Draws;

/// Any message.
pub fn message(draws: &mut Draws<'_>) -> Message {
    let term = Term(number(draws));
    match draws.below(9) {
        0 => Message::RequestVote {
            term,
            last_index: LogIndex(number(draws)),
            last_term: Term(number(draws)),
            transfer: draws.flip(),
        },
        1 => Message::Vote { term, granted: draws.flip() },
        2 => Message::AppendEntries {
            term,
            previous_index: LogIndex(number(draws)),
            previous_term: Term(number(draws)),
            entries: entries(draws),
            commit: LogIndex(number(draws)),
            round: Round(number(draws)),
        },
        3 => Message::AppendAnswer { term, outcome: appended(draws), round: Round(number(draws)) },
        4 => Message::PreVote {
            asked: term,
            last_index: LogIndex(number(draws)),
            last_term: Term(number(draws)),
        },
        5 => Message::PreVoteAnswer { term, asked: Term(number(draws)), granted: draws.flip() },
        6 => Message::TimeoutNow { term },
        7 => Message::InstallSnapshot {
            term,
            last_index: LogIndex(number(draws)),
            last_term: Term(number(draws)),
            configuration: configuration(draws),
            offset: number(draws),
            data: bytes(draws).into(),
            done: draws.flip(),
        },
        _ => Message::SnapshotAnswer { term, last_index: LogIndex(number(draws)), outcome: received(draws) },
    }
}

/// A message of a term that no run gets to.
pub fn of_an_impossible_term(draws: &mut Draws<'_>) -> Message {
    let mut message = message(draws);
    let beyond = Term(u64::MAX - u64::from(draws.byte()));
    match &mut message {
        Message::RequestVote { term, .. }
        | Message::Vote { term, .. }
        | Message::AppendEntries { term, .. }
        | Message::AppendAnswer { term, .. }
        | Message::PreVote { asked: term, .. }
        | Message::PreVoteAnswer { term, .. }
        | Message::TimeoutNow { term }
        | Message::InstallSnapshot { term, .. }
        | Message::SnapshotAnswer { term, .. } => *term = beyond,
    }
    message
}

/// Mostly small, so that it fits to what is there; else at an edge.
fn number(draws: &mut Draws<'_>) -> u64 {
    match draws.byte() {
        small @ 0..=239 => u64::from(small % 12),
        240..=245 => u64::from(draws.byte()),
        246 => u64::MAX,
        247 => u64::MAX - 1,
        248 => (1 << 53) - 1,
        249 => 1 << 53,
        250 => u64::from(u32::MAX),
        251 => i64::MAX as u64,
        _ => draws.word(),
    }
}

fn entries(draws: &mut Draws<'_>) -> Entries {
    let count = draws.below(5);
    let entry = |_| Entry { term: Term(number(draws)), payload: payload(draws) };
    (0..count).map(entry).collect::<Vec<_>>().into()
}

fn payload(draws: &mut Draws<'_>) -> Payload {
    match draws.below(4) {
        0 => Payload::NO_OP,
        1 => Payload::Internal(Some(configuration(draws).into())),
        2 => Payload::Command(bytes(draws).into()),
        _ => {
            let op = Op::Put { key: "x".into(), value: "y".into() };
            Payload::Command(Command::encode(&op, None))
        }
    }
}

fn bytes(draws: &mut Draws<'_>) -> Vec<u8> {
    let count = draws.below(24);
    (0..count).map(|_| draws.byte()).collect()
}

fn configuration(draws: &mut Draws<'_>) -> Configuration {
    let mut set = || match draws.byte() {
        few @ 0..=247 => NodeSet(u32::from(few & 7)),
        _ => NodeSet(draws.word() as u32),
    };
    Configuration { voters: set(), learners: set(), outgoing: set() }
}

fn appended(draws: &mut Draws<'_>) -> Appended {
    if draws.flip() {
        return Appended::Matched(LogIndex(number(draws)));
    }
    Appended::Conflict {
        previous_index: LogIndex(number(draws)),
        hint_index: LogIndex(number(draws)),
        hint_term: Term(number(draws)),
    }
}

fn received(draws: &mut Draws<'_>) -> Received {
    if draws.flip() {
        return Received::Whole;
    }
    Received::Part { offset: number(draws), bytes: number(draws) }
}
