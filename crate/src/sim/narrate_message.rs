//! Messages, in words.

use std::fmt::Display;

use crate::kv::Mark;
use crate::raft::{Appended, Entry, Message, Received, Round};

use super::address::Address;
use super::envelope::{Body, Envelope, Kind, Reply};
use super::narrate_membership::configuration;

impl Kind {
    /// The name of the message in the paper, or of its answer.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestVote => "RequestVote",
            Self::Vote => "vote",
            Self::Append => "AppendEntries",
            Self::Heartbeat => "heartbeat",
            Self::AppendAnswer => "AppendEntries answer",
            Self::Request => "request",
            Self::Answer => "answer",
            Self::PreVote => "PreVote",
            Self::PreVoteAnswer => "pre-vote",
            Self::TimeoutNow => "TimeoutNow",
            Self::InstallSnapshot => "InstallSnapshot",
            Self::SnapshotAnswer => "InstallSnapshot answer",
        }
    }
}

/// The fields of a message by the paper's names, ready to show.
#[must_use]
pub fn fields(envelope: &Envelope) -> Vec<(&'static str, String)> {
    let mut fields = Fields::default();
    match &envelope.body {
        Body::Raft(message) => raft_fields(&mut fields, message, envelope.from),
        Body::Request { id, op, mark, way } => {
            fields.add("request", &id.0);
            fields.add("operation", op);
            if let Some(Mark { session, sequence, .. }) = mark {
                fields.add("session", session);
                fields.add("sequence", &sequence.0);
            }
            if let Some(way) = way {
                fields.add("read", &way.name());
            }
        }
        Body::Answer { id, reply } => {
            fields.add("request", &id.0);
            fields.add("answer", &reply.name());
            match reply {
                Reply::Ok(Some(value)) => fields.add("value", value),
                Reply::Opened(session) => fields.add("session", session),
                _ => {}
            }
            match &envelope.leader {
                Some(leader) => fields.add("leader", leader),
                None => fields.add("leader", &"unknown"),
            }
        }
    }
    fields.0
}

#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    // Called for each field of each kind of message: inlined it would weigh 2 kB in what the page loads.
    #[inline(never)]
    fn add(&mut self, name: &'static str, value: &dyn Display) {
        self.0.push((name, value.to_string()));
    }

    /// Without reads there are no rounds to tell of.
    fn round(&mut self, round: Round) {
        if round > Round::ZERO {
            self.add("round", &round);
        }
    }
}

fn raft_fields(fields: &mut Fields, message: &Message, from: Address) {
    fields.add("term", &message.term());
    match message {
        Message::RequestVote { last_index, last_term, .. }
        | Message::PreVote { last_index, last_term, .. } => {
            fields.add("candidateId", &from);
            fields.add("lastLogIndex", last_index);
            fields.add("lastLogTerm", last_term);
            if matches!(message, Message::RequestVote { transfer: true, .. }) {
                fields.add("leadershipTransfer", &true);
            }
            if let Message::PreVote { asked, .. } = message {
                fields.add("askedTerm", asked);
            }
        }
        Message::PreVoteAnswer { asked, granted, .. } => {
            fields.add("askedTerm", asked);
            fields.add("voteGranted", granted);
        }
        Message::TimeoutNow { .. } => fields.add("leaderId", &from),
        Message::Vote { granted, .. } => fields.add("voteGranted", granted),
        Message::AppendEntries { previous_index, previous_term, entries, commit, round, .. } => {
            fields.add("leaderId", &from);
            fields.add("prevLogIndex", previous_index);
            fields.add("prevLogTerm", previous_term);
            fields.add("entries", &list(entries.as_slice()));
            fields.add("leaderCommit", commit);
            fields.round(*round);
        }
        Message::AppendAnswer { outcome: Appended::Matched(index), round, .. } => {
            fields.add("success", &true);
            fields.add("matchIndex", index);
            fields.round(*round);
        }
        Message::AppendAnswer {
            outcome: Appended::Conflict { previous_index, hint_index, hint_term },
            round,
            ..
        } => {
            fields.add("success", &false);
            fields.add("prevLogIndex", previous_index);
            fields.add("conflictIndex", hint_index);
            fields.add("conflictTerm", hint_term);
            fields.round(*round);
        }
        Message::InstallSnapshot {
            last_index, last_term, configuration: last, offset, data, done, ..
        } => {
            fields.add("leaderId", &from);
            fields.add("lastIncludedIndex", last_index);
            fields.add("lastIncludedTerm", last_term);
            fields.add("lastConfig", &configuration(*last));
            fields.add("offset", offset);
            fields.add("data", &format_args!("{} bytes", data.len()));
            fields.add("done", done);
        }
        Message::SnapshotAnswer { last_index, outcome, .. } => {
            fields.add("lastIncludedIndex", last_index);
            match outcome {
                Received::Part { offset, bytes } => {
                    fields.add("offset", offset);
                    fields.add("received", &format_args!("{bytes} bytes"));
                }
                Received::Whole => fields.add("received", &"all"),
            }
        }
    }
}

/// The first entries in words, and how many more there are.
fn list(entries: &[Entry]) -> String {
    const SHOWN: usize = 4;
    if entries.is_empty() {
        return "none".into();
    }
    let mut texts: Vec<String> =
        entries.iter().take(SHOWN).map(|entry| format!("{} (term {})", entry.text(), entry.term)).collect();
    if entries.len() > SHOWN {
        texts.push(format!("{} more", entries.len() - SHOWN));
    }
    texts.join(", ")
}

impl Reply {
    /// The answer's name in the course's protocol.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ok(_) | Self::Opened(_) => "ok",
            Self::Fail => "fail",
            Self::Redirect => "redirect",
            Self::SessionExpired => "expired",
        }
    }
}
