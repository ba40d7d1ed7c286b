//! What a student may do.

use crate::raft::{Micros, NodeId};
use crate::sim::{Action, Handling, Target, Timed};

use super::Budget;

/// The actions that may be permitted, as scenarios name them.
pub const WORDS: [&str; 19] = [
    "crash",
    "restart",
    "time_out",
    "isolate",
    "partition",
    "cut",
    "heal",
    "request",
    "deliver",
    "delay",
    "drop",
    "duplicate",
    "compact",
    "transfer",
    "add",
    "remove",
    "replace",
    "configure",
    "tune",
];

/// What may be done; whatever is not named may not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permits(pub Vec<Permit>);

/// One kind of action that may be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The action as scenarios name it.
    pub action: &'static str,
    /// How often; without bound, but for the budget, if it is none.
    pub most: Option<usize>,
    /// To which replicas; to any, if it is none.
    pub replicas: Option<Vec<NodeId>>,
}

/// Why actions are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// One of them may not be done at all.
    NotAllowed(String),
    /// They are too many, or too late.
    OverBudget(String),
}

impl Permits {
    /// What is wrong with these actions, if anything is: the first thing, in their order.
    #[must_use]
    pub fn refuse(&self, actions: &[Timed], budget: Budget) -> Option<Refusal> {
        let mut used = vec![0; self.0.len()];
        for (nth, Timed { at, action }) in (1..).zip(actions) {
            let what = format!("action {nth} ({} at {} ms)", word(action), millis(*at));
            let Some(place) = self.0.iter().position(|permit| permit.covers(action)) else {
                return Some(Refusal::NotAllowed(format!("{what} is not allowed: {}", self.of(action))));
            };
            used[place] += 1;
            if let Some(most) = self.0[place].most.filter(|&most| used[place] > most) {
                let name = self.0[place].action;
                return Some(Refusal::OverBudget(format!(
                    "{what} is one too many: {name} at most {most} times"
                )));
            }
            if *at > budget.time {
                return Some(Refusal::OverBudget(format!(
                    "{what} is too late: at most {} ms",
                    millis(budget.time)
                )));
            }
        }
        let (count, most) = (actions.len(), budget.actions);
        (count > most).then(|| Refusal::OverBudget(format!("{count} actions are too many: at most {most}")))
    }

    /// What is allowed in the place of an action.
    fn of(&self, action: &Action) -> String {
        let same: Vec<_> = self.0.iter().filter(|permit| permit.action == word(action)).collect();
        if let Some(replicas) = same.first().and_then(|permit| permit.replicas.as_ref()) {
            let names: Vec<_> = replicas.iter().map(ToString::to_string).collect();
            return format!("only of {}", names.join(", "));
        }
        let words: Vec<_> = self.0.iter().map(|permit| permit.action).collect();
        if words.is_empty() { "nothing may be done".into() } else { words.join(", ") }
    }
}

impl Permit {
    fn covers(&self, action: &Action) -> bool {
        let among = |id: &NodeId| self.replicas.as_ref().is_none_or(|replicas| replicas.contains(id));
        self.action == word(action) && concerned(action).iter().all(among)
    }
}

/// An action as scenarios name it.
pub(super) const fn word(action: &Action) -> &'static str {
    use crate::raft::Change;
    match action {
        Action::Crash(_) | Action::CrashTorn(_) => "crash",
        Action::Restart(_) => "restart",
        Action::TimeOut(_) => "time_out",
        Action::Isolate(_) => "isolate",
        Action::Partition(_) => "partition",
        Action::Cut(_) => "cut",
        Action::Heal(_) | Action::HealAll => "heal",
        Action::Request { .. } => "request",
        Action::Message(_, Handling::Deliver) => "deliver",
        Action::Message(_, Handling::Delay(_)) => "delay",
        Action::Message(_, Handling::Drop) => "drop",
        Action::Message(_, Handling::Duplicate) => "duplicate",
        Action::Tune(_) => "tune",
        Action::Compact(_) => "compact",
        Action::Transfer(_) => "transfer",
        Action::Change(Change::AddVoter(_) | Change::AddLearner(_)) => "add",
        Action::Change(Change::Remove(_)) => "remove",
        Action::Change(Change::Replace { .. }) => "replace",
        Action::Change(Change::Configure { .. }) => "configure",
        Action::AlignTimers => "align_timers",
        Action::SpreadTimers => "spread_timers",
        Action::Course(_) => "an event of the course's grader",
    }
}

/// The replicas that an action is done to.
pub(super) fn concerned(action: &Action) -> Vec<NodeId> {
    match action {
        Action::Crash(id)
        | Action::CrashTorn(id)
        | Action::Restart(id)
        | Action::TimeOut(id)
        | Action::Isolate(id)
        | Action::Compact(id)
        | Action::Transfer(id)
        | Action::Request { to: Target::Replica(id), .. } => vec![*id],
        Action::Cut(links) | Action::Heal(links) => {
            links.iter().flat_map(|&(one, other)| [one, other]).collect()
        }
        _ => Vec::new(),
    }
}

/// The latest moment at which something is done.
pub(super) fn last_of(actions: &[Timed]) -> Micros {
    actions.iter().map(|timed| timed.at).max().unwrap_or_default()
}

/// A time as a person writes it: without zeros behind the point.
pub(super) fn millis(time: Micros) -> String {
    time.to_string().trim_end_matches('0').trim_end_matches('.').into()
}
