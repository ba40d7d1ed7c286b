//! §6 and dissertation §4.3, joint consensus: how several voters come and go at once.

use raft_playground::raft::{Change, Configuration, Micros, Role, Settings};

use super::membership::{everyone_holds, joint, leader_of, learning, receivers};
use super::messages::{append_of, configured, granted, matched, s, set, voters};
use super::node_rig::{Rig, cluster_of};

/// S1 leads S1 to S3, and is to lead S3 to S5, all of whom have caught up as learners.
pub(crate) fn entering() -> Rig {
    entered(leader_of(3))
}

pub(crate) fn entered(mut rig: Rig) -> Rig {
    rig.is_to(Change::Configure { voters: set(&[1, 4, 5]), learners: set(&[2]) });
    assert_eq!(rig.configuration(), learning(voters(&[1, 2, 3]), &[4, 5]));
    everyone_holds(&mut rig, 2);
    assert_eq!((rig.commit(), rig.terms().len()), (2, 3), "S4 and S5 have caught up");
    rig.events();
    rig
}

fn both() -> Configuration {
    learning(joint(&[1, 2, 3], &[1, 4, 5]), &[2])
}

#[test]
fn more_than_one_voter_comes_or_goes_by_a_joint_configuration() {
    assert_eq!(entering().configuration(), both());
}

#[test]
fn while_joint_an_entry_is_committed_by_a_majority_of_the_old_and_one_of_the_new() {
    let mut rig = entering();
    rig.hears(4, matched(1, 3));
    rig.hears(5, matched(1, 3));
    assert_eq!(rig.commit(), 2, "all of the new, one of the old");
    rig.hears(3, matched(1, 3));
    assert_eq!(rig.commit(), 3);

    let mut rig = entering();
    rig.hears(2, matched(1, 3));
    rig.hears(3, matched(1, 3));
    assert_eq!(rig.commit(), 2, "all of the old, one of the new");
}

#[test]
fn while_joint_a_leader_is_elected_by_a_majority_of_the_old_and_one_of_the_new() {
    for (by, wins) in
        [(&[4, 5][..], false), (&[2, 3], false), (&[2, 4], true), (&[3, 5], true), (&[2, 3, 4], true)]
    {
        let mut rig = cluster_of(3).among(6).with(configured(1, both())).candidate();
        for &voter in by {
            rig.hears(voter, granted(2));
        }
        assert_eq!(rig.role() == Role::Leader, wins, "S1 with the votes of {by:?}");
    }
}

#[test]
fn the_joint_configuration_is_left_of_itself_once_it_is_committed() {
    let mut rig = entering();
    rig.hears(4, matched(1, 3));
    let sent = rig.hears(2, matched(1, 3));
    let next = learning(voters(&[1, 4, 5]), &[2]);
    assert_eq!((rig.commit(), rig.configuration(), rig.terms().len()), (3, next, 4));
    assert!(!receivers(&sent).contains(&3), "S3 is sent nothing any more: {sent:?}");
    rig.hears(4, matched(1, 4));
    assert_eq!(rig.commit(), 4, "S1 and S4 are two of three");
}

#[test]
fn a_new_leader_leaves_the_joint_configuration_that_another_one_entered() {
    let mut rig = cluster_of(3).among(6).with(configured(1, both())).candidate();
    rig.hears(2, granted(2));
    rig.hears(4, granted(2));
    assert_eq!((rig.role(), rig.configuration()), (Role::Leader, both()));
    rig.hears(2, matched(2, 2));
    rig.hears(4, matched(2, 2));
    assert_eq!((rig.commit(), rig.configuration()), (2, both().settled()));
}

#[test]
fn a_new_leader_leaves_a_joint_configuration_that_is_committed_only_after_its_own_entry_is() {
    let mut rig = cluster_of(3).among(6).without_no_op().follower();
    rig.hears(2, append_of(1, (0, 0), vec![configured(1, both())], 1));
    rig.times_out();
    rig.hears(2, granted(2));
    rig.hears(4, granted(2));
    assert_eq!((rig.role(), rig.commit(), rig.terms()), (Role::Leader, 1, vec![1]));
    rig.is_asked(7);
    rig.hears(2, matched(2, 2));
    rig.hears(4, matched(2, 2));
    assert_eq!((rig.commit(), rig.terms()), (2, vec![1, 2, 2]), "entry 3 leaves it");
}

#[test]
fn a_leader_that_is_only_in_the_old_set_leads_until_the_new_configuration_is_committed() {
    // §6: it manages a cluster that does not include itself.
    let mut rig = leader_of(3);
    rig.is_to(Change::Configure { voters: set(&[2, 3, 4]), learners: set(&[]) });
    everyone_holds(&mut rig, 2);
    assert_eq!(rig.configuration(), joint(&[1, 2, 3], &[2, 3, 4]));
    rig.hears(2, matched(1, 3));
    rig.hears(4, matched(1, 3));
    assert_eq!((rig.commit(), rig.configuration()), (3, voters(&[2, 3, 4])), "it counts in the old set");
    rig.hears(2, matched(1, 4));
    assert_eq!((rig.role(), rig.commit()), (Role::Leader, 3), "and in the new one it does not");
    rig.hears(4, matched(1, 4));
    assert_eq!((rig.role(), rig.commit()), (Role::Follower, 4));
}

#[test]
fn replacing_a_voter_is_a_swap_by_a_joint_configuration() {
    // {S1, S3} and {S2, S4} would be disjoint majorities of S1 to S3 and of S1, S2, S4.
    let mut rig = leader_of(3);
    rig.is_to(Change::Replace { old: s(3), new: s(4) });
    everyone_holds(&mut rig, 2);
    assert_eq!(rig.configuration(), joint(&[1, 2, 3], &[1, 2, 4]));
    everyone_holds(&mut rig, 3);
    everyone_holds(&mut rig, 4);
    assert_eq!((rig.configuration(), rig.commit()), (voters(&[1, 2, 4]), 4));
}

#[test]
fn a_change_of_one_voter_needs_no_joint_configuration() {
    for change in [Change::Remove(s(2)), Change::AddLearner(s(2))] {
        let mut rig = leader_of(3);
        rig.is_to(change);
        assert!(!rig.configuration().is_joint(), "{change:?}");
    }
}

#[test]
fn while_joint_a_leader_that_hears_a_majority_of_one_set_only_steps_down() {
    // Dissertation §6.2: a quorum is one of both.
    for (heard, leads) in [(&[2, 3][..], false), (&[4, 5], false), (&[2, 4], true)] {
        let check = |settings: &mut Settings| settings.check_quorum = true;
        let both = configured(1, joint(&[1, 2, 3], &[1, 4, 5]));
        let mut rig = cluster_of(3).among(6).settings(check).without_no_op().with(both).candidate();
        for voter in [2, 3, 4, 5] {
            rig.hears(voter, granted(2));
        }
        for &voter in heard {
            rig.hears(voter, matched(2, 1));
        }
        rig.waits(Micros::from_millis(160));
        assert_eq!(rig.role() == Role::Leader, leads, "S1 hears {heard:?}");
    }
}
