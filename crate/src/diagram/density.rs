//! How much was sent, by whom and of which kind, in equal parts of time: for stretches in which no one can tell one
//! message from another.

use crate::raft::Micros;
use crate::sim::Kind;

/// What is counted in a cell of a row: messages that it sent, by kind, and those for it that ended on their way.
pub const SHADES: usize = LOST + 1;

/// The place of those that ended on their way, behind all kinds.
pub const LOST: usize = Kind::SnapshotAnswer as usize + 1;

/// A run is kept in so many cells at most; they are twice as wide when it has grown beyond them.
const MOST_CELLS: usize = 4096;

type Counts = [u32; SHADES];

/// The whole run in cells of one width.
#[derive(Clone, Debug)]
pub(super) struct Density {
    /// In µs; a power of two.
    width: u64,
    rows: usize,
    /// Cell by cell, and of each cell row by row.
    counts: Vec<Counts>,
}

/// A stretch in cells, all of the width that was asked for, the first of which begins at a multiple of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The first cell, counted from the start of the run.
    first: u64,
    width: u64,
    rows: usize,
    counts: Vec<Counts>,
}

impl Density {
    pub(super) const fn new(rows: usize) -> Self {
        Self { width: 1, rows, counts: Vec::new() }
    }

    pub(super) const fn width(&self) -> u64 {
        self.width
    }

    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn sent(&mut self, row: usize, kind: Kind, at: Micros) {
        self.count(row, kind as usize, at);
    }

    pub(super) fn lost(&mut self, row: usize, at: Micros) {
        self.count(row, LOST, at);
    }

    fn count(&mut self, row: usize, shade: usize, at: Micros) {
        while at.0 / self.width >= MOST_CELLS as u64 {
            self.widen();
        }
        let place = (at.0 / self.width) as usize * self.rows + row;
        if place >= self.counts.len() {
            self.counts.resize(place + 1, Counts::default());
        }
        self.counts[place][shade] += 1;
    }

    /// Makes one cell of each two.
    fn widen(&mut self) {
        self.width *= 2;
        let cells = self.counts.len().div_ceil(self.rows);
        self.counts.resize(cells * self.rows, Counts::default());
        for cell in 0..cells.div_ceil(2) {
            for row in 0..self.rows {
                let mut sum = self.counts[2 * cell * self.rows + row];
                if let Some(other) = self.counts.get((2 * cell + 1) * self.rows + row) {
                    add(&mut sum, other);
                }
                self.counts[cell * self.rows + row] = sum;
            }
        }
        self.counts.truncate(cells.div_ceil(2) * self.rows);
    }

    /// A stretch in cells of a width that is no less than that of these.
    pub(super) fn between(&self, from: Micros, to: Micros, width: u64) -> Cells {
        let mut cells = Cells::new(from, to, width, self.rows);
        let (first, last) = cells.reach();
        for cell in first.0 / self.width..=last.0 / self.width {
            for row in 0..self.rows {
                let Some(counts) = self.counts.get(cell as usize * self.rows + row) else { return cells };
                if let Some(place) = cells.place(row, Micros(cell * self.width)) {
                    add(&mut cells.counts[place], counts);
                }
            }
        }
        cells
    }
}

impl Cells {
    pub(super) fn new(from: Micros, to: Micros, width: u64, rows: usize) -> Self {
        let (first, last) = (from.0 / width, to.0 / width);
        let cells = last.saturating_sub(first) as usize + 1;
        Self { first, width, rows, counts: vec![Counts::default(); cells * rows] }
    }

    /// From when, and until when and with that, they reach.
    pub(super) fn reach(&self) -> (Micros, Micros) {
        let from = self.first * self.width;
        let cells = (self.counts.len() / self.rows) as u64;
        (Micros(from), Micros(from + cells * self.width - 1))
    }

    pub(super) fn count_sent(&mut self, row: usize, kind: Kind, at: Micros) {
        self.count(row, kind as usize, at);
    }

    pub(super) fn count_lost(&mut self, row: usize, at: Micros) {
        self.count(row, LOST, at);
    }

    fn count(&mut self, row: usize, shade: usize, at: Micros) {
        if let Some(place) = self.place(row, at) {
            self.counts[place][shade] += 1;
        }
    }

    fn place(&self, row: usize, at: Micros) -> Option<usize> {
        let cell = (at.0 / self.width).checked_sub(self.first)? as usize;
        let place = cell * self.rows + row;
        (place < self.counts.len()).then_some(place)
    }

    /// When the first cell begins.
    #[must_use]
    pub const fn from(&self) -> Micros {
        Micros(self.first * self.width)
    }

    /// How long each is, in µs.
    #[must_use]
    pub const fn width(&self) -> u64 {
        self.width
    }

    /// What was counted: cell by cell, of each cell row by row, replicas before clients.
    pub fn counts(&self) -> impl Iterator<Item = &[u32; SHADES]> {
        self.counts.iter()
    }
}

fn add(sum: &mut Counts, other: &Counts) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}
