//! Reads without the log (§8; dissertation §6.4), in whole clusters.

use raft_playground::kv::Op;
use raft_playground::raft::{self, NodeId, ReadWay, Role};
use raft_playground::sim::{Action, ClientId, Replica, Reply, Scenario, Target};

use super::trial::{Trial, get, put};

fn reading(reads: ReadWay) -> Scenario {
    Scenario {
        clients: 2,
        raft: raft::Settings { reads, ..raft::Settings::default() },
        ..Scenario::default()
    }
}

/// A settled cluster of five whose first client has put x=1, and its leader.
fn settled(reads: ReadWay) -> (Trial, NodeId) {
    let mut trial = Trial::new(&reading(reads));
    let leader = trial.elects();
    trial.puts("x", "1");
    trial.runs(200);
    (trial, leader)
}

#[test]
fn only_reads_through_the_log_make_it_longer() {
    for way in ReadWay::ALL {
        let (mut trial, leader) = settled(way);
        let before = trial.node(leader).log().last_index().0;
        for _ in 0..10 {
            assert_eq!(trial.gets("x"), "1", "{way:?}");
        }
        let longer = trial.node(leader).log().last_index().0 - before;
        assert_eq!(longer, if way == ReadWay::Log { 10 } else { 0 }, "{way:?}");
    }
}

#[test]
fn a_read_by_lease_costs_no_message_and_a_confirmed_one_a_round() {
    let cost = |way| {
        let (mut trial, leader) = settled(way);
        let before = trial.messages();
        let requests: Vec<_> = (0..8).map(|_| trial.asks_of(Target::Replica(leader), get("x"))).collect();
        trial.runs(200);
        assert!(requests.iter().all(|&request| trial.answer(request) == Some(Reply::Ok(Some("1".into())))));
        trial.messages() - before
    };
    // Heartbeats alone: eight requests come within the latency of a message, so few rounds serve them all.
    let (lease, confirmed) = (cost(ReadWay::Lease), cost(ReadWay::ReadIndex));
    assert!(lease <= 4 * 8, "{lease} messages in 200 ms");
    assert!(
        (lease + 8..=lease + 8 * 4).contains(&confirmed),
        "{confirmed} messages, and {lease} without rounds"
    );
}

#[test]
fn each_request_may_say_how_it_is_answered() {
    let (mut trial, leader) = settled(ReadWay::Lease);
    let before = trial.node(leader).log().last_index().0;
    let ways = ReadWay::ALL.into_iter().map(Some).chain([None]);
    for way in ways.clone() {
        let (client, to, op) = (ClientId(0), Target::Leader, get("x"));
        trial.does(Action::Request { client, to, op, way }).runs(200);
    }
    let history = trial.cluster().clients().history();
    let answered = history.iter_from(history.len() - ways.count());
    for exchange in answered {
        let answer = exchange.answer.as_ref().map(|(.., reply)| reply);
        assert_eq!(answer, Some(&Reply::Ok(Some("1".into()))), "{exchange:?}");
    }
    assert_eq!(trial.node(leader).log().last_index().0, before + 1, "one of the four went through the log");
}

#[test]
fn a_follower_sends_reads_to_the_leader() {
    for way in [ReadWay::ReadIndex, ReadWay::Lease] {
        let (mut trial, leader) = settled(way);
        for follower in trial.others(&[leader]) {
            let request = trial.asks_of(Target::Replica(follower), get("x"));
            trial.runs(200);
            assert_eq!(trial.answer(request), Some(Reply::Redirect), "{way:?}");
        }
    }
}

#[test]
fn a_leader_that_is_cut_off_answers_no_stale_read_and_sends_its_readers_on_when_it_is_back() {
    for way in [ReadWay::ReadIndex, ReadWay::Lease] {
        let (mut trial, old) = settled(way);
        trial.cuts_off(&[old]);
        let new = trial.elects_other_than(&[old]);
        let fresh = trial.asks_of(Target::Replica(new), put("x", "2"));
        trial.runs(200);
        let read = trial.asks_of(Target::Replica(old), get("x"));
        trial.runs(1_000);
        assert_eq!(trial.answer(fresh), Some(Reply::Ok(None)), "{way:?}");
        assert_eq!(trial.answer(read), None, "{way:?}: {old} cannot know that it still leads, and does not");
        trial.heals().runs(1_000);
        assert_eq!(trial.answer(read), Some(Reply::Redirect), "{way:?}");
    }
}

#[test]
fn with_leases_a_leader_that_is_lost_is_still_followed_by_another() {
    for seed in 0..20 {
        let mut trial = Trial::new(&Scenario { seed, ..reading(ReadWay::Lease) });
        let old = trial.elects();
        trial.puts("x", "1");
        trial.crashes(&[old]);
        trial.elects_other_than(&[old]);
        trial.restarts(&[old]);
        trial.puts("x", "2");
        assert_eq!(trial.gets("x"), "2", "seed {seed}");
    }
}

#[test]
fn with_leases_a_replica_that_comes_back_deposes_no_leader_that_the_others_hear() {
    // Dissertation §4.2.3: they keep to their leader, and do not enter the candidate's term.
    let (mut trial, leader) = settled(ReadWay::Lease);
    let other = trial.others(&[leader])[0];
    trial
        .does(Action::Cut(trial.all().into_iter().filter(|&id| id != other).map(|id| (id, other)).collect()));
    let term = trial.node(leader).term();
    let unheard = trial.others(&[leader, other]);
    trial.runs(400);
    assert!(trial.node(other).term() > term, "it hears nothing and stands for election");
    for id in unheard {
        assert_eq!(trial.node(id).voted_for().filter(|&vote| vote == other), None, "{id}");
    }
}

#[test]
fn with_leases_the_leadership_is_handed_over_within_a_few_messages() {
    let (mut trial, old) = settled(ReadWay::Lease);
    let other = trial.others(&[old])[0];
    trial.does(Action::Transfer(other));
    let elected = trial.runs_until(140, |cluster| {
        cluster.replica(other).and_then(Replica::node).is_some_and(|node| node.role() == Role::Leader)
    });
    assert!(elected, "the others do not wait for the end of their promise to {old}");
    trial.puts("x", "2");
    assert_eq!(trial.gets("x"), "2");
}

#[test]
fn a_delete_is_never_read_past() {
    for way in ReadWay::ALL {
        let (mut trial, _) = settled(way);
        assert_eq!(trial.is_told(Op::Delete { key: "x".into() }), Reply::Ok(None));
        assert_eq!(trial.gets("x"), "", "{way:?}");
    }
}
