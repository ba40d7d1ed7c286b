//! The disk of one replica: what is durable, and what a crash would lose or leave in part.

use std::collections::VecDeque;

use crate::raft::{HardState, Log, Micros, Persist, PersistId};

use super::disk_records::{Record, records};

/// A simulated disk. Writes become durable in order, each a sync latency after it was handed over.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    hard_state: HardState,
    log: Log,
    /// Writes that are not durable yet, with the moment at which they will be.
    unsynced: VecDeque<(Micros, Persist)>,
    durable: PersistId,
    /// What a crash in the middle of a write has left of it, until a restart looks at it.
    torn: Vec<Record>,
}

impl Disk {
    /// A disk on which this is durable.
    #[must_use]
    pub fn holding(hard_state: HardState, log: Log) -> Self {
        Self { hard_state, log, ..Self::default() }
    }

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
        write.apply_to(&mut self.hard_state, &mut self.log);
        self.durable = write.id;
    }

    /// The write under way stops in the middle: some of its records are on the disk, and the next one in part.
    /// `draw` says how many.
    pub fn tear(&mut self, draw: u64) {
        let Some((_, write)) = self.unsynced.front() else { return };
        self.torn = records(write);
        let whole = draw % self.torn.len() as u64;
        self.torn.truncate(whole as usize + 1);
        if let Some(last) = self.torn.last_mut() {
            last.tear();
        }
    }

    /// A restart reads what a torn write has left: records stay as far as their checksums hold, and the rest is cut.
    /// Says how many stay if one was torn, and term and vote if they are among them.
    pub fn recover(&mut self) -> Option<(usize, Option<HardState>)> {
        let left = std::mem::take(&mut self.torn);
        let kept = left.iter().take_while(|record| record.is_whole()).count();
        let mut hard_state = None;
        for record in &left[..kept] {
            record.write.apply_to(&mut self.hard_state, &mut self.log);
            hard_state = hard_state.or(record.write.hard_state);
        }
        (kept < left.len()).then_some((kept, hard_state))
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
    use std::rc::Rc;

    use crate::raft::{Configuration, Entries, Entry, LogIndex, NodeId, Payload, Snapshot, Term};

    fn append(id: u64, term: u64, truncate: Option<u64>) -> Persist {
        Persist {
            id: PersistId(id),
            hard_state: None,
            truncate: truncate.map(LogIndex),
            append: Entries::from(Entry { term: Term(term), payload: Payload::NO_OP }),
            snapshot: None,
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

    /// A write of term 2 with a vote, which removes entry 1 and writes two others.
    fn great_write() -> Persist {
        let entry = |term| Entry { term: Term(term), payload: Payload::NO_OP };
        Persist {
            id: PersistId(2),
            hard_state: Some(HardState { term: Term(2), voted_for: Some(NodeId(0)) }),
            truncate: Some(LogIndex(1)),
            append: Entries::from(vec![entry(2), entry(2)]),
            snapshot: None,
        }
    }

    /// A disk with an entry of term 1 that crashes in the middle of this write, so many of its records being whole,
    /// and restarts.
    fn torn(write: Persist, whole: u64) -> (Option<(usize, Option<HardState>)>, Disk) {
        let mut disk = Disk::default();
        disk.write(Micros(0), append(1, 1, None));
        disk.sync(Micros(0));
        disk.write(Micros(10), write);
        disk.write(Micros(10), append(3, 9, None));
        disk.tear(whole);
        disk.crash();
        let found = disk.recover();
        (found, disk)
    }

    fn left(disk: &Disk) -> (u64, Vec<u64>) {
        let (hard_state, log) = disk.durable();
        (hard_state.term.0, log.from(LogIndex(1)).map(|entry| entry.term.0).collect())
    }

    #[test]
    fn a_restart_keeps_the_whole_records_of_a_torn_write_and_cuts_the_torn_one() {
        for (whole, term, log) in [(0, 0, vec![1]), (1, 2, vec![1]), (2, 2, vec![]), (3, 2, vec![2])] {
            let (found, mut disk) = torn(great_write(), whole);
            let hard_state = great_write().hard_state.filter(|_| whole > 0);
            assert_eq!(found, Some((whole as usize, hard_state)));
            assert_eq!(left(&disk), (term, log), "with {whole} records");
            assert_eq!((disk.unsynced(), disk.recover()), (0, None), "the rest is gone, and is told once");
        }
    }

    #[test]
    fn a_torn_install_leaves_the_log_whole() {
        let snapshot = Rc::new(Snapshot {
            last_index: LogIndex(5),
            last_term: Term(2),
            configuration: Configuration::default(),
            state: Rc::from([7; 100]),
        });
        let install = Persist { append: Entries::default(), snapshot: Some(snapshot), ..great_write() };
        for whole in 0..2 {
            let (found, disk) = torn(install.clone(), whole);
            assert_eq!(found.map(|(kept, _)| kept), Some(whole as usize));
            assert_eq!(disk.durable().1.base(), LogIndex(0));
            assert_eq!(left(&disk).1, [1], "neither the snapshot nor what it removes");
        }
    }

    #[test]
    fn a_crash_between_two_writes_tears_nothing() {
        let mut disk = Disk::default();
        disk.write(Micros(0), great_write());
        disk.sync(Micros(0));
        disk.tear(1);
        disk.crash();
        assert_eq!((disk.recover(), left(&disk)), (None, (2, vec![2, 2])));
    }
}
