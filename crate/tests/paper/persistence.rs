//! §5.1 and Figure 2: what a replica promises survives its crash, because it leaves only when it is durable.

use raft_playground::raft::{LogIndex, Micros, Role, Rule};
use raft_playground::sim::{Action, Cluster, Run, Scenario, Timed};

use super::messages::{append, conflict, granted, matched, refused, s, vote_request};
use super::node_rig::{Rig, Sent, Setup, cluster_of};

#[test]
fn a_vote_leaves_only_when_it_is_durable() {
    let mut rig = cluster_of(3).slow_disk().follower();
    assert_eq!(rig.hears(2, vote_request(1, 0, 0)), [], "not yet");
    assert_eq!(rig.syncs(1), [(s(2), granted(1))]);
    assert_eq!(rig.durable(), (1, Some(s(2)), vec![]));
}

#[test]
fn a_refusal_leaves_only_when_the_new_term_is_durable() {
    let mut rig = cluster_of(3).log(&[1]).slow_disk().follower();
    assert_eq!(rig.hears(2, vote_request(2, 0, 0)), []);
    assert_eq!(rig.syncs(1), [(s(2), refused(2))]);
    assert_eq!(rig.durable().0, 2);
}

#[test]
fn an_acknowledgement_leaves_only_when_the_entries_are_durable() {
    let mut rig = cluster_of(3).term(1).slow_disk().follower();
    assert_eq!(rig.hears(2, append(1, (0, 0), &[1, 1], 0)), []);
    assert_eq!(rig.hears(2, append(1, (2, 1), &[], 0)), [], "the heartbeat speaks of the same entries");
    assert_eq!(rig.syncs(1), [(s(2), matched(1, 2)), (s(2), matched(1, 2))]);
    assert_eq!(rig.durable().2, [1, 1]);
    assert_eq!(rig.hears(2, append(1, (2, 1), &[], 0)), [(s(2), matched(1, 2))], "nothing is under way now");
}

#[test]
fn a_candidate_asks_for_votes_only_when_its_own_is_durable() {
    let mut rig = cluster_of(3).slow_disk().follower();
    assert_eq!(rig.times_out(), []);
    let request = vote_request(1, 0, 0);
    assert_eq!(rig.syncs(1), [(s(2), request.clone()), (s(3), request)]);
    assert_eq!(rig.durable(), (1, Some(s(1)), vec![]));
}

#[test]
fn a_candidates_own_vote_counts_only_when_it_is_durable() {
    let mut rig = cluster_of(1).slow_disk().follower();
    rig.times_out();
    assert_eq!(rig.role(), Role::Candidate);
    rig.syncs(1);
    assert_eq!(rig.role(), Role::Leader);
}

#[test]
fn a_term_that_is_learnt_without_answering_becomes_durable_all_the_same() {
    for message in [refused(7), conflict(7, 0, (0, 0))] {
        let mut rig = cluster_of(3).follower();
        assert_eq!(rig.hears(2, message.clone()), []);
        assert_eq!(rig.durable().0, 7, "after {message:?}");
    }
}

#[test]
fn the_term_is_durable_no_later_than_the_entries_of_that_term() {
    let mut rig = cluster_of(3).slow_disk().follower();
    rig.hears(2, append(3, (0, 0), &[3], 0));
    while rig.unsynced() > 0 {
        rig.syncs(1);
        let (term, _, log) = rig.durable();
        assert!(
            log.last().is_none_or(|&last| last <= term),
            "a crash now would leave {log:?} in term {term}"
        );
    }
    assert_eq!(rig.durable(), (3, None, vec![3]));
}

#[test]
fn a_leader_replicates_without_waiting_for_its_own_disk() {
    let mut rig = cluster_of(3).slow_disk().leader();
    rig.hears(2, matched(1, 1));
    assert_eq!(rig.is_asked(1), [(s(2), append(1, (1, 1), &[1], 0))], "§10.2.1 of the dissertation");
}

#[test]
fn a_restart_finds_term_vote_and_log_and_forgets_the_rest() {
    let mut rig = cluster_of(3).log(&[1, 1]).leader();
    rig.hears(2, matched(2, 3));
    assert_eq!((rig.role(), rig.commit(), rig.leader()), (Role::Leader, 3, Some(s(1))));
    rig.crashes_and_restarts();
    assert_eq!((rig.term(), rig.voted_for(), rig.terms()), (2, Some(s(1)), vec![1, 1, 2]));
    assert_eq!((rig.role(), rig.commit(), rig.leader()), (Role::Follower, 0, None));
}

#[test]
fn what_is_not_durable_at_a_crash_is_lost_and_was_never_promised() {
    let mut rig = cluster_of(3).log(&[1]).slow_disk().follower();
    assert_eq!(rig.hears(2, append(1, (1, 1), &[1], 0)), []);
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), []);
    rig.crashes_and_restarts();
    assert_eq!((rig.term(), rig.voted_for(), rig.terms()), (1, None, vec![1]));
    assert_eq!(rig.syncs(0), [], "the answers are lost with what they promised");
}

/// S1 grants its vote to S2, crashes before or after the write is durable, and is asked by S3.
fn votes_around_a_crash(setup: Setup, durable: bool) -> Vec<Sent> {
    let mut rig = setup.slow_disk().follower();
    let mut votes = rig.hears(2, vote_request(1, 0, 0));
    votes.extend(rig.syncs(usize::from(durable)));
    rig.crashes_and_restarts();
    votes.extend(rig.hears(3, vote_request(1, 0, 0)));
    votes.extend(rig.syncs(rig.unsynced()));
    votes
}

#[test]
fn one_vote_a_term_holds_across_a_crash() {
    let first = votes_around_a_crash(cluster_of(3), true);
    assert_eq!(first, [(s(2), granted(1)), (s(3), refused(1))], "the vote was durable");
    let second = votes_around_a_crash(cluster_of(3), false);
    assert_eq!(second, [(s(3), granted(1))], "S2 never heard of the vote that was lost");
}

#[test]
fn without_persisting_before_the_reply_a_crash_between_gives_two_votes_in_a_term() {
    let votes = votes_around_a_crash(cluster_of(3).without(Rule::PersistBeforeReply), false);
    assert_eq!(votes, [(s(2), granted(1)), (s(3), granted(1))]);
}

#[test]
fn without_persisting_before_the_reply_a_crash_loses_acknowledged_entries() {
    let acknowledged = |setup: Setup| {
        let mut rig = setup.term(1).slow_disk().follower();
        let answers = rig.hears(2, append(1, (0, 0), &[1], 0));
        rig.crashes_and_restarts();
        (answers, rig.terms())
    };
    assert_eq!(acknowledged(cluster_of(3)), (vec![], vec![]));
    let without = acknowledged(cluster_of(3).without(Rule::PersistBeforeReply));
    assert_eq!(without, (vec![(s(2), matched(1, 1))], vec![]), "acknowledged, and gone");
}

/// S1 leads term 1 with a no-op that is durable, and has a command under way to its disk.
fn leader_with_a_command_under_way(setup: Setup) -> Rig {
    let mut rig = setup.slow_disk().leader();
    rig.syncs(rig.unsynced());
    rig.hears(2, matched(1, 1));
    rig.is_asked(1);
    assert_eq!((rig.commit(), rig.last_durable(), rig.unsynced()), (1, 1, 1));
    rig
}

#[test]
fn a_leader_counts_itself_only_when_its_own_copy_is_durable() {
    let mut rig = leader_with_a_command_under_way(cluster_of(3));
    rig.hears(2, matched(1, 2));
    assert_eq!(rig.commit(), 1, "only S2 holds it for certain");
    rig.is_asked(2);
    rig.hears(2, matched(1, 3));
    rig.syncs(1);
    assert_eq!(rig.commit(), 2, "the second command is still under way");
    rig.syncs(1);
    assert_eq!(rig.commit(), 3);
}

#[test]
fn a_leader_is_told_nothing_by_a_write_that_it_never_handed_over_or_that_is_durable_already() {
    let mut rig = leader_with_a_command_under_way(cluster_of(3));
    rig.hears(2, matched(1, 2));
    let before = rig.last_durable();
    for write in [0, 1, 99] {
        rig.is_told_durable(write);
        assert_eq!((rig.last_durable(), rig.commit()), (before, 1), "told of write {write}");
    }
}

#[test]
fn entries_on_a_majority_of_followers_are_committed_before_the_leaders_disk_is_done() {
    let mut rig = leader_with_a_command_under_way(cluster_of(3));
    rig.hears(2, matched(1, 2));
    rig.hears(3, matched(1, 2));
    assert_eq!((rig.commit(), rig.last_durable()), (2, 1));
}

#[test]
fn without_counting_itself_only_when_durable_a_leader_commits_what_its_crash_takes_off_the_quorum() {
    let mut rig = leader_with_a_command_under_way(cluster_of(3).without(Rule::LeaderCountsItselfWhenDurable));
    rig.hears(2, matched(1, 2));
    assert_eq!(rig.commit(), 2);
    rig.crashes_and_restarts();
    assert_eq!(rig.terms(), [1], "now one of three holds it");
}

#[test]
fn a_vote_for_oneself_that_becomes_durable_after_the_election_was_lost_does_not_count() {
    // Lost to a leader of the same term.
    let mut rig = cluster_of(3).slow_disk().candidate();
    rig.hears(2, append(1, (0, 0), &[], 0));
    rig.syncs(rig.unsynced());
    assert_eq!((rig.role(), rig.leader()), (Role::Follower, Some(s(2))));

    // Overtaken by a higher term.
    let mut rig = cluster_of(3).slow_disk().candidate();
    rig.hears(2, append(5, (0, 0), &[], 0));
    rig.syncs(rig.unsynced());
    assert_eq!((rig.role(), rig.term()), (Role::Follower, 5));
}

#[test]
fn a_vote_for_oneself_of_the_term_before_does_not_count_in_the_next() {
    let mut rig = cluster_of(3).slow_disk().candidate();
    rig.times_out();
    rig.hears(2, granted(2));
    rig.syncs(1);
    assert_eq!((rig.role(), rig.term()), (Role::Candidate, 2), "what is durable is the vote of term 1");
    rig.syncs(1);
    assert_eq!((rig.role(), rig.term()), (Role::Leader, 2), "with that of term 2 there are two of three");
}

#[test]
fn a_late_sync_of_an_entry_that_was_overwritten_does_not_count_for_the_one_in_its_place() {
    let mut rig = cluster_of(3).log(&[1]).slow_disk().follower();
    rig.hears(2, append(1, (1, 1), &[1, 1], 0));
    rig.hears(3, append(2, (1, 1), &[2, 2], 0));
    rig.syncs(1);
    assert_eq!((rig.last_durable(), rig.terms()), (1, vec![1, 2, 2]), "durable is [1, 1, 1]");
    rig.syncs(rig.unsynced());
    assert_eq!((rig.last_durable(), rig.durable().2), (3, vec![1, 2, 2]));
}

#[test]
fn an_entry_that_is_written_overwritten_and_written_again_is_acknowledged_only_after_the_last_write() {
    let mut rig = cluster_of(5).log(&[1]).slow_disk().follower();
    // A: the entry of term 1, from the leader of term 1.
    assert_eq!(rig.hears(2, append(1, (1, 1), &[1], 0)), []);
    // B: one of term 2 takes its place.
    assert_eq!(rig.hears(3, append(2, (1, 1), &[2], 0)), []);
    // A again, from the leader of term 3, whose log had it all the time.
    assert_eq!(rig.hears(2, append(3, (1, 1), &[1], 0)), []);

    assert_eq!(
        rig.syncs(1),
        [(s(2), matched(1, 2))],
        "the first A is durable; only the leader of term 1 is told"
    );
    assert_eq!(rig.last_durable(), 1, "B is under way and will remove it");
    assert_eq!(rig.syncs(1), [(s(3), matched(2, 2))]);
    assert_eq!(rig.durable().2, [1, 2], "a crash now would leave B");
    assert_eq!(rig.syncs(1), [(s(2), matched(3, 2))]);
    assert_eq!((rig.last_durable(), rig.durable().2), (2, vec![1, 1]));
}

#[test]
fn a_leader_does_not_count_a_sync_of_what_it_wrote_under_an_earlier_leader() {
    let mut rig = cluster_of(5).log(&[1]).slow_disk().follower();
    rig.hears(2, append(1, (1, 1), &[1], 0));
    rig.hears(3, append(2, (1, 1), &[], 0));
    rig.hears(3, append(2, (1, 1), &[2], 0));
    rig.times_out();
    for voter in [2, 3, 4] {
        rig.hears(voter, granted(3));
    }
    assert_eq!((rig.role(), rig.terms()), (Role::Leader, vec![1, 2, 3]));
    assert_eq!(rig.progress(1).0, 1, "of its own log only the first entry is durable");
    rig.syncs(1);
    assert_eq!(rig.progress(1).0, 1, "the entry of term 1 is durable, and no longer in the log");
    rig.syncs(rig.unsynced());
    assert_eq!(rig.progress(1).0, 3);
}

#[test]
fn a_restarted_replica_waits_an_election_timeout_before_it_stands() {
    let mut rig = cluster_of(3).log(&[1]).leader();
    rig.idles(Micros::from_millis(5_000));
    rig.crashes_and_restarts();
    assert!(rig.deadline().0 - rig.now().0 >= 150_000);
}

/// S3 hears of term 1 by an append, and crashes in the middle of the write of term and entries. Gives the term and
/// the terms of the log with which it comes back.
fn restarted_after_a_torn_write(seed: u64) -> (u64, Vec<u64>) {
    let mut scenario = Scenario { replicas: 3, clients: 1, seed, ..Scenario::default() };
    // Only the test starts elections.
    scenario.raft.election_timeout_least = Micros::from_millis(10_000);
    scenario.raft.election_timeout_most = Micros::from_millis(20_000);
    scenario.sync_of = vec![(s(3), Micros::from_millis(40))];
    let at = |millis, action| Timed { at: Micros::from_millis(millis), action };
    scenario.script =
        vec![at(0, Action::Isolate(s(3))), at(10, Action::TimeOut(s(1))), at(500, Action::HealAll)];
    let mut run = Run::new(&scenario, ());
    let writes = |cluster: &Cluster| cluster.replica(s(3)).expect("there is S3").disk().unsynced() > 0;
    assert!(run.run_until_that(Micros::from_millis(2_000), writes), "seed {seed}: S3 hears of nothing");
    let now = run.cluster().now();
    run.enqueue(Timed { at: now, action: Action::CrashTorn(s(3)) });
    run.enqueue(Timed { at: now.after(Micros(1)), action: Action::Restart(s(3)) });
    run.run_until(now.after(Micros(1)));
    let (hard_state, log) = run.cluster().replica(s(3)).expect("there is S3").disk().durable();
    (hard_state.term.0, log.from(LogIndex(1)).map(|entry| entry.term.0).collect())
}

#[test]
fn of_a_torn_write_a_restart_keeps_whole_records_from_the_first_on() {
    // Neither was promised, and the entry never stays without its term.
    let mut left: Vec<_> = (0..20).map(restarted_after_a_torn_write).collect();
    left.sort();
    left.dedup();
    assert_eq!(left, [(0, vec![]), (1, vec![])]);
}

/// S1 hears of term 3 by an append, and crashes when its first write of it is durable. What it said before, and
/// term and log with which it comes back.
fn restarted_after_the_first_write(setup: Setup) -> (Vec<Sent>, u64, Vec<u64>) {
    let mut rig = setup.slow_disk().follower();
    let mut said = rig.hears(2, append(3, (0, 0), &[3], 0));
    said.extend(rig.syncs(1));
    rig.crashes_and_restarts();
    (said, rig.term(), rig.terms())
}

#[test]
fn without_the_term_durable_with_its_entries_a_crash_between_leaves_entries_of_a_term_that_is_forgotten() {
    let said = vec![(s(2), matched(3, 1))];
    assert_eq!(restarted_after_the_first_write(cluster_of(3)), (said.clone(), 3, vec![3]));
    let without = restarted_after_the_first_write(cluster_of(3).without(Rule::TermDurableWithEntries));
    assert_eq!(without, (said, 0, vec![3]), "a leader of term 2 would be heard again");
}

#[test]
fn without_the_term_durable_with_its_entries_it_is_durable_behind_them() {
    let mut rig = cluster_of(3).without(Rule::TermDurableWithEntries).slow_disk().follower();
    rig.hears(2, append(3, (0, 0), &[3], 0));
    rig.syncs(1);
    assert_eq!(rig.unsynced(), 1);
    rig.syncs(1);
    assert_eq!(rig.durable(), (3, None, vec![3]));
}
