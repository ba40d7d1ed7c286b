//! The course's grader, as far as it takes part in a run: it passes on the messages of the replicas, kills them and
//! cuts them off, makes the requests of its clients, and keeps the books from which the verdict is made
//! (`crate::course`).
//!
//! What it knows of the cluster it has from the wire alone: whom each message comes from and goes to, and whom it
//! names as leader. Whom its clients ask and what they make of an answer is in `beliefs`, what is counted in `books`;
//! `sim::clients` and `sim::post` do with every message what is said here.

mod beliefs;
mod books;
mod md5;
#[cfg(test)]
mod wire_tests;
mod wish;

use oorandom::Rand32;

use crate::raft::{Micros, NodeId, NodeSet};

use super::action::CourseEvent;
use super::address::Address;

pub use beliefs::Beliefs;
pub use books::{Books, Counts, Heard, Mishap, Request};
pub use wish::{Wish, wish};

/// The grader's router, and its books if it keeps any.
#[derive(Clone, Debug)]
pub struct Grader {
    /// The replica that the last message of a trusted sender named as leader. Kills and partitions go by it.
    pub believed_leader: Option<NodeId>,
    /// While a partition lasts, its set: only the word of those within is trusted.
    pub partition: Option<NodeSet>,
    /// What is counted; nothing, unless a test of the course is run.
    pub books: Option<Box<Books>>,
    /// The replicas that have said hello.
    greeted: NodeSet,
    random: Rand32,
}

/// What an event of a test file does to the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blow {
    /// Whom it strikes, and how.
    pub strikes: Strikes,
    /// Whether the clients forget whom they believe to lead.
    pub resets_beliefs: bool,
}

/// Whom an event of a test file strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strikes {
    /// This replica is gone for good.
    Down(NodeId),
    /// Every link between these replicas and the rest is cut, and no other.
    Apart(NodeSet),
    /// None: every link is whole again.
    Nobody,
}

impl Grader {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            believed_leader: None,
            partition: None,
            books: None,
            greeted: NodeSet::default(),
            random: Rand32::new_inc(seed, 2_000),
        }
    }

    /// A replica says hello, which is neither counted nor passed on, and names no leader.
    pub fn greet(&mut self, replica: NodeId) {
        self.greeted.insert(replica);
    }

    /// A replica sends a message, to another or to a client, that names `leader`: nobody, if it knows none. While a
    /// partition lasts, who is outside of it is not believed.
    #[inline]
    pub fn hear(&mut self, sender: NodeId, leader: Option<NodeId>) {
        if self.partition.is_none_or(|set| set.contains(sender)) {
            self.believed_leader = leader;
        }
    }

    /// A message goes to a replica: whether it counts. Between replicas each does, also if it is cut off, lost or for
    /// one that is dead; what clients say does not. A replica that is sent anything before its hello counts as died.
    #[inline]
    pub fn pass_on(&mut self, from: Address, to: NodeId, now: Micros) -> bool {
        if !self.greeted.contains(to) {
            self.count_died(to, now);
        }
        matches!(from, Address::Replica(_))
    }

    #[cold]
    fn count_died(&mut self, replica: NodeId, now: Micros) {
        // It is counted once.
        self.greeted.insert(replica);
        if let Some(books) = &mut self.books {
            books.bury(now);
        }
    }

    /// What an event of a test file does, given the replicas that live and all that there are; nothing, if the event
    /// finds nobody to strike.
    pub fn strike(&mut self, event: CourseEvent, living: NodeSet, all: NodeSet) -> Option<Blow> {
        let (strikes, resets_beliefs) = match event {
            CourseEvent::KillLeader => (Strikes::Down(self.believed_leader.take()?), true),
            CourseEvent::KillNonLeader => (Strikes::Down(self.draw_non_leader(living)?), false),
            CourseEvent::PartEasy if self.believed_leader.is_some() => {
                (self.part(all, self.believed_leader), false)
            }
            CourseEvent::PartEasy | CourseEvent::PartHard => {
                self.believed_leader = None;
                (self.part(all, None), true)
            }
            CourseEvent::PartEnd => {
                self.partition = None;
                (Strikes::Nobody, false)
            }
        };
        Some(Blow { strikes, resets_beliefs })
    }

    /// The last one that lives is spared.
    fn draw_non_leader(&mut self, living: NodeSet) -> Option<NodeId> {
        let others: NodeSet = living.iter().filter(|&id| Some(id) != self.believed_leader).collect();
        if living.len() > 1 { others.drawn(&mut self.random) } else { None }
    }

    /// A random majority of all replicas, the dead ones too, with `leader` in it if there is one.
    fn part(&mut self, all: NodeSet, leader: Option<NodeId>) -> Strikes {
        let mut set: NodeSet = leader.into_iter().collect();
        while set.len() < all.len() / 2 + 1 {
            let Some(id) = all.without(set).drawn(&mut self.random) else { break };
            set.insert(id);
        }
        self.partition = Some(set);
        Strikes::Apart(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> NodeSet {
        NodeSet::first(5)
    }

    fn grader() -> Grader {
        let mut grader = Grader::new(1);
        all().iter().for_each(|id| grader.greet(id));
        grader
    }

    /// A message of S2 names a leader.
    fn hears(grader: &mut Grader, leader: u8) {
        grader.hear(NodeId(1), Some(NodeId(leader)));
    }

    fn strike(grader: &mut Grader, event: CourseEvent) -> Option<Blow> {
        grader.strike(event, all(), all())
    }

    /// The set of a partition, and whether beliefs are reset with it.
    fn parts(grader: &mut Grader, event: CourseEvent) -> (NodeSet, bool) {
        match strike(grader, event) {
            Some(Blow { strikes: Strikes::Apart(set), resets_beliefs }) => (set, resets_beliefs),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_believed_leader_is_whom_the_last_message_names_also_nobody() {
        let mut grader = grader();
        assert_eq!(grader.believed_leader, None);
        hears(&mut grader, 2);
        assert_eq!(grader.believed_leader, Some(NodeId(2)));
        grader.hear(NodeId(2), None);
        assert_eq!(grader.believed_leader, None, "FFFF is believed too");
    }

    #[test]
    fn while_a_partition_lasts_only_who_is_inside_is_believed() {
        let mut grader = grader();
        let (set, _) = parts(&mut grader, CourseEvent::PartHard);
        let (inside, outside) = (set.iter().next(), all().without(set).iter().next());
        let (Some(inside), Some(outside)) = (inside, outside) else { panic!("{set:?}") };
        grader.hear(inside, Some(NodeId(2)));
        grader.hear(outside, Some(NodeId(3)));
        assert_eq!(grader.believed_leader, Some(NodeId(2)));
        let healed = Blow { strikes: Strikes::Nobody, resets_beliefs: false };
        assert_eq!(strike(&mut grader, CourseEvent::PartEnd), Some(healed));
        grader.hear(outside, Some(NodeId(3)));
        assert_eq!(grader.believed_leader, Some(NodeId(3)));
    }

    #[test]
    fn who_is_sent_anything_before_its_hello_died() {
        let mut grader = Grader::new(1);
        grader.books = Some(Box::default());
        grader.greet(NodeId(0));
        for to in [0, 1, 1] {
            grader.pass_on(NodeId(0).into(), NodeId(to), Micros(7));
        }
        assert_eq!(grader.books.expect("it keeps books").counts.died, 1);
    }

    #[test]
    fn kill_leader_strikes_whom_it_believes_to_lead_and_resets_the_beliefs() {
        let mut grader = grader();
        assert_eq!(strike(&mut grader, CourseEvent::KillLeader), None, "it believes in none");
        hears(&mut grader, 2);
        let blow = Blow { strikes: Strikes::Down(NodeId(2)), resets_beliefs: true };
        assert_eq!(strike(&mut grader, CourseEvent::KillLeader), Some(blow));
        assert_eq!(grader.believed_leader, None);
    }

    #[test]
    fn kill_non_leader_strikes_a_living_one_that_is_not_believed_to_lead() {
        let mut grader = grader();
        hears(&mut grader, 2);
        let living: NodeSet = [NodeId(0), NodeId(2), NodeId(4)].into_iter().collect();
        let mut struck = NodeSet::default();
        for _ in 0..50 {
            match grader.strike(CourseEvent::KillNonLeader, living, all()) {
                Some(Blow { strikes: Strikes::Down(id), resets_beliefs: false }) => struck.insert(id),
                other => panic!("{other:?}"),
            };
        }
        assert_eq!(struck, [NodeId(0), NodeId(4)].into_iter().collect());
        assert_eq!(grader.believed_leader, Some(NodeId(2)));
    }

    #[test]
    fn kill_non_leader_spares_the_last_one() {
        let last = NodeSet::only(NodeId(3));
        assert_eq!(grader().strike(CourseEvent::KillNonLeader, last, all()), None);
    }

    #[test]
    fn part_easy_takes_a_majority_with_the_believed_leader_in_it() {
        let mut sets = Vec::new();
        let mut grader = grader();
        hears(&mut grader, 2);
        for _ in 0..50 {
            let (set, resets_beliefs) = parts(&mut grader, CourseEvent::PartEasy);
            assert!(set.len() == 3 && set.contains(NodeId(2)) && !resets_beliefs);
            sets.push(set.0);
        }
        sets.sort_unstable();
        sets.dedup();
        assert_eq!(sets.len(), 6, "every pair of others comes with it sometimes");
        assert_eq!(grader.believed_leader, Some(NodeId(2)), "the beliefs stay");
    }

    #[test]
    fn part_easy_without_a_believed_leader_is_as_hard() {
        let (set, resets_beliefs) = parts(&mut grader(), CourseEvent::PartEasy);
        assert!(set.len() == 3 && resets_beliefs);
    }

    #[test]
    fn part_hard_takes_any_majority_of_all_and_resets_the_beliefs() {
        let mut sets = Vec::new();
        let mut grader = grader();
        for _ in 0..300 {
            strike(&mut grader, CourseEvent::PartEnd);
            hears(&mut grader, 2);
            let (set, resets_beliefs) = parts(&mut grader, CourseEvent::PartHard);
            assert!(set.len() == 3 && resets_beliefs && grader.believed_leader.is_none());
            sets.push(set.0);
        }
        sets.sort_unstable();
        sets.dedup();
        assert_eq!(sets.len(), 10, "each three of five come about");
    }

    #[test]
    fn the_dead_count_among_those_that_are_parted() {
        let blow = grader().strike(CourseEvent::PartHard, NodeSet::only(NodeId(0)), all());
        assert!(matches!(blow, Some(Blow { strikes: Strikes::Apart(set), .. }) if set.len() == 3));
    }

    #[test]
    fn a_majority_is_one_more_than_half_of_all() {
        for (replicas, majority) in [(3, 2), (4, 3), (6, 4), (21, 11)] {
            let all = NodeSet::first(replicas);
            let blow = grader().strike(CourseEvent::PartHard, all, all);
            assert!(matches!(blow, Some(Blow { strikes: Strikes::Apart(set), .. }) if set.len() == majority));
        }
    }
}
