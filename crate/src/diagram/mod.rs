//! A run as a space–time diagram: who said what to whom and when, in which role and term everyone was, and what was
//! cut off.
//!
//! A [`Diagram`] looks on while the run goes ([`Watcher`]) and keeps what it needs for a picture of any stretch of it:
//! each message as an [`Arrow`] (`arrows`), roles and terms as [`Span`]s and cuts as [`Band`]s (`spans`), and how much
//! was sent when (`density`), for a stretch with more arrows than an eye can tell apart. What a [`Window`] costs goes
//! with what is seen, not with the length of the run.

mod arrows;
mod density;
mod operations;
mod spans;
#[cfg(test)]
mod tests;

pub use arrows::Arrow;
pub use density::{Cells, LOST, SHADES};
pub use operations::Operation;
pub use spans::{Band, Span, State};

use crate::raft::Micros;
use crate::sim::{Address, Cluster, Handled, Outcome, Record, Watcher, What};

use arrows::Arrows;
use density::Density;
use operations::Operations;
use spans::{Cuts, Lives};

/// All of a run that a picture of it needs.
#[derive(Clone, Debug)]
pub struct Diagram {
    arrows: Arrows,
    density: Density,
    operations: Operations,
    lives: Lives,
    cuts: Cuts,
    replicas: usize,
    /// Up to when the run was seen.
    now: Micros,
}

/// What a picture of a stretch of a run shows.
#[derive(Clone, Debug)]
pub struct Window {
    /// The messages that were on their way at some time in it; none where `cells` tell of them.
    pub arrows: Vec<Arrow>,
    /// How much was sent, where that is more than can be shown one by one.
    pub cells: Option<Cells>,
    /// What each replica was. The spans of one replica follow each other without a gap.
    pub spans: Vec<Span>,
    /// When links were cut.
    pub bands: Vec<Band>,
    /// What the clients' messages among the arrows are about.
    pub operations: Vec<Operation>,
}

/// Which stretch is wanted, and how finely.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// From when.
    pub from: Micros,
    /// Until when, and with that.
    pub to: Micros,
    /// How many arrows can be shown.
    pub most_arrows: usize,
    /// In how many parts it can be divided for the eye. What is shorter than one is told together with what is beside it.
    pub parts: u64,
}

impl Diagram {
    /// The diagram of a run that begins with this cluster, of so many clients.
    #[must_use]
    pub fn new(cluster: &Cluster, clients: u8) -> Self {
        let replicas = cluster.replicas().len();
        let mut diagram = Self {
            arrows: Arrows::default(),
            density: Density::new(replicas + usize::from(clients)),
            operations: Operations::default(),
            lives: Lives::new(replicas),
            cuts: Cuts::default(),
            replicas,
            now: Micros::ZERO,
        };
        diagram.see(cluster, &[]);
        diagram
    }

    /// What there is to be seen of a stretch.
    #[must_use]
    pub fn window(&self, cluster: &Cluster, wanted: Wanted) -> Window {
        let Wanted { from, to, most_arrows, parts } = wanted;
        let least = to.0.saturating_sub(from.0) / parts.max(1);
        let found = self.arrows.between(from, to, most_arrows);
        let cells = match found {
            Some(_) => None,
            None => Some(self.cells(from, to, least)),
        };
        let arrows = found.unwrap_or_default();
        let operations = operations::of(&arrows, cluster);
        let spans = self.lives.between(from, to, least);
        Window { arrows, cells, spans, bands: self.cuts.between(from, to, least), operations }
    }

    /// Up to when the run was seen.
    #[must_use]
    pub const fn now(&self) -> Micros {
        self.now
    }

    /// From what was kept beforehand, where that is fine enough; else each message is counted.
    fn cells(&self, from: Micros, to: Micros, least: u64) -> Cells {
        let width = least.max(1).next_power_of_two();
        if self.density.width() <= width {
            return self.density.between(from, to, width);
        }
        let mut cells = Cells::new(from, to, width, self.density.rows());
        let (first, last) = cells.reach();
        self.arrows.each(first, last, |arrow| {
            cells.count_sent(self.row(arrow.from), arrow.kind, arrow.sent);
            if arrow.is_lost() {
                cells.count_lost(self.row(arrow.to), arrow.ends);
            }
        });
        cells
    }

    /// Replicas stand above clients.
    fn row(&self, who: Address) -> usize {
        match who {
            Address::Replica(id) => id.index(),
            Address::Client(id) => self.replicas + id.index(),
        }
    }

    fn ended(&mut self, record: &Record, how: Outcome) {
        let Some(id) = record.message else { return };
        if let Some(arrow) = self.arrows.end(id, record.at, how) {
            self.density.lost(self.row(arrow.to), record.at);
        }
    }
}

impl Watcher for Diagram {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.now = cluster.now();
        self.arrows.pass(self.now);
        for record in records {
            match record.what {
                What::Ended { how, .. } => self.ended(record, how),
                What::Handled { how: Handled::Delivered | Handled::Delayed, .. } => {
                    let slot = record.message.and_then(|id| cluster.post().slot_of(id));
                    if let Some(envelope) = slot.and_then(|slot| cluster.post().envelope(slot)) {
                        self.arrows.arrives(envelope);
                    }
                }
                What::Link { .. } | What::CutOff { .. } | What::HealedAll => self.cuts.note(cluster),
                _ => {}
            }
        }
        self.lives.note(cluster);
        for (_, envelope) in cluster.post().fresh() {
            let operation = self.operations.of_message(&envelope.body, cluster);
            self.density.sent(self.row(envelope.from), envelope.body.kind(), envelope.sent);
            self.arrows.begin(envelope, operation);
        }
    }
}
