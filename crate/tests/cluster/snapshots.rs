//! §7: snapshots in whole clusters, under everything that can happen to replicas and messages.

use raft_playground::raft::{Event, LogIndex, Micros, NodeId, Pace, Role};
use raft_playground::sim::scenario::read_action;
use raft_playground::sim::{
    Action, Cluster, Record, Replica, Reply, Run, Scenario, Target, Timed, Tuning, Watcher, What,
};

use super::trial::{Trial, put, s};

/// Five replicas that compact after every `threshold` entries and send 16 bytes of a snapshot at a time.
fn compacting(threshold: u64) -> Scenario {
    let mut scenario = Scenario { clients: 2, ..Scenario::default() };
    scenario.raft.snapshot_threshold = threshold;
    scenario.raft.snapshot_chunk = 16;
    scenario
}

fn base(replica: &Replica) -> LogIndex {
    replica.log().base()
}

fn replica(trial: &Trial, id: NodeId) -> &Replica {
    trial.cluster().replica(id).expect("it is a replica of the cluster")
}

#[test]
fn a_slow_follower_catches_up_after_its_leader_has_compacted() {
    let mut trial = Trial::new(&compacting(10));
    let leader = trial.elects();
    let slow = trial.others(&[leader])[0];
    trial.cuts_off(&[slow]);
    for key in 0..40 {
        trial.puts(&format!("k{key}"), "v");
    }
    let missing = replica(&trial, slow).log().last_index().next();
    assert!(base(replica(&trial, leader)) > missing, "the leader no longer has what it needs");
    trial.heals();
    let caught_up = trial.runs_until(5_000, |cluster| {
        cluster.replica(slow).is_some_and(|slow| slow.applied() >= LogIndex(41))
    });
    assert!(caught_up, "it has applied {}", replica(&trial, slow).applied());
    trial.runs(1_000);
    trial.assert_agreement();
    assert!(base(replica(&trial, slow)) > missing);
}

#[test]
fn a_leader_tells_of_a_snapshot_under_way_in_its_progress() {
    let mut trial = Trial::new(&compacting(10));
    let leader = trial.elects();
    let slow = trial.others(&[leader])[0];
    trial.crashes(&[slow]);
    for key in 0..20 {
        trial.puts(&format!("k{key}"), "v");
    }
    trial.restarts(&[slow]);
    let sending = move |cluster: &Cluster| {
        let progress = cluster.replica(leader).and_then(Replica::node).and_then(|node| node.progress(slow));
        progress.is_some_and(|progress| matches!(progress.pace, Pace::Snapshot { offset: 32.., .. }))
    };
    assert!(trial.runs_until(3_000, sending), "no third part is sent");
    assert!(trial.runs_until(3_000, move |cluster| !sending(cluster)), "the snapshot never ends");
}

/// After a second, in which a leader is elected, so many requests a second.
fn load(rate: f64) -> Timed {
    let action = Action::Tune(Tuning { rate: Some(rate), gets: Some(0.5), ..Tuning::default() });
    Timed { at: Micros::from_millis(1_000), action }
}

/// The longest log, of a node or on a disk, that was ever seen after an event.
#[derive(Default)]
struct Longest(u64);

impl Watcher for Longest {
    fn see(&mut self, cluster: &Cluster, _: &[Record]) {
        for replica in cluster.replicas() {
            for log in [replica.log(), replica.disk().durable().1] {
                self.0 = self.0.max(log.last_index().0 - log.base().0);
            }
        }
    }
}

#[test]
fn over_a_long_run_no_log_grows_beyond_the_threshold_and_what_is_under_way() {
    const THRESHOLD: u64 = 20;
    let mut scenario = compacting(THRESHOLD);
    scenario.script = vec![load(200.0)];
    scenario.raft.max_batch = 4;
    scenario.sync_of = vec![(s(3), Micros::from_millis(10))];
    let under_way = (scenario.raft.max_batch * scenario.raft.window) as u64;
    let mut run = Run::new(&scenario, Longest::default());
    run.run_until(Micros::from_millis(20_000));
    let written = run.cluster().replicas()[0].log().last_index();
    assert!(written > LogIndex(3_000), "{written} entries");
    let Longest(longest) = run.watcher;
    // Behind the snapshot lies what is not committed yet, and before its end what a follower may still need.
    assert!((THRESHOLD..=THRESHOLD + 2 * under_way).contains(&longest), "{longest} entries");
}

#[test]
fn acknowledged_puts_survive_crashes_loss_and_reordering_with_snapshots_on() {
    for seed in 0..12 {
        let mut scenario = Scenario { seed, sync: Micros::from_millis(2), ..compacting(1 + seed % 5) };
        scenario.network.loss = 0.1;
        scenario.network.duplication = 0.1;
        scenario.network.latency_least = Micros::from_millis(1);
        scenario.network.latency_most = Micros::from_millis(40);
        let mut trial = Trial::new(&scenario);
        let mut acknowledged = Vec::new();
        for round in 0..10 {
            let leader = trial.elects();
            let request = trial.asks(put(&format!("k{round}"), "v"));
            trial.runs(100 + 37 * (seed + round) % 200);
            let other = trial.others(&[leader])[(round % 4) as usize];
            let crash = if round % 2 == 0 { Action::CrashTorn } else { Action::Crash };
            trial.does(crash(leader)).does(crash(other)).runs(400).restarts(&[leader, other]);
            if trial.answer(request) == Some(Reply::Ok(None)) {
                acknowledged.push(round);
            }
        }
        assert!(acknowledged.len() >= 3, "seed {seed}: only {acknowledged:?} were acknowledged");
        trial.runs(5_000);
        let leader = trial.elects();
        let store = trial.store(leader);
        for round in acknowledged {
            let pair = (format!("k{round}"), "v".to_owned());
            assert!(store.contains(&pair), "seed {seed}: k{round} is lost: {store:?}");
        }
    }
}

#[test]
fn a_crash_of_all_replicas_at_once_leaves_what_the_snapshots_stand_for() {
    for torn in [false, true] {
        let mut trial = Trial::new(&Scenario { sync: Micros::from_millis(5), ..compacting(3) });
        trial.elects();
        for key in 0..10 {
            trial.puts(&format!("k{key}"), "v");
        }
        let all = trial.all();
        for &id in &all {
            trial.does(if torn { Action::CrashTorn(id) } else { Action::Crash(id) });
        }
        trial.runs(100).restarts(&all);
        for &id in &all {
            let replica = replica(&trial, id);
            assert!(base(replica) > LogIndex::ZERO && replica.applied() == base(replica), "{id}");
            assert_eq!(trial.node(id).commit_index(), base(replica), "what is behind it must learn anew");
            assert!(!trial.store(id).is_empty(), "its store begins with the snapshot");
        }
        trial.elects();
        for key in 0..10 {
            assert_eq!(trial.gets(&format!("k{key}")), "v", "k{key}");
        }
        trial.runs(1_000);
        trial.assert_agreement();
    }
}

#[test]
fn a_follower_that_crashes_in_the_middle_of_an_install_gets_the_snapshot_after_all() {
    for torn in [false, true] {
        let slow_disk = Micros::from_millis(30);
        let mut trial = Trial::new(&Scenario { sync_of: vec![(s(5), slow_disk)], ..compacting(10) });
        trial.does(Action::TimeOut(s(1)));
        assert_eq!(trial.elects(), s(1));
        trial.crashes(&[s(5)]);
        for key in 0..30 {
            trial.puts(&format!("k{key}"), "v");
        }
        trial.restarts(&[s(5)]);
        // Once between two parts, and once with the write of the snapshot under way.
        let crash = if torn { Action::CrashTorn } else { Action::Crash };
        let part = |cluster: &Cluster| {
            let leader = cluster.replicas()[0].node();
            let pace = leader.and_then(|node| node.progress(s(5))).map(|progress| &progress.pace);
            matches!(pace, Some(Pace::Snapshot { offset: 32.., .. }))
        };
        assert!(trial.runs_until(5_000, part), "no third part is sent");
        trial.does(crash(s(5))).runs(20).restarts(&[s(5)]);
        let writing = |cluster: &Cluster| {
            let replica = &cluster.replicas()[4];
            base(replica) > LogIndex::ZERO && replica.disk().durable().1.base() == LogIndex::ZERO
        };
        assert!(trial.runs_until(5_000, writing), "nothing is installed");
        trial.does(crash(s(5)));
        trial.restarts(&[s(5)]);
        assert_eq!(base(replica(&trial, s(5))), LogIndex::ZERO, "it was not durable");
        trial.runs(3_000);
        trial.assert_agreement();
    }
}

#[test]
fn who_waits_at_a_deposed_leader_for_what_a_snapshot_stands_for_hears_no_more() {
    // Whether it was done cannot be told from the snapshot, so it is neither acknowledged nor done again.
    let mut trial = Trial::new(&compacting(5));
    let old = trial.elects();
    trial.cuts_off(&[old]);
    let request = trial.asks_of(Target::Replica(old), put("x", "lost"));
    trial.runs(100);
    let new = trial.elects_other_than(&[old]);
    for key in 0..10 {
        let request = trial.asks_of(Target::Replica(new), put(&format!("k{key}"), "v"));
        assert!(trial.runs_until(2_000, |_| true));
        trial.runs(200);
        assert_eq!(trial.answer(request), Some(Reply::Ok(None)));
    }
    trial.heals().runs(3_000);
    assert_eq!(trial.answer(request), None);
    assert!(base(replica(&trial, old)) > LogIndex(3));
    trial.assert_agreement();
    assert!(!trial.store(new).iter().any(|(key, _)| key == "x"));
}

#[test]
fn a_replica_compacts_when_it_is_told_to() {
    let mut trial = Trial::of(3);
    let leader = trial.elects();
    for key in 0..4 {
        trial.puts(&format!("k{key}"), "v");
    }
    trial.runs(300);
    let compact = |id: NodeId| {
        let text = format!(r#"{{"do": "compact", "replica": "{id}"}}"#);
        read_action(&text, 3, 2).expect("it reads")
    };
    for id in trial.all() {
        trial.does(compact(id));
        assert_eq!(base(replica(&trial, id)), LogIndex(5), "{id}");
        assert_eq!(trial.node(id).log().last_term(), trial.node(leader).term());
    }
    trial.crashes(&[leader]).does(compact(leader));
    assert_eq!(base(replica(&trial, leader)), LogIndex(5), "one that is down does nothing");
    trial.restarts(&[leader]).elects();
    trial.puts("last", "v");
    trial.runs(500);
    trial.assert_agreement();
}

#[test]
fn a_cluster_of_one_compacts_too() {
    let mut trial = Trial::new(&Scenario { replicas: 1, ..compacting(3) });
    trial.elects();
    for key in 0..10 {
        trial.puts(&format!("k{key}"), "v");
    }
    assert!(base(replica(&trial, s(1))) >= LogIndex(8));
    trial.crashes(&[s(1)]).restarts(&[s(1)]).elects();
    assert_eq!(trial.gets("k3"), "v");
}

#[test]
fn every_election_timeout_passes_without_an_election_while_a_snapshot_is_sent() {
    // §5.2: its parts are a leader's signs of life.
    let mut scenario = compacting(10);
    scenario.raft.snapshot_chunk = 1;
    let mut trial = Trial::new(&scenario);
    let leader = trial.elects();
    let slow = trial.others(&[leader])[0];
    trial.crashes(&[slow]);
    for key in 0..20 {
        trial.puts(&format!("k{key}"), "v");
    }
    trial.restarts(&[slow]).runs(3_000);
    let node = trial.node(leader);
    assert!(matches!(node.progress(slow).map(|progress| &progress.pace), Some(Pace::Snapshot { .. })));
    assert_eq!((node.role(), trial.node(slow).role()), (Role::Leader, Role::Follower));
    assert_eq!(trial.node(slow).term(), node.term());
}

#[test]
fn who_only_takes_parts_of_a_snapshot_answers_its_leader_all_the_same() {
    // CheckQuorum (dissertation §6.2): the leader has a majority only with the follower that it sends a snapshot to.
    let mut scenario = Scenario { replicas: 3, ..compacting(10) };
    scenario.raft.snapshot_chunk = 1;
    scenario.raft.check_quorum = true;
    let mut trial = Trial::new(&scenario);
    let leader = trial.elects();
    let [slow, other] = trial.others(&[leader])[..] else { panic!("there are two others") };
    trial.crashes(&[slow]);
    for key in 0..20 {
        trial.puts(&format!("k{key}"), "v");
    }
    trial.restarts(&[slow]).runs(100).crashes(&[other]).runs(3_000);
    let node = trial.node(leader);
    assert!(matches!(node.progress(slow).map(|progress| &progress.pace), Some(Pace::Snapshot { .. })));
    assert_eq!(node.role(), Role::Leader);
}

#[test]
fn the_leadership_can_be_handed_to_a_follower_that_first_needs_a_snapshot() {
    // Dissertation §3.10: the leader brings the other's log up to date.
    let mut trial = Trial::new(&Scenario { replicas: 3, ..compacting(5) });
    let leader = trial.elects();
    let slow = trial.others(&[leader])[0];
    trial.crashes(&[slow]);
    for key in 0..9 {
        trial.puts(&format!("k{key}"), "v");
    }
    // The snapshot stands for the whole log.
    trial.does(Action::Compact(leader)).runs(300);
    trial.restarts(&[slow]);
    let install_begins = |cluster: &Cluster| {
        let progress = cluster.replica(leader).and_then(Replica::node).and_then(|node| node.progress(slow));
        progress.is_some_and(|progress| matches!(progress.pace, Pace::Snapshot { offset: 1.., .. }))
    };
    assert!(trial.runs_until(3_000, install_begins));
    trial.does(Action::Tune(Tuning { snapshot_chunk: Some(1_000), ..Tuning::default() }));
    trial.does(Action::Transfer(slow)).runs(400);
    assert_eq!(trial.leader(), Some(slow));
    trial.runs(1_000);
    trial.assert_agreement();
}

/// When each replica had its first entry durable.
#[derive(Default)]
struct FirstDurable([Option<Micros>; 3]);

impl Watcher for FirstDurable {
    fn see(&mut self, cluster: &Cluster, _: &[Record]) {
        for (replica, first) in cluster.replicas().iter().zip(&mut self.0) {
            if replica.disk().durable().1.last_index() > LogIndex::ZERO {
                first.get_or_insert(cluster.now());
            }
        }
    }
}

#[test]
fn each_disk_takes_its_own_time() {
    let read = |disk: &str| {
        let text = format!(
            r#"{{"replicas": 3, "network": {{"latency_ms": [1, 1]}}, "workload": {{"rate": 50}}, {disk}
                "actions": [{{"at_ms": 10, "do": "time_out", "replica": "S1"}}], "end_ms": 400}}"#
        );
        let mut run = Run::new(&Scenario::read(&text).expect("it reads"), FirstDurable::default());
        run.run_until(Micros::from_millis(400));
        run.watcher.0.map(|at| at.expect("all have written").0)
    };
    let fast = read("");
    assert!(fast.iter().all(|&at| at < 20_000), "{fast:?}");
    let [one, two, three] = read(r#""disk": {"sync_ms": 2, "sync_ms_of": {"S3": 100}},"#);
    assert!(one < 30_000 && two < 30_000 && three >= 100_000, "{one}, {two}, {three}");
}

#[test]
fn a_time_for_all_disks_takes_the_place_of_every_time_of_one() {
    let mut trial = Trial::new(&Scenario { sync_of: vec![(s(3), Micros(9))], ..compacting(0) });
    let tune = |sync, sync_of: &[(NodeId, Micros)]| {
        Action::Tune(Tuning { sync, sync_of: sync_of.to_vec(), ..Tuning::default() })
    };
    let times = |trial: &Trial| {
        let blueprint = trial.cluster().blueprint();
        [s(1), s(2), s(3)].map(|id| blueprint.sync_at(id).0)
    };
    assert_eq!(times(&trial), [0, 0, 9]);
    trial.does(tune(None, &[(s(1), Micros(4))]));
    assert_eq!(times(&trial), [4, 0, 9]);
    trial.does(tune(Some(Micros(2)), &[(s(2), Micros(7))]));
    assert_eq!(times(&trial), [2, 7, 2]);
}

/// Counts what is told of snapshots.
#[derive(Default)]
struct Told {
    sent: usize,
    installed: usize,
}

impl Watcher for Told {
    fn see(&mut self, _: &Cluster, records: &[Record]) {
        for record in records {
            self.sent += usize::from(matches!(record.what, What::Node(Event::SnapshotSent { .. })));
            self.installed += usize::from(matches!(record.what, What::Node(Event::Installed { .. })));
        }
    }
}

#[test]
fn followers_that_keep_up_are_sent_no_snapshots() {
    let mut scenario = compacting(5);
    scenario.script = vec![load(100.0)];
    let mut run = Run::new(&scenario, Told::default());
    run.run_until(Micros::from_millis(10_000));
    assert!(run.cluster().replicas().iter().all(|replica| base(replica) > LogIndex(500)));
    assert_eq!((run.watcher.sent, run.watcher.installed), (0, 0));
}
