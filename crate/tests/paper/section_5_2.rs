//! §5.2, leader election.

use raft_playground::raft::{Event, Micros, Role, Rule, Rules, Term, Timer, VoteRefusal};
use raft_playground::sim::{NetworkSettings, Run, Scenario};

use super::messages::{append, carried, conflict, granted, matched, refused, s, set, vote_request};
use super::node_rig::{Rig, Setup, cluster_of};
use super::small_network::SmallNetwork;

const TIMEOUT_LEAST: Micros = Micros::from_millis(150);
const TIMEOUT_MOST: Micros = Micros::from_millis(300);
const HEARTBEAT: Micros = Micros::from_millis(50);

#[test]
fn a_replica_starts_as_a_follower() {
    for setup in [cluster_of(1), cluster_of(5), cluster_of(5).log(&[1, 2]).voted_for(1)] {
        let rig = setup.follower();
        assert_eq!((rig.role(), rig.leader()), (Role::Follower, None));
    }
}

#[test]
fn a_follower_stays_one_as_long_as_a_leader_speaks() {
    let mut rig = cluster_of(3).term(1).follower();
    for _ in 0..100 {
        rig.hears(2, append(1, (0, 0), &[], 0));
        assert_eq!(rig.waits(HEARTBEAT), []);
    }
    assert_eq!((rig.role(), rig.term(), rig.leader()), (Role::Follower, 1, Some(s(2))));
}

#[test]
fn a_follower_tells_once_in_a_term_that_it_learnt_who_leads() {
    let mut rig = cluster_of(3).term(1).follower();
    for _ in 0..3 {
        rig.hears(2, append(1, (0, 0), &[], 0));
    }
    assert_eq!(rig.events(), [Event::LearntLeader { leader: s(2), term: Term(1) }]);
}

#[test]
fn a_leader_speaks_to_all_at_once_and_then_every_heartbeat_interval() {
    for setup in [cluster_of(3), cluster_of(3).without_no_op()] {
        let mut rig = setup.candidate();
        let first: Vec<_> = rig.hears(2, granted(1)).into_iter().map(|(to, _)| to).collect();
        assert_eq!(first, [s(2), s(3)], "a new leader lets everyone know");
        assert_eq!(rig.waits(Micros(HEARTBEAT.0 - 1)), []);
        for beat in 1..=3 {
            let sent = rig.waits(if beat == 1 { Micros(1) } else { HEARTBEAT });
            assert_eq!(sent.iter().map(|(to, _)| *to).collect::<Vec<_>>(), [s(2), s(3)], "beat {beat}");
            assert!(sent.iter().all(|(_, message)| carried(message).is_some()), "{sent:?}");
        }
    }
}

#[test]
fn a_leader_that_has_just_replicated_to_a_follower_owes_it_no_heartbeat() {
    let mut rig = cluster_of(3).leader();
    rig.hears(2, matched(1, 1));
    rig.waits(Micros::from_millis(30));
    rig.is_asked(7);
    let to: Vec<_> = rig.waits(Micros::from_millis(20)).into_iter().map(|(to, _)| to).collect();
    assert_eq!(to, [s(3)], "S2 heard of it 20 ms ago, S3 50 ms ago");
}

#[test]
fn who_hears_of_no_leader_for_an_election_timeout_opens_a_new_term_and_asks_all_for_votes() {
    let setup = cluster_of(3).log(&[1, 2, 2]);
    for mut rig in [setup.clone().follower(), setup.candidate()] {
        let (was, term) = (rig.role(), rig.term() + 1);
        assert_eq!(rig.waits(Micros(TIMEOUT_LEAST.0 - 1)), [], "a {was:?} waits at least that long");
        let sent = rig.waits(Micros(rig.deadline().0 - rig.now().0));
        let request = vote_request(term, 3, 2);
        assert_eq!(sent, [(s(2), request.clone()), (s(3), request)], "a {was:?} stands for term {term}");
        assert_eq!((rig.role(), rig.term(), rig.voted_for()), (Role::Candidate, term, Some(s(1))));
        assert_eq!(rig.durable().1, Some(s(1)), "its vote for itself is on disk");
    }
}

#[test]
fn a_tick_before_its_time_does_nothing() {
    for mut rig in [cluster_of(3).follower(), cluster_of(3).candidate(), cluster_of(3).leader()] {
        let before = (rig.role(), rig.term(), rig.deadline());
        rig.idles(Micros(rig.deadline().0 - rig.now().0 - 1));
        assert_eq!((rig.ticks(), (rig.role(), rig.term(), rig.deadline())), (vec![], before));
    }
}

#[test]
fn a_leader_has_no_election_timer_that_could_be_made_to_run_out() {
    let mut rig = cluster_of(3).leader();
    assert_eq!((rig.times_out(), rig.role(), rig.term()), (vec![], Role::Leader, 1));
}

#[test]
fn the_timer_is_that_of_the_next_election_and_of_a_leader_that_of_its_next_heartbeat() {
    let mut rig = cluster_of(3).follower();
    rig.idles(HEARTBEAT);
    rig.hears(2, append(1, (0, 0), &[], 0));
    assert_eq!(rig.timer(), Some(Timer { set: HEARTBEAT, due: rig.deadline() }));

    let mut rig = cluster_of(3).leader();
    rig.waits(Micros(HEARTBEAT.0 * 3 / 2));
    assert_eq!(rig.timer(), Some(Timer { set: HEARTBEAT, due: Micros(HEARTBEAT.0 * 2) }));

    assert_eq!(
        cluster_of(3).among(4).named(4).follower().timer(),
        None,
        "who does not stand waits for nothing"
    );
}

#[test]
fn a_candidate_knows_who_voted_for_it() {
    let mut rig = cluster_of(5).candidate();
    rig.hears(4, granted(1));
    assert_eq!(rig.votes(), set(&[1, 4]));
}

/// Who wins with how many grants and refusals, its own vote not counted.
const ELECTIONS: &[(u8, u8, u8, Role)] = &[
    // A majority wins, whatever the others say.
    (1, 0, 0, Role::Leader),
    (2, 1, 0, Role::Leader),
    (3, 2, 0, Role::Leader),
    (3, 1, 0, Role::Leader),
    (3, 1, 1, Role::Leader),
    (4, 2, 0, Role::Leader),
    (5, 4, 0, Role::Leader),
    (5, 3, 0, Role::Leader),
    (5, 2, 0, Role::Leader),
    (5, 2, 2, Role::Leader),
    (6, 3, 0, Role::Leader),
    (6, 3, 2, Role::Leader),
    (7, 3, 0, Role::Leader),
    (7, 3, 3, Role::Leader),
    // Whoever is refused by a majority has lost, and waits for the winner or the next term.
    (2, 0, 1, Role::Candidate),
    (3, 0, 2, Role::Candidate),
    (4, 0, 3, Role::Candidate),
    (4, 1, 2, Role::Candidate),
    (5, 1, 3, Role::Candidate),
    (6, 2, 3, Role::Candidate),
    (7, 2, 4, Role::Candidate),
    // Undecided: also half of an even number is no majority.
    (2, 0, 0, Role::Candidate),
    (3, 0, 1, Role::Candidate),
    (4, 1, 0, Role::Candidate),
    (4, 1, 1, Role::Candidate),
    (5, 1, 0, Role::Candidate),
    (5, 1, 2, Role::Candidate),
    (6, 2, 0, Role::Candidate),
    (6, 2, 2, Role::Candidate),
    (7, 2, 0, Role::Candidate),
    (7, 2, 3, Role::Candidate),
];

#[test]
fn a_candidate_wins_with_a_majority_of_all_replicas_and_only_then() {
    for &(replicas, grants, refusals, expected) in ELECTIONS {
        let mut rig = cluster_of(replicas).candidate();
        for voter in 2..2 + refusals {
            rig.hears(voter, refused(1));
        }
        for voter in 2 + refusals..2 + refusals + grants {
            rig.hears(voter, granted(1));
        }
        let told = format!("{grants} grants and {refusals} refusals of {replicas} replicas");
        assert_eq!((rig.role(), rig.term()), (expected, 1), "{told}");
    }
}

#[test]
fn a_replica_gives_one_vote_a_term_first_come_first_served() {
    let fresh = cluster_of(3).term(1);
    let voted = fresh.clone().voted_for(2);
    for (setup, candidate, expected) in
        [(&fresh, 2, true), (&fresh, 3, true), (&voted, 2, true), (&voted, 3, false)]
    {
        let mut rig = setup.clone().follower();
        let told = format!("voted for {:?}, asked by S{candidate}", rig.voted_for());
        let answer = if expected { granted(1) } else { refused(1) };
        assert_eq!(rig.hears(candidate, vote_request(1, 0, 0)), [(s(candidate), answer)], "{told}");
        let cited: &[Rule] = if expected { &[] } else { &[Rule::VoteOncePerTerm] };
        assert_eq!(rig.cited(), cited, "{told}");
    }
}

#[test]
fn candidates_and_leaders_have_given_their_vote_to_themselves() {
    for mut rig in [cluster_of(3).candidate(), cluster_of(3).leader()] {
        assert_eq!(rig.hears(2, vote_request(1, 0, 0)), [(s(2), refused(1))], "a {:?}", rig.role());
        let why = VoteRefusal::AlreadyVoted { candidate: s(1), term: Term(1) };
        assert_eq!(rig.events(), [Event::VoteRefused { to: s(2), why }]);
    }
}

#[test]
fn without_one_vote_a_term_two_candidates_lead_the_same_term() {
    let stand = |setup: Setup| {
        let mut network = SmallNetwork::of(vec![setup; 3]);
        network.only(&[1, 3]).elect(1);
        network.only(&[2, 3]).elect(2);
        network.leaders()
    };
    assert_eq!(stand(cluster_of(3).without_no_op()), [(s(1), 1)]);
    assert_eq!(stand(cluster_of(3).without_no_op().without(Rule::VoteOncePerTerm)), [(s(1), 1), (s(2), 1)]);
}

#[test]
fn each_voter_is_counted_once_however_often_its_grant_arrives() {
    let elect = |setup: Setup| {
        let mut rig = setup.candidate();
        for _ in 0..3 {
            rig.hears(2, granted(1));
        }
        rig
    };
    let mut with = elect(cluster_of(5));
    assert_eq!(with.role(), Role::Candidate, "S1 and S2 are two of five");
    assert_eq!(with.cited(), [Rule::CountVotersOfThisTerm; 2], "both repetitions are told");
    with.hears(3, granted(1));
    assert_eq!(with.role(), Role::Leader, "S3 makes three");

    let without = elect(cluster_of(5).without(Rule::CountVotersOfThisTerm));
    assert_eq!(without.role(), Role::Leader, "two grants of S2 count for two");
}

#[test]
fn late_grants_of_an_earlier_term_are_not_counted() {
    let elect = |setup: Setup| {
        let mut rig = setup.candidate();
        rig.times_out();
        assert_eq!((rig.role(), rig.term()), (Role::Candidate, 2), "term 1 went by without a leader");
        rig.hears(2, granted(1));
        rig.role()
    };
    assert_eq!(elect(cluster_of(3)), Role::Candidate);
    assert_eq!(
        elect(cluster_of(3).without(Rule::CountVotersOfThisTerm)),
        Role::Leader,
        "S2 may vote for another in term 2"
    );
}

#[test]
fn without_a_majority_of_all_two_halves_of_an_even_cluster_lead_the_same_term() {
    let stand = |setup: Setup| {
        let mut network = SmallNetwork::of(vec![setup; 4]);
        network.only(&[1, 2]).elect(1);
        network.only(&[3, 4]).elect(3);
        network.leaders()
    };
    assert_eq!(stand(cluster_of(4)), []);
    assert_eq!(stand(cluster_of(4).without(Rule::MajorityOfVoters)), [(s(1), 1), (s(3), 1)]);
}

#[test]
fn a_candidate_follows_whoever_leads_its_term() {
    for message in [append(1, (0, 0), &[], 0), append(1, (0, 0), &[1], 0), append(1, (5, 1), &[1], 0)] {
        let mut rig = cluster_of(3).candidate();
        rig.hears(2, message.clone());
        assert_eq!((rig.role(), rig.term(), rig.leader()), (Role::Follower, 1, Some(s(2))), "{message:?}");
    }
}

#[test]
fn a_candidate_goes_on_past_a_leader_of_an_earlier_term() {
    let mut rig = cluster_of(3).term(4).candidate();
    assert_eq!(rig.hears(2, append(4, (0, 0), &[], 0)), [(s(2), conflict(5, 0, (0, 0)))]);
    assert_eq!((rig.role(), rig.leader()), (Role::Candidate, None));
}

#[test]
fn a_replica_that_learns_who_leads_keeps_its_vote_of_the_term() {
    let asked_twice = |setup: Setup| {
        let mut rig = setup.follower();
        assert_eq!(rig.hears(2, vote_request(1, 0, 0)), [(s(2), granted(1))]);
        rig.hears(2, append(1, (0, 0), &[], 0));
        rig.hears(3, vote_request(1, 0, 0))
    };
    assert_eq!(asked_twice(cluster_of(5).term(1)), [(s(3), refused(1))]);
    assert_eq!(
        asked_twice(cluster_of(5).term(1).without(Rule::KeepVoteInTerm)),
        [(s(3), granted(1))],
        "the second vote of the term"
    );
}

#[test]
fn a_candidate_that_falls_back_keeps_its_vote_for_itself() {
    let asked = |setup: Setup| {
        let mut rig = setup.candidate();
        rig.hears(2, append(1, (0, 0), &[], 0));
        rig.hears(3, vote_request(1, 0, 0))
    };
    assert_eq!(asked(cluster_of(5)), [(s(3), refused(1))]);
    assert_eq!(asked(cluster_of(5).without(Rule::KeepVoteInTerm)), [(s(3), granted(1))]);
}

#[test]
fn who_grants_its_vote_waits_a_full_timeout_and_who_refuses_it_does_not() {
    let mut rig = cluster_of(3).log(&[1]).follower();
    let deadline = rig.deadline();
    rig.idles(Micros::from_millis(100));
    rig.hears(2, vote_request(2, 0, 0));
    assert_eq!(rig.deadline(), deadline, "the candidate cannot win, so it deserves no time");
    rig.hears(3, vote_request(2, 1, 1));
    assert!(rig.deadline().0 - rig.now().0 >= TIMEOUT_LEAST.0, "S3 may be about to lead");
}

/// The timeouts that one follower draws, one after the other.
fn timeouts(rig: &mut Rig, count: usize) -> Vec<u64> {
    let mut drawn = Vec::new();
    for _ in 0..count {
        rig.hears(2, append(1, (0, 0), &[], 0));
        drawn.push(rig.deadline().0 - rig.now().0);
    }
    drawn
}

#[test]
fn election_timeouts_are_drawn_anew_and_from_the_whole_range() {
    for setup in [cluster_of(3), cluster_of(3).seed(9)] {
        let drawn = timeouts(&mut setup.follower(), 3_000);
        let (least, most) = (drawn.iter().min().expect("drawn"), drawn.iter().max().expect("drawn"));
        assert!(*least >= TIMEOUT_LEAST.0 && *most <= TIMEOUT_MOST.0, "{least} to {most} µs");
        let mut tenths = [0; 10];
        for timeout in drawn {
            tenths[((timeout - TIMEOUT_LEAST.0) / 15_001) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (200..400).contains(count)), "of 3,000 a tenth each: {tenths:?}");
    }
}

#[test]
fn replicas_draw_different_timeouts_and_so_does_the_same_one_from_another_seed() {
    let draw = |number, seed| timeouts(&mut cluster_of(3).named(number).seed(seed).follower(), 10);
    assert_ne!(draw(1, 1), draw(3, 1));
    assert_ne!(draw(1, 1), draw(1, 2));
    assert_eq!(draw(1, 1), draw(1, 1), "the same seed draws the same");
}

#[test]
fn election_timeouts_collide_in_at_most_30_percent_of_rounds() {
    // Two collide if the second runs out before the first one's request can have arrived.
    const LATENCY: u64 = 5_000;
    const ROUNDS: u64 = 1_000;
    for replicas in [3, 5] {
        let collisions = (0..ROUNDS).filter(|&seed| {
            let mut dues: Vec<u64> = (1..=replicas)
                .map(|number| cluster_of(replicas).named(number).seed(seed).follower().deadline().0)
                .collect();
            dues.sort_unstable();
            dues[1] - dues[0] < LATENCY
        });
        let share = collisions.count() as f64 / ROUNDS as f64;
        assert!(share <= 0.3, "the timeouts of {replicas} replicas collide in {share:.3} of rounds");
    }
}

/// Runs a cluster in which every message takes 10 ms until it has a leader, and says in which term.
fn first_led_term(replicas: u8, seed: u64, rules: Rules) -> Option<u64> {
    let latency = Micros::from_millis(10);
    let network =
        NetworkSettings { latency_least: latency, latency_most: latency, loss: 0.0, duplication: 0.0 };
    let mut run = Run::new(&Scenario { replicas, seed, rules, network, ..Scenario::default() }, ());
    let leads = |role| role == Role::Leader;
    run.run_until_that(Micros::from_millis(30_000), |cluster| {
        cluster.replicas().iter().any(|replica| replica.node().is_some_and(|node| leads(node.role())))
    });
    let leader = run.cluster().replicas().iter().filter_map(|replica| replica.node());
    leader.filter(|node| leads(node.role())).map(|node| node.term().0).next()
}

#[test]
fn at_most_30_percent_of_first_elections_split_the_vote() {
    let rules = Rules::default();
    let split = (0..300).filter(|&seed| first_led_term(5, seed, rules) != Some(1)).count();
    assert!(split <= 90, "{split} of 300 first elections ended without a leader");
}

#[test]
fn without_random_timeouts_votes_are_split_for_ever() {
    let rules = Rules::default();
    for replicas in [2, 3, 5] {
        let led = first_led_term(replicas, 1, rules);
        assert!(led.is_some(), "{replicas} replicas elect a leader");
        let led = first_led_term(replicas, 1, rules.without(Rule::RandomizedTimeouts));
        assert_eq!(led, None, "{replicas} replicas that always stand together");
    }
}

#[test]
fn a_single_replica_elects_itself_and_commits_alone() {
    let mut rig = cluster_of(1).log(&[1]).follower();
    let sent = rig.waits(TIMEOUT_MOST);
    assert_eq!((rig.role(), rig.term(), sent), (Role::Leader, 2, vec![]));
    assert_eq!((rig.terms(), rig.commit()), (vec![1, 2], 2), "its no-op commits what it found");
    rig.is_asked(7);
    assert_eq!((rig.commit(), rig.applied()), (3, &[1, 2, 3][..]));
    assert_eq!(rig.deadline(), Micros::NEVER, "there is no one to send heartbeats to");
}
