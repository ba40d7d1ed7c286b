//! When each part of a cluster next does something of itself.

use crate::raft::Micros;

/// Deadlines by owner, with the least of them at hand: it is asked for after every event, and seldom another
/// one's than before.
#[derive(Clone, Debug)]
pub struct Deadlines {
    due: Vec<Micros>,
    least: Micros,
}

impl Deadlines {
    /// The deadline of each owner.
    #[must_use]
    pub fn new(due: Vec<Micros>) -> Self {
        let least = least(&due);
        Self { due, least }
    }

    /// Gives an owner another deadline.
    #[inline]
    pub fn set(&mut self, owner: usize, due: Micros) {
        let before = std::mem::replace(&mut self.due[owner], due);
        if due <= self.least {
            self.least = due;
        } else if before == self.least {
            self.least = least(&self.due);
        }
    }

    /// The least deadline of all.
    #[must_use]
    #[inline]
    pub const fn least(&self) -> Micros {
        self.least
    }

    /// The first owner whose deadline is here.
    #[must_use]
    pub fn first_due(&self, now: Micros) -> Option<usize> {
        self.due.iter().position(|&due| due <= now)
    }
}

fn least(due: &[Micros]) -> Micros {
    due.iter().copied().min().unwrap_or(Micros::NEVER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_least_is_that_of_all_deadlines_whatever_is_set(
            mut due in proptest::collection::vec(0..9_u64, 1..6),
            changes in proptest::collection::vec((0..6_usize, 0..9_u64), 0..40),
        ) {
            let mut deadlines = Deadlines::new(due.iter().copied().map(Micros).collect());
            for (owner, at) in changes {
                let owner = owner % due.len();
                due[owner] = at;
                deadlines.set(owner, Micros(at));
                let least = *due.iter().min().expect("there is an owner");
                prop_assert_eq!(deadlines.least(), Micros(least));
                prop_assert_eq!(deadlines.first_due(Micros(least)), due.iter().position(|&due| due == least));
            }
        }
    }

    #[test]
    fn without_owners_nothing_is_ever_due() {
        assert_eq!(Deadlines::new(Vec::new()).least(), Micros::NEVER);
    }
}
