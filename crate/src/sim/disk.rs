//! The disk of one replica: what is durable, and what a crash would lose.

use std::collections::VecDeque;

use crate::raft::{HardState, Log, Micros, Persist, PersistId};

/// A simulated disk. Writes become durable in order, each a sync latency after it was handed over.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    hard_state: HardState,
    log: Log,
    /// Writes that are not durable yet, with the moment at which they will be.
    unsynced: VecDeque<(Micros, Persist)>,
    durable: PersistId,
}

impl Disk {
    /// Takes a write that becomes durable at `due`.
    pub fn write(&mut self, due: Micros, write: Persist) {
        // A disk that was made faster meanwhile still keeps the order.
        let due = self.unsynced.back().map_or(due, |&(before, _)| due.max(before));
        self.unsynced.push_back((due, write));
    }

    /// Makes durable the first write that is due by `now`, and gives it.
    #[inline]
    pub fn sync(&mut self, now: Micros) -> Option<Persist> {
        if self.unsynced.front().is_none_or(|&(due, _)| due > now) {
            return None;
        }
        let (_, write) = self.unsynced.pop_front()?;
        self.make_durable(&write);
        Some(write)
    }

    fn make_durable(&mut self, write: &Persist) {
        if let Some(hard_state) = write.hard_state {
            self.hard_state = hard_state;
        }
        if let Some(from) = write.truncate {
            self.log.truncate(from);
        }
        for entry in write.append.as_slice() {
            self.log.push(entry.clone());
        }
        self.durable = write.id;
    }

    /// A crash: what is not durable is lost. A restarted node counts its writes from 1 again.
    pub fn crash(&mut self) {
        self.unsynced.clear();
        self.durable = PersistId::ZERO;
    }

    /// When the next write becomes durable.
    #[must_use]
    #[inline]
    pub fn deadline(&self) -> Micros {
        self.unsynced.front().map_or(Micros::NEVER, |&(due, _)| due)
    }

    /// Whether this write and all before it are durable.
    #[must_use]
    #[inline]
    pub fn holds(&self, write: PersistId) -> bool {
        write <= self.durable
    }

    /// What a restart finds.
    #[must_use]
    pub fn durable(&self) -> (HardState, &Log) {
        (self.hard_state, &self.log)
    }

    /// How many writes a crash would lose.
    #[must_use]
    pub fn unsynced(&self) -> usize {
        self.unsynced.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{Entries, Entry, LogIndex, Payload, Term};

    fn append(id: u64, term: u64, truncate: Option<u64>) -> Persist {
        Persist {
            id: PersistId(id),
            hard_state: None,
            truncate: truncate.map(LogIndex),
            append: Entries::from(Entry { term: Term(term), payload: Payload::NoOp }),
        }
    }

    #[test]
    fn a_write_is_durable_when_its_sync_is_over_and_not_before() {
        let mut disk = Disk::default();
        disk.write(Micros(10), append(1, 1, None));
        assert!(disk.sync(Micros(9)).is_none() && !disk.holds(PersistId(1)));
        assert!(disk.sync(Micros(10)).is_some() && disk.holds(PersistId(1)));
        assert_eq!(disk.durable().1.last_index(), LogIndex(1));
    }

    #[test]
    fn a_crash_loses_what_is_not_durable_and_only_that() {
        let mut disk = Disk::default();
        disk.write(Micros(0), append(1, 1, None));
        disk.sync(Micros(0));
        disk.write(Micros(10), append(2, 2, Some(1)));
        disk.crash();
        assert_eq!((disk.unsynced(), disk.durable().1.last_term()), (0, Term(1)));
    }

    #[test]
    fn writes_become_durable_in_order_also_when_the_disk_becomes_faster() {
        let mut disk = Disk::default();
        disk.write(Micros(100), append(1, 1, None));
        disk.write(Micros(1), append(2, 2, None));
        assert_eq!(disk.deadline(), Micros(100));
        assert_eq!(disk.sync(Micros(100)).map(|write| write.id), Some(PersistId(1)));
        assert_eq!(disk.sync(Micros(100)).map(|write| write.id), Some(PersistId(2)));
        assert_eq!(disk.durable().1.last_term(), Term(2));
    }
}
