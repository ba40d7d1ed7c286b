//! Clients of a whole cluster (§8): they find the leader, wait for one, and hear what became of their commands.

use raft_playground::kv::Op;
use raft_playground::sim::{ClientId, Reply, Scenario, Target};

use super::trial::{Trial, get, put, s};

#[test]
fn a_replica_that_does_not_lead_sends_the_client_to_the_leader() {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    trial.runs(200);
    for follower in trial.others(&[leader]) {
        let request = trial.asks_of(Target::Replica(follower), put("x", "1"));
        trial.runs(200);
        assert_eq!(trial.answer(request), Some(Reply::Redirect), "{follower} does not lead");
    }
    assert!(trial.store(leader).is_empty(), "who asks one replica only does not follow");
}

#[test]
fn a_client_that_looks_for_the_leader_follows_redirects_until_it_is_done() {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    trial.runs(200);
    for number in 0..10 {
        trial.puts("x", &number.to_string());
    }
    assert_eq!(trial.gets("x"), "9");
    let figures = trial.cluster().post().counters;
    assert_eq!((figures.ok, figures.requests), (11, 11));
    assert!(figures.redirected <= 1, "once it knows that {leader} leads, it asks there");
}

#[test]
fn a_request_waits_for_a_leader() {
    let mut trial = Trial::of(5);
    let request = trial.asks(put("x", "1"));
    trial.runs(100);
    assert_eq!((trial.leader(), trial.answer(request)), (None, None), "no election timer has run out yet");
    trial.elects();
    trial.runs(500);
    assert_eq!(trial.answer(request), Some(Reply::Ok(None)));
    assert_eq!(trial.gets("x"), "1");
}

#[test]
fn a_request_that_does_not_reach_the_leader_waits_at_a_follower_for_the_next_one() {
    let mut trial = Trial::of(5);
    let leader = trial.elects();
    trial.runs(200);
    trial.puts("x", "1");
    let before = trial.cluster().post().counters.redirected;
    trial.crashes(&[leader]);
    // The followers know the leader as the client does, and do not know yet that it is gone.
    let request = trial.asks(put("x", "2"));
    trial.runs(60);
    assert_eq!(trial.answer(request), None);
    assert_eq!(trial.cluster().post().counters.redirected, before, "it is not sent to and fro");
    trial.elects_other_than(&[leader]);
    trial.runs(500);
    assert_eq!(trial.answer(request), Some(Reply::Ok(None)));
    assert!(trial.cluster().post().counters.redirected <= before + 2);
}

#[test]
fn a_request_that_waits_for_a_leader_to_be_heard_again_is_sent_there_then() {
    let mut trial = Trial::of(3);
    let leader = trial.elects();
    trial.runs(200);
    trial.puts("x", "1");
    trial.crashes(&[leader]);
    let request = trial.asks(put("x", "2"));
    trial.runs(40).restarts(&[leader]);
    trial.runs(3_000);
    assert_eq!(trial.answer(request), Some(Reply::Ok(None)));
    assert_eq!(trial.gets("x"), "2");
}

#[test]
fn a_replica_without_a_leader_sends_elsewhere_what_it_has_no_room_for() {
    let mut trial = Trial::of(3);
    trial.crashes(&[s(2), s(3)]);
    let requests: Vec<_> = (0..1_002).map(|_| trial.asks_of(Target::Replica(s(1)), get("x"))).collect();
    trial.runs(5_000);
    let elsewhere =
        requests.iter().filter(|&&request| trial.answer(request) == Some(Reply::Redirect)).count();
    assert_eq!(elsewhere, 2, "1,000 wait");
    trial.restarts(&[s(2)]);
    trial.elects();
    trial.runs(500);
    assert!(requests.iter().all(|&request| trial.answer(request).is_some()), "all hear something in the end");
}

fn compare_and_set(expect: &str, value: &str) -> Op {
    Op::CompareAndSet { key: "x".into(), expect: expect.into(), value: value.into() }
}

#[test]
fn compare_and_set_is_done_only_over_the_expected_value_and_a_failed_one_is_an_answer() {
    let mut trial = Trial::of(3);
    trial.elects();
    assert_eq!(trial.is_told(compare_and_set("", "1")), Reply::Ok(None), "no value reads as empty");
    assert_eq!(trial.is_told(compare_and_set("0", "2")), Reply::Fail);
    assert_eq!(trial.gets("x"), "1");
    assert_eq!(trial.is_told(compare_and_set("1", "2")), Reply::Ok(None));
    assert_eq!(trial.gets("x"), "2");
}

#[test]
fn a_deleted_or_unknown_key_reads_as_empty() {
    let mut trial = Trial::of(3);
    trial.elects();
    assert_eq!(trial.gets("x"), "");
    trial.puts("x", "1");
    assert_eq!(trial.is_told(Op::Delete { key: "x".into() }), Reply::Ok(None));
    assert_eq!(trial.gets("x"), "");
}

#[test]
fn of_clients_that_race_to_set_a_key_one_wins() {
    for seed in 0..10 {
        let scenario = Scenario { clients: 8, seed, ..Scenario::default() };
        let mut trial = Trial::new(&scenario);
        trial.elects();
        let requests: Vec<_> = (0..8)
            .map(|client| trial.client_asks(ClientId(client), compare_and_set("", &client.to_string())))
            .collect();
        trial.runs(1_000);
        let won: Vec<_> =
            (0..8).filter(|&client| trial.answer(requests[client]) == Some(Reply::Ok(None))).collect();
        assert_eq!(won.len(), 1, "seed {seed}: {won:?} won");
        assert_eq!(trial.gets("x"), won[0].to_string(), "seed {seed}");
    }
}

#[test]
fn a_put_that_a_cut_off_leader_took_is_done_after_it_rejoins_if_the_client_looks_for_the_leader() {
    let mut trial = Trial::of(5);
    let old = trial.elects();
    trial.puts("x", "1");
    trial.cuts_off(&[old]);
    let request = trial.asks(put("x", "2"));
    let new = trial.elects_other_than(&[old]);
    trial.runs(1_000);
    assert_eq!(trial.answer(request), None, "{old} took it and cannot commit it");
    assert_eq!(trial.store(new), [("x".to_owned(), "1".to_owned())]);
    trial.heals().runs(1_000);
    assert_eq!(trial.answer(request), Some(Reply::Ok(None)), "{old} sent the client on to {new}");
    assert_eq!(trial.gets("x"), "2");
}

#[test]
fn a_cut_off_leader_does_not_answer_gets_from_its_stale_store() {
    let mut trial = Trial::of(5);
    let old = trial.elects();
    trial.puts("x", "1");
    trial.runs(200);
    trial.cuts_off(&[old]);
    let new = trial.elects_other_than(&[old]);
    let fresh = trial.asks_of(Target::Replica(new), put("x", "2"));
    let stale = trial.asks_of(Target::Replica(old), get("x"));
    trial.runs(1_000);
    assert_eq!(trial.answer(fresh), Some(Reply::Ok(None)));
    assert_eq!(trial.answer(stale), None, "a get goes through the log, and {old} has no quorum");
}
