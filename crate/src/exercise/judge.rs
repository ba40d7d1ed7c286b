//! Judging what was handed in: everything is run again.

use serde::Serialize;

use crate::raft::{Micros, Rule};
use crate::sim::Timed;
use crate::sim::scenario::{BadInput, Json};

use super::attempt::Attempt;
use super::engine::engine;
use super::hand_in::{Envelope, LONGEST_HAND_IN, Work};
use super::permits::{Refusal, last_of, millis, word};
use super::predict::{Predict, agrees};
use super::salt::{CourseKey, Salt};
use super::tune::{Chosen, Limits, Measured, Tune};
use super::{Bug, Exercise, Schedule, Task, bug, shrink};

/// What a hand-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All parts of the goal are met.
    Solved,
    /// Some are not.
    Unsolved,
    /// It claims what does not come of it.
    Tampered,
    /// The file ends in the middle.
    Truncated,
    /// The file is longer than any hand-in.
    Oversized,
    /// The file is no hand-in.
    Unreadable,
    /// Whoever judges does not know the exercise.
    UnknownExercise,
    /// It was made with another version of the exercise or of the engine, and does not come out the same with this one.
    OtherVersion,
    /// The run is not the one that this student of this course has.
    WrongSeed,
    /// It does what the exercise does not allow.
    NotAllowed,
    /// It does more than the exercise allows.
    OverBudget,
    /// It takes more work to run than any honest one.
    TooMuchWork,
}

/// What came of judging a hand-in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// What it is.
    pub verdict: Verdict,
    /// Why, in a sentence; empty if it is solved.
    pub reason: String,
    /// The exercise, as the hand-in names it.
    pub exercise: String,
    /// The kind of the exercise, if it is known.
    pub kind: &'static str,
    /// The student, as the hand-in names her.
    pub tag: String,
    /// The share of the parts that are met, 0 to 1; 0 if it could not be judged.
    pub score: f64,
    /// The parts of the goal.
    pub parts: Vec<PartJudged>,
    /// How many actions were used.
    pub actions: usize,
    /// What was done, in short: equal or alike for hand-ins that do the same.
    pub sequence: String,
    /// How many events were run for the verdict.
    pub events: u64,
}

/// A part of a goal, and whether it is met.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartJudged {
    /// The part in a sentence.
    pub says: String,
    /// Whether it is met.
    pub met: bool,
    /// What was measured, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
}

impl PartJudged {
    fn new(says: &str, met: bool) -> Self {
        Self { says: says.into(), met, measured: None }
    }
}

/// Judges the text of a hand-in, for a course with this salt. `known` gives an exercise by its id.
#[must_use]
pub fn judge(known: &dyn Fn(&str) -> Option<Exercise>, text: &str, salt: &Salt) -> Judgement {
    let mut judgement = Judgement::empty();
    if let Err(Stop(verdict, reason)) = judgement.fill(known, text, salt) {
        judgement.verdict = verdict;
        judgement.reason = reason;
    }
    judgement
}

/// Why there is nothing to score.
struct Stop(Verdict, String);

impl Judgement {
    const fn empty() -> Self {
        Self {
            verdict: Verdict::Unreadable,
            reason: String::new(),
            exercise: String::new(),
            kind: "",
            tag: String::new(),
            score: 0.0,
            parts: Vec::new(),
            actions: 0,
            sequence: String::new(),
            events: 0,
        }
    }

    fn fill(
        &mut self,
        known: &dyn Fn(&str) -> Option<Exercise>,
        text: &str,
        salt: &Salt,
    ) -> Result<(), Stop> {
        let json = parsed(text)?;
        let unreadable = |bad: BadInput| Stop(Verdict::Unreadable, bad.to_string());
        let envelope = Envelope::read(&json).map_err(unreadable)?;
        self.exercise.clone_from(&envelope.exercise);
        self.tag.clone_from(&envelope.tag);
        let exercise = &known(&envelope.exercise).ok_or_else(|| {
            Stop(Verdict::UnknownExercise, format!("there is no exercise \"{}\" here", envelope.exercise))
        })?;
        self.kind = exercise.task.kind();
        if exercise.version != envelope.version {
            let (theirs, ours) = (&envelope.version, &exercise.version);
            return Err(Stop(
                Verdict::OtherVersion,
                format!("it was made for version {theirs} of the exercise, and this is {ours}"),
            ));
        }
        let work = Work::read(&json, "hand-in", exercise).map_err(unreadable)?;
        let key = salt.course_key();
        let due = seed_of(exercise, &key, &envelope.tag);
        if envelope.seed != due {
            let message = format!(
                "its seed is {}, and that of this student is {due}: another tag, or the salt of another course",
                envelope.seed
            );
            return Err(Stop(Verdict::WrongSeed, message));
        }
        if let Work::Actions { actions, .. } = &work {
            self.actions = actions.len();
            self.sequence = sequence(actions);
        }
        let judged = judged(exercise, &work, &envelope.tag, due, salt, &mut self.events)?;
        self.settle(&envelope, judged)
    }

    /// Compares what came out with what is claimed.
    fn settle(&mut self, envelope: &Envelope, judged: Judged) -> Result<(), Stop> {
        let met: Vec<bool> = judged.parts.iter().map(|part| part.met).collect();
        if envelope.trace != judged.trace {
            return Err(if envelope.engine == engine() {
                Stop(
                    Verdict::Tampered,
                    "its run has another hash than the one that comes of its actions".into(),
                )
            } else {
                let message =
                    format!("it was made with the engine {}, and this is {}", envelope.engine, engine());
                Stop(Verdict::OtherVersion, message)
            });
        }
        self.parts = judged.parts;
        if envelope.claim.as_ref().is_some_and(|claim| *claim != met) {
            return Err(Stop(
                Verdict::Tampered,
                "it claims other parts of the goal than those that are met".into(),
            ));
        }
        let count = met.iter().filter(|&&met| met).count();
        self.score = count as f64 / met.len().max(1) as f64;
        if count == met.len() {
            self.verdict = Verdict::Solved;
        } else {
            self.verdict = Verdict::Unsolved;
            self.reason = judged.reason.unwrap_or_else(|| {
                let first = self.parts.iter().find(|part| !part.met);
                first.map_or_else(String::new, |part| format!("not met: {}", part.says))
            });
        }
        Ok(())
    }
}

/// What came of running a hand-in again.
struct Judged {
    parts: Vec<PartJudged>,
    /// The hash of the run, where hand-ins of the kind have one.
    trace: Option<String>,
    /// Why it is not solved, where that says more than the first part that is not met.
    reason: Option<String>,
}

fn parsed(text: &str) -> Result<Json, Stop> {
    if text.len() > LONGEST_HAND_IN {
        let message = format!("it is longer than any hand-in: at most {LONGEST_HAND_IN} bytes");
        return Err(Stop(Verdict::Oversized, message));
    }
    Json::parse_up_to(text, LONGEST_HAND_IN).map_err(|bad| {
        let cut = bad.message.contains("ends in the middle");
        Stop(if cut { Verdict::Truncated } else { Verdict::Unreadable }, bad.to_string())
    })
}

/// The seed of the run that a student has in an exercise.
#[must_use]
pub fn seed_of(exercise: &Exercise, key: &CourseKey, tag: &str) -> u64 {
    match &exercise.task {
        Task::Predict(_) => key.seed(&exercise.id, tag),
        task => task.scenario().seed,
    }
}

fn judged(
    exercise: &Exercise,
    work: &Work,
    tag: &str,
    seed: u64,
    salt: &Salt,
    events: &mut u64,
) -> Result<Judged, Stop> {
    match (&exercise.task, work) {
        (Task::Schedule(schedule), Work::Actions { actions, until, .. }) => {
            of_schedule(schedule, actions, *until, events)
        }
        (Task::Bug(bug), Work::Actions { actions, until, rule }) => {
            let key = salt.course_key();
            let schedule = bug.schedule_of(&exercise.id, &key, tag);
            let wanted = bug.rule_of(&exercise.id, &key, tag);
            of_bug(&schedule, (actions, *until), (wanted, *rule), events)
        }
        (Task::Shrink(schedule), Work::Actions { actions, .. }) => of_shrink(schedule, actions, events),
        (Task::Predict(predict), Work::Answers(answers)) => Ok(of_predict(predict, seed, answers, events)),
        (Task::Tune(tune), Work::Settings(chosen)) => of_tune(tune, &exercise.id, salt, *chosen, events),
        _ => Err(Stop(Verdict::Unreadable, "it is of another kind than the exercise".into())),
    }
}

fn of_schedule(
    schedule: &Schedule,
    actions: &[Timed],
    until: Micros,
    events: &mut u64,
) -> Result<Judged, Stop> {
    if let Some(refusal) = schedule.permits.refuse(actions, schedule.budget) {
        return Err(match refusal {
            Refusal::NotAllowed(why) => Stop(Verdict::NotAllowed, why),
            Refusal::OverBudget(why) => Stop(Verdict::OverBudget, why),
        });
    }
    let last = last_of(actions);
    if until > schedule.budget.time || until < last {
        let message = format!(
            "it ends at {} ms: from its last action at {} to {} ms",
            millis(until),
            millis(last),
            millis(schedule.budget.time)
        );
        return Err(Stop(Verdict::OverBudget, message));
    }
    let mut attempt = Attempt::new(schedule);
    actions.iter().for_each(|timed| attempt.act(timed));
    let judged = finished(schedule, &mut attempt, until);
    *events += attempt.events();
    judged
}

fn finished(schedule: &Schedule, attempt: &mut Attempt, until: Micros) -> Result<Judged, Stop> {
    if !attempt.run_until(until) {
        let message = format!("after {} events its run is not at its end", attempt.events());
        return Err(Stop(Verdict::TooMuchWork, message));
    }
    let parts = schedule.goal.0.iter().zip(attempt.met());
    let parts = parts.map(|(part, met)| PartJudged::new(&part.says, met)).collect();
    Ok(Judged { parts, trace: Some(attempt.hash()), reason: None })
}

fn of_bug(
    schedule: &Schedule,
    (actions, until): (&[Timed], Micros),
    (wanted, named): (Option<Rule>, Option<Rule>),
    events: &mut u64,
) -> Result<Judged, Stop> {
    let mut judged = of_schedule(schedule, actions, until, events)?;
    judged.parts.push(PartJudged::new(bug::NAMED, named.is_some() && named == wanted));
    Ok(judged)
}

fn of_shrink(schedule: &Schedule, kept: &[Timed], events: &mut u64) -> Result<Judged, Stop> {
    if let Some(place) = schedule.not_its_own(kept) {
        let message = format!("action {place} is none of those of the run in their order");
        return Err(Stop(Verdict::NotAllowed, message));
    }
    let mut attempt = Attempt::new(&schedule.with(kept));
    let judged = finished(schedule, &mut attempt, schedule.budget.time);
    *events += attempt.events();
    let mut judged = judged?;
    let fails = judged.parts.iter().all(|part| part.met);
    let superfluous = if fails { schedule.superfluous(kept, events) } else { Ok(None) };
    let superfluous = superfluous.map_err(|why| Stop(Verdict::TooMuchWork, why))?;
    judged.reason = superfluous.map(|place| format!("action {place} can be left out"));
    judged.parts.push(PartJudged::new(shrink::MINIMAL, fails && superfluous.is_none()));
    Ok(judged)
}

fn of_predict(predict: &Predict, seed: u64, answers: &[(String, String)], events: &mut u64) -> Judged {
    let outcome = predict.outcome(seed);
    *events += outcome.events;
    let parts = predict.questions.iter().zip(&outcome.answers).map(|(question, right)| {
        let given = answers.iter().find(|(id, _)| *id == question.id).map(|(_, answer)| answer);
        let met = given.zip(right.as_ref()).is_some_and(|(given, right)| agrees(given, right));
        PartJudged::new(&question.says, met)
    });
    Judged { parts: parts.collect(), trace: Some(outcome.hash), reason: None }
}

fn of_tune(tune: &Tune, id: &str, salt: &Salt, chosen: Chosen, events: &mut u64) -> Result<Judged, Stop> {
    if let Some(why) = tune.refuse(chosen) {
        return Err(Stop(Verdict::NotAllowed, why));
    }
    let measured = tune.measure(id, salt, chosen);
    *events += measured.events;
    if !measured.complete {
        let message = format!("after {} events its runs are not at their end", measured.events);
        return Err(Stop(Verdict::TooMuchWork, message));
    }
    let parts = tune.judged(&measured);
    Ok(Judged { parts, trace: None, reason: None })
}

impl Tune {
    /// What is wrong with settings, if anything is.
    fn refuse(&self, chosen: Chosen) -> Option<String> {
        let within = |what: &str, time: Micros, (least, most): (Micros, Micros)| {
            let (time_ms, least_ms, most_ms) = (millis(time), millis(least), millis(most));
            let fits = (least..=most).contains(&time);
            (!fits).then(|| format!("{what} of {time_ms} ms is not allowed: {least_ms} to {most_ms}"))
        };
        within("an election timeout", chosen.election_timeout.0, self.election_timeout)
            .or_else(|| within("an election timeout", chosen.election_timeout.1, self.election_timeout))
            .or_else(|| within("a heartbeat interval", chosen.heartbeat, self.heartbeat))
    }

    /// The sentences of its parts.
    #[must_use]
    pub fn sentences(&self) -> [String; 3] {
        let Limits { failover_p95, spurious_elections, messages } = self.limits;
        [
            format!("95 of 100 failovers take at most {} ms.", millis(failover_p95)),
            format!("At most {spurious_elections} elections are called while a leader is up."),
            format!("A run takes at most {messages} messages."),
        ]
    }

    /// The parts, each with what was measured.
    fn judged(&self, measured: &Measured) -> Vec<PartJudged> {
        let limits = self.limits;
        let took =
            measured.failover_p95.map_or_else(|| "no failover".into(), |took| format!("{} ms", millis(took)));
        let lost = match measured.unfinished {
            0 => String::new(),
            count => format!(", and {count} did not end"),
        };
        let within = measured.failover_p95.is_some_and(|took| took <= limits.failover_p95);
        let met = [
            (within, format!("{took}{lost}")),
            (
                measured.spurious_elections <= limits.spurious_elections,
                measured.spurious_elections.to_string(),
            ),
            (measured.messages <= limits.messages, measured.messages.to_string()),
        ];
        let parts = self.sentences().into_iter().zip(met);
        parts.map(|(says, (met, measured))| PartJudged { says, met, measured: Some(measured) }).collect()
    }
}

/// What was done, in short: the words and replicas of the actions without their times.
fn sequence(actions: &[Timed]) -> String {
    let short = |timed: &Timed| {
        let on = super::permits::concerned(&timed.action);
        let names: Vec<_> = on.iter().map(ToString::to_string).collect();
        format!("{}{}{}", word(&timed.action), if names.is_empty() { "" } else { " " }, names.join(" "))
    };
    actions.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// What was done in an attempt that is not handed in yet, for a page: the hash of its run and which parts are met, so far
/// as a page may know.
///
/// # Errors
/// What is wrong with it.
pub fn work_of(
    exercise: &Exercise,
    work: &Work,
    key: &CourseKey,
    tag: &str,
) -> Result<(Option<String>, Option<Vec<bool>>), String> {
    let seed = seed_of(exercise, key, tag);
    let told = |Stop(_, why): Stop| why;
    let mut events = 0;
    let judged = match (&exercise.task, work) {
        (Task::Predict(predict), _) => return Ok((Some(predict.outcome(seed).hash), None)),
        (Task::Tune(tune), Work::Settings(chosen)) => {
            return tune.refuse(*chosen).map_or(Ok((None, None)), Err);
        }
        (Task::Bug(bug), Work::Actions { actions, until, rule }) => of_bug(
            &bug.schedule_of(&exercise.id, key, tag),
            (actions, *until),
            (bug.rule_of(&exercise.id, key, tag), *rule),
            &mut events,
        ),
        (Task::Schedule(schedule), Work::Actions { actions, until, .. }) => {
            of_schedule(schedule, actions, *until, &mut events)
        }
        (Task::Shrink(schedule), Work::Actions { actions, .. }) => of_shrink(schedule, actions, &mut events),
        _ => return Err("it is of another kind than the exercise".into()),
    };
    let judged = judged.map_err(told)?;
    // Whether the rule is the right one is for the teacher to tell.
    let claim = (!matches!(&exercise.task, Task::Bug(Bug { .. })))
        .then(|| judged.parts.iter().map(|part| part.met).collect());
    Ok((judged.trace, claim))
}
