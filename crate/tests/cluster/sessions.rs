//! Clients that ask again (§8; dissertation §6.3), in whole clusters.

use raft_playground::kv::Op;
use raft_playground::raft::{LogIndex, Micros, Rule, Rules};
use raft_playground::sim::{Asking, ClientId, Reply, Scenario};

use super::trial::{Trial, get, put};

fn retrying(sessions: bool) -> Scenario {
    let asking = Asking { retry: Micros::from_millis(400), sessions, sessions_kept: 64 };
    Scenario { clients: 2, asking, ..Scenario::default() }
}

fn compare_and_set(expect: &str, value: &str) -> Op {
    Op::CompareAndSet { key: "x".into(), expect: expect.into(), value: value.into() }
}

/// The leader takes a compare-and-set and crashes when two others hold it but none has said so; the client asks the
/// next leader. Gives the answer to that client.
fn answer_after_a_lost_one(scenario: &Scenario) -> Option<Reply> {
    let mut trial = Trial::new(scenario);
    let old = trial.elects();
    trial.puts("x", "1");
    let last = trial.node(old).log().last_index();
    let request = trial.asks(compare_and_set("1", "2"));
    let held = trial.runs_until(200, |cluster| {
        cluster.replicas().iter().filter(|replica| replica.log().last_index() > last).count() == 3
    });
    assert!(held, "seed {}: a majority holds the command", scenario.seed);
    trial.crashes(&[old]);
    trial.elects_other_than(&[old]);
    trial.runs(2_000);
    assert_eq!(trial.gets("x"), "2", "seed {}", scenario.seed);
    trial.answer(request)
}

#[test]
fn a_command_whose_answer_was_lost_takes_effect_once_and_is_answered_by_another_leader() {
    // ApplyOnce, §8: "a retried command gets the first answer".
    for seed in 0..10 {
        let answer = answer_after_a_lost_one(&Scenario { seed, ..retrying(true) });
        assert_eq!(
            answer,
            Some(Reply::Ok(None)),
            "seed {seed}: the first answer, though the key has changed"
        );
    }
}

#[test]
fn without_sessions_a_command_that_was_sent_again_takes_effect_twice() {
    for seed in 0..10 {
        let answer = answer_after_a_lost_one(&Scenario { seed, ..retrying(false) });
        assert_eq!(answer, Some(Reply::Fail), "seed {seed}: its own first copy has changed the key");
    }
}

#[test]
fn a_client_that_never_asks_again_is_not_answered_when_the_answer_is_lost() {
    let asking = Asking { retry: Micros::ZERO, ..retrying(true).asking };
    assert_eq!(answer_after_a_lost_one(&Scenario { asking, ..retrying(true) }), None);
}

#[test]
fn a_client_asks_another_replica_than_the_one_that_is_silent() {
    let mut trial = Trial::new(&retrying(true));
    let old = trial.elects();
    trial.puts("x", "1");
    trial.cuts_off(&[old]);
    let request = trial.asks(put("x", "2"));
    let new = trial.elects_other_than(&[old]);
    trial.runs(1_500);
    assert_eq!(trial.answer(request), Some(Reply::Ok(None)), "{old} cannot commit it, and {new} can");
    trial.heals().runs(1_000);
    assert_eq!(trial.gets("x"), "2");
    trial.runs(500);
    trial.assert_agreement();
}

#[test]
fn a_command_of_a_session_that_expired_is_answered_so_and_the_client_opens_another() {
    // Dissertation §6.3: the cluster cannot know whether the command was carried out, and must not guess.
    let asking = Asking { sessions_kept: 1, ..retrying(true).asking };
    let mut trial = Trial::new(&Scenario { asking, ..retrying(true) });
    trial.elects();
    trial.puts("x", "1");
    let other = trial.client_asks(ClientId(1), put("y", "1"));
    trial.runs(500);
    assert_eq!(
        trial.answer(other),
        Some(Reply::Ok(None)),
        "the second client's session has pushed the first out"
    );
    assert_eq!(trial.is_told(put("x", "2")), Reply::SessionExpired);
    assert_eq!(trial.gets("x"), "1", "it was not carried out, and a new session is open");
    trial.puts("x", "3");
}

#[test]
fn a_client_has_several_commands_under_way_in_one_session() {
    let mut trial = Trial::new(&retrying(true));
    trial.elects();
    let requests: Vec<_> = (0..20).map(|number| trial.asks(put("x", &number.to_string()))).collect();
    trial.runs(1_000);
    assert!(requests.iter().all(|&request| trial.answer(request) == Some(Reply::Ok(None))));
    for id in trial.all() {
        let store = trial.cluster().replica(id).expect("it is there").store();
        let sessions: Vec<_> = store.sessions().iter().map(|session| session.last.0).collect();
        assert_eq!(sessions, [20], "{id} has one session, and its last command");
    }
}

#[test]
fn sessions_come_back_with_the_log() {
    let mut trial = Trial::new(&retrying(true));
    trial.elects();
    trial.puts("x", "1");
    let all = trial.all();
    trial.crashes(&all).restarts(&all);
    trial.elects();
    trial.puts("x", "2");
    let sessions = trial.cluster().replica(all[0]).expect("it is there").store().sessions();
    assert_eq!(sessions.iter().count(), 1, "the client goes on in the session that it had");
}

#[test]
fn sessions_come_back_with_a_snapshot() {
    // §7: what the state machine knows of its clients is in the snapshot.
    let mut scenario = retrying(true);
    scenario.raft.snapshot_threshold = 5;
    let mut trial = Trial::new(&scenario);
    trial.elects();
    for number in 1..=20 {
        trial.puts("x", &number.to_string());
    }
    trial.runs(500);
    let all = trial.all();
    trial.crashes(&all).restarts(&all);
    for &id in &all {
        let replica = trial.cluster().replica(id).expect("it is there");
        assert!(replica.log().snapshot_index() > LogIndex::ZERO, "{id} has a snapshot");
        assert_eq!(
            replica.store().sessions().iter().count(),
            1,
            "{id} knows the client by its snapshot alone"
        );
    }
    trial.elects();
    trial.puts("x", "21");
}

#[test]
fn a_retry_costs_nothing_where_answers_come_in_time() {
    let messages = |scenario: &Scenario| {
        let mut trial = Trial::new(scenario);
        trial.elects();
        for number in 0..10 {
            trial.puts("x", &number.to_string());
        }
        (trial.messages(), trial.cluster().post().hash)
    };
    let scenario = Scenario { clients: 2, ..Scenario::default() };
    let retrying = Scenario {
        asking: Asking { retry: Micros::from_millis(900), ..scenario.asking },
        ..scenario.clone()
    };
    assert_eq!(messages(&scenario), messages(&retrying));
}

#[test]
fn a_command_that_is_sent_while_its_first_copy_is_under_way_is_told_as_repeated() {
    // Impatient clients: each command is sent several times before it can be answered.
    let asking = Asking { retry: Micros::from_millis(5), ..retrying(true).asking };
    let mut scenario = Scenario { asking, ..retrying(true) };
    let mut trial = Trial::new(&scenario);
    trial.elects();
    for number in 0..10 {
        trial.puts("x", &number.to_string());
    }
    trial.runs(500);
    assert_eq!(trial.gets("x"), "9");
    scenario.rules = Rules::default().without(Rule::ApplyOnce);
    assert!(broken(&scenario), "without the rule the copies are carried out");
}

/// Whether a run of impatient clients breaks an invariant.
fn broken(scenario: &Scenario) -> bool {
    use raft_playground::check::{Checker, Invariant};
    use raft_playground::sim::{Run, Workload};
    let workload = Workload::Steady { rate: 20.0, gets: 0.0 };
    let mut run = Run::new(&Scenario { workload, ..scenario.clone() }, Checker::default());
    run.run_until(Micros::from_millis(3_000));
    run.watcher.violation().is_some_and(|violation| violation.invariant == Invariant::ExactlyOnce)
}

#[test]
fn gets_of_a_session_find_what_its_puts_wrote() {
    let mut trial = Trial::new(&retrying(true));
    trial.elects();
    trial.puts("x", "1");
    assert_eq!(trial.is_told(get("x")), Reply::Ok(Some("1".into())));
}
