//! What does this replica wait for?

use crate::raft::{Event, LogIndex, Micros, Node, NodeId, NodeSet, Pace, Progress, Role, Rule};
use crate::sim::Replica;

use super::case::{Case, configuration_of, names};
use super::leader::without_quorum;
use super::{Answer, Reason, candidacy};

pub(super) fn explain(case: Case<'_>, id: NodeId) -> Answer {
    let Some(replica) = case.cluster.replica(id) else {
        return Answer::of(format!("There is no replica {id}."));
    };
    let Some(node) = replica.node() else {
        return Answer::of(format!("{id} is down, and waits for its restart.")).because([case.down(id)]);
    };
    let disk = disk(replica);
    match node.role() {
        Role::Leader => leads(case, replica, node),
        Role::Candidate => Answer::of(format!("{id} waits for votes in term {}.", node.term()))
            .because(candidacy::reasons(case, node)),
        Role::PreCandidate => {
            Answer::of(format!("{id} waits to hear whether it would win term {}.", node.term().next()))
                .because(candidacy::reasons(case, node))
        }
        Role::Follower => follows(case, node),
    }
    .because(disk)
}

fn follows(case: Case<'_>, node: &Node) -> Answer {
    let (id, term) = (node.id(), node.term());
    let timer = node.timer().map(|timer| timer.due);
    let answer = match (node.leader(), timer) {
        (Some(leader), Some(due)) => {
            Answer::of(format!("{id} waits for {leader}, which leads term {term}, until {due} ms."))
        }
        (Some(leader), None) => Answer::of(format!(
            "{id} waits for {leader}, which leads term {term}, and stands for no election."
        )),
        (None, Some(due)) => Answer::of(format!("{id} waits for a leader of term {term} until {due} ms.")),
        (None, None) => Answer::of(format!("{id} waits to be added: it takes no part.")),
    };
    answer
        .because(next_message(case, node))
        .because(timer.map(|due| timer_reason(case, node, due)))
        .because(timer.is_none().then(|| {
            let by = configuration_of(node);
            Reason::of(format!("{id} is no voter of {by}, so it has no election timer."))
        }))
        .because(incoming(node))
}

fn timer_reason(case: Case<'_>, node: &Node, due: Micros) -> Reason {
    let id = node.id();
    let settings = &case.cluster.blueprint().settings;
    let (least, most) = (settings.election_timeout_least, settings.election_timeout_most);
    let set = node.timer().map_or(Micros::ZERO, |timer| timer.set);
    let next = if settings.pre_vote { "it asks whether it would win" } else { "it stands for election" };
    let learnt = case.last_of(id, |event| {
        matches!(event, Event::LearntLeader { .. } | Event::VoteGranted { .. } | Event::BecameFollower { .. })
    });
    Reason::of(format!(
        "Its election timer, set at {set} ms and drawn from {least} to {most} ms, runs out at {due} ms if no leader is heard before: then {next}."
    ))
    .by(Rule::RandomizedTimeouts)
    .since(learnt.and_then(|learnt| case.moment(learnt)))
}

/// The next message of a follower's leader.
fn next_message(case: Case<'_>, node: &Node) -> Option<Reason> {
    let (leader, id) = (node.leader()?, node.id());
    let Some(leads) =
        case.node(leader).filter(|other| other.role() == Role::Leader && other.term() == node.term())
    else {
        return Some(if case.is_up(leader) {
            Reason::of(format!("{leader} no longer leads term {}.", node.term()))
        } else {
            case.down(leader)
        });
    };
    if case.is_cut(leader, id) {
        return Some(case.cut(leader, id));
    }
    if let Some(next) = case.under_way(leader, id, |_| true) {
        let name = next.body.kind().name();
        return Some(Reason::of(format!(
            "{leader}'s {name} is on its way, and arrives at {} ms.",
            next.arrives
        )));
    }
    let due = leads.progress(id)?.due;
    Some(Reason::of(format!("{leader} speaks to it at {due} ms at the latest.")))
}

fn incoming(node: &Node) -> Option<Reason> {
    let (last, bytes) = node.incoming()?;
    Some(Reason::of(format!(
        "It has {bytes} bytes of a snapshot up to entry {last}, and waits for the rest."
    )))
}

fn leads(case: Case<'_>, replica: &Replica, node: &Node) -> Answer {
    let id = node.id();
    let waits = answers(case, node);
    let last = replica.log().last_index();
    let open = last > node.commit_index();
    let verdict = match (node.hands_over_to(), open) {
        (Some(to), _) => format!("{id} waits for {to} to take over the leadership."),
        (None, true) if last == node.commit_index().next() => {
            format!("{id} waits until a quorum holds entry {last}.")
        }
        (None, true) => {
            let first = node.commit_index().next();
            format!("{id} waits until a quorum holds entries {first} to {last}.")
        }
        (None, false) => {
            let due = node.timer().map_or(Micros::NEVER, |timer| timer.due);
            if due == Micros::NEVER {
                format!("{id} waits for requests of clients.")
            } else {
                format!("{id} waits for requests of clients, and sends its next heartbeat at {due} ms.")
            }
        }
    };
    Answer::of(verdict)
        .because(transfer(case, node))
        .because(waits)
        .because(reads(node))
        .because(without_quorum(case, node).or_else(|| quorum_check(node)))
}

fn transfer(case: Case<'_>, node: &Node) -> Option<Reason> {
    let (to, until) = (node.hands_over_to()?, node.hands_over_until()?);
    let last = node.log().last_index();
    let known = node.progress(to).map_or(LogIndex::ZERO, |progress| progress.matched);
    let begun = case.last_of(node.id(), |event| matches!(event, Event::TransferStarted { .. }));
    let what = if known < last {
        format!("{to} holds entries up to {known} of {last}, and is told to stand when it has all")
    } else {
        format!("{to} has all entries, and is told to stand")
    };
    Some(
        Reason::of(format!("{what}; {} leads on from {until} ms if {to} has not taken over.", node.id()))
            .since(begun.and_then(|begun| case.moment(begun))),
    )
}

/// What followers have not answered.
fn answers(case: Case<'_>, node: &Node) -> Vec<Reason> {
    let id = node.id();
    let others = node.configuration().members().iter().filter(|&other| other != id);
    let behind = others.filter_map(|other| Some((other, node.progress(other)?)));
    behind
        .filter(|(_, known)| known.matched < node.log().last_index())
        .map(|(other, known)| match (case.is_up(other), case.is_cut(id, other), case.is_cut(other, id)) {
            (false, ..) => case.down(other),
            (_, true, _) => case.cut(id, other),
            (_, _, true) => case.cut(other, id),
            _ => is_behind(other, known),
        })
        .collect()
}

/// What a follower that is in reach has to answer.
fn is_behind(other: NodeId, known: &Progress) -> Reason {
    let (matched, due, next) = (known.matched, known.due, known.next);
    let what = match (&known.pace, known.in_flight()) {
        (Pace::Probe { .. }, _) => format!("has to say whether its log agrees before entry {next}"),
        (Pace::Snapshot { snapshot, offset }, _) => {
            let (bytes, last) = (snapshot.state.len(), snapshot.last_index);
            format!("has {offset} of {bytes} bytes of the snapshot up to entry {last}")
        }
        (_, 0) => format!("has still to be sent entries from {next} on"),
        (_, 1) => "has an AppendEntries to answer".to_owned(),
        (_, count) => format!("has {count} AppendEntries to answer"),
    };
    Reason::of(format!("{other}, whose matchIndex is {matched}, {what}; it is spoken to again at {due} ms."))
}

/// Reads that wait for their round, or for the first commit of the term.
pub(super) fn reads(node: &Node) -> Option<Reason> {
    let (first, noted) = node.pending_reads().next()?;
    let wait = match node.pending_reads().count() {
        1 => format!("Read {first} waits"),
        count => format!("{count} reads, the first of them {first}, wait"),
    };
    let (id, term) = (node.id(), node.term());
    let Some((index, round)) = noted else {
        let text = format!("{wait} until an entry of {id}'s own term {term} is committed.");
        return Some(Reason::of(text).by(Rule::ReadAfterOwnCommit));
    };
    let answered = |other: &NodeId| node.progress(*other).is_some_and(|known| known.round >= round);
    let who: NodeSet = node.configuration().all_voters().iter().filter(answered).collect();
    let text = format!(
        "{wait} until a quorum has answered the heartbeats of round {round}: so far {}. Then the store is read as of entry {index} or later.",
        names(who)
    );
    Some(Reason::of(text).by(Rule::ConfirmationBoundToRead))
}

fn quorum_check(node: &Node) -> Option<Reason> {
    let at = node.checks_quorum_at()?;
    Some(Reason::of(format!(
        "At {at} ms it looks whether a quorum has answered it, and else steps down (CheckQuorum)."
    )))
}

/// Writes that are not durable, and what waits for them.
fn disk(replica: &Replica) -> Option<Reason> {
    let (count, due) = (replica.disk().unsynced(), replica.disk().deadline());
    if count == 0 {
        return None;
    }
    let held = replica.held_back().map(|(to, _)| to).collect::<NodeSet>();
    let what =
        if held.is_empty() { String::new() } else { format!(" Answers to {} leave only then.", names(held)) };
    let writes = if count == 1 { "A write is".to_owned() } else { format!("{count} writes are") };
    Some(
        Reason::of(format!("{writes} on the way to its disk, and the next is durable at {due} ms.{what}"))
            .by(Rule::PersistBeforeReply),
    )
}
