//! §5.4, safety: who may be elected, and what a leader may commit.

use raft_playground::raft::{Event, LogIndex, Rule, Term};

use super::messages::{append, conflict, granted, matched, refused, s, vote_request};
use super::node_rig::{Setup, cluster_of};
use super::small_network::SmallNetwork;

#[test]
fn a_vote_goes_only_to_a_candidate_whose_log_is_at_least_as_up_to_date() {
    // (the voter's log, index and term of the candidate's last entry, granted)
    let tried: [(&[u64], (u64, u64), bool); 13] = [
        (&[], (0, 0), true),
        (&[1], (1, 1), true),
        // A later last term is more up to date, however short the log.
        (&[1], (1, 2), true),
        (&[1, 1], (1, 2), true),
        (&[1, 1, 1, 1, 1], (1, 2), true),
        // An earlier one is less, however long.
        (&[2], (1, 1), false),
        (&[2], (2, 1), false),
        (&[1, 2], (9, 1), false),
        (&[1], (0, 0), false),
        // With the same last term the longer log is more up to date.
        (&[1], (2, 1), true),
        (&[1, 1], (2, 1), true),
        (&[1, 1], (1, 1), false),
        (&[1, 2, 2], (2, 2), false),
    ];
    for (log, last, expected) in tried {
        let mut rig = cluster_of(3).log(log).term(5).follower();
        let answer = if expected { granted(6) } else { refused(6) };
        let told = format!("{log:?} is asked by one whose last entry is {last:?}");
        assert_eq!(rig.hears(2, vote_request(6, last.0, last.1)), [(s(2), answer)], "{told}");
        assert_eq!(rig.voted_for(), expected.then_some(s(2)), "{told}");
        let cited: &[Rule] = if expected { &[] } else { &[Rule::CandidateLogUpToDate] };
        assert_eq!(rig.cited(), cited, "{told}");
    }
}

#[test]
fn without_the_log_rule_a_candidate_without_a_committed_entry_wins_and_removes_it() {
    let stand = |setup: Setup| {
        let mut network = SmallNetwork::of(vec![setup; 3]);
        network.only(&[1, 2]).elect(1);
        assert_eq!(network.s(1).commit(), 1, "S1's no-op is committed on S1 and S2");
        // In term 1 S2 has voted, so S3 stands twice.
        network.only(&[2, 3]).elect(3).elect(3);
        (network.leaders().contains(&(s(3), 2)), network.s(2).terms())
    };
    assert_eq!(stand(cluster_of(3)), (false, vec![1]));
    let (leads, log_of_s2) = stand(cluster_of(3).without(Rule::CandidateLogUpToDate));
    assert!(leads && !log_of_s2.contains(&1), "the committed entry of term 1 is gone: {log_of_s2:?}");
}

/// Figure 8 (b): S1 led term 2 and replicated its entry to S2 only; S5 led term 3, with the votes of S3 and S4,
/// and kept its entry to itself. S1 has restarted since.
fn figure_8_b(setup: &Setup) -> SmallNetwork {
    let s1 = setup.clone().log(&[1, 2]).term(3);
    let s2 = setup.clone().log(&[1, 2]);
    let s3 = setup.clone().log(&[1]).term(3).voted_for(5);
    let s5 = setup.clone().log(&[1, 3]).voted_for(5);
    SmallNetwork::of([s1, s2, s3.clone(), s3, s5])
}

/// Figure 8 (c): S1 leads term 4, with the votes of S2 and S3, and replicates the entry of term 2 to S3.
fn figure_8_c(setup: &Setup) -> SmallNetwork {
    let mut network = figure_8_b(&setup.clone().without_no_op());
    network.only(&[1, 2, 3]).elect(1);
    assert_eq!(network.leaders(), [(s(1), 4)]);
    assert_eq!(network.logs(), [vec![1, 2], vec![1, 2], vec![1, 2], vec![1], vec![1, 3]], "Figure 8 (c)");
    network
}

/// Figure 8 (d): S1 is gone; S5 stands for term 4, in which S2 and S3 have voted, and for term 5. What it wins it
/// uses to replicate its log to all, S1 included.
fn figure_8_d(network: &mut SmallNetwork) -> Vec<Vec<u64>> {
    network.only(&[2, 3, 4, 5]).elect(5).elect(5);
    network.only(&[1, 2, 3, 4, 5]).beat(5);
    network.logs()
}

#[test]
fn figure_8_an_old_entry_on_a_majority_is_not_committed_and_may_be_overwritten() {
    let mut network = figure_8_c(&cluster_of(5));
    network.beat(1);
    assert_eq!(network.s(1).commit(), 0, "the entry of term 2 is on three of five, and does not count");
    assert!(network.s(1).cited().contains(&Rule::CommitOnlyCurrentTerm), "S1 tells why");

    let logs = figure_8_d(&mut network);
    assert_eq!(logs, vec![vec![1, 3]; 5], "Figure 8 (d): nothing that was committed is lost");
}

#[test]
fn a_leader_tells_once_of_an_entry_that_it_does_not_commit_by_counting() {
    let mut rig = cluster_of(5).log(&[1, 1, 1]).without_no_op().follower();
    rig.hears(2, append(1, (3, 1), &[], 2));
    rig.times_out();
    rig.hears(2, granted(2));
    rig.hears(3, granted(2));
    rig.events();
    rig.hears(2, matched(2, 3));
    rig.hears(3, matched(2, 3));
    let held_back = Event::HeldBack { index: LogIndex(3), term: Term(1) };
    assert_eq!(rig.events(), [held_back]);
    rig.hears(3, matched(2, 3));
    rig.hears(4, matched(2, 2));
    rig.compacts(2);
    assert!(!rig.events().contains(&held_back), "neither answers nor a write brought anything new");
}

#[test]
fn figure_8_without_the_rule_a_committed_entry_is_overwritten() {
    let mut network = figure_8_c(&cluster_of(5).without(Rule::CommitOnlyCurrentTerm));
    network.beat(1);
    assert_eq!(network.s(1).commit(), 2, "by counting alone the entry of term 2 is committed");
    assert_eq!(network.s(1).applied(), [1, 2]);

    let logs = figure_8_d(&mut network);
    assert_eq!(logs, vec![vec![1, 3]; 5], "and then an entry of term 3 takes its place everywhere");
}

#[test]
fn figure_8_e_an_entry_of_the_leaders_own_term_on_a_majority_settles_it() {
    let mut network = figure_8_c(&cluster_of(5));
    network.ask(1, 4).settle();
    assert_eq!(network.s(1).commit(), 3, "the entry of term 4 is committed, and what is before it");

    let logs = figure_8_d(&mut network);
    assert!(!network.leaders().iter().any(|&(leader, _)| leader == s(5)), "S5 cannot win an election");
    assert_eq!(logs[..3], [vec![1, 2, 4], vec![1, 2, 4], vec![1, 2, 4]], "Figure 8 (e)");
}

#[test]
fn figure_8_is_resolved_by_the_new_leaders_no_op() {
    let mut network = figure_8_b(&cluster_of(5));
    network.only(&[1, 2, 3]).elect(1);
    assert_eq!(network.s(1).terms(), [1, 2, 4], "every leader writes an entry of its own term first");
    assert_eq!(network.s(1).commit(), 3, "so what S1 inherits is committed as soon as it leads");

    let logs = figure_8_d(&mut network);
    assert!(!network.leaders().iter().any(|&(leader, _)| leader == s(5)), "S5 cannot win an election");
    assert_eq!(logs[..3], [vec![1, 2, 4], vec![1, 2, 4], vec![1, 2, 4]]);
}

#[test]
fn a_leader_never_commits_an_entry_of_an_old_term_by_counting() {
    let mut rig = cluster_of(3).log(&[1, 2]).without_no_op().leader();
    for follower in [2, 3] {
        rig.hears(follower, matched(3, 1));
        rig.hears(follower, matched(3, 2));
    }
    assert_eq!((rig.commit(), rig.applied()), (0, &[][..]), "all three hold both entries");
    assert!(rig.cited().contains(&Rule::CommitOnlyCurrentTerm), "it tells why");

    rig.is_asked(3);
    rig.hears(2, matched(3, 3));
    assert_eq!(
        (rig.commit(), rig.applied()),
        (3, &[1, 2, 3][..]),
        "an entry of its own term brings them along"
    );
}

#[test]
fn a_new_leader_writes_a_no_op_so_that_what_it_inherits_is_committed() {
    let mut rig = cluster_of(3).log(&[1, 2]).leader();
    assert_eq!(rig.terms(), [1, 2, 3]);
    rig.hears(2, conflict(3, 2, (0, 0)));
    rig.hears(2, matched(3, 3));
    assert_eq!(rig.commit(), 3);
}
