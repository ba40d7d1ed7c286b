//! What came of a check.

use crate::kv::Text;
use crate::raft::Micros;

use super::history::History;

/// Whether a history is linearizable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is an order in which all operations can have taken effect, each between its invocation and its answer.
    Linearizable,
    /// There is none.
    NotLinearizable,
    /// The steps did not suffice to find out.
    Unknown,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linearizable => "linearizable",
            Self::NotLinearizable => "not linearizable",
            Self::Unknown => "unknown",
        }
    }
}

/// What came of a check. It names operations by their places in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// That of the whole history: it is linearizable if the operations on each key are.
    pub verdict: Verdict,
    /// Key by key, in their order.
    pub keys: Vec<KeyReport>,
}

/// What came of the operations on one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReport {
    /// The key.
    pub key: Text,
    /// Whether they are linearizable.
    pub verdict: Verdict,
    /// If they are, an order in which they can have taken effect. Those of which nothing can be seen are left out.
    pub points: Vec<Point>,
    /// If not, or not as far as is known: an order for as many of the first answers as can be explained together.
    pub prefix: Vec<usize>,
    /// If they are not: those whose answers cannot be explained, in the order of the answers. The first is the answer
    /// behind the prefix; each further one cannot be explained even if the outcomes of those before it are taken for
    /// unknown. If the steps run out there may be more, and the prefix longer.
    pub misplaced: Vec<usize>,
    /// How many steps the check has taken.
    pub steps: u64,
}

/// Where an operation can have taken effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The operation.
    pub operation: usize,
    /// When.
    pub at: Micros,
}

/// Gives each operation of an order a time, in the middle of those that it can have: not before those before it were
/// asked, and not after those behind it were answered.
pub(super) fn points(order: &[usize], history: &History) -> Vec<Point> {
    let mut latest = Micros::NEVER;
    let mut points: Vec<Point> = order
        .iter()
        .rev()
        .map(|&operation| {
            let answered = history.operations[operation].answered();
            latest = latest.min(answered.unwrap_or(Micros::NEVER));
            Point { operation, at: latest }
        })
        .collect();
    points.reverse();
    let mut earliest = Micros::ZERO;
    for point in &mut points {
        earliest = earliest.max(history.operations[point.operation].invoked);
        // Behind the last answer there is no middle.
        point.at = if point.at == Micros::NEVER { earliest } else { Micros(earliest.0.midpoint(point.at.0)) };
    }
    points
}
