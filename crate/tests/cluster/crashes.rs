//! Crashes of a whole cluster (§5.1, Figure 2): what was acknowledged survives them.

use raft_playground::check::{Checker, Invariant};
use raft_playground::raft::{LogIndex, Micros, Rule, Rules};
use raft_playground::sim::{Reply, Run, Scenario};

use super::trial::{Trial, put};

fn with_slow_disks(seed: u64) -> Trial {
    Trial::new(&Scenario { clients: 1, seed, sync: Micros::from_millis(5), ..Scenario::default() })
}

#[test]
fn acknowledged_puts_survive_rounds_of_crashes() {
    let mut trial = with_slow_disks(1);
    for round in 0..10 {
        let leader = trial.elects();
        trial.puts(&format!("k{round}"), "v");
        let others = trial.others(&[leader]);
        match round % 4 {
            0 => trial.crashes(&[leader]).runs(50).restarts(&[leader]),
            1 => trial.crashes(&others[..2]).runs(700).restarts(&others[..2]),
            2 => trial.crashes(&[leader, others[0]]).runs(700).restarts(&[others[0], leader]),
            _ => trial.crashes(&others).runs(300).restarts(&others),
        };
    }
    trial.elects();
    for round in 0..10 {
        assert_eq!(trial.gets(&format!("k{round}")), "v", "k{round}");
    }
    trial.runs(1_000);
    trial.assert_agreement();
}

#[test]
fn what_was_acknowledged_survives_a_crash_of_all_replicas_at_once() {
    for seed in 0..30 {
        let mut trial = with_slow_disks(seed);
        trial.elects();
        trial.puts("x", "1");
        let all = trial.all();
        // At the very moment of the answer, most writes of the followers are still under way.
        trial.crashes(&all).runs(100).restarts(&all);
        trial.elects();
        assert_eq!(trial.gets("x"), "1", "seed {seed}");
    }
}

#[test]
fn a_put_that_a_crash_of_all_interrupts_is_done_or_not_and_stays_so() {
    let mut done = 0;
    for seed in 0..40 {
        let mut trial = with_slow_disks(seed);
        trial.elects();
        trial.runs(300);
        trial.puts("x", "old");
        let request = trial.asks(put("x", "new"));
        trial.runs(seed * 2);
        let all = trial.all();
        let acknowledged = trial.answer(request) == Some(Reply::Ok(None));
        // All that was on its way when they crashed has met them down.
        trial.crashes(&all).runs(100).restarts(&all);
        trial.elects();
        let found = trial.gets("x");
        assert!(found == "new" || (found == "old" && !acknowledged), "seed {seed}: {found}, {acknowledged}");
        done += usize::from(found == "new");
        trial.crashes(&all).restarts(&all);
        trial.elects();
        assert_eq!(trial.gets("x"), found, "seed {seed}: the same after another crash");
    }
    assert!((5..=35).contains(&done), "of 40 puts {done} were done: the crash comes at all stages");
}

#[test]
fn a_restarted_replica_builds_its_store_again_from_its_log() {
    let mut trial = Trial::of(3);
    let leader = trial.elects();
    let follower = trial.others(&[leader])[0];
    trial.puts("x", "1");
    trial.runs(200);
    assert_eq!(trial.store(follower).len(), 1);
    trial.crashes(&[follower]);
    assert_eq!(trial.store(follower).len(), 0, "the store is volatile");
    trial.restarts(&[follower]);
    assert_eq!(trial.node(follower).commit_index(), LogIndex::ZERO, "what is committed it must learn anew");
    trial.runs(500);
    assert_eq!(trial.store(follower), trial.store(leader));
}

#[test]
fn a_cluster_of_one_keeps_what_it_acknowledged() {
    let scenario = Scenario { replicas: 1, sync: Micros::from_millis(5), ..Scenario::default() };
    let mut trial = Trial::new(&scenario);
    trial.elects();
    trial.puts("x", "1");
    let all = trial.all();
    trial.crashes(&all).restarts(&all);
    trial.elects();
    assert_eq!(trial.gets("x"), "1");
}

#[test]
fn acknowledged_puts_survive_crashes_over_a_network_that_loses_and_duplicates() {
    for seed in 0..10 {
        let mut scenario = Scenario { clients: 1, seed, sync: Micros::from_millis(2), ..Scenario::default() };
        scenario.network.loss = 0.1;
        scenario.network.duplication = 0.1;
        scenario.network.latency_least = Micros::from_millis(1);
        let mut trial = Trial::new(&scenario);
        let mut acknowledged = Vec::new();
        for round in 0..10 {
            let leader = trial.elects();
            let request = trial.asks(put(&format!("k{round}"), "v"));
            trial.runs(100 + 37 * (seed + round) % 200);
            trial.crashes(&[leader]).runs(400).restarts(&[leader]);
            if trial.answer(request) == Some(Reply::Ok(None)) {
                acknowledged.push(round);
            }
        }
        assert!(acknowledged.len() >= 3, "seed {seed}: only {acknowledged:?} were acknowledged");
        trial.runs(3_000);
        let leader = trial.elects();
        let store = trial.store(leader);
        for round in acknowledged {
            let pair = (format!("k{round}"), "v".to_owned());
            assert!(store.contains(&pair), "seed {seed}: k{round} is lost: {store:?}");
        }
    }
}

/// S5 acknowledges the first entry of term 2, crashes at once, and hears the leader of term 1 again, which S3 has
/// deposed without it. Gives the invariants that break.
fn a_crash_between_entries_and_their_term(rules: Rules) -> Vec<Invariant> {
    let scenario = r#"{
        "raft": {"election_timeout_ms": [60000, 60000]}, "network": {"latency_ms": [1, 1]},
        "disk": {"sync_ms_of": {"S5": 30}}, "end_ms": 1000,
        "actions": [
            {"at_ms": 10, "do": "time_out", "replica": "S1"},
            {"at_ms": 200, "do": "partition", "groups": [["S1"], ["S2", "S3", "S4"], ["S5"]]},
            {"at_ms": 210, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "1"},
            {"at_ms": 220, "do": "time_out", "replica": "S3"},
            {"at_ms": 222.5, "do": "partition", "groups": [["S1"], ["S2"], ["S3", "S4", "S5"]]},
            {"at_ms": 310, "do": "crash", "replica": "S5"},
            {"at_ms": 310, "do": "partition", "groups": [["S1", "S5"], ["S2"], ["S3", "S4"]]},
            {"at_ms": 320, "do": "restart", "replica": "S5"},
            {"at_ms": 450, "do": "partition", "groups": [["S1", "S2", "S5"], ["S3", "S4"]]},
            {"at_ms": 460, "do": "time_out", "replica": "S5"},
            {"at_ms": 600, "do": "time_out", "replica": "S5"}
        ]}"#;
    let scenario = Scenario { rules, ..Scenario::read(scenario).expect("it reads") };
    let mut run = Run::new(&scenario, Checker::default());
    run.run_until(Micros::from_millis(1_000));
    run.watcher.violations().iter().map(|violation| violation.invariant).collect()
}

#[test]
fn an_entry_that_outlives_its_term_is_overwritten_by_a_leader_of_before_although_it_is_committed() {
    // §5.1: the term is durable no later than the entries.
    assert_eq!(a_crash_between_entries_and_their_term(Rules::default()), []);
    let without = Rules::default().without(Rule::TermDurableWithEntries);
    let broken = a_crash_between_entries_and_their_term(without);
    assert!(broken.contains(&Invariant::LeaderCompleteness), "{broken:?}");
}
