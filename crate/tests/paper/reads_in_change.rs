//! The dissertation's §6.4 with its §4: who confirms a read, and what becomes of a lease, while it changes who takes
//! part.

use raft_playground::raft::{Change, ReadWay, Rule};

use super::joint_consensus::{entered, entering};
use super::membership::{joint, leader, leader_of};
use super::messages::{matched, of_round, round, s, set, voters};
use super::node_rig::{Rig, Sent, cluster_of};
use super::reads::with_leases;

/// S1 hears these say that they know no later leader: they answer this round, and hold no more than before.
fn confirmed_by(rig: &mut Rig, number: u64, these: &[u8]) {
    for &from in these {
        rig.hears(from, of_round(number, matched(1, 1)));
    }
}

/// The round that these messages are of.
fn begun(sent: &[Sent]) -> u64 {
    sent.iter().filter_map(|(_, message)| round(message)).max().expect("it sent to someone")
}

#[test]
fn while_joint_a_read_is_confirmed_by_a_majority_of_the_old_and_one_of_the_new() {
    // §6. {S1, S2, S3} is left for {S1, S4, S5}.
    for (first, then) in [(&[4, 5][..], 3), (&[2, 3], 5)] {
        let mut rig = entering();
        let number = begun(&rig.reads(7, ReadWay::ReadIndex));
        confirmed_by(&mut rig, number, first);
        assert_eq!(rig.answered(), [], "S1 and {first:?} are no majority of the other set");
        confirmed_by(&mut rig, number, &[then]);
        assert_eq!(rig.answered(), [(7, 2)]);
    }
}

#[test]
fn while_joint_a_lease_needs_a_majority_of_the_old_and_one_of_the_new() {
    for (first, then) in [(&[4, 5][..], 3), (&[2, 3], 5)] {
        let mut rig = entered(leader(with_leases(cluster_of(3))));
        let number = begun(&rig.reads(7, ReadWay::Lease));
        confirmed_by(&mut rig, number, first);
        assert_eq!(rig.lease_until(), None, "S1 and {first:?} are no majority of the other set");
        confirmed_by(&mut rig, number, &[then]);
        assert!(rig.lease_until() > Some(rig.now()));
    }
}

#[test]
fn a_leader_that_the_configuration_leaves_out_does_not_count_itself_for_a_read() {
    // RemovedLeaderDoesNotCount, dissertation §4.2.2.
    let mut rig = leader_of(3);
    rig.is_to(Change::Remove(s(1)));
    assert_eq!(rig.configuration(), voters(&[2, 3]));
    let number = begun(&rig.reads(7, ReadWay::ReadIndex));
    confirmed_by(&mut rig, number, &[2]);
    assert_eq!(rig.answered(), [], "S2 is one of two");
    confirmed_by(&mut rig, number, &[3]);
    assert_eq!(rig.answered(), [(7, 1)]);
}

#[test]
fn without_removed_leader_does_not_count_it_confirms_its_own_read() {
    let mut rig = leader(cluster_of(3).without(Rule::RemovedLeaderDoesNotCount));
    rig.is_to(Change::Remove(s(1)));
    let number = begun(&rig.reads(7, ReadWay::ReadIndex));
    confirmed_by(&mut rig, number, &[2]);
    assert_eq!(rig.answered(), [(7, 1)]);
}

#[test]
fn a_leader_that_is_only_in_the_old_set_counts_itself_for_a_read_there_and_not_in_the_new_one() {
    // §6. {S1, S2, S3} is left for {S2, S3, S4}.
    let mut rig = leader_of(3);
    rig.is_to(Change::Configure { voters: set(&[2, 3, 4]), learners: set(&[]) });
    for from in [2, 3, 4] {
        rig.hears(from, matched(1, 2));
    }
    assert_eq!(rig.configuration(), joint(&[1, 2, 3], &[2, 3, 4]));
    let number = begun(&rig.reads(7, ReadWay::ReadIndex));
    confirmed_by(&mut rig, number, &[2]);
    assert_eq!(rig.answered(), [], "S1 and S2 are two of the old, but S2 is one of the new");
    confirmed_by(&mut rig, number, &[4]);
    assert_eq!(rig.answered(), [(7, 2)]);
}

#[test]
fn a_leader_that_resigns_sends_on_whoever_waits_for_a_read() {
    // Dissertation §4.2.2.
    let mut rig = leader_of(3);
    rig.is_to(Change::Remove(s(1)));
    rig.reads(7, ReadWay::ReadIndex);
    rig.hears(2, matched(1, 2));
    rig.hears(3, matched(1, 2));
    assert_eq!((rig.commit(), rig.answered(), rig.lost()), (2, vec![], vec![7]));
}

#[test]
fn neither_a_learner_nor_one_who_takes_no_part_confirms_a_read() {
    let mut rig = leader_of(2);
    rig.is_to(Change::AddLearner(s(3)));
    let sent = rig.reads(7, ReadWay::ReadIndex);
    assert!(sent.iter().any(|(to, _)| *to == s(3)), "a learner hears the round too");
    confirmed_by(&mut rig, begun(&sent), &[3, 4, 6]);
    assert_eq!(rig.answered(), []);
    confirmed_by(&mut rig, begun(&sent), &[2]);
    assert_eq!(rig.answered(), [(7, 1)]);
}

#[test]
fn who_is_no_voter_any_more_does_not_confirm_the_round_that_it_was_asked_as_one() {
    let mut rig = leader_of(3);
    let number = begun(&rig.reads(7, ReadWay::ReadIndex));
    rig.is_to(Change::Remove(s(3)));
    confirmed_by(&mut rig, number, &[3]);
    assert_eq!(rig.answered(), []);
    confirmed_by(&mut rig, number, &[2]);
    assert_eq!(rig.answered(), [(7, 1)]);
}

#[test]
fn a_read_does_not_wait_for_a_voter_that_is_gone() {
    let mut rig = leader_of(2);
    rig.reads(7, ReadWay::ReadIndex);
    rig.is_to(Change::Remove(s(2)));
    assert_eq!(rig.answered(), [(7, 1)], "S1 alone decides now");
}

#[test]
fn a_lease_ends_when_another_configuration_comes_into_force_and_rounds_from_before_give_none() {
    // Dissertation §6.4.1: whoever the new configuration elects need not have promised anything to the old one.
    let mut rig = leader(with_leases(cluster_of(3)));
    let before = begun(&rig.reads(7, ReadWay::ReadIndex));
    confirmed_by(&mut rig, before, &[2]);
    assert!(rig.lease_until() > Some(rig.now()));
    let under_way = begun(&rig.reads(8, ReadWay::ReadIndex));
    let sent = rig.is_to(Change::Remove(s(3)));
    assert_eq!(rig.lease_until(), None);
    confirmed_by(&mut rig, under_way, &[2]);
    assert_eq!((rig.answered(), rig.lease_until()), (vec![(7, 1), (8, 1)], None));
    assert!(begun(&sent) > under_way, "the message that brings the configuration begins a round");
    confirmed_by(&mut rig, begun(&sent), &[2]);
    assert!(rig.lease_until() > Some(rig.now()));
}
