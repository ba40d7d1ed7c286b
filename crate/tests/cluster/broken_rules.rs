//! What clients are told in the scenarios of `scenarios/rules` whose rule keeps a promise to them, without the rule and
//! with it. What such a run breaks, `tests/rules` looks at.

use raft_playground::raft::{Micros, Rule, Rules};
use raft_playground::sim::{Reply, Run, Scenario};

/// The answer to the last request that reads like this.
fn answer(scenario: &Scenario, request: &str) -> Option<Reply> {
    let mut run = Run::new(scenario, ());
    run.run_until(scenario.end.unwrap_or(Micros(3_000_000)));
    let history = run.cluster().clients().history();
    let asked = history.iter_from(0).filter(|it| format!("{} {}", it.client, it.op) == request).last();
    let asked = asked.unwrap_or_else(|| panic!("{}: nobody asks {request}", scenario.title));
    asked.answer.as_ref().map(|(.., reply)| reply.clone())
}

/// The same with the scenario's rule off and on.
fn both_ways(text: &str, rule: Rule, request: &str) -> [Option<Reply>; 2] {
    let off = Scenario::read(text).expect("it reads");
    assert_eq!(off.rules, Rules::default().without(rule), "{}: it switches {rule} off", off.title);
    let on = Scenario { rules: Rules::default(), ..off.clone() };
    [off, on].map(|scenario| answer(&scenario, request))
}

fn found(value: &str) -> Option<Reply> {
    Some(Reply::Ok(Some(value.into())))
}

#[test]
fn a_new_leader_that_reads_before_its_own_commit_misses_what_was_committed() {
    // ReadAfterOwnCommit, dissertation §6.4.
    let text = include_str!("../../scenarios/rules/read-after-own-commit.json");
    let answers = both_ways(text, Rule::ReadAfterOwnCommit, "C2 get x");
    assert_eq!(answers, [found(""), found("1")]);
}

#[test]
fn a_deposed_leader_that_takes_a_late_answer_for_a_new_read_is_stale() {
    // ConfirmationBoundToRead, dissertation §6.4.
    let text = include_str!("../../scenarios/rules/confirmation-bound-to-read.json");
    let answers = both_ways(text, Rule::ConfirmationBoundToRead, "C1 get x");
    assert_eq!(answers, [found("old"), Some(Reply::Redirect)]);
}

#[test]
fn a_leader_whose_lease_outlasts_its_followers_promise_is_stale() {
    // LeaseShorterThanTimeout, dissertation §6.4.1.
    let text = include_str!("../../scenarios/rules/lease-shorter-than-timeout.json");
    let answers = both_ways(text, Rule::LeaseShorterThanTimeout, "C1 get x");
    assert_eq!(answers, [found("old"), Some(Reply::Redirect)]);
}

#[test]
fn a_command_whose_answer_was_lost_is_carried_out_again() {
    // ApplyOnce, §8.
    let text = include_str!("../../scenarios/rules/apply-once.json");
    let answers = both_ways(text, Rule::ApplyOnce, "C2 get x");
    assert_eq!(answers, [found("1"), found("2")]);
}
