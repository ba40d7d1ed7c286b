//! A small set of replicas.

use oorandom::Rand32;

use super::types::NodeId;

/// A set of replicas, in the order of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NodeSet(pub u32);

impl NodeSet {
    /// The most replicas that a set can hold.
    pub const CAPACITY: u8 = 32;

    /// The first `count` replicas.
    #[must_use]
    pub fn first(count: u8) -> Self {
        (0..count).map(NodeId).collect()
    }

    /// One replica alone.
    #[must_use]
    pub const fn only(node: NodeId) -> Self {
        Self(1 << node.0)
    }

    /// One of them at random; none, if there is none.
    pub fn drawn(self, random: &mut Rand32) -> Option<NodeId> {
        let count = u32::try_from(self.len()).ok().filter(|&count| count > 0)?;
        self.iter().nth(random.rand_range(0..count) as usize)
    }

    /// Their names, in order.
    #[must_use]
    pub fn names(self) -> Vec<String> {
        self.iter().map(|id| id.to_string()).collect()
    }

    /// Adds a replica; says whether it was not there before.
    pub fn insert(&mut self, node: NodeId) -> bool {
        let before = *self;
        self.0 |= 1 << node.0;
        *self != before
    }

    /// Whether the replica is in the set.
    #[must_use]
    pub const fn contains(self, node: NodeId) -> bool {
        node.0 < Self::CAPACITY && self.0 >> node.0 & 1 == 1
    }

    /// How many replicas are in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The replicas of both sets.
    #[must_use]
    #[inline]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that `other` has too.
    #[must_use]
    #[inline]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that `other` does not have.
    #[must_use]
    #[inline]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The first of them alone; none, if there is none.
    #[must_use]
    pub const fn lowest(self) -> Self {
        Self(self.0 & self.0.wrapping_neg())
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The replicas in order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let lowest = rest.trailing_zeros();
            // Clears the lowest bit, so that a set costs what it holds and not what it could hold.
            rest &= rest.checked_sub(1)?;
            Some(NodeId(lowest as u8))
        })
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = Self::default();
        for node in nodes {
            set.insert(node);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_each_replica_once_and_in_order() {
        let set: NodeSet = [NodeId(4), NodeId(1), NodeId(4)].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [NodeId(1), NodeId(4)]);
        assert_eq!(set.len(), 2);
        assert!(!set.contains(NodeId(0)));
        assert!([NodeSet::CAPACITY, 200].iter().all(|&beyond| !set.contains(NodeId(beyond))));
    }

    #[test]
    fn one_at_random_is_one_of_them_if_there_is_one() {
        let mut random = Rand32::new(1);
        assert_eq!(NodeSet::default().drawn(&mut random), None);
        let set: NodeSet = [NodeId(1), NodeId(4)].into_iter().collect();
        let drawn: NodeSet = (0..50).filter_map(|_| set.drawn(&mut random)).collect();
        assert_eq!(drawn, set);
    }
}
