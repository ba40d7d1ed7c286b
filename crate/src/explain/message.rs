//! What became of this message, and why?

use crate::raft::NodeId;
use crate::sim::{Address, Envelope, MessageId, Outcome, What};

use super::case::Case;
use super::{Answer, Reason};

pub(super) fn explain(case: Case<'_>, message: MessageId) -> Answer {
    let post = case.cluster.post();
    if message > post.last_id() {
        return Answer::of(format!("No message {} was sent yet.", message.0));
    }
    if let Some(envelope) = post.slot_of(message).and_then(|slot| post.envelope(slot)) {
        return on_its_way(case, envelope);
    }
    let records = case.newest_from(0).filter(|(_, record)| record.message == Some(message));
    let mut numbers: Vec<usize> = records.map(|(number, _)| number).collect();
    numbers.reverse();
    if let Some(end) = numbers.iter().find_map(|&number| ended(case, number)) {
        return end;
    }
    let came_of_it = |number: &&usize| {
        !matches!(case.trace.get(**number).map(|record| record.what), Some(What::Handled { .. }))
    };
    let Some(first) = numbers.iter().find(came_of_it) else {
        return Answer::of("It arrived, and told its receiver nothing new.")
            .because(numbers.iter().map(|&number| case.told(number)));
    };
    Answer::of(format!("It arrived at {} ms.", case.at(*first)))
        .because(numbers.iter().map(|&number| case.told(number)))
}

fn on_its_way(case: Case<'_>, envelope: &Envelope) -> Answer {
    let Envelope { from, to, arrives, ref body, .. } = *envelope;
    let name = body.kind().name();
    let answer =
        Answer::of(format!("{from}'s {name} to {to} is on its way, and would arrive at {arrives} ms."));
    let Address::Replica(receiver) = to else { return answer };
    let cut = match from {
        Address::Replica(from) if case.is_cut(from, receiver) => Some(case.cut(from, receiver)),
        _ => None,
    };
    let down = (!case.is_up(receiver)).then(|| case.down(receiver));
    answer.because(cut).because(down)
}

/// How it ended, if the record of this number says so.
fn ended(case: Case<'_>, number: usize) -> Option<Answer> {
    let record = case.trace.get(number)?;
    let What::Ended { to, how, .. } = record.what else { return None };
    let told = case.told(number);
    let answer = Answer::of(format!("{} ms: {}", record.at, told.text));
    let ends = match (record.subject, to) {
        (Some(Address::Replica(from)), Address::Replica(to)) => Some((from, to)),
        _ => None,
    };
    let at = case.moment(number);
    let reason = match (how, to) {
        (Outcome::Lost, _) => {
            let share = case.cluster.post().network.settings().loss * 100.0;
            Some(Reason::of(format!(
                "The network loses {share} % of the messages between replicas, drawn from the seed when each is sent."
            )))
        }
        (Outcome::Cut, _) => ends.map(|ends| met_a_cut(case, ends, number)),
        (Outcome::Down, Address::Replica(to)) => Some(found_down(case, to, number)),
        (Outcome::Dropped, _) => Some(Reason::of("It was dropped by hand.")),
        _ => None,
    };
    Some(answer.because(reason.map(|reason| reason.since(at))))
}

/// The cut that a message met may be healed by now.
fn met_a_cut(case: Case<'_>, (from, to): (NodeId, NodeId), end: usize) -> Reason {
    let made = case.cut_before(end, from, to);
    Reason::of(format!("A cut is met at sending and at arrival: nothing passed from {from} to {to}."))
        .since(made.and_then(|made| case.moment(made)))
}

fn found_down(case: Case<'_>, to: NodeId, end: usize) -> Reason {
    let crash = case.last_before(end, |record| {
        record.subject == Some(to.into()) && matches!(record.what, What::Crashed { .. })
    });
    Reason::of(format!("{to} was down when it arrived. Nobody keeps a message for a replica that is down."))
        .since(crash.and_then(|crash| case.moment(crash)))
}
