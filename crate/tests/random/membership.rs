//! Changes of who takes part, among the faults of a random run.

use oorandom::Rand32;

use raft_playground::raft::{Change, Micros, NodeId, NodeSet};
use raft_playground::sim::{Action, Timed};

/// The voters that a run starts with: all in half of the runs, in the others some.
pub fn founders(random: &mut Rand32, replicas: u8) -> Option<NodeSet> {
    (random.rand_range(0..2) == 0).then(|| some(random, replicas))
}

/// Changes of every kind at random moments before `until`; in half of the runs there are none.
pub fn changes(random: &mut Rand32, replicas: u8, until: Micros) -> Vec<Timed> {
    let count = random.rand_range(0..2) * random.rand_range(0..20);
    let mut timed = |_| Timed {
        at: Micros(u64::from(random.rand_range(0..until.0 as u32))),
        action: Action::Change(change(random, replicas)),
    };
    (0..count).map(&mut timed).collect()
}

fn change(random: &mut Rand32, replicas: u8) -> Change {
    let mut someone = || NodeId(random.rand_range(0..u32::from(replicas)) as u8);
    let (one, other) = (someone(), someone());
    match random.rand_range(0..6) {
        0..=1 => Change::AddVoter(one),
        2 => Change::AddLearner(one),
        3 => Change::Remove(one),
        4 => Change::Replace { old: one, new: other },
        _ => {
            let (voters, learners) =
                (some(random, replicas), some(random, replicas).without(some(random, replicas)));
            Change::Configure { voters, learners: learners.without(voters) }
        }
    }
}

/// At least one of the replicas.
fn some(random: &mut Rand32, replicas: u8) -> NodeSet {
    NodeSet(random.rand_range(1..1 << replicas))
}
