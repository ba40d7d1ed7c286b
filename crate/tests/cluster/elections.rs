//! Elections in a whole cluster (§5.2).

use raft_playground::raft::{Role, Term};
use raft_playground::sim::Scenario;

use super::trial::{Trial, s};

#[test]
fn a_cluster_of_any_size_elects_a_leader_and_keeps_it() {
    for replicas in [1, 2, 3, 4, 5, 6, 7, 21] {
        let mut trial = Trial::of(replicas);
        let leader = trial.elects();
        let term = trial.runs(100).node(leader).term();
        trial.runs(10_000);
        assert_eq!(trial.leader(), Some(leader), "of {replicas}");
        for id in trial.all() {
            assert_eq!(trial.node(id).term(), term, "{id} of {replicas} is in the leader's term");
        }
    }
}

#[test]
fn the_first_leader_comes_within_a_second_from_nine_seeds_of_ten() {
    let late = (0..100).filter(|&seed| {
        let mut trial = Trial::new(&Scenario { seed, ..Scenario::default() });
        trial.runs(1_000);
        trial.leader().is_none()
    });
    let late = late.count();
    assert!(late <= 10, "{late} of 100 clusters have no leader after a second");
}

#[test]
fn when_the_leader_crashes_another_is_elected_and_the_old_one_follows_it_on_its_return() {
    let mut trial = Trial::of(3);
    let old = trial.elects();
    let term = trial.node(old).term();
    trial.crashes(&[old]);
    let new = trial.elects();
    assert!(new != old && trial.node(new).term() > term, "{new} leads in a later term than {old}");

    let term = trial.node(new).term();
    trial.restarts(&[old]).runs(1_000);
    assert_eq!((trial.leader(), trial.node(new).term()), (Some(new), term), "a restart disturbs no one");
    assert_eq!((trial.node(old).role(), trial.node(old).leader()), (Role::Follower, Some(new)));
}

#[test]
fn a_leader_that_was_cut_off_steps_down_when_it_hears_of_a_later_term() {
    let mut trial = Trial::of(5);
    let old = trial.elects();
    trial.cuts_off(&[old]);
    let new = trial.elects_other_than(&[old]);
    trial.runs(500);
    assert_eq!(trial.node(old).role(), Role::Leader, "it does not know yet");
    trial.heals().runs(500);
    assert_eq!(trial.leader(), Some(new));
    assert_eq!((trial.node(old).role(), trial.node(old).term()), (Role::Follower, trial.node(new).term()));
}

#[test]
fn without_a_quorum_no_one_leads_and_with_it_someone_does_again() {
    for replicas in [2, 3, 4, 5, 6] {
        let mut trial = Trial::of(replicas);
        let leader = trial.elects();
        // Half of an even cluster is no quorum either.
        let quorum = replicas / 2 + 1;
        let rest: Vec<_> = trial.others(&[leader]).split_off(usize::from(quorum) - 1);
        trial.crashes(&rest).crashes(&[leader]);
        for _ in 0..50 {
            trial.runs(100);
            let leads = trial.others(&rest).into_iter().filter(|&id| id != leader);
            let leads = leads.filter(|&id| trial.node(id).role() == Role::Leader).count();
            assert_eq!(leads, 0, "{} of {replicas} are up", quorum - 1);
        }
        trial.restarts(&[leader]);
        trial.elects();
    }
}

#[test]
fn many_elections_with_any_three_of_seven_cut_off_always_end_with_a_leader() {
    for seed in 0..5 {
        let mut trial = Trial::new(&Scenario { replicas: 7, seed, ..Scenario::default() });
        trial.elects();
        for round in 0..10 {
            let cut: Vec<_> = [0, 2, 3].map(|step| s(((seed as u8 + round + step * round) % 7) + 1)).to_vec();
            for &id in &cut {
                trial.cuts_off(&[id]);
            }
            trial.elects_other_than(&cut);
            trial.heals();
            trial.elects();
        }
    }
}

#[test]
fn terms_do_not_rise_as_long_as_the_leader_is_heard() {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    let term = trial.node(leader).term();
    for _ in 0..20 {
        trial.puts("x", "1");
        trial.runs(500);
    }
    assert_eq!(trial.node(leader).term(), term);
    assert_ne!(term, Term::ZERO);
}
