//! What a replica must find again after a crash: the writes that its host has kept, in order.
//!
//! A write is an object that says only what changes: `term` and `votedFor`; `from`, the index from which on the log is
//! now `entries`; `snapshot`, which takes the place of the entries that it stands for. Its number, `write`, is one more
//! than that of the write before. One that is `whole` stands for all writes up to its number: its `entries` begin the
//! log, or follow its snapshot.

use std::rc::Rc;

use crate::kv::Store;
use crate::raft::{Entries, Entry, HardState, Log, LogIndex, Persist, PersistId, Snapshot, Term};
use crate::sim::Written;
use crate::sim::scenario::{BadInput, GREATEST_INTEGER, Item, Json, Object};

use super::address_book::AddressBook;
use super::entry;
use super::fields::{Fields, read_bytes};

/// What the writes of a replica come to.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    /// Term and vote.
    pub hard_state: HardState,
    /// The log.
    pub log: Log,
    /// The number of the last write; 0 if there was none.
    pub last_write: u64,
}

impl Durable {
    /// Reads writes in the order in which they were made.
    ///
    /// # Errors
    /// If one is wrong, or does not follow those before it.
    pub fn read(writes: Item<'_>, book: &AddressBook) -> Result<Self, BadInput> {
        let mut durable = Self::default();
        for item in writes.items_of_any_number()? {
            durable.take(item, book)?;
        }
        Ok(durable)
    }

    fn take(&mut self, item: Item<'_>, book: &AddressBook) -> Result<(), BadInput> {
        let mut object = item.object()?;
        let whole = object.read("whole", Item::flag)?.unwrap_or(false);
        let number = object.need("write")?;
        if whole {
            let last_write = number.whole(self.last_write, GREATEST_INTEGER)?;
            *self = Self { last_write, ..Self::default() };
        } else {
            let next = self.last_write + 1;
            let follows = number.whole(next, next);
            self.last_write = follows.map_err(|_| number.refused(&format!("{next} comes next")))?;
        }
        let from = if whole { None } else { self.read_from(&mut object)? };
        let write = self.read_write(&mut object, from, book)?;
        object.finish()?;
        write.apply_to(&mut self.hard_state, &mut self.log);
        Ok(())
    }

    /// From where on the log changes: a write with entries says it, so that none of those before can be missing.
    fn read_from(&self, object: &mut Object<'_>) -> Result<Option<LogIndex>, BadInput> {
        let (first, last) = (self.log.snapshot_index().next().0, self.log.last_index().next().0);
        let from =
            if object.get("entries").is_some() { Some(object.need("from")?) } else { object.get("from") };
        Ok(from.map(|item| item.whole(first, last)).transpose()?.map(LogIndex))
    }

    fn read_write(
        &self,
        object: &mut Object<'_>,
        from: Option<LogIndex>,
        book: &AddressBook,
    ) -> Result<Persist, BadInput> {
        let hard_state = self.read_hard_state(object, book)?;
        let term = hard_state.unwrap_or(self.hard_state).term;
        // Each part is looked at beside the log as it is once the parts before it are carried out.
        let mut log = self.log.clone();
        let truncate = from.filter(|&from| from <= log.last_index());
        if let Some(from) = truncate {
            log.truncate(from);
        }
        let snapshot = object.object("snapshot")?;
        let snapshot = snapshot.map(|fields| read_snapshot(fields, &log, term, book)).transpose()?;
        if let Some(snapshot) = &snapshot {
            log.install(Rc::clone(snapshot));
        }
        let append = match object.get("entries") {
            None => Entries::default(),
            Some(item) => entry::read_all(item.items_of_any_number()?, (log.last_term(), term), book)?,
        };
        Ok(Persist { id: PersistId(self.last_write), hard_state, truncate, append, snapshot })
    }

    fn read_hard_state(
        &self,
        object: &mut Object<'_>,
        book: &AddressBook,
    ) -> Result<Option<HardState>, BadInput> {
        let Some(term) = object.get("term") else { return Ok(None) };
        let term = Term(term.whole(self.hard_state.term.0, GREATEST_INTEGER)?);
        let vote = object.need("votedFor")?;
        let voted_for = if vote.is_null() { None } else { Some(book.read_replica(vote)?) };
        Ok(Some(HardState { term, voted_for }))
    }

    /// All of it as one write.
    #[must_use]
    pub fn write_whole(&self, book: &AddressBook) -> Json {
        let base = self.log.snapshot_index();
        let entries: Vec<Entry> = self.log.from(base.next()).cloned().collect();
        let write = Persist {
            id: PersistId(self.last_write),
            hard_state: Some(self.hard_state),
            truncate: None,
            append: entries.into(),
            snapshot: self.log.snapshot().cloned(),
        };
        let fields = Fields::default().number("write", self.last_write).flag("whole", true);
        write_changes(fields, None, &write, book)
    }
}

/// One write as its host is to keep it.
#[must_use]
pub fn write(number: u64, Written { write, last }: &Written, book: &AddressBook) -> Json {
    let appended = write.append.len() as u64;
    let first = LogIndex(last.0 - appended).next();
    let from = write.truncate.or((appended > 0).then_some(first));
    write_changes(Fields::default().number("write", number), from, write, book)
}

fn write_changes(mut fields: Fields, from: Option<LogIndex>, write: &Persist, book: &AddressBook) -> Json {
    if let Some(HardState { term, voted_for }) = write.hard_state {
        fields = fields.number("term", term.0).replica("votedFor", voted_for, book);
    }
    if let Some(from) = from {
        fields = fields.number("from", from.0);
    }
    if let Some(snapshot) = &write.snapshot {
        fields = fields.json("snapshot", write_snapshot(snapshot, book));
    }
    if !write.append.is_empty() {
        let entries = write.append.as_slice().iter();
        fields = fields.list("entries", entries.map(|entry| entry::write(entry, book)));
    }
    fields.close()
}

fn write_snapshot(snapshot: &Snapshot, book: &AddressBook) -> Json {
    let fields = Fields::default()
        .number("lastIncludedIndex", snapshot.last_index.0)
        .number("lastIncludedTerm", snapshot.last_term.0);
    entry::write_configuration(fields, snapshot.configuration, book).bytes("data", &snapshot.state).close()
}

fn read_snapshot(
    mut object: Object<'_>,
    log: &Log,
    term: Term,
    book: &AddressBook,
) -> Result<Rc<Snapshot>, BadInput> {
    let first = log.snapshot_index().next().0;
    let last_index = LogIndex(object.need("lastIncludedIndex")?.whole(first, GREATEST_INTEGER)?);
    let last_term = Term(object.need("lastIncludedTerm")?.whole(1, term.0)?);
    let configuration = entry::read_configuration(&mut object, book)?;
    let data = object.need("data")?;
    let state = read_bytes(data)?.into();
    if Store::from_image(&state).is_err() {
        return Err(data.complaint("these bytes are no store: only what a replica wrote is allowed".into()));
    }
    object.finish()?;
    Ok(Rc::new(Snapshot { last_index, last_term, configuration, state }))
}
