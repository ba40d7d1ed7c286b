//! §5.3, log replication: how many messages carry the entries, and when they are sent again.

use std::collections::VecDeque;

use raft_playground::raft::{Micros, Settings};

use super::messages::{append, carried, conflict, matched, s};
use super::node_rig::{Rig, Sent, cluster_of};

const HEARTBEAT: Micros = Micros::from_millis(50);

fn limits(window: usize, max_batch: usize) -> impl Fn(&mut Settings) {
    move |settings| {
        settings.window = window;
        settings.max_batch = max_batch;
    }
}

/// What the appends carry: the index before the entries, and how many there are.
fn shape(sent: &[Sent]) -> Vec<(u64, usize)> {
    sent.iter()
        .filter_map(|(_, message)| carried(message))
        .map(|(index, terms)| (index, terms.len()))
        .collect()
}

/// S1 leads two replicas, and S2 has acknowledged the no-op.
fn leader_of_two(window: usize, max_batch: usize) -> Rig {
    let mut rig = cluster_of(2).settings(limits(window, max_batch)).leader();
    rig.hears(2, matched(1, 1));
    rig
}

#[test]
fn until_the_logs_are_known_to_agree_one_message_is_under_way_at_a_time() {
    let mut rig = cluster_of(2).leader();
    assert_eq!(rig.is_asked(1), [], "the no-op is not acknowledged yet");
    assert_eq!(rig.is_asked(2), []);
    assert_eq!(shape(&rig.hears(2, matched(1, 1))), [(1, 2)], "then the rest leaves together");
}

#[test]
fn an_answer_that_does_not_reach_what_is_probed_does_not_show_that_the_logs_agree() {
    let mut rig = cluster_of(2).log(&[1, 1]).leader();
    assert_eq!(rig.hears(2, matched(2, 0)), [], "a heartbeat was answered, which spoke of nothing");
    assert_eq!(rig.is_asked(1), [], "the message behind entry 2 is still the only one under way");
}

#[test]
fn what_is_known_to_match_cannot_conflict() {
    let mut rig = leader_of_two(4, 64);
    rig.is_asked(1);
    assert_eq!(rig.hears(2, conflict(1, 1, (0, 0))), [], "that answer came late, or cannot be");
    assert_eq!(rig.progress(2), (1, 3));
}

#[test]
fn what_is_under_way_is_one_message_while_probing_and_each_unanswered_one_afterwards() {
    let mut rig = cluster_of(2).leader();
    assert_eq!(rig.in_flight(2), 1);
    rig.hears(2, matched(1, 1));
    assert_eq!(rig.in_flight(2), 0);
    rig.is_asked(1);
    rig.is_asked(2);
    assert_eq!(rig.in_flight(2), 2);
}

#[test]
fn at_most_a_window_of_messages_is_under_way() {
    let mut rig = leader_of_two(3, 64);
    let sent: Vec<_> = (0..6).flat_map(|command| shape(&rig.is_asked(command))).collect();
    assert_eq!(sent, [(1, 1), (2, 1), (3, 1)], "three of six commands leave");
    assert_eq!(
        shape(&rig.hears(2, matched(1, 2))),
        [(4, 3)],
        "an answer makes room for what waits, as one batch"
    );
    assert_eq!(shape(&rig.is_asked(7)), []);
    assert_eq!(shape(&rig.hears(2, matched(1, 4))), [(7, 1)]);
}

#[test]
fn with_a_window_of_one_what_arrives_meanwhile_leaves_together() {
    let mut rig = leader_of_two(1, 64);
    let sent: Vec<_> = (0..5).flat_map(|command| shape(&rig.is_asked(command))).collect();
    assert_eq!(sent, [(1, 1)]);
    assert_eq!(shape(&rig.hears(2, matched(1, 2))), [(2, 4)]);
}

#[test]
fn no_message_carries_more_than_a_batch() {
    let mut rig = cluster_of(2).log(&[1; 10]).settings(limits(2, 3)).leader();
    let probe = rig.hears(2, conflict(2, 10, (0, 0)));
    assert_eq!(shape(&probe), [(0, 3)], "one message until the logs agree");
    assert_eq!(shape(&rig.hears(2, matched(2, 3))), [(3, 3), (6, 3)], "then as many as the window allows");
    assert_eq!(shape(&rig.hears(2, matched(2, 6))), [(9, 2)]);
    assert_eq!(shape(&rig.hears(2, matched(2, 9))), []);
    rig.hears(2, matched(2, 11));
    assert_eq!((rig.progress(2), rig.commit()), ((11, 12), 11));
}

#[test]
fn what_is_sent_again_goes_by_the_settings_of_now() {
    let mut rig = leader_of_two(4, 1);
    rig.is_asked(1);
    rig.is_asked(2);
    assert_eq!(shape(&rig.waits(HEARTBEAT)), [(1, 1)]);
    rig.changes(limits(4, 2));
    assert_eq!(shape(&rig.waits(HEARTBEAT)), [(1, 2)]);
}

#[test]
fn a_slow_follower_holds_up_no_one_else() {
    let mut rig = cluster_of(3).settings(limits(1, 64)).leader();
    rig.hears(2, matched(1, 1));
    for command in 0..5 {
        let sent = rig.is_asked(command);
        assert_eq!(sent.iter().map(|(to, _)| *to).collect::<Vec<_>>(), [s(2)], "S3 owes an answer");
        rig.hears(2, matched(1, command + 2));
    }
    assert_eq!(rig.commit(), 6);
}

#[test]
fn an_unanswered_first_message_is_sent_again_with_every_heartbeat() {
    let mut rig = cluster_of(2).log(&[1]).leader();
    for _ in 0..5 {
        assert_eq!(shape(&rig.waits(HEARTBEAT)), [(1, 1)], "its no-op, behind the entry it found");
    }
}

#[test]
fn entries_that_no_one_answered_for_a_heartbeat_interval_are_sent_again() {
    let mut rig = leader_of_two(4, 64);
    assert_eq!(shape(&rig.is_asked(1)), [(1, 1)]);
    assert_eq!(shape(&rig.is_asked(2)), [(2, 1)]);
    assert_eq!(shape(&rig.waits(HEARTBEAT)), [(1, 2)], "both in one message");
    assert_eq!(shape(&rig.waits(HEARTBEAT)), [(1, 2)], "and again");
    rig.hears(2, matched(1, 3));
    assert_eq!((rig.commit(), shape(&rig.waits(HEARTBEAT))), (3, vec![(3, 0)]), "then heartbeats are empty");
}

/// S2 has acknowledged one command 30 ms after it was sent; another left 10 ms ago.
fn second_command_under_way() -> Rig {
    let mut rig = leader_of_two(4, 64);
    rig.is_asked(1);
    rig.waits(Micros::from_millis(20));
    rig.is_asked(2);
    rig.waits(Micros::from_millis(10));
    rig.hears(2, matched(1, 2));
    rig
}

#[test]
fn entries_that_were_lost_are_sent_again_though_every_heartbeat_is_answered() {
    let mut rig = second_command_under_way();
    // S2 lives and answers whatever reaches it, one round trip after it was sent.
    for _ in 0..4 {
        let heartbeat = rig.waits(Micros(rig.deadline().0 - rig.now().0)).remove(0).1;
        let (previous, terms) = carried(&heartbeat).expect("a leader sends nothing else");
        rig.waits(Micros::from_millis(30));
        rig.hears(2, matched(1, previous + terms.len() as u64));
    }
    assert_eq!(rig.progress(2), (3, 4), "the second command reached S2 after all");
}

#[test]
fn a_heartbeat_speaks_only_of_what_the_follower_is_known_to_hold() {
    let mut rig = second_command_under_way();
    assert_eq!(rig.progress(2), (2, 4), "the second command is not acknowledged");
    let sent = rig.waits(Micros(rig.deadline().0 - rig.now().0));
    assert_eq!(sent, [(s(2), append(1, (2, 1), &[], 2))], "it may overtake the command");
}

#[test]
fn without_loss_each_entry_is_carried_to_each_follower_once() {
    let mut rig = cluster_of(3).leader();
    // What the followers will answer, in the order in which they were sent to.
    let mut answers: VecDeque<Sent> = [s(2), s(3)].map(|follower| (follower, matched(1, 1))).into();
    let mut commands = 0..500;
    let mut carried_entries = 0;
    loop {
        let mut sent = commands.next().map(|command| rig.is_asked(command)).unwrap_or_default();
        // Two commands come in for each answer, until there are no more.
        sent.extend(commands.next().map(|command| rig.is_asked(command)).unwrap_or_default());
        let Some((follower, answer)) = answers.pop_front() else { break };
        sent.extend(rig.hears(follower.0 + 1, answer));
        for (to, message) in sent {
            let (previous, terms) = carried(&message).expect("a leader sends nothing else");
            carried_entries += terms.len();
            answers.push_back((to, matched(1, previous + terms.len() as u64)));
        }
    }
    assert_eq!((rig.commit(), carried_entries), (501, 2 * 500), "the no-op was carried before");
}

#[test]
fn an_idle_cluster_sends_nothing_but_heartbeats() {
    let mut rig = cluster_of(5).leader();
    for follower in 2..=5 {
        rig.hears(follower, matched(1, 1));
    }
    let sent = rig.waits(Micros::from_millis(1_000));
    assert_eq!(sent.len(), 4 * 20, "one a heartbeat interval to each follower");
    assert!(shape(&sent).iter().all(|&(_, entries)| entries == 0), "and none carries entries");
}
