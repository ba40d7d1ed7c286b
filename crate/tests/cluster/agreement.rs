//! Agreement in a whole cluster (§5.3, §5.4): with followers and leaders failing, and not without a quorum.

use raft_playground::raft::NodeId;
use raft_playground::sim::{Replica, Reply, Scenario, Target};

use super::trial::{Trial, put};

#[test]
fn clusters_of_any_size_agree_on_all_commands() {
    for replicas in [1, 2, 3, 4, 5, 7, 21] {
        let mut trial = Trial::of(replicas);
        trial.elects();
        for number in 0..10 {
            trial.puts(&format!("k{number}"), "v");
        }
        trial.runs(500);
        trial.assert_agreement();
        assert_eq!(trial.store(NodeId(0)).len(), 10, "of {replicas}");
    }
}

#[test]
fn the_cluster_goes_on_without_a_minority_of_its_followers_and_they_catch_up() {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    let failing: Vec<_> = trial.others(&[leader]).split_off(2);
    trial.puts("before", "1");
    trial.crashes(&failing[..1]).cuts_off(&failing[1..]);
    for number in 0..10 {
        trial.puts(&format!("k{number}"), "v");
    }
    assert_eq!(trial.leader(), Some(leader));
    trial.restarts(&failing[..1]).heals();
    trial.elects();
    trial.puts("after", "1");
    trial.runs(1_000);
    trial.assert_agreement();
    assert_eq!(trial.store(failing[1]).len(), 12);
}

#[test]
fn the_cluster_goes_on_when_leaders_fail_one_after_the_other() {
    let mut trial = Trial::of(5);
    let mut gone = Vec::new();
    for number in 0..3 {
        let leader = trial.elects();
        trial.puts(&format!("k{number}"), "v");
        if gone.len() < 2 {
            trial.crashes(&[leader]);
            gone.push(leader);
        }
    }
    for number in 0..3 {
        assert_eq!(trial.gets(&format!("k{number}")), "v", "an acknowledged put survives two leaders");
    }
}

#[test]
fn without_a_quorum_nothing_is_committed_and_nothing_acknowledged() {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    trial.puts("x", "1");
    trial.runs(200);
    let failing: Vec<_> = trial.others(&[leader]).split_off(1);
    trial.crashes(&failing);
    let commit = trial.node(leader).commit_index();
    let request = trial.asks_of(Target::Replica(leader), put("x", "2"));
    trial.runs(5_000);
    assert_eq!(trial.answer(request), None, "two of five hold it");
    assert_eq!(trial.node(leader).commit_index(), commit);
    assert_eq!(trial.store(leader), [("x".to_owned(), "1".to_owned())]);

    trial.restarts(&failing[..1]);
    trial.elects();
    trial.puts("y", "3");
    trial.restarts(&failing[1..]);
    trial.elects();
    trial.runs(1_000);
    trial.assert_agreement();
}

#[test]
fn a_leader_that_was_cut_off_drops_what_it_could_not_commit_when_it_rejoins() {
    let mut trial = Trial::of(3);
    let first = trial.elects();
    trial.puts("a", "agreed");
    trial.cuts_off(&[first]);
    let lost = ["x", "y", "z"].map(|key| trial.asks_of(Target::Replica(first), put(key, "lost")));

    let second = trial.elects_other_than(&[first]);
    let kept = trial.asks_of(Target::Replica(second), put("b", "agreed"));
    trial.runs(500);
    assert_eq!(trial.answer(kept), Some(Reply::Ok(None)), "two of three go on without {first}");

    // The second leader is cut off too, and the first is back among the others.
    trial.heals().cuts_off(&[second]);
    let third = trial.elects_other_than(&[second]);
    let kept = trial.asks_of(Target::Replica(third), put("c", "agreed"));
    trial.runs(500);
    assert_eq!(trial.answer(kept), Some(Reply::Ok(None)), "two of three go on without {second}");
    trial.heals();
    trial.elects();
    trial.puts("d", "agreed");
    trial.runs(500);
    trial.assert_agreement();

    let keys: Vec<_> = trial.store(first).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["a", "b", "c", "d"]);
    for request in lost {
        assert_eq!(trial.answer(request), Some(Reply::Redirect), "whoever waited there is sent on");
    }
}

/// Puts so many commands into the log of a leader, whether it can commit them or not.
fn writes(trial: &mut Trial, leader: NodeId, count: u64) {
    for number in 0..count {
        trial.proposes(leader, &put(&format!("{leader} {number}"), "v"));
    }
}

#[test]
fn long_wrong_logs_are_backed_up_over_in_few_messages() {
    for seed in 0..10 {
        let mut trial = Trial::new(&Scenario { clients: 1, seed, ..Scenario::default() });
        let first = trial.elects();
        trial.runs(200);
        let others = trial.others(&[first]);

        // The first leader and one follower gather entries that will never be committed.
        let minority = [first, others[0]];
        trial.cuts_off(&minority);
        writes(&mut trial, first, 200);
        let second = trial.elects_other_than(&minority);
        writes(&mut trial, second, 200);
        trial.runs(500);
        assert!(trial.node(second).commit_index().0 >= 200, "three of five commit theirs");

        // The second leader too is left with entries of its own, with one follower of its side.
        let side = trial.others(&[minority[0], minority[1], second]);
        trial.crashes(&side[..1]);
        writes(&mut trial, second, 200);
        trial.runs(200);
        trial.crashes(&[second, side[1]]);

        for deposed in [first, second] {
            let log = trial.cluster().replica(deposed).expect("it is one of five").log();
            assert!(log.last_index().0 > 200, "seed {seed}: {deposed} has a long log");
        }

        // Two who committed nothing of late, and one who crashed before the wrong entries came, go on.
        trial.heals().restarts(&side[..1]);
        let third = trial.elects_other_than(&[second]);
        writes(&mut trial, third, 200);
        trial.runs(1_000);

        // All are back. Their logs hold hundreds of entries of other terms.
        trial.restarts(&[second, side[1]]);
        let (before, since) = (trial.messages(), trial.cluster().now());
        trial.elects();
        trial.puts("last", "1");
        let agreed = trial.runs_until(2_000, |cluster| {
            let mut applied = cluster.replicas().iter().map(Replica::applied);
            let first = applied.next();
            applied.all(|other| Some(other) == first)
        });
        assert!(agreed, "seed {seed}: two seconds later the logs still differ");
        let (messages, took) = (trial.messages() - before, trial.cluster().now().0 - since.0);
        // Heartbeats and their answers, and with an election those around it, make up most of it.
        let most = 8 * (took / 50_000 + 1) + 60;
        assert!(messages <= most, "seed {seed}: {messages} messages in {took} µs, at most {most}");
        trial.runs(500);
        trial.assert_agreement();
    }
}

#[test]
fn an_idle_cluster_sends_a_heartbeat_and_its_answer_for_each_follower_and_interval() {
    let mut trial = Trial::of(5);
    trial.elects();
    trial.runs(500);
    let before = trial.messages();
    trial.runs(10_000);
    let sent = trial.messages() - before;
    assert!((1_592..=1_608).contains(&sent), "{sent} messages in 200 intervals, 8 for each");
}

#[test]
fn a_command_costs_one_message_and_one_answer_for_each_follower() {
    let mut trial = Trial::of(3);
    trial.elects();
    trial.runs(500);
    let before = trial.messages();
    let since = trial.cluster().now().0;
    for number in 0..100 {
        trial.puts("x", &number.to_string());
    }
    let intervals = (trial.cluster().now().0 - since).div_ceil(50_000);
    let sent = trial.messages() - before;
    assert!(
        sent <= 400 + 4 * intervals,
        "{sent} messages for 100 commands in {intervals} heartbeat intervals"
    );
}
