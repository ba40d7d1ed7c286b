//! How a write lies on the disk: as records, each with a checksum, so that one that a crash tore is told from a
//! whole one.
//!
//! What was synced is known to be whole, so only a torn write is ever laid out.

use crate::raft::{Configuration, Entries, HardState, Payload, Persist};

use crate::kv::Digest;

/// One record of a write.
#[derive(Clone, Debug)]
pub struct Record {
    /// The part of the write that it holds.
    pub write: Persist,
    /// That part as bytes.
    bytes: Vec<u8>,
    checksum: u64,
}

/// The records of a write in the order in which they reach the disk: term and vote, the snapshot or the removal of
/// entries, and each new entry. A snapshot and what it removes are one record, since a log that has lost the one
/// without having the other could lack what it acknowledged.
pub fn records(write: &Persist) -> Vec<Record> {
    let part = |part: Persist| Record::of(Persist { id: write.id, ..part });
    let nothing = || Persist {
        id: write.id,
        hard_state: None,
        truncate: None,
        append: Entries::default(),
        snapshot: None,
    };
    let mut records = Vec::new();
    if write.hard_state.is_some() {
        records.push(part(Persist { hard_state: write.hard_state, ..nothing() }));
    }
    if write.truncate.is_some() || write.snapshot.is_some() {
        let snapshot = write.snapshot.clone();
        records.push(part(Persist { truncate: write.truncate, snapshot, ..nothing() }));
    }
    for entry in write.append.as_slice() {
        records.push(part(Persist { append: entry.clone().into(), ..nothing() }));
    }
    records
}

impl Record {
    fn of(write: Persist) -> Self {
        let bytes = encode(&write);
        Self { write, checksum: checksum(&bytes), bytes }
    }

    /// Only the first half of it reached the disk. The rest is what was there before.
    pub fn tear(&mut self) {
        let half = self.bytes.len() / 2;
        for byte in &mut self.bytes[half..] {
            *byte = !*byte;
        }
    }

    /// Whether all of it is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        checksum(&self.bytes) == self.checksum
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = Digest::default();
    hash.mix_bytes(bytes);
    hash.number()
}

fn encode(write: &Persist) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut number = |number: u64| bytes.extend_from_slice(&number.to_le_bytes());
    if let Some(HardState { term, voted_for }) = write.hard_state {
        number(term.0);
        number(voted_for.map_or(0, |vote| u64::from(vote.0) + 1));
    }
    if let Some(from) = write.truncate {
        number(from.0);
    }
    if let Some(snapshot) = &write.snapshot {
        number(snapshot.last_index.0);
        number(snapshot.last_term.0);
        configuration(&mut bytes, snapshot.configuration);
        bytes.extend_from_slice(&snapshot.state);
    }
    for entry in write.append.as_slice() {
        bytes.extend_from_slice(&entry.term.0.to_le_bytes());
        match &entry.payload {
            Payload::Internal(None) => {}
            Payload::Internal(Some(next)) => configuration(&mut bytes, **next),
            Payload::Command(command) => bytes.extend_from_slice(command),
        }
    }
    bytes
}

fn configuration(bytes: &mut Vec<u8>, Configuration { voters, learners, outgoing }: Configuration) {
    for set in [voters, learners, outgoing] {
        bytes.extend_from_slice(&set.0.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{Entry, LogIndex, PersistId, Term};

    #[test]
    fn every_record_tells_whether_it_is_whole() {
        let command = Payload::Command([0_u8; 40].as_slice().into());
        let write = Persist {
            id: PersistId(1),
            hard_state: Some(HardState::default()),
            truncate: Some(LogIndex(1)),
            append: vec![
                Entry { term: Term(1), payload: Payload::NO_OP },
                Entry { term: Term(1), payload: command },
            ]
            .into(),
            snapshot: None,
        };
        let records = records(&write);
        assert_eq!(records.len(), 4);
        for record in records {
            assert!(record.is_whole());
            let mut torn = record;
            torn.tear();
            assert!(!torn.is_whole(), "{torn:?}");
        }
    }
}
