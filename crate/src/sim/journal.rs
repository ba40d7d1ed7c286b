//! A run as another program reads it: what happened and what was sent and received, in one order, each line a JSON
//! object, or two lines for ShiViz (`shiviz.rs`); or the records alone, in words.
//!
//! All lines of one event (a message, a timer, writes that became durable; with a disk without latency also what it
//! writes) show the state after it.

use serde::Serialize;

use crate::raft::{Appended, Event, LogIndex, Message, Node};

use super::address::Address;
use super::cluster::Cluster;
use super::envelope::{Body, Envelope};
use super::narrate::describe;
use super::replica::Replica;
use super::shiviz::Shiviz;
use super::trace::{Handled, Record, What};

/// How a journal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line.
    Json,
    /// One sentence a line, without the messages that arrive as they should.
    Words,
    /// Two lines for each event of a host, with its vector clock.
    Shiviz,
}

impl Form {
    /// The form by its name: "ndjson", "text" or "shiviz".
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "ndjson" => Some(Self::Json),
            "text" => Some(Self::Words),
            "shiviz" => Some(Self::Shiviz),
            _ => None,
        }
    }
}

/// The journal of a run, from when it was begun.
#[derive(Clone, Debug)]
pub struct Journal {
    form: Form,
    lines: String,
    /// The message that brings the present event about.
    received: Option<Envelope>,
    shiviz: Shiviz,
}

/// Of what one event brings about, the next: something happened, or a message was sent.
enum Step<'a> {
    Told(&'a Record),
    Sent(&'a Envelope),
}

/// One line: what happened, to whom, and the state of that replica then.
#[derive(Serialize)]
struct Line<'a> {
    /// Microseconds of virtual time.
    at: u64,
    event: &'static str,
    node: Option<String>,
    #[serde(flatten)]
    state: Option<State>,
    /// The entries that were written or removed, the first and the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<[u64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<MessageLine>,
    /// What else there is to say, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// A replica as a line shows it.
#[derive(Serialize)]
struct State {
    term: u64,
    vote: Option<String>,
    commit: u64,
    role: &'static str,
    last_index: u64,
    last_term: u64,
    durable_index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    voters: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    learners: Option<Vec<String>>,
    /// The voters of the configuration that is being left, while it is joint.
    #[serde(skip_serializing_if = "Option::is_none")]
    outgoing: Option<Vec<String>>,
}

/// A message, its fields by the names that checkers of traces use.
#[derive(Serialize)]
struct MessageLine {
    id: u64,
    from: String,
    to: String,
    r#type: &'static str,
    term: u64,
    /// prevLogIndex of AppendEntries; a candidate's or a snapshot's last entry; of an answer to entries or a snapshot
    /// what it speaks of; else 0.
    index: u64,
    log_term: u64,
    /// How many entries it carries, and their terms.
    entries: usize,
    entry_terms: Vec<u64>,
    commit: u64,
    reject: bool,
    /// Where a refused append says that the logs may agree: index and term.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<[u64; 2]>,
}

impl Journal {
    /// A journal that begins with the cluster as it is.
    #[must_use]
    pub fn begin(form: Form, cluster: &mut Cluster) -> Self {
        cluster.post_mut().journaling = form == Form::Json;
        let mut journal = Self::blank(form);
        match form {
            Form::Json => {
                for replica in cluster.replicas() {
                    journal.write(&line(cluster, "InitState", Some(replica.address())));
                }
            }
            Form::Shiviz => journal.shiviz.begin(cluster, &mut journal.lines),
            Form::Words => {}
        }
        journal
    }

    fn blank(form: Form) -> Self {
        Self { form, lines: String::new(), received: None, shiviz: Shiviz::default() }
    }

    /// The next event is the delivery of this message.
    pub fn receives(&mut self, envelope: Option<&Envelope>) {
        if self.form != Form::Words {
            self.received = envelope.cloned();
        }
    }

    /// Writes down what happened in one event: its records, and the messages that lie fresh in the post.
    pub fn note(&mut self, cluster: &Cluster, records: &[Record]) {
        let received = self.received.take();
        match self.form {
            Form::Json => self.note_json(cluster, records, received.as_ref()),
            Form::Shiviz => self.note_for_shiviz(cluster, records, received.as_ref()),
            Form::Words => {
                for record in records {
                    self.lines.push_str(&format!("{} ms  {}\n", record.at, describe(record, cluster)));
                }
            }
        }
    }

    fn note_json(&mut self, cluster: &Cluster, records: &[Record], received: Option<&Envelope>) {
        if let Some(envelope) = received.filter(|_| !ended(records)) {
            self.message(cluster, "Receive", envelope.to, envelope);
        }
        for step in steps(cluster, records) {
            match step {
                Step::Told(record) => self.record(cluster, record, received),
                Step::Sent(envelope) => self.sends(cluster, envelope),
            }
        }
    }

    fn note_for_shiviz(&mut self, cluster: &Cluster, records: &[Record], received: Option<&Envelope>) {
        let Self { shiviz, lines, .. } = self;
        match received {
            Some(envelope) if ended(records) => shiviz.ended(envelope),
            Some(envelope) => shiviz.received(envelope, cluster.now(), lines),
            None => {}
        }
        let copied = records
            .iter()
            .find(|record| matches!(record.what, What::Handled { how: Handled::Duplicated, .. }));
        let copied = copied.and_then(|record| record.message);
        for step in steps(cluster, records) {
            match step {
                Step::Told(record) => shiviz.tell(record, cluster, lines),
                Step::Sent(envelope) => shiviz.sent(envelope, copied, cluster.now(), lines),
            }
        }
    }

    /// What was written since this was last asked.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.lines)
    }

    fn sends(&mut self, cluster: &Cluster, envelope: &Envelope) {
        let event = if envelope.copy { "Duplicate" } else { "Send" };
        self.message(cluster, event, envelope.from, envelope);
    }

    /// A message between replicas; what clients say is no part of Raft.
    fn message(&mut self, cluster: &Cluster, event: &'static str, node: Address, envelope: &Envelope) {
        if let Some(message) = MessageLine::new(envelope) {
            self.write(&Line { message: Some(message), ..line(cluster, event, Some(node)) });
        }
    }

    fn record(&mut self, cluster: &Cluster, record: &Record, received: Option<&Envelope>) {
        let who = record.subject;
        let entries = |first: LogIndex, last: LogIndex| Some([first.0, last.0]);
        match record.what {
            What::Node(event) => {
                let span = match event {
                    Event::Appended { first, last, .. } => entries(first, last),
                    Event::Truncated { from, last } => entries(from, last),
                    _ => None,
                };
                let Some(name) = name_of(&event) else { return };
                let words = describe(record, cluster);
                let text = (name == "Other").then_some(words.as_str());
                self.write(&Line { entries: span, text, ..line(cluster, name, who) });
            }
            What::Synced => self.write(&line(cluster, "Persist", who)),
            What::Crashed { .. } => self.write(&line(cluster, "Crash", who)),
            What::Restarted { .. } => self.write(&line(cluster, "Restart", who)),
            What::Ended { .. } => {
                if let Some(envelope) = received {
                    self.message(cluster, "Drop", envelope.from, envelope);
                }
            }
            What::TornTailCut { .. }
            | What::Broken { .. }
            | What::Tuned
            | What::TimersSet { .. }
            | What::HealedAll
            | What::CutOff { .. }
            | What::Link { .. } => {
                let words = describe(record, cluster);
                self.write(&Line { text: Some(&words), ..line(cluster, "Other", who) });
            }
            _ => {}
        }
    }

    fn write(&mut self, line: &Line<'_>) {
        // Numbers, names and lists are always JSON.
        self.lines.push_str(&serde_json::to_string(line).unwrap_or_default());
        self.lines.push('\n');
    }
}

/// What an event brings about, in its order. What clients send comes behind what is told of them.
fn steps<'a>(cluster: &'a Cluster, records: &'a [Record]) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let mut sent = cluster.post().fresh().map(|(_, envelope)| envelope).peekable();
    let of_replica = |envelope: &Envelope| matches!(envelope.from, Address::Replica(_));
    for (place, record) in records.iter().enumerate() {
        while let Some(envelope) = sent.next_if(|next| of_replica(next) && next.told as usize <= place) {
            steps.push(Step::Sent(envelope));
        }
        steps.push(Step::Told(record));
    }
    steps.extend(sent.map(Step::Sent));
    steps
}

/// Whether the message that the event is about ended on its way.
fn ended(records: &[Record]) -> bool {
    records.iter().any(|record| matches!(record.what, What::Ended { .. }))
}

/// The name of an event; none for what the next line shows anyway.
const fn name_of(event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::BecameFollower { .. } | Event::LostQuorum { .. } | Event::Resigned { .. } => "BecomeFollower",
        Event::ChangeBegun { .. } => "ChangeConf",
        Event::Configured { .. } => "ApplyConfChange",
        Event::BecamePreCandidate { .. } => "BecomePreCandidate",
        Event::BecameCandidate { .. } => "BecomeCandidate",
        Event::BecameLeader { .. } => "BecomeLeader",
        Event::Appended { .. } => "Replicate",
        Event::Truncated { .. } => "Truncate",
        Event::Committed { .. } => "Commit",
        Event::LearntLeader { .. } | Event::VoteGranted { .. } => return None,
        _ => "Other",
    })
}

/// A line with the state of a replica, or none of it where no one is meant.
fn line(cluster: &Cluster, event: &'static str, who: Option<Address>) -> Line<'static> {
    let replica = match who {
        Some(Address::Replica(id)) => cluster.replica(id),
        _ => None,
    };
    Line {
        at: cluster.now().0,
        event,
        node: who.map(|who| who.to_string()),
        state: replica.map(State::of),
        entries: None,
        message: None,
        text: None,
    }
}

impl State {
    fn of(replica: &Replica) -> Self {
        let (hard_state, durable) = replica.disk().durable();
        let node = replica.node();
        let configuration = node.map(Node::configuration).unwrap_or_default();
        Self {
            term: node.map_or(hard_state.term, Node::term).0,
            vote: node.map_or(hard_state.voted_for, Node::voted_for).map(|vote| vote.to_string()),
            commit: node.map_or(LogIndex::ZERO, Node::commit_index).0,
            role: node.map_or("down", |node| node.role().name()),
            last_index: replica.log().last_index().0,
            last_term: replica.log().last_term().0,
            durable_index: durable.last_index().0,
            voters: node.map(|_| configuration.voters.names()),
            learners: (!configuration.learners.is_empty()).then(|| configuration.learners.names()),
            outgoing: configuration.is_joint().then(|| configuration.outgoing.names()),
        }
    }
}

impl MessageLine {
    fn new(envelope: &Envelope) -> Option<Self> {
        let Body::Raft(message) = &envelope.body else { return None };
        let mut line = Self {
            id: envelope.id.0,
            from: envelope.from.to_string(),
            to: envelope.to.to_string(),
            r#type: "",
            term: message.term().0,
            index: 0,
            log_term: 0,
            entries: 0,
            entry_terms: Vec::new(),
            commit: 0,
            reject: false,
            hint: None,
        };
        line.fill(message, envelope.body.note());
        Some(line)
    }

    fn fill(&mut self, message: &Message, note: u64) {
        match message {
            Message::RequestVote { last_index, last_term, .. } => {
                self.r#type = "RequestVoteRequest";
                (self.index, self.log_term) = (last_index.0, last_term.0);
            }
            Message::Vote { granted, .. } => {
                self.r#type = "RequestVoteResponse";
                self.reject = !granted;
            }
            Message::AppendEntries { previous_index, previous_term, entries, commit, .. } => {
                self.r#type = if entries.is_empty() { "HeartbeatRequest" } else { "AppendEntriesRequest" };
                (self.index, self.log_term) = (previous_index.0, previous_term.0);
                self.entries = entries.len();
                self.entry_terms = entries.as_slice().iter().map(|entry| entry.term.0).collect();
                self.commit = commit.0;
            }
            Message::AppendAnswer { outcome, .. } => {
                self.r#type = "AppendEntriesResponse";
                match *outcome {
                    Appended::Matched(index) => self.index = index.0,
                    Appended::Conflict { previous_index, hint_index, hint_term } => {
                        self.reject = true;
                        self.index = previous_index.0;
                        self.hint = Some([hint_index.0, hint_term.0]);
                    }
                }
            }
            Message::PreVote { asked, last_index, last_term } => {
                self.r#type = "PreVoteRequest";
                self.term = asked.0;
                (self.index, self.log_term) = (last_index.0, last_term.0);
            }
            Message::PreVoteAnswer { granted, .. } => {
                self.r#type = "PreVoteResponse";
                self.reject = !granted;
            }
            Message::TimeoutNow { .. } => self.r#type = "TimeoutNowRequest",
            Message::InstallSnapshot { last_index, last_term, .. } => {
                self.r#type = "SnapshotRequest";
                (self.index, self.log_term) = (last_index.0, last_term.0);
            }
            Message::SnapshotAnswer { last_index, .. } => {
                self.r#type = "SnapshotResponse";
                self.index = last_index.0;
                self.reject = note == 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::Micros;
    use crate::sim::{Run, Scenario, Watcher};

    /// Keeps the journal of a run that is driven headless.
    struct Keeper(Journal);

    impl Watcher for Keeper {
        fn see(&mut self, cluster: &Cluster, records: &[Record]) {
            self.0.note(cluster, records);
        }
    }

    fn journal(form: Form) -> String {
        let scenario =
            r#"{"replicas": 3, "seed": 1, "actions": [{"at_ms": 10, "do": "time_out", "replica": "S1"}]}"#;
        journal_of(scenario, form, 60)
    }

    fn journal_of(scenario: &str, form: Form, millis: u64) -> String {
        let scenario = Scenario::read(scenario).expect("it reads");
        let mut run = Run::new(&scenario, Keeper(Journal::blank(form)));
        run.watcher.0 = Journal::begin(form, run.cluster_mut());
        run.run_until(Micros::from_millis(millis));
        run.watcher.0.take()
    }

    #[test]
    fn every_line_is_an_object_that_names_what_happened_and_to_whom() {
        for line in journal(Form::Json).lines() {
            let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(
                value["event"].is_string() && value["node"].is_string() && value["term"].is_u64(),
                "{line}"
            );
        }
    }

    #[test]
    fn a_vote_is_persisted_before_it_is_sent() {
        // §5.1: the journal has both in the order in which they happened.
        let journal = journal(Form::Json);
        let place = |what: &str| journal.lines().position(|line| line.contains(what)).expect(what);
        let candidate = place(r#""event":"BecomeCandidate","node":"S1""#);
        let persisted = place(r#""event":"Persist","node":"S1""#);
        let asked = place(r#""event":"Send","node":"S1""#);
        assert!(candidate < persisted && persisted < asked, "{candidate}, {persisted}, {asked}");
        assert!(place(r#""event":"Persist","node":"S2""#) < place(r#""event":"Send","node":"S2""#));
    }

    #[test]
    fn a_change_of_who_takes_part_is_told_with_the_configuration_that_it_makes() {
        let scenario = r#"{"replicas": 3, "voters": 2, "seed": 1, "actions": [
            {"at_ms": 10, "do": "time_out", "replica": "S1"},
            {"at_ms": 90, "do": "add", "replica": "S3", "as": "learner"}]}"#;
        let journal = journal_of(scenario, Form::Json, 130);
        let applied = |node: &str| {
            let line = format!(r#""event":"ApplyConfChange","node":"{node}""#);
            let line = journal.lines().find(|known| known.contains(&line)).expect("it applies the change");
            line.contains(r#""voters":["S1","S2"],"learners":["S3"]"#)
        };
        assert!(journal.contains(r#""event":"ChangeConf","node":"S1""#));
        assert!(applied("S1") && applied("S2"));
    }

    /// Holds that what replicas send in an event names its place among the records, in the order of sending.
    struct InPlace;

    impl Watcher for InPlace {
        fn see(&mut self, cluster: &Cluster, records: &[Record]) {
            let fresh = cluster.post().fresh().map(|(_, envelope)| envelope);
            let sent = fresh.filter(|envelope| matches!(envelope.from, Address::Replica(_)));
            let places: Vec<u32> = sent.map(|envelope| envelope.told).collect();
            assert!(places.is_sorted(), "{places:?}");
            assert!(places.iter().all(|&place| place as usize <= records.len()), "{places:?}");
        }
    }

    #[test]
    fn messages_stand_among_the_records_of_their_event_also_behind_answers_to_clients() {
        let scenario = r#"{"replicas": 3, "seed": 1, "raft": {"reads": "read_index"}, "workload": {"rate": 100, "gets": 0.5}}"#;
        let mut run = Run::new(&Scenario::read(scenario).expect("it reads"), InPlace);
        run.run_until(Micros::from_millis(2_000));
    }

    #[test]
    fn in_words_it_is_what_the_page_tells() {
        assert!(journal(Form::Words).contains("S1 starts an election in term 1\n"));
    }
}
