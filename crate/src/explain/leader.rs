//! Why is there no leader, or why this one?

use crate::raft::{Event, Micros, Node, NodeId, NodeSet, Role, Rule};
use crate::sim::{Record, What};

use super::candidacy;
use super::case::{Case, names, needed, tally};
use super::entry::deposed;
use super::{Answer, Reason};

pub(super) fn explain(case: Case<'_>) -> Answer {
    match case.cluster.newest_leader() {
        Some(leader) => leads(case, leader),
        None => Answer::of(verdict_for_none(case)).because(reasons_for_none(case)),
    }
}

impl Case<'_> {
    /// Whom no rule lets count in addition to the voters.
    pub(super) fn nobody(self) -> NodeSet {
        NodeSet::default()
    }

    /// The record of a replica's last election.
    pub(super) fn elected(self, id: NodeId) -> Option<usize> {
        self.last_of(id, |event| matches!(event, Event::BecameLeader { .. }))
    }

    /// Whether these could elect someone by the configuration of a replica.
    fn suffice(self, node: &Node, these: NodeSet) -> bool {
        node.configuration().decided_by(these, self.nobody(), self.rules())
    }
}

fn leads(case: Case<'_>, leader: &Node) -> Answer {
    let (id, term) = (leader.id(), leader.term());
    let elected = case.elected(id);
    let since = elected.map_or(Micros::ZERO, |elected| case.at(elected));
    let votes = leader.votes();
    let won = Reason::of(format!(
        "It won term {term} with the votes of {}: a majority of those who were voters then.",
        names(votes)
    ))
    .by(Rule::MajorityOfVoters)
    .since(elected.and_then(|elected| case.moment(elected)));
    let powerless = without_quorum(case, leader);
    let but = if powerless.is_some() { ", but reaches no majority" } else { "" };
    Answer::of(format!("{id} leads term {term}, since {since} ms{but}."))
        .because(powerless)
        .because(deposed(case, leader))
        .because(hands_over(case, leader))
        .because([won])
        .because(elected.and_then(|elected| before(case, elected)))
        .because(earlier_leaders(case, leader))
}

/// The leader reaches too few voters to commit anything.
pub(super) fn without_quorum(case: Case<'_>, leader: &Node) -> Option<Reason> {
    let reached = case.reached_from(leader.id());
    if case.suffice(leader, reached) {
        return None;
    }
    let configuration = leader.configuration();
    let end = leader.checks_quorum_at().map_or_else(
        || "without CheckQuorum it leads on until it hears of a later term".to_owned(),
        |at| format!("unless more answer it steps down at {at} ms (CheckQuorum)"),
    );
    let reason = Reason::of(format!(
        "It reaches {} only, {}, and needs {} to commit anything; {end}.",
        names(reached),
        tally(configuration, reached),
        needed(configuration, case.rules())
    ));
    let last = last_fault(case);
    Some(reason.by(Rule::MajorityOfVoters).since(last.and_then(|last| case.moment(last))))
}

/// The last crash or cut.
fn last_fault(case: Case<'_>) -> Option<usize> {
    case.last(|record| {
        matches!(record.what, What::Crashed { .. } | What::Link { cut: true, .. } | What::CutOff { .. })
    })
}

fn hands_over(case: Case<'_>, leader: &Node) -> Option<Reason> {
    let (to, until) = (leader.hands_over_to()?, leader.hands_over_until()?);
    let begun = case.last_of(leader.id(), |event| matches!(event, Event::TransferStarted { .. }));
    let text = format!("It hands over to {to}, and leads on if that has not taken over by {until} ms.");
    Some(Reason::of(text).since(begun.and_then(|begun| case.moment(begun))))
}

/// Others that believe to lead an earlier term.
fn earlier_leaders(case: Case<'_>, leader: &Node) -> Vec<Reason> {
    let others = case.nodes().filter(|node| node.role() == Role::Leader && node.id() != leader.id());
    others
        .map(|other| {
            let (id, term) = (other.id(), other.term());
            Reason::of(format!(
                "{id} still leads term {term}: it has not heard of term {} yet.",
                leader.term()
            ))
            .by(Rule::StepDownOnHigherTerm)
        })
        .collect()
}

/// How the leader before an election came to its end.
fn before(case: Case<'_>, end: usize) -> Option<Reason> {
    let led =
        case.last_before(end, |record| matches!(record.what, What::Node(Event::BecameLeader { .. })))?;
    let who = case.trace.get(led)?.subject?;
    let ended = |record: &Record| {
        record.subject == Some(who)
            && match record.what {
                What::Crashed { .. } => true,
                What::Node(event) => matches!(
                    event,
                    Event::BecameFollower { was: Role::Leader, .. }
                        | Event::LostQuorum { .. }
                        | Event::Resigned { .. }
                ),
                _ => false,
            }
    };
    let first = (led..end).find(|&number| case.trace.get(number).is_some_and(ended))?;
    Some(Reason { text: format!("Before, {who} led: {}", case.told(first).text), ..case.told(first) })
}

fn verdict_for_none(case: Case<'_>) -> String {
    let up: NodeSet = case.nodes().map(Node::id).collect();
    let configuration = case.cluster.newest_configuration();
    let need = needed(configuration, case.rules());
    if up.is_empty() {
        return "Nobody leads: every replica is down.".into();
    }
    if !configuration.decided_by(up, case.nobody(), case.rules()) {
        return format!("Nobody can lead: {} voters are up, and it takes {need}.", tally(configuration, up));
    }
    if !case.nodes().any(|node| node.stands() && case.suffice(node, case.reached_from(node.id()))) {
        return format!("Nobody can lead: no replica reaches as many voters as it takes, {need}.");
    }
    let standing: Vec<&Node> = candidacy::standing(case).collect();
    if let Some(split) = candidacy::split(case, &standing) {
        return format!("Nobody leads: the votes of term {} are split.", split.term());
    }
    if let Some(first) = standing.first() {
        let (id, votes) = (first.id(), tally(first.configuration(), first.votes()));
        return match first.role() {
            Role::Candidate => {
                format!("Nobody leads yet: {id} stands in term {} and has {votes} votes.", first.term())
            }
            _ => format!(
                "Nobody leads yet: {id} asks whether it would win term {}, and {votes} would vote for it.",
                first.term().next()
            ),
        };
    }
    match next_timer(case) {
        Some((due, id)) => format!("Nobody leads: the next election timer, {id}'s, runs out at {due} ms."),
        None => "Nobody leads, and nobody stands for election.".into(),
    }
}

/// What an election waits for.
pub(super) fn reasons_for_none(case: Case<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let down = case.cluster.replicas().iter().map(crate::sim::Replica::id).filter(|&id| !case.is_up(id));
    reasons.extend(down.map(|id| case.down(id)));
    reasons.extend(cut_off(case));
    reasons.extend(candidacy::standing(case).flat_map(|node| candidacy::reasons(case, node)));
    reasons.extend(who_can_win(case));
    reasons.extend(next_timer(case).map(|(due, id)| {
        let reason =
            Reason::of(format!("{id} stands for election at {due} ms, if it hears from no leader before."));
        reason.by(Rule::RandomizedTimeouts)
    }));
    reasons.extend(before(case, case.trace.len()));
    reasons
}

/// When a follower next stands for election, and who. Candidates tell so themselves.
fn next_timer(case: Case<'_>) -> Option<(Micros, NodeId)> {
    let waiting = case.nodes().filter(|node| node.role() == Role::Follower);
    waiting.filter_map(|node| Some((node.timer()?.due, node.id()))).min()
}

/// Whoever is up and reaches too few voters by the links as they are.
fn cut_off(case: Case<'_>) -> Option<Reason> {
    let cut = |node: &&Node| {
        let up: NodeSet = case.nodes().map(Node::id).collect();
        node.stands() && case.suffice(node, up) && !case.suffice(node, case.reached_from(node.id()))
    };
    let side: NodeSet = case.nodes().filter(cut).map(Node::id).collect();
    let last = case.last(|record| matches!(record.what, What::Link { cut: true, .. } | What::CutOff { .. }));
    let verb = if side.len() == 1 { "does" } else { "do" };
    (!side.is_empty()).then(|| {
        Reason::of(format!("By the links that are cut {} {verb} not reach a majority.", names(side)))
            .by(Rule::MajorityOfVoters)
            .since(last.and_then(|last| case.moment(last)))
    })
}

/// Where not everyone could win: those whose logs a majority within their reach would vote for.
fn who_can_win(case: Case<'_>) -> Option<Reason> {
    if !case.rules().on(Rule::CandidateLogUpToDate) {
        return None;
    }
    let end = |id: NodeId| case.node(id).map(|node| (node.log().last_term(), node.log().last_index()));
    let wins = |node: &&Node| {
        let voters = case.reached_from(node.id()).iter().filter(|&voter| end(voter) <= end(node.id()));
        case.suffice(node, voters.collect())
    };
    let reaching =
        || case.nodes().filter(|node| node.stands() && case.suffice(node, case.reached_from(node.id())));
    let able: NodeSet = reaching().filter(wins).map(Node::id).collect();
    let behind: NodeSet = reaching().map(Node::id).collect::<NodeSet>().without(able);
    (!behind.is_empty()).then(|| {
        let verb = if behind.len() == 1 { "its log is" } else { "their logs are" };
        Reason::of(format!(
            "Of those that reach a majority only {} can win; for {} too few would vote: {verb} behind.",
            names(able),
            names(behind)
        ))
        .by(Rule::CandidateLogUpToDate)
    })
}
