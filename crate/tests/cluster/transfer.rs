//! Leadership transfer in a whole cluster (dissertation §3.10).

use raft_playground::raft::{Event, Micros, NodeId, Role, Settings, TransferRefusal};
use raft_playground::sim::{Action, Cluster, Record, Reply, Run, Scenario, Timed, Watcher, What};

use super::trial::{Trial, put, s};

fn cluster(settings: Settings) -> Trial {
    Trial::new(&Scenario { clients: 2, raft: settings, ..Scenario::default() })
}

fn every_setting() -> impl Iterator<Item = Settings> {
    let flags = [(false, false), (true, false), (false, true), (true, true)];
    flags.into_iter().map(|(pre_vote, check_quorum)| Settings {
        pre_vote,
        check_quorum,
        ..Settings::default()
    })
}

#[test]
fn the_leadership_goes_round_with_one_term_for_each_transfer() {
    for settings in every_setting() {
        let mut trial = cluster(settings);
        let first = trial.elects();
        let mut term = trial.node(first).term();
        for to in trial.others(&[first]).into_iter().chain([first]) {
            trial.puts("x", &to.to_string());
            trial.does(Action::Transfer(to)).runs(150);
            term = term.next();
            assert_eq!((trial.leader(), trial.node(to).term()), (Some(to), term));
        }
        trial.runs(200);
        trial.assert_agreement();
    }
}

#[test]
fn a_request_that_comes_during_a_transfer_is_carried_out_once_by_the_new_leader() {
    let mut trial = cluster(Settings::default());
    let old = trial.elects();
    trial.puts("x", "1");
    let to = trial.others(&[old])[0];
    let before = trial.node(old).log().last_index().0;
    trial.does(Action::Transfer(to));
    let request = trial.asks(put("x", "2"));
    trial.runs(500);
    assert_eq!(trial.answer(request), Some(Reply::Ok(None)));
    assert_eq!(trial.node(to).log().last_index().0, before + 2, "the no-op of {to}, and the put once");
    assert_eq!(trial.gets("x"), "2");
}

#[test]
fn to_a_replica_that_is_down_the_leader_gives_up_and_answers_who_waited() {
    for settings in every_setting() {
        let mut trial = cluster(settings);
        let leader = trial.elects();
        let term = trial.node(leader).term();
        trial.puts("x", "1");
        let down = trial.others(&[leader])[0];
        trial.crashes(&[down]).does(Action::Transfer(down));
        let request = trial.asks(put("x", "2"));
        trial.runs(140);
        assert_eq!(trial.node(leader).hands_over_to(), Some(down));
        assert_eq!(trial.answer(request), None, "it waits until the leader knows who leads");
        trial.runs(100);
        assert_eq!(trial.answer(request), Some(Reply::Ok(None)));
        assert_eq!((trial.leader(), trial.node(leader).term()), (Some(leader), term));
    }
}

#[test]
fn to_a_replica_that_lacks_a_hundred_entries_the_leader_hands_over_when_it_has_them() {
    let settings = Settings { max_batch: 10, ..Settings::default() };
    let mut trial = cluster(settings);
    let leader = trial.elects();
    let to = trial.others(&[leader])[0];
    trial.crashes(&[to]);
    for number in 0..100 {
        trial.proposes(leader, &put("x", &number.to_string()));
    }
    trial.runs(300).restarts(&[to]).runs(60).does(Action::Transfer(to));
    assert!(trial.node(to).log().last_index() < trial.node(leader).log().last_index(), "it still lacks some");
    trial.runs(400);
    assert_eq!(trial.leader(), Some(to));
    assert_eq!(trial.gets("x"), "99");
}

#[test]
fn a_leader_without_its_majority_hands_over_in_vain() {
    let mut trial = cluster(Settings::default());
    let leader = trial.elects();
    let others = trial.others(&[leader]);
    trial.cuts_off(&[leader, others[0]]).does(Action::Transfer(others[0])).runs(1_000);
    assert_ne!(trial.node(others[0]).role(), Role::Leader, "two of five make no leader");
    trial.heals();
    trial.elects();
}

/// What replicas tell of transfers.
#[derive(Default)]
struct Told(Vec<(NodeId, TransferRefusal)>);

impl Watcher for Told {
    fn see(&mut self, _: &Cluster, records: &[Record]) {
        for record in records {
            if let What::Node(Event::TransferRefused { to, why }) = record.what {
                self.0.push((to, why));
            }
        }
    }
}

#[test]
fn a_transfer_to_the_leader_itself_and_one_without_a_leader_are_refused() {
    let script = [(0, Action::Transfer(s(2))), (60, Action::TimeOut(s(1))), (1_000, Action::Transfer(s(1)))];
    let timed = script.map(|(millis, action)| Timed { at: Micros::from_millis(millis), action });
    let scenario = Scenario { script: timed.into(), ..Scenario::default() };
    let mut run = Run::new(&scenario, Told::default());
    run.run_until(Micros::from_millis(2_000));
    let expected = [(s(2), TransferRefusal::NotLeader), (s(1), TransferRefusal::ToItself)];
    assert_eq!(run.watcher.0, expected);
}

#[test]
fn in_the_scenario_of_transfers_s3_takes_over_at_once_and_everyone_is_answered() {
    let text = include_str!("../../scenarios/leadership-transfer.json");
    let mut trial = Trial::new(&Scenario::read(text).expect("it reads"));
    trial.runs(499);
    assert_eq!(trial.leader(), Some(s(1)));
    trial.runs(151);
    assert_eq!(trial.leader(), Some(s(3)), "less than an election timeout later");
    trial.runs(2_350);
    assert_eq!(trial.leader(), Some(s(3)));
    let history = trial.cluster().clients().history();
    assert!(history.iter_from(0).all(|exchange| exchange.answer.is_some()), "every request is answered");
}
