//! Why did this replica vote, or why did it not?

use crate::raft::{Event, LogIndex, Message, NodeId, Rule, Term, VoteRefusal};
use crate::sim::{Address, Body, Kind, Record, What};

use super::candidacy::{self, still_out};
use super::case::{Case, configuration_of, event_of};
use super::{Answer, Reason};

pub(super) fn explain(case: Case<'_>, voter: NodeId, candidate: Option<NodeId>) -> Answer {
    if candidate == Some(voter) {
        return Answer::of(format!("{voter} asks nobody but others for their votes."));
    }
    let wanted = |to: NodeId| candidate.is_none_or(|candidate| candidate == to);
    let decision = case.last_of(voter, |event| decided_on(event).is_some_and(wanted));
    let asked = case.last(|record| {
        let other = |id| Address::from(id) == Address::from(voter);
        match (record.subject, record.what) {
            (Some(Address::Replica(id)), What::Node(event)) => begins(&event) && !other(id) && wanted(id),
            _ => false,
        }
    });
    match (decision, asked) {
        (None, None) => Answer::of(match candidate {
            Some(candidate) => {
                format!("{candidate} has not stood for election yet, so {voter} was not asked.")
            }
            None => format!("Nobody has asked {voter} for its vote yet."),
        }),
        (decision, Some(asked)) if decision.is_none_or(|decision| decision < asked) => {
            undecided(case, voter, asked)
        }
        (Some(decision), _) => decided(case, voter, decision),
        (None, Some(asked)) => undecided(case, voter, asked),
    }
}

/// On whom an event decides, if it gives or refuses a vote.
const fn decided_on(event: &Event) -> Option<NodeId> {
    match *event {
        Event::VoteGranted { to, .. }
        | Event::VoteRefused { to, .. }
        | Event::PreVoteGranted { to, .. }
        | Event::PreVoteRefused { to, .. } => Some(to),
        _ => None,
    }
}

const fn begins(event: &Event) -> bool {
    matches!(event, Event::BecameCandidate { .. } | Event::BecamePreCandidate { .. })
}

/// The replica has not been heard on an election that has begun.
fn undecided(case: Case<'_>, voter: NodeId, asked: usize) -> Answer {
    let Some(Record { subject: Some(Address::Replica(candidate)), .. }) = case.trace.get(asked).copied()
    else {
        return Answer::of(format!("Nobody has asked {voter} for its vote yet."));
    };
    let begun = case.told(asked);
    let answer = Answer::of(format!("{voter} has not decided on {candidate}'s request for its vote."));
    let Some(node) = case.node(candidate) else {
        return answer.because([case.down(candidate), begun]);
    };
    if !candidacy::stands(node) {
        let lost = case.lost(candidate, voter, &[Kind::RequestVote, Kind::PreVote], asked);
        let reason = lost.map_or_else(
            || {
                Reason::of(format!(
                    "{candidate} did not ask {voter}: that is no voter by {candidate}'s configuration then, or the election was over before the request left."
                ))
            },
            |lost| case.told(lost),
        );
        return answer.because([reason, begun]);
    }
    if !node.configuration().all_voters().contains(voter) {
        let by = configuration_of(node);
        let reason = format!("{candidate} asks only the voters of {by}, and {voter} is none.");
        return answer.because([Reason::of(reason).by(Rule::MajorityOfVoters), begun]);
    }
    answer.because([still_out(case, node, voter, asked), begun])
}

fn decided(case: Case<'_>, voter: NodeId, decision: usize) -> Answer {
    let Some(record) = case.trace.get(decision) else { return Answer::of(String::new()) };
    let What::Node(event) = record.what else { return Answer::of(String::new()) };
    let told = case.told(decision);
    let answer = Answer::of(format!("{} ms: {}", record.at, told.text));
    match event {
        Event::VoteGranted { to, .. } if to == voter => {
            answer.because([Reason::of("A candidate votes for itself, and so for no one else in its term.")
                .by(Rule::VoteOncePerTerm)
                .since(case.moment(decision))])
        }
        Event::VoteGranted { to, term } => answer
            .because([granted(case, voter, to, term, decision)])
            .because(what_became_of_it(case, voter, to, term, decision)),
        Event::PreVoteGranted { to, term } => answer.because([Reason::of(format!(
            "{voter} heard no leader, and {to}'s log is not behind its own. That binds {voter} to nothing in term {term}."
        ))
        .since(case.moment(decision))]),
        Event::VoteRefused { to, why } | Event::PreVoteRefused { to, why } => {
            answer.because([refused(case, voter, to, why, decision)])
        }
        _ => answer,
    }
}

fn granted(case: Case<'_>, voter: NodeId, to: NodeId, term: Term, decision: usize) -> Reason {
    Reason::of(format!("{voter} had given no vote in term {term}, and {to}'s log was not behind its own."))
        .by(Rule::CandidateLogUpToDate)
        .since(case.moment(decision))
}

/// Whether a vote has come in.
fn what_became_of_it(
    case: Case<'_>,
    voter: NodeId,
    to: NodeId,
    term: Term,
    decision: usize,
) -> Option<Reason> {
    let votes = |body: &Body| matches!(body, Body::Raft(Message::Vote { granted: true, .. }));
    let replica = case.cluster.replica(voter)?;
    if replica
        .held_back()
        .any(|(receiver, message)| receiver == to && matches!(message, Message::Vote { .. }))
    {
        let due = replica.disk().deadline();
        let text = format!("It leaves when it is durable: {voter}'s disk is ready at {due} ms.");
        return Some(Reason::of(text).by(Rule::PersistBeforeReply));
    }
    if let Some(vote) = case.under_way(voter, to, |envelope| votes(&envelope.body)) {
        return Some(Reason::of(format!("It is on its way, and arrives at {to} at {} ms.", vote.arrives)));
    }
    let left_out = event_of(
        to,
        |event| matches!(event, Event::VoteNotCounted { from, term: of } if *from == voter && *of == term),
    );
    let uncounted = case.newest_from(decision).find(|(_, record)| left_out(record));
    let lost = case.lost(voter, to, &[Kind::Vote], decision);
    uncounted.map(|(number, _)| number).or(lost).map(|number| case.told(number))
}

/// What made a refusal so.
fn refused(case: Case<'_>, voter: NodeId, to: NodeId, why: VoteRefusal, decision: usize) -> Reason {
    let before = |wanted: &dyn Fn(&Event) -> bool, who: NodeId| {
        case.last_before(decision, event_of(who, wanted)).and_then(|number| case.moment(number))
    };
    let rule = case.trace.get(decision).and_then(Record::rule);
    let (text, moments) = match why {
        VoteRefusal::StaleTerm { theirs, mine } => (
            format!("{to} asked in term {theirs}, which was over for {voter}: it was in term {mine}."),
            vec![before(&|event| enters(event, mine), voter)],
        ),
        VoteRefusal::AlreadyVoted { candidate, term } => (
            format!("{voter} has one vote in term {term}, and {candidate} has it."),
            vec![before(
                &|event| matches!(event, Event::VoteGranted { to, term: of } if (*to, *of) == (candidate, term)),
                voter,
            )],
        ),
        VoteRefusal::LogBehind { theirs, mine } => (
            format!(
                "{to}'s log ends with entry {} of term {}, {voter}'s with entry {} of term {}: the later term, or in the same term the greater index, is more up to date.",
                theirs.1, theirs.0, mine.1, mine.0
            ),
            vec![
                before(&|event| appends(event, mine.1), voter),
                before(&|event| appends(event, theirs.1), to),
            ],
        ),
        VoteRefusal::LeaderAlive { leader } => {
            let least = case.cluster.blueprint().settings.election_timeout_least;
            let whom =
                leader.map_or_else(|| "a leader before its restart".to_owned(), |leader| leader.to_string());
            (
                format!(
                    "{voter} may have heard {whom} within the least election timeout, {least} ms, and keeps to it (PreVote, CheckQuorum: dissertation §4.2.3)."
                ),
                vec![before(
                    &|event| matches!(event, Event::LearntLeader { .. } | Event::BecameLeader { .. }),
                    voter,
                )],
            )
        }
        VoteRefusal::LeaderHeard { until } => (
            format!(
                "{voter} has promised to vote for no one before {until} ms, since a leader may read by its lease."
            ),
            vec![before(&|event| matches!(event, Event::LearntLeader { .. }), voter)],
        ),
    };
    let moments = moments.into_iter().flatten().chain(case.moment(decision));
    Reason { text, rule, moments: Vec::new() }.since(moments)
}

fn enters(event: &Event, entered: Term) -> bool {
    match *event {
        Event::BecameFollower { term, .. } | Event::BecameCandidate { term } => term == entered,
        _ => false,
    }
}

fn appends(event: &Event, entry: LogIndex) -> bool {
    matches!(event, Event::Appended { first, last, .. } if (*first..=*last).contains(&entry))
}
