//! Whole clusters whose leaders send new entries to a quorum only.

use raft_playground::raft::{Micros, Settings};
use raft_playground::sim::{Action, Scenario, Tuning};

use super::trial::Trial;

fn cluster(thrifty: bool, loss: f64, seed: u64) -> Trial {
    let raft = Settings {
        election_timeout_least: Micros::from_millis(1_500),
        election_timeout_most: Micros::from_millis(3_000),
        heartbeat: Micros::from_millis(500),
        resend: Micros::from_millis(60),
        thrifty,
        ..Settings::default()
    };
    let mut scenario = Scenario { raft, seed, clients: 2, ..Scenario::default() };
    scenario.network.loss = loss;
    Trial::new(&scenario)
}

/// The messages that it takes for so many puts, one after the other.
fn messages_of(trial: &mut Trial, puts: u64) -> u64 {
    let before = trial.messages();
    for number in 0..puts {
        trial.puts("x", &number.to_string());
    }
    trial.messages() - before
}

#[test]
fn a_thrifty_cluster_says_less_and_comes_to_agree_all_the_same() {
    let said = [false, true].map(|thrifty| {
        let mut trial = cluster(thrifty, 0.0, 1);
        trial.elects();
        let said = messages_of(&mut trial, 50);
        trial.runs(1_000);
        trial.assert_agreement();
        said
    });
    assert!(said[1] * 3 < said[0] * 2, "{} messages, and {} without thrift", said[1], said[0]);
}

#[test]
fn a_thrifty_cluster_goes_on_as_long_as_a_majority_is_up_whichever() {
    for seed in 0..10 {
        let mut trial = cluster(true, 0.0, seed);
        let leader = trial.elects();
        trial.runs(200);
        let others = trial.others(&[leader]);
        let dead = [others[seed as usize % 4], others[(seed as usize + 1) % 4]];
        trial.crashes(&dead);
        messages_of(&mut trial, 10);
        trial.restarts(&dead);
        trial.runs(5_000);
        trial.assert_agreement();
    }
}

#[test]
fn a_thrifty_cluster_gets_on_where_messages_are_lost() {
    for seed in 0..10 {
        let mut trial = cluster(true, 0.2, seed);
        trial.elects();
        messages_of(&mut trial, 20);
        trial.does(Action::Tune(Tuning { loss: Some(0.0), ..Tuning::default() }));
        trial.runs(5_000);
        trial.assert_agreement();
    }
}
