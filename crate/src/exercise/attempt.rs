//! A student's run: what she did so far, and which parts of the goal are met.

use crate::check::{Checker, Violation};
use crate::raft::{Micros, Rules};
use crate::sim::{Cluster, Run, Scenario, Timed};

use super::Schedule;
use super::goal::{Goal, On, Part, Witness};

/// The most events of one run.
const MOST_EVENTS: u64 = 100_000;
/// The most values that goals look at in one run: goals that look at much allow fewer events.
const MOST_LOOKS: u64 = 50_000_000;

/// A run with the student's actions, beside it the same on a correct Raft where the goal asks for it, and what of the
/// goal holds. A clone is a checkpoint.
#[derive(Clone, Debug)]
pub struct Attempt {
    run: Play,
    correct: Option<Play>,
    on: Vec<On>,
}

impl Attempt {
    /// An attempt at a schedule, at its start.
    #[must_use]
    pub fn new(schedule: &Schedule) -> Self {
        Self::of(&schedule.scenario, &schedule.goal, schedule.budget.time)
    }

    pub(super) fn of(scenario: &Scenario, Goal(parts): &Goal, end: Micros) -> Self {
        let about = |on: On| parts.iter().filter(|part| part.on == on).cloned().collect::<Vec<Part>>();
        let scenario = Scenario { end: Some(end), ..scenario.clone() };
        let on: Vec<On> = parts.iter().map(|part| part.on).collect();
        let correct = on.contains(&On::Correct).then(|| {
            Play::new(&Scenario { rules: Rules::default(), ..scenario.clone() }, about(On::Correct))
        });
        Self { run: Play::new(&scenario, about(On::Run)), correct, on }
    }

    /// The student does something; nothing that was done later may have run already.
    pub fn act(&mut self, timed: &Timed) {
        for play in self.plays() {
            play.run.enqueue(timed.clone());
        }
    }

    /// Runs on to a moment. Says whether it came there: a run that goes on without end is given up.
    pub fn run_until(&mut self, time: Micros) -> bool {
        let mut all = true;
        for play in self.plays() {
            all &= play.run_until(time);
        }
        all
    }

    fn plays(&mut self) -> impl Iterator<Item = &mut Play> {
        [&mut self.run].into_iter().chain(&mut self.correct)
    }

    /// Which parts of the goal hold at this moment.
    #[must_use]
    pub fn met(&self) -> Vec<bool> {
        let mut run = self.run.holding().into_iter();
        let mut correct = self.correct.as_ref().map(Play::holding).unwrap_or_default().into_iter();
        let next = |on: &On| match on {
            On::Run => run.next(),
            On::Correct => correct.next(),
        };
        self.on.iter().map(next).map(Option::unwrap_or_default).collect()
    }

    /// The cluster as it is now.
    #[must_use]
    pub const fn cluster(&self) -> &Cluster {
        self.run.run.cluster()
    }

    /// What watches its invariants.
    #[must_use]
    pub const fn checker(&self) -> &Checker {
        &self.run.run.watcher.checker
    }

    /// The first invariant that broke on the correct Raft, where it is run.
    #[must_use]
    pub fn violation_on_correct(&self) -> Option<&Violation> {
        self.correct.as_ref().and_then(|play| play.run.watcher.checker.violation())
    }

    /// The hash that names the run.
    #[must_use]
    pub fn hash(&self) -> String {
        self.cluster().post().hash.to_string()
    }

    /// The events of all its runs.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.run.events + self.correct.as_ref().map_or(0, |play| play.events)
    }
}

/// One run under way.
#[derive(Clone, Debug)]
struct Play {
    run: Run<Witness>,
    events: u64,
    most: u64,
}

impl Play {
    fn new(scenario: &Scenario, parts: Vec<Part>) -> Self {
        let witness = Witness::new(parts, &Cluster::new(scenario));
        let looks = witness.cost(scenario.replicas.into()).max(1);
        Self { run: Run::new(scenario, witness), events: 0, most: MOST_EVENTS.min(MOST_LOOKS / looks) }
    }

    fn run_until(&mut self, time: Micros) -> bool {
        while self.run.next_at() <= time {
            if self.events == self.most {
                return false;
            }
            if !self.run.step() {
                break;
            }
            self.events += 1;
        }
        true
    }

    fn holding(&self) -> Vec<bool> {
        self.run.watcher.holding(self.run.cluster())
    }
}
