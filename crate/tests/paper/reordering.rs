//! Messages may arrive late, twice, or in another order; a round of the past must not count for the present.

use proptest::prelude::*;
use raft_playground::raft::{Appended, Message, Role, Rule};

use super::messages::{append, conflict, granted, matched, refused, s, vote_request};
use super::node_rig::{Setup, cluster_of};

#[test]
fn answers_out_of_order_never_lower_what_a_follower_is_known_to_hold() {
    let after_late_answer = |setup: Setup| {
        let mut rig = setup.leader();
        rig.is_asked(1);
        rig.is_asked(2);
        rig.hears(2, matched(1, 3));
        rig.hears(2, matched(1, 1));
        rig.progress(2).0
    };
    assert_eq!(after_late_answer(cluster_of(5)), 3);
    assert_eq!(after_late_answer(cluster_of(5).without(Rule::MatchNeverFalls)), 1, "§5.3");
}

#[test]
fn a_commit_index_does_not_fall_with_late_answers() {
    let mut rig = cluster_of(3).leader();
    rig.is_asked(1);
    rig.hears(2, matched(1, 2));
    rig.hears(2, matched(1, 1));
    rig.hears(2, conflict(1, 1, (0, 0)));
    assert_eq!((rig.commit(), rig.applied(), rig.progress(2)), (2, &[1, 2][..], (2, 3)));
}

#[test]
fn an_append_that_arrives_twice_is_written_once_and_acknowledged_twice() {
    let mut rig = cluster_of(3).term(1).follower();
    let message = append(1, (0, 0), &[1, 1], 1);
    for _ in 0..2 {
        assert_eq!(rig.hears(2, message.clone()), [(s(2), matched(1, 2))]);
    }
    assert_eq!((rig.terms(), rig.applied()), (vec![1, 1], &[1][..]));
}

#[test]
fn an_append_that_overtakes_the_one_before_is_refused_and_the_gap_is_filled() {
    let mut leader = cluster_of(2).leader();
    leader.hears(2, matched(1, 1));
    let first = leader.is_asked(1).remove(0).1;
    let second = leader.is_asked(2).remove(0).1;

    let mut follower = cluster_of(2).named(2).log(&[1]).follower();
    assert_eq!(follower.hears(1, second.clone()), [(s(1), conflict(1, 2, (1, 1)))], "entry 2 is missing");
    follower.hears(1, first);
    let again = leader.hears(2, conflict(1, 2, (1, 1)));
    let (_, answer) = follower.hears(1, again[0].1.clone()).remove(0);
    leader.hears(2, answer);
    assert_eq!((follower.terms().len(), leader.commit()), (3, 3));
}

#[test]
fn a_refusal_that_arrives_twice_brings_one_message() {
    let mut rig = cluster_of(2).log(&[1, 1, 1]).leader();
    assert_eq!(rig.hears(2, conflict(2, 3, (1, 1))).len(), 1);
    assert_eq!(rig.hears(2, conflict(2, 3, (1, 1))), [], "the answer to a message that was given up");
    assert_eq!(rig.progress(2), (0, 2));
}

#[test]
fn an_acknowledgement_from_an_earlier_leadership_does_not_count_in_this_one() {
    let mut rig = cluster_of(3).leader();
    rig.is_asked(1);
    // S2 leads term 2 and overwrites S1's entries; S1 leads again in term 3.
    rig.hears(2, append(2, (0, 0), &[2, 2], 0));
    rig.times_out();
    rig.hears(2, granted(3));
    assert_eq!((rig.role(), rig.terms()), (Role::Leader, vec![2, 2, 3]));
    rig.hears(3, matched(1, 2));
    assert_eq!((rig.progress(3).0, rig.commit()), (0, 0), "S3 held what was overwritten since");
}

#[test]
fn a_late_vote_request_does_not_move_who_already_follows_a_leader_of_that_term() {
    let mut rig = cluster_of(5).follower();
    rig.hears(2, vote_request(1, 0, 0));
    rig.hears(2, append(1, (0, 0), &[1], 0));
    assert_eq!(rig.hears(3, vote_request(1, 0, 0)), [(s(3), refused(1))]);
    assert_eq!((rig.role(), rig.leader()), (Role::Follower, Some(s(2))));
}

#[test]
fn late_votes_change_nothing_for_the_winner_and_nothing_for_the_loser() {
    let mut winner = cluster_of(5).leader();
    assert_eq!(winner.hears(5, refused(1)), []);
    assert_eq!(winner.hears(5, granted(1)), []);
    assert_eq!((winner.role(), winner.terms()), (Role::Leader, vec![1]), "it writes one no-op");

    let mut loser = cluster_of(5).candidate();
    loser.hears(2, append(1, (0, 0), &[], 0));
    for voter in 3..=5 {
        loser.hears(voter, granted(1));
    }
    assert_eq!((loser.role(), loser.leader()), (Role::Follower, Some(s(2))));
}

/// A leader's messages about ten entries, in any order, some of them several times and some never.
fn shuffled() -> impl Strategy<Value = Vec<(u64, u64, u64)>> {
    // (previous index, entries, commit)
    proptest::collection::vec((0..10_u64, 0..5_u64, 0..10_u64), 1..60)
}

proptest! {
    #[test]
    fn in_whatever_order_appends_arrive_what_was_acknowledged_stays_and_is_the_leaders(messages in shuffled()) {
        let leader = [1, 1, 2, 3, 3, 3, 5, 5, 6, 6];
        // The follower comes with a stale tail.
        let mut rig = cluster_of(3).log(&[1, 1, 2, 2, 2, 4]).term(6).follower();
        let (mut held, mut committed) = (0, 0);
        for (previous, count, commit) in messages {
            let end = (previous + count).min(10);
            let term = previous.checked_sub(1).map_or(0, |place| leader[place as usize]);
            let entries = &leader[previous as usize..end as usize];
            let answers = rig.hears(2, append(6, (previous, term), entries, commit));
            if let [(_, Message::AppendAnswer { outcome: Appended::Matched(index), .. })] = answers[..] {
                prop_assert_eq!(index.0, end);
                held = held.max(index.0);
            }
            prop_assert!(rig.terms().starts_with(&leader[..held as usize]), "{:?} held {held}", rig.terms());
            prop_assert!((committed..=held).contains(&rig.commit()), "commit {} held {held}", rig.commit());
            committed = rig.commit();
        }
        prop_assert_eq!(rig.applied(), (1..=committed).collect::<Vec<_>>());
    }
}
