//! Dissertation §9.6 (PreVote), §6.2 (CheckQuorum) and §4.2.3 (keeping to a leader that is heard): a replica that
//! cannot lead does not disturb those who can.

use std::fmt::Debug;

use raft_playground::raft::{Event, Micros, NodeSet, Role, Rule, Term, VoteRefusal};

use super::messages::{
    append, granted, matched, pre_granted, pre_refused, pre_vote, refused, s, vote_request,
    vote_request_of_transfer,
};
use super::node_rig::{Rig, Setup, cluster_of};
use super::small_network::SmallNetwork;

/// The least election timeout.
const TIMEOUT: Micros = Micros::from_millis(150);
const SECOND: Micros = Micros::from_millis(1_000);

/// All that an answer could change, in memory and on disk.
fn state(rig: &Rig) -> impl PartialEq + Debug + use<> {
    (rig.role(), rig.term(), rig.voted_for(), rig.deadline(), rig.durable())
}

#[test]
fn a_pre_candidate_asks_for_its_next_term_and_opens_none() {
    for mut rig in [
        cluster_of(3).log(&[1, 2]).pre_vote().follower(),
        cluster_of(3).log(&[1, 2]).term(1).pre_vote().candidate(),
    ] {
        let (was, term) = (rig.role(), rig.term());
        let before = (rig.voted_for(), rig.durable());
        let sent = rig.waits(Micros(rig.deadline().0 - rig.now().0));
        let asked = pre_vote(term + 1, 2, 2);
        assert_eq!(sent, [(s(2), asked.clone()), (s(3), asked)], "a {was:?}");
        assert_eq!((rig.role(), rig.term()), (Role::PreCandidate, term), "a {was:?}");
        assert_eq!((rig.voted_for(), rig.durable()), before, "a {was:?} has voted for no one anew");
        assert_eq!(rig.events(), [Event::BecamePreCandidate { term: Term(term + 1) }]);
    }
}

#[test]
fn a_pre_candidate_that_no_one_answers_asks_again_for_the_same_term() {
    let mut rig = cluster_of(3).term(4).pre_vote().follower();
    for _ in 0..20 {
        assert_eq!(rig.times_out(), [(s(2), pre_vote(5, 0, 0)), (s(3), pre_vote(5, 0, 0))]);
    }
    assert_eq!((rig.role(), rig.term()), (Role::PreCandidate, 4));
    assert_eq!(pre_vote(5, 0, 0).term(), Term(4), "a message is of the term in which its sender is");
}

#[test]
fn a_majority_of_pre_votes_starts_the_election_and_no_fewer_do() {
    for replicas in 1..=7 {
        let mut rig = cluster_of(replicas).pre_vote().follower();
        let mut sent = rig.times_out();
        for voter in 2..=replicas / 2 + 1 {
            assert_eq!(
                (rig.role(), rig.term()),
                (Role::PreCandidate, 0),
                "{replicas} replicas, S{voter} asked"
            );
            sent = rig.hears(voter, pre_granted(0, 1));
        }
        let expected: Vec<_> = (2..=replicas).map(|to| (s(to), vote_request(1, 0, 0))).collect();
        assert_eq!(sent, expected, "of {replicas} replicas");
        let role = if replicas == 1 { Role::Leader } else { Role::Candidate };
        assert_eq!((rig.role(), rig.term(), rig.voted_for()), (role, 1, Some(s(1))), "of {replicas}");
    }
}

#[test]
fn refused_pre_votes_start_no_election() {
    let mut rig = cluster_of(3).term(2).pre_vote().follower();
    rig.times_out();
    for from in [2, 3] {
        assert_eq!(rig.hears(from, pre_refused(2, 3)), []);
    }
    assert_eq!((rig.role(), rig.term()), (Role::PreCandidate, 2));
}

#[test]
fn pre_votes_count_once_for_each_voter_and_only_for_the_term_that_was_asked() {
    let asked = |setup: Setup, answer: (u64, u64)| {
        let mut rig = setup.term(4).pre_vote().follower();
        rig.times_out();
        for _ in 0..2 {
            rig.hears(2, pre_granted(answer.0, answer.1));
        }
        (rig.role(), rig.cited())
    };
    let (twice, late) = ((4, 5), (3, 4));
    let rule = Rule::CountVotersOfThisTerm;
    assert_eq!(asked(cluster_of(5), twice), (Role::PreCandidate, vec![rule]), "§5.2");
    assert_eq!(asked(cluster_of(5), late), (Role::PreCandidate, vec![rule; 2]));
    for answer in [twice, late] {
        assert_eq!(asked(cluster_of(5).without(rule), answer).0, Role::Candidate);
    }
}

#[test]
fn a_pre_vote_is_for_a_later_term_with_a_log_up_to_date_while_no_leader_is_heard() {
    let voter = cluster_of(3).log(&[1, 3]).term(4);
    let stale = |term| Some(VoteRefusal::StaleTerm { theirs: Term(term), mine: Term(4) });
    let cases = [(5, (2, 3), None), (9, (2, 4), None), (4, (2, 3), stale(3)), (2, (9, 1), stale(1))];
    for (asked, last, refusal) in cases {
        let message = pre_vote(asked, last.0, last.1);
        let mut rig = voter.clone().follower();
        rig.idles(TIMEOUT);
        let before = state(&rig);
        let answer = if refusal.is_none() { pre_granted(4, asked) } else { pre_refused(4, asked) };
        assert_eq!(rig.hears(2, message.clone()), [(s(2), answer)], "{message:?}");
        assert_eq!(state(&rig), before, "{message:?} changes nothing");
        let told = match refusal {
            None => Event::PreVoteGranted { to: s(2), term: Term(asked) },
            Some(why) => Event::PreVoteRefused { to: s(2), why },
        };
        assert_eq!(rig.events(), [told], "{message:?}");
    }
}

#[test]
fn a_pre_vote_is_refused_to_a_log_that_is_behind() {
    let asked = |setup: Setup| {
        let mut rig = setup.log(&[1, 3]).term(4).follower();
        rig.idles(TIMEOUT);
        (rig.hears(2, pre_vote(5, 9, 2)), rig.cited())
    };
    let rule = Rule::CandidateLogUpToDate;
    assert_eq!(asked(cluster_of(3)), (vec![(s(2), pre_refused(4, 5))], vec![rule]), "§5.4.1");
    assert_eq!(asked(cluster_of(3).without(rule)).0, [(s(2), pre_granted(4, 5))]);
}

#[test]
fn whoever_heard_from_a_leader_within_the_least_election_timeout_refuses_pre_votes() {
    let mut rig = cluster_of(3).term(1).follower();
    rig.idles(SECOND);
    rig.hears(2, append(1, (0, 0), &[], 0));
    rig.idles(Micros(TIMEOUT.0 - 1));
    rig.events();
    assert_eq!(rig.hears(3, pre_vote(2, 0, 0)), [(s(3), pre_refused(1, 2))]);
    let why = VoteRefusal::LeaderAlive { leader: Some(s(2)) };
    assert_eq!(rig.events(), [Event::PreVoteRefused { to: s(3), why }]);
    rig.idles(Micros(1));
    assert_eq!(rig.hears(3, pre_vote(2, 0, 0)), [(s(3), pre_granted(1, 2))]);
}

#[test]
fn a_replica_that_restarts_may_have_heard_from_a_leader_right_before() {
    let mut rig = cluster_of(3).term(1).pre_vote().follower();
    rig.idles(SECOND);
    rig.crashes_and_restarts();
    rig.idles(Micros(TIMEOUT.0 - 1));
    for (asked, answer) in [(pre_vote(2, 0, 0), pre_refused(1, 2)), (vote_request(2, 0, 0), refused(1))] {
        assert_eq!(rig.hears(3, asked), [(s(3), answer)]);
    }
    rig.idles(Micros(1));
    assert_eq!(rig.hears(3, pre_vote(2, 0, 0)), [(s(3), pre_granted(1, 2))]);
    assert_eq!(rig.hears(3, vote_request(2, 0, 0)), [(s(3), granted(2))]);
}

#[test]
fn a_replica_at_its_first_start_has_heard_from_no_one() {
    let mut rig = cluster_of(3).pre_vote().follower();
    assert_eq!(rig.hears(3, pre_vote(1, 0, 0)), [(s(3), pre_granted(0, 1))]);
    assert_eq!(rig.hears(3, vote_request(1, 0, 0)), [(s(3), granted(1))]);
}

#[test]
fn a_leader_refuses_pre_votes_and_a_candidate_does_not() {
    let mut leader = cluster_of(3).leader();
    leader.idles(SECOND);
    assert_eq!(leader.hears(2, pre_vote(2, 9, 1)), [(s(2), pre_refused(1, 2))]);
    assert_eq!((leader.role(), leader.term()), (Role::Leader, 1));
    let mut candidate = cluster_of(3).candidate();
    assert_eq!(candidate.hears(2, pre_vote(2, 0, 0)), [(s(2), pre_granted(1, 2))]);
    assert_eq!((candidate.role(), candidate.term()), (Role::Candidate, 1));
}

#[test]
fn a_pre_vote_binds_no_one() {
    let mut rig = cluster_of(5).term(1).voted_for(4).follower();
    rig.idles(TIMEOUT);
    for candidate in [2, 3, 2] {
        assert_eq!(rig.hears(candidate, pre_vote(2, 0, 0)), [(s(candidate), pre_granted(1, 2))]);
    }
    assert_eq!(rig.hears(5, vote_request(2, 0, 0)), [(s(5), granted(2))], "the vote of term 2 is not given");
}

#[test]
fn a_pre_candidate_that_hears_its_leader_follows_on() {
    let mut rig = cluster_of(3).term(1).pre_vote().follower();
    rig.times_out();
    assert_eq!(rig.hears(2, append(1, (0, 0), &[], 0)), [(s(2), matched(1, 0))]);
    assert_eq!((rig.role(), rig.term(), rig.leader()), (Role::Follower, 1, Some(s(2))));
    rig.hears(3, pre_granted(1, 2));
    assert_eq!((rig.role(), rig.term()), (Role::Follower, 1), "what it asked is of no interest any more");
}

#[test]
fn a_pre_candidate_that_votes_for_another_stands_no_longer() {
    let mut rig = cluster_of(3).term(1).pre_vote().follower();
    rig.waits(TIMEOUT);
    rig.times_out();
    assert_eq!(rig.hears(2, vote_request(1, 0, 0)), [(s(2), granted(1))]);
    assert_eq!(rig.hears(3, pre_granted(1, 2)), []);
    assert_eq!((rig.role(), rig.term(), rig.voted_for()), (Role::Follower, 1, Some(s(2))));
}

#[test]
fn a_pre_vote_of_a_lower_term_is_answered_with_the_present_one() {
    let asked = |setup: Setup| {
        let mut rig = setup.term(9).follower();
        rig.idles(TIMEOUT);
        let answer = rig.hears(2, pre_vote(2, 5, 1));
        (answer, rig.cited())
    };
    let rule = Rule::AnswerStalePreVote;
    assert_eq!(asked(cluster_of(3)), (vec![(s(2), pre_refused(9, 2))], vec![rule]));
    assert_eq!(asked(cluster_of(3).without(Rule::AnswerStalePreVote)), (vec![], vec![rule]));

    let mut left_behind = cluster_of(3).log(&[1]).pre_vote().follower();
    left_behind.times_out();
    left_behind.hears(3, pre_refused(9, 2));
    assert_eq!((left_behind.role(), left_behind.term()), (Role::Follower, 9));
    assert_eq!(left_behind.times_out()[0], (s(2), pre_vote(10, 1, 1)), "with its next one it has a chance");
}

/// S1 is gone. S2 holds what was committed, and S3 went on to term 9 without it.
fn stuck(setup: &Setup) -> SmallNetwork {
    let setup = setup.clone().pre_vote();
    let mut network = SmallNetwork::of([setup.clone(), setup.clone().log(&[1, 1]), setup.log(&[1]).term(9)]);
    network.only(&[2, 3]);
    network
}

#[test]
fn without_answers_to_pre_votes_of_lower_terms_no_one_is_ever_elected() {
    let mut with = stuck(&cluster_of(3));
    with.run(SECOND);
    assert_eq!(with.leaders(), [(s(2), 10)]);
    let mut without = stuck(&cluster_of(3).without(Rule::AnswerStalePreVote));
    for _ in 0..100 {
        without.run(SECOND);
        assert_eq!(without.leaders(), []);
    }
}

/// S1 leads term 1. S3 is cut off, and its election timer runs out again and again before it returns.
fn returns_to(setup: &Setup) -> SmallNetwork {
    let mut network = SmallNetwork::of(vec![setup.clone(); 3]);
    network.elect(1).only(&[1, 2]);
    for _ in 0..5 {
        network.elect(3);
    }
    network.only(&[1, 2, 3]);
    network
}

#[test]
fn without_pre_vote_a_replica_that_was_cut_off_deposes_the_leader_on_its_return() {
    let mut network = returns_to(&cluster_of(3));
    assert_eq!(network.s(3).term(), 6);
    network.elect(3);
    assert_eq!((network.s(1).role(), network.s(1).term()), (Role::Follower, 7));
}

#[test]
fn with_pre_vote_a_replica_that_was_cut_off_follows_the_leader_on_its_return() {
    let mut network = returns_to(&cluster_of(3).pre_vote());
    assert_eq!((network.s(3).role(), network.s(3).term()), (Role::PreCandidate, 1));
    network.elect(3);
    assert_eq!(network.leaders(), [(s(1), 1)], "asking disturbs no one");
    network.beat(1);
    assert_eq!((network.s(3).role(), network.s(3).leader()), (Role::Follower, Some(s(1))));
    assert_eq!(network.leaders(), [(s(1), 1)]);
}

#[test]
fn a_leader_that_no_quorum_answers_steps_down_within_an_election_timeout() {
    for (replicas, answering) in [(2, 0), (3, 0), (4, 1), (5, 1), (7, 2)] {
        let told = format!("{answering} of {replicas} answer");
        // No heartbeat is due when the timer runs out.
        let heartbeat = Micros::from_millis(40);
        let setup = cluster_of(replicas).check_quorum().settings(|settings| settings.heartbeat = heartbeat);
        let mut rig = setup.leader();
        for follower in 2..2 + answering {
            rig.hears(follower, matched(1, 1));
        }
        rig.waits(Micros(TIMEOUT.0 - 1));
        assert_eq!(rig.role(), Role::Leader, "{told}");
        rig.events();
        rig.waits(Micros(1));
        assert_eq!((rig.role(), rig.term(), rig.leader()), (Role::Follower, 1, None), "{told}");
        assert_eq!(rig.voted_for(), Some(s(1)), "its vote of the term is given: {told}");
        let answered = NodeSet::first(1 + answering);
        assert_eq!(rig.events(), [Event::LostQuorum { term: Term(1), answered }], "{told}");
        assert!(rig.deadline().0 - rig.now().0 >= TIMEOUT.0, "it waits before it stands again: {told}");
    }
}

#[test]
fn a_leader_that_a_quorum_answers_again_and_again_leads_on() {
    for (replicas, answering) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)] {
        let mut rig = cluster_of(replicas).check_quorum().leader();
        for _ in 0..20 {
            for follower in 2..2 + answering {
                rig.hears(follower, matched(1, 1));
            }
            rig.waits(TIMEOUT);
            assert_eq!(rig.role(), Role::Leader, "{answering} of {replicas} answer");
        }
    }
}

#[test]
fn answers_of_long_ago_are_no_sign_of_a_quorum() {
    let mut rig = cluster_of(3).check_quorum().leader();
    for follower in [2, 3] {
        rig.hears(follower, matched(1, 1));
    }
    rig.waits(TIMEOUT);
    assert_eq!(rig.role(), Role::Leader);
    rig.waits(TIMEOUT);
    assert_eq!(rig.role(), Role::Follower, "for an election timeout no one answered");
}

#[test]
fn without_check_quorum_a_leader_that_no_one_answers_leads_on() {
    let mut rig = cluster_of(3).leader();
    rig.waits(Micros(100 * SECOND.0));
    assert_eq!(rig.role(), Role::Leader);
}

#[test]
fn answers_of_an_earlier_term_are_no_sign_of_a_quorum() {
    let mut rig = cluster_of(3).term(1).check_quorum().leader();
    for follower in [2, 3] {
        rig.hears(follower, matched(1, 0));
    }
    rig.waits(TIMEOUT);
    assert_eq!(rig.role(), Role::Follower);
}

#[test]
fn check_quorum_can_be_switched_while_a_leader_leads() {
    let mut rig = cluster_of(3).leader();
    rig.waits(SECOND);
    rig.changes(|settings| settings.check_quorum = true);
    rig.waits(TIMEOUT);
    assert_eq!(rig.role(), Role::Leader, "what it did not take note of before does not count against it");
    rig.changes(|settings| settings.check_quorum = false);
    rig.waits(SECOND);
    assert_eq!(rig.role(), Role::Leader);
    rig.changes(|settings| settings.check_quorum = true);
    rig.waits(Micros(2 * TIMEOUT.0));
    assert_eq!(rig.role(), Role::Follower);
}

/// Both settings by which a replica keeps to a leader that it hears.
fn keeping(count: u8) -> [Setup; 2] {
    [cluster_of(count).pre_vote(), cluster_of(count).check_quorum()]
}

#[test]
fn whoever_hears_its_leader_is_not_drawn_into_a_later_term_by_a_candidate() {
    for setup in keeping(3) {
        let mut rig = setup.term(1).follower();
        rig.idles(SECOND);
        rig.hears(2, append(1, (0, 0), &[], 0));
        rig.idles(Micros(TIMEOUT.0 - 1));
        rig.events();
        let before = state(&rig);
        assert_eq!(rig.hears(3, vote_request(9, 5, 5)), [(s(3), refused(1))]);
        assert_eq!(state(&rig), before);
        let why = VoteRefusal::LeaderAlive { leader: Some(s(2)) };
        assert_eq!(rig.events(), [Event::VoteRefused { to: s(3), why }]);
        rig.idles(Micros(1));
        assert_eq!(rig.hears(3, vote_request(9, 5, 5)), [(s(3), granted(9))], "the leader has fallen silent");
    }
    let mut rig = cluster_of(3).term(1).follower();
    rig.hears(2, append(1, (0, 0), &[], 0));
    assert_eq!(rig.hears(3, vote_request(9, 5, 5)), [(s(3), granted(9))], "with neither setting it votes");
}

#[test]
fn a_leader_is_not_drawn_into_a_later_term_by_a_candidate() {
    for setup in keeping(3) {
        let mut rig = setup.leader();
        assert_eq!(rig.hears(3, vote_request(9, 5, 5)), [(s(3), refused(1))]);
        assert_eq!((rig.role(), rig.term()), (Role::Leader, 1));
    }
    let mut rig = cluster_of(3).leader();
    assert_eq!(rig.hears(3, vote_request(9, 5, 5)), [(s(3), granted(9))]);
}

#[test]
fn a_candidate_whom_the_leader_asked_to_stand_gets_the_votes_of_those_who_hear_the_leader() {
    for setup in keeping(3) {
        let mut follower = setup.clone().term(1).follower();
        follower.hears(2, append(1, (0, 0), &[], 0));
        assert_eq!(follower.hears(3, vote_request_of_transfer(2, 5, 1)), [(s(3), granted(2))]);
        let mut leader = setup.leader();
        assert_eq!(leader.hears(3, vote_request_of_transfer(2, 5, 1)), [(s(3), granted(2))]);
    }
}

#[test]
fn whoever_hears_of_a_later_leader_follows_it_whatever_the_settings() {
    for setup in keeping(3) {
        let mut rig = setup.leader();
        rig.hears(2, append(4, (0, 0), &[], 0));
        assert_eq!((rig.role(), rig.term(), rig.leader()), (Role::Follower, 4, Some(s(2))));
    }
}

#[test]
fn a_candidate_that_is_stuck_in_a_later_term_is_freed_by_its_answer_to_the_leader() {
    let mut network = returns_to(&cluster_of(3).check_quorum());
    network.elect(3);
    assert_eq!((network.s(3).role(), network.s(3).term()), (Role::Candidate, 7), "no one votes for it");
    assert_eq!(network.leaders(), [(s(1), 1)], "and no one minds it");
    network.beat(1);
    assert_eq!((network.s(1).role(), network.s(1).term()), (Role::Follower, 7), "the leader heard of term 7");
    network.run(SECOND);
    let leaders = network.leaders();
    let [(leader, term)] = leaders[..] else { panic!("one replica leads: {leaders:?}") };
    for number in 1..=3 {
        let rig = network.s(number);
        assert_eq!((rig.term(), rig.leader()), (term, Some(leader)), "S{number} takes part again");
    }
}

/// The settings of three replicas, bit by bit: PreVote of each, and behind them CheckQuorum of each.
fn mixed(bits: u8) -> impl Iterator<Item = Setup> {
    (0..3_u8).map(move |place| {
        cluster_of(3).settings(move |settings| {
            settings.pre_vote = bits >> place & 1 == 1;
            settings.check_quorum = bits >> (place + 3) & 1 == 1;
        })
    })
}

#[test]
fn replicas_with_different_settings_elect_a_leader_whoever_is_down() {
    for bits in 0..64 {
        for up in [&[1, 2, 3][..], &[1, 2], &[2, 3], &[1, 3]] {
            let mut network = SmallNetwork::of(mixed(bits));
            network.only(up).run(Micros(10 * SECOND.0));
            let leads = network.leaders().iter().any(|(leader, _)| up.contains(&(leader.0 + 1)));
            assert!(leads, "no one leads {up:?} with the settings {bits:06b}");
        }
    }
}

#[test]
fn replicas_with_different_settings_are_never_stuck_in_different_terms() {
    for bits in 0..64 {
        let states = [(&[1, 1][..], 1), (&[1, 1][..], 1), (&[1][..], 9)];
        for up in [&[1, 2, 3][..], &[2, 3], &[1, 3]] {
            let with_state = |(setup, (log, term)): (Setup, (&[u64], u64))| setup.log(log).term(term);
            let mut network = SmallNetwork::of(mixed(bits).zip(states).map(with_state));
            network.only(up).run(Micros(10 * SECOND.0));
            let leader = network.leaders().into_iter().rfind(|(leader, _)| up.contains(&(leader.0 + 1)));
            let (_, term) = leader.unwrap_or_else(|| panic!("no one leads {up:?} with {bits:06b}"));
            for &number in up {
                assert_eq!(network.s(number).term(), term, "S{number} of {up:?} with {bits:06b}");
            }
        }
    }
}
