//! Dissertation §4 in whole clusters: what breaks where a rule of membership is switched off, and that nothing does
//! where it is in force.

use raft_playground::check::{Checker, Invariant};
use raft_playground::raft::{Event, Micros, Role, Rule, Rules};
use raft_playground::sim::{Cluster, Record, Run, Scenario, Watcher, What};

use super::messages::{s, set};

/// The checks, and the events.
#[derive(Default)]
struct Told {
    checker: Checker,
    events: Vec<Event>,
}

impl Watcher for Told {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        let event = |record: &Record| if let What::Node(event) = record.what { Some(event) } else { None };
        self.events.extend(records.iter().filter_map(event));
    }
}

/// Two seconds of a cluster of five replicas in which every message takes 10 ms.
fn run(voters: u8, actions: &str, rules: Rules) -> Run<Told> {
    let text = format!(
        r#"{{ "replicas": 5, "voters": {voters}, "network": {{ "latency_ms": [10, 10] }}, "actions": [{actions}] }}"#
    );
    let scenario = Scenario { rules, ..Scenario::read(&text).expect("it reads") };
    let mut run = Run::new(&scenario, Told::default());
    run.run_until(Micros::from_millis(2_000));
    run
}

fn broken(run: &Run<Told>) -> Option<Invariant> {
    run.watcher.checker.violation().map(|violation| violation.invariant)
}

fn cited(run: &Run<Told>, rule: Rule) -> bool {
    run.watcher.events.iter().any(|event| event.rule() == Some(rule))
}

/// Ongaro's message to raft-dev of 10 July 2015. S1 leads S1 to S4 and makes S5 a voter, which only it and S5 learn.
/// S2 is elected by S2, S3 and S4, and at once removes S1, which S3 learns and S4 does not: of S2, S3 and S4 two
/// hold it. Then S1 is elected by S1, S4 and S5, three of five by what it holds.
const OF_2015: &str = r#"
    { "at_ms": 10, "do": "time_out", "replica": "S1" },
    { "at_ms": 100, "do": "add", "replica": "S5", "as": "learner" },
    { "at_ms": 300, "do": "partition", "groups": [["S1", "S5"], ["S2", "S3", "S4"]] },
    { "at_ms": 301, "do": "add", "replica": "S5" },
    { "at_ms": 310, "do": "time_out", "replica": "S2" },
    { "at_ms": 325, "do": "cut", "links": [["S2", "S4"]] },
    { "at_ms": 332, "do": "remove", "replica": "S1" },
    { "at_ms": 400, "do": "partition", "groups": [["S1", "S4", "S5"], ["S2", "S3"]] },
    { "at_ms": 430, "do": "time_out", "replica": "S1" },
    { "at_ms": 460, "do": "time_out", "replica": "S1" }"#;

#[test]
fn the_counterexample_of_2015_loses_a_committed_entry_without_the_rule() {
    let run = run(4, OF_2015, Rules::default().without(Rule::ChangeAfterOwnCommit));
    assert_eq!(broken(&run), Some(Invariant::LeaderCompleteness));
}

#[test]
fn the_counterexample_of_2015_breaks_nothing_with_the_rule() {
    let run = run(4, OF_2015, Rules::default());
    assert_eq!(broken(&run), None);
    assert!(cited(&run, Rule::ChangeAfterOwnCommit), "S2 refuses to remove S1");
    let s1 = run.cluster().replica(s(1)).and_then(|replica| replica.node()).expect("it is up");
    assert_eq!((s1.role(), s1.configuration().voters), (Role::Leader, set(&[1, 2, 3, 4, 5])));
}

/// S1 to S3 become S1 to S5. S2 and S3 crash, and with that forget what is committed. Then S2 stands, and S4.
const TWO_MAJORITIES: &str = r#"
    { "at_ms": 10, "do": "time_out", "replica": "S1" },
    { "at_ms": 100, "do": "add", "replica": "S4" },
    { "at_ms": 400, "do": "add", "replica": "S5" },
    { "at_ms": 800, "do": "partition", "groups": [["S1", "S4", "S5"], ["S2", "S3"]] },
    { "at_ms": 800, "do": "crash", "replica": "S2" },
    { "at_ms": 800, "do": "crash", "replica": "S3" },
    { "at_ms": 820, "do": "restart", "replica": "S2" },
    { "at_ms": 820, "do": "restart", "replica": "S3" },
    { "at_ms": 850, "do": "time_out", "replica": "S2" },
    { "at_ms": 850, "do": "time_out", "replica": "S4" }"#;

#[test]
fn two_disjoint_majorities_elect_a_leader_each_where_a_configuration_is_in_force_only_when_committed() {
    let run = run(3, TWO_MAJORITIES, Rules::default().without(Rule::ConfigInForceFromAppend));
    assert_eq!(broken(&run), Some(Invariant::ElectionSafety));
}

#[test]
fn there_is_one_majority_where_a_configuration_is_in_force_from_the_moment_it_is_in_the_log() {
    let run = run(3, TWO_MAJORITIES, Rules::default());
    assert_eq!(broken(&run), None);
    let node =
        |number| run.cluster().replica(s(number)).and_then(|replica| replica.node()).expect("it is up");
    assert_eq!(node(4).role(), Role::Leader, "S4 has the votes of S1 and S5");
    assert_eq!(node(2).configuration(), node(4).configuration(), "S2 needs as many");
}

/// S1 leads S1 to S4 and removes itself, which all hold, though only S2 can say so. A put reaches S2 alone. Then S3
/// stands before S4.
const REMOVED_LEADER: &str = r#"
    { "at_ms": 10, "do": "time_out", "replica": "S1" },
    { "at_ms": 299, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "1" },
    { "at_ms": 300, "do": "cut", "links": [["S2", "S1"], ["S3", "S1"], ["S4", "S1"]] },
    { "at_ms": 301, "do": "remove", "replica": "S1" },
    { "at_ms": 312, "do": "cut", "links": [["S1", "S3"], ["S1", "S4"]] },
    { "at_ms": 325, "do": "heal", "links": [["S2", "S1"]] },
    { "at_ms": 400, "do": "partition", "groups": [["S1", "S2"], ["S3", "S4"]] },
    { "at_ms": 410, "do": "time_out", "replica": "S3" }"#;

#[test]
fn a_removed_leader_that_counts_itself_commits_what_the_next_leader_does_not_have() {
    let run = run(4, REMOVED_LEADER, Rules::default().without(Rule::RemovedLeaderDoesNotCount));
    assert_eq!(broken(&run), Some(Invariant::CommittedOnQuorum));
}

#[test]
fn a_removed_leader_that_does_not_count_itself_commits_nothing_that_is_lost() {
    let run = run(4, REMOVED_LEADER, Rules::default());
    assert_eq!(broken(&run), None);
    let s3 = run.cluster().replica(s(3)).and_then(|replica| replica.node()).expect("it is up");
    assert_eq!((s3.role(), s3.configuration().voters), (Role::Leader, set(&[2, 3, 4])));
}

/// S1 leads S1 to S4, and removes S4 and then S3 while only S2 hears it.
const TWO_AT_A_TIME: &str = r#"
    { "at_ms": 10, "do": "time_out", "replica": "S1" },
    { "at_ms": 300, "do": "partition", "groups": [["S1", "S2"], ["S3", "S4"]] },
    { "at_ms": 301, "do": "remove", "replica": "S4" },
    { "at_ms": 302, "do": "remove", "replica": "S3" }"#;

#[test]
fn a_second_change_beside_the_first_breaks_config_safety_without_the_rule_and_is_refused_with_it() {
    let without = run(4, TWO_AT_A_TIME, Rules::default().without(Rule::OneChangeAtATime));
    assert_eq!(broken(&without), Some(Invariant::ConfigSafety));
    let with = run(4, TWO_AT_A_TIME, Rules::default());
    assert_eq!(broken(&with), None);
    assert!(cited(&with, Rule::OneChangeAtATime));
}

#[test]
fn who_is_added_late_is_not_due_a_heartbeat_of_the_past() {
    // Found by fuzzing: S4 has a place in the leader's table since S5 was added, and takes part only later.
    let late = TWO_MAJORITIES.replace(
        r#""at_ms": 100, "do": "add", "replica": "S4""#,
        r#""at_ms": 578, "do": "add", "replica": "S4""#,
    );
    assert_ne!(late, TWO_MAJORITIES, "S4 is added later");
    let run = run(3, &late, Rules::default().without(Rule::ConfigInForceFromAppend));
    assert!(run.next_at() >= run.cluster().now(), "time runs forward");
}

#[test]
fn who_is_to_vote_before_its_configuration_is_in_force_is_waited_for() {
    // With both rules off a second change begins while the first, which makes S5 a learner, is not in force.
    let actions = r#"
        { "at_ms": 10, "do": "time_out", "replica": "S1" },
        { "at_ms": 300, "do": "add", "replica": "S5", "as": "learner" },
        { "at_ms": 300, "do": "add", "replica": "S5" }"#;
    let rules = Rules::default().without(Rule::ConfigInForceFromAppend).without(Rule::OneChangeAtATime);
    let run = run(3, actions, rules);
    let s1 = run.cluster().replica(s(1)).and_then(|replica| replica.node()).expect("it is up");
    assert_eq!(s1.configuration().voters, set(&[1, 2, 3, 5]));
}
