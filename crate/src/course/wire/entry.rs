//! Log entries, and the configurations that some of them carry.
//!
//! An entry is an object with its `term` and `op`: a command of the store by its name with its texts, `open_session`,
//! `no_op`, or `configuration`. A command in a session also has `session`, `sequence` and `unanswered`.

use crate::kv::{Command, Mark, Op, Sequence};
use crate::raft::{Configuration, Entries, Entry, LogIndex, Payload, Term};
use crate::sim::scenario::{self, BadInput, GREATEST_INTEGER, Item, Json, Object};

use super::address_book::AddressBook;
use super::fields::{Fields, read_bytes};

pub fn write(entry: &Entry, book: &AddressBook) -> Json {
    let fields = Fields::default().number("term", entry.term.0);
    let fields = match &entry.payload {
        Payload::Internal(None) => fields.text("op", "no_op"),
        Payload::Internal(Some(configuration)) => {
            write_configuration(fields.text("op", "configuration"), **configuration, book)
        }
        Payload::Command(bytes) => match Command::decode(bytes) {
            Ok(command) => write_command(fields, &command),
            Err(_) => fields.text("op", "unknown").bytes("data", bytes),
        },
    };
    fields.close()
}

/// Entries whose terms lie from `least` to `most`, and never fall along the log.
pub fn read_all<'a>(
    items: impl Iterator<Item = Item<'a>>,
    (mut least, most): (Term, Term),
    book: &AddressBook,
) -> Result<Entries, BadInput> {
    let mut entries = Vec::new();
    for item in items {
        let mut object = item.object()?;
        let term = Term(object.need("term")?.whole(least.0.max(1), most.0)?);
        let payload = read_payload(&mut object, book)?;
        object.finish()?;
        entries.push(Entry { term, payload });
        least = term;
    }
    Ok(entries.into())
}

fn read_payload(object: &mut Object<'_>, book: &AddressBook) -> Result<Payload, BadInput> {
    let what = object.need("op")?;
    Ok(match what.word() {
        Some("no_op") => Payload::NO_OP,
        Some("configuration") => Payload::Internal(Some(read_configuration(object, book)?.into())),
        Some("unknown") => Payload::Command(read_bytes(object.need("data")?)?.into()),
        _ => {
            let allowed = "get, put, delete, compare_and_set, open_session, no_op, configuration or unknown";
            let op = read_op(what, object)?.ok_or_else(|| what.refused(allowed))?;
            Payload::Command(Command::encode(&op, read_mark(&op, object)?))
        }
    })
}

fn write_command(fields: Fields, Command { op, mark }: &Command) -> Fields {
    let text = |fields: Fields, key, text: &str| fields.text(key, text);
    let fields = match op {
        Op::Get { key } => text(fields.text("op", "get"), "key", key),
        Op::Delete { key } => text(fields.text("op", "delete"), "key", key),
        Op::Put { key, value } => fields.text("op", "put").text("key", key).text("value", value),
        Op::CompareAndSet { key, expect, value } => {
            let fields = fields.text("op", "compare_and_set").text("key", key);
            fields.text("expect", expect).text("value", value)
        }
        Op::OpenSession { client } => fields.text("op", "open_session").number("client", u64::from(*client)),
    };
    match mark {
        None => fields,
        Some(Mark { session, sequence, unanswered }) => fields
            .number("session", session.0)
            .number("sequence", sequence.0)
            .number("unanswered", unanswered.0),
    }
}

/// An operation that an entry may hold.
fn read_op(what: Item<'_>, object: &mut Object<'_>) -> Result<Option<Op>, BadInput> {
    if what.word() == Some("open_session") {
        let client = object.need("client")?.whole(0, u8::MAX.into())? as u8;
        return Ok(Some(Op::OpenSession { client }));
    }
    scenario::op(what, object)
}

/// Where a command stands in the session of its client, if it is in one.
pub fn read_mark(op: &Op, object: &mut Object<'_>) -> Result<Option<Mark>, BadInput> {
    if matches!(op, Op::OpenSession { .. }) {
        return Ok(None);
    }
    let Some(session) = object.get("session") else { return Ok(None) };
    let session = LogIndex(session.whole(1, GREATEST_INTEGER)?);
    let sequence = object.need("sequence")?.whole(1, GREATEST_INTEGER)?;
    let unanswered = Sequence(object.need("unanswered")?.whole(0, sequence)?);
    Ok(Some(Mark { session, sequence: Sequence(sequence), unanswered }))
}

pub fn write_configuration(fields: Fields, of: Configuration, book: &AddressBook) -> Fields {
    let names = |set: crate::raft::NodeSet| {
        set.iter().map(|id| Json::Text(book.address(id).to_string())).collect::<Vec<_>>()
    };
    let fields = fields.list("voters", names(of.voters)).list("learners", names(of.learners));
    fields.list("outgoing", names(of.outgoing))
}

pub fn read_configuration(object: &mut Object<'_>, book: &AddressBook) -> Result<Configuration, BadInput> {
    let mut set = |key| book.read_set(object.need(key)?);
    Ok(Configuration { voters: set("voters")?, learners: set("learners")?, outgoing: set("outgoing")? })
}
