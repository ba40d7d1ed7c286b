//! Whole clusters whose members change (§6, dissertation §4), while clients go on.

use raft_playground::raft::{Change, Micros, Node, NodeId, NodeSet, Role, Settings};
use raft_playground::sim::{Action, Cluster, Record, Replica, Reply, Run, Scenario, Target, Watcher, What};

use super::trial::{Trial, get, put, s};

/// So many replicas, of which the first `voters` take part.
fn trial(replicas: u8, voters: u8) -> Trial {
    let voters = Some(NodeSet::first(voters));
    Trial::new(&Scenario { replicas, voters, clients: 2, ..Scenario::default() })
}

fn set(numbers: &[u8]) -> NodeSet {
    numbers.iter().map(|&number| s(number)).collect()
}

/// Runs until there is a leader that may change the configuration, and says who it is.
fn leads(trial: &mut Trial) -> NodeId {
    let settled = |node: &Node| node.log().term_at(node.commit_index()) == Some(node.term());
    let led = trial.runs_until(10_000, |cluster| cluster.newest_leader().is_some_and(settled));
    assert!(led, "nobody leads within 10 s");
    trial.cluster().newest_leader().expect("it was there a moment ago").id()
}

/// The leader's configuration is of these voters and no others, committed, and by all of them in force.
fn is_of(cluster: &Cluster, voters: NodeSet) -> bool {
    let Some(leader) = cluster.newest_leader() else { return false };
    let configuration = leader.configuration();
    let node = |id| cluster.replica(id).and_then(Replica::node);
    configuration.voters == voters
        && !configuration.is_joint()
        && leader.configured_at() <= leader.commit_index()
        && voters.iter().filter_map(node).all(|node| node.configuration() == configuration)
}

/// A change is made by whoever leads, and over within five seconds.
fn becomes(trial: &mut Trial, change: Change, voters: NodeSet) {
    leads(trial);
    trial.does(Action::Change(change));
    assert!(trial.runs_until(5_000, |cluster| is_of(cluster, voters)), "{change:?} is not over within 5 s");
}

#[test]
fn a_cluster_grows_from_one_replica_to_twenty_one_and_all_hold_what_was_there_before() {
    let mut trial = trial(21, 1);
    leads(&mut trial);
    trial.puts("x", "1");
    for number in 2..=21 {
        becomes(&mut trial, Change::AddVoter(s(number)), NodeSet::first(number));
    }
    trial.puts("y", "2");
    trial.runs(500);
    trial.assert_agreement();
    assert_eq!(trial.store(s(21)).len(), 2);
}

#[test]
fn a_cluster_shrinks_to_one_replica_which_decides_alone() {
    let mut trial = trial(5, 5);
    let leader = leads(&mut trial);
    let mut left = NodeSet::first(5);
    for other in trial.others(&[leader]) {
        left = left.without(NodeSet::from_iter([other]));
        becomes(&mut trial, Change::Remove(other), left);
        // Who was removed is switched off: it does not know, and would call elections.
        trial.crashes(&[other]);
    }
    trial.puts("x", "1");
    assert_eq!(trial.gets("x"), "1");
}

#[test]
fn a_cluster_moves_to_other_replicas_while_clients_go_on() {
    // §6: joint consensus.
    let mut trial = trial(6, 3);
    leads(&mut trial);
    trial.puts("a", "1");
    let moved = Change::Configure { voters: set(&[4, 5, 6]), learners: NodeSet::default() };
    trial.does(Action::Change(moved));
    for number in 0..10 {
        trial.asks(put(&format!("k{number}"), "v"));
        trial.runs(20);
    }
    assert!(trial.runs_until(5_000, |cluster| is_of(cluster, set(&[4, 5, 6]))));
    trial.crashes(&[s(1), s(2), s(3)]);
    leads(&mut trial);
    assert_eq!(trial.gets("a"), "1");
    trial.puts("b", "2");
    trial.runs(500);
    assert_eq!(trial.store(s(4)), trial.store(s(6)));
}

#[test]
fn a_replica_that_is_gone_for_good_is_replaced_and_the_cluster_bears_another_loss() {
    let mut trial = trial(4, 3);
    let leader = leads(&mut trial);
    let [gone, other] = [1, 2, 3].map(s).into_iter().filter(|&id| id != leader).collect::<Vec<_>>()[..]
    else {
        unreachable!("two of three do not lead")
    };
    trial.puts("x", "1");
    trial.crashes(&[gone]);
    let next = NodeSet::from_iter([leader, other, s(4)]);
    becomes(&mut trial, Change::Replace { old: gone, new: s(4) }, next);
    trial.crashes(&[other]);
    trial.puts("y", "2");
    assert_eq!(trial.gets("x"), "1");
}

#[test]
fn a_leader_that_removes_itself_steps_down_and_another_one_takes_over() {
    // Dissertation §4.2.2.
    let mut trial = trial(3, 3);
    let leader = leads(&mut trial);
    trial.puts("x", "1");
    trial.does(Action::Change(Change::Remove(leader)));
    let resigned = trial.runs_until(1_000, |cluster| {
        cluster.replica(leader).and_then(Replica::node).is_some_and(|node| node.role() == Role::Follower)
    });
    assert!(resigned, "{leader} leads on");
    let (node, rest) = (trial.node(leader), trial.others(&[leader]));
    assert!(node.is_outside() && node.configured_at() <= node.commit_index());
    let next = leads(&mut trial);
    assert!(rest.contains(&next));
    assert_eq!(trial.gets("x"), "1");
    trial.runs(5_000);
    assert_eq!(trial.node(leader).term().next(), trial.node(next).term(), "it disturbs nobody");
}

#[test]
fn what_a_cut_off_leader_changed_is_taken_back_when_it_follows_again() {
    let mut trial = trial(5, 4);
    let old = leads(&mut trial);
    trial.cuts_off(&[old]);
    trial.does(Action::Change(Change::AddLearner(s(5))));
    assert!(trial.node(old).configuration().learners.contains(s(5)));
    trial.runs_until(5_000, |cluster| cluster.newest_leader().is_some_and(|node| node.id() != old));
    leads(&mut trial);
    trial.puts("x", "1");
    trial.heals().runs(1_000);
    assert_eq!(trial.node(old).configuration().members(), set(&[1, 2, 3, 4]));
    assert!(trial.node(s(5)).is_outside(), "S5 was told nothing");
}

#[test]
fn a_leader_that_crashes_while_the_configuration_is_joint_leaves_it_to_the_next_one() {
    let mut trial = trial(5, 3);
    let leader = leads(&mut trial);
    let change = Change::Configure { voters: set(&[3, 4, 5]), learners: set(&[1, 2]) };
    trial.does(Action::Change(change));
    let spread = trial.runs_until(5_000, |cluster| {
        cluster.replicas().iter().filter_map(Replica::node).all(|node| node.configuration().is_joint())
    });
    assert!(spread, "all know of the joint configuration");
    trial.crashes(&[leader]);
    assert!(trial.runs_until(10_000, |cluster| is_of(cluster, set(&[3, 4, 5]))), "the next leader leaves it");
}

#[test]
fn of_two_leaders_the_one_of_the_later_term_is_asked_to_change() {
    let mut trial = trial(6, 5);
    let old = leads(&mut trial);
    trial.cuts_off(&[old]);
    let new = trial.elects_other_than(&[old]);
    leads(&mut trial);
    trial.does(Action::Change(Change::AddLearner(s(6))));
    assert!(trial.node(new).configuration().learners.contains(s(6)));
    assert!(!trial.node(old).configuration().learners.contains(s(6)));
}

#[test]
fn a_replica_outside_stays_quiet_and_sends_clients_on() {
    let mut trial = trial(4, 3);
    leads(&mut trial);
    let request = trial.asks_of(Target::Replica(s(4)), get("x"));
    trial.runs(5_000);
    assert_eq!(trial.answer(request), Some(Reply::Redirect));
    let outside = trial.node(s(4));
    assert_eq!((outside.role(), outside.term().0, outside.log().last_index().0), (Role::Follower, 0, 0));
}

#[test]
fn clients_that_know_no_leader_ask_those_that_take_part() {
    for seed in 0..20 {
        let voters = Some(NodeSet::first(1));
        let mut trial = Trial::new(&Scenario { replicas: 9, voters, seed, ..Scenario::default() });
        leads(&mut trial);
        trial.puts("x", "1");
    }
}

#[derive(Default)]
struct Refused(usize);

impl Watcher for Refused {
    fn see(&mut self, _: &Cluster, records: &[Record]) {
        self.0 += records.iter().filter(|record| record.what == What::NobodyLeads).count();
    }
}

#[test]
fn a_change_while_nobody_leads_is_told_as_refused() {
    let text = r#"{"replicas": 3, "actions": [{"at_ms": 1, "do": "remove", "replica": "S3"},
                   {"at_ms": 900, "do": "remove", "replica": "S3"}]}"#;
    let mut run = Run::new(&Scenario::read(text).expect("it reads"), Refused::default());
    run.run_until(Micros::from_millis(2_000));
    assert_eq!(run.watcher.0, 1, "at first nobody leads, and then somebody does");
    assert_eq!(run.cluster().newest_configuration().voters, set(&[1, 2]));
}

#[test]
fn runs_that_differ_in_a_configuration_alone_have_another_hash() {
    let hash = |voters: &str| {
        let text = format!(
            r#"{{"replicas": 3, "actions": [{{"at_ms": 900, "do": "configure", "voters": {voters}}}]}}"#
        );
        let mut run = Run::new(&Scenario::read(&text).expect("it reads"), ());
        run.run_until(Micros::from_millis(901));
        run.cluster().post().hash
    };
    assert_ne!(hash(r#"["S1", "S2"]"#), hash(r#"["S1", "S3"]"#));
}

/// S5 is removed from five and not told. Says how many terms begin in the five seconds after that.
fn terms_after_a_removal(change: impl Fn(&mut Settings)) -> u64 {
    let mut raft = Settings::default();
    change(&mut raft);
    let mut trial = Trial::new(&Scenario { raft, ..Scenario::default() });
    trial.runs(60).does(Action::TimeOut(s(1)));
    let leader = leads(&mut trial);
    assert_ne!(leader, s(5));
    let before = trial.node(leader).term();
    trial.does(Action::Change(Change::Remove(s(5))));
    trial.runs(5_000);
    trial.puts("x", "1");
    let last = trial.cluster().newest_leader().expect("a put was acknowledged").term();
    last.0 - before.0
}

#[test]
fn who_was_removed_and_does_not_know_disturbs_the_others_unless_they_keep_to_their_leader() {
    // Dissertation §4.2.3.
    assert!(terms_after_a_removal(|_| ()) > 3);
    assert_eq!(terms_after_a_removal(|raft| raft.pre_vote = true), 0);
    let both = |raft: &mut Settings| (raft.pre_vote, raft.check_quorum) = (true, true);
    assert_eq!(terms_after_a_removal(both), 0);
}

#[test]
fn a_replica_that_is_added_to_a_compacted_cluster_catches_up_by_a_snapshot_and_votes() {
    let raft = Settings { snapshot_threshold: 5, snapshot_chunk: 40, ..Settings::default() };
    let voters = Some(NodeSet::first(3));
    let mut trial = Trial::new(&Scenario { replicas: 5, voters, clients: 2, raft, ..Scenario::default() });
    leads(&mut trial);
    for number in 0..20 {
        trial.puts(&format!("k{number}"), "v");
    }
    becomes(&mut trial, Change::AddVoter(s(4)), NodeSet::first(4));
    assert!(trial.node(s(4)).log().snapshot_index().0 > 0, "a snapshot was installed");
    for number in 20..40 {
        trial.puts(&format!("k{number}"), "v");
    }
    // Whoever restarts finds the configuration in its snapshot.
    trial.runs(200).crashes(&[s(1), s(2), s(3), s(4)]).restarts(&[s(1), s(2), s(3), s(4)]);
    for number in 1..=4 {
        assert_eq!(trial.node(s(number)).configuration().voters, NodeSet::first(4));
    }
    becomes(&mut trial, Change::Replace { old: s(2), new: s(5) }, set(&[1, 3, 4, 5]));
    assert_eq!(trial.gets("k39"), "v");
}
