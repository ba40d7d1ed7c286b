//! Random runs: clusters of every size under crashes, torn writes, cuts, loss, duplication, reordering and slow
//! disks, with and without snapshots.
//!
//! Safety holds at every event; once the faults stop, so does liveness. Each run comes from one seed, which a
//! failure prints. `SEEDS=A..B cargo test --test random` runs others, and `cargo xtask search` makes one that fails
//! small enough to read.

mod calm;
mod faults;
mod membership;
mod vector_clocks;

use std::ops::Range;

use raft_playground::check::{Checker, Invariant};
use raft_playground::kv;
use raft_playground::raft::{Event, LogIndex, Micros, Rule, Rules};
use raft_playground::sim::{
    Action, Address, Cluster, Record, Replica, Run, Scenario, Timed, Tuning, Watcher, What,
};

use calm::{PATIENCE, agrees};
use faults::{CALM, scenario};

fn seeds() -> Range<u64> {
    let Ok(given) = std::env::var("SEEDS") else { return 0..2_000 };
    let bounds = given.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    bounds.unwrap_or_else(|| panic!("SEEDS is {given:?}, and has to be like 0..2000"))
}

fn run(scenario: &Scenario) -> Run<Honest> {
    Run::new(scenario, Honest::default())
}

/// Sees to it that no honest message is taken for one that none could send.
#[derive(Clone, Default)]
struct Honest {
    checker: Checker,
    ignored: Option<Record>,
}

impl Watcher for Honest {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        let impossible = |record: &&Record| matches!(record.what, What::Node(Event::Impossible { .. }));
        self.ignored = self.ignored.or_else(|| records.iter().find(impossible).copied());
    }
}

#[test]
fn under_any_faults_every_invariant_holds_and_after_them_everyone_agrees() {
    for seed in seeds() {
        let scenario = scenario(seed, Rules::default());
        let mut run = run(&scenario);
        run.run_until(CALM);
        assert_holds(seed, &run);
        let healed = run.run_until_that(CALM.after(PATIENCE), agrees);
        assert_holds(seed, &run);
        assert!(healed, "seed {seed}: {PATIENCE} ms after the last fault the cluster does not agree");
    }
}

fn assert_holds(seed: u64, run: &Run<Honest>) {
    if let Some(violation) = run.watcher.checker.violation() {
        panic!("seed {seed}: {violation}");
    }
    assert_eq!(run.watcher.ignored, None, "seed {seed}: an honest message is ignored");
}

/// How often things happened that hardly ever do unless the faults bring them about.
#[derive(Default)]
struct Rare {
    compacted: usize,
    installed: usize,
    kept_behind_a_snapshot: usize,
    torn: usize,
    kept_of_a_torn_write: usize,
    /// Reads of replicas that go by another configuration than that of the start.
    by_lease_after_a_change: usize,
    confirmed_after_a_change: usize,
    confirmed_while_joint: usize,
    repeated_after_a_change: usize,
}

impl Watcher for Rare {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        for record in records {
            let node = match record.subject {
                Some(Address::Replica(id)) => cluster.replica(id).and_then(Replica::node),
                _ => None,
            };
            let changed = node.is_some_and(|node| node.configured_at() > LogIndex::ZERO);
            let joint = node.is_some_and(|node| node.configuration().is_joint());
            match record.what {
                What::Node(Event::ReadServed { by_lease: true, .. }) => {
                    self.by_lease_after_a_change += usize::from(changed);
                }
                What::Node(Event::ReadServed { .. }) => {
                    self.confirmed_after_a_change += usize::from(changed);
                    self.confirmed_while_joint += usize::from(joint);
                }
                What::InSession { effect: kv::Effect::Repeated(..), .. } => {
                    self.repeated_after_a_change += usize::from(changed);
                }
                What::Node(Event::Compacted { .. }) => self.compacted += 1,
                What::Node(Event::Installed { kept, .. }) => {
                    self.installed += 1;
                    self.kept_behind_a_snapshot += usize::from(kept > 0);
                }
                What::TornTailCut { kept } => {
                    self.torn += 1;
                    self.kept_of_a_torn_write += usize::from(kept > 0);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn the_faults_bring_about_what_they_are_to_try() {
    let mut rare = Rare::default();
    for seed in 0..300 {
        let mut run = Run::new(&scenario(seed, Rules::default()), rare);
        run.run_until(CALM);
        rare = run.watcher;
    }
    assert!(rare.compacted > 1_000, "{} compactions", rare.compacted);
    assert!(rare.installed > 20, "{} installs", rare.installed);
    assert!(rare.kept_behind_a_snapshot > 0, "no install keeps entries");
    assert!(rare.torn > 20, "{} torn writes", rare.torn);
    assert!(rare.kept_of_a_torn_write > 0, "no torn write leaves anything");
    assert!(rare.by_lease_after_a_change > 100, "{} reads by lease", rare.by_lease_after_a_change);
    assert!(rare.confirmed_after_a_change > 100, "{} confirmed reads", rare.confirmed_after_a_change);
    assert!(rare.confirmed_while_joint > 0, "no read is confirmed by a joint quorum");
    assert!(rare.repeated_after_a_change > 20, "{} commands asked again", rare.repeated_after_a_change);
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let hash = |seed| {
        let mut run = run(&scenario(seed, Rules::default()));
        run.run_until(CALM);
        run.cluster().post().hash
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}

#[test]
fn runs_in_which_another_value_is_written_or_another_thing_asked_have_another_hash() {
    let hash = |op: &str| {
        let asked = format!(
            r#"{{"replicas": 3, "seed": 1, "actions": [
                {{"at_ms": 500, "do": "request", "client": "C1", "to": "leader", {op}}}]}}"#
        );
        let mut run = run(&Scenario::read(&asked).expect("it reads"));
        run.run_until(Micros::from_millis(1_000));
        run.cluster().post().hash
    };
    let put = hash(r#""op": "put", "key": "x", "value": "1""#);
    assert_eq!(put, hash(r#""op": "put", "key": "x", "value": "1""#));
    assert_ne!(put, hash(r#""op": "put", "key": "x", "value": "2""#));
    assert_ne!(put, hash(r#""op": "put", "key": "y", "value": "1""#));
    assert_ne!(hash(r#""op": "get", "key": "x""#), hash(r#""op": "delete", "key": "x""#));
}

#[test]
fn a_run_that_goes_on_from_a_checkpoint_is_the_same_run() {
    for seed in 0..20 {
        let mut whole = run(&scenario(seed, Rules::default()));
        whole.run_until(Micros(CALM.0 / 2));
        let mut checkpoint = whole.clone();
        whole.run_until(CALM);
        checkpoint.run_until(CALM);
        assert_eq!(whole.cluster().post().hash, checkpoint.cluster().post().hash, "seed {seed}");
        assert_eq!(whole.cluster().post().counters, checkpoint.cluster().post().counters, "seed {seed}");
    }
}

#[test]
fn once_the_faults_stop_every_client_that_asks_again_is_answered() {
    for seed in seeds().take(100) {
        let mut scenario = scenario(seed, Rules::default());
        scenario.asking.retry = Micros::from_millis(300);
        // Without a no-op a leader answers no read before it is asked for a command.
        scenario.raft.no_op = true;
        // Who was removed and never heard of it stands for election for ever, unless the others keep to their leader
        // (dissertation §4.2.3).
        let keep = Tuning { pre_vote: Some(true), check_quorum: Some(true), ..Tuning::default() };
        scenario.script.push(Timed { at: CALM, action: Action::Tune(keep) });
        let mut run = run(&scenario);
        run.run_until(CALM.after(PATIENCE));
        assert_holds(seed, &run);
        let history = run.cluster().clients().history();
        // Who asks one replica only is content with silence.
        let open = history.iter_from(0).find(|exchange| {
            exchange.answer.is_none()
                && exchange.asked < CALM.after(Micros(PATIENCE.0 / 2))
                && exchange.asks_again()
        });
        assert!(open.is_none(), "seed {seed}: {open:?}");
    }
}

/// What a Raft without `rule` breaks, over many seeds.
fn violated_without(rule: Rule) -> Vec<Invariant> {
    let mut found = Vec::new();
    for seed in 0..300 {
        let mut run = run(&scenario(seed, Rules::default().without(rule)));
        run.run_until(CALM);
        found.extend(run.watcher.checker.violations().iter().map(|violation| violation.invariant));
    }
    Invariant::ALL.iter().copied().filter(|invariant| found.contains(invariant)).collect()
}

#[test]
fn a_raft_that_votes_twice_a_term_is_caught() {
    // §5.2.
    let found = violated_without(Rule::VoteOncePerTerm);
    assert!(found.contains(&Invariant::VoteOnce), "found {found:?}");
}

#[test]
fn a_raft_that_votes_for_anyone_is_caught() {
    // §5.4.1.
    let found = violated_without(Rule::CandidateLogUpToDate);
    assert!(found.contains(&Invariant::LeaderCompleteness), "found {found:?}");
}

#[test]
fn a_raft_that_counts_votes_instead_of_voters_is_caught() {
    // §5.2.
    let found = violated_without(Rule::CountVotersOfThisTerm);
    assert!(found.contains(&Invariant::ElectionSafety), "found {found:?}");
}

#[test]
fn a_raft_that_skips_the_consistency_check_is_caught() {
    // §5.3.
    let found = violated_without(Rule::ConsistencyCheck);
    assert!(found.contains(&Invariant::LogMatching), "found {found:?}");
}

#[test]
fn a_raft_that_changes_its_members_twice_at_a_time_is_caught() {
    // Dissertation §4.1.
    let found = violated_without(Rule::OneChangeAtATime);
    assert!(found.contains(&Invariant::ConfigSafety), "found {found:?}");
}

#[test]
fn a_raft_that_reads_before_its_own_commit_is_caught() {
    // Dissertation §6.4.
    let found = violated_without(Rule::ReadAfterOwnCommit);
    assert!(found.contains(&Invariant::ReadFresh), "found {found:?}");
}

#[test]
fn a_store_that_carries_out_a_command_twice_is_caught() {
    // §8.
    let found = violated_without(Rule::ApplyOnce);
    assert!(found.contains(&Invariant::ExactlyOnce), "found {found:?}");
}

#[test]
fn a_raft_that_answers_before_its_disk_is_caught() {
    // §5.1, Figure 2: persistent state is written before answering.
    let found = violated_without(Rule::PersistBeforeReply);
    for invariant in [Invariant::PersistBeforeSend, Invariant::VoteOnce] {
        assert!(found.contains(&invariant), "found {found:?}");
    }
}
