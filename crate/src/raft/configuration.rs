//! Who takes part, and how many of them decide (§5.2, §5.3, §6).

use super::nodes::NodeSet;
use super::rule::{Rule, Rules};
use super::types::NodeId;

/// The replicas of a cluster by what they do in it. While it is joint, two sets of voters decide, each by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Configuration {
    /// Those whose votes and copies count.
    pub voters: NodeSet,
    /// Those who are sent entries and do not count.
    pub learners: NodeSet,
    /// While joint: the voters of the configuration that is being left. Otherwise none.
    pub outgoing: NodeSet,
}

/// What a replica knows of its cluster before it has a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roster {
    /// All replicas that exist, whether they take part or not.
    pub replicas: NodeSet,
    /// The voters that the cluster starts with. They know each other; others wait to be added.
    pub founders: NodeSet,
}

impl Roster {
    /// A cluster in which all of the first `count` replicas vote from the start.
    #[must_use]
    pub fn of(count: u8) -> Self {
        Self { replicas: NodeSet::first(count), founders: NodeSet::first(count) }
    }

    /// The configuration in which a replica starts.
    #[must_use]
    pub fn configuration_of(self, id: NodeId) -> Configuration {
        let voters = if self.founders.contains(id) { self.founders } else { NodeSet::default() };
        Configuration { voters, ..Configuration::default() }
    }
}

impl Configuration {
    /// Whether two sets of voters decide (§6).
    #[must_use]
    #[inline]
    pub const fn is_joint(self) -> bool {
        !self.outgoing.is_empty()
    }

    /// All who vote, in either set.
    #[must_use]
    #[inline]
    pub const fn all_voters(self) -> NodeSet {
        self.voters.with(self.outgoing)
    }

    /// All who are sent entries.
    #[must_use]
    #[inline]
    pub const fn members(self) -> NodeSet {
        self.all_voters().with(self.learners)
    }

    /// The configuration that leads from this one to `next`. If more than one voter comes or goes, majorities of
    /// both need not have a replica in common, so that the way leads through a joint one (§6).
    #[must_use]
    pub const fn towards(self, next: Self) -> Self {
        let (come, go) = (next.voters.without(self.voters), self.voters.without(next.voters));
        if come.len() + go.len() > 1 { Self { outgoing: self.voters, ..next } } else { next }
    }

    /// What a joint configuration is left for.
    #[must_use]
    pub const fn settled(self) -> Self {
        Self { outgoing: NodeSet(0), ..self }
    }

    /// Whether the votes of `these` decide: a majority of each set of voters. `also` counts as if it voted.
    #[must_use]
    pub fn decided_by(self, these: NodeSet, also: NodeSet, rules: Rules) -> bool {
        !self.voters.is_empty()
            && self
                .voting_sets()
                .all(|set| these.within(set.with(also)).len() >= majority_of(set.len(), rules))
    }

    /// What a quorum has reached, of a number that grows and that is for each replica what `of` says, as the last
    /// index that it holds: of each set of voters the majority's, and of both the lesser. `also` counts as if it
    /// voted.
    #[inline]
    pub fn reached_by_quorum(self, also: NodeSet, rules: Rules, of: impl Fn(NodeId) -> u64) -> Option<u64> {
        self.voting_sets()
            .map(|set| {
                let mut falling = [0; NodeSet::CAPACITY as usize];
                for (count, node) in set.with(also).iter().enumerate() {
                    // Insertion keeps the few numbers in falling order.
                    let number = of(node);
                    let mut place = count;
                    while place > 0 && falling[place - 1] < number {
                        falling[place] = falling[place - 1];
                        place -= 1;
                    }
                    falling[place] = number;
                }
                falling[majority_of(set.len(), rules).saturating_sub(1)]
            })
            .min()
    }

    /// The sets of which each decides by itself.
    fn voting_sets(self) -> impl Iterator<Item = NodeSet> {
        [self.voters, self.outgoing].into_iter().filter(|set| !set.is_empty())
    }
}

/// How many of so many voters decide (§5.2).
#[must_use]
pub fn majority_of(voters: usize, rules: Rules) -> usize {
    if rules.on(Rule::MajorityOfVoters) { voters / 2 + 1 } else { voters.div_ceil(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[u8]) -> NodeSet {
        numbers.iter().map(|&number| NodeId(number - 1)).collect()
    }

    fn voters(numbers: &[u8]) -> Configuration {
        Configuration { voters: set(numbers), ..Configuration::default() }
    }

    fn decided(configuration: Configuration, by: &[u8]) -> bool {
        configuration.decided_by(set(by), NodeSet::default(), Rules::default())
    }

    fn held(configuration: Configuration, indexes: &[u64]) -> Option<u64> {
        configuration.reached_by_quorum(NodeSet::default(), Rules::default(), |node| indexes[node.index()])
    }

    #[test]
    fn a_majority_of_the_voters_decides_and_nobody_else() {
        for (configuration, by, expected) in [
            (voters(&[1]), &[1][..], true),
            (voters(&[1, 2]), &[1], false),
            (voters(&[1, 2]), &[1, 2], true),
            (voters(&[1, 2, 3]), &[1, 4, 5], false),
            (voters(&[1, 2, 3]), &[1, 3, 5], true),
            (voters(&[1, 2, 3, 4]), &[1, 2], false),
            (Configuration { learners: set(&[3, 4]), ..voters(&[1, 2]) }, &[1, 3, 4], false),
            (voters(&[]), &[1, 2, 3], false),
        ] {
            assert_eq!(decided(configuration, by), expected, "{configuration:?} by {by:?}");
        }
    }

    #[test]
    fn while_joint_a_majority_of_each_set_decides() {
        let joint = Configuration { outgoing: set(&[1, 2, 3]), ..voters(&[3, 4, 5]) };
        assert!(decided(joint, &[1, 3, 4]) && decided(joint, &[1, 2, 4, 5]));
        assert!(!decided(joint, &[1, 2, 3]) && !decided(joint, &[3, 4, 5]));
        assert_eq!(held(joint, &[9, 9, 1, 5, 5]), Some(5));
        assert_eq!(held(joint, &[9, 9, 9, 2, 4]), Some(4));
        assert_eq!(held(joint, &[0, 0, 9, 9, 9]), Some(0));
    }

    #[test]
    fn a_quorum_holds_what_its_majority_holds_and_a_learner_adds_nothing() {
        assert_eq!(held(voters(&[1, 2, 3]), &[7, 3, 5]), Some(5));
        assert_eq!(held(voters(&[1, 2, 3, 4]), &[7, 3, 5, 4]), Some(4));
        assert_eq!(held(Configuration { learners: set(&[3]), ..voters(&[1, 2]) }, &[7, 3, 5]), Some(3));
        assert_eq!(held(voters(&[]), &[7]), None);
    }

    #[test]
    fn every_two_quorums_of_configurations_that_follow_each_other_have_a_replica_in_common() {
        // §6: by all pairs of voter sets of up to five replicas.
        let every = || (1..32_u32).map(NodeSet);
        for (old, new) in every().flat_map(|old| every().map(move |new| (old, new))) {
            let old = Configuration { voters: old, ..Configuration::default() };
            let new = Configuration { voters: new, ..Configuration::default() };
            let between = old.towards(new);
            for (one, other) in [(old, between), (between, between.settled())] {
                let decides = |configuration: Configuration, these| {
                    configuration.decided_by(these, NodeSet::default(), Rules::default())
                };
                // The rest of a quorum must not be one.
                let split = every().find(|&these| {
                    decides(one, these) && decides(other, one.members().with(other.members()).without(these))
                });
                assert_eq!(split, None, "{one:?} and {other:?}");
            }
        }
    }
}
