//! Dissertation §3.10: a leader hands over to a replica of its choice.

use raft_playground::raft::{Event, Impossibility, Message, Micros, Role, Rule, Term, TransferRefusal};

use super::messages::{
    append, carried, conflict, granted, matched, pre_vote, s, timeout_now, vote_request,
    vote_request_of_transfer,
};
use super::node_rig::{Rig, Setup, cluster_of};
use super::small_network::SmallNetwork;

/// How long a leader waits for the other to take over.
const TIMEOUT: Micros = Micros::from_millis(150);

/// The leader of term 1 with its no-op, which S2 holds and S3 does not.
fn leader_of(setup: Setup) -> Rig {
    let mut rig = setup.leader();
    rig.hears(2, matched(1, 1));
    rig.events();
    rig
}

fn refusal(why: TransferRefusal, to: u8) -> [Event; 1] {
    [Event::TransferRefused { to: s(to), why }]
}

#[test]
fn a_follower_that_is_up_to_date_is_asked_to_stand_at_once() {
    let mut rig = leader_of(cluster_of(3));
    assert_eq!(rig.is_to_hand_over_to(2), [(s(2), timeout_now(1))]);
    assert_eq!((rig.role(), rig.hands_over_to()), (Role::Leader, Some(s(2))), "until S2 leads, S1 does");
    assert_eq!(rig.events(), [Event::TransferStarted { to: s(2), term: Term(1) }]);
}

#[test]
fn the_follower_leads_the_next_term_whatever_the_settings() {
    for setup in [
        cluster_of(3),
        cluster_of(3).pre_vote(),
        cluster_of(3).check_quorum(),
        cluster_of(3).pre_vote().check_quorum(),
        cluster_of(2),
        cluster_of(5).pre_vote(),
    ] {
        let mut network = SmallNetwork::of(vec![setup; 5]);
        network.elect(1).transfer(1, 2);
        assert_eq!(network.leaders(), [(s(2), 2)]);
        assert_eq!((network.s(1).leader(), network.s(1).hands_over_to()), (Some(s(2)), None));
    }
}

#[test]
fn who_is_told_to_stand_opens_a_term_without_a_pre_vote_and_says_why() {
    for setup in [cluster_of(3), cluster_of(3).pre_vote()] {
        let mut rig = setup.log(&[1]).follower();
        rig.hears(2, append(1, (1, 1), &[], 0));
        rig.events();
        let request = vote_request_of_transfer(2, 1, 1);
        assert_eq!(rig.hears(2, timeout_now(1)), [(s(2), request.clone()), (s(3), request)]);
        assert_eq!((rig.role(), rig.term()), (Role::Candidate, 2));
        assert_eq!(rig.events()[0], Event::ToldToStand { by: s(2), term: Term(1) });
    }
}

#[test]
fn who_was_told_to_stand_and_lost_asks_as_any_other_afterwards() {
    let mut rig = cluster_of(3).term(1).follower();
    rig.hears(2, timeout_now(1));
    assert_eq!(rig.times_out()[0], (s(2), vote_request(3, 0, 0)), "without PreVote");
    let mut rig = cluster_of(3).term(1).pre_vote().follower();
    rig.hears(2, timeout_now(1));
    assert_eq!(rig.times_out()[0], (s(2), pre_vote(3, 0, 0)), "with PreVote");
}

#[test]
fn a_follower_that_lags_gets_what_it_lacks_before_it_is_asked_to_stand() {
    let mut rig = leader_of(cluster_of(3).log(&[1, 1]).settings(|settings| {
        settings.max_batch = 1;
        settings.window = 1;
    }));
    rig.hears(2, matched(2, 3));
    rig.hears(3, conflict(2, 2, (0, 0)));
    assert_eq!(rig.is_to_hand_over_to(3), [], "S3 is being brought up to date already");
    for index in 1..3 {
        let sent = rig.hears(3, matched(2, index));
        assert_eq!(carried(&sent[0].1).map(|(previous, _)| previous), Some(index), "{sent:?}");
        assert_eq!(sent.len(), 1, "S3 lacks entries still: {sent:?}");
    }
    assert_eq!(rig.hears(3, matched(2, 3)), [(s(3), timeout_now(2))]);
}

#[test]
fn a_follower_that_was_not_heard_of_yet_is_looked_for_first() {
    let mut rig = leader_of(cluster_of(3));
    rig.waits(Micros::from_millis(49));
    assert_eq!(rig.is_to_hand_over_to(3), [], "a probe is under way");
    let sent = rig.waits(Micros::from_millis(1));
    assert!(sent.iter().any(|(to, message)| *to == s(3) && carried(message).is_some()), "{sent:?}");
    assert_eq!(rig.hears(3, matched(1, 1)), [(s(3), timeout_now(1))]);
}

#[test]
fn a_follower_is_asked_to_stand_once() {
    let mut rig = leader_of(cluster_of(3));
    rig.is_to_hand_over_to(2);
    for from in [2, 3, 2] {
        let sent = rig.hears(from, matched(1, 1));
        assert!(!sent.iter().any(|(_, message)| *message == timeout_now(1)), "{sent:?}");
    }
}

#[test]
fn answers_of_others_ask_no_one_to_stand() {
    let mut rig = leader_of(cluster_of(5));
    rig.is_to_hand_over_to(3);
    for from in [2, 4, 5] {
        let sent = rig.hears(from, matched(1, 1));
        assert!(!sent.iter().any(|(_, message)| matches!(message, Message::TimeoutNow { .. })), "{sent:?}");
    }
}

#[test]
fn a_leader_gives_up_after_an_election_timeout_and_leads_on() {
    // S2 is up to date and its TimeoutNow is lost; S3 is dead.
    for to in [2, 3] {
        let mut rig = leader_of(cluster_of(3));
        rig.idles(Micros::from_millis(10));
        rig.is_to_hand_over_to(to);
        rig.waits(Micros(TIMEOUT.0 - 1));
        assert_eq!(rig.hands_over_to(), Some(s(to)));
        rig.events();
        rig.waits(Micros(1));
        assert_eq!((rig.role(), rig.term(), rig.hands_over_to()), (Role::Leader, 1, None));
        assert_eq!(rig.events(), [Event::TransferGivenUp { to: s(to), term: Term(1) }]);
        rig.is_asked(7);
        assert_eq!(rig.terms(), [1, 1], "it takes proposals again");
        rig.is_to_hand_over_to(to);
        assert_eq!(rig.hands_over_to(), Some(s(to)), "and may be asked to hand over again");
    }
}

#[test]
fn a_leader_that_gave_up_asks_no_one_to_stand_any_more() {
    let mut rig = leader_of(cluster_of(3));
    rig.is_to_hand_over_to(3);
    rig.waits(TIMEOUT);
    let sent = rig.hears(3, matched(1, 1));
    assert!(!sent.iter().any(|(_, message)| matches!(message, Message::TimeoutNow { .. })), "{sent:?}");
}

#[test]
fn proposals_are_refused_while_a_transfer_is_under_way() {
    let mut rig = leader_of(cluster_of(3));
    rig.is_to_hand_over_to(3);
    rig.events();
    assert_eq!(rig.is_asked(7), []);
    assert_eq!((rig.terms(), rig.durable().2), (vec![1], vec![1]));
    assert_eq!(rig.events(), [Event::ProposalRefused { to: s(3) }]);
}

#[test]
fn a_leader_does_not_hand_over_to_itself() {
    for replicas in [1, 3] {
        let mut rig = cluster_of(replicas).leader();
        assert_eq!(rig.is_to_hand_over_to(1), []);
        assert_eq!((rig.hands_over_to(), rig.role()), (None, Role::Leader));
        assert_eq!(rig.events(), refusal(TransferRefusal::ToItself, 1));
    }
}

#[test]
fn a_leader_does_not_hand_over_to_a_replica_that_it_does_not_know() {
    let mut rig = leader_of(cluster_of(3));
    for unknown in [4, 32] {
        assert_eq!(rig.is_to_hand_over_to(unknown), []);
        assert_eq!(rig.events(), refusal(TransferRefusal::NoVoter, unknown));
    }
    assert_eq!(rig.hands_over_to(), None);
}

#[test]
fn a_replica_that_does_not_lead_hands_nothing_over() {
    let pre_candidate = || {
        let mut rig = cluster_of(3).pre_vote().follower();
        rig.times_out();
        rig.events();
        rig
    };
    for mut rig in [cluster_of(3).follower(), cluster_of(3).candidate(), pre_candidate()] {
        let before = (rig.role(), rig.term());
        assert_eq!(rig.is_to_hand_over_to(2), []);
        assert_eq!(rig.events(), refusal(TransferRefusal::NotLeader, 2));
        assert_eq!((rig.role(), rig.term(), rig.hands_over_to()), (before.0, before.1, None));
    }
}

#[test]
fn one_transfer_is_under_way_at_a_time() {
    let mut rig = leader_of(cluster_of(3));
    rig.is_to_hand_over_to(3);
    rig.idles(Micros::from_millis(100));
    rig.events();
    for to in [2, 3] {
        assert_eq!(rig.is_to_hand_over_to(to), []);
        assert_eq!(rig.events(), refusal(TransferRefusal::UnderWay { to: s(3) }, to));
    }
    rig.waits(Micros::from_millis(50));
    assert_eq!(rig.hands_over_to(), None, "asking again gives the first no more time");
}

#[test]
fn a_leader_that_steps_down_hands_over_no_longer() {
    let mut rig = leader_of(cluster_of(3));
    rig.is_to_hand_over_to(3);
    assert_eq!(rig.hears(3, vote_request_of_transfer(2, 1, 1)), [(s(3), granted(2))]);
    assert_eq!((rig.role(), rig.hands_over_to()), (Role::Follower, None));
    rig.times_out();
    rig.hears(2, granted(3));
    assert_eq!((rig.role(), rig.hands_over_to()), (Role::Leader, None), "nor when it leads again");
}

#[test]
fn a_leader_that_loses_its_quorum_steps_down_during_a_transfer_too() {
    let mut rig = cluster_of(3).check_quorum().leader();
    rig.waits(Micros::from_millis(100));
    rig.is_to_hand_over_to(2);
    rig.waits(Micros::from_millis(50));
    assert_eq!((rig.role(), rig.hands_over_to()), (Role::Follower, None));
}

#[test]
fn a_late_timeout_now_of_an_earlier_term_is_ignored() {
    let told = |setup: Setup| {
        let mut rig = setup.term(3).follower();
        rig.hears(2, timeout_now(2));
        (rig.role(), rig.term())
    };
    assert_eq!(told(cluster_of(3)), (Role::Follower, 3), "§5.1");
    assert_eq!(told(cluster_of(3).without(Rule::RefuseStaleTerm)), (Role::Candidate, 4));
}

#[test]
fn a_timeout_now_that_arrives_twice_opens_one_term() {
    let mut rig = cluster_of(3).term(1).follower();
    rig.hears(2, timeout_now(1));
    assert_eq!(rig.hears(2, timeout_now(1)), []);
    assert_eq!((rig.role(), rig.term()), (Role::Candidate, 2));
}

#[test]
fn a_timeout_now_of_anyone_but_the_leader_of_the_term_is_ignored() {
    let mut follower = cluster_of(3).term(1).follower();
    follower.hears(2, append(1, (0, 0), &[], 0));
    let mut leader = cluster_of(3).leader();
    for rig in [&mut follower, &mut leader] {
        let role = rig.role();
        rig.events();
        assert_eq!(rig.hears(3, timeout_now(1)), []);
        assert_eq!((rig.role(), rig.term()), (role, 1));
        assert_eq!(rig.events(), [Event::Impossible { from: s(3), why: Impossibility::NotTheLeader }]);
    }
}

#[test]
fn what_was_committed_before_a_transfer_is_in_the_log_of_the_new_leader() {
    let mut network = SmallNetwork::of(vec![cluster_of(3); 3]);
    network.elect(1).only(&[1, 3]).ask(1, 7).settle().ask(1, 8).settle();
    assert_eq!(network.s(1).commit(), 3, "S1 and S3 hold it");
    network.only(&[1, 2, 3]).transfer(1, 2);
    assert_eq!(network.s(1).role(), Role::Leader, "S2 lacks two entries");
    network.beat(1);
    assert_eq!(network.leaders(), [(s(2), 2)]);
    assert_eq!(network.s(2).terms(), [1, 1, 1, 2]);
}
