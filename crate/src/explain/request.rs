//! Why was a client answered so, or why is it not answered?

use crate::kv::Op;
use crate::raft::{Event, Micros, Node, NodeId, Role, Rule};
use crate::sim::{Address, Answered, Body, ClientId, Exchange, Kind, Record, Reply, RequestId, Wait, What};

use super::case::{Case, event_of};
use super::{Answer, Reason, entry, leader, replica};

/// So many requests for the same are told of at most.
const MOST_STEPS: usize = 12;

pub(super) fn explain(case: Case<'_>, client: ClientId, number: Option<usize>) -> Answer {
    let history = case.cluster.clients().history();
    let of_client = |place: &usize| history.get(*place).is_some_and(|exchange| exchange.client == client);
    let place = match number {
        Some(number) => Some(number).filter(of_client),
        None => (0..history.len()).rev().find(of_client),
    };
    let Some(exchange) = place.and_then(|place| history.get(place)) else {
        return Answer::of(match number {
            Some(number) => format!("Request {number} of the run is none of {client}."),
            None => format!("{client} has asked nothing yet."),
        });
    };
    let route = route(case, exchange);
    match &exchange.answer {
        Some((at, by, reply)) => answered(case, exchange, (*at, *by, reply)),
        None => unanswered(case, exchange, route.last().copied()),
    }
    .because(route.iter().filter_map(|&number| step(case, number)))
}

/// The records of what was asked and answered on the way, oldest first. What a client does upon an answer stands
/// right behind it.
fn route(case: Case<'_>, exchange: &Exchange) -> Vec<usize> {
    let who = Some(Address::Client(exchange.client));
    let mut steps = Vec::new();
    let mut wanted = exchange.last_request().map(|(id, _)| id);
    while let Some(id) = wanted.take()
        && steps.len() < MOST_STEPS
    {
        let asks = |record: &Record| {
            record.subject == who && matches!(record.what, What::Asked { id: asked, .. } if asked == id)
        };
        let Some(asked) = case.last(asks) else { break };
        steps.push(asked);
        let Some(before) = asked.checked_sub(1).and_then(|before| Some((before, case.trace.get(before)?)))
        else {
            break;
        };
        if let (number, Record { subject, what, .. }) = before
            && *subject == who
            && let What::Answered { id, how: Answered::Redirect, .. } | What::OutOfPatience { id } = *what
        {
            steps.push(number);
            wanted = Some(id);
        }
    }
    steps.reverse();
    steps
}

/// Why a client had to ask once more.
fn step(case: Case<'_>, number: usize) -> Option<Reason> {
    match case.trace.get(number)?.what {
        What::Answered { by, how: Answered::Redirect, .. } => Some(redirected(case, by, number)),
        What::OutOfPatience { .. } => Some(case.told(number)),
        _ => None,
    }
}

/// Why a replica sent a client on. Its answer was under way for as long as a message takes at least.
fn redirected(case: Case<'_>, by: NodeId, number: usize) -> Reason {
    let at = case.at(number);
    let way = case.cluster.post().network.settings().latency_least;
    let known = case.last_before(number, |record| {
        record.at.after(way) <= at
            && event_of(by, |event| {
                matches!(
                    event,
                    Event::LearntLeader { .. }
                        | Event::BecameFollower { .. }
                        | Event::BecameLeader { .. }
                        | Event::BecameCandidate { .. }
                )
            })(record)
    });
    let followed = known.and_then(|known| match case.trace.get(known)?.what {
        What::Node(Event::LearntLeader { leader, term }) => Some((leader, term)),
        _ => None,
    });
    let text = match followed {
        Some((leader, term)) => {
            format!(
                "{by} sent it on at {at} ms: it followed {leader} in term {term}, and only a leader takes requests."
            )
        }
        None => format!("{by} sent it on at {at} ms: it did not lead."),
    };
    let moments = [known, Some(number)].into_iter().flatten().filter_map(|number| case.moment(number));
    Reason::of(text).since(moments)
}

fn answered(case: Case<'_>, exchange: &Exchange, (at, by, reply): (Micros, NodeId, &Reply)) -> Answer {
    let Exchange { client, op, asked, .. } = exchange;
    let took = Micros(at.0 - asked.0);
    let answer = Answer::of(format!(
        "{by} answered {client}'s {op}: {}, at {at} ms, {took} ms after it was asked.",
        reply.name()
    ));
    let last = case.last(|record| {
        let Some((id, _)) = exchange.last_request() else { return false };
        matches!(record.what, What::Answered { id: answered, how, .. } if answered == id && how != Answered::Again)
    });
    let moment = last.and_then(|last| case.moment(last));
    let reason = match (reply, &**op) {
        (Reply::Redirect, _) => last.map(|last| redirected(case, by, last)),
        (Reply::Fail, Op::CompareAndSet { key, expect, .. }) => Some(
            Reason::of(format!("{by} carried it out in the order of the log, and {key} was not \"{expect}\" there."))
                .since(moment),
        ),
        (Reply::Fail, _) => Some(Reason::of(format!("{by} did not carry it out.")).since(moment)),
        (Reply::SessionExpired, _) => Some(
            Reason::of(format!(
                "Its session is not among the {} that are kept open, so nobody knows whether it was carried out before.",
                case.cluster.blueprint().sessions_kept
            ))
            .by(Rule::ApplyOnce)
            .since(moment),
        ),
        (Reply::Ok(_) | Reply::Opened(_), _) => Some(Reason::of(format!("{by} led, and carried it out.")).since(moment)),
    };
    answer.because(reason)
}

fn unanswered(case: Case<'_>, exchange: &Exchange, last: Option<usize>) -> Answer {
    let Exchange { client, op, asked, .. } = exchange;
    let Some((id, to)) = exchange.last_request() else {
        return Answer::of(format!(
            "{client}'s {op} has not left since it was asked at {asked} ms: {client} waits for its session to be opened."
        ))
        .because(opening(case, *client));
    };
    let what = format!("{client}'s {op}");
    let carries = |body: &Body| matches!(body, Body::Request { id: other, .. } | Body::Answer { id: other, .. } if *other == id);
    if let Some(request) = case.under_way(*client, to, |envelope| carries(&envelope.body)) {
        return Answer::of(format!("{what} is on its way to {to}, and arrives at {} ms.", request.arrives));
    }
    if let Some(reply) = case.under_way(to, *client, |envelope| carries(&envelope.body)) {
        return Answer::of(format!("{to} has answered {what}: that arrives at {} ms.", reply.arrives));
    }
    match case.cluster.replica(to).and_then(|replica| replica.waits_for(id)) {
        Some(wait) => waits(case, &what, to, wait),
        None => Answer::of(format!("{what} will not be answered by {to}."))
            .because(last.and_then(|last| lost(case, exchange, to, last))),
    }
    .because([asks_again(case, exchange, id)])
}

/// What opens a client's session.
fn opening(case: Case<'_>, client: ClientId) -> Vec<Reason> {
    let history = case.cluster.clients().history();
    let opens = |place: &usize| {
        history.get(*place).is_some_and(|exchange| {
            exchange.client == client
                && exchange.answer.is_none()
                && matches!(*exchange.op, Op::OpenSession { .. })
        })
    };
    let Some(place) = (0..history.len()).rev().find(opens) else { return Vec::new() };
    let Answer { verdict, reasons } = explain(case, client, Some(place));
    std::iter::once(Reason::of(verdict).by(Rule::ApplyOnce)).chain(reasons).collect()
}

/// A replica has the request and keeps it.
fn waits(case: Case<'_>, what: &str, at: NodeId, wait: Wait) -> Answer {
    let node = case.node(at);
    match wait {
        Wait::Entry { index, term } => {
            let answer = Answer::of(format!(
                "{what} waits at {at} until its entry {index} of term {term} is committed there."
            ));
            let log_term = node.and_then(|node| node.log().term_at(index));
            if log_term.is_some_and(|other| other != term) || log_term.is_none() {
                return answer.because([Reason::of(format!(
                    "{at}'s log no longer has that entry; whether another replica has is known when entry {index} is committed."
                ))]);
            }
            let Answer { verdict, reasons } = entry::explain(case, Some(at), index);
            answer.because([Reason::of(verdict)]).because(reasons)
        }
        Wait::Read(_) => Answer::of(format!("{what} waits at {at} for {at} to be sure that it still leads."))
            .because(node.and_then(replica::reads))
            .because(node.and_then(|node| leader::without_quorum(case, node))),
        Wait::Leader => {
            let hands_over = node.and_then(Node::hands_over_to);
            let answer = match hands_over {
                Some(to) => Answer::of(format!(
                    "{what} waits at {at}, which takes nothing while it hands over to {to}."
                )),
                None => Answer::of(format!("{what} waits at {at}, which knows no leader to send it to.")),
            };
            let Answer { verdict, reasons } = leader::explain(case);
            answer.because(unheard(case, at)).because([Reason::of(verdict)]).because(reasons)
        }
        Wait::OtherLeader => {
            let known = node.and_then(Node::leader);
            let leader = known.map(|known| known.to_string()).unwrap_or_default();
            let timer = node.filter(|node| node.role() == Role::Follower).and_then(Node::timer);
            let until =
                timer.map(|timer| format!(", at {} ms at the earliest", timer.due)).unwrap_or_default();
            Answer::of(format!(
                "{what} waits at {at}: its client named {leader}, whom {at} knows as leader too, and does not reach it."
            ))
            .because([Reason::of(format!("{at} sends it on when {leader} is heard again, or when it is given up{until}."))])
        }
    }
}

/// Why a replica knows nothing of the leader that there is.
fn unheard(case: Case<'_>, at: NodeId) -> Option<Reason> {
    let leader = case.cluster.newest_leader().map(Node::id).filter(|&leader| leader != at)?;
    Some(if case.is_cut(leader, at) {
        case.cut(leader, at)
    } else {
        Reason::of(format!("{at} has not heard from {leader}, which leads."))
    })
}

/// How a request, or its answer, came to an end without the client hearing of it.
fn lost(case: Case<'_>, exchange: &Exchange, to: NodeId, asked: usize) -> Option<Reason> {
    let client = Address::Client(exchange.client);
    let ends = |record: &Record| match record.what {
        What::Ended { to: receiver, kind: Kind::Request, .. } => {
            record.subject == Some(client) && receiver == to.into()
        }
        What::Ended { to: receiver, kind: Kind::Answer, .. } => {
            record.subject == Some(to.into()) && receiver == client
        }
        What::Crashed { .. } | What::Node(Event::Installed { .. }) => record.subject == Some(to.into()),
        _ => false,
    };
    let end = (asked..case.trace.len()).find(|&number| case.trace.get(number).is_some_and(ends))?;
    let told = case.told(end);
    let why = match case.trace.get(end)?.what {
        What::Crashed { .. } => format!("{} It forgot who was waiting.", told.text),
        What::Node(_) => {
            format!("{} Of those who waited for these entries it cannot say whose are among them.", told.text)
        }
        _ => told.text.clone(),
    };
    Some(Reason { text: why, ..told })
}

fn asks_again(case: Case<'_>, exchange: &Exchange, id: RequestId) -> Reason {
    let client = exchange.client;
    Reason::of(match case.cluster.clients().asks_again_at(id) {
        Some(at) => format!("{client} asks again at {at} ms if no answer comes."),
        None if exchange.asks_again() => format!("{client} does not ask again: clients have no retry_ms."),
        None => format!("{client} does not ask elsewhere: it wants to hear what this replica says."),
    })
}
