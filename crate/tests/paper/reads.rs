//! §8 and the dissertation's §6.4: reads that write nothing to the log.

use raft_playground::raft::{Event, Impossibility, LogIndex, Message, Micros, ReadId, ReadWay, Role, Rule};

use super::messages::{
    append, conflict, granted, matched, of_round, refused, round, s, timeout_now, vote_request,
};
use super::node_rig::{Rig, Setup, cluster_of};

const HEARTBEAT: Micros = Micros::from_millis(50);
const TIMEOUT_LEAST: Micros = Micros::from_millis(150);
const TIMEOUT_MOST: Micros = Micros::from_millis(300);

/// The leader of a cluster of so many in term 1, with its first entry committed and all answers in.
fn settled(setup: Setup, replicas: u8) -> Rig {
    let mut rig = setup.leader();
    for follower in 2..=replicas {
        rig.hears(follower, matched(1, 1));
    }
    assert_eq!(rig.commit(), 1);
    rig.events();
    rig
}

pub(crate) fn with_leases(setup: Setup) -> Setup {
    setup.settings(|settings| settings.reads = ReadWay::Lease)
}

/// A leader of three in term 1 whose lease began now.
fn leasing(setup: Setup) -> Rig {
    let mut rig = with_leases(setup).leader();
    rig.hears(2, of_round(1, matched(1, 1)));
    assert!(rig.lease_until() > Some(rig.now()), "its first messages were a round, and are answered");
    rig
}

#[test]
fn a_leader_confirms_by_a_round_of_heartbeats_that_it_still_leads_before_it_reads() {
    // ReadIndex, dissertation §6.4, steps 1 to 4.
    let mut rig = settled(cluster_of(5), 5);
    let heartbeat = of_round(1, append(1, (1, 1), &[], 1));
    let all: Vec<_> = (2..=5).map(|follower| (s(follower), heartbeat.clone())).collect();
    assert_eq!(rig.reads(7, ReadWay::ReadIndex), all);
    rig.hears(2, of_round(1, matched(1, 1)));
    rig.hears(2, of_round(1, matched(1, 1)));
    assert_eq!(
        rig.answered(),
        [],
        "one follower and the leader are no quorum of five, however often it answers"
    );
    rig.hears(3, of_round(1, matched(1, 1)));
    assert_eq!(rig.answered(), [(7, 1)]);
    assert_eq!(
        rig.events(),
        [
            Event::ReadAsked { read: ReadId(7) },
            Event::ReadServed { read: ReadId(7), index: LogIndex(1), by_lease: false }
        ]
    );
}

#[test]
fn a_replica_alone_in_its_cluster_reads_at_once() {
    let mut rig = cluster_of(1).leader();
    for way in [ReadWay::ReadIndex, ReadWay::Lease] {
        assert_eq!(rig.reads(1, way), []);
        assert_eq!(rig.answered(), [(1, 1)], "{way:?}");
    }
}

#[test]
fn a_read_finds_the_commit_index_of_the_time_when_it_was_asked_or_a_later_one() {
    let mut rig = settled(cluster_of(3), 3);
    rig.is_asked(5);
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(2, matched(1, 2));
    assert_eq!((rig.commit(), rig.answered()), (2, vec![]), "a commit confirms no read");
    rig.reads(2, ReadWay::ReadIndex);
    rig.hears(2, of_round(1, matched(1, 2)));
    rig.hears(2, of_round(2, matched(1, 2)));
    assert_eq!(rig.answered(), [(1, 1), (2, 2)]);
}

#[test]
fn a_new_leader_does_not_read_before_an_entry_of_its_own_term_is_committed() {
    // ReadAfterOwnCommit, dissertation §6.4, step 1.
    let mut rig = cluster_of(3).log(&[1]).leader();
    assert_eq!(rig.reads(1, ReadWay::ReadIndex), []);
    assert_eq!(rig.cited(), [Rule::ReadAfterOwnCommit]);
    let sent = rig.hears(2, matched(2, 2));
    assert_eq!(rig.commit(), 2, "entry 1 is committed with it, and may have been before");
    assert!(
        sent.iter().any(|(_, message)| round(message) == Some(1)),
        "only now does the read have its round"
    );
    rig.hears(2, of_round(1, matched(2, 2)));
    assert_eq!(rig.answered(), [(1, 2)]);
}

#[test]
fn a_leader_without_a_no_op_lets_reads_wait_for_its_first_command() {
    for way in [ReadWay::ReadIndex, ReadWay::Lease] {
        let mut rig = cluster_of(3).log(&[1]).without_no_op().leader();
        rig.changes(|settings| settings.reads = way);
        rig.hears(2, matched(2, 1));
        rig.reads(1, way);
        rig.waits(Micros(3 * HEARTBEAT.0));
        assert_eq!(rig.answered(), [], "{way:?}: entry 1 may be committed, and the leader cannot know");
        rig.is_asked(5);
        rig.hears(2, matched(2, 2));
        let begun = rig.waits(HEARTBEAT).iter().filter_map(|(_, message)| round(message)).max();
        rig.hears(2, of_round(begun.expect("it beats"), matched(2, 2)));
        assert_eq!(rig.answered(), [(1, 2)], "{way:?}");
    }
}

#[test]
fn without_read_after_own_commit_a_new_leader_misses_what_was_committed() {
    let mut rig = cluster_of(3).log(&[1]).without(Rule::ReadAfterOwnCommit).leader();
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(2, of_round(1, conflict(2, 1, (0, 0))));
    assert_eq!(rig.answered(), [(1, 0)], "entry 1 may have been committed in term 1");
}

#[test]
fn an_answer_confirms_only_reads_that_were_asked_before_its_round() {
    // ConfirmationBoundToRead, dissertation §6.4: the heartbeats come after the read.
    let mut rig = settled(cluster_of(3), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(2, matched(1, 1));
    assert_eq!(rig.answered(), [], "this answer was under way before the read was asked");
    assert_eq!(rig.cited(), [Rule::ConfirmationBoundToRead]);
    rig.reads(2, ReadWay::ReadIndex);
    let sent = rig.hears(2, of_round(1, matched(1, 1)));
    assert_eq!(rig.answered(), [(1, 1)], "the second read came after that round had begun");
    assert!(sent.iter().all(|(_, message)| round(message) == Some(2)), "it gets a round of its own");
    rig.hears(2, of_round(1, matched(1, 1)));
    rig.hears(3, of_round(1, matched(1, 1)));
    assert_eq!(rig.answered(), [], "late answers to the first read do not serve its retry");
    rig.hears(3, of_round(2, matched(1, 1)));
    assert_eq!(rig.answered(), [(2, 1)]);
}

#[test]
fn without_confirmation_bound_to_read_any_answer_confirms() {
    let mut rig = settled(cluster_of(3).without(Rule::ConfirmationBoundToRead), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(2, matched(1, 1));
    assert_eq!(rig.answered(), [(1, 1)]);
}

#[test]
fn reads_that_come_while_others_wait_share_the_next_round() {
    let mut rig = settled(cluster_of(3), 3);
    assert_eq!(rig.reads(1, ReadWay::ReadIndex).len(), 2);
    for read in 2..=100 {
        assert_eq!(rig.reads(read, ReadWay::ReadIndex), [], "read {read} waits for the round after this");
    }
    assert_eq!(rig.hears(2, of_round(1, matched(1, 1))).len(), 2, "one round for all that wait");
    assert_eq!(rig.answered(), [(1, 1)]);
    assert_eq!(rig.hears(3, of_round(2, matched(1, 1))), []);
    assert_eq!(rig.answered(), (2..=100).map(|read| (read, 1)).collect::<Vec<_>>());
}

#[test]
fn a_read_that_waits_is_known_with_its_index_and_round_or_as_one_that_came_too_early() {
    let mut rig = cluster_of(3).leader();
    rig.reads(1, ReadWay::ReadIndex);
    assert_eq!(rig.pending_reads(), [(1, None)]);
    rig.hears(2, matched(1, 1));
    rig.reads(2, ReadWay::ReadIndex);
    assert_eq!(rig.pending_reads(), [(1, Some((1, 1))), (2, Some((1, 2)))]);
    rig.hears(2, of_round(1, matched(1, 1)));
    assert_eq!(rig.pending_reads(), [(2, Some((1, 2)))]);
}

#[test]
fn reads_do_not_wait_for_a_round_whose_messages_were_lost() {
    let mut rig = settled(cluster_of(3), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.reads(2, ReadWay::ReadIndex);
    let again = rig.waits(HEARTBEAT);
    assert_eq!(again.iter().filter_map(|(_, message)| round(message)).collect::<Vec<_>>(), [2, 2]);
    rig.hears(3, of_round(2, matched(1, 1)));
    assert_eq!(rig.answered(), [(1, 1), (2, 1)], "the later round confirms both");
}

#[test]
fn who_reads_often_does_not_keep_lost_entries_from_being_sent_again() {
    let mut rig = settled(cluster_of(3), 3);
    rig.is_asked(5);
    let mut carried = 0;
    for read in 0..20 {
        rig.reads(read, ReadWay::ReadIndex);
        let begun = of_round(read + 1, matched(1, 1));
        rig.hears(3, begun);
        let sent = rig.waits(Micros::from_millis(10));
        carried +=
            sent.iter().filter(|(to, message)| *to == s(2) && *message != append(1, (1, 1), &[], 1)).count();
    }
    assert!(carried >= 3, "S2 was sent its entry {carried} times in 200 ms");
}

#[test]
fn answers_may_arrive_out_of_order() {
    let mut rig = settled(cluster_of(5), 5);
    rig.reads(1, ReadWay::ReadIndex);
    rig.reads(2, ReadWay::ReadIndex);
    rig.waits(HEARTBEAT);
    rig.hears(2, of_round(2, matched(1, 1)));
    rig.hears(2, of_round(1, matched(1, 1)));
    rig.hears(3, of_round(2, matched(1, 1)));
    assert_eq!(rig.answered(), [(1, 1), (2, 1)], "that S2 answered the later round is not forgotten");
}

#[test]
fn a_follower_that_lacks_entries_confirms_that_its_leader_leads_all_the_same() {
    let mut rig = settled(cluster_of(3), 2);
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(3, of_round(1, conflict(1, 1, (0, 0))));
    assert_eq!(rig.answered(), [(1, 1)]);
}

#[test]
fn who_refuses_a_message_of_an_earlier_term_repeats_no_round_of_it() {
    // Dissertation §6.4: its sender may lead again by now, and rounds begin anew with each leadership. The answer is of
    // the present term, and would confirm a round of the present leadership that nobody has heard of.
    let mut rig = cluster_of(3).term(5).follower();
    let refused = rig.hears(2, of_round(7, append(3, (0, 0), &[], 0)));
    assert_eq!(refused, [(s(2), of_round(0, conflict(5, 0, (0, 0))))]);
}

#[test]
fn an_answer_to_a_round_that_never_was_is_ignored() {
    let mut rig = settled(cluster_of(3), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(2, of_round(2, matched(1, 1)));
    assert_eq!(rig.answered(), []);
    assert!(rig.events().contains(&Event::Impossible { from: s(2), why: Impossibility::NeverSent }));
}

#[test]
fn a_follower_repeats_the_round_in_its_answer() {
    let mut rig = cluster_of(3).term(1).follower();
    assert_eq!(rig.hears(2, of_round(4, append(1, (0, 0), &[1], 0))), [(s(2), of_round(4, matched(1, 1)))]);
    let refusal = of_round(5, conflict(1, 3, (1, 1)));
    assert_eq!(rig.hears(2, of_round(5, append(1, (3, 1), &[], 0))), [(s(2), refusal)]);
}

#[test]
fn whoever_does_not_lead_answers_no_read() {
    for mut rig in [cluster_of(3).follower(), cluster_of(3).candidate()] {
        rig.reads(1, ReadWay::ReadIndex);
        rig.reads(2, ReadWay::Lease);
        assert_eq!((rig.answered(), rig.lost()), (vec![], vec![1, 2]), "{:?}", rig.role());
    }
}

#[test]
fn a_leader_that_steps_down_sends_on_whoever_waits_for_a_read() {
    let mut rig = settled(cluster_of(3), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.reads(2, ReadWay::ReadIndex);
    rig.hears(3, refused(2));
    assert_eq!((rig.role(), rig.lost(), rig.answered()), (Role::Follower, vec![1, 2], vec![]));
    let mut early = cluster_of(3).log(&[1]).leader();
    early.reads(3, ReadWay::Lease);
    early.hears(3, refused(7));
    assert_eq!(early.lost(), [3], "also for one that waited for the first commit");
}

#[test]
fn answers_to_the_leadership_before_confirm_nothing_in_this_one() {
    let mut rig = settled(cluster_of(3), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.hears(3, refused(2));
    rig.times_out();
    rig.hears(2, granted(3));
    assert_eq!(rig.role(), Role::Leader);
    rig.hears(2, matched(3, 2));
    rig.reads(2, ReadWay::ReadIndex);
    rig.hears(2, of_round(1, matched(1, 1)));
    assert_eq!(rig.answered(), [], "that answer is of term 1");
    rig.hears(2, of_round(1, matched(3, 2)));
    assert_eq!(rig.answered(), [(2, 2)]);
}

#[test]
fn a_leader_with_a_lease_reads_without_asking_anyone() {
    // Dissertation §6.4.1.
    let mut rig = leasing(cluster_of(3));
    rig.idles(Micros::from_millis(100));
    assert_eq!(rig.reads(1, ReadWay::Lease), []);
    assert_eq!(rig.answered(), [(1, 1)]);
}

#[test]
fn a_lease_counts_from_the_sending_of_its_round_and_not_from_the_answer() {
    let mut rig = with_leases(cluster_of(3)).leader();
    let sent = rig.now();
    rig.idles(Micros::from_millis(100));
    rig.hears(2, of_round(1, matched(1, 1)));
    let until = rig.lease_until().expect("it has a lease");
    assert!(until < sent.after(TIMEOUT_LEAST), "{until} ms");
}

#[test]
fn every_heartbeat_prolongs_the_lease() {
    let mut rig = leasing(cluster_of(3));
    for beat in 2..50 {
        let sent = rig.waits(HEARTBEAT);
        let begun = sent.iter().find_map(|(to, message)| round(message).filter(|_| *to == s(2)));
        assert_eq!(begun, Some(beat), "each interval has its round");
        rig.hears(2, of_round(beat, matched(1, 1)));
        assert_eq!(rig.lease_until(), Some(rig.now().after(Micros(TIMEOUT_LEAST.0 * 9 / 10))));
        rig.reads(beat, ReadWay::Lease);
        assert_eq!(rig.answered(), [(beat, 1)]);
    }
}

#[test]
fn the_answer_to_a_round_prolongs_the_lease_though_the_next_one_has_begun() {
    let mut rig = leasing(cluster_of(3));
    rig.waits(HEARTBEAT);
    let second = rig.now();
    rig.waits(HEARTBEAT);
    rig.hears(2, of_round(2, matched(1, 1)));
    assert_eq!(rig.lease_until(), Some(second.after(Micros(TIMEOUT_LEAST.0 * 9 / 10))));
}

#[test]
fn a_lease_without_a_quorum_is_none() {
    let mut rig = with_leases(cluster_of(5)).leader();
    rig.hears(2, of_round(1, matched(1, 1)));
    assert_eq!(rig.lease_until(), None, "two of five");
    rig.hears(3, matched(1, 1));
    assert_eq!(
        (rig.commit(), rig.lease_until()),
        (1, None),
        "a third holds the entry, by an answer to no round"
    );
    assert_eq!(rig.reads(1, ReadWay::Lease).len(), 4, "so it asks");
}

#[test]
fn a_leader_whose_lease_is_over_asks_whether_it_still_leads() {
    // LeaseShorterThanTimeout, dissertation §6.4.1.
    let mut rig = leasing(cluster_of(3));
    rig.events();
    rig.idles(Micros(TIMEOUT_LEAST.0 * 9 / 10));
    let sent = rig.reads(1, ReadWay::Lease);
    assert_eq!((sent.len(), rig.answered()), (2, vec![]));
    assert_eq!(rig.cited(), [Rule::LeaseShorterThanTimeout]);
    rig.hears(3, of_round(2, matched(1, 1)));
    assert_eq!(rig.answered(), [(1, 1)]);
    rig.reads(2, ReadWay::Lease);
    assert_eq!(rig.answered(), [(2, 1)], "the round has given it another lease");
}

#[test]
fn a_lease_is_over_only_for_who_had_one_and_asks_by_it() {
    let mut rig = settled(with_leases(cluster_of(3)), 3);
    rig.reads(1, ReadWay::Lease);
    assert_eq!(rig.cited(), [], "there was none yet");
    let mut rig = leasing(cluster_of(3));
    rig.events();
    rig.idles(TIMEOUT_LEAST);
    rig.reads(1, ReadWay::ReadIndex);
    assert_eq!(rig.cited(), [], "this read does not rest on it");
}

#[test]
fn without_lease_shorter_than_timeout_a_lease_outlasts_the_promise_it_rests_on() {
    let mut rig = leasing(cluster_of(3).without(Rule::LeaseShorterThanTimeout));
    rig.idles(TIMEOUT_MOST);
    rig.reads(1, ReadWay::Lease);
    assert_eq!(rig.answered(), [(1, 1)], "by now every follower may have elected another leader");
}

#[test]
fn where_leases_are_off_a_read_by_lease_makes_a_round() {
    let mut rig = settled(cluster_of(3), 3);
    assert_eq!(rig.reads(1, ReadWay::Lease).len(), 2);
    assert_eq!((rig.answered(), rig.lease_until()), (vec![], None));
}

#[test]
fn with_leases_a_read_that_asks_for_a_round_gets_one() {
    let mut rig = leasing(cluster_of(3));
    assert_eq!(rig.reads(1, ReadWay::ReadIndex).len(), 2);
    assert_eq!(rig.answered(), []);
}

#[test]
fn a_lease_ends_with_the_leadership() {
    let mut rig = leasing(cluster_of(3));
    rig.hears(3, refused(2));
    rig.times_out();
    rig.hears(2, granted(3));
    assert_eq!((rig.role(), rig.lease_until()), (Role::Leader, None));
}

#[test]
fn a_lease_ends_when_the_settings_change_and_rounds_from_before_give_none() {
    let mut rig = leasing(cluster_of(3));
    rig.waits(HEARTBEAT);
    rig.changes(|settings| settings.election_timeout_least = TIMEOUT_MOST);
    assert_eq!(rig.lease_until(), None);
    rig.hears(2, of_round(2, matched(1, 1)));
    assert_eq!(rig.lease_until(), None, "followers heard that round under the shorter timeout");
    let sent = rig.waits(HEARTBEAT);
    let begun = sent.iter().filter_map(|(_, message)| round(message)).max().expect("it beats");
    rig.hears(2, of_round(begun, matched(1, 1)));
    assert!(rig.lease_until().is_some());
}

#[test]
fn a_follower_keeps_to_the_leader_that_it_heard_as_long_as_a_lease_may_last() {
    // Dissertation §6.4.1, by §4.2.3: it neither votes nor enters the candidate's term.
    let mut rig = with_leases(cluster_of(3)).term(1).follower();
    rig.hears(2, append(1, (0, 0), &[], 0));
    rig.events();
    rig.idles(Micros(TIMEOUT_LEAST.0 - 1));
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), refused(1))]);
    assert_eq!((rig.term(), rig.leader(), rig.cited()), (1, Some(s(2)), vec![Rule::LeaseShorterThanTimeout]));
    rig.idles(Micros(1));
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), granted(2))]);
}

#[test]
fn a_follower_keeps_its_promise_also_in_a_term_that_it_entered_since() {
    let mut rig = with_leases(cluster_of(4)).term(1).follower();
    rig.hears(2, append(1, (0, 0), &[], 0));
    rig.hears(4, refused(2));
    assert_eq!(rig.term(), 2);
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), refused(2))]);
    rig.idles(TIMEOUT_LEAST);
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), granted(2))]);
}

#[test]
fn without_leases_a_follower_votes_for_whoever_may_have_its_vote() {
    // §5.2.
    let mut rig = cluster_of(3).term(1).follower();
    rig.hears(2, append(1, (0, 0), &[], 0));
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), granted(2))]);
}

#[test]
fn a_replica_that_restarts_has_forgotten_whom_it_heard_and_waits_before_it_votes() {
    let mut rig = with_leases(cluster_of(3)).term(1).follower();
    rig.hears(2, append(1, (0, 0), &[], 0));
    rig.idles(Micros::from_millis(20));
    rig.crashes_and_restarts();
    rig.idles(Micros(TIMEOUT_LEAST.0 - 1));
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), refused(1))]);
    rig.idles(Micros(1));
    assert_eq!(rig.hears(3, vote_request(2, 9, 1)), [(s(3), granted(2))]);
}

#[test]
fn a_replica_at_its_first_start_has_heard_no_leader_and_votes() {
    let mut rig = with_leases(cluster_of(3)).follower();
    assert_eq!(rig.hears(3, vote_request(1, 0, 0)), [(s(3), granted(1))]);
}

#[test]
fn a_timer_that_is_made_to_run_out_does_not_break_the_promise() {
    let mut rig = with_leases(cluster_of(3)).term(1).follower();
    rig.hears(2, append(1, (0, 0), &[], 0));
    rig.events();
    assert_eq!(rig.times_out(), []);
    assert_eq!((rig.role(), rig.cited()), (Role::Follower, vec![Rule::LeaseShorterThanTimeout]));
    rig.idles(TIMEOUT_LEAST);
    assert_eq!(rig.times_out().len(), 2, "it stands now");
}

#[test]
fn a_leader_that_has_told_another_to_stand_has_no_lease_in_this_term_any_more() {
    // Dissertation §6.4.1: TimeoutNow may arrive late, and the other gets votes in spite of all promises.
    let mut rig = leasing(cluster_of(3));
    let sent = rig.is_to_hand_over_to(2);
    assert!(
        sent.iter().any(|(_, message)| matches!(message, Message::TimeoutNow { .. })),
        "S2 holds the whole log"
    );
    assert_eq!(rig.lease_until(), None);
    for _ in 0..20 {
        for (to, message) in rig.waits(HEARTBEAT) {
            if let Some(begun) = round(&message) {
                rig.hears(to.0 + 1, of_round(begun, matched(1, 1)));
            }
        }
        assert_eq!(rig.lease_until(), None, "also when S2 has not taken over in time");
    }
    rig.reads(1, ReadWay::Lease);
    assert_eq!(rig.answered(), [], "it has to ask");
}

#[test]
fn who_is_told_to_stand_by_its_leader_gets_votes_in_spite_of_the_promise() {
    let mut candidate = with_leases(cluster_of(3)).named(2).term(1).follower();
    candidate.hears(1, append(1, (0, 0), &[], 0));
    let sent = candidate.hears(1, timeout_now(1));
    let (_, request) = sent.into_iter().find(|(to, _)| *to == s(3)).expect("it asks S3");
    let mut voter = with_leases(cluster_of(3)).named(3).term(1).follower();
    voter.hears(1, append(1, (0, 0), &[], 0));
    assert_eq!(voter.hears(2, request), [(s(2), granted(2))]);
}

#[test]
fn a_leader_that_no_quorum_answers_sends_on_whoever_waits_for_a_read() {
    // CheckQuorum, dissertation §6.2.
    let mut rig = settled(cluster_of(3).settings(|settings| settings.check_quorum = true), 3);
    rig.reads(1, ReadWay::ReadIndex);
    rig.waits(Micros(3 * TIMEOUT_MOST.0));
    assert_ne!(rig.role(), Role::Leader);
    assert_eq!((rig.answered(), rig.lost()), (vec![], vec![1]));
}

#[test]
fn a_lease_has_ended_before_any_follower_that_granted_it_may_vote() {
    // Dissertation §6.4.1, for followers that hear the round at once and that have no time to lose.
    let mut leader = leasing(cluster_of(3));
    for beat in 2..20 {
        let mut follower = with_leases(cluster_of(3)).named(2).term(1).seed(beat).follower();
        let mut restarted = with_leases(cluster_of(3)).named(2).term(1).seed(beat).follower();
        let sent = leader.waits(HEARTBEAT);
        let start = leader.now();
        let (_, heartbeat) = sent.into_iter().find(|(to, _)| *to == s(2)).expect("it beats");
        follower.idles(start);
        restarted.idles(start);
        for (_, answer) in follower.hears(1, heartbeat.clone()) {
            // It has its entry from before; what counts here is the round.
            let begun = round(&answer).expect("it is an answer");
            leader.hears(2, of_round(begun, matched(1, 1)));
        }
        restarted.hears(1, heartbeat);
        restarted.crashes_and_restarts();
        let end = leader.lease_until().expect("it has a lease");
        assert!(end > start, "beat {beat}");
        for mut voter in [follower, restarted] {
            voter.idles(Micros(end.0 - start.0));
            assert_eq!(
                voter.hears(3, vote_request(2, 9, 1)),
                [(s(3), refused(1))],
                "beat {beat}, at the lease's end"
            );
            assert!(voter.deadline() > end, "and it does not stand itself");
        }
    }
}
