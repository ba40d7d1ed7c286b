//! Who comes back, and who is cut off, in a whole cluster: with and without PreVote (dissertation §9.6) and
//! CheckQuorum (§6.2).

use raft_playground::raft::{NodeId, Role, Rules, Settings};
use raft_playground::sim::{Scenario, Target};

use super::trial::{Trial, put};

fn cluster(pre_vote: bool, check_quorum: bool, seed: u64) -> Trial {
    let raft = Settings { pre_vote, check_quorum, ..Settings::default() };
    Trial::new(&Scenario { clients: 2, seed, raft, ..Scenario::default() })
}

/// The run of a bundled scenario up to a moment, with these rules.
fn bundled(text: &str, rules: Rules, millis: u64) -> Trial {
    let mut trial = Trial::new(&Scenario { rules, ..Scenario::read(text).expect("it reads") });
    trial.runs(millis);
    trial
}

/// A follower is cut off for three seconds, and comes back: the leader before, and its term.
fn comes_back(trial: &mut Trial) -> (NodeId, u64) {
    let leader = trial.elects();
    let term = trial.node(leader).term().0;
    let cut_off = trial.others(&[leader])[0];
    trial.cuts_off(&[cut_off]).runs(3_000).heals().runs(1_000);
    (leader, term)
}

#[test]
fn without_pre_vote_a_replica_that_was_cut_off_ends_the_leaders_term() {
    for seed in 0..10 {
        let mut trial = cluster(false, false, seed);
        let (leader, term) = comes_back(&mut trial);
        assert!(trial.node(leader).term().0 > term + 3, "seed {seed}: the term of its many elections");
        trial.elects();
    }
}

#[test]
fn with_pre_vote_the_leader_leads_on_when_a_replica_comes_back() {
    for seed in 0..10 {
        let mut trial = cluster(true, false, seed);
        let (leader, term) = comes_back(&mut trial);
        assert_eq!(trial.leader(), Some(leader), "seed {seed}");
        for id in trial.all() {
            assert_eq!(trial.node(id).term().0, term, "seed {seed}: {id}");
        }
    }
}

#[test]
fn check_quorum_alone_frees_a_candidate_that_is_stuck_in_a_later_term() {
    for seed in 0..10 {
        let mut trial = cluster(false, true, seed);
        let (_, term) = comes_back(&mut trial);
        let leader = trial.elects();
        assert!(trial.node(leader).term().0 > term, "seed {seed}");
        trial.runs(500);
        for id in trial.all() {
            assert_eq!(trial.node(id).leader(), Some(leader), "seed {seed}: {id} takes part again");
        }
    }
}

#[test]
fn a_leader_that_is_cut_off_steps_down_with_check_quorum_while_the_majority_elects_another() {
    for check_quorum in [true, false] {
        for pre_vote in [false, true] {
            let mut trial = cluster(pre_vote, check_quorum, 1);
            let old = trial.elects();
            let term = trial.node(old).term();
            let with_it = trial.others(&[old])[0];
            trial.runs(200).cuts_off(&[old, with_it]);
            // Two election timeouts: the one that had begun goes by with answers.
            trial.runs(300);
            let told = format!("PreVote {pre_vote}, CheckQuorum {check_quorum}");
            let leads = trial.node(old).role() == Role::Leader;
            assert_eq!(leads, !check_quorum, "{told}");
            let new = trial.elects_other_than(&[old, with_it]);
            assert!(trial.node(new).term() > term, "{told}");
            trial.heals().runs(1_000);
            let leader = trial.leader();
            assert!(leader.is_some(), "{told}");
            if pre_vote {
                assert_eq!(leader, Some(new), "{told}: those who come back disturb no one");
            }
        }
    }
}

#[test]
fn with_check_quorum_a_request_to_a_leader_that_is_cut_off_waits_and_is_not_lost() {
    let mut trial = cluster(true, true, 1);
    let old = trial.elects();
    trial.cuts_off(&[old]).runs(1_000);
    let request = trial.asks_of(Target::Leader, put("x", "1"));
    trial.runs(1_000);
    assert_eq!(trial.node(old).log().last_index().0, 1, "its log grows no more");
    trial.heals().runs(2_000);
    assert!(trial.answer(request).is_some(), "the one who leads now carries it out");
    assert_eq!(trial.gets("x"), "1");
}

#[test]
fn both_settings_cost_a_calm_cluster_no_message_and_no_term() {
    let messages = |pre_vote, check_quorum| {
        let mut trial = cluster(pre_vote, check_quorum, 1);
        let leader = trial.elects();
        let (term, before) = (trial.node(leader).term(), trial.messages());
        trial.runs(10_000);
        assert_eq!((trial.leader(), trial.node(leader).term()), (Some(leader), term));
        trial.messages() - before
    };
    let plain = messages(false, false);
    for (pre_vote, check_quorum) in [(true, false), (false, true), (true, true)] {
        let count = messages(pre_vote, check_quorum);
        assert!(count.abs_diff(plain) <= 8, "{count} messages with, {plain} without");
    }
}

#[test]
fn a_cluster_elects_again_and_again_with_both_settings() {
    for seed in 0..5 {
        let mut trial = cluster(true, true, seed);
        for _ in 0..10 {
            let leader = trial.elects();
            trial.crashes(&[leader]);
            trial.elects_other_than(&[leader]);
            trial.restarts(&[leader]).runs(500);
        }
        trial.puts("x", "1");
    }
}

#[test]
fn the_returning_replica_of_the_scenarios_deposes_the_leader_only_without_pre_vote() {
    let s1 = NodeId(0);
    let rules = Rules::default();
    let without = bundled(include_str!("../../scenarios/returning-replica.json"), rules, 1_600);
    assert!(without.node(s1).term().0 > 1 && without.node(s1).role() != Role::Leader);
    let with = bundled(include_str!("../../scenarios/returning-replica-pre-vote.json"), rules, 3_000);
    assert_eq!((with.leader(), with.node(s1).term().0), (Some(s1), 1));
}

#[test]
fn in_the_scenario_of_check_quorum_the_leader_steps_down_before_it_hears_of_another() {
    let text = include_str!("../../scenarios/check-quorum.json");
    let s1 = NodeId(0);
    let mut trial = bundled(text, Rules::default(), 419);
    assert_eq!(trial.node(s1).role(), Role::Leader);
    trial.runs(181);
    assert_eq!((trial.node(s1).role(), trial.node(s1).term().0), (Role::Follower, 1));
    assert!(trial.leader().is_none(), "no other leads yet");
    trial.runs(2_400);
    let history = trial.cluster().clients().history();
    assert!(history.iter_from(0).all(|exchange| exchange.answer.is_some()), "every request is answered");
}

#[test]
fn in_the_scenario_of_unanswered_pre_votes_no_leader_comes_ever_again_and_with_answers_one_does() {
    let text = include_str!("../../scenarios/rules/answer-stale-pre-vote.json");
    let off = Scenario::read(text).expect("it reads").rules;
    let leads = |trial: &Trial| trial.leader().is_some();

    let mut without = bundled(text, off, 700);
    for _ in 0..200 {
        without.runs(1_000);
        assert!(!leads(&without), "S2 and S3 are up, and neither ever leads");
    }
    let mut with = bundled(text, Rules::default(), 2_000);
    assert_eq!(with.leader(), Some(NodeId(1)), "S2 holds what was committed");
    assert_eq!(with.gets("x"), "1");
}
