//! §7: a snapshot takes the place of a log's first entries, and a leader sends it to a follower that lacks them.

use raft_playground::raft::{Appended, Event, Impossibility, LogIndex, Message, Micros, Role, Rule, Term};

use super::messages::{
    append, carried, conflict, install, matched, received, received_whole, s, snapshot, vote_request, voters,
};
use super::node_rig::{Rig, Sent, Setup, cluster_of};
use super::small_network::SmallNetwork;

/// A beat of the leader's heart.
const BEAT: Micros = Micros::from_millis(50);

/// S1 leads term 2 and has compacted its log [1, 1, 1, 1, 1, 1, 2] up to entry 6; all but S2 have it. A part of its
/// snapshot is two bytes long.
fn compacted_leader() -> Rig {
    let setup = cluster_of(3).log(&[1; 6]).settings(|settings| settings.snapshot_chunk = 2);
    let mut rig = setup.without_no_op().leader();
    rig.hears(3, matched(2, 6));
    rig.is_asked(2);
    rig.hears(3, matched(2, 7));
    assert_eq!(rig.commit(), 7);
    rig.compacts(6);
    rig.events();
    rig
}

/// The same, when S2 has said that it has nothing and the first part is on its way.
fn leader_that_sends_its_snapshot() -> Rig {
    let mut rig = compacted_leader();
    assert_eq!(rig.hears(2, conflict(2, 6, (0, 0))), [(s(2), install(2, (6, 1), 0, 2))]);
    rig
}

/// S2 answers the part that began at `offset`: it has so many bytes.
fn part_received(leader: &mut Rig, offset: u64, bytes: u64) -> Vec<Sent> {
    leader.hears(2, received(2, 6, offset, bytes))
}

#[test]
fn a_replica_compacts_only_what_is_committed() {
    // "Each server takes snapshots independently, covering just the committed entries in its log."
    let mut rig = cluster_of(3).log(&[1, 1, 1]).follower();
    rig.hears(2, append(1, (3, 1), &[], 2));
    rig.compacts(3);
    assert_eq!((rig.base(), rig.terms()), ((0, 0), vec![1, 1, 1]), "entry 3 is not known to be committed");
    rig.compacts(2);
    assert_eq!((rig.base(), rig.terms()), ((2, 1), vec![1]));
    assert!(rig.events().contains(&Event::Compacted { index: LogIndex(2), bytes: 2 }));
}

#[test]
fn a_later_snapshot_takes_the_place_of_an_earlier_one_and_never_the_other_way() {
    // "It may delete all log entries up through the last included index, as well as any prior snapshot."
    let mut rig = cluster_of(3).log(&[1, 1, 1]).follower();
    rig.hears(2, append(1, (3, 1), &[], 3));
    rig.compacts(1);
    rig.compacts(3);
    assert_eq!((rig.base(), rig.terms()), ((3, 1), vec![]));
    rig.compacts(2);
    assert_eq!((rig.base(), rig.durable_base()), ((3, 1), (3, 1)));
}

#[test]
fn the_consistency_check_of_the_first_entry_behind_a_snapshot_knows_its_last_term() {
    // "These are preserved to support the AppendEntries consistency check for the first log entry following the
    // snapshot."
    let follower = || cluster_of(3).log(&[1, 2]).compacted(2).term(3).follower();
    assert_eq!(follower().hears(2, append(3, (2, 2), &[3], 0)), [(s(2), matched(3, 3))]);
    assert_eq!(follower().hears(2, append(3, (3, 3), &[3], 0)), [(s(2), conflict(3, 3, (2, 2)))]);
}

#[test]
fn a_vote_goes_by_the_last_entry_also_if_that_is_in_a_snapshot() {
    // §5.4.1.
    let voter = || cluster_of(3).log(&[1, 2]).compacted(2).follower();
    for (last_index, last_term, granted) in [(2, 2, true), (1, 2, false), (9, 1, false), (1, 3, true)] {
        let answer = voter().hears(2, vote_request(4, last_index, last_term));
        assert_eq!(answer, [(s(2), Message::Vote { term: Term(4), granted })], "{last_index}, {last_term}");
    }
    let mut candidate = cluster_of(3).log(&[1, 2]).compacted(2).follower();
    assert_eq!(candidate.times_out()[0].1, vote_request(3, 2, 2));
}

#[test]
fn an_append_that_begins_before_the_end_of_the_snapshot_agrees_with_it() {
    // All that a snapshot stands for is committed, so every leader has it.
    let mut rig = cluster_of(3).log(&[1, 1, 1]).compacted(3).follower();
    assert_eq!(rig.hears(2, append(1, (0, 0), &[1, 1], 2)), [(s(2), matched(1, 2))], "all of it is old");
    assert_eq!(rig.terms(), [0; 0]);
    assert_eq!(rig.hears(2, append(1, (1, 1), &[1, 1, 1, 1], 4)), [(s(2), matched(1, 5))]);
    assert_eq!((rig.terms(), rig.commit(), rig.applied()), (vec![1, 1], 4, &[4][..]));
    assert_eq!(rig.hears(2, append(1, (2, 1), &[1, 1], 4)), [(s(2), matched(1, 4))], "it is late");
    assert_eq!(rig.terms(), [1, 1], "and removes nothing");
}

#[test]
fn a_leader_sends_its_snapshot_when_it_has_no_longer_the_entry_that_a_follower_needs() {
    // "This happens when the leader has already discarded the next log entry that it needs to send to a follower."
    let mut rig = compacted_leader();
    assert_eq!(rig.hears(2, conflict(2, 6, (5, 1))), [(s(2), install(2, (6, 1), 0, 2))]);
    assert_eq!((rig.sends_snapshot_to(2), rig.progress(2), rig.in_flight(2)), (Some(6), (0, 7), 1));
    assert!(rig.events().contains(&Event::SnapshotSent { to: s(2), index: LogIndex(6) }));
}

#[test]
fn a_leader_keeps_what_a_follower_that_answers_is_about_to_need() {
    // The first of the entries under way may be lost, and a snapshot cost more than they do.
    let compacted = |idle: Micros, batch: usize, last: u64| {
        let setup = cluster_of(3).log(&[1; 6]).settings(|settings| {
            (settings.window, settings.max_batch) = (1, batch);
        });
        let mut rig = setup.leader();
        rig.hears(2, matched(2, 6));
        for number in 8..=last {
            rig.is_asked(number);
        }
        rig.hears(3, matched(2, last));
        rig.idles(idle);
        rig.compacts(last);
        (rig.base().0, rig.durable_base().0)
    };
    assert_eq!(compacted(BEAT, 64, 8), (6, 8), "no one needs it from the disk");
    assert_eq!(compacted(BEAT, 2, 8), (6, 8), "two entries may be under way");
    assert_eq!(compacted(BEAT, 1, 8), (8, 8), "it lags by more than that");
    assert_eq!(compacted(BEAT, 2, 10), (10, 10), "by more than the two that may be under way");
    assert_eq!(compacted(Micros::from_millis(150), 64, 8), (8, 8), "it answers no more");
}

#[test]
fn what_a_leader_keeps_is_not_made_a_snapshot_again() {
    let mut rig = cluster_of(3).log(&[1; 6]).leader();
    rig.hears(2, matched(2, 6));
    rig.hears(3, matched(2, 7));
    rig.compacts(7);
    rig.compacts(6);
    assert_eq!((rig.base(), rig.durable_base()), ((6, 1), (7, 2)));
}

#[test]
fn a_leader_that_still_has_the_entry_sends_it() {
    let mut rig = compacted_leader();
    let sent = rig.hears(2, conflict(2, 7, (6, 1)));
    assert_eq!(sent, [], "what is answered was never sent");
    assert_eq!(rig.hears(2, matched(2, 6)), [(s(2), append(2, (6, 1), &[2], 7))]);
    assert_eq!(rig.sends_snapshot_to(2), None);
}

#[test]
fn each_answer_brings_the_next_part_and_the_last_one_the_entries_behind() {
    // Figure 13.
    let mut rig = leader_that_sends_its_snapshot();
    assert_eq!(part_received(&mut rig, 0, 2), [(s(2), install(2, (6, 1), 2, 4))]);
    assert_eq!(part_received(&mut rig, 2, 4), [(s(2), install(2, (6, 1), 4, 6))]);
    assert_eq!(rig.hears(2, received_whole(2, 6)), [(s(2), append(2, (6, 1), &[2], 7))]);
    assert_eq!((rig.sends_snapshot_to(2), rig.progress(2)), (None, (6, 8)));
}

#[test]
fn an_answer_that_is_repeated_or_late_brings_nothing() {
    let mut rig = leader_that_sends_its_snapshot();
    part_received(&mut rig, 0, 2);
    assert_eq!(part_received(&mut rig, 0, 2), [], "repeated");
    part_received(&mut rig, 2, 4);
    assert_eq!(part_received(&mut rig, 0, 2), [], "late");
    assert_eq!(rig.hears(2, received(2, 5, 4, 5)), [], "of another snapshot");
    assert_eq!(rig.hears(2, received(1, 6, 4, 6)), [], "of an earlier term");
    assert_eq!(rig.hears(2, conflict(2, 6, (0, 0))), [], "the refusal that began it");
    assert_eq!(part_received(&mut rig, 4, 5), [(s(2), install(2, (6, 1), 5, 6))]);
}

#[test]
fn a_part_without_an_answer_is_sent_again_with_the_next_heartbeat() {
    // §5.5: a leader retries indefinitely.
    let mut rig = leader_that_sends_its_snapshot();
    part_received(&mut rig, 0, 2);
    for _ in 0..3 {
        let sent = rig.waits(BEAT);
        assert!(sent.contains(&(s(2), install(2, (6, 1), 2, 4))), "{sent:?}");
        assert!(!sent.iter().any(|(to, message)| *to == s(2) && carried(message).is_some()), "{sent:?}");
    }
}

#[test]
fn a_leader_goes_on_with_the_snapshot_that_it_began_to_send() {
    let mut rig = leader_that_sends_its_snapshot();
    rig.idles(Micros::from_millis(200));
    rig.compacts(7);
    assert_eq!(part_received(&mut rig, 0, 2), [(s(2), install(2, (6, 1), 2, 4))]);
    part_received(&mut rig, 2, 4);
    let sent = rig.hears(2, received_whole(2, 6));
    assert_eq!(sent, [(s(2), install(2, (7, 2), 0, 2))], "entry 7 is gone meanwhile");
}

#[test]
fn a_leader_keeps_what_follows_the_snapshot_that_it_sends_to_one_that_answers() {
    // Else a follower of a busy leader would be sent one snapshot after the other.
    let mut rig = leader_that_sends_its_snapshot();
    rig.idles(Micros::from_millis(100));
    part_received(&mut rig, 0, 2);
    rig.idles(Micros::from_millis(100));
    rig.compacts(7);
    assert_eq!((rig.base(), rig.durable_base()), ((6, 1), (7, 2)));
    part_received(&mut rig, 2, 4);
    assert_eq!(rig.hears(2, received_whole(2, 6)), [(s(2), append(2, (6, 1), &[2], 7))]);
}

#[test]
fn a_follower_that_has_forgotten_its_parts_gets_them_again() {
    let mut rig = leader_that_sends_its_snapshot();
    part_received(&mut rig, 0, 2);
    part_received(&mut rig, 2, 4);
    assert_eq!(part_received(&mut rig, 4, 0), [(s(2), install(2, (6, 1), 0, 2))], "it crashed");
    part_received(&mut rig, 0, 2);
    rig.compacts(7);
    assert_eq!(part_received(&mut rig, 2, 0), [(s(2), install(2, (7, 2), 0, 2))], "those of the newest");
}

#[test]
fn a_follower_that_is_long_silent_is_sent_the_newest_snapshot() {
    let mut rig = compacted_leader();
    rig.idles(Micros::from_millis(200));
    rig.hears(2, conflict(2, 6, (0, 0)));
    rig.compacts(7);
    assert!(rig.waits(BEAT).contains(&(s(2), install(2, (6, 1), 0, 2))), "its answer may be on its way");
    assert!(rig.waits(BEAT).contains(&(s(2), install(2, (6, 1), 0, 2))));
    assert!(rig.waits(BEAT).contains(&(s(2), install(2, (7, 2), 0, 2))), "as long as an election timeout");
    assert_eq!(rig.progress(2), (0, 8));
    assert_eq!(part_received(&mut rig, 0, 2), [], "it is too late");
    assert_eq!(rig.hears(2, received(2, 7, 0, 2)), [(s(2), install(2, (7, 2), 2, 4))]);
}

#[test]
fn a_follower_that_holds_all_by_its_snapshot_is_asked_to_stand_if_it_is_to_lead() {
    // Dissertation §3.10.
    let mut rig = compacted_leader();
    rig.compacts(7);
    rig.is_to_hand_over_to(2);
    assert_eq!(rig.hears(2, conflict(2, 6, (0, 0))), [(s(2), install(2, (7, 2), 0, 2))]);
    assert_eq!(rig.hears(2, received_whole(2, 7)), [(s(2), Message::TimeoutNow { term: Term(2) })]);
}

#[test]
fn what_a_snapshot_is_to_bring_may_also_come_by_entries_under_way() {
    let mut rig = leader_that_sends_its_snapshot();
    assert_eq!(rig.hears(2, matched(2, 5)), [], "entry 6 is still missing");
    assert_eq!(rig.sends_snapshot_to(2), Some(6));
    assert_eq!(rig.hears(2, matched(2, 6)), [(s(2), append(2, (6, 1), &[2], 7))]);
    assert_eq!((rig.sends_snapshot_to(2), rig.progress(2)), (None, (6, 8)));
    assert_eq!(part_received(&mut rig, 0, 2), [], "the parts need no more");
}

#[test]
fn an_answer_to_what_was_never_sent_is_ignored() {
    let mut rig = leader_that_sends_its_snapshot();
    rig.events();
    assert_eq!(rig.hears(2, received_whole(2, 7)), []);
    assert_eq!(rig.progress(2).0, 0);
    assert_eq!(rig.events(), [Event::Impossible { from: s(2), why: Impossibility::NeverSent }]);
    assert_eq!(part_received(&mut rig, 0, 99), [], "there is nothing behind");
    assert_eq!(rig.events(), [Event::Impossible { from: s(2), why: Impossibility::NeverSent }]);
}

#[test]
fn a_heartbeat_to_a_follower_whose_last_known_entry_is_compacted_speaks_of_none() {
    let mut rig = cluster_of(3).log(&[1; 6]).leader();
    rig.hears(2, matched(2, 6));
    rig.is_asked(2);
    rig.hears(3, matched(2, 8));
    rig.idles(Micros::from_millis(200));
    rig.compacts(8);
    rig.hears(2, matched(2, 7));
    assert_eq!((rig.base().0, rig.progress(2)), (8, (7, 9)), "entry 8 is on its way");
    let sent = rig.waits(Micros(0));
    assert!(sent.contains(&(s(2), append(2, (0, 0), &[], 8))), "{sent:?}");
    let mut follower = cluster_of(3).log(&[1; 6]).named(2).follower();
    let answers = follower.hears(1, append(2, (0, 0), &[], 8));
    assert_eq!(answers, [(s(1), matched(2, 0))], "nothing is said of entries, and nothing commits");
    assert_eq!(follower.commit(), 0);
}

/// S2 is in term 2 with this log, of which `commit` entries are committed, and hears the snapshot of the leader S1
/// up to entry 4 of term 1, in one part.
fn install_over(setup: Setup, log: &[u64], commit: u64) -> Rig {
    let mut rig = setup.named(2).log(log).term(2).follower();
    if commit > 0 {
        rig.hears(1, append(2, (commit, log[commit as usize - 1]), &[], commit));
    }
    rig.events();
    assert_eq!(rig.hears(1, install(2, (4, 1), 0, 4)), [(s(1), received_whole(2, 4))]);
    rig
}

#[test]
fn a_snapshot_takes_the_place_of_a_log_that_ends_before_it_and_of_the_state_machine() {
    // "The follower discards its entire log; it is all superseded by the snapshot". Figure 13, 7 and 8.
    for log in [&[][..], &[1], &[1, 1, 1]] {
        let rig = install_over(cluster_of(3), log, 0);
        assert_eq!((rig.base(), rig.terms()), ((4, 1), vec![]), "{log:?}");
        assert_eq!((rig.commit(), rig.restored()), (4, &[snapshot(4, 1)][..]));
        assert_eq!(rig.durable_base(), (4, 1));
    }
}

#[test]
fn a_snapshot_drops_a_log_that_conflicts_with_it() {
    // "... and may possibly have uncommitted entries that conflict with the snapshot."
    for log in [[1, 1, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2]] {
        let mut rig = install_over(cluster_of(3), &log, 0);
        assert_eq!((rig.base(), rig.terms(), rig.commit()), ((4, 1), vec![], 4), "{log:?}");
        assert_eq!((rig.durable_base(), rig.durable().2), ((4, 1), vec![]));
        let (leader, index) = (s(1), LogIndex(4));
        assert!(rig.events().contains(&Event::Installed { leader, index, term: Term(1), kept: 0 }));
    }
}

#[test]
fn a_snapshot_of_a_part_of_the_log_keeps_what_is_behind_it() {
    // "Entries following the snapshot are still valid and must be retained." Figure 13, 6.
    let mut rig = install_over(cluster_of(3), &[1, 1, 1, 1, 1, 2], 2);
    assert_eq!((rig.base(), rig.terms(), rig.commit()), ((4, 1), vec![1, 2], 4));
    assert_eq!((rig.durable_base(), rig.durable().2), ((4, 1), vec![1, 2]));
    assert_eq!(rig.applied(), [1, 2], "the rest comes with the snapshot");
    assert_eq!(rig.cited(), [Rule::InstallKeepsMatchingTail]);
}

#[test]
fn without_keeping_what_matches_behind_a_snapshot_a_follower_loses_what_it_acknowledged() {
    let after_install = |setup: Setup| {
        let mut rig = setup.named(2).term(2).follower();
        rig.hears(1, append(2, (0, 0), &[1, 1, 1, 1], 0));
        let acknowledged = rig.hears(1, append(2, (4, 1), &[2, 2], 0));
        assert_eq!(acknowledged, [(s(1), matched(2, 6))]);
        // It was sent before the leader heard of any of this.
        rig.hears(1, install(2, (4, 1), 0, 4));
        (rig.terms(), rig.durable().2)
    };
    assert_eq!(after_install(cluster_of(3)), (vec![2, 2], vec![2, 2]));
    let without = after_install(cluster_of(3).without(Rule::InstallKeepsMatchingTail));
    assert_eq!(without, (vec![], vec![]), "acknowledged, and gone");
}

#[test]
fn a_snapshot_of_what_is_known_to_be_committed_changes_nothing() {
    for (compacted, commit) in [(0, 4), (4, 4), (5, 6)] {
        let setup = cluster_of(3).named(2).log(&[1, 1, 1, 1, 1, 2]).compacted(compacted);
        let mut rig = setup.follower();
        rig.hears(1, append(2, (commit, if commit > 5 { 2 } else { 1 }), &[], commit));
        let before = (rig.base(), rig.terms(), rig.commit());
        assert_eq!(rig.hears(1, install(2, (4, 1), 0, 4)), [(s(1), received_whole(2, 4))]);
        assert_eq!((rig.base(), rig.terms(), rig.commit()), before);
        assert_eq!(rig.restored(), []);
        let not_needed = Event::SnapshotNotNeeded { leader: s(1), index: LogIndex(4) };
        assert!(rig.events().contains(&not_needed));
    }
}

#[test]
fn a_snapshot_of_an_earlier_term_is_refused_and_answered() {
    // §5.1; Figure 13, 1.
    let mut rig = cluster_of(3).named(2).term(3).follower();
    assert_eq!(rig.hears(1, install(2, (4, 1), 0, 4)), [(s(1), received(3, 4, 0, 0))]);
    assert_eq!((rig.base(), rig.leader()), ((0, 0), None));
    let mut rig = cluster_of(3).named(2).term(3).without(Rule::RefuseStaleTerm).follower();
    rig.hears(1, install(2, (4, 1), 0, 4));
    assert_eq!(rig.base(), (4, 1), "without the rule a deposed leader is heard");
}

#[test]
fn a_part_of_a_snapshot_is_a_sign_of_life_of_its_leader() {
    // §5.2: it comes from the leader of the term.
    let mut rig = cluster_of(3).named(2).term(1).candidate();
    rig.idles(Micros::from_millis(200));
    rig.hears(1, install(2, (4, 1), 0, 2));
    assert_eq!((rig.role(), rig.leader()), (Role::Follower, Some(s(1))));
    assert!(rig.deadline().0 >= rig.now().0 + 150_000, "its election timer begins anew");
}

#[test]
fn a_leader_or_a_snapshot_that_cannot_be_is_ignored() {
    let mut rig = cluster_of(3).log(&[1]).leader();
    assert_eq!(rig.hears(2, install(2, (4, 1), 0, 4)), [], "two leaders in one term");
    for (last, why) in [((0, 0), Impossibility::EmptySnapshot), ((4, 3), Impossibility::LaterThanSender)] {
        let mut rig = cluster_of(3).named(2).term(2).follower();
        let message = Message::InstallSnapshot {
            term: Term(2),
            last_index: LogIndex(last.0),
            last_term: Term(last.1),
            configuration: voters(&[1, 2, 3]),
            offset: 0,
            data: [].into(),
            done: true,
        };
        assert_eq!(rig.hears(1, message), []);
        assert_eq!((rig.base(), rig.events()), ((0, 0), vec![Event::Impossible { from: s(1), why }]));
    }
}

fn follower() -> Rig {
    cluster_of(3).named(2).term(2).follower()
}

#[test]
fn parts_are_put_together_in_order_and_installed_with_the_last() {
    // Figure 13, 2 to 5.
    let mut rig = follower();
    assert_eq!(rig.hears(1, install(2, (6, 1), 0, 2)), [(s(1), received(2, 6, 0, 2))]);
    assert_eq!(rig.hears(1, install(2, (6, 1), 2, 4)), [(s(1), received(2, 6, 2, 4))]);
    assert_eq!((rig.base(), rig.restored()), ((0, 0), &[][..]), "not before it is whole");
    assert_eq!(rig.hears(1, install(2, (6, 1), 4, 6)), [(s(1), received_whole(2, 6))]);
    assert_eq!((rig.base(), rig.restored()), ((6, 1), &[snapshot(6, 1)][..]));
}

#[test]
fn a_repeated_part_changes_nothing_and_one_that_comes_too_early_is_left() {
    let mut rig = follower();
    rig.hears(1, install(2, (6, 1), 0, 2));
    assert_eq!(rig.hears(1, install(2, (6, 1), 0, 2)), [(s(1), received(2, 6, 0, 2))], "repeated");
    assert_eq!(rig.hears(1, install(2, (6, 1), 4, 6)), [(s(1), received(2, 6, 4, 2))], "too early");
    rig.hears(1, install(2, (6, 1), 2, 4));
    assert_eq!(rig.hears(1, install(2, (6, 1), 0, 2)), [(s(1), received(2, 6, 0, 4))], "late");
    rig.hears(1, install(2, (6, 1), 4, 6));
    assert_eq!(rig.restored(), [snapshot(6, 1)]);
    assert_eq!(rig.hears(1, install(2, (6, 1), 4, 6)), [(s(1), received_whole(2, 6))], "repeated");
    assert_eq!(rig.hears(1, install(2, (6, 1), 0, 2)), [(s(1), received_whole(2, 6))], "late");
    assert_eq!(rig.restored().len(), 1, "it is installed once");
}

#[test]
fn the_first_part_of_another_snapshot_begins_anew() {
    // Figure 13, 5: "discard any existing or partial snapshot with a smaller index".
    let mut rig = follower();
    rig.hears(1, install(2, (6, 1), 0, 4));
    assert_eq!(rig.hears(1, install(2, (8, 2), 4, 6)), [(s(1), received(2, 8, 4, 0))], "no first part");
    assert_eq!(rig.hears(1, install(2, (8, 2), 0, 4)), [(s(1), received(2, 8, 0, 4))]);
    assert_eq!(rig.hears(1, install(2, (6, 1), 4, 6)), [(s(1), received(2, 6, 4, 0))], "given up");
    assert_eq!(rig.hears(1, install(2, (8, 2), 4, 8)), [(s(1), received_whole(2, 8))]);
    assert_eq!(rig.restored(), [snapshot(8, 2)]);
}

#[test]
fn an_append_that_overtakes_the_last_part_makes_it_needless() {
    let mut rig = cluster_of(3).named(2).log(&[1, 1]).term(2).follower();
    rig.hears(1, install(2, (4, 1), 0, 2));
    // What was lost on the way to this follower, and came again.
    assert_eq!(rig.hears(1, append(2, (2, 1), &[1, 1, 2], 5)), [(s(1), matched(2, 5))]);
    assert_eq!(rig.hears(1, install(2, (4, 1), 2, 4)), [(s(1), received_whole(2, 4))]);
    assert_eq!((rig.base(), rig.terms()), ((0, 0), vec![1, 1, 1, 1, 2]));
    assert_eq!((rig.applied(), rig.restored()), (&[1, 2, 3, 4, 5][..], &[][..]));
}

#[test]
fn an_append_that_overtakes_the_install_is_refused_and_comes_again() {
    let mut rig = follower();
    assert_eq!(rig.hears(1, append(2, (4, 1), &[2], 5)), [(s(1), conflict(2, 4, (0, 0)))]);
    rig.hears(1, install(2, (4, 1), 0, 4));
    assert_eq!(rig.hears(1, append(2, (4, 1), &[2], 5)), [(s(1), matched(2, 5))]);
    assert_eq!((rig.base(), rig.terms(), rig.applied()), ((4, 1), vec![2], &[5][..]));
}

#[test]
fn an_append_of_before_the_install_changes_nothing_after_it() {
    let mut rig = follower();
    rig.hears(1, install(2, (4, 1), 0, 4));
    rig.hears(1, append(2, (4, 1), &[2], 4));
    assert_eq!(rig.hears(1, append(2, (1, 1), &[1, 1], 2)), [(s(1), matched(2, 3))]);
    assert_eq!((rig.base(), rig.terms(), rig.commit()), ((4, 1), vec![2], 4));
}

#[test]
fn a_crash_in_the_middle_of_an_install_forgets_the_parts() {
    let mut rig = cluster_of(3).named(2).log(&[1]).term(2).follower();
    rig.hears(1, install(2, (6, 1), 0, 4));
    rig.crashes_and_restarts();
    assert_eq!((rig.base(), rig.terms(), rig.restored()), ((0, 0), vec![1], &[][..]));
    assert_eq!(rig.hears(1, install(2, (6, 1), 4, 6)), [(s(1), received(2, 6, 4, 0))]);
    assert_eq!(rig.hears(1, install(2, (6, 1), 0, 6)), [(s(1), received_whole(2, 6))]);
}

#[test]
fn an_install_is_one_write_and_is_acknowledged_when_it_is_durable() {
    let mut rig = cluster_of(3).named(2).log(&[1, 2]).slow_disk().follower();
    assert_eq!(rig.hears(1, install(3, (4, 1), 0, 4)), [], "not yet");
    assert_eq!((rig.base(), rig.unsynced()), ((4, 1), 1), "term, removal and snapshot together");
    assert_eq!((rig.durable_base(), rig.durable().2), ((0, 0), vec![1, 2]), "a crash now leaves the log");
    assert_eq!(rig.syncs(1), [(s(1), received_whole(3, 4))]);
    assert_eq!((rig.durable_base(), rig.durable()), ((4, 1), (3, None, vec![])));
}

#[test]
fn a_crash_before_the_install_is_durable_leaves_the_log_as_it_was() {
    let mut rig = cluster_of(3).named(2).log(&[1, 2]).slow_disk().follower();
    rig.hears(1, install(3, (4, 1), 0, 4));
    rig.crashes_and_restarts();
    assert_eq!((rig.base(), rig.terms(), rig.commit()), ((0, 0), vec![1, 2], 0));
}

#[test]
fn a_restart_begins_with_the_snapshot_and_the_entries_behind_it() {
    let mut rig = install_over(cluster_of(3), &[1, 1, 1, 1, 1, 2], 0);
    rig.crashes_and_restarts();
    assert_eq!((rig.base(), rig.terms(), rig.last_durable()), ((4, 1), vec![1, 2], 6));
    assert_eq!(rig.commit(), 4, "what a snapshot stands for was committed");
    assert_eq!(rig.hears(1, append(2, (6, 2), &[], 6)), [(s(1), matched(2, 6))]);
    assert_eq!(rig.applied(), [5, 6]);
}

#[test]
fn a_late_sync_of_entries_that_an_install_dropped_does_not_count_for_those_that_follow_it() {
    // The race of an overwritten entry, with a snapshot in the place of the overwriting one.
    let mut rig = cluster_of(3).named(2).log(&[1]).term(2).slow_disk().follower();
    rig.hears(1, append(2, (1, 1), &[2, 2, 2, 2, 2], 0));
    rig.hears(3, install(3, (4, 3), 0, 4));
    rig.hears(3, append(3, (4, 3), &[3, 3], 0));
    assert_eq!((rig.terms(), rig.unsynced()), (vec![3, 3], 3));
    rig.syncs(1);
    assert_eq!(rig.last_durable(), 0, "entries 2 to 6 of term 2 are durable, and no longer in the log");
    rig.syncs(1);
    assert_eq!((rig.last_durable(), rig.durable_base()), (4, (4, 3)));
    rig.syncs(1);
    assert_eq!((rig.last_durable(), rig.durable().2), (6, vec![3, 3]));
}

#[test]
fn a_compaction_that_is_not_durable_yet_lets_durable_entries_count() {
    let mut rig = cluster_of(3).log(&[1, 1]).slow_disk().leader();
    rig.syncs(rig.unsynced());
    rig.hears(2, matched(2, 3));
    rig.compacts(2);
    assert_eq!((rig.last_durable(), rig.durable_base(), rig.durable().2), (3, (0, 0), vec![1, 1, 2]));
    rig.syncs(1);
    assert_eq!((rig.last_durable(), rig.durable_base(), rig.durable().2), (3, (2, 1), vec![2]));
}

/// S3 of three is cut off while the others replicate so many commands and compact.
fn network_with_a_slow_follower(commands: u64) -> SmallNetwork {
    let setup = || cluster_of(3).settings(|settings| settings.snapshot_chunk = 3);
    let mut network = SmallNetwork::of([setup(), setup(), setup()]);
    network.elect(1).only(&[1, 2]);
    for command in 0..commands {
        network.ask(1, command).settle();
    }
    // Until nobody waits for an answer of S3 any more.
    network.beat(1).beat(1).beat(1).beat(1);
    for number in [1, 2] {
        let commit = network.s(number).commit();
        assert_eq!(commit, commands + 1);
        network.s(number).compacts(commit);
    }
    network
}

#[test]
fn a_follower_that_was_slow_catches_up_by_the_snapshot_of_its_leader() {
    let mut network = network_with_a_slow_follower(20);
    network.only(&[1, 2, 3]).beat(1);
    network.ask(1, 99).settle().beat(1);
    for number in [1, 2, 3] {
        let rig = network.s(number);
        assert_eq!((rig.base(), rig.commit(), rig.terms()), ((21, 1), 22, vec![1]), "S{number}");
    }
    assert_eq!(network.s(3).restored(), [snapshot(21, 1)]);
    assert_eq!(network.s(3).applied(), [22], "all before came with the snapshot");
}

#[test]
fn a_follower_that_was_slow_catches_up_also_by_the_snapshot_of_another_leader() {
    // §5.4: whoever wins has all that the snapshots stand for.
    let mut network = network_with_a_slow_follower(5);
    network.only(&[2, 3]).elect(2).beat(2).beat(2);
    assert_eq!(network.leaders().last(), Some(&(s(2), 2)));
    assert_eq!((network.s(3).base(), network.s(3).commit()), ((6, 1), 7));
}

#[test]
fn a_refusal_from_behind_a_snapshot_leads_to_where_the_logs_agree() {
    // §5.3: S2 has a tail that S1 has not, both behind a snapshot of the same entries.
    let log = |tail: &[u64]| [&[1; 4][..], tail].concat();
    let setups = [
        cluster_of(3).log(&log(&[3, 3])).compacted(4).term(3),
        cluster_of(3).log(&log(&[2, 2, 2, 2])).compacted(4).term(3),
        cluster_of(3).log(&log(&[3, 3])).compacted(2).term(3),
    ];
    let mut network = SmallNetwork::of(setups);
    network.elect(1).beat(1);
    assert_eq!(network.logs(), [vec![3, 3, 4], vec![3, 3, 4], vec![1, 1, 3, 3, 4]]);
    assert!((1..=3).all(|number| network.s(number).commit() == 7));
}

#[test]
fn a_refused_append_names_a_place_that_is_not_gone() {
    let mut rig = cluster_of(3).log(&[1, 1, 2]).compacted(2).term(3).follower();
    let [(_, Message::AppendAnswer { outcome: Appended::Conflict { hint_index, hint_term, .. }, .. })] =
        &rig.hears(2, append(3, (9, 1), &[], 0))[..]
    else {
        panic!("an append far behind the log is refused")
    };
    assert_eq!((*hint_index, *hint_term), (LogIndex(2), Term(1)));
}
