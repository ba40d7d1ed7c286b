//! Who looks on while a run goes, where someone does.

use crate::diagram::Diagram;
use crate::sim::{Cluster, Envelope, Journal, Record, Watcher};

/// What is kept of each event.
pub(super) enum Witness {
    /// Lines for other programs.
    Journal(Journal),
    /// A picture in space and time.
    Diagram(Diagram),
}

impl Witness {
    /// The next event is the delivery of this message.
    pub(super) fn receives(&mut self, envelope: Option<&Envelope>) {
        if let Self::Journal(journal) = self {
            journal.receives(envelope);
        }
    }

    /// What happened in one event, with what was sent lying fresh in the post.
    pub(super) fn note(&mut self, cluster: &Cluster, records: &[Record]) {
        match self {
            Self::Journal(journal) => journal.note(cluster, records),
            Self::Diagram(diagram) => diagram.see(cluster, records),
        }
    }

    pub(super) fn journal(&mut self) -> Option<&mut Journal> {
        match self {
            Self::Journal(journal) => Some(journal),
            Self::Diagram(_) => None,
        }
    }
}
