//! What a leader and a candidate send again, and when (§5.1: servers retry), and to how many followers a thrifty
//! leader sends an entry.

use raft_playground::raft::{Change, Message, Micros, NodeId, NodeSet, Settings};

use super::messages::{append, carried, granted, matched, pre_granted, s, set};
use super::node_rig::{Rig, Sent, Setup, cluster_of};

const HEARTBEAT: Micros = Micros::from_millis(50);
const RESEND: Micros = Micros::from_millis(5);

fn resending(settings: &mut Settings) {
    settings.resend = RESEND;
}

fn thrifty(settings: &mut Settings) {
    settings.resend = RESEND;
    settings.thrifty = true;
}

/// To whom it goes.
fn receivers(sent: &[Sent]) -> Vec<NodeId> {
    sent.iter().map(|&(to, _)| to).collect()
}

/// To whom which entries go: the index before them, and how many there are.
fn entries(sent: &[Sent]) -> Vec<(NodeId, u64, usize)> {
    let carry = |(to, message): &Sent| carried(message).map(|(index, terms)| (*to, index, terms.len()));
    sent.iter().filter_map(carry).collect()
}

/// S1 leads so many, who all hold its no-op.
fn led_by_s1(count: u8, setup: impl FnOnce(Setup) -> Setup) -> Rig {
    let mut rig = setup(cluster_of(count)).leader();
    rig.waits(Micros::ZERO);
    for follower in 2..=count {
        rig.hears(follower, matched(1, 1));
    }
    rig
}

fn thrifty_leader(count: u8) -> Rig {
    led_by_s1(count, |setup| setup.settings(thrifty))
}

#[test]
fn a_thrifty_leader_sends_an_entry_to_as_many_as_make_a_quorum_with_it() {
    for (replicas, chosen) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (7, 3)] {
        let sent = thrifty_leader(replicas).is_asked(1);
        let expected: Vec<NodeId> = (2..2 + chosen).map(s).collect();
        assert_eq!(receivers(&sent), expected, "of {replicas}");
        assert!(sent.iter().all(|(_, message)| *message == append(1, (1, 1), &[1], 1)));
    }
}

#[test]
fn a_thrifty_leader_commits_by_those_whom_it_chose() {
    let mut rig = thrifty_leader(5);
    rig.is_asked(1);
    assert_eq!((rig.hears(2, matched(1, 2)), rig.commit()), (vec![], 1));
    assert_eq!((rig.hears(3, matched(1, 2)), rig.commit()), (vec![], 2));
}

#[test]
fn a_thrifty_leader_makes_its_election_known_to_all_at_once() {
    let mut rig = cluster_of(5).settings(thrifty).leader();
    assert_eq!(entries(&rig.waits(Micros::ZERO)), [(s(4), 0, 1), (s(5), 0, 1)], "the others have its no-op");
}

#[test]
fn those_who_are_not_chosen_get_what_they_lack_with_their_heartbeat_in_one_message() {
    let mut rig = thrifty_leader(5);
    for number in 1..=3 {
        rig.is_asked(number);
        rig.hears(2, matched(1, number + 1));
        rig.hears(3, matched(1, number + 1));
    }
    let expected = [(s(2), 4, 0), (s(3), 4, 0), (s(4), 1, 3), (s(5), 1, 3)];
    assert_eq!(entries(&rig.waits(HEARTBEAT)), expected);
    assert_eq!(rig.hears(4, matched(1, 4)), []);
    rig.is_asked(4);
    assert_eq!(rig.hears(4, matched(1, 4)), [], "and the next with the next one");
}

#[test]
fn one_who_lacks_more_than_a_heartbeat_brings_is_sent_the_rest_at_once() {
    let batches = |settings: &mut Settings| {
        thrifty(settings);
        settings.max_batch = 2;
        settings.window = 1;
    };
    let mut rig = led_by_s1(3, |setup| setup.settings(batches));
    for number in 1..=5 {
        rig.is_asked(number);
        rig.hears(2, matched(1, number + 1));
    }
    assert_eq!(entries(&rig.waits(HEARTBEAT)), [(s(2), 6, 0), (s(3), 1, 2)]);
    assert_eq!(entries(&rig.hears(3, matched(1, 3))), [(s(3), 3, 2)], "three are left");
    assert_eq!(entries(&rig.hears(3, matched(1, 5))), [], "one is left");
}

#[test]
fn a_chosen_one_that_does_not_answer_in_time_is_passed_over_for_the_next_best() {
    let mut rig = thrifty_leader(5);
    rig.is_asked(1);
    rig.hears(2, matched(1, 2));
    assert_eq!(rig.waits(Micros(RESEND.0 - 1)), [], "S3 has its time");
    assert_eq!(entries(&rig.waits(Micros(1))), [(s(4), 1, 1)]);
    rig.hears(4, matched(1, 2));
    assert_eq!(rig.commit(), 2);
    assert_eq!(entries(&rig.is_asked(2)), [(s(2), 2, 1), (s(4), 2, 1)], "S3 has still not answered");
    rig.hears(2, matched(1, 3));
    rig.hears(4, matched(1, 3));
    let sent = rig.waits(HEARTBEAT);
    assert_eq!(entries(&sent).iter().find(|(to, ..)| *to == s(3)), Some(&(s(3), 1, 2)), "with its heartbeat");
    rig.hears(3, matched(1, 3));
    assert_eq!(receivers(&rig.is_asked(3)), [s(2), s(3)], "who has answered is as good as any");
}

#[test]
fn of_those_who_answer_the_ones_that_lack_least_are_chosen() {
    let mut rig = thrifty_leader(5);
    rig.is_asked(1);
    rig.hears(3, matched(1, 2));
    rig.waits(RESEND);
    rig.hears(4, matched(1, 2));
    rig.hears(2, matched(1, 1));
    assert_eq!(receivers(&rig.is_asked(2)), [s(3), s(4)], "S2 answers, and lacks one more");
}

#[test]
fn a_thrifty_leader_without_a_quorum_tries_all_and_soon_no_more_often_than_by_heartbeats() {
    let mut rig = thrifty_leader(5);
    rig.is_asked(1);
    let first = rig.waits(HEARTBEAT);
    for follower in 2..=5 {
        assert!(receivers(&first).contains(&s(follower)), "S{follower} is tried");
    }
    rig.waits(HEARTBEAT);
    let later = rig.waits(Micros(20 * HEARTBEAT.0)).len();
    assert!((80..=84).contains(&later), "{later} messages in twenty heartbeat intervals");
    rig.hears(4, matched(1, 2));
    rig.hears(5, matched(1, 2));
    assert_eq!(rig.commit(), 2);
}

#[test]
fn a_thrifty_leader_of_a_joint_configuration_sends_to_a_quorum_of_both() {
    // §6: S1, S2, S3 are left for S1, S4, S5.
    let mut rig = led_by_s1(3, |setup| setup.among(5).settings(thrifty));
    rig.is_to(Change::Configure { voters: set(&[1, 4, 5]), learners: NodeSet::default() });
    rig.waits(Micros::ZERO);
    for (follower, index) in [(2, 2), (3, 2), (4, 2), (5, 2)] {
        rig.hears(follower, matched(1, index));
    }
    assert!(rig.configuration().is_joint());
    rig.waits(Micros::ZERO);
    let sent = rig.is_asked(1);
    let side =
        |numbers: &[u8]| receivers(&sent).iter().filter(|to| numbers.iter().any(|&n| s(n) == **to)).count();
    assert_eq!((side(&[2, 3]), side(&[4, 5])), (1, 1), "{sent:?}");
}

#[test]
fn who_is_to_lead_next_gets_the_whole_log_at_once() {
    // §3.10 of the dissertation.
    let mut rig = thrifty_leader(5);
    rig.is_asked(1);
    rig.hears(2, matched(1, 2));
    rig.hears(3, matched(1, 2));
    assert_eq!(entries(&rig.is_to_hand_over_to(5)), [(s(5), 1, 1)]);
    let told = rig.hears(5, matched(1, 2));
    assert!(matches!(told.as_slice(), [(to, Message::TimeoutNow { .. })] if *to == s(5)), "{told:?}");
}

#[test]
fn without_thrift_all_get_every_entry_at_once() {
    let mut rig = led_by_s1(5, |setup| setup.settings(resending));
    assert_eq!(receivers(&rig.is_asked(1)), NodeSet::first(5).iter().skip(1).collect::<Vec<_>>());
}

#[test]
fn entries_are_sent_again_after_a_silence_and_twice_as_long_after_each_further_one_up_to_a_heartbeat() {
    let mut rig = led_by_s1(2, |setup| setup.settings(resending));
    rig.is_asked(1);
    for millis in [5, 10, 20, 40, 50, 50, 50] {
        assert_eq!(rig.waits(Micros(millis * 1_000 - 1)), [], "within {millis} ms");
        assert_eq!(entries(&rig.waits(Micros(1))), [(s(2), 1, 1)], "after {millis} ms");
    }
    rig.hears(2, matched(1, 2));
    rig.is_asked(2);
    assert_eq!(entries(&rig.waits(RESEND)), [(s(2), 2, 1)], "who answers has only so long again");
}

#[test]
fn what_is_under_way_behind_an_answer_has_its_time_from_then_on() {
    let mut rig = led_by_s1(2, |setup| setup.settings(resending));
    rig.is_asked(1);
    rig.is_asked(2);
    rig.idles(Micros(RESEND.0 - 1));
    rig.hears(2, matched(1, 2));
    assert_eq!(rig.waits(Micros(RESEND.0 - 1)), []);
    assert_eq!(entries(&rig.waits(Micros(1))), [(s(2), 2, 1)]);
}

#[test]
fn who_holds_everything_hears_nothing_but_heartbeats() {
    let mut rig = led_by_s1(2, |setup| setup.settings(resending));
    rig.is_asked(1);
    rig.hears(2, matched(1, 2));
    assert_eq!(rig.waits(Micros(HEARTBEAT.0 - 1)), []);
    assert_eq!(entries(&rig.waits(Micros(1))), [(s(2), 2, 0)]);
}

#[test]
fn a_candidate_asks_those_again_who_have_not_granted_each_heartbeat_interval() {
    for pre_vote in [false, true] {
        let setup = cluster_of(5).settings(|settings| {
            resending(settings);
            settings.pre_vote = pre_vote;
        });
        let mut rig = setup.follower();
        let asked = rig.times_out();
        assert_eq!(receivers(&asked), [s(2), s(3), s(4), s(5)]);
        rig.hears(3, if pre_vote { pre_granted(0, 1) } else { granted(1) });
        assert_eq!(rig.waits(Micros(HEARTBEAT.0 - 1)), []);
        let again = rig.waits(Micros(1));
        assert_eq!(receivers(&again), [s(2), s(4), s(5)]);
        assert!(again.iter().all(|(_, message)| *message == asked[0].1), "the same, word for word");
        assert_eq!(receivers(&rig.waits(HEARTBEAT)), [s(2), s(4), s(5)]);
    }
}

#[test]
fn where_nothing_is_sent_again_a_candidate_waits_for_its_next_election() {
    let mut rig = cluster_of(5).candidate();
    assert_eq!(rig.waits(Micros(2 * HEARTBEAT.0)), []);
}
