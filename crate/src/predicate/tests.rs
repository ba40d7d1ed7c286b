//! What can be said in the language, what it is worth, and how what is wrong is refused.

use proptest::prelude::*;

use crate::check::{Checker, Invariant};
use crate::raft::Rule;
use crate::sim::scenario::Scenario;
use crate::sim::{Cluster, Record, Run, Watcher};

use super::expression::{Expr, Lasting, Order, Quantifier};
use super::field::{Field, Many, Pair, Whole};
use super::value::{Kind, Value};
use super::{Expression, Predicate, Sight, suggestions};

/// Five replicas, of which S1 wins the first election, and C1 puts x=3.
const PUT: &str = r#"{ "replicas": 5, "clients": 1, "seed": 7, "network": { "latency_ms": [20, 20] }, "end_ms": 400,
    "actions": [
        { "at_ms": 10, "do": "time_out", "replica": "S1" },
        { "at_ms": 100, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }
    ] }"#;

/// S1 leads, is cut off with an entry that no one else gets, and another one leads meanwhile.
const DEPOSED: &str = r#"{ "replicas": 3, "clients": 1, "seed": 7, "network": { "latency_ms": [20, 20] }, "end_ms": 1500,
    "actions": [
        { "at_ms": 10, "do": "time_out", "replica": "S1" },
        { "at_ms": 200, "do": "isolate", "replica": "S1" },
        { "at_ms": 210, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" },
        { "at_ms": 300, "do": "time_out", "replica": "S2" },
        { "at_ms": 600, "do": "crash", "replica": "S3" },
        { "at_ms": 700, "do": "restart", "replica": "S3" },
        { "at_ms": 800, "do": "heal" }
    ] }"#;

/// Looks at each event, and remembers when what it looks for became true.
struct Search {
    checker: Checker,
    sought: Vec<Predicate>,
    found: Vec<Vec<u64>>,
}

impl Watcher for Search {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        let sight = Sight { cluster, checker: &self.checker, records };
        for (sought, found) in self.sought.iter_mut().zip(&mut self.found) {
            if sought.becomes(&sight) {
                found.push(cluster.now().0 / 1000);
            }
        }
    }
}

/// The run of a scenario to its end.
fn run(scenario: &str, sought: &[&str]) -> Run<Search> {
    let scenario = Scenario::read(scenario).expect("the scenario is right");
    let sought = sought.iter().map(|text| Predicate::parse(text, 5).expect(text));
    let sought = sought.collect::<Vec<_>>();
    let found = vec![Vec::new(); sought.len()];
    let mut run = Run::new(&scenario, Search { checker: Checker::default(), sought, found });
    while run.step() {}
    run
}

/// When a predicate becomes true in the run of a scenario, in whole ms.
fn moments(scenario: &str, sought: &str) -> Vec<u64> {
    run(scenario, &[sought]).watcher.found.swap_remove(0)
}

/// What an expression is worth at the end of the run of a scenario.
fn worth(scenario: &str, expression: &str) -> String {
    let run = run(scenario, &[]);
    let sight = Sight { cluster: run.cluster(), checker: &run.watcher.checker, records: &[] };
    let replicas = run.cluster().replicas().len();
    Expression::parse(expression, replicas).expect(expression).value(&sight).to_string()
}

fn refused(text: &str) -> String {
    Expression::parse(text, 5).expect_err(text).to_string()
}

fn suggested(text: &str) -> Vec<String> {
    suggestions(text, 5).1.into_iter().map(|one| one.word).collect()
}

#[test]
fn a_replica_is_asked_for_what_the_paper_gives_it() {
    for (expression, value) in [
        ("S1.role", "leader"),
        ("S2.role", "follower"),
        ("S1.term", "1"),
        ("S2.votedFor", "S1"),
        ("S2.leader", "S1"),
        ("S1.commitIndex", "2"),
        ("S2.lastApplied", "2"),
        ("S3.lastIndex", "2"),
        ("S3.lastTerm", "1"),
        ("S3.durableIndex", "2"),
        ("S3.durableTerm", "1"),
        ("S3.durableVote", "S1"),
        ("S3.up", "true"),
        ("S3.voter", "true"),
        ("S3.learner", "false"),
        ("S3.keys", "1"),
        ("S3.unsynced", "0"),
        ("S3.snapshotIndex", "0"),
        ("S1.log[2].term", "1"),
        ("S1.log[2].text", "\"put x=3\""),
        ("S1.log[3].term", "none"),
        ("S1.log[1 - 2].term", "none"),
        ("S4.store[\"x\"]", "\"3\""),
        ("S1.nextIndex[S2]", "3"),
        ("leader.matchIndex[S5]", "2"),
        ("S2.matchIndex[S5]", "none"),
        ("S2.votedFor.role", "leader"),
    ] {
        assert_eq!(worth(PUT, expression), value, "{expression}");
    }
}

#[test]
fn the_cluster_is_asked_as_a_whole() {
    for (expression, value) in [
        ("leader", "S1"),
        ("leaders", "1"),
        ("replicas", "5"),
        ("up", "5"),
        ("maxTerm", "1"),
        ("commitIndex", "2"),
        ("time <= 400 and time > 300", "true"),
        ("messages >= 0", "true"),
        ("sent > 8", "true"),
        ("cuts", "0"),
        ("requests", "1"),
        ("answered", "1"),
        ("violation", "none"),
        ("conflict(S1, S2)", "none"),
        ("cut(S1, S2)", "false"),
    ] {
        assert_eq!(worth(PUT, expression), value, "{expression}");
    }
}

#[test]
fn quantifiers_look_at_each_replica() {
    for (expression, value) in [
        ("some S: S.role = leader", "true"),
        ("all S: S.role = leader", "false"),
        ("all S: S.commitIndex = 2", "true"),
        ("count(S: S.role = follower)", "4"),
        ("max(S: S.lastIndex)", "2"),
        ("min(S: S.term) + 1", "2"),
        ("some A, B: A.role = leader and B.votedFor = A", "true"),
        ("some A: all B: B.votedFor = A", "true"),
        ("not some S: S.role = candidate or S.role = pre-candidate", "true"),
    ] {
        assert_eq!(worth(PUT, expression), value, "{expression}");
    }
}

#[test]
fn and_binds_tighter_than_or_and_not_tighter_than_both() {
    for (expression, value) in [
        ("true or true and false", "true"),
        ("(true or true) and false", "false"),
        ("not false and false", "false"),
        ("not (false and false)", "true"),
        ("5 - 2 - 1", "2"),
        ("5 - (2 - 1)", "4"),
    ] {
        assert_eq!(worth(PUT, expression), value, "{expression}");
    }
}

#[test]
fn what_is_not_there_is_none_and_neither_more_nor_less_than_anything() {
    for (expression, value) in [
        ("S1.log[9].term = none", "true"),
        ("S1.log[9].term < 5", "false"),
        ("S1.log[9].term >= 5", "false"),
        ("S1.log[9].term + 1", "none"),
        ("S2.matchIndex[S1] != none", "false"),
        ("S1.log[S1.log[9].term].term", "none"),
    ] {
        assert_eq!(worth(PUT, expression), value, "{expression}");
    }
}

#[test]
fn of_a_replica_that_is_down_only_the_disk_is_known() {
    let crash = r#"{ "at_ms": 350, "do": "crash", "replica": "S2" }"#;
    let crashed = PUT.replace("\"3\" }", &format!("\"3\" }}, {crash}"));
    for (expression, value) in [
        ("S2.up", "false"),
        ("S2.role", "none"),
        ("S2.term", "none"),
        ("S2.votedFor", "none"),
        ("S2.commitIndex", "none"),
        ("S2.store[\"x\"]", "none"),
        ("S2.durableTerm", "1"),
        ("S2.durableVote", "S1"),
        ("S2.lastIndex", "2"),
        ("up", "4"),
    ] {
        assert_eq!(worth(&crashed, expression), value, "{expression}");
    }
}

#[test]
fn a_predicate_is_found_where_it_becomes_true_and_not_while_it_stays_so() {
    assert_eq!(moments(PUT, "S1.role = leader"), [50]);
    assert_eq!(moments(PUT, "S1.commitIndex >= 1"), [90]);
    assert_eq!(moments(DEPOSED, "not S3.up"), [600]);
    assert_eq!(
        moments(DEPOSED, "S3.up"),
        [10, 700],
        "it is asked after each event, of which the first is at 10 ms"
    );
}

#[test]
fn the_words_of_an_event_are_found_at_each_event_that_has_them() {
    let crashes = moments(DEPOSED, "says \"crash\"");
    assert_eq!(crashes, [600]);
    let elected = moments(DEPOSED, "says \"Wins Term\"");
    assert_eq!(
        elected,
        moments(DEPOSED, "some S: S.decided[MajorityOfVoters]"),
        "winning is decided by that rule"
    );
    assert_eq!(elected.len(), 2);
    let votes = moments(PUT, "says \"votes\"");
    assert!(votes.len() > 1, "one event after the other, though nothing lies between them: {votes:?}");
}

#[test]
fn two_leaders_at_one_instant_in_different_terms_are_found() {
    let found = moments(DEPOSED, "some A, B: A.role = leader and B.role = leader and A.term < B.term");
    assert_eq!(found.len(), 1);
    assert_eq!(found, moments(DEPOSED, "leaders = 2"));
    assert_eq!(moments(DEPOSED, "leader = S2"), found, "the newest one counts");
}

#[test]
fn an_entry_that_is_overwritten_and_logs_that_differ_are_found() {
    // The entry of S1, which no one else has, gives way to those of S2 (§5.3).
    let differs = moments(DEPOSED, "conflict(S1, S2) = 2");
    let gone = moments(DEPOSED, "S1.truncated = 2");
    assert_eq!((differs.len(), gone.len()), (1, 1));
    assert!(differs < gone);
    assert_eq!(
        moments(
            DEPOSED,
            "some A, B: A.log[2].term != B.log[2].term and A.log[2].term != none and B.log[2].term != none"
        ),
        differs
    );
}

#[test]
fn what_was_ever_so_stays_so_and_what_is_always_so_ends_once() {
    assert_eq!(moments(DEPOSED, "ever(not S3.up)"), [600]);
    let ends = moments(DEPOSED, "not always(S3.up)");
    assert_eq!(ends, [600], "it does not come back with S3");
    assert_eq!(moments(DEPOSED, "not never(not S3.up)"), ends);
    assert_eq!(moments(DEPOSED, "ever(says \"crash\")"), [600], "what happens once was so ever after");
}

#[test]
fn then_wants_the_second_at_the_moment_of_the_first_or_later() {
    assert_eq!(moments(DEPOSED, "S1.role = leader then not S3.up then S3.up"), [700]);
    assert_eq!(moments(DEPOSED, "S3.up then not S3.up"), [600]);
    assert_eq!(moments(DEPOSED, "not S3.up then time <= 600"), [600], "at one moment");
    assert_eq!(moments(DEPOSED, "not S3.up then time < 600"), [0; 0], "not before");
}

#[test]
fn what_looks_back_remembers_each_replica_by_itself() {
    let both = "some S: ever(S.role = leader) and ever(not S.up)";
    assert_eq!(moments(DEPOSED, both), [0; 0], "S1 and S2 led, and S3 was down");
    let led = moments(DEPOSED, "count(S: ever(S.role = leader)) = 2");
    assert_eq!(led, moments(DEPOSED, "S2.role = leader"));
    let deposed =
        "some A, B: (A.role = leader and B.role = leader and A.term < B.term) then A.role = follower";
    assert_eq!(moments(DEPOSED, deposed).len(), 1);
}

#[test]
fn what_was_committed_in_an_event_is_found_there() {
    assert_eq!(moments(PUT, "S1.committed = 2"), moments(PUT, "S1.commitIndex = 2"));
    assert_eq!(moments(PUT, "broken(ElectionSafety)"), [0; 0]);
}

#[test]
fn what_looks_back_has_no_value_at_one_moment_alone() {
    for (text, column) in
        [("ever(S1.up)", 1), ("S1.up and (S2.up then S3.up)", 18), ("count(S: never(S.up))", 10)]
    {
        let said = refused(text);
        assert!(
            said.starts_with(&format!("column {column}: what looks back over the run")),
            "{text}: {said}"
        );
    }
    let named =
        Predicate::parse("some A, B, C: ever(A.up)", 3).expect_err("it would remember too much").to_string();
    assert_eq!(named, "column 15: what looks back over the run has at most 2 names around it");
}

#[test]
fn what_looks_back_is_written_as_it_is_read() {
    for text in [
        "ever(S1.up then S2.up) or S3.up",
        "(S1.up then S2.up) and S3.up",
        "S1.up then S2.up then S3.up",
        "broken(VoteOnce)",
    ] {
        let sentence = super::parse::read(text, 3).expect(text);
        assert_eq!(sentence.root.to_string(), text);
    }
}

#[test]
fn a_rule_that_decides_is_found() {
    assert_eq!(
        moments(DEPOSED, "S1.decided[TruncateOnlyOnConflict]"),
        moments(DEPOSED, "S1.truncated != none")
    );
}

#[test]
fn what_is_wrong_is_refused_with_its_column_and_what_is_allowed_there() {
    for (text, complaint) in [
        ("S3.rol = leader", "column 4: a replica has no \"rol\"; its fields are up, role, term,"),
        ("S9.term", "column 1: S9 is no replica of this cluster: S1 to S5"),
        (
            "S3.role = 5",
            "column 11: this is a number, and before the = stands a role: follower, pre-candidate, candidate, leader or none",
        ),
        (
            "S3.role = boss",
            "column 11: \"boss\" is not known here; follower, pre-candidate, candidate, leader or none",
        ),
        ("S3.role > leader", "column 9: this is a role: only numbers are compared with >"),
        ("S3.term and S3.up", "column 1: this is a number, and neither true nor false: compare it"),
        ("S3.up and S3.term", "column 11: this is a number, and neither true nor false"),
        ("not S3.term", "column 5: this is a number, and neither true nor false"),
        ("S3.term =", "column 10: something is missing here: such as 5, time or S1.term"),
        ("", "column 1: something is missing here"),
        ("S3.term = 3)", "column 12: this cannot follow"),
        ("(S3.term = 3", "column 13: ')' is expected here"),
        ("S3.log = 3", "column 8: '[' is expected here"),
        ("S3.log[5] = 3", "column 11: '.' is expected here"),
        ("S3.log[5].index = 3", "column 11: an entry has no \"index\", but term and text"),
        ("S3.log[\"x\"].term", "column 8: this is a text, but here stands a number"),
        ("S3.store[x]", "column 10: \"x\" is not known here; in quotes, such as \"x\""),
        ("S3.term + leader", "column 11: this is a replica, but here stands a number"),
        ("leader + 1", "column 1: this is a replica: only numbers are added"),
        ("time.role", "column 1: this is a number: only a replica has fields"),
        ("says 5", "column 6: says wants a text of an event"),
        ("some s: s.up", "column 6: s cannot be a name"),
        ("some S1: S1.up", "column 6: S1 cannot be a name"),
        ("some A: some A: A.up", "column 14: A cannot be a name"),
        ("some A, B, C, D: A.up", "column 15: at most 3 names are allowed at once"),
        ("some S: S.term", "column 9: this is a number, and neither true nor false"),
        ("max(S: S.up)", "column 8: this is true or false, but here stands a number"),
        ("S1.up = none", "column 9: this is none, and before the = stands true or false"),
        ("S1.term = 3 = 4", "column 13: this cannot follow"),
        ("S1.term = 3 & S1.up", "column 13: '&' is not allowed"),
        ("S1.term = 1.2.3", "column 11: 1.2.3 is no number"),
        ("says \"x", "column 6: the text that begins here has no closing"),
        ("'Ä", "column 1: ''' is not allowed"),
    ] {
        let said = refused(text);
        assert!(said.starts_with(complaint), "{text}: {said}");
    }
}

#[test]
fn a_predicate_is_true_or_false() {
    let said = Predicate::parse("S1.term", 5).expect_err("it is a number").to_string();
    assert!(said.starts_with("column 1: this is a number, and neither true nor false"), "{said}");
}

#[test]
fn length_and_depth_are_bounded() {
    assert!(
        refused(&format!("S1.up{}", " ".repeat(500)))
            .starts_with("column 501: an expression has at most 500 characters")
    );
    assert!(refused(&"(".repeat(60)).contains("parts lie at most 40 deep in each other"));
    assert!(refused(&"not ".repeat(60)).contains("parts lie at most 40 deep in each other"));
}

#[test]
fn what_may_stand_somewhere_is_suggested() {
    assert!(suggested("S3.ro").contains(&"role".to_owned()));
    assert_eq!(suggested("S3.comm"), ["commitIndex", "committed"]);
    assert_eq!(suggested("S3.role = "), ["follower", "pre-candidate", "candidate", "leader", "none"]);
    assert_eq!(suggested("S3.role = l"), ["leader"]);
    assert_eq!(suggested("S3.role "), ["=", "!="]);
    assert!(suggested("S3.term ").contains(&">=".to_owned()));
    assert_eq!(suggested("S3.up "), ["and", "or", "then"]);
    assert_eq!(suggested("S3.up a"), ["and"]);
    assert!(suggested("").contains(&"S5".to_owned()) && !suggested("").contains(&"S6".to_owned()));
    assert_eq!(suggested("violation = Election"), ["ElectionSafety"]);
    assert_eq!(suggested("S1.decided[TruncateO"), ["TruncateOnlyOnConflict"]);
    assert_eq!(suggested("some Q: Q.term > 1 and Q"), Vec::<String>::new(), "it stands there already");
    assert!(suggested("some Q: ").contains(&"Q".to_owned()));
    assert_eq!(suggested("S3.log[5]."), ["term", "text"]);
    assert_eq!(suggested("S3.rol = "), Vec::<String>::new(), "it is wrong before");
    assert_eq!(suggestions("S3.COMM", 5).0, 4, "so many characters were begun");
}

#[test]
fn whatever_is_suggested_may_stand_there() {
    let starts = [
        "",
        "S3.",
        "S3.role = ",
        "S3.term >= 2 ",
        "S3.term ",
        "some S: S.",
        "violation = ",
        "S3.votedFor = ",
        "S3.log[2].",
        "not ",
        "count(",
    ];
    for start in starts {
        let found = suggested(start);
        assert!(!found.is_empty(), "{start:?}");
        for word in found {
            let said = Expression::parse(&format!("{start}{word}"), 5).err().map(|bad| bad.to_string());
            let typed = start.chars().count() + word.chars().count();
            let column: Option<usize> = said.as_ref().map(|said| {
                said.trim_start_matches("column ")
                    .split(':')
                    .next()
                    .and_then(|column| column.parse().ok())
                    .expect("a column")
            });
            let neither = said.as_ref().is_some_and(|said| said.contains("neither true nor false"));
            assert!(neither || column.is_none_or(|column| column + 5 > typed), "{start}{word}: {said:?}");
        }
    }
}

#[test]
fn no_two_words_of_the_language_are_the_same() {
    let rules = Rule::ALL.iter().map(|rule| rule.name());
    let invariants = Invariant::ALL.iter().map(|invariant| invariant.name());
    let whole = Whole::ALL.iter().map(|whole| whole.word()).chain(Pair::ALL.iter().map(|pair| pair.word()));
    let quantifiers = Quantifier::ALL.iter().map(|quantifier| quantifier.word());
    let lasting = Lasting::ALL.into_iter().map(Lasting::word);
    let mut words =
        rules.chain(invariants).chain(whole).chain(quantifiers).chain(lasting).collect::<Vec<_>>();
    words.sort_unstable();
    assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
}

#[test]
fn the_reference_has_every_word_with_what_it_is() {
    let reference = include_str!("../../../web/docs/predicates.md");
    let fields = Field::ALL.iter().map(|field| (format!("`S3.{}`", field.word()), field.about()));
    let many = Many::ALL.iter().map(|many| (format!("`S3.{}[", many.parts().0), many.about()));
    let pairs = Pair::ALL.iter().map(|pair| (format!("`{}(S1, S2)`", pair.word()), pair.about()));
    let whole = Whole::ALL.iter().map(|whole| (format!("`{}`", whole.word()), whole.about()));
    let lasting = Lasting::ALL.iter().map(|one| (format!("`{}(", one.word()), one.about()));
    for (word, about) in fields.chain(many).chain(pairs).chain(whole).chain(lasting) {
        let told = reference.lines().any(|line| line.contains(&word) && line.contains(about));
        assert!(told, "{word}: {about}");
    }
}

/// Expressions of a kind, with so many names around them.
fn of_kind(kind: Kind, names: usize, depth: u32) -> BoxedStrategy<Expr> {
    let names_of = ["A", "B", "C"];
    let simple = match kind {
        Kind::Number => prop_oneof![
            (0u32..2000).prop_map(|tenths| Expr::Literal(Value::Number(f64::from(tenths) / 10.0))),
            Just(Expr::Whole(Whole::Time)),
            Just(Expr::Whole(Whole::MaxTerm)),
        ]
        .boxed(),
        Kind::Replica => {
            let mut some =
                vec![Expr::Literal(Value::Replica(crate::raft::NodeId(2))), Expr::Whole(Whole::Leader)];
            some.extend((0..names).map(|place| Expr::Variable(names_of[place].into(), place)));
            prop::sample::select(some).boxed()
        }
        Kind::Text => {
            "[a-z\"\\\\ é]{0,6}".prop_map(|text| Expr::Literal(Value::Text(text.as_str().into()))).boxed()
        }
        _ => prop_oneof![
            any::<bool>().prop_map(|truth| Expr::Literal(Value::Truth(truth))),
            "[a-z\"\\\\ é]{0,6}".prop_map(Expr::Says),
        ]
        .boxed(),
    };
    if depth == 0 {
        return simple;
    }
    let part = |kind| of_kind(kind, names, depth - 1).prop_map(Box::new);
    match kind {
        Kind::Number => prop_oneof![
            simple,
            (part(Kind::Number), part(Kind::Number)).prop_map(|(one, other)| Expr::Plus(one, other)),
            (part(Kind::Number), part(Kind::Number)).prop_map(|(one, other)| Expr::Minus(one, other)),
            part(Kind::Replica).prop_map(|of| Expr::Field(of, Field::Term)),
            (part(Kind::Replica), part(Kind::Number)).prop_map(|(of, key)| Expr::Many(
                of,
                Many::LogTerm,
                key
            )),
            (part(Kind::Replica), part(Kind::Replica)).prop_map(|(one, other)| Expr::Pair(
                Pair::Conflict,
                one,
                other
            )),
            each(vec![Quantifier::Max, Quantifier::Min], Kind::Number, names, depth),
            each(vec![Quantifier::Count], Kind::Truth, names, depth),
        ]
        .boxed(),
        Kind::Replica => {
            prop_oneof![simple, part(Kind::Replica).prop_map(|of| Expr::Field(of, Field::VotedFor))].boxed()
        }
        Kind::Text => prop_oneof![
            simple,
            (part(Kind::Replica), part(Kind::Text)).prop_map(|(of, key)| Expr::Many(of, Many::Store, key)),
        ]
        .boxed(),
        _ => prop_oneof![
            simple,
            part(Kind::Truth).prop_map(Expr::Not),
            (part(Kind::Truth), part(Kind::Truth)).prop_map(|(one, other)| Expr::Both(one, other)),
            (part(Kind::Truth), part(Kind::Truth)).prop_map(|(one, other)| Expr::Either(one, other)),
            (prop::sample::select(Order::ALL.to_vec()), part(Kind::Number), part(Kind::Number))
                .prop_map(|(order, one, other)| Expr::Compare(order, one, other)),
            (part(Kind::Truth), part(Kind::Truth)).prop_map(|(one, other)| Expr::Compare(
                Order::Equal,
                one,
                other
            )),
            (part(Kind::Text), part(Kind::Text)).prop_map(|(one, other)| Expr::Compare(
                Order::Other,
                one,
                other
            )),
            each(vec![Quantifier::Some, Quantifier::All], Kind::Truth, names, depth),
        ]
        .boxed(),
    }
}

fn each(of: Vec<Quantifier>, body: Kind, names: usize, depth: u32) -> BoxedStrategy<Expr> {
    if names == 3 {
        return of_kind(if of.contains(&Quantifier::Some) { Kind::Truth } else { Kind::Number }, names, 0);
    }
    let name = ["A", "B", "C"][names];
    (prop::sample::select(of), of_kind(body, names + 1, depth - 1))
        .prop_map(move |(quantifier, body)| Expr::Each(quantifier, name.into(), body.into()))
        .boxed()
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_as_the_same(root in of_kind(Kind::Truth, 0, 4)) {
        let written = root.to_string();
        prop_assume!(written.chars().count() <= 500);
        let read = Expression::parse(&written, 5).map_err(|bad| TestCaseError::fail(format!("{written}: {bad}")))?;
        prop_assert_eq!(&read.root, &root, "{}", written);
        prop_assert_eq!(read.to_string(), written);
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_column_in_it(text in "([a-zA-Z0-9_.:,()\\[\\]=<>!\"+ -]|S1|role|some S:|log\\[|and |é){0,40}") {
        if let Err(bad) = Expression::parse(&text, 5) {
            let column = bad.place.strip_prefix("column ").and_then(|column| column.parse().ok());
            prop_assert!(column.is_some_and(|column: usize| (1..=text.chars().count() + 1).contains(&column)), "{}", bad);
        }
        prop_assert!(suggestions(&text, 5).0 <= text.len());
    }

    #[test]
    fn whatever_is_read_has_a_value(root in of_kind(Kind::Truth, 0, 3)) {
        let scenario = Scenario::read(PUT).expect("the scenario is right");
        let (cluster, checker) = (Cluster::new(&scenario), Checker::default());
        let sight = Sight { cluster: &cluster, checker: &checker, records: &[] };
        prop_assert!(matches!(root.worth(&sight, &[]), Value::Truth(_)));
    }
}
