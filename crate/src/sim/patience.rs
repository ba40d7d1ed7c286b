//! How long clients wait for an answer before they ask again.

use std::collections::VecDeque;

use crate::kv::Op;
use crate::raft::Micros;

use super::envelope::RequestId;

/// How long a client waits for its session at most, unless it is told to be more patient, and also if it waits for ever
/// for everything else: without a session, none of its later requests leaves.
const FOR_A_SESSION: Micros = Micros::from_millis(1_000);

/// How often the patience with one command doubles.
const MOST_DOUBLINGS: u8 = 6;

/// When the patience with each unanswered request is over.
#[derive(Clone, Debug, Default)]
pub struct Patience {
    /// Zero for ever.
    length: Micros,
    /// In the order of time.
    over: VecDeque<(Micros, RequestId)>,
}

impl Patience {
    /// A request is sent, for the same as so many before it that were not answered in time. Each waits twice as long
    /// as the one before, or clients without patience would ask for more than a slow cluster can ever work off.
    pub fn begin(&mut self, id: RequestId, op: &Op, before: u8, now: Micros) {
        let doubled = Micros(self.length.0 << before.min(MOST_DOUBLINGS));
        let length = match op {
            Op::OpenSession { .. } if self.length == Micros::ZERO => FOR_A_SESSION,
            Op::OpenSession { .. } => doubled.min(self.length.max(FOR_A_SESSION)),
            _ if self.length == Micros::ZERO => return,
            _ => doubled,
        };
        let over = now.after(length);
        // Lengths change seldom, so it most often belongs at the end.
        let place = self.over.partition_point(|&(other, _)| other <= over);
        self.over.insert(place, (over, id));
    }

    /// Takes out the next request with which the patience is over by `now`.
    pub fn next_over(&mut self, now: Micros) -> Option<RequestId> {
        let &(over, id) = self.over.front()?;
        (over <= now).then(|| {
            self.over.pop_front();
            id
        })
    }

    /// Forgets requests that were answered, so far as they are next.
    pub fn forget(&mut self, answered: impl Fn(RequestId) -> bool) {
        while self.over.front().is_some_and(|&(_, id)| answered(id)) {
            self.over.pop_front();
        }
    }

    /// When the next patience is over.
    #[must_use]
    pub fn deadline(&self) -> Micros {
        self.over.front().map_or(Micros::NEVER, |&(over, _)| over)
    }

    /// When it is over with this request, if ever.
    pub fn over(&self, id: RequestId) -> Option<Micros> {
        self.over.iter().find(|&&(_, waiting)| waiting == id).map(|&(over, _)| over)
    }

    /// Changes how long clients wait for what they ask from now on.
    pub const fn set_length(&mut self, length: Micros) {
        self.length = length;
    }

    /// How long clients wait; zero for ever.
    #[must_use]
    pub const fn length(&self) -> Micros {
        self.length
    }
}
