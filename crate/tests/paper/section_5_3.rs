//! §5.3, log replication: the rules that keep logs alike and decide what is committed.

use raft_playground::raft::{Event, LogIndex, Micros, Role, Rule};

use super::messages::{append, conflict, granted, matched, s, told_commit};
use super::node_rig::{Rig, Setup, cluster_of};

const HEARTBEAT: Micros = Micros::from_millis(50);

#[test]
fn a_leader_appends_a_command_to_its_log_and_sends_it_to_all() {
    let mut rig = cluster_of(3).leader();
    rig.hears(2, matched(1, 1));
    rig.hears(3, matched(1, 1));
    let sent = rig.is_asked(1);
    let message = append(1, (1, 1), &[1], 1);
    assert_eq!(sent, [(s(2), message.clone()), (s(3), message)]);
    assert_eq!((rig.terms(), rig.commit()), (vec![1, 1], 1), "written, and not committed yet");
    assert_eq!(rig.durable().2, [1, 1]);
}

#[test]
fn no_one_but_a_leader_takes_commands() {
    for mut rig in [cluster_of(3).follower(), cluster_of(3).candidate()] {
        assert_eq!(rig.is_asked(1), []);
        assert_eq!(rig.terms(), [0; 0], "the log of a {:?}", rig.role());
    }
}

#[test]
fn an_entry_is_committed_once_a_majority_of_all_holds_it() {
    let tried: &[(u8, &[u8], bool)] = &[
        (1, &[], true),
        (2, &[], false),
        (2, &[2], true),
        (3, &[], false),
        (3, &[2], true),
        (3, &[2, 3], true),
        (4, &[2], false),
        (4, &[2, 4], true),
        (5, &[], false),
        (5, &[2], false),
        (5, &[3, 5], true),
        (5, &[2, 3, 4, 5], true),
        (6, &[2, 3], false),
        (6, &[2, 3, 4], true),
        (7, &[2, 3], false),
        (7, &[5, 6, 7], true),
    ];
    for &(replicas, holders, committed) in tried {
        let mut rig = cluster_of(replicas).leader();
        for &holder in holders {
            rig.hears(holder, matched(1, 1));
        }
        let told = format!("on S1 and {holders:?} of {replicas}");
        assert_eq!(rig.commit(), u64::from(committed), "{told}");
        assert_eq!(rig.applied().len(), usize::from(committed), "applied {told}");
    }
}

#[test]
fn without_a_majority_half_of_an_even_cluster_commits() {
    let acknowledged = |setup: Setup| {
        let mut rig = setup.leader();
        rig.hears(2, matched(1, 1));
        rig.commit()
    };
    assert_eq!(acknowledged(cluster_of(4)), 0);
    assert_eq!(acknowledged(cluster_of(4).without(Rule::MajorityOfVoters)), 1, "on S1 and S2 only");
}

#[test]
fn all_entries_before_a_committed_one_commit_with_it_in_order() {
    for inherited in [&[][..], &[1], &[1, 1, 2], &[1, 2, 3, 3]] {
        let mut rig = cluster_of(3).log(inherited).leader();
        rig.is_asked(1);
        let last = inherited.len() as u64 + 2;
        rig.hears(2, matched(rig.term(), last));
        assert_eq!(rig.commit(), last, "behind {inherited:?}");
        assert_eq!(rig.applied(), (1..=last).collect::<Vec<_>>(), "each once, in the order of the log");
    }
}

#[test]
fn followers_learn_with_the_next_message_what_is_committed() {
    let mut rig = cluster_of(3).leader();
    assert_eq!(rig.hears(2, matched(1, 1)), [], "not at once");
    let told: Vec<_> = rig.is_asked(1).iter().map(|(to, message)| (*to, told_commit(message))).collect();
    assert_eq!(told, [(s(2), Some(1))], "S3 has not answered the first message, so it gets no second one");

    rig.hears(2, matched(1, 2));
    let told: Vec<_> = rig.waits(HEARTBEAT).iter().map(|(to, message)| (*to, told_commit(message))).collect();
    assert_eq!(told, [(s(2), Some(2)), (s(3), Some(2))], "a heartbeat tells it too");
}

#[test]
fn a_leader_may_tell_at_once_what_is_committed() {
    let mut rig = cluster_of(3).settings(|settings| settings.commit_at_once = true).leader();
    assert_eq!(rig.hears(2, matched(1, 1)), [(s(2), append(1, (1, 1), &[], 1))]);
    assert_eq!(rig.hears(2, matched(1, 1)), [], "it is told once");
}

#[test]
fn a_follower_applies_what_its_leader_tells_committed_and_it_holds() {
    let tried = [
        // (entries behind index 0, leader's commit, committed)
        (&[1][..], 0, 0),
        (&[1], 1, 1),
        (&[1, 1], 1, 1),
        (&[1, 1], 2, 2),
        (&[1, 1], 9, 2),
        (&[], 9, 0),
    ];
    for (entries, told, committed) in tried {
        let mut rig = cluster_of(3).term(1).follower();
        rig.hears(2, append(1, (0, 0), entries, told));
        assert_eq!(rig.commit(), committed, "{entries:?} with commit {told}");
        assert_eq!(rig.applied(), (1..=committed).collect::<Vec<_>>());
    }
}

#[test]
fn a_follower_never_takes_its_commit_index_back() {
    let mut rig = cluster_of(3).log(&[1, 1, 1]).follower();
    rig.hears(2, append(1, (3, 1), &[], 3));
    rig.hears(2, append(1, (1, 1), &[], 1));
    assert_eq!((rig.commit(), rig.applied()), (3, &[1, 2, 3][..]));
}

/// A heartbeat far behind the follower's stale tail, from a leader that has committed much more.
fn heartbeat_before_a_stale_tail(setup: Setup) -> Rig {
    let mut rig = setup.log(&[1, 1, 1]).follower();
    rig.hears(2, append(2, (1, 1), &[], 3));
    rig
}

#[test]
fn a_follower_commits_no_further_than_the_last_entry_the_message_speaks_of() {
    let with = heartbeat_before_a_stale_tail(cluster_of(3));
    assert_eq!((with.commit(), with.applied()), (1, &[1][..]));

    let without = heartbeat_before_a_stale_tail(cluster_of(3).without(Rule::CommitToLastNewEntry));
    assert_eq!(without.commit(), 3, "entries of term 1 that no one else has");
    assert_eq!(without.applied(), [1, 2, 3]);
}

#[test]
fn a_follower_acknowledges_the_last_entry_the_message_speaks_of_and_not_its_tail() {
    // S2 has a stale tail. S1 wrote two entries after it sent S2 the message that S2 hears now.
    let acknowledged = |follower: Setup| {
        let mut leader = cluster_of(3).log(&[1]).without_no_op().leader();
        leader.is_asked(1);
        leader.is_asked(2);
        let mut answers = follower.named(2).log(&[1, 1, 1]).follower().hears(1, append(2, (1, 1), &[], 0));
        let (_, answer) = answers.pop().expect("every append is answered");
        leader.hears(2, answer.clone());
        (answer, leader.commit())
    };
    assert_eq!(acknowledged(cluster_of(3)), (matched(2, 1), 0));
    let wrong = acknowledged(cluster_of(3).without(Rule::AcknowledgeWhatMatches));
    assert_eq!(wrong, (matched(2, 3), 3), "committed, and on S1 only");
}

#[test]
fn an_append_is_accepted_only_behind_an_entry_that_matches() {
    let accepted = [(0, 0), (1, 1), (2, 2)];
    // (previous of the leader, where the logs may still agree)
    let refused = [((1, 2), (1, 1)), ((2, 1), (1, 1)), ((2, 3), (2, 2)), ((3, 3), (2, 2)), ((9, 1), (1, 1))];
    let setup = cluster_of(3).log(&[1, 2]).term(3);
    for previous in accepted {
        let answers = setup.clone().follower().hears(2, append(3, previous, &[], 0));
        assert_eq!(answers, [(s(2), matched(3, previous.0))], "behind {previous:?}");
    }
    for (previous, hint) in refused {
        let mut rig = setup.clone().follower();
        let answers = rig.hears(2, append(3, previous, &[3], 9));
        assert_eq!(answers, [(s(2), conflict(3, previous.0, hint))], "behind {previous:?}");
        assert_eq!((rig.terms(), rig.commit()), (vec![1, 2], 0), "nothing is written behind {previous:?}");
        assert_eq!(rig.cited(), [Rule::ConsistencyCheck]);
    }
}

#[test]
fn without_the_consistency_check_logs_agree_at_an_entry_and_differ_before_it() {
    let written = |setup: Setup| {
        let mut rig = setup.log(&[1, 1]).follower();
        // The leader's log is [1, 2, 3].
        rig.hears(2, append(3, (2, 2), &[3], 0));
        rig.terms()
    };
    assert_eq!(written(cluster_of(3)), [1, 1]);
    assert_eq!(written(cluster_of(3).without(Rule::ConsistencyCheck)), [1, 1, 3]);
}

#[test]
fn a_refused_leader_is_a_leader_all_the_same() {
    let mut rig = cluster_of(3).follower();
    rig.idles(Micros::from_millis(100));
    rig.hears(2, append(3, (5, 2), &[], 0));
    assert_eq!(rig.leader(), Some(s(2)));
    assert!(rig.deadline().0 - rig.now().0 >= 150_000, "its election timer starts anew");
}

#[test]
fn a_follower_writes_what_is_new_and_removes_from_the_first_conflict_on() {
    // (its log, previous, entries, the log afterwards, what is removed)
    #[allow(clippy::type_complexity, reason = "a table")]
    let tried: [(&[u64], (u64, u64), &[u64], &[u64], Option<(u64, u64)>); 9] = [
        (&[1, 2, 2], (3, 2), &[3], &[1, 2, 2, 3], None),
        (&[], (0, 0), &[3], &[3], None),
        (&[1, 2, 2], (1, 1), &[3, 4], &[1, 3, 4], Some((2, 3))),
        (&[1, 2, 2], (0, 0), &[3], &[3], Some((1, 3))),
        (&[1, 2, 2], (1, 1), &[2, 3], &[1, 2, 3], Some((3, 3))),
        (&[1, 2, 2], (0, 0), &[1, 2, 2, 3], &[1, 2, 2, 3], None),
        // What is there already stays, with all behind it.
        (&[1, 2, 2], (0, 0), &[1, 2], &[1, 2, 2], None),
        (&[1, 2, 2], (1, 1), &[2], &[1, 2, 2], None),
        (&[1, 2, 2], (1, 1), &[], &[1, 2, 2], None),
    ];
    for (log, previous, entries, expected, removed) in tried {
        let told = format!("{entries:?} behind {previous:?} of {log:?}");
        let mut rig = cluster_of(3).log(log).term(4).follower();
        let last_new = previous.0 + entries.len() as u64;
        assert_eq!(rig.hears(2, append(4, previous, entries, 0)), [(s(2), matched(4, last_new))], "{told}");
        assert_eq!((rig.terms(), rig.durable().2), (expected.to_vec(), expected.to_vec()), "{told}");
        let events = rig.events();
        let truncated = events.iter().find_map(|event| match event {
            Event::Truncated { from: LogIndex(from), last: LogIndex(last) } => Some((*from, *last)),
            _ => None,
        });
        assert_eq!(truncated, removed, "{told}");
    }
}

#[test]
fn without_truncating_only_on_conflict_a_late_shorter_append_removes_acknowledged_entries() {
    let after_late_append = |setup: Setup, late: &[u64]| {
        let mut rig = setup.term(1).follower();
        assert_eq!(rig.hears(2, append(1, (0, 0), &[1, 1], 0)), [(s(2), matched(1, 2))]);
        rig.hears(2, append(1, (0, 0), late, 0));
        rig.terms().len()
    };
    for late in [&[][..], &[1]] {
        assert_eq!(after_late_append(cluster_of(3), late), 2, "a late append of {late:?}");
        let without = cluster_of(3).without(Rule::TruncateOnlyOnConflict);
        assert_eq!(after_late_append(without, late), late.len(), "a late append of {late:?}");
    }
}

#[test]
fn a_leader_only_ever_writes_behind_its_last_entry() {
    let mut rig = cluster_of(3).log(&[1, 2, 2]).leader();
    for command in 0..5 {
        rig.is_asked(command);
        rig.hears(2, conflict(3, 3, (1, 1)));
        rig.hears(3, append(3, (0, 0), &[3], 0));
        rig.hears(3, append(2, (0, 0), &[2], 0));
    }
    assert_eq!(rig.terms(), [1, 2, 2, 3, 3, 3, 3, 3, 3]);
    assert!(!rig.events().iter().any(|event| matches!(event, Event::Truncated { .. })));
}

#[test]
fn a_new_leader_assumes_that_all_logs_are_like_its_own() {
    let mut rig = cluster_of(3).log(&[1, 1, 2]).without_no_op().candidate();
    let sent = rig.hears(2, granted(3));
    let first = append(3, (3, 2), &[], 0);
    assert_eq!(sent, [(s(2), first.clone()), (s(3), first)], "nextIndex is behind its last entry, 3");
    assert_eq!((rig.role(), rig.progress(2)), (Role::Leader, (0, 4)));
}
