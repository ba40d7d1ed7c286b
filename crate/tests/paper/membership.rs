//! §6 and dissertation §4, membership: who takes part, and how that changes. What whole clusters do is in
//! `membership_runs`.

use raft_playground::raft::{
    Change, ChangeRefusal, Configuration, Event, LogIndex, Message, Micros, Role, Rule, Settings, Term,
    TransferRefusal,
};

use super::messages::{
    append, append_of, carried, configured, conflict, entry, granted, install, matched, received_whole, s,
    set, vote_request, voters,
};
use super::node_rig::{Rig, Sent, Setup, cluster_of};
use super::small_network::SmallNetwork;

/// S1 leads term 1 of a cluster of `count` among six replicas, and its no-op is committed.
pub(crate) fn leader_of(count: u8) -> Rig {
    leader(cluster_of(count))
}

pub(crate) fn leader(setup: Setup) -> Rig {
    let mut rig = setup.among(6).leader();
    everyone_holds(&mut rig, 1);
    assert_eq!(rig.commit(), 1, "the no-op is committed");
    rig.events();
    rig
}

/// Everyone who takes part acknowledges the entries up to `index`.
pub(crate) fn everyone_holds(rig: &mut Rig, index: u64) {
    let (term, me) = (rig.term(), rig.id());
    for node in rig.configuration().members().iter().filter(|&node| node != me) {
        rig.hears(node.0 + 1, matched(term, index));
    }
}

/// Whom appends with entries go to.
pub(crate) fn receivers(sent: &[Sent]) -> Vec<u8> {
    let with_entries = |message: &Message| carried(message).is_some_and(|(_, terms)| !terms.is_empty());
    sent.iter().filter(|(_, message)| with_entries(message)).map(|(to, _)| to.0 + 1).collect()
}

fn refusals(rig: &mut Rig) -> Vec<ChangeRefusal> {
    let why = |event| if let Event::ChangeRefused { why } = event { Some(why) } else { None };
    rig.events().into_iter().filter_map(why).collect()
}

pub(crate) fn learning(voters: Configuration, numbers: &[u8]) -> Configuration {
    Configuration { learners: set(numbers), ..voters }
}

pub(crate) fn joint(old: &[u8], new: &[u8]) -> Configuration {
    Configuration { outgoing: set(old), ..voters(new) }
}

mod in_force {
    use super::*;

    #[test]
    fn a_leader_goes_by_a_configuration_as_soon_as_it_is_in_its_log() {
        let mut rig = leader_of(3);
        let sent = rig.is_to(Change::Remove(s(3)));
        assert_eq!((rig.configuration(), rig.commit()), (voters(&[1, 2]), 1), "§6: committed or not");
        assert_eq!(receivers(&sent), [2], "S3 is sent nothing any more");
        rig.hears(3, matched(1, 2));
        assert_eq!(rig.commit(), 1, "and does not count");
        rig.hears(2, matched(1, 2));
        assert_eq!(rig.commit(), 2);
        assert!(rig.cited().contains(&Rule::ConfigInForceFromAppend), "the change cites the rule");
    }

    #[test]
    fn without_the_rule_a_configuration_is_in_force_only_when_it_is_committed() {
        let mut rig = leader(cluster_of(3).without(Rule::ConfigInForceFromAppend));
        let sent = rig.is_to(Change::Remove(s(3)));
        assert_eq!((rig.configuration(), receivers(&sent)), (voters(&[1, 2, 3]), vec![2, 3]));
        rig.hears(3, matched(1, 2));
        assert_eq!((rig.configuration(), rig.commit()), (voters(&[1, 2]), 2), "S1 and S3 hold it");
    }

    #[test]
    fn the_configuration_of_the_start_has_no_entry_that_is_told_to_be_committed() {
        // A leader in its first step, since it does not wait until its vote is durable.
        let mut rig = cluster_of(1).without(Rule::PersistBeforeReply).follower();
        rig.times_out();
        assert_eq!(rig.role(), Role::Leader);
        let told =
            rig.events().into_iter().find(|event| matches!(event, Event::ConfigurationCommitted { .. }));
        assert_eq!(told, None);
    }

    #[test]
    fn a_follower_goes_by_a_configuration_as_soon_as_it_is_in_its_log() {
        let mut rig = cluster_of(3).among(6).follower();
        let next = voters(&[1, 2, 3, 4]);
        rig.hears(2, append_of(1, (0, 0), vec![entry(1), configured(1, next)], 0));
        assert_eq!((rig.configuration(), rig.commit()), (next, 0));
        let asked: Vec<_> = rig.times_out().into_iter().map(|(to, _)| to).collect();
        assert_eq!(asked, [s(2), s(3), s(4)], "it asks all voters of it for their votes");
        rig.hears(2, granted(2));
        assert_eq!(rig.role(), Role::Candidate, "two of four are no majority");
        rig.hears(3, granted(2));
        assert_eq!(rig.role(), Role::Leader);
    }

    #[test]
    fn truncating_an_uncommitted_configuration_falls_back_to_the_one_before() {
        let (second, third) = (voters(&[1, 2, 3, 4]), voters(&[1, 2, 4]));
        let setup = cluster_of(3).among(6).with(configured(1, second)).log(&[1]).with(configured(2, third));
        let mut rig = setup.follower();
        assert_eq!(rig.configuration(), third);
        rig.hears(2, append(3, (2, 1), &[3], 0));
        assert_eq!((rig.configuration(), rig.terms()), (second, vec![1, 1, 3]), "entry 3 was removed");
        rig.hears(2, append(4, (0, 0), &[4], 0));
        assert_eq!((rig.configuration(), rig.terms()), (voters(&[1, 2, 3]), vec![4]), "and so was entry 1");
    }

    #[test]
    fn truncating_a_configuration_falls_back_to_the_one_before_also_if_that_is_in_a_snapshot() {
        let (second, third) = (voters(&[1, 2, 3, 4]), voters(&[1, 2, 4]));
        let mut rig = cluster_of(3).among(6).with(configured(1, second)).log(&[1]).follower();
        rig.hears(2, append_of(1, (2, 1), vec![configured(1, third)], 2));
        rig.compacts(2);
        assert_eq!((rig.configuration(), rig.base()), (third, (2, 1)));
        rig.hears(3, append(2, (2, 1), &[2], 2));
        assert_eq!((rig.configuration(), rig.terms()), (second, vec![2]), "entry 3 was removed");
    }

    #[test]
    fn a_configuration_that_takes_the_place_of_another_one_in_one_message_is_in_force() {
        let mut rig = cluster_of(3).among(6).log(&[1]).with(configured(1, voters(&[1, 2]))).follower();
        let next = voters(&[1, 2, 3, 5]);
        rig.hears(2, append_of(2, (1, 1), vec![entry(2), configured(2, next)], 0));
        assert_eq!(rig.configuration(), next);
    }

    #[test]
    fn a_restart_finds_the_latest_configuration_in_the_log() {
        let mut rig = cluster_of(3).among(6).follower();
        let (second, third) = (voters(&[1, 2, 3, 4]), voters(&[1, 2, 4]));
        let entries = vec![configured(1, second), entry(1), configured(1, third), entry(1)];
        rig.hears(2, append_of(1, (0, 0), entries, 0));
        rig.crashes_and_restarts();
        assert_eq!((rig.configuration(), rig.commit()), (third, 0));
    }

    #[test]
    fn a_crash_loses_a_configuration_that_is_not_durable() {
        let mut rig = cluster_of(3).among(6).slow_disk().follower();
        rig.hears(2, append_of(1, (0, 0), vec![configured(1, voters(&[1, 2]))], 0));
        assert_eq!(rig.configuration(), voters(&[1, 2]));
        rig.crashes_and_restarts();
        assert_eq!(rig.configuration(), voters(&[1, 2, 3]));
    }
}

mod one_at_a_time {
    use super::*;

    #[test]
    fn a_change_is_refused_until_the_one_before_it_is_committed() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Remove(s(3)));
        rig.events();
        rig.is_to(Change::AddLearner(s(4)));
        assert_eq!(refusals(&mut rig), [ChangeRefusal::Unfinished { index: LogIndex(2) }]);
        assert_eq!(rig.terms().len(), 2, "nothing was written");
        rig.hears(2, matched(1, 2));
        rig.is_to(Change::AddLearner(s(4)));
        assert_eq!(refusals(&mut rig), []);
        assert_eq!(rig.configuration(), learning(voters(&[1, 2]), &[4]));
    }

    #[test]
    fn the_refusal_of_a_second_change_cites_its_rule() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Remove(s(3)));
        rig.events();
        rig.is_to(Change::Remove(s(2)));
        assert_eq!(rig.cited(), [Rule::OneChangeAtATime]);
    }

    #[test]
    fn without_the_rule_two_changes_lie_uncommitted_in_the_log_and_majorities_split() {
        // Dissertation §4.1: S1 with the configuration that its second change made would decide with S2 alone.
        let mut rig = leader(cluster_of(4).without(Rule::OneChangeAtATime));
        rig.is_to(Change::Remove(s(4)));
        rig.is_to(Change::Remove(s(3)));
        assert_eq!((rig.configuration(), rig.commit(), refusals(&mut rig)), (voters(&[1, 2]), 1, vec![]));
        rig.hears(2, matched(1, 3));
        assert_eq!(rig.commit(), 3, "S3 and S4 know nothing of it, and with S2 or S1 make two of four");
    }

    #[test]
    fn a_change_is_refused_while_the_configuration_is_joint() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Configure { voters: set(&[1]), learners: set(&[]) });
        rig.events();
        rig.is_to(Change::Remove(s(2)));
        assert_eq!(refusals(&mut rig), [ChangeRefusal::Unfinished { index: LogIndex(2) }]);
    }

    #[test]
    fn a_change_that_waits_for_a_learner_to_catch_up_gives_way_to_another_one() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        rig.hears(2, matched(1, 2));
        rig.is_to(Change::Remove(s(4)));
        assert_eq!((rig.configuration(), refusals(&mut rig)), (voters(&[1, 2, 3]), vec![]));
        rig.hears(4, matched(1, 2));
        everyone_holds(&mut rig, 3);
        assert_eq!((rig.configuration(), rig.commit()), (voters(&[1, 2, 3]), 3), "S4 is not made a voter");
    }
}

mod after_own_commit {
    use super::*;

    #[test]
    fn no_change_begins_before_an_entry_of_the_leaders_term_is_committed() {
        let mut rig = cluster_of(3).among(6).log(&[1]).leader();
        rig.is_to(Change::Remove(s(3)));
        assert_eq!(refusals(&mut rig), [ChangeRefusal::NothingCommitted { term: Term(rig.term()) }]);
        assert_eq!((rig.terms(), rig.configuration()), (vec![1, 2], voters(&[1, 2, 3])));
        rig.hears(2, matched(2, 2));
        rig.is_to(Change::Remove(s(3)));
        assert_eq!((refusals(&mut rig), rig.configuration()), (vec![], voters(&[1, 2])));
    }

    #[test]
    fn an_entry_of_an_earlier_term_that_is_committed_does_not_do() {
        let mut rig = cluster_of(3).among(6).log(&[1]).without_no_op().follower();
        rig.hears(2, append(1, (1, 1), &[], 1));
        assert_eq!(rig.commit(), 1);
        rig.times_out();
        rig.hears(2, granted(2));
        rig.events();
        rig.is_to(Change::Remove(s(3)));
        assert_eq!(rig.cited(), [Rule::ChangeAfterOwnCommit], "dissertation §4.1, as corrected in 2015");
    }

    #[test]
    fn without_the_rule_a_change_begins_at_once() {
        let mut rig = cluster_of(3).among(6).log(&[1]).without(Rule::ChangeAfterOwnCommit).leader();
        rig.is_to(Change::Remove(s(3)));
        assert_eq!((refusals(&mut rig), rig.configuration()), (vec![], voters(&[1, 2])));
    }
}

mod refused {
    use super::*;

    #[test]
    fn what_changes_nothing_or_leaves_nobody_or_names_no_replica_is_refused() {
        for (change, why) in [
            (Change::AddVoter(s(2)), ChangeRefusal::Nothing),
            (Change::Remove(s(4)), ChangeRefusal::Nothing),
            (Change::Replace { old: s(4), new: s(5) }, ChangeRefusal::Nothing),
            (Change::Replace { old: s(2), new: s(2) }, ChangeRefusal::Nothing),
            (Change::AddVoter(s(7)), ChangeRefusal::Nothing),
            (Change::Configure { voters: set(&[]), learners: set(&[1, 2]) }, ChangeRefusal::NoVoter),
        ] {
            let mut rig = leader_of(3);
            assert_eq!(rig.is_to(change), [], "{change:?}");
            assert_eq!(refusals(&mut rig), [why], "{change:?}");
        }
        let mut alone = leader_of(1);
        alone.is_to(Change::Remove(s(1)));
        assert_eq!(refusals(&mut alone), [ChangeRefusal::NoVoter]);
    }

    #[test]
    fn who_does_not_lead_takes_up_no_change() {
        let mut rig = cluster_of(3).among(6).follower();
        assert_eq!((rig.is_to(Change::Remove(s(3))), rig.events(), rig.terms()), (vec![], vec![], vec![]));
    }
}

mod removed_leader {
    use super::*;

    #[test]
    fn a_removed_leader_leads_on_without_counting_itself_and_steps_down_when_that_is_committed() {
        // Dissertation §4.2.2.
        let mut rig = leader_of(3);
        let sent = rig.is_to(Change::Remove(s(1)));
        assert_eq!(receivers(&sent), [2, 3], "it replicates the entry that removes it");
        rig.hears(2, matched(1, 2));
        assert_eq!((rig.role(), rig.commit()), (Role::Leader, 1), "itself and S2 are one of two");
        assert_eq!(receivers(&rig.is_asked(7)), [2, 3], "it goes on with commands meanwhile");
        rig.hears(3, matched(1, 2));
        assert_eq!((rig.role(), rig.commit(), rig.term()), (Role::Follower, 2, 1));
        let resigned = Event::Resigned { index: LogIndex(2), term: Term(1) };
        assert_eq!(resigned.rule(), Some(Rule::RemovedLeaderDoesNotCount));
        assert!(rig.events().contains(&resigned));
    }

    #[test]
    fn without_the_rule_a_removed_leader_counts_itself_and_commits_without_a_quorum() {
        let mut rig = leader(cluster_of(3).without(Rule::RemovedLeaderDoesNotCount));
        rig.is_to(Change::Remove(s(1)));
        rig.hears(2, matched(1, 2));
        assert_eq!(rig.commit(), 2, "of S2 and S3, who decide now, only S2 holds it");
    }

    #[test]
    fn who_was_removed_waits_and_asks_nobody_for_votes() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Remove(s(1)));
        everyone_holds(&mut rig, 2);
        assert_eq!(rig.role(), Role::Follower);
        assert_eq!((rig.deadline(), rig.waits(Micros::from_millis(5_000))), (Micros::NEVER, vec![]));
        rig.events();
        assert_eq!((rig.times_out(), rig.events()), (vec![], vec![Event::DoesNotStand]));
    }

    #[test]
    fn who_removes_itself_may_have_to_be_elected_once_more_and_does_not_vote_for_itself() {
        // Dissertation §4.2.2, Figure 4.6: of S1 and S2 only S1 holds the entry that removes it, so that S2 cannot
        // win.
        let mut rig = leader_of(2);
        rig.is_to(Change::Remove(s(1)));
        rig.crashes_and_restarts();
        assert_eq!(rig.configuration(), voters(&[2]));
        assert_eq!(rig.times_out().len(), 1, "it asks S2");
        assert_eq!(rig.role(), Role::Candidate, "its own vote does not count");
        rig.hears(2, granted(2));
        assert_eq!(rig.role(), Role::Leader);
        rig.hears(2, conflict(2, 2, (0, 0)));
        rig.hears(2, matched(2, 3));
        assert_eq!((rig.role(), rig.commit()), (Role::Follower, 3), "it commits its removal and steps down");
    }

    #[test]
    fn a_leader_that_becomes_a_learner_steps_down_too() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddLearner(s(1)));
        assert_eq!(rig.configuration(), learning(voters(&[2, 3]), &[1]));
        everyone_holds(&mut rig, 2);
        assert_eq!((rig.role(), rig.commit()), (Role::Follower, 2));
    }
}

mod learners {
    use super::*;

    #[test]
    fn a_learner_is_sent_entries_and_does_not_count() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddLearner(s(4)));
        everyone_holds(&mut rig, 2);
        assert_eq!((rig.configuration(), rig.commit()), (learning(voters(&[1, 2, 3]), &[4]), 2));
        assert_eq!(receivers(&rig.is_asked(7)), [2, 3, 4]);
        rig.hears(4, matched(1, 3));
        assert_eq!(rig.commit(), 2, "S1 and S4 hold it: that is one voter");
        rig.hears(3, matched(1, 3));
        assert_eq!(rig.commit(), 3);
    }

    #[test]
    fn the_vote_of_a_learner_does_not_count_for_who_knows_that_it_is_one() {
        let learner = configured(1, learning(voters(&[1, 2, 3]), &[4]));
        let mut rig = cluster_of(3).among(6).with(learner).follower();
        let asked: Vec<_> = rig.times_out().into_iter().map(|(to, _)| to).collect();
        assert_eq!(asked, [s(2), s(3)], "it is not asked");
        rig.hears(4, granted(2));
        assert_eq!(rig.role(), Role::Candidate);
    }

    #[test]
    fn a_learner_and_one_outside_never_stand_for_election() {
        let outside = cluster_of(3).among(6).named(4);
        for setup in [outside.clone(), outside.with(configured(1, learning(voters(&[1, 2, 3]), &[4])))] {
            let mut rig = setup.follower();
            assert_eq!((rig.deadline(), rig.waits(Micros::from_millis(5_000))), (Micros::NEVER, vec![]));
            assert_eq!((rig.times_out(), rig.events()), (vec![], vec![Event::DoesNotStand]));
        }
    }

    #[test]
    fn a_learner_takes_part_and_one_that_was_removed_does_not() {
        let mut rig = cluster_of(3).among(6).named(4).follower();
        assert!(rig.is_outside());
        rig.hears(1, append_of(1, (0, 0), vec![configured(1, learning(voters(&[1, 2, 3]), &[4]))], 0));
        assert!(!rig.is_outside());
        rig.hears(1, append_of(1, (1, 1), vec![configured(1, voters(&[1, 2, 3]))], 0));
        assert!(rig.is_outside());
    }

    #[test]
    fn a_learner_votes_when_it_is_asked_by_one_who_knows_better() {
        // Dissertation §4.2.1: the candidate may hold the configuration in which the learner votes.
        let learner = configured(1, learning(voters(&[1, 2, 3]), &[4]));
        let mut rig = cluster_of(3).among(6).named(4).with(learner).follower();
        assert_eq!(rig.hears(1, vote_request(2, 2, 1)), [(s(1), granted(2))]);
        let mut outside = cluster_of(3).among(6).named(5).follower();
        assert_eq!(outside.hears(1, vote_request(2, 2, 1)), [(s(1), granted(2))]);
    }

    #[test]
    fn messages_of_a_replica_outside_the_configuration_are_heard() {
        // §6: the receiver's configuration may be the older one.
        let mut rig = cluster_of(3).among(6).log(&[1]).follower();
        assert_eq!(rig.hears(5, vote_request(2, 1, 1)), [(s(5), granted(2))], "a node votes by log and term");
        assert_eq!(rig.hears(6, append(3, (1, 1), &[3], 0)), [(s(6), matched(3, 2))]);
        assert_eq!((rig.leader(), rig.terms()), (Some(s(6)), vec![1, 3]));
    }

    #[test]
    fn a_late_answer_of_a_removed_replica_is_heard_and_changes_nothing() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Remove(s(3)));
        everyone_holds(&mut rig, 2);
        rig.events();
        assert_eq!((rig.hears(3, matched(1, 2)), rig.events()), (vec![], vec![]));
        assert_eq!((rig.hears(6, matched(1, 2)), rig.events()), (vec![], vec![]), "S6 was never here");
    }
}

mod adding {
    use super::*;

    #[test]
    fn a_new_voter_first_learns_and_votes_as_soon_as_it_has_caught_up() {
        // Dissertation §4.2.1.
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        assert_eq!(rig.configuration(), learning(voters(&[1, 2, 3]), &[4]));
        rig.hears(2, matched(1, 2));
        assert_eq!(rig.commit(), 2);
        rig.hears(4, conflict(1, 2, (0, 0)));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3]), "S4 holds nothing yet");
        rig.hears(4, matched(1, 2));
        assert_eq!(rig.configuration(), voters(&[1, 2, 3, 4]), "S4 holds what was there when it was added");
        rig.hears(4, matched(1, 3));
        assert_eq!(rig.commit(), 2, "two of four");
        rig.hears(3, matched(1, 3));
        assert_eq!(rig.commit(), 3);
    }

    #[test]
    fn it_is_not_made_a_voter_before_it_is_a_learner_for_all() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        rig.hears(4, matched(1, 2));
        assert_eq!((rig.commit(), rig.configuration().voters), (1, set(&[1, 2, 3])));
        rig.hears(2, matched(1, 2));
        assert_eq!((rig.commit(), rig.configuration().voters), (2, set(&[1, 2, 3, 4])));
    }

    #[test]
    fn what_comes_while_a_new_voter_catches_up_in_time_does_not_hold_it_up() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        rig.hears(2, matched(1, 2));
        rig.is_asked(7);
        rig.hears(4, matched(1, 2));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3, 4]));
    }

    #[test]
    fn one_that_is_slower_than_an_election_timeout_catches_up_in_another_round() {
        // Dissertation §4.2.1: what came meanwhile would keep the cluster waiting just as long.
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        rig.hears(2, matched(1, 2));
        for number in 0..3 {
            rig.is_asked(number);
        }
        rig.waits(Micros::from_millis(151));
        rig.hears(4, matched(1, 2));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3]), "the first round took too long");
        rig.hears(4, matched(1, 2));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3]), "the second is for what came in the first");
        rig.is_asked(3);
        rig.waits(Micros::from_millis(100));
        rig.hears(4, matched(1, 5));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3, 4]), "the second did not");
    }

    #[test]
    fn a_learner_is_promoted_by_adding_it() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddLearner(s(4)));
        everyone_holds(&mut rig, 2);
        rig.is_to(Change::AddVoter(s(4)));
        assert_eq!(rig.configuration(), voters(&[1, 2, 3, 4]), "in one step");
    }

    #[test]
    fn a_single_replica_grows_to_two_and_shrinks_again() {
        let mut rig = leader_of(1);
        rig.is_to(Change::AddVoter(s(2)));
        assert_eq!(rig.commit(), 2, "a learner does not count");
        rig.hears(2, matched(1, 2));
        assert_eq!((rig.configuration(), rig.commit()), (voters(&[1, 2]), 2));
        rig.hears(2, matched(1, 3));
        assert_eq!(rig.commit(), 3);
        rig.is_to(Change::Remove(s(2)));
        assert_eq!((rig.configuration(), rig.commit()), (voters(&[1]), 4));
    }

    #[test]
    fn one_that_is_added_again_is_probed_anew() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Remove(s(3)));
        everyone_holds(&mut rig, 2);
        rig.is_asked(7);
        rig.hears(2, matched(1, 3));
        let sent = rig.is_to(Change::AddLearner(s(3)));
        assert_eq!(receivers(&sent), [2, 3]);
        let (_, message) = sent.iter().find(|(to, _)| *to == s(3)).expect("it is sent something");
        assert_eq!(carried(message), Some((1, vec![1, 1, 1])), "what it is known to hold is not sent again");
    }
}

#[test]
fn one_that_is_added_again_is_sent_what_was_lost_before_at_once() {
    let mut rig = leader(cluster_of(3).settings(|settings| settings.window = 1));
    rig.is_asked(7);
    rig.hears(2, matched(1, 2));
    rig.is_to(Change::Remove(s(3)));
    rig.hears(2, matched(1, 3));
    let sent = rig.is_to(Change::AddLearner(s(3)));
    assert!(receivers(&sent).contains(&3), "the answer to entry 2 is not waited for: {sent:?}");
}

mod hand_over {
    use super::*;

    #[test]
    fn a_leader_that_hands_over_changes_nothing_meanwhile() {
        let mut rig = leader_of(3);
        rig.is_to_hand_over_to(2);
        rig.events();
        rig.is_to(Change::Remove(s(3)));
        assert_eq!((rig.events(), rig.terms()), (vec![Event::ProposalRefused { to: s(2) }], vec![1]));
    }

    #[test]
    fn a_change_under_way_waits_until_the_leader_has_given_up_to_hand_over() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        rig.is_to_hand_over_to(3);
        rig.hears(2, matched(1, 2));
        rig.hears(4, matched(1, 2));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3]), "S4 has caught up, and waits");
        rig.waits(Micros::from_millis(200));
        assert_eq!(rig.configuration().voters, set(&[1, 2, 3, 4]), "S1 leads on");
    }

    #[test]
    fn a_joint_configuration_is_left_only_after_the_leader_has_given_up_to_hand_over() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Configure { voters: set(&[1, 2, 3, 4, 5]), learners: set(&[]) });
        everyone_holds(&mut rig, 2);
        rig.is_to_hand_over_to(2);
        rig.events();
        for follower in [3, 4, 5] {
            rig.hears(follower, matched(1, 3));
        }
        assert_eq!((rig.commit(), rig.configuration().is_joint()), (3, true));
        let refused = |event: &Event| matches!(event, Event::ProposalRefused { .. });
        assert!(!rig.events().iter().any(refused), "it waits, and does not try");
        rig.waits(Micros::from_millis(200));
        assert_eq!(rig.configuration(), voters(&[1, 2, 3, 4, 5]));
    }

    #[test]
    fn a_change_that_a_leader_had_begun_is_forgotten_with_its_leadership() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddVoter(s(4)));
        rig.hears(2, matched(1, 2));
        rig.hears(2, vote_request(2, 0, 0));
        assert_eq!((rig.role(), rig.term()), (Role::Follower, 2));
        rig.times_out();
        rig.hears(2, granted(3));
        rig.hears(2, matched(3, 3));
        rig.hears(4, matched(3, 3));
        assert_eq!((rig.role(), rig.commit()), (Role::Leader, 3));
        assert_eq!(rig.configuration(), learning(voters(&[1, 2, 3]), &[4]), "S4 goes on learning");
    }

    #[test]
    fn leadership_is_handed_to_nobody_who_has_no_vote() {
        let mut rig = leader_of(3);
        rig.is_to(Change::AddLearner(s(3)));
        everyone_holds(&mut rig, 2);
        for number in [3, 4] {
            rig.events();
            rig.is_to_hand_over_to(number);
            let (to, why) = (s(number), TransferRefusal::NoVoter);
            assert_eq!(rig.events(), [Event::TransferRefused { to, why }]);
        }
    }

    #[test]
    fn who_has_no_vote_does_not_stand_although_it_is_told_to() {
        let learner = configured(1, learning(voters(&[1, 2, 3]), &[4]));
        let mut rig = cluster_of(3).among(6).named(4).with(learner).follower();
        let sent = rig.hears(1, Message::TimeoutNow { term: Term(1) });
        assert_eq!((sent, rig.role(), rig.term()), (vec![], Role::Follower, 1));
    }
}

mod in_a_snapshot {
    use super::*;

    #[test]
    fn a_snapshot_holds_the_configuration_after_its_last_entry_and_not_a_later_one() {
        // §7: the last configuration within the snapshot is part of it.
        let mut rig = leader_of(3);
        rig.is_to(Change::AddLearner(s(4)));
        everyone_holds(&mut rig, 2);
        rig.is_to(Change::AddLearner(s(5)));
        rig.compacts(2);
        rig.crashes_and_restarts();
        let (second, third) = (learning(voters(&[1, 2, 3]), &[4]), learning(voters(&[1, 2, 3]), &[4, 5]));
        assert_eq!((rig.commit(), rig.configuration()), (2, third), "the later one is in the log behind it");
        rig.hears(2, append(2, (2, 1), &[2], 2));
        assert_eq!(rig.configuration(), second, "and falls back to that of the snapshot");
    }

    #[test]
    fn a_configuration_stays_in_force_when_its_entry_is_compacted_and_compacted_again() {
        let mut rig = leader_of(3);
        rig.is_to(Change::Remove(s(3)));
        everyone_holds(&mut rig, 2);
        for last in [2, 4] {
            rig.is_asked(last);
            rig.is_asked(last + 1);
            everyone_holds(&mut rig, last);
            rig.compacts(last);
            assert_eq!(rig.configuration(), voters(&[1, 2]), "compacted up to {last}");
        }
        rig.crashes_and_restarts();
        assert_eq!(rig.configuration(), voters(&[1, 2]));
        assert_eq!(rig.times_out().len(), 1, "S3 is not asked");
    }

    #[test]
    fn who_installs_a_snapshot_goes_by_the_configuration_in_it() {
        let mut rig = cluster_of(3).among(6).named(4).follower();
        assert_eq!(rig.deadline(), Micros::NEVER, "outside it waits");
        let Message::InstallSnapshot { term, last_index, last_term, offset, data, done, .. } =
            install(1, (3, 1), 0, 3)
        else {
            unreachable!("it is one")
        };
        let configuration = voters(&[1, 2, 3, 4]);
        rig.hears(
            1,
            Message::InstallSnapshot { term, last_index, last_term, configuration, offset, data, done },
        );
        assert_eq!((rig.configuration(), rig.commit()), (configuration, 3));
        assert_ne!(rig.deadline(), Micros::NEVER, "as a voter it stands");
    }

    #[test]
    fn entries_that_an_install_keeps_keep_their_configuration() {
        let next = voters(&[1, 2]);
        let mut rig = cluster_of(3).among(6).log(&[1, 1]).with(configured(1, next)).follower();
        rig.hears(2, install(1, (2, 1), 0, 2));
        assert_eq!((rig.commit(), rig.configuration()), (2, next));
    }

    #[test]
    fn a_late_answer_of_a_removed_replica_to_a_snapshot_is_heard_and_changes_nothing() {
        let mut rig = leader_of(3);
        rig.compacts(1);
        rig.events();
        assert_eq!((rig.hears(6, received_whole(1, 1)), rig.events()), (vec![], vec![]));
    }
}

#[test]
fn with_pre_vote_too_only_voters_stand_and_are_asked() {
    let pre_vote = |settings: &mut Settings| settings.pre_vote = true;
    let learner = configured(1, learning(voters(&[1, 2, 3]), &[4]));
    let mut rig = cluster_of(3).among(6).settings(pre_vote).with(learner.clone()).follower();
    let asked: Vec<_> = rig.times_out().into_iter().map(|(to, _)| to).collect();
    assert_eq!(asked, [s(2), s(3)]);
    let mut rig = cluster_of(3).among(6).settings(pre_vote).named(4).with(learner).follower();
    assert_eq!((rig.times_out(), rig.role()), (vec![], Role::Follower));
}

#[test]
fn a_replica_that_is_added_takes_over_the_log_and_the_cluster_of_any_size_grows_and_shrinks() {
    // The whole way by messages: from one voter to six and back to one.
    let mut network = SmallNetwork::of((0..6).map(|_| cluster_of(1).among(6)));
    network.elect(1);
    for number in 2..=6 {
        network.change(1, Change::AddVoter(s(number)));
        network.beat(1);
        assert_eq!(network.s(1).configuration().voters.len(), usize::from(number));
        assert_eq!(network.s(number).configuration(), network.s(1).configuration());
    }
    for number in 2..=6 {
        network.change(1, Change::Remove(s(number)));
        network.beat(1);
    }
    assert_eq!(network.s(1).configuration(), voters(&[1]));
    assert_eq!(network.s(1).commit(), network.s(1).terms().len() as u64);
}
