//! What is to come about in a run.

use crate::check::Checker;
use crate::check::linearizability::{self, History, Model, check};
use crate::predicate::{Predicate, Sight};
use crate::sim::{Cluster, Record, Watcher};

/// Steps after which nobody waits any longer for whether a history is linearizable.
const STEPS: u64 = 100_000;

/// The parts, all of which have to hold at the end.
#[derive(Clone, Debug, Default)]
pub struct Goal(pub Vec<Part>);

/// One part of a goal.
#[derive(Clone, Debug)]
pub struct Part {
    /// The sentence for the student.
    pub says: String,
    /// What is to hold.
    pub test: Test,
    /// In which run.
    pub on: On,
}

/// What is to hold.
#[derive(Clone, Debug)]
pub enum Test {
    /// A predicate, as it is at the start of the run.
    Holds(Predicate),
    /// Whether what the clients were told is linearizable.
    Linearizable(bool),
}

/// In which run something is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// In the one that the student sees.
    Run,
    /// When the same is done to a Raft in which every rule is in force.
    Correct,
}

/// Watches a run: its invariants, and the parts of a goal that are about it.
#[derive(Clone, Debug)]
pub(super) struct Witness {
    pub checker: Checker,
    parts: Vec<Part>,
    held: Vec<bool>,
}

impl Witness {
    /// At the start of a run.
    pub fn new(parts: Vec<Part>, cluster: &Cluster) -> Self {
        let mut witness = Self { checker: Checker::default(), held: vec![false; parts.len()], parts };
        witness.look(cluster, &[]);
        witness
    }

    fn look(&mut self, cluster: &Cluster, records: &[Record]) {
        let sight = Sight { cluster, checker: &self.checker, records };
        for (part, held) in self.parts.iter_mut().zip(&mut self.held) {
            if let Test::Holds(predicate) = &mut part.test {
                predicate.see(&sight);
                *held = predicate.holds(&sight);
            }
        }
    }

    /// Which of its parts hold at this moment.
    pub fn holding(&self, cluster: &Cluster) -> Vec<bool> {
        let tests = self.parts.iter().map(|part| &part.test);
        let holds = |(test, held): (&Test, &bool)| match test {
            Test::Holds(_) => *held,
            Test::Linearizable(wanted) => linearizable(cluster) == Some(*wanted),
        };
        tests.zip(&self.held).map(holds).collect()
    }

    /// What looking at one moment costs, at most.
    pub fn cost(&self, replicas: usize) -> u64 {
        let costs = self.parts.iter().map(|part| match &part.test {
            Test::Holds(predicate) => predicate.cost(replicas),
            Test::Linearizable(_) => 1,
        });
        costs.sum()
    }
}

impl Watcher for Witness {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        self.look(cluster, records);
    }
}

/// Whether what the clients were told is linearizable; none if that takes too long to say.
fn linearizable(cluster: &Cluster) -> Option<bool> {
    match check(&History::of(cluster.clients()), Model::Store, STEPS).verdict {
        linearizability::Verdict::Linearizable => Some(true),
        linearizability::Verdict::NotLinearizable => Some(false),
        linearizability::Verdict::Unknown => None,
    }
}
