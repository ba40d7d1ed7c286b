//! §5.3, log replication: a leader makes diverged logs like its own, passing over a term in a round.

use std::collections::{BTreeSet, VecDeque};

use proptest::prelude::*;
use raft_playground::raft::{Appended, Message};

use super::messages::{conflict, granted, matched, s};
use super::node_rig::{Sent, cluster_of};
use super::small_network::SmallNetwork;

/// How a leader with one log repairs a follower with another.
struct Repair {
    /// How often the follower said no.
    refusals: usize,
    /// The terms of the follower's log in the end.
    log: Vec<u64>,
}

/// The leader is that of `term`, and writes no entry of its own.
fn repair(leader: &[u64], follower: &[u64], term: u64) -> Repair {
    // With three replicas the vote of the third makes the leader, whatever the follower thinks of it.
    let of_three = |log: &[u64]| cluster_of(3).without_no_op().log(log).term(term - 1);
    let (mut leader, mut follower) = (of_three(leader).candidate(), of_three(follower).named(2).follower());
    let mut wire: VecDeque<Sent> = leader.hears(3, granted(term)).into();
    let mut refusals = 0;
    while let Some((to, message)) = wire.pop_front() {
        if to != s(2) {
            continue; // The third replica stays silent.
        }
        for (_, answer) in follower.hears(1, message) {
            let refused = matches!(answer, Message::AppendAnswer { outcome: Appended::Conflict { .. }, .. });
            refusals += usize::from(refused);
            wire.extend(leader.hears(2, answer));
        }
    }
    Repair { refusals, log: follower.terms() }
}

#[test]
fn figure_7_the_leader_makes_all_six_followers_logs_like_its_own() {
    let leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    let logs: [&[u64]; 7] = [
        &leader,
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    let mut network = SmallNetwork::of(logs.map(|log| cluster_of(7).log(log).term(7)));
    network.elect(1).beat(1);
    assert_eq!(network.leaders(), [(s(1), 8)]);
    let expected = [&leader[..], &[8]].concat();
    for (log, name) in network.logs().iter().zip(["leader", "a", "b", "c", "d", "e", "f"]) {
        assert_eq!(*log, expected, "the log of {name}");
    }
    for number in 1..=7 {
        assert_eq!(network.s(number).commit(), 11, "S{number} knows that all is committed");
    }
}

#[test]
fn figure_7_each_follower_is_repaired_after_one_refusal_at_most() {
    let leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    let followers: [(&str, &[u64], usize); 6] = [
        ("a", &[1, 1, 1, 4, 4, 5, 5, 6, 6], 1),
        ("b", &[1, 1, 1, 4], 1),
        ("c", &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6], 0),
        ("d", &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], 0),
        ("e", &[1, 1, 1, 4, 4, 4, 4], 1),
        ("f", &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3], 1),
    ];
    for (name, log, refusals) in followers {
        let repair = repair(&leader, log, 8);
        assert_eq!(repair.log[..log.len().min(10)], leader[..log.len().min(10)], "follower {name}");
        assert_eq!(repair.refusals, refusals, "follower {name}");
    }
}

#[test]
fn a_tail_of_thousands_of_entries_of_one_term_costs_one_refusal() {
    let with_tail = |term: u64, length: usize| [vec![1; 10], vec![term; length]].concat();
    for (leader, follower) in [(3, 2), (2, 3)] {
        let repair = repair(&with_tail(leader, 2_000), &with_tail(follower, 3_000), 4);
        assert_eq!(repair.refusals, 1, "the leader's tail is of term {leader}, the follower's of {follower}");
        assert_eq!(repair.log, with_tail(leader, 2_000));
    }
}

#[test]
fn an_empty_log_is_filled_after_one_refusal() {
    let leader: Vec<u64> = (1..=500).collect();
    let repair = repair(&leader, &[], 501);
    assert_eq!((repair.refusals, repair.log), (1, leader));
}

/// Two logs that could be: alike up to some entry, and of different terms behind it.
fn diverged_logs() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    let tail = || proptest::collection::vec((1..8_u64, 1..30_usize), 0..8);
    (proptest::collection::vec(1..4_u64, 0..20), tail(), tail()).prop_map(|(mut shared, leader, follower)| {
        shared.sort_unstable();
        // The leader's tail has even terms and the follower's odd ones, all above the shared ones.
        let with_tail = |parts: Vec<(u64, usize)>, odd: u64| {
            let mut parts: Vec<(u64, usize)> =
                parts.into_iter().map(|(term, len)| (2 * term + 4 + odd, len)).collect();
            parts.sort_unstable();
            let tail = parts.into_iter().flat_map(|(term, len)| vec![term; len]);
            shared.iter().copied().chain(tail).collect::<Vec<_>>()
        };
        (with_tail(leader, 0), with_tail(follower, 1))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn repair_takes_at_most_one_refusal_for_each_term_in_which_the_logs_differ(logs in diverged_logs()) {
        let (leader, follower) = logs;
        let shared = leader.iter().zip(&follower).take_while(|(mine, theirs)| mine == theirs).count();
        let terms = |log: &[u64]| log[shared..].iter().collect::<BTreeSet<_>>().len();
        let most = terms(&leader).min(terms(&follower) + 1);

        let repair = repair(&leader, &follower, 40);
        prop_assert!(repair.refusals <= most, "{} refusals, {most} terms", repair.refusals);
        let alike = leader.len().min(repair.log.len());
        prop_assert_eq!(&repair.log[..alike], &leader[..alike]);
        prop_assert!(repair.log.len() >= leader.len());
    }
}

#[test]
fn repair_never_goes_below_what_the_follower_has_acknowledged() {
    let mut leader = cluster_of(3).log(&[1, 1, 1]).without_no_op().leader();
    leader.hears(2, matched(2, 3));
    // A refusal of long ago, sent before the entries were acknowledged.
    leader.hears(2, conflict(2, 3, (1, 1)));
    assert_eq!(leader.progress(2), (3, 4));
}
