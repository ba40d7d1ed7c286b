//! What stands out in a run, for whoever draws its time line or jumps along it.

use crate::raft::{Event, LogIndex, Micros};

use super::trace::{Answered, Record, What};

/// A kind of thing that stands out. The numbers are those that `MARKED` in `protocol.ts` has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// A replica won an election.
    Election = 0,
    /// One crashed.
    Crash = 1,
    /// One came back.
    Restart = 2,
    /// Links were cut.
    Cut = 3,
    /// Links were healed.
    Heal = 4,
    /// Something was asked for, and for longer than an election takes nothing was committed or answered.
    Stall = 5,
    /// An invariant was found broken.
    Violation = 6,
}

/// A moment that stands out, or a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub what: Marked,
    /// When, or since when.
    pub at: Micros,
    /// Until when: a moment is a span of no length.
    pub until: Micros,
}

impl Mark {
    const fn moment(what: Marked, at: Micros) -> Self {
        Self { what, at, until: at }
    }
}

/// Of a record, if it stands out by itself.
const fn of(what: &What) -> Option<Marked> {
    match what {
        What::Node(Event::BecameLeader { .. }) => Some(Marked::Election),
        What::Crashed { .. } => Some(Marked::Crash),
        What::Restarted { .. } => Some(Marked::Restart),
        What::Link { cut: true, .. } | What::CutOff { .. } => Some(Marked::Cut),
        What::Link { cut: false, .. } | What::HealedAll => Some(Marked::Heal),
        What::Broken { .. } => Some(Marked::Violation),
        _ => None,
    }
}

/// What stands out in a run up to `now`, in the order of time. What takes longer than `patience` is a stall.
pub fn marks<'a>(trace: impl Iterator<Item = &'a Record>, patience: Micros, now: Micros) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    // Since when nothing that was asked for got done.
    let mut waiting: Option<Micros> = None;
    let stall = |since: Option<Micros>, until: Micros| {
        since.filter(|&since| until.0.saturating_sub(since.0) > patience.0).map(|at| Mark {
            what: Marked::Stall,
            at,
            until,
        })
    };
    for record in trace {
        match record.what {
            What::Asked { .. } => _ = waiting.get_or_insert(record.at),
            What::Node(Event::Committed { .. }) | What::Answered { how: Answered::Ok, .. } => {
                marks.extend(stall(waiting.take(), record.at));
            }
            _ => {}
        }
        if let Some(what) = of(&record.what) {
            // One action can cut many links: they are one mark.
            let mark = Mark::moment(what, record.at);
            if marks.last() != Some(&mark) {
                marks.push(mark);
            }
        }
    }
    marks.extend(stall(waiting, now));
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// What one can jump to, as the page names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landmark {
    /// An election is won.
    Election,
    /// The commit index of the cluster, which is the greatest of any replica, moves.
    Commit,
    /// An invariant is found broken.
    Violation,
}

impl Landmark {
    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "election" => Some(Self::Election),
            "commit" => Some(Self::Commit),
            "violation" => Some(Self::Violation),
            _ => None,
        }
    }

    /// When the first of the records happened that are one; a commit index that moves is one above `committed`.
    #[must_use]
    pub fn first<'a>(
        self,
        mut records: impl Iterator<Item = &'a Record>,
        committed: LogIndex,
    ) -> Option<Micros> {
        records.find(|record| self.is(record) && newly(record).is_none_or(|index| index > committed)).map(at)
    }

    /// When the last of the records happened that are one. They are given backwards.
    #[must_use]
    pub fn last<'a>(self, records: impl Iterator<Item = &'a Record>) -> Option<Micros> {
        let mut found = records.filter(|record| self.is(record));
        if self != Self::Commit {
            return found.next().map(at);
        }
        // Where several replicas commit the same index, the earliest counts.
        found.reduce(|best, earlier| if newly(earlier) >= newly(best) { earlier } else { best }).map(at)
    }

    fn is(self, record: &Record) -> bool {
        match self {
            Self::Election => of(&record.what) == Some(Marked::Election),
            Self::Commit => newly(record).is_some(),
            Self::Violation => of(&record.what) == Some(Marked::Violation),
        }
    }
}

const fn newly(record: &Record) -> Option<LogIndex> {
    match record.what {
        What::Node(Event::Committed { index }) => Some(index),
        _ => None,
    }
}

const fn at(record: &Record) -> Micros {
    record.at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{NodeId, NodeSet, Term};
    use crate::sim::{Address, RequestId};

    fn record(at: u64, what: What) -> Record {
        Record { at: Micros(at), subject: Some(Address::Replica(NodeId(0))), what, message: None }
    }

    fn asked(at: u64) -> Record {
        record(at, What::Asked { to: NodeId(0), id: RequestId(1) })
    }

    fn committed(at: u64, index: u64) -> Record {
        record(at, What::Node(Event::Committed { index: LogIndex(index) }))
    }

    fn link(at: u64, to: u8, cut: bool) -> Record {
        record(at, What::Link { from: NodeId(0), to: NodeId(to), cut, both_ways: false })
    }

    #[test]
    fn elections_crashes_and_cuts_are_marked_and_an_action_that_cuts_many_links_once() {
        let votes = NodeSet(0);
        let trace = [
            record(3, What::Node(Event::BecameLeader { term: Term(1), votes })),
            link(5, 1, true),
            link(5, 2, true),
            record(6, What::Crashed { lost: 0 }),
            record(8, What::Restarted { term: Term(1), last: LogIndex(0) }),
            link(9, 1, false),
        ];
        let found: Vec<_> =
            marks(trace.iter(), Micros(100), Micros(10)).iter().map(|mark| (mark.what, mark.at.0)).collect();
        let wanted = [
            (Marked::Election, 3),
            (Marked::Cut, 5),
            (Marked::Crash, 6),
            (Marked::Restart, 8),
            (Marked::Heal, 9),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_stall_lasts_from_what_was_asked_to_what_is_committed_next_or_to_now() {
        let trace = [asked(10), committed(50, 1), asked(60), asked(70), committed(300, 2), asked(400)];
        let stall = |at, until| Mark { what: Marked::Stall, at: Micros(at), until: Micros(until) };
        assert_eq!(marks(trace.iter(), Micros(100), Micros(450)), [stall(60, 300)]);
        assert_eq!(marks(trace.iter(), Micros(100), Micros(501)), [stall(60, 300), stall(400, 501)]);
    }

    #[test]
    fn one_jumps_to_where_the_commit_index_of_the_cluster_moves_not_that_of_a_replica() {
        let trace = [committed(10, 1), committed(12, 1), committed(20, 2), committed(22, 2)];
        assert_eq!(Landmark::Commit.first(trace[1..].iter(), LogIndex(1)), Some(Micros(20)));
        assert_eq!(Landmark::Commit.last(trace.iter().rev()), Some(Micros(20)));
        assert_eq!(Landmark::Commit.last(trace[..2].iter().rev()), Some(Micros(10)));
        assert_eq!(Landmark::Election.last(trace.iter().rev()), None);
    }
}
