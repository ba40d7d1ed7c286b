//! Every kind of answer, each about a small cluster in which it is the right one.

mod entry;
mod leader;
mod message;
mod questions;
mod replica;
mod request;
mod vote;

use crate::raft::{Chunks, Micros};
use crate::sim::{Cluster, Record, Run, Scenario, Watcher};

use super::{Answer, Question, Reason, explain};

/// Keeps the trace, as the page's facade does.
#[derive(Default)]
struct Trace(Chunks<Record>);

impl Watcher for Trace {
    fn see(&mut self, _: &Cluster, records: &[Record]) {
        records.iter().for_each(|record| self.0.push(*record));
    }
}

/// A run that has come to the moment at which a question is asked.
struct Asked(Run<Trace>);

/// The settings of a cluster whose timers run out only when they are made to, in a network of 20 ms, with an action that
/// makes S1 its leader at 90 ms.
const CALM: &str = r#""network": { "latency_ms": [20, 20] },
    "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }"#;
const S1_STANDS: &str = r#"{ "at_ms": 50, "do": "time_out", "replica": "S1" }"#;

/// A calm cluster of so many replicas, of which S1 stands at 50 ms, after so many milliseconds. What else is to happen
/// comes as JSON.
fn led(replicas: u8, millis: u64, actions: &str) -> Asked {
    let separator = if actions.is_empty() { "" } else { "," };
    let file = format!(
        r#"{{ "replicas": {replicas}, "clients": 2, {CALM}, "actions": [{S1_STANDS}{separator} {actions}] }}"#
    );
    after(millis, &file)
}

/// The run of a scenario after so many milliseconds.
fn after(millis: u64, file: &str) -> Asked {
    let scenario = Scenario::read(file).unwrap_or_else(|bad| panic!("{}: {}", bad.place, bad.message));
    let mut run = Run::new(&scenario, Trace::default());
    run.run_until(Micros::from_millis(millis));
    Asked(run)
}

/// A scenario of the page's menu, with all rules on.
fn of_the_menu(name: &str) -> String {
    let file = format!("{}/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    text.replace(r#""rules_off": ["CommitOnlyCurrentTerm"],"#, "")
}

impl Asked {
    /// Holds that a question, which comes as JSON, is answered so: first the verdict, then each reason as `line` has it.
    #[track_caller]
    fn says(&self, question: &str, expected: &[&str]) {
        let answer = self.answer(question);
        let mut lines = vec![answer.verdict];
        lines.extend(answer.reasons.iter().map(line));
        assert_eq!(lines, expected, "{question}");
    }

    fn answer(&self, question: &str) -> Answer {
        let (cluster, trace) = (self.0.cluster(), &self.0.watcher.0);
        let replicas = u8::try_from(cluster.replicas().len()).expect("a cluster is small");
        let question = Question::read(question, replicas, 2).expect("it reads");
        let answer = explain(question, cluster, trace);
        for moment in answer.reasons.iter().flat_map(|reason| &reason.moments) {
            let record = trace.get(moment.event).expect("every moment is one of the trace");
            assert_eq!(record.at, moment.at, "{moment:?}");
        }
        answer
    }
}

/// A reason as one line: what it says, the rule, and the moments to which it leads.
fn line(Reason { text, rule, moments }: &Reason) -> String {
    let rule = rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
    let moments = moments.iter().map(|moment| format!(" <- {} {}", moment.at, moment.text));
    format!("{text}{rule}{}", moments.collect::<String>())
}
