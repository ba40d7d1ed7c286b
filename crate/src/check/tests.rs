//! Each invariant catches what breaks it: a run with a fault, or a run without one to which a test adds a record or a
//! message that no such run can have.

use crate::raft::{
    Appended, Entries, Event, LogIndex, Message, Micros, NodeId, NodeSet, Progress, Round, Term,
};
use crate::sim::{Address, Body, Cluster, Record, Run, Scenario, Watcher, What};

use super::Invariant::{
    self, CommitOwnTerm, CommittedOnQuorum, LeaderAppendOnly, LeaderCompleteness, Monotone, Order,
    PersistBeforeSend, VoteOnce,
};
use super::{Broken, Checker, Look, Violation};

const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);

/// Something happened to S1.
const TOUCHED: Record =
    Record { at: Micros::ZERO, subject: Some(Address::Replica(S1)), what: What::TimedOut, message: None };

/// Three replicas in a network of 20 ms; what is to happen comes as JSON.
fn run(more: &str, millis: u64) -> Run<Checker> {
    let file = format!(
        r#"{{ "replicas": 3, "network": {{ "latency_ms": [20, 20] }},
              "raft": {{ "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }}, {more} }}"#
    );
    let mut run = Run::new(&Scenario::read(&file).expect("it reads"), Checker::default());
    run.run_until(Micros::from_millis(millis));
    run
}

/// S1 leads term 1, and everyone has its no-op; no one but S1 has the two puts that follow.
const STALE_TAIL: &str = r#""actions": [
    { "at_ms": 50, "do": "time_out", "replica": "S1" },
    { "at_ms": 400, "do": "isolate", "replica": "S1" },
    { "at_ms": 410, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "1" },
    { "at_ms": 420, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "2" },
    { "at_ms": 500, "do": "time_out", "replica": "S2" },
    { "at_ms": 600, "do": "crash", "replica": "S2" }
]"#;

/// A run without a fault, and what the checker says when an event is added to it.
fn added(run: &Run<Checker>, to: NodeId, event: Event) -> Vec<Violation> {
    recorded(run, to, What::Node(event))
}

fn recorded(run: &Run<Checker>, to: NodeId, what: What) -> Vec<Violation> {
    let mut checker = run.watcher.clone();
    assert_eq!(checker.violation(), None, "the run itself breaks nothing");
    let record = Record { at: run.cluster().now(), subject: Some(to.into()), what, message: None };
    checker.look_at(to, run.cluster(), &[record]);
    checker.violations().to_vec()
}

/// The same when a message is added.
fn sent(run: &Run<Checker>, from: NodeId, to: NodeId, message: Message) -> Vec<Violation> {
    let mut checker = run.watcher.clone();
    assert_eq!(checker.violation(), None, "the run itself breaks nothing");
    let mut cluster: Cluster = run.cluster().clone();
    let now = cluster.now();
    cluster.post_mut().send(now, Address::Replica(from), Address::Replica(to), None, Body::Raft(message));
    checker.look_at(from, &cluster, &[]);
    checker.violations().to_vec()
}

fn names(violations: &[Violation]) -> Vec<Invariant> {
    violations.iter().map(|violation| violation.invariant).collect()
}

fn log(terms: &[u64], run: &Run<Checker>, id: NodeId) {
    let replica = run.cluster().replica(id).expect("it is there");
    let found: Vec<u64> = replica.log().from(LogIndex(1)).map(|entry| entry.term.0).collect();
    assert_eq!(found, terms, "the log of {id}");
}

#[test]
fn a_leader_that_removes_or_overwrites_an_entry_is_caught() {
    // §5.3, LeaderAppendOnly.
    let run = run(STALE_TAIL, 480);
    log(&[1, 1, 1], &run, S1);
    let (place, last, term) = (LogIndex(3), LogIndex(3), Term(1));
    for event in [
        Event::Truncated { from: place, last },
        Event::Appended { first: place, last, term },
        Event::Appended { first: LogIndex(1), last, term },
    ] {
        let [violation] = &added(&run, S1, event)[..] else { panic!("{event:?} breaks one invariant") };
        assert_eq!(
            (violation.invariant, &violation.replicas[..]),
            (LeaderAppendOnly, &[S1][..]),
            "{event:?}"
        );
    }
    assert_eq!(added(&run, S2, Event::Truncated { from: place, last }), [], "a follower may");
}

#[test]
fn who_stepped_down_of_itself_is_no_leader_any_more() {
    // §5.3, LeaderAppendOnly: CheckQuorum and a configuration without it end a leadership as well.
    let run = run(STALE_TAIL, 480);
    let truncated = What::Node(Event::Truncated { from: LogIndex(3), last: LogIndex(3) });
    for end in [
        Event::LostQuorum { term: Term(1), answered: NodeSet::default() },
        Event::Resigned { index: LogIndex(1), term: Term(1) },
    ] {
        let mut checker = run.watcher.clone();
        let record = |what| Record { what, ..TOUCHED };
        checker.look_at(S1, run.cluster(), &[record(What::Node(end)), record(truncated)]);
        assert_eq!(checker.violations(), [], "after {end:?}");
    }
}

#[test]
fn a_leader_whose_log_became_shorter_without_a_word_is_caught() {
    // §5.3, LeaderAppendOnly: a checker that knows of three entries is shown S1 when it had one.
    let mut later = run(STALE_TAIL, 480).watcher;
    later.look_at(S1, run(STALE_TAIL, 390).cluster(), &[TOUCHED]);
    let violation = later.violations().iter().find(|violation| violation.invariant == LeaderAppendOnly);
    assert_eq!(violation.expect("it is broken").index, Some(LogIndex(3)));
}

#[test]
fn a_vote_that_becomes_durable_beside_another_is_caught() {
    // §5.2, VoteOnce.
    let run = run(STALE_TAIL, 390);
    let vote = |candidate| What::VoteDurable { term: Term(1), voted_for: Some(candidate) };
    assert_eq!(names(&recorded(&run, S2, vote(S3))), [VoteOnce], "it voted for S1");
    assert_eq!(recorded(&run, S2, vote(S1)), []);
}

#[test]
fn a_leader_that_would_send_what_a_follower_is_known_to_hold_is_caught() {
    // Figure 2, Order: matchIndex lies below nextIndex.
    let run = run(STALE_TAIL, 390);
    let replica = run.cluster().replica(S1).expect("it is there");
    let look = Look { node: S1, replica, seen: &run.watcher.seen[S1.index()], cluster: run.cluster() };
    let mut known = Progress::new(LogIndex(3), Micros::ZERO);
    let mut broken = Broken::default();
    known.matched = LogIndex(3);
    Checker::learnt(&mut broken, &look, S2, &known);
    assert_eq!(broken.0, []);
    known.matched = LogIndex(4);
    Checker::learnt(&mut broken, &look, S2, &known);
    assert_eq!((names(&broken.0), &broken.0[0].replicas[..]), (vec![Order], &[S1, S2][..]));
}

#[test]
fn a_commit_that_is_durable_on_too_few_disks_is_caught() {
    // §5.3, CommittedOnQuorum.
    let run = run(STALE_TAIL, 480);
    let violations = added(&run, S1, Event::Committed { index: LogIndex(3) });
    assert_eq!(names(&violations), [CommittedOnQuorum]);
    assert!(violations[0].text.ends_with("on S1 only"), "{}", violations[0].text);
}

#[test]
fn a_leader_whose_commit_index_moves_onto_an_older_entry_is_caught() {
    // §5.4.2, CommitOwnTerm.
    let run = run(STALE_TAIL, 590);
    log(&[1, 2], &run, S2);
    let violations = added(&run, S2, Event::Committed { index: LogIndex(1) });
    assert_eq!(names(&violations), [CommitOwnTerm]);
    assert_eq!(violations[0].index, Some(LogIndex(1)));
    assert_eq!(added(&run, S3, Event::Committed { index: LogIndex(1) }), [], "a follower may");
}

#[test]
fn a_commit_that_a_leader_of_a_later_term_lacked_is_caught_when_that_leader_is_gone() {
    // §5.4, LeaderCompleteness.
    let run = run(STALE_TAIL, 700);
    log(&[1, 1, 1], &run, S1);
    assert!(run.cluster().replica(S2).is_some_and(|replica| replica.node().is_none()), "S2 is down");
    let violations = added(&run, S1, Event::Committed { index: LogIndex(3) });
    let found = violations.iter().find(|violation| violation.invariant == LeaderCompleteness);
    let violation = found.expect("it is broken");
    assert_eq!((&violation.replicas[..], violation.index), (&[S2][..], Some(LogIndex(3))));
    assert!(violation.text.contains("S2 leads term 2"), "{}", violation.text);
}

#[test]
fn a_commit_that_every_leader_of_a_later_term_was_elected_with_is_fine() {
    // §5.4: S1 commits what it wrote before it was cut off, and S2 was elected with it.
    let run = run(
        r#""actions": [
            { "at_ms": 50, "do": "time_out", "replica": "S1" },
            { "at_ms": 120, "do": "isolate", "replica": "S1" },
            { "at_ms": 150, "do": "time_out", "replica": "S2" },
            { "at_ms": 195, "do": "crash", "replica": "S2" }
        ]"#,
        300,
    );
    assert_eq!(added(&run, S1, Event::Committed { index: LogIndex(1) }), []);
}

#[test]
fn a_message_that_promises_what_the_disk_does_not_hold_is_caught() {
    // §5.1, PersistBeforeSend.
    let run = run(STALE_TAIL, 480);
    let term = Term(1);
    let round = Round::ZERO;
    let ack = |index| Message::AppendAnswer { term, outcome: Appended::Matched(LogIndex(index)), round };
    assert_eq!(names(&sent(&run, S2, S1, ack(2))), [PersistBeforeSend], "its disk ends at 1");
    assert_eq!(sent(&run, S2, S1, ack(1)), []);

    let vote = |granted| Message::Vote { term, granted };
    let promised = sent(&run, S2, S3, vote(true));
    assert!(names(&promised).contains(&PersistBeforeSend), "its disk has a vote for S1: {promised:?}");
    assert_eq!(sent(&run, S2, S1, vote(true)), []);
    assert_eq!(sent(&run, S2, S3, vote(false)), []);
}

#[test]
fn an_answer_of_a_term_that_is_not_durable_is_caught() {
    // §5.1, PersistBeforeSend: with a slow disk, S3 knows of term 1 before its disk does.
    let run = run(
        r#""disk": { "sync_ms": 100 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }]"#,
        200,
    );
    let refusal = Message::Vote { term: Term(1), granted: false };
    assert_eq!(names(&sent(&run, S3, S1, refusal)), [PersistBeforeSend]);
}

#[test]
fn a_leader_that_tells_what_it_committed_by_counting_its_own_undurable_copy_is_caught() {
    // §5.3, PersistBeforeSend: LeaderCountsItselfWhenDurable is off, and S1 sends its commit index with the next put.
    let run = run(
        r#""rules_off": ["LeaderCountsItselfWhenDurable"], "actions": [
            { "at_ms": 50, "do": "time_out", "replica": "S1" },
            { "at_ms": 300, "do": "isolate", "replica": "S3" },
            { "at_ms": 400, "do": "tune", "disk": { "sync_ms": 300 } },
            { "at_ms": 400, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "1" },
            { "at_ms": 430, "do": "tune", "disk": { "sync_ms": 0 } },
            { "at_ms": 470, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "2" }
        ]"#,
        500,
    );
    assert_eq!(names(run.watcher.violations()), [CommittedOnQuorum, PersistBeforeSend]);
}

#[test]
fn what_falls_is_caught() {
    // Figure 2, Monotone: a checker that has seen the run to its end is shown S1 as it was before.
    let mut run = run(STALE_TAIL, 300);
    let before = run.cluster().clone();
    assert_eq!(before.at_work(), Some(S1), "S1 hears an answer to its heartbeat, or sends one");
    run.run_until(Micros::from_millis(350));
    let mut later = run.watcher.clone();
    later.see(&before, &[]);
    assert_eq!(later.violation(), None, "nothing moved meanwhile");

    let earlier = self::run(STALE_TAIL, 50).cluster().clone();
    assert_eq!(earlier.at_work(), Some(S1));
    later.see(&earlier, &[TOUCHED]);
    assert!(names(later.violations()).contains(&Monotone), "{:?}", later.violations());
}

#[test]
fn a_follower_that_removes_what_it_committed_is_caught() {
    // Figure 2, Order: the commit index would lie behind the end of the log.
    let run = run(STALE_TAIL, 390);
    let commit = run.cluster().replica(S2).and_then(|replica| Some(replica.node()?.commit_index()));
    assert_eq!(commit, Some(LogIndex(1)), "the heartbeat has told S2");
    let truncated = Event::Truncated { from: LogIndex(1), last: LogIndex(1) };
    assert_eq!(names(&added(&run, S2, truncated)), [Order]);
}

#[test]
fn a_message_of_a_term_that_its_sender_does_not_know_is_caught() {
    // §5.1, Order.
    let run = run(STALE_TAIL, 480);
    let message = Message::AppendEntries {
        term: Term(2),
        previous_index: LogIndex(1),
        previous_term: Term(1),
        entries: Entries::default(),
        commit: LogIndex(1),
        round: Round::ZERO,
    };
    assert_eq!(names(&sent(&run, S1, S2, message)), [Order]);
}

#[test]
fn every_invariant_says_what_it_states_and_where_that_comes_from() {
    for invariant in Invariant::ALL {
        assert!(invariant.statement().ends_with('.'), "{}", invariant.name());
        assert!(invariant.source().contains('§'), "{}", invariant.name());
    }
}

/// Three replicas of which S3 is cut off, or not, while a client puts `value`.
fn put(value: &str, cut_off: bool) -> Run<Checker> {
    let cut = if cut_off { r#"{ "at_ms": 400, "do": "isolate", "replica": "S3" },"# } else { "" };
    run(
        &format!(
            r#""actions": [{{ "at_ms": 50, "do": "time_out", "replica": "S1" }}, {cut}
               {{ "at_ms": 410, "do": "request", "client": "C1", "to": "S1", "op": "put",
                 "key": "x", "value": "{value}" }}]"#
        ),
        900,
    )
}

#[test]
fn who_applied_another_command_than_is_committed_is_caught_by_its_digest() {
    // §5.4.3, StateMachineSafety: a checker that saw x = 1 committed without S3 is shown S3 as it is elsewhere.
    for (value, broken) in [("1", false), ("2", true)] {
        let mut checker = put("1", true).watcher;
        checker.look_at(S3, put(value, false).cluster(), &[TOUCHED]);
        let found = names(checker.violations()).contains(&Invariant::StateMachineSafety);
        assert_eq!(found, broken, "S3 applied x = {value}");
    }
}

#[test]
fn the_ledgers_of_a_run_that_compacts_its_logs_do_not_grow() {
    let long = run(
        r#""clients": 2, "asking": { "sessions": true }, "workload": { "rate": 50, "gets": 0 },
           "raft": { "snapshot_threshold": 100 }"#,
        60_000,
    );
    let Checker { ledgers, broken, .. } = long.watcher;
    assert_eq!(broken.0, []);
    let mut committed = ledgers.committed;
    let (last, gone) = (committed.last().0, committed.forget_before(LogIndex::ZERO).0);
    assert!(last > 2_500 && last - gone < 700, "of {last} committed entries {gone} are forgotten");
}
