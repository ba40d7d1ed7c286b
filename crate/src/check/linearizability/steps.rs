//! How much work a check may still take.

/// So many things are looked at for nothing, and for a step each time as many more.
const FREE: usize = 128;

/// How much longer it takes to sort a thing than to look at it.
const SORTING: u64 = 16;

/// The steps that are left. A step is an operation that is put into an order. What is only looked at or kept on the way
/// costs nothing as long as few operations are pending at once; where very many are it takes the time and the memory, and
/// then it counts too.
#[derive(Debug)]
pub(super) struct Steps(u64);

impl Steps {
    pub(super) const fn new(left: u64) -> Self {
        Self(left)
    }

    pub(super) const fn left(&self) -> u64 {
        self.0
    }

    /// An operation is put into an order.
    pub(super) const fn place(&mut self) {
        self.0 = self.0.saturating_sub(1);
    }

    /// So many things are looked at, or kept.
    pub(super) const fn look(&mut self, at: usize) {
        self.0 = self.0.saturating_sub((at / FREE) as u64);
    }

    /// So many things are sorted, or entered where they are found again.
    pub(super) const fn sort(&mut self, things: usize) {
        self.0 = self.0.saturating_sub((things / FREE) as u64 * SORTING);
    }
}
