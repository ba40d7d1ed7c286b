//! No rule is without a test of what happens without it.

use raft_playground::raft::Rule;

const CLAIMS: [&str; 16] = [
    include_str!("clients.rs"),
    include_str!("disruption.rs"),
    include_str!("membership.rs"),
    include_str!("membership_runs.rs"),
    include_str!("persistence.rs"),
    include_str!("reads.rs"),
    include_str!("reads_in_change.rs"),
    include_str!("reordering.rs"),
    include_str!("section_5_1.rs"),
    include_str!("section_5_2.rs"),
    include_str!("section_5_3.rs"),
    include_str!("section_5_3_flow.rs"),
    include_str!("section_5_3_repair.rs"),
    include_str!("section_5_4.rs"),
    include_str!("snapshots.rs"),
    include_str!("transfer.rs"),
];

#[test]
fn a_rule_is_cited_by_its_name_and_section() {
    assert_eq!(Rule::CandidateLogUpToDate.to_string(), "CandidateLogUpToDate, §5.4.1");
}

#[test]
fn every_rule_has_a_test_that_switches_it_off() {
    for rule in Rule::ALL {
        let switched_off = format!("without(Rule::{})", rule.name());
        let tested = CLAIMS.iter().any(|claims| claims.contains(&switched_off));
        assert!(tested, "no test says what happens without {rule}");
    }
}
