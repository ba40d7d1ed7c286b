//! What happened as a line of a script. An entry is written as its index, its term and its command: `3@2 x`.

use raft_playground::raft::{
    Appended, Configuration, Entry, Event, LogIndex, Message, Micros, Node, NodeId, NodeSet, Pace, Payload,
    Persist, Received, Role, Term,
};
use raft_playground::sim::{Cluster, Record, Scenario, What, describe};

/// An event in the words of the page, with the rule that decided.
pub(crate) fn event(node: &Node, event: Event) -> String {
    if let Event::Appended { first, last, .. } = event {
        let run = node.log().from(first).take((last.0 - first.0 + 1) as usize);
        return format!("{} appends {}", node.id(), entries(first, run));
    }
    // The words need a cluster only for the text of entries that are appended.
    let cluster = Cluster::new(&Scenario::default());
    let (subject, what) = (Some(node.id().into()), What::Node(event));
    let words = describe(&Record { at: Micros::ZERO, subject, what, message: None }, &cluster);
    event.rule().map_or(words.clone(), |rule| format!("{words} [{} {}]", rule.name(), rule.section()))
}

pub(crate) fn message(message: &Message) -> String {
    match message {
        Message::RequestVote { term, last_index, last_term, transfer } => {
            let asked = if *transfer { " transfer" } else { "" };
            format!("RequestVote term={term} last={}{asked}", place(*last_index, *last_term))
        }
        Message::Vote { term, granted } => format!("Vote term={term} {}", yes_or_no(*granted)),
        Message::PreVote { asked, last_index, last_term } => {
            format!("PreVote asked={asked} last={}", place(*last_index, *last_term))
        }
        Message::PreVoteAnswer { term, asked, granted } => {
            format!("PreVoteAnswer term={term} asked={asked} {}", yes_or_no(*granted))
        }
        Message::AppendEntries { term, previous_index, previous_term, entries: run, commit, round } => {
            let previous = place(*previous_index, *previous_term);
            let run = entries(previous_index.next(), run.as_slice());
            format!("AppendEntries term={term} previous={previous} [{run}] commit={commit} round={round}")
        }
        Message::AppendAnswer { term, outcome: Appended::Matched(index), round } => {
            format!("AppendAnswer term={term} matched={index} round={round}")
        }
        Message::AppendAnswer {
            term,
            outcome: Appended::Conflict { previous_index, hint_index, hint_term },
            round,
        } => {
            let hint = place(*hint_index, *hint_term);
            format!("AppendAnswer term={term} conflict={previous_index} hint={hint} round={round}")
        }
        Message::TimeoutNow { term } => format!("TimeoutNow term={term}"),
        Message::InstallSnapshot { term, last_index, last_term, configuration: who, offset, data, done } => {
            let (last, end) = (place(*last_index, *last_term), offset + data.len() as u64);
            let done = if *done { " done" } else { "" };
            format!(
                "InstallSnapshot term={term} last={last} bytes={offset}..{end}{done} {}",
                configuration(who)
            )
        }
        Message::SnapshotAnswer { term, last_index, outcome: Received::Part { offset, bytes } } => {
            format!("SnapshotAnswer term={term} last={last_index} offset={offset} bytes={bytes}")
        }
        Message::SnapshotAnswer { term, last_index, outcome: Received::Whole } => {
            format!("SnapshotAnswer term={term} last={last_index} whole")
        }
    }
}

/// What a write makes durable.
pub(crate) fn write(write: &Persist) -> String {
    let mut parts = Vec::new();
    if let Some(state) = write.hard_state {
        parts.push(format!("term={} vote={}", state.term, vote(state.voted_for)));
    }
    parts.extend(write.truncate.map(|from| format!("cut from {from}")));
    parts.extend(write.snapshot.as_ref().map(|snapshot| format!("snapshot up to {}", snapshot.last_index)));
    match write.append.len() {
        0 => {}
        1 => parts.push("1 entry".into()),
        count => parts.push(format!("{count} entries")),
    }
    parts.join(", ")
}

/// A replica that is up, and, of a leader, what it knows of the others.
pub(crate) fn state(node: &Node) -> Vec<String> {
    let role = node.role().name();
    let log = node.log();
    let snapshot = match log.snapshot() {
        Some(snapshot) => format!("snapshot={} ", place(snapshot.last_index, snapshot.last_term)),
        None => String::new(),
    };
    let first = log.base().next();
    let mut lines = vec![format!(
        "{} {role} term={} vote={} commit={} durable={} {snapshot}log=[{}]",
        node.id(),
        node.term(),
        vote(node.voted_for()),
        node.commit_index(),
        node.last_durable(),
        entries(first, log.from(first)),
    )];
    if node.role() == Role::Leader {
        let others = node.configuration().members().iter().filter(|&other| other != node.id());
        lines.extend(others.filter_map(|other| progress(node, other)));
    }
    lines
}

fn progress(node: &Node, other: NodeId) -> Option<String> {
    let progress = node.progress(other)?;
    let pace = match &progress.pace {
        Pace::Probe { .. } => "probe",
        Pace::Snapshot { .. } => "snapshot",
        _ => "pipeline",
    };
    Some(format!("  {other} {pace} match={} next={}", progress.matched, progress.next))
}

fn entries<'a>(first: LogIndex, run: impl IntoIterator<Item = &'a Entry>) -> String {
    let indexes = (first.0..).map(LogIndex);
    let words: Vec<_> = indexes.zip(run).map(|(index, one)| entry(index, one)).collect();
    words.join(", ")
}

fn entry(index: LogIndex, entry: &Entry) -> String {
    let what = match &entry.payload {
        Payload::Command(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Payload::Internal(None) => "no-op".into(),
        Payload::Internal(Some(next)) => configuration(next),
    };
    format!("{} {what}", place(index, entry.term)).trim_end().to_owned()
}

fn configuration(configuration: &Configuration) -> String {
    let Configuration { voters, learners, outgoing } = *configuration;
    let mut parts = vec![format!("voters={}", names(voters))];
    if !learners.is_empty() {
        parts.push(format!("learners={}", names(learners)));
    }
    if !outgoing.is_empty() {
        parts.push(format!("outgoing={}", names(outgoing)));
    }
    parts.join(" ")
}

pub(crate) fn names(set: NodeSet) -> String {
    let names: Vec<_> = set.iter().map(|id| id.to_string()).collect();
    names.join("+")
}

fn place(index: LogIndex, term: Term) -> String {
    format!("{index}@{term}")
}

fn vote(candidate: Option<NodeId>) -> String {
    candidate.map_or_else(|| "none".into(), |id| id.to_string())
}

const fn yes_or_no(granted: bool) -> &'static str {
    if granted { "granted" } else { "refused" }
}
