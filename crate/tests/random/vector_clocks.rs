//! The log for ShiViz: its vector clocks say what happened before what (Fidge, Mattern), and its lines are as it reads them.

use std::collections::BTreeMap;

use raft_playground::raft::{Micros, Rules};
use raft_playground::sim::{
    Cluster, Envelope, Form, Handled, Journal, MessageId, Record, Run, SHIVIZ_PATTERN, Scenario, Watcher,
    What,
};

use super::faults::scenario;

type Clock = BTreeMap<String, u64>;

/// Two lines of a log.
struct Event {
    host: String,
    clock: Clock,
    text: String,
}

/// Keeps the log of a run from when there is a journal, and what each event of it has to know.
#[derive(Default)]
struct Reader {
    journal: Option<Journal>,
    expected: Option<Envelope>,
    hosts: BTreeMap<String, Clock>,
    sent: BTreeMap<MessageId, Clock>,
    received: usize,
    copies: usize,
    ended: usize,
}

impl Reader {
    fn run(scenario: &Scenario, until: Micros) -> Self {
        let mut run = Run::new(scenario, Self::default());
        let mut journal = Journal::begin(Form::Shiviz, run.cluster_mut());
        let log = journal.take();
        let log =
            log.strip_prefix(&format!("{SHIVIZ_PATTERN}\n\n")).expect("a log begins with how to read it");
        for event in events(log) {
            run.watcher.ticks(&event, None);
        }
        let hosts = run.watcher.hosts.len();
        assert_eq!(hosts, usize::from(scenario.replicas), "every replica is in it from the start");
        run.watcher.journal = Some(journal);
        run.run_until(until);
        run.watcher
    }

    /// The host of an event knows what it knew before, what it is told, and that it did one thing more.
    fn ticks(&mut self, event: &Event, told: Option<&Clock>) {
        let known = self.hosts.entry(event.host.clone()).or_default();
        for (host, &count) in told.into_iter().flatten() {
            let before = known.entry(host.clone()).or_default();
            *before = count.max(*before);
        }
        *known.entry(event.host.clone()).or_default() += 1;
        assert_eq!(&event.clock, known, "{}", event.text);
    }

    /// One line for each message, in their order, but none for a copy, which knows what its original knows.
    fn takes_what_is_sent(&mut self, cluster: &Cluster, records: &[Record], events: &[Event]) {
        let duplicated =
            |record: &&Record| matches!(record.what, What::Handled { how: Handled::Duplicated, .. });
        let original = records.iter().find(duplicated).and_then(|record| record.message);
        let mut events = events.iter();
        for (_, envelope) in cluster.post().fresh() {
            let Envelope { id, from, to, copy, body, .. } = envelope;
            let words = format!("{from} sends {} to {to}: ", body.kind().name());
            let told = |event: &&Event| event.text.starts_with(&words);
            let knows = match original {
                Some(original) => self.sent.get(&original).cloned(),
                None if *copy => events.clone().find(told).map(|event| event.clock.clone()),
                None => events.find(told).map(|event| event.clock.clone()),
            };
            self.copies += usize::from(*copy);
            self.sent.insert(*id, knows.expect("it is told that it is sent"));
        }
    }
}

impl Watcher for Reader {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        let expected = self.expected.take();
        let Some(journal) = &mut self.journal else { return };
        journal.note(cluster, records);
        let log = journal.take();
        let mut events = events(&log).into_iter();
        let ended = records.iter().any(|record| matches!(record.what, What::Ended { .. }));
        self.ended += usize::from(ended);
        if let Some(envelope) = expected.filter(|_| !ended) {
            let first = events.next().expect("what arrives is received");
            assert!(
                first.text.contains(" receives ") && first.host == envelope.to.to_string(),
                "{}",
                first.text
            );
            let told = self.sent.remove(&envelope.id).expect("it was sent");
            self.ticks(&first, Some(&told));
            self.received += 1;
        }
        let rest: Vec<Event> = events.collect();
        for event in &rest {
            self.ticks(event, None);
        }
        self.takes_what_is_sent(cluster, records, &rest);
    }

    fn expect(&mut self, message: Option<&Envelope>) {
        if let Some(journal) = &mut self.journal {
            self.expected = message.cloned();
            journal.receives(message);
        }
    }
}

/// Reads the lines as the pattern says.
fn events(log: &str) -> Vec<Event> {
    let broken =
        |letter: char| letter != '\n' && (letter.is_control() || "\u{2028}\u{2029}".contains(letter));
    assert!(!log.contains(broken), "no line is broken within");
    let lines: Vec<&str> = log.lines().collect();
    let event = |pair: &[&str]| {
        let [head, text] = pair else { panic!("an event has two lines: {pair:?}") };
        let parts: Vec<&str> = head.split(' ').collect();
        let [host, clock, ms] = parts[..] else { panic!("host, clock and time: {head}") };
        assert!(ms.parse::<f64>().is_ok(), "{head}");
        let clock = serde_json::from_str(clock).expect("a clock is JSON");
        assert!(!text.is_empty());
        Event { host: host.into(), clock, text: (*text).into() }
    };
    lines.chunks(2).map(event).collect()
}

#[test]
fn a_vector_clock_knows_exactly_what_happened_before() {
    let (mut received, mut copies, mut ended) = (0, 0, 0);
    for seed in 0..100 {
        let reader = Reader::run(&scenario(seed, Rules::default()), Micros::from_millis(1_000));
        received += reader.received;
        copies += reader.copies;
        ended += reader.ended;
    }
    assert!(received > 10_000, "{received} messages are received");
    assert!(copies > 500, "{copies} messages are copies");
    assert!(ended > 500, "{ended} messages end on their way");
}

#[test]
fn what_a_person_copies_on_its_way_knows_what_its_original_knows() {
    let scenario = Scenario::read(
        r#"{"replicas": 3, "seed": 1, "network": {"latency_ms": [10, 10]}, "actions": [
            {"at_ms": 10, "do": "time_out", "replica": "S1"},
            {"at_ms": 12, "do": "duplicate", "message": 1}]}"#,
    );
    let reader = Reader::run(&scenario.expect("it reads"), Micros::from_millis(60));
    assert_eq!(reader.copies, 1);
}

#[test]
fn keys_and_values_break_no_line() {
    let scenario = Scenario::read(
        r#"{"replicas": 3, "clients": 1, "seed": 1, "actions": [
            {"at_ms": 10, "do": "time_out", "replica": "S1"},
            {"at_ms": 90, "do": "request", "client": "C1", "to": "leader", "op": "put",
             "key": "a\nb", "value": "c\u2028d\u0007e"}]}"#,
    );
    let reader = Reader::run(&scenario.expect("it reads"), Micros::from_millis(200));
    assert!(reader.hosts.contains_key("C1"));
}
