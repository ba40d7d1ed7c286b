//! Who stands for election, and whose votes are still out.

use std::collections::BTreeMap;

use crate::raft::{Event, Message, Node, NodeId, NodeSet, Role, Rule};
use crate::sim::{Address, Body, Kind, Record, What};

use super::Reason;
use super::case::{Case, names, needed, tally};

/// Those who stand, or ask whether they would win, the latest term first.
pub(super) fn standing(case: Case<'_>) -> impl Iterator<Item = &Node> {
    let mut nodes: Vec<&Node> = case.nodes().filter(|node| stands(node)).collect();
    nodes.sort_by_key(|node| (std::cmp::Reverse(node.term()), node.id()));
    nodes.into_iter()
}

pub(super) fn stands(node: &Node) -> bool {
    matches!(node.role(), Role::Candidate | Role::PreCandidate)
}

/// One of two or more candidates of a term, if that is the latest and none of them can get a majority any more, since
/// the votes are given.
pub(super) fn split<'a>(case: Case<'_>, standing: &[&'a Node]) -> Option<&'a Node> {
    let first = standing.first().filter(|node| node.role() == Role::Candidate)?;
    let rivals =
        || standing.iter().filter(|node| node.role() == Role::Candidate && node.term() == first.term());
    let given = |id: NodeId, other: &Node| {
        case.node(id).is_some_and(|voter| {
            voter.term() > other.term()
                || voter.term() == other.term() && voter.voted_for().is_some_and(|vote| vote != other.id())
        })
    };
    let lost = |node: &&&Node| {
        let voters = node.configuration().all_voters();
        let left = voters.iter().filter(|&id| !given(id, node)).collect();
        !node.configuration().decided_by(left, case.nobody(), case.rules())
    };
    (rivals().count() > 1 && rivals().all(|node| lost(&node))).then_some(*first)
}

/// What a candidate, or pre-candidate, has and lacks.
pub(super) fn reasons(case: Case<'_>, node: &Node) -> Vec<Reason> {
    let (id, configuration) = (node.id(), node.configuration());
    let begun = case.last_of(id, |event| {
        matches!(event, Event::BecameCandidate { .. } | Event::BecamePreCandidate { .. })
    });
    let what = match node.role() {
        Role::Candidate => format!("{id} stands in term {} and has the votes of", node.term()),
        _ => format!("{id} asks whether it would win term {}, and has a yes of", node.term().next()),
    };
    let due = node.timer().map(|timer| format!("; without them it tries again at {} ms", timer.due));
    let have = Reason::of(format!(
        "{what} {}: {}. It needs {}{}.",
        names(node.votes()),
        tally(configuration, node.votes()),
        needed(configuration, case.rules()),
        due.unwrap_or_default()
    ))
    .by(Rule::MajorityOfVoters)
    .since(begun.and_then(|begun| case.moment(begun)));
    let refusals = refusals(case, node, begun.unwrap_or_default());
    let out = configuration.all_voters().without(node.votes());
    let gone = given_to_others(case, node, &refusals);
    let voters = out.iter().filter_map(|voter| match refusals.get(&voter) {
        Some(&refusal) => Some(case.told(refusal)).filter(|told| told.rule != Some(Rule::VoteOncePerTerm)),
        None => Some(still_out(case, node, voter, begun.unwrap_or_default())),
    });
    std::iter::once(have).chain(gone).chain(voters).collect()
}

/// The votes of the term that others have.
fn given_to_others(case: Case<'_>, node: &Node, refusals: &BTreeMap<NodeId, usize>) -> Option<Reason> {
    let rule = |refusal: usize| case.trace.get(refusal).and_then(Record::rule);
    let gone = || refusals.iter().filter(|&(_, &refusal)| rule(refusal) == Some(Rule::VoteOncePerTerm));
    let voters: NodeSet = gone().map(|(&voter, _)| voter).collect();
    (!voters.is_empty()).then(|| {
        let have = if voters.len() == 1 { "has given its vote" } else { "have given their votes" };
        Reason::of(format!("{} {have} of term {} to others.", names(voters), node.term()))
            .by(Rule::VoteOncePerTerm)
            .since(gone().filter_map(|(_, &refusal)| case.moment(refusal)))
    })
}

/// The newest refusal by each voter since the candidacy began.
fn refusals(case: Case<'_>, node: &Node, begun: usize) -> BTreeMap<NodeId, usize> {
    let mut found = BTreeMap::new();
    for (number, record) in case.newest_from(begun) {
        if let Some(Address::Replica(voter)) = record.subject
            && refuses(record, node.id())
        {
            found.entry(voter).or_insert(number);
        }
    }
    found
}

fn refuses(record: &Record, candidate: NodeId) -> bool {
    matches!(record.what, What::Node(Event::VoteRefused { to, .. } | Event::PreVoteRefused { to, .. }) if to == candidate)
}

/// Why a vote that nobody refused has not come.
pub(super) fn still_out(case: Case<'_>, node: &Node, voter: NodeId, begun: usize) -> Reason {
    let id = node.id();
    let Some(replica) = case.cluster.replica(voter).filter(|replica| replica.node().is_some()) else {
        return case.down(voter);
    };
    if voter == id {
        let due = replica.disk().deadline();
        return Reason::of(format!("{id}'s own vote counts when it is durable, at {due} ms."))
            .by(Rule::PersistBeforeReply);
    }
    let asks = |message: &Message| matches!(message, Message::RequestVote { .. } | Message::PreVote { .. });
    let is_request = |body: &Body| matches!(body, Body::Raft(message) if asks(message));
    if let Some(request) = case.under_way(id, voter, |envelope| is_request(&envelope.body)) {
        return Reason::of(format!("{voter} is asked at {} ms, when the request arrives.", request.arrives));
    }
    if let Some(own) = case.cluster.replica(id)
        && own.held_back().any(|(to, message)| to == voter && asks(message))
    {
        let due = own.disk().deadline();
        return Reason::of(format!("{id} asks {voter} when its own vote is durable, at {due} ms."))
            .by(Rule::PersistBeforeReply);
    }
    let answers =
        |body: &Body| matches!(body, Body::Raft(Message::Vote { .. } | Message::PreVoteAnswer { .. }));
    if let Some(vote) = case.under_way(voter, id, |envelope| answers(&envelope.body)) {
        return Reason::of(format!("{voter}'s answer arrives at {} ms.", vote.arrives));
    }
    let waits = |held: (NodeId, &Message)| held.0 == id && matches!(held.1, Message::Vote { .. });
    if replica.held_back().any(waits) {
        let due = replica.disk().deadline();
        return Reason::of(format!(
            "{voter}'s vote leaves when it is durable: its disk is ready at {due} ms."
        ))
        .by(Rule::PersistBeforeReply);
    }
    let lost = case
        .lost(id, voter, &[Kind::RequestVote, Kind::PreVote], begun)
        .or_else(|| case.lost(voter, id, &[Kind::Vote, Kind::PreVoteAnswer], begun));
    if let Some(lost) = lost {
        return case.told(lost);
    }
    let cut = [(id, voter), (voter, id)].into_iter().find(|&(from, to)| case.is_cut(from, to));
    cut.map_or_else(|| Reason::of(format!("{id} waits for {voter}.")), |(from, to)| case.cut(from, to))
}
