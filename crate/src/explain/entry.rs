//! Why is this entry committed, or why is it not?

use crate::raft::{Event, LogIndex, Node, NodeId, Role, Rule};
use crate::sim::{Record, Replica, What};

use super::case::{Case, configuration_of, event_of, names, needed, tally};
use super::copies::Place;
use super::{Answer, Reason, leader};

pub(super) fn explain(case: Case<'_>, replica: Option<NodeId>, index: LogIndex) -> Answer {
    let Some(replica) = replica.map_or_else(|| case.newest_log(), |id| case.cluster.replica(id)) else {
        return Answer::of("There is no replica whose log could hold it.");
    };
    let (id, log) = (replica.id(), replica.log());
    let Some(entry) = log.entry(index) else {
        return if index <= log.base() && index > LogIndex::ZERO {
            compacted(case, replica, index)
        } else {
            absent(case, replica, index)
        };
    };
    let place = Place { index, term: entry.term };
    let name = format!("Entry {index} of term {}, {},", place.term, entry.text());
    if let Some(committed) = case.commit_of(place) {
        return known_committed(case, replica, place, committed, &name);
    }
    let down = (!case.is_up(id)).then(|| case.down(id));
    match case.cluster.newest_leader() {
        None => {
            let on = tally(case.cluster.newest_configuration(), case.holders(place));
            Answer::of(format!("{name} is not committed: nobody leads, and only a leader commits."))
                .because(down)
                .because([Reason::of(format!("It is on {on}: {}.", names(case.holders(place))))])
                .because(leader::reasons_for_none(case))
        }
        Some(leader) => uncommitted(case, leader, place, &name).because(down),
    }
}

impl<'a> Case<'a> {
    /// The leader, or whoever has the most up-to-date log (§5.4.1).
    fn newest_log(self) -> Option<&'a Replica> {
        let leader = self.cluster.newest_leader().and_then(|leader| self.cluster.replica(leader.id()));
        leader.or_else(|| {
            let newest = |replica: &&Replica| (replica.log().last_term(), replica.log().last_index());
            self.cluster.replicas().iter().max_by_key(newest)
        })
    }

    /// The first record by which the entry is committed, if it is. A commit names an index only; the entry at hand is
    /// the committed one if someone knows so, or a majority has it on disk, which meets the one that committed.
    fn commit_of(self, place: Place) -> Option<usize> {
        let commits = |record: &Record| matches!(record.what, What::Node(Event::Committed { index }) if index >= place.index);
        let first = (0..self.trace.len()).find(|&number| self.trace.get(number).is_some_and(commits))?;
        let durable = self.cluster.replicas().iter().filter(|replica| place.is_durable_at(replica));
        let held = self.cluster.newest_configuration().decided_by(
            durable.map(Replica::id).collect(),
            self.nobody(),
            self.rules(),
        );
        (held || self.nodes().any(|node| self.knows_committed(node, place))).then_some(first)
    }

    /// Whether a replica knows that the entry is committed. A leader that has compacted it knows so of those that
    /// match its log there.
    fn knows_committed(self, node: &Node, place: Place) -> bool {
        let matches =
            |holder: NodeId| node.progress(holder).is_some_and(|known| known.matched >= place.index);
        let same = node.log().term_at(place.index).map_or_else(
            || place.index < node.log().base() && self.holders(place).iter().any(matches),
            |term| term == place.term,
        );
        same && node.commit_index() >= place.index
    }
}

/// A snapshot stands for it.
fn compacted(case: Case<'_>, replica: &Replica, index: LogIndex) -> Answer {
    let id = replica.id();
    let last = replica.log().snapshot_index();
    let made = case.last_of(id, |event| {
        matches!(event, Event::Compacted { index: last, .. } | Event::Installed { index: last, .. } if *last >= index)
    });
    let reason =
        Reason::of(format!("{id}'s snapshot stands for all entries up to {last}, which are committed."))
            .since(made.and_then(|made| case.moment(made)));
    Answer::of(format!("Entry {index} is committed, and compacted at {id}.")).because([reason])
}

/// The replica does not hold such an entry.
fn absent(case: Case<'_>, replica: &Replica, index: LogIndex) -> Answer {
    let (id, last) = (replica.id(), replica.log().last_index());
    let mut answer = Answer::of(format!("{id} holds no entry {index}: its log ends at entry {last}."));
    let removed =
        |event: &Event| matches!(event, Event::Truncated { from, last } if (*from..=*last).contains(&index));
    let lost = |record: &Record| {
        record.subject == Some(id.into()) && matches!(record.what, What::Crashed { lost: 1.. })
    };
    if let Some(gone) = case.last(|record| event_of(id, removed)(record) || lost(record)) {
        answer = answer.because([case.told(gone)]);
    }
    let Some(leader) = case.cluster.newest_leader().filter(|leader| leader.id() != id) else {
        return answer;
    };
    match leader.log().term_at(index) {
        Some(term) if leader.configuration().members().contains(id) => {
            answer.because([case.lacks(leader, id, Place { index, term })])
        }
        Some(_) => {
            answer.because([Reason::of(format!("{id} takes no part: {} sends it nothing.", leader.id()))])
        }
        None => {
            let (leader, last) = (leader.id(), leader.log().last_index());
            answer.because([Reason::of(format!(
                "Nor does {leader}, which leads: its log ends at entry {last}."
            ))])
        }
    }
}

/// The entry is committed, whether the replica knows it or not.
fn known_committed(case: Case<'_>, replica: &Replica, place: Place, first: usize, name: &str) -> Answer {
    let id = replica.id();
    let commit = replica.node().map(Node::commit_index);
    let answer = match commit {
        Some(commit) if commit < place.index => {
            Answer::of(format!("{name} is committed, but {id} does not know it yet."))
                .because([not_told(case, replica, commit)])
        }
        Some(_) => Answer::of(format!("{name} is committed.")),
        None => Answer::of(format!("{name} is committed.")).because([case.down(id)]),
    };
    // What is committed is also held by those whose snapshot stands for it.
    let compacted = case.cluster.replicas().iter().filter(|replica| place.index < replica.log().base());
    let holders = case.holders(place).with(compacted.map(Replica::id).collect());
    let on = tally(case.cluster.newest_configuration(), holders);
    answer.because([when_committed(case, place, first)]).because([Reason::of(format!(
        "It is on {on}: {}. A majority holds it, so every later leader has it.",
        names(holders)
    ))
    .by(Rule::MajorityOfVoters)])
}

/// Who committed it first, and if that led a later term, why it took an entry of that.
fn when_committed(case: Case<'_>, place: Place, first: usize) -> Reason {
    let told = case.moment(first);
    let by = case.trace.get(first).and_then(|record| record.subject);
    let leads = |record: &Record| match record.what {
        What::Node(Event::BecameLeader { term, .. }) if record.subject == by => Some(term),
        _ => None,
    };
    let led = case.last_before(first, |record| leads(record).is_some());
    let term = led.and_then(|led| case.trace.get(led)).and_then(leads);
    let (by, at) = (by.map(|by| by.to_string()).unwrap_or_default(), case.at(first));
    match term {
        Some(term) if term > place.term && case.rules().on(Rule::CommitOnlyCurrentTerm) => Reason::of(format!(
            "{by} committed it at {at} ms as leader of term {term}: being of term {}, together with an entry of term {term}.",
            place.term
        ))
        .by(Rule::CommitOnlyCurrentTerm),
        _ => Reason::of(format!("{by} was the first to commit it, at {at} ms.")),
    }
    .since(told)
}

/// Why a follower does not know of a commit.
fn not_told(case: Case<'_>, replica: &Replica, commit: LogIndex) -> Reason {
    let id = replica.id();
    let own = format!("{id}'s commit index is {commit}");
    let Some(leader) = case.cluster.newest_leader() else {
        return Reason::of(format!("{own}, and nobody leads who could tell it more."));
    };
    let from = leader.id();
    if from == id {
        return Reason::of(format!(
            "{own}: a new leader learns what is committed by committing an entry of its own term, {}.",
            leader.term()
        ))
        .by(Rule::CommitOnlyCurrentTerm);
    }
    if case.is_cut(from, id) {
        return case.cut(from, id);
    }
    let next = leader.progress(id).map(|progress| progress.due).unwrap_or_default();
    Reason::of(format!(
        "{own}; {from}'s is {}, and goes with its next message: it speaks to {id} at {next} ms at the latest.",
        leader.commit_index()
    ))
    .by(Rule::CommitToLastNewEntry)
}

/// There is a leader, and it has not committed the entry.
fn uncommitted(case: Case<'_>, leader: &Node, place: Place, name: &str) -> Answer {
    let (id, term) = (leader.id(), leader.term());
    let theirs = leader.log().term_at(place.index);
    if theirs == Some(place.term) {
        return in_leaders_log(case, leader, place, name).because(deposed(case, leader));
    }
    let holders = case.holders(place);
    let held =
        Reason::of(format!("It is on {}: {}.", tally(leader.configuration(), holders), names(holders)));
    let (verdict, text, rule, since) = match theirs {
        Some(theirs) => (
            format!("{name} is not committed: the leader has another one there."),
            format!(
                "{id} leads term {term}, and its entry there is of term {theirs}: whoever follows it removes this one."
            ),
            Rule::TruncateOnlyOnConflict,
            case.last_of(id, |event| {
                matches!(event, Event::Appended { first, last, .. } if (*first..=*last).contains(&place.index))
            }),
        ),
        None if place.index < leader.log().base() => (
            format!("Entry {} is committed and compacted at the leader, but nobody knows yet whether it is this one.", place.index),
            format!("{id} leads term {term}, and its snapshot will take the place of the log where that differs."),
            Rule::InstallKeepsMatchingTail,
            case.last_of(id, |event| matches!(event, Event::Compacted { index, .. } if *index >= place.index)),
        ),
        None => (
            format!("{name} is not committed: the leader does not have it."),
            format!(
                "{id} leads term {term}, and its log ends at entry {}: once it writes one there, whoever follows it removes this one.",
                leader.log().last_index()
            ),
            Rule::TruncateOnlyOnConflict,
            case.elected(id),
        ),
    };
    let reason = Reason::of(text).by(rule).since(since.and_then(|since| case.moment(since)));
    Answer::of(verdict).because([reason, held]).because(deposed(case, leader))
}

/// The leader has the entry: as long as too few hold it, or it is of an earlier term, it does not commit.
fn in_leaders_log(case: Case<'_>, leader: &Node, place: Place, name: &str) -> Answer {
    let (id, term, configuration) = (leader.id(), leader.term(), leader.configuration());
    let known = case.known_holders(leader, place.index);
    let on = tally(configuration, known);
    let own_only = case.rules().on(Rule::CommitOnlyCurrentTerm) && place.term < term;
    if !configuration.decided_by(known, case.nobody(), case.rules()) {
        let need = needed(configuration, case.rules());
        let count = Reason::of(format!(
            "{id} counts {}: {on}. It needs {need}.",
            names(known.within(configuration.all_voters()))
        ))
        .by(Rule::MajorityOfVoters);
        let missing = configuration.all_voters().without(known);
        let old = own_only.then(|| of_earlier_term(case, leader, place));
        return Answer::of(format!("{name} is not committed: as far as {id} knows it is on {on}."))
            .because([count])
            .because(missing.iter().map(|to| case.lacks(leader, to, place)))
            .because(does_not_count(leader, place))
            .because(old);
    }
    if own_only {
        return Answer::of(format!(
            "{name} is not committed: it is on {on}, but of term {}, while the leader's is {term}.",
            place.term
        ))
        .because([of_earlier_term(case, leader, place)])
        .because(own_entry(case, leader, place));
    }
    Answer::of(format!("{name} is on {on}, and {id} is about to commit it."))
}

/// A leader does not count who holds an entry of an earlier term.
fn of_earlier_term(case: Case<'_>, leader: &Node, place: Place) -> Reason {
    let id = leader.id();
    let held =
        case.last_of(id, |event| matches!(event, Event::HeldBack { index, .. } if *index >= place.index));
    let own = (place.index.0..=leader.log().last_index().0)
        .map(LogIndex)
        .find(|&index| leader.log().term_at(index) == Some(leader.term()));
    let with = own.map_or_else(
        || format!("the next entry of term {}", leader.term()),
        |index| format!("entry {index} of term {}", leader.term()),
    );
    Reason::of(format!(
        "{id} does not commit an entry of term {} by counting: it commits with {with}.",
        place.term
    ))
    .by(Rule::CommitOnlyCurrentTerm)
    .since(held.or_else(|| case.elected(id)).and_then(|moment| case.moment(moment)))
}

/// What the leader's first entry of its own term behind this one waits for.
fn own_entry(case: Case<'_>, leader: &Node, place: Place) -> Vec<Reason> {
    let (id, term) = (leader.id(), leader.term());
    let mut behind = (place.index.0..=leader.log().last_index().0).map(LogIndex);
    let Some(index) = behind.find(|&index| leader.log().term_at(index) == Some(term)) else {
        return vec![Reason::of(format!(
            "{id} has no entry of term {term} yet: a client has to ask for something."
        ))];
    };
    let known = case.known_holders(leader, index);
    let configuration = leader.configuration();
    let count = Reason::of(format!(
        "Entry {index} is on {}. It needs {}.",
        tally(configuration, known),
        needed(configuration, case.rules())
    ))
    .by(Rule::MajorityOfVoters);
    let missing = configuration.all_voters().without(known);
    let lacking = missing.iter().map(|to| case.lacks(leader, to, Place { index, term }));
    std::iter::once(count).chain(lacking).collect()
}

/// Who holds the entry and does not count: learners, and a leader that is no voter.
fn does_not_count(leader: &Node, place: Place) -> Vec<Reason> {
    let (id, configuration) = (leader.id(), leader.configuration());
    let holds = |node: &NodeId| leader.progress(*node).is_some_and(|known| known.matched >= place.index);
    let learners: crate::raft::NodeSet =
        configuration.learners.without(configuration.all_voters()).iter().filter(holds).collect();
    let mut reasons = Vec::new();
    if !learners.is_empty() {
        let learn = if learners.len() == 1 { "learns: its copy does" } else { "learn: their copies do" };
        reasons.push(Reason::of(format!("{} {learn} not count.", names(learners))));
    }
    if !configuration.all_voters().contains(id) {
        reasons.push(
            Reason::of(format!("{id} is no voter of {}.", configuration_of(leader)))
                .by(Rule::RemovedLeaderDoesNotCount),
        );
    }
    reasons
}

/// A later term has begun, of which the leader has not heard.
pub(super) fn deposed(case: Case<'_>, leader: &Node) -> Option<Reason> {
    let newer = case.nodes().filter(|node| node.term() > leader.term()).max_by_key(|node| node.term())?;
    let (id, other, term) = (leader.id(), newer.id(), newer.term());
    let entered = case.last_of(other, |event| match event {
        Event::BecameCandidate { term: opened } => *opened == term,
        Event::BecameFollower { term: entered, was } => *entered == term && *was != Role::Candidate,
        _ => false,
    });
    Some(
        Reason::of(format!("{other} is in term {term}: {id} steps down as soon as it hears of that."))
            .by(Rule::StepDownOnHigherTerm)
            .since(entered.and_then(|entered| case.moment(entered))),
    )
}
