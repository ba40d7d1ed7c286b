//! What no honest replica could send is ignored, and told with its reason: the fault model is that of crashes and of a
//! network that loses, repeats, delays and reorders (§2, §5.1).

use raft_playground::raft::{
    Appended, Configuration, Event, Impossibility, LogIndex, Message, NodeSet, Received, Role, Round, Rule,
    Term,
};

use super::messages::{
    append, append_of, configured, conflict, granted, install, matched, of_round, pre_granted, pre_vote,
    received, received_whole, s, set, timeout_now, vote_request, voters,
};
use super::node_rig::{Rig, Setup, cluster_of};

/// The first number that is beyond counting.
const BEYOND: u64 = 1 << 53;

/// A message from S2 changes nothing, is not answered, and is told with its reason.
fn ignores(rig: &mut Rig, message: &Message, why: Impossibility) {
    let before = state(rig);
    rig.events();
    assert_eq!(rig.hears(2, message.clone()), [], "an answer to {message:?}");
    assert_eq!(state(rig), before, "after {message:?}");
    assert_eq!(rig.events(), [Event::Impossible { from: s(2), why }], "{message:?}");
}

type State = (Role, u64, Vec<u64>, u64, (u64, u64));

fn state(rig: &Rig) -> State {
    (rig.role(), rig.term(), rig.terms(), rig.commit(), rig.base())
}

fn in_every_role(setup: &Setup) -> [Rig; 3] {
    [setup.clone().follower(), setup.clone().candidate(), setup.clone().leader()]
}

/// One message for each number that a message may hold, which is `number`.
fn with_the_number(number: u64) -> Vec<Message> {
    let answer = |previous, hint_index, hint_term| Message::AppendAnswer {
        term: Term(1),
        outcome: Appended::Conflict {
            previous_index: LogIndex(previous),
            hint_index: LogIndex(hint_index),
            hint_term: Term(hint_term),
        },
        round: Round::ZERO,
    };
    let part = |offset, bytes| Message::SnapshotAnswer {
        term: Term(1),
        last_index: LogIndex(1),
        outcome: Received::Part { offset, bytes },
    };
    let mut late_part = install(1, (4, 1), 0, 4);
    if let Message::InstallSnapshot { offset, .. } = &mut late_part {
        *offset = number;
    }
    vec![
        vote_request(number, 1, 1),
        vote_request(2, number, 1),
        pre_vote(number, 1, 1),
        pre_vote(2, number, 1),
        pre_granted(number, 1),
        pre_granted(1, number),
        granted(number),
        timeout_now(number),
        append(number, (0, 0), &[1], 0),
        append(1, (number, 1), &[], 0),
        append(1, (0, 0), &[1], number),
        of_round(number, append(1, (0, 0), &[1], 0)),
        matched(number, 1),
        matched(1, number),
        of_round(number, matched(1, 1)),
        conflict(number, 1, (0, 0)),
        answer(number, 0, 0),
        answer(1, number, 0),
        answer(1, 0, number),
        late_part,
        received(number, 1, 0, 1),
        part(number, 1),
        part(0, number),
        received_whole(1, number),
    ]
}

#[test]
fn a_number_that_no_run_gets_to_is_ignored_by_any_role_wherever_it_stands() {
    for number in [BEYOND, u64::MAX - 1, u64::MAX] {
        for message in with_the_number(number) {
            for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
                ignores(&mut rig, &message, Impossibility::BeyondCounting);
            }
        }
    }
}

#[test]
fn the_greatest_number_that_counts_overflows_nothing() {
    for message in with_the_number(BEYOND - 1) {
        for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
            rig.hears(2, message.clone());
            rig.times_out();
            assert!(rig.term() <= BEYOND + 1, "after {message:?} it stands for election twice at most");
        }
    }
}

#[test]
fn no_one_sends_entries_of_a_later_term_than_its_own() {
    // §5.1: whoever has the entry has been in its term, and a candidate opens a later one (§5.2).
    for message in [
        append(2, (0, 0), &[1, 3], 0),
        append(2, (1, 3), &[], 0),
        vote_request(2, 1, 3),
        vote_request(2, 1, 2),
        pre_vote(2, 1, 3),
        pre_vote(2, 1, 2),
        install(2, (4, 3), 0, 4),
    ] {
        for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
            ignores(&mut rig, &message, Impossibility::LaterThanSender);
        }
    }
}

#[test]
fn no_one_sends_entries_whose_terms_fall() {
    // §5.3: a leader writes behind its last entry, in a later term.
    for (previous, terms) in
        [((0, 0), &[1, 3, 2][..]), ((1, 1), &[4, 3, 4]), ((2, 3), &[2]), ((0, 0), &[0, 1])]
    {
        for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
            ignores(&mut rig, &append(5, previous, terms, 0), Impossibility::TermsFall);
        }
    }
}

#[test]
fn entries_whose_terms_stay_or_rise_up_to_the_senders_are_taken() {
    let mut rig = cluster_of(3).log(&[1]).follower();
    assert_eq!(rig.hears(2, append(5, (1, 1), &[1, 3, 3, 5], 0)), [(s(2), matched(5, 5))]);
    assert_eq!(rig.terms(), [1, 1, 3, 3, 5]);
}

#[test]
fn where_a_rule_is_switched_off_logs_may_be_such_as_the_rules_forbid() {
    let mut rig = cluster_of(3).log(&[1]).without(Rule::ConsistencyCheck).follower();
    rig.hears(2, append(5, (1, 1), &[3, 2], 0));
    assert_eq!(rig.terms(), [1, 3, 2]);
}

#[test]
fn no_one_leads_or_stands_in_term_0() {
    // §5.1: it is before the first election.
    for message in [
        append(0, (0, 0), &[], 0),
        vote_request(0, 0, 0),
        pre_vote(0, 0, 0),
        timeout_now(0),
        install(0, (4, 0), 0, 4),
    ] {
        for mut rig in in_every_role(&cluster_of(3)) {
            ignores(&mut rig, &message, Impossibility::BeforeFirstTerm);
        }
    }
}

#[test]
fn an_entry_has_an_index_and_a_term() {
    // §5.3.
    for entry in [(0, 1), (1, 0)] {
        for message in
            [append(2, entry, &[], 0), vote_request(2, entry.0, entry.1), pre_vote(2, entry.0, entry.1)]
        {
            for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
                ignores(&mut rig, &message, Impossibility::NoSuchEntry);
            }
        }
    }
    for mut rig in in_every_role(&cluster_of(3)) {
        ignores(&mut rig, &install(2, (4, 0), 0, 4), Impossibility::NoSuchEntry);
    }
}

#[test]
fn a_configuration_has_voters() {
    // §6.
    let nobody = Configuration { learners: set(&[1, 2, 3]), ..Configuration::default() };
    for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
        ignores(&mut rig, &append_of(2, (1, 1), vec![configured(2, nobody)], 0), Impossibility::NoVoter);
    }
}

#[test]
fn a_configuration_names_no_replica_that_does_not_exist() {
    // §6.
    for strange in [
        voters(&[1, 2, 4]),
        Configuration { learners: set(&[32]), ..voters(&[1, 2, 3]) },
        Configuration { outgoing: NodeSet(u32::MAX), ..voters(&[1, 2, 3]) },
    ] {
        let entries = append_of(2, (1, 1), vec![configured(2, strange)], 0);
        let mut snapshot = install(2, (4, 2), 0, 4);
        if let Message::InstallSnapshot { configuration, .. } = &mut snapshot {
            *configuration = strange;
        }
        for message in [entries, snapshot] {
            for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
                ignores(&mut rig, &message, Impossibility::NamesStrangers);
            }
        }
    }
}

#[test]
fn a_snapshot_stands_for_an_entry() {
    // §7.
    let mut empty = install(2, (1, 1), 0, 1);
    if let Message::InstallSnapshot { last_index, .. } = &mut empty {
        *last_index = LogIndex::ZERO;
    }
    for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
        ignores(&mut rig, &empty, Impossibility::EmptySnapshot);
    }
}

#[test]
fn a_leader_takes_no_other_for_the_leader_of_its_term() {
    // §5.2.
    let mut rig = cluster_of(3).leader();
    let term = rig.term();
    ignores(&mut rig, &append(term, (0, 0), &[], 0), Impossibility::SecondLeader);
    ignores(&mut rig, &install(term, (4, 1), 0, 4), Impossibility::SecondLeader);
    ignores(&mut rig, &timeout_now(term), Impossibility::NotTheLeader);
}

#[test]
fn a_follower_takes_no_second_leader_in_one_term() {
    // §5.2.
    let mut rig = cluster_of(3).term(2).follower();
    rig.hears(3, append(2, (0, 0), &[1], 0));
    for second in [append(2, (0, 0), &[2], 1), install(2, (4, 1), 0, 4)] {
        ignores(&mut rig, &second, Impossibility::SecondLeader);
        assert_eq!(rig.leader(), Some(s(3)));
    }
}

#[test]
fn without_one_vote_a_term_a_follower_may_hear_two_leaders() {
    let mut rig = cluster_of(3).term(2).without(Rule::VoteOncePerTerm).follower();
    rig.hears(3, append(2, (0, 0), &[1], 0));
    rig.hears(2, append(2, (0, 0), &[2], 0));
    assert_eq!((rig.leader(), rig.terms()), (Some(s(2)), vec![2]));
}

#[test]
fn no_one_acknowledges_what_was_never_sent() {
    let mut rig = cluster_of(3).leader();
    let term = rig.term();
    for never in [matched(term, 99), of_round(9, matched(term, 1)), received_whole(term, 99)] {
        ignores(&mut rig, &never, Impossibility::NeverSent);
    }
}

#[test]
fn no_one_agrees_in_a_term_in_which_nothing_was_asked() {
    // §5.1, §5.2: a candidate has its term on its disk before it asks for votes, and so has a leader.
    for message in [granted(9), matched(9, 1), received_whole(9, 1)] {
        for mut rig in in_every_role(&cluster_of(3).log(&[1])) {
            ignores(&mut rig, &message, Impossibility::NeverSent);
        }
    }
}

#[test]
fn what_is_committed_is_removed_by_no_message() {
    // §5.4.3: every later leader's log has it.
    let mut rig = cluster_of(3).log(&[1, 1, 1]).follower();
    rig.hears(2, append(2, (2, 1), &[], 2));
    assert_eq!(rig.commit(), 2);
    for conflicting in [
        append(2, (1, 1), &[2], 0),
        append(2, (0, 0), &[1, 2], 0),
        append(3, (1, 2), &[], 0),
        append(2, (2, 2), &[2], 0),
        append(3, (2, 2), &[], 0),
        install(3, (2, 2), 0, 2),
    ] {
        ignores(&mut rig, &conflicting, Impossibility::ConflictsWithCommitted);
    }
    rig.hears(2, append(2, (2, 1), &[2], 0));
    assert_eq!(rig.terms(), [1, 1, 2], "what is not committed gives way");
}

#[test]
fn where_a_rule_is_switched_off_what_is_committed_may_be_removed() {
    let mut rig = cluster_of(3).log(&[1, 1, 1]).without(Rule::CommitOnlyCurrentTerm).follower();
    rig.hears(2, append(2, (2, 1), &[], 2));
    rig.hears(2, append(2, (1, 1), &[2], 0));
    assert_eq!(rig.terms(), [1, 2], "Figure 8 shows how this comes about");
}
