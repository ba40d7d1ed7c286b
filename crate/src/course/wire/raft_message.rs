//! What replicas say to each other: the calls of the paper and their responses.
//!
//! A PreVote's `term` is the term that it asks for; its response says both that (`askedTerm`) and the voter's own.

use crate::raft::{Appended, LogIndex, Message, Received, Round, Term};
use crate::sim::scenario::{BadInput, GREATEST_INTEGER, Item, Object};

use super::address_book::AddressBook;
use super::entry;
use super::fields::{Fields, read_bytes};

const ALLOWED: &str = "hello, RequestVote, RequestVoteResponse, PreVote, PreVoteResponse, AppendEntries, \
                       AppendEntriesResponse, TimeoutNow, InstallSnapshot or InstallSnapshotResponse";

pub fn write(fields: Fields, message: &Message, book: &AddressBook) -> Fields {
    match message {
        Message::RequestVote { term, last_index, last_term, transfer } => fields
            .text("type", "RequestVote")
            .number("term", term.0)
            .number("lastLogIndex", last_index.0)
            .number("lastLogTerm", last_term.0)
            .flag("campaignTransfer", *transfer),
        Message::Vote { term, granted } => {
            fields.text("type", "RequestVoteResponse").number("term", term.0).flag("voteGranted", *granted)
        }
        Message::PreVote { asked, last_index, last_term } => fields
            .text("type", "PreVote")
            .number("term", asked.0)
            .number("lastLogIndex", last_index.0)
            .number("lastLogTerm", last_term.0),
        Message::PreVoteAnswer { term, asked, granted } => fields
            .text("type", "PreVoteResponse")
            .number("term", term.0)
            .number("askedTerm", asked.0)
            .flag("voteGranted", *granted),
        Message::AppendEntries { term, previous_index, previous_term, entries, commit, round } => fields
            .text("type", "AppendEntries")
            .number("term", term.0)
            .number("prevLogIndex", previous_index.0)
            .number("prevLogTerm", previous_term.0)
            .list("entries", entries.as_slice().iter().map(|entry| entry::write(entry, book)))
            .number("leaderCommit", commit.0)
            .number("round", round.0),
        Message::AppendAnswer { term, outcome, round } => {
            let fields = fields.text("type", "AppendEntriesResponse").number("term", term.0);
            write_appended(fields, *outcome).number("round", round.0)
        }
        Message::TimeoutNow { term } => fields.text("type", "TimeoutNow").number("term", term.0),
        Message::InstallSnapshot { term, last_index, last_term, configuration, offset, data, done } => {
            let fields = fields
                .text("type", "InstallSnapshot")
                .number("term", term.0)
                .number("lastIncludedIndex", last_index.0)
                .number("lastIncludedTerm", last_term.0);
            let fields = entry::write_configuration(fields, *configuration, book);
            fields.number("offset", *offset).bytes("data", data).flag("done", *done)
        }
        Message::SnapshotAnswer { term, last_index, outcome } => {
            let fields = fields
                .text("type", "InstallSnapshotResponse")
                .number("term", term.0)
                .number("lastIncludedIndex", last_index.0);
            write_received(fields, *outcome)
        }
    }
}

/// `matchIndex`, or why not: the index that is refused, and at which index and term the logs may still agree.
fn write_appended(fields: Fields, outcome: Appended) -> Fields {
    match outcome {
        Appended::Matched(index) => fields.flag("success", true).number("matchIndex", index.0),
        Appended::Conflict { previous_index, hint_index, hint_term } => fields
            .flag("success", false)
            .number("prevLogIndex", previous_index.0)
            .number("rejectHint", hint_index.0)
            .number("logTerm", hint_term.0),
    }
}

/// Whether the snapshot is there; if not, which part is answered, and how many bytes are there.
fn write_received(fields: Fields, outcome: Received) -> Fields {
    match outcome {
        Received::Whole => fields.flag("done", true),
        Received::Part { offset, bytes } => {
            fields.flag("done", false).number("offset", offset).number("bytesStored", bytes)
        }
    }
}

pub fn read(what: Item<'_>, object: &mut Object<'_>, book: &AddressBook) -> Result<Message, BadInput> {
    Ok(match what.word() {
        Some("RequestVote") => Message::RequestVote {
            term: term(object, "term")?,
            last_index: index(object, "lastLogIndex")?,
            last_term: term(object, "lastLogTerm")?,
            transfer: object.need("campaignTransfer")?.flag()?,
        },
        Some("RequestVoteResponse") => {
            Message::Vote { term: term(object, "term")?, granted: object.need("voteGranted")?.flag()? }
        }
        Some("PreVote") => Message::PreVote {
            asked: term(object, "term")?,
            last_index: index(object, "lastLogIndex")?,
            last_term: term(object, "lastLogTerm")?,
        },
        Some("PreVoteResponse") => Message::PreVoteAnswer {
            term: term(object, "term")?,
            asked: term(object, "askedTerm")?,
            granted: object.need("voteGranted")?.flag()?,
        },
        Some("AppendEntries") => read_append(object, book)?,
        Some("AppendEntriesResponse") => Message::AppendAnswer {
            term: term(object, "term")?,
            outcome: read_appended(object)?,
            round: Round(number(object, "round")?),
        },
        Some("TimeoutNow") => Message::TimeoutNow { term: term(object, "term")? },
        Some("InstallSnapshot") => Message::InstallSnapshot {
            term: term(object, "term")?,
            last_index: index(object, "lastIncludedIndex")?,
            last_term: term(object, "lastIncludedTerm")?,
            configuration: entry::read_configuration(object, book)?,
            offset: number(object, "offset")?,
            data: read_bytes(object.need("data")?)?.into(),
            done: object.need("done")?.flag()?,
        },
        Some("InstallSnapshotResponse") => Message::SnapshotAnswer {
            term: term(object, "term")?,
            last_index: index(object, "lastIncludedIndex")?,
            outcome: read_received(object)?,
        },
        _ => return Err(what.refused(ALLOWED)),
    })
}

/// The terms of a log never fall, and no entry is of a later term than the leader that sends it.
fn read_append(object: &mut Object<'_>, book: &AddressBook) -> Result<Message, BadInput> {
    let term = term(object, "term")?;
    let previous_index = index(object, "prevLogIndex")?;
    let previous_term = Term(object.need("prevLogTerm")?.whole(0, term.0)?);
    let items = object.need("entries")?.items()?;
    Ok(Message::AppendEntries {
        term,
        previous_index,
        previous_term,
        entries: entry::read_all(items, (previous_term, term), book)?,
        commit: index(object, "leaderCommit")?,
        round: Round(number(object, "round")?),
    })
}

fn read_appended(object: &mut Object<'_>) -> Result<Appended, BadInput> {
    if object.need("success")?.flag()? {
        return Ok(Appended::Matched(index(object, "matchIndex")?));
    }
    Ok(Appended::Conflict {
        previous_index: index(object, "prevLogIndex")?,
        hint_index: index(object, "rejectHint")?,
        hint_term: term(object, "logTerm")?,
    })
}

fn read_received(object: &mut Object<'_>) -> Result<Received, BadInput> {
    if object.need("done")?.flag()? {
        return Ok(Received::Whole);
    }
    Ok(Received::Part { offset: number(object, "offset")?, bytes: number(object, "bytesStored")? })
}

fn number(object: &mut Object<'_>, key: &'static str) -> Result<u64, BadInput> {
    object.need(key)?.whole(0, GREATEST_INTEGER)
}

fn term(object: &mut Object<'_>, key: &'static str) -> Result<Term, BadInput> {
    number(object, key).map(Term)
}

fn index(object: &mut Object<'_>, key: &'static str) -> Result<LogIndex, BadInput> {
    number(object, key).map(LogIndex)
}
