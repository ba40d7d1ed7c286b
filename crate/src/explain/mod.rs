//! Why? What a person may ask of a run, answered from the state of the cluster and the trace of how it came to that.
//!
//! A [`Question`] is answered by one file of this folder, and read from JSON in `read.rs`. Nothing here changes the
//! cluster. An [`Answer`] names the guard that decides by its [`Rule`], gives the values, and the moments of the trace
//! that made it so.

mod candidacy;
mod case;
mod copies;
mod entry;
mod leader;
mod message;
mod read;
mod replica;
mod request;
#[cfg(test)]
mod tests;
mod vote;

use crate::raft::{Chunks, LogIndex, Micros, NodeId, Rule};
use crate::sim::{ClientId, Cluster, MessageId, Record};

use case::Case;

/// What a person asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Why is this entry committed, or why is it not?
    Entry {
        /// In whose log; without one, in the leader's, or in the log that is most up to date.
        replica: Option<NodeId>,
        /// Which entry.
        index: LogIndex,
    },
    /// Why did this replica vote, or why did it not?
    Vote {
        /// The replica.
        voter: NodeId,
        /// For whom; without one, for whoever asked it last.
        candidate: Option<NodeId>,
    },
    /// Why is there no leader, or why this one?
    Leader,
    /// Why was a client answered so, or why is it not answered?
    Request {
        /// The client.
        client: ClientId,
        /// Which of its requests, by its place among all requests of the run, counted from 0; without one, its last.
        number: Option<usize>,
    },
    /// What does this replica wait for?
    Replica {
        /// The replica.
        replica: NodeId,
    },
    /// What became of this message, and why?
    Message {
        /// Its number in the run.
        message: MessageId,
    },
}

/// What there is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer in one sentence.
    pub verdict: String,
    /// What it rests on, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// One thing that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A sentence with the values.
    pub text: String,
    /// The rule that decides, where one does.
    pub rule: Option<Rule>,
    /// When it came to be so.
    pub moments: Vec<Moment>,
}

/// A moment of the run, which a record of the trace tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Micros,
    /// The number of the record in the trace.
    pub event: usize,
    /// What happened then.
    pub text: String,
}

/// Answers a question about a cluster as it is now, with the trace of its run.
#[must_use]
pub fn explain(question: Question, cluster: &Cluster, trace: &Chunks<Record>) -> Answer {
    let case = Case { cluster, trace };
    match question {
        Question::Entry { replica, index } => entry::explain(case, replica, index),
        Question::Vote { voter, candidate } => vote::explain(case, voter, candidate),
        Question::Leader => leader::explain(case),
        Question::Request { client, number } => request::explain(case, client, number),
        Question::Replica { replica } => replica::explain(case, replica),
        Question::Message { message } => message::explain(case, message),
    }
}

impl Answer {
    fn of(verdict: impl Into<String>) -> Self {
        Self { verdict: verdict.into(), reasons: Vec::new() }
    }

    /// What is said already is not said again.
    fn because(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        for reason in reasons {
            if !self.reasons.contains(&reason) {
                self.reasons.push(reason);
            }
        }
        self
    }
}

impl Reason {
    fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), rule: None, moments: Vec::new() }
    }

    fn by(self, rule: Rule) -> Self {
        Self { rule: Some(rule), ..self }
    }

    fn since(mut self, moments: impl IntoIterator<Item = Moment>) -> Self {
        self.moments.extend(moments);
        self
    }
}
