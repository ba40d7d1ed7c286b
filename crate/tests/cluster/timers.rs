//! Election timers that are set by hand, to show what their randomness is for (§5.2; dissertation §9.3).

use raft_playground::raft::{Micros, NodeId, Role, Term};
use raft_playground::sim::{Action, NetworkSettings, Scenario};

use super::trial::{Trial, s};

/// Five replicas without a leader, whose messages take 10 ms.
fn five() -> Trial {
    let network = NetworkSettings {
        latency_least: Micros::from_millis(10),
        latency_most: Micros::from_millis(10),
        loss: 0.0,
        duplication: 0.0,
    };
    Trial::new(&Scenario { network, ..Scenario::default() })
}

fn due(trial: &Trial, id: NodeId) -> Option<u64> {
    trial.node(id).timer().map(|timer| timer.due.0 / 1_000)
}

#[test]
fn aligned_timers_split_the_vote() {
    let mut trial = five();
    trial.runs(20).does(Action::AlignTimers).runs(0);
    for id in trial.all() {
        assert_eq!(due(&trial, id), Some(170), "{id}: a least election timeout from now");
    }
    trial.runs(175);
    for id in trial.all() {
        let node = trial.node(id);
        assert_eq!((node.role(), node.term(), node.votes().len()), (Role::Candidate, Term(1), 1), "{id}");
    }
    trial.runs(100);
    assert_eq!(trial.leader(), None, "each has voted for itself, and nobody wins term 1");
    let leader = trial.elects();
    assert!(trial.node(leader).term() > Term(1), "timeouts are drawn anew, and a later term is won");
}

#[test]
fn with_spread_timers_the_first_is_elected_in_the_first_term() {
    let mut trial = five();
    trial.runs(20).does(Action::SpreadTimers).runs(0);
    let ends: Vec<_> = trial.all().into_iter().map(|id| due(&trial, id)).collect();
    assert_eq!(ends, [170, 207, 245, 282, 320].map(Some), "from the least to the greatest election timeout");
    trial.runs(200);
    assert_eq!((trial.leader(), trial.node(s(1)).term()), (Some(s(1)), Term(1)));
    assert_eq!(trial.runs(2_000).leader(), Some(s(1)));
}

#[test]
fn timers_of_a_leader_and_of_those_that_do_not_stand_are_left_alone() {
    let mut trial = five();
    let leader = trial.elects();
    let other = trial.others(&[leader])[0];
    trial.crashes(&[other]);
    let heartbeat = due(&trial, leader);
    trial.does(Action::AlignTimers).runs(0);
    assert_eq!(due(&trial, leader), heartbeat);
    assert_eq!(trial.runs(2_000).leader(), Some(leader), "whom its heartbeats keep in office");
}

#[test]
fn a_single_replica_has_its_timer_set_too() {
    let mut trial = Trial::of(1);
    trial.does(Action::SpreadTimers).runs(0);
    assert_eq!(due(&trial, s(1)), Some(150));
    assert_eq!(trial.runs(151).leader(), Some(s(1)));
}
