//! Every message between replicas is the same after it was written and read.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use raft_playground::course::wire::{self, Incoming};
use raft_playground::kv::{Command, Mark, Op, Sequence, Text};
use raft_playground::raft::{
    Appended, Configuration, Entries, Entry, LogIndex, Message, NodeId, NodeSet, Payload, Received, Round,
    Term,
};
use raft_playground::sim::scenario::Json;

use super::words::book;

/// The greatest whole number that JavaScript holds exactly.
const GREATEST: u64 = (1 << 53) - 1;

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..100_u64, (GREATEST - 100)..=GREATEST, 0..=GREATEST]
}

fn term() -> impl Strategy<Value = Term> {
    number().prop_map(Term)
}

fn index() -> impl Strategy<Value = LogIndex> {
    number().prop_map(LogIndex)
}

fn configuration() -> impl Strategy<Value = Configuration> {
    let set = || (0..32_u32).prop_map(NodeSet);
    (set(), set(), set()).prop_map(|(voters, learners, outgoing)| Configuration {
        voters,
        learners,
        outgoing,
    })
}

fn op() -> impl Strategy<Value = Op> {
    let text = || ".{0,20}".prop_map(|text| Text::from(text.as_str()));
    prop_oneof![
        text().prop_map(|key| Op::Get { key }),
        (text(), text()).prop_map(|(key, value)| Op::Put { key, value }),
        text().prop_map(|key| Op::Delete { key }),
        (text(), text(), text()).prop_map(|(key, expect, value)| Op::CompareAndSet { key, expect, value }),
    ]
}

fn mark() -> impl Strategy<Value = Option<Mark>> {
    let mark = (1..=GREATEST, 1..=GREATEST).prop_flat_map(|(session, sequence)| {
        (0..=sequence).prop_map(move |unanswered| Mark {
            session: LogIndex(session),
            sequence: Sequence(sequence),
            unanswered: Sequence(unanswered),
        })
    });
    prop::option::of(mark)
}

fn payload() -> impl Strategy<Value = Payload> {
    prop_oneof![
        Just(Payload::NO_OP),
        configuration().prop_map(|configuration| Payload::Internal(Some(configuration.into()))),
        any::<u8>().prop_map(|client| Payload::Command(Op::OpenSession { client }.encode())),
        (op(), mark()).prop_map(|(op, mark)| Payload::Command(Command::encode(&op, mark))),
        vec(any::<u8>(), 0..20).prop_map(|bytes| Payload::Command(bytes.into())),
    ]
}

/// Entries as a leader of the term sends them behind an entry of `previous`: terms never fall along a log.
fn entries(previous: Term, term: Term) -> impl Strategy<Value = Entries> {
    vec((previous.0.max(1)..=term.0, payload()), 0..5).prop_map(|mut entries| {
        entries.sort_by_key(|&(term, _)| term);
        let entry = |(term, payload)| Entry { term: Term(term), payload };
        entries.into_iter().map(entry).collect::<Vec<_>>().into()
    })
}

fn append() -> impl Strategy<Value = Message> {
    (1..=GREATEST)
        .prop_flat_map(|term| (Just(Term(term)), (0..=term).prop_map(Term)))
        .prop_flat_map(|(term, previous)| {
            (Just(term), Just(previous), index(), entries(previous, term), index(), number())
        })
        .prop_map(|(term, previous_term, previous_index, entries, commit, round)| Message::AppendEntries {
            term,
            previous_index,
            previous_term,
            entries,
            commit,
            round: Round(round),
        })
}

fn appended() -> impl Strategy<Value = Appended> {
    prop_oneof![
        index().prop_map(Appended::Matched),
        (index(), index(), term()).prop_map(|(previous_index, hint_index, hint_term)| Appended::Conflict {
            previous_index,
            hint_index,
            hint_term
        }),
    ]
}

fn received() -> impl Strategy<Value = Received> {
    prop_oneof![
        Just(Received::Whole),
        (number(), number()).prop_map(|(offset, bytes)| Received::Part { offset, bytes }),
    ]
}

fn install() -> impl Strategy<Value = Message> {
    let place = (term(), index(), term(), configuration());
    (place, number(), vec(any::<u8>(), 0..100), any::<bool>()).prop_map(
        |((term, last_index, last_term, configuration), offset, data, done)| Message::InstallSnapshot {
            term,
            last_index,
            last_term,
            configuration,
            offset,
            data: data.into(),
            done,
        },
    )
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        (term(), index(), term(), any::<bool>()).prop_map(|(term, last_index, last_term, transfer)| {
            Message::RequestVote { term, last_index, last_term, transfer }
        }),
        (term(), any::<bool>()).prop_map(|(term, granted)| Message::Vote { term, granted }),
        (term(), index(), term()).prop_map(|(asked, last_index, last_term)| Message::PreVote {
            asked,
            last_index,
            last_term
        }),
        (term(), term(), any::<bool>()).prop_map(|(term, asked, granted)| Message::PreVoteAnswer {
            term,
            asked,
            granted
        }),
        append(),
        (term(), appended(), number()).prop_map(|(term, outcome, round)| Message::AppendAnswer {
            term,
            outcome,
            round: Round(round)
        }),
        term().prop_map(|term| Message::TimeoutNow { term }),
        install(),
        (term(), index(), received()).prop_map(|(term, last_index, outcome)| Message::SnapshotAnswer {
            term,
            last_index,
            outcome
        }),
    ]
}

/// The place of a message among its kinds. Whoever adds a kind is told here to try it above.
const fn kind(message: &Message) -> usize {
    match message {
        Message::RequestVote { .. } => 0,
        Message::Vote { .. } => 1,
        Message::PreVote { .. } => 2,
        Message::PreVoteAnswer { .. } => 3,
        Message::AppendEntries { .. } => 4,
        Message::AppendAnswer { .. } => 5,
        Message::TimeoutNow { .. } => 6,
        Message::InstallSnapshot { .. } => 7,
        Message::SnapshotAnswer { .. } => 8,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_is_the_same_after_it_was_written_and_read(message in message(), leader in 0..6_u8) {
        let leader = Some(NodeId(leader)).filter(|leader| leader.0 < 5);
        let sent = wire::raft_message(&book("0003"), NodeId(1), leader, &message);
        let text = serde_json::to_string(&sent).expect("it is JSON");
        let received = wire::read(&Json::parse(&text).expect("it is JSON"), &book("0001"));
        prop_assert_eq!(received, Ok(Incoming::Raft { from: NodeId(3), message }));
    }
}

#[test]
fn every_kind_of_message_is_among_those_tried() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut tried = [false; 9];
    for _ in 0..500 {
        let message = message().new_tree(&mut runner).expect("there are messages").current();
        tried[kind(&message)] = true;
    }
    assert_eq!(tried, [true; 9]);
}
