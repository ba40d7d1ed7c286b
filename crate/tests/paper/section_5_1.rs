//! §5.1, Raft basics: terms act as a logical clock.

use raft_playground::raft::{Event, Impossibility, Message, Micros, Role, Rule};

use super::messages::{append, conflict, granted, matched, refused, s, vote_request};
use super::node_rig::{Rig, Setup, cluster_of};
use super::small_network::SmallNetwork;

fn in_every_role(setup: &Setup) -> [Rig; 3] {
    [setup.clone().follower(), setup.clone().candidate(), setup.clone().leader()]
}

/// All that a replica may hear of a term that it does not know yet: who agreed to something in that term was asked in
/// it.
fn every_kind(term: u64) -> [Message; 5] {
    [
        vote_request(term, 9, term - 1),
        refused(term),
        append(term, (0, 0), &[], 0),
        append(term, (1, 1), &[term], 0),
        conflict(term, 1, (0, 0)),
    ]
}

#[test]
fn a_message_of_a_higher_term_makes_any_role_a_follower_of_that_term() {
    for message in every_kind(9) {
        for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
            let was = rig.role();
            rig.hears(2, message.clone());
            assert_eq!((rig.role(), rig.term()), (Role::Follower, 9), "a {was:?} that hears {message:?}");
            assert_eq!(rig.durable().0, 9, "the term is durable after a {was:?} heard {message:?}");
        }
    }
}

#[test]
fn the_vote_of_a_term_that_is_over_is_forgotten_with_it() {
    let mut rig = cluster_of(3).term(2).voted_for(3).follower();
    rig.hears(2, append(3, (0, 0), &[], 0));
    assert_eq!(rig.voted_for(), None, "in term 3 nothing was voted yet");
    assert_eq!(rig.durable(), (3, None, vec![]));
}

#[test]
fn a_leader_that_steps_down_says_by_which_rule_and_waits_a_full_election_timeout() {
    let mut rig = cluster_of(3).leader();
    rig.idles(Micros::from_millis(1_000));
    rig.hears(2, append(2, (0, 0), &[], 0));
    assert_eq!(rig.cited(), [Rule::StepDownOnHigherTerm]);
    let patience = rig.deadline().0 - rig.now().0;
    assert!((150_000..=300_000).contains(&patience), "it waits {patience} µs before it stands again");
}

/// S1 leads term 1, and S2 is elected in term 2 behind its back.
fn two_leaders(setup: Setup) -> SmallNetwork {
    let mut network = SmallNetwork::of(vec![setup; 3]);
    network.elect(1);
    network.only(&[2, 3]).elect(2);
    assert_eq!(network.leaders(), [(s(1), 1), (s(2), 2)], "as long as they do not hear of each other");
    network.only(&[1, 2, 3]);
    network
}

#[test]
fn a_deposed_leader_steps_down_at_the_first_answer() {
    let mut network = two_leaders(cluster_of(3));
    network.beat(1);
    assert_eq!(network.leaders(), [(s(2), 2)]);
    assert_eq!((network.s(1).term(), network.s(1).leader()), (2, None));
}

#[test]
fn without_stepping_down_two_leaders_act_side_by_side() {
    let mut network = two_leaders(cluster_of(3).without(Rule::StepDownOnHigherTerm));
    network.beat(1).beat(2).beat(1);
    assert_eq!(network.leaders(), [(s(1), 2), (s(2), 2)], "S1 hears of term 2, and leads on in it");
    network.ask(1, 7).ask(2, 8).settle();
    assert_eq!((network.s(1).terms(), network.s(2).terms()), (vec![1, 2], vec![1, 2, 2]));
}

#[test]
fn a_stale_vote_request_is_refused_and_answered_with_the_present_term() {
    for mut rig in in_every_role(&cluster_of(3).log(&[1, 3])) {
        let (role, term, voted_for) = (rig.role(), rig.term(), rig.voted_for());
        let answer = rig.hears(2, vote_request(term - 1, 9, term - 2));
        assert_eq!(answer, [(s(2), refused(term))], "a {role:?} of term {term}");
        assert_eq!((rig.role(), rig.term(), rig.voted_for()), (role, term, voted_for));
        assert_eq!(rig.cited(), [Rule::RefuseStaleTerm]);
    }
}

#[test]
fn a_stale_append_is_refused_and_answered_with_the_present_term() {
    for mut rig in in_every_role(&cluster_of(3).log(&[1, 3])) {
        let (role, term, terms) = (rig.role(), rig.term(), rig.terms());
        let answer = rig.hears(2, append(term - 1, (1, 1), &[2], 2));
        assert_eq!(answer, [(s(2), conflict(term, 1, (1, 1)))], "a {role:?} of term {term}");
        assert_eq!((rig.role(), rig.term(), rig.terms(), rig.commit()), (role, term, terms, 0));
        assert_eq!(rig.cited(), [Rule::RefuseStaleTerm]);
    }
}

#[test]
fn a_deposed_leader_does_not_hold_off_the_next_election() {
    let mut rig = cluster_of(3).log(&[1, 3]).follower();
    let deadline = rig.deadline();
    rig.idles(Micros::from_millis(100));
    rig.hears(2, append(2, (0, 0), &[], 0));
    assert_eq!((rig.deadline(), rig.leader()), (deadline, None), "a stale heartbeat is no sign of a leader");
}

#[test]
fn without_refusing_stale_terms_a_deposed_leader_removes_what_the_present_one_replicated() {
    let replicated = cluster_of(3).log(&[1, 3]);
    let late = append(2, (1, 1), &[2], 0);

    let mut with = replicated.clone().follower();
    with.hears(2, late.clone());
    assert_eq!(with.terms(), [1, 3]);

    let mut without = replicated.without(Rule::RefuseStaleTerm).follower();
    without.hears(2, late);
    assert_eq!(without.terms(), [1, 2], "the entry of term 3 may have been committed");
}

#[test]
fn without_refusing_stale_terms_a_candidate_of_the_past_takes_the_vote_of_the_present() {
    let asked = |setup: Setup| {
        let mut rig = setup.term(3).follower();
        (rig.hears(2, vote_request(2, 9, 1)), rig.voted_for())
    };
    assert_eq!(asked(cluster_of(3)), (vec![(s(2), refused(3))], None));
    let without = asked(cluster_of(3).without(Rule::RefuseStaleTerm));
    assert_eq!(without, (vec![(s(2), granted(3))], Some(s(2))), "S2 does not even stand in term 3");
}

#[test]
fn stale_answers_change_nothing() {
    for message in [granted(2), refused(2), matched(2, 2), conflict(2, 2, (1, 1))] {
        for mut rig in in_every_role(&cluster_of(5).log(&[1, 2, 2])) {
            let before = (rig.role(), rig.term(), rig.terms(), rig.commit(), rig.durable());
            let sent = rig.hears(2, message.clone());
            assert_eq!(sent, [], "a {:?} that hears {message:?}", rig.role());
            assert_eq!((rig.role(), rig.term(), rig.terms(), rig.commit(), rig.durable()), before);
        }
    }
}

#[test]
fn what_no_member_can_have_sent_is_ignored() {
    for from in [1, 4, 32] {
        let mut rig = cluster_of(3).follower();
        assert_eq!(rig.hears(from, append(5, (0, 0), &[5], 1)), []);
        assert_eq!((rig.term(), rig.terms()), (0, vec![]), "S{from} is itself, or a stranger");
        assert_eq!(rig.events(), [Event::Impossible { from: s(from), why: Impossibility::Stranger }]);
    }
    let mut leader = cluster_of(3).leader();
    assert_eq!(leader.hears(2, append(1, (0, 0), &[], 0)), [], "a second leader of its own term cannot be");
    assert_eq!(leader.role(), Role::Leader);
    assert_eq!(leader.hears(2, matched(1, 99)), [], "no one holds entries that the leader never wrote");
    assert_eq!((leader.progress(2), leader.commit()), ((0, 1), 0));
}
