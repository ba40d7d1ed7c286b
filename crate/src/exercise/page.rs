//! What pages and the command line ask about exercises, as JSON: one function for all of it, since each that JavaScript
//! sees is part of the first load.
//!
//! A question has a key "ask"; an exercise is named by its id, if it is bundled, or is given as its text. "key" and "tag"
//! are those of the course and of the student.

use serde::Serialize;

use crate::raft::Micros;
use crate::sim::scenario::{BadInput, Cast, Item, Json, Object, Unit, prose, read_timed, written};
use crate::sim::{Scenario, Timed};

use super::attempt::Attempt;
use super::engine::engine;
use super::hand_in::{Work, write_hand_in};
use super::judge::{judge, seed_of, work_of};
use super::permits::{Permit, Refusal, millis};
use super::salt::{CourseKey, Salt};
use super::{BUNDLED, Bug, Exercise, Predict, Schedule, Task, Tune, bug, bundled, shrink};

/// The most exercises of their own that one question brings.
const MOST_OWN: usize = 200;

/// The attempt that was asked about last, and how far it is: the next question mostly goes on from there.
#[derive(Debug)]
pub struct Kept {
    whose: String,
    actions: Vec<Timed>,
    at: Micros,
    attempt: Attempt,
}

/// Answers a question with JSON.
///
/// # Errors
/// What is wrong with the question, or with the exercise that it brings, and where.
pub fn answer(question: &str, kept: &mut Option<Kept>) -> Result<String, BadInput> {
    let json = Json::parse_any_length(question)?;
    let mut object = Item::root(&json, "question").object()?;
    let ask = object.need("ask")?;
    match ask.word().unwrap_or_default() {
        "list" => Ok(listed()),
        "key" => Ok(written(&Salt::new(&text(&mut object, "salt")?).course_key().hex())),
        "judge" => judged(&mut object),
        "open" => Asked::read(&mut object).map(|asked| written(&asked.opened())),
        "progress" => {
            Asked::read(&mut object)?.progress(&mut object, kept).map(|progress| written(&progress))
        }
        "hand_in" => Asked::read(&mut object)?.handed_in(&json).map(|text| written(&text)),
        _ => Err(ask.refused("list, open, progress, hand_in, judge or key")),
    }
}

fn text(object: &mut Object<'_>, key: &'static str) -> Result<String, BadInput> {
    Ok(object.read(key, |item| prose(item, 1_000))?.unwrap_or_default())
}

/// An exercise in short.
#[derive(Serialize)]
struct Summary<'a> {
    id: &'a str,
    title: &'a str,
    section: &'a str,
    kind: &'static str,
    version: &'a str,
}

impl<'a> Summary<'a> {
    fn of(exercise: &'a Exercise) -> Self {
        let Exercise { id, title, section, task, version, .. } = exercise;
        Self { id, title, section, kind: task.kind(), version }
    }
}

fn listed() -> String {
    let exercises: Vec<_> = BUNDLED.iter().filter_map(|(_, text)| Exercise::read(text).ok()).collect();
    written(&exercises.iter().map(Summary::of).collect::<Vec<_>>())
}

fn judged(object: &mut Object<'_>) -> Result<String, BadInput> {
    let salt = Salt::new(&text(object, "salt")?);
    let mut own = Vec::new();
    if let Some(list) = object.get("own") {
        for item in list.items()?.take(MOST_OWN) {
            own.push(Exercise::read(item.text(usize::MAX)?)?);
        }
    }
    // Of two with the same id, the teacher's own counts.
    let known = |id: &str| own.iter().find(|exercise| exercise.id == id).cloned().or_else(|| bundled(id));
    Ok(written(&judge(&known, object.need("hand_in")?.text(usize::MAX)?, &salt)))
}

/// An exercise, and for whom.
struct Asked {
    exercise: Exercise,
    key: CourseKey,
    tag: String,
}

impl Asked {
    fn read(object: &mut Object<'_>) -> Result<Self, BadInput> {
        let named = object.need("exercise")?;
        let given = named.text(usize::MAX)?;
        let exercise = if given.trim_start().starts_with('{') {
            Exercise::read(given)?
        } else {
            bundled(given).ok_or_else(|| named.refused("the id of a bundled exercise, or the text of one"))?
        };
        let key = CourseKey::read(&text(object, "key")?)?;
        Ok(Self { exercise, key, tag: text(object, "tag")? })
    }

    /// The run of this student, where she acts on one.
    fn schedule(&self) -> Option<Schedule> {
        match &self.exercise.task {
            Task::Schedule(schedule) | Task::Shrink(schedule) => Some(schedule.clone()),
            Task::Bug(bug) => Some(bug.schedule_of(&self.exercise.id, &self.key, &self.tag)),
            Task::Predict(_) | Task::Tune(_) => None,
        }
    }

    fn opened(&self) -> Opened<'_> {
        let Exercise { text, hints, task, .. } = &self.exercise;
        let seed = seed_of(&self.exercise, &self.key, &self.tag);
        let schedule = self.schedule();
        let scenario = schedule.as_ref().map_or(task.scenario(), |schedule| &schedule.scenario);
        let end = schedule.as_ref().map(|schedule| schedule.budget.time).or(scenario.end);
        let scenario = Scenario { seed, end, ..scenario.clone() };
        let mut goal: Vec<String> =
            schedule.iter().flat_map(|schedule| &schedule.goal.0).map(|part| part.says.clone()).collect();
        match task {
            Task::Bug(_) => goal.push(bug::NAMED.into()),
            Task::Shrink(_) => goal.push(shrink::MINIMAL.into()),
            Task::Tune(tune) => goal.extend(tune.sentences()),
            Task::Schedule(_) | Task::Predict(_) => {}
        }
        Opened {
            summary: Summary::of(&self.exercise),
            engine: engine(),
            text,
            hints,
            seed,
            scenario: scenario.write(),
            goal,
            allowed: schedule.as_ref().map(|schedule| schedule.permits.0.iter().map(Allowed::of).collect()),
            budget: schedule.as_ref().map(|schedule| BudgetView {
                actions: schedule.budget.actions,
                time_ms: in_ms(schedule.budget.time),
            }),
            rules: if let Task::Bug(Bug { rules, .. }) = task {
                Some(rules.iter().map(|rule| rule.name()).collect())
            } else {
                None
            },
            predict: if let Task::Predict(predict) = task { Some(PredictView::of(predict)) } else { None },
            tune: if let Task::Tune(tune) = task { Some(TuneView::of(tune)) } else { None },
        }
    }

    fn progress(&self, object: &mut Object<'_>, kept: &mut Option<Kept>) -> Result<Progress, BadInput> {
        let Some(mut schedule) = self.schedule() else {
            return Err(object.need("exercise")?.refused("an exercise in which a run is acted on"));
        };
        let cast = Cast { replicas: schedule.scenario.replicas, clients: schedule.scenario.clients };
        let actions = object.need("actions")?.items()?.map(|item| read_timed(item, cast));
        let mut actions = actions.collect::<Result<Vec<_>, _>>()?;
        let now = object.need("now_ms")?.time(Unit::MS, Micros::ZERO, Micros(600_000_000))?;
        let used = actions.len();
        let mut whose = format!("{} {} {}", self.exercise.version, self.key.hex(), self.tag);
        let refused = if matches!(self.exercise.task, Task::Shrink(_)) {
            let refused = schedule.not_its_own(&actions);
            // Those that are left are the run's own, and nothing is added to it.
            schedule = schedule.with(&std::mem::take(&mut actions));
            whose.push_str(&schedule.scenario.write());
            refused.map(|nth| format!("action {nth} is none of those of the run"))
        } else {
            let refused = schedule.permits.refuse(&actions, schedule.budget);
            refused.map(|(Refusal::NotAllowed(why) | Refusal::OverBudget(why))| why)
        };
        let mut at = kept.take().filter(|kept| kept.goes_on(&whose, &actions, now)).unwrap_or_else(|| {
            let attempt = Attempt::new(&schedule);
            Kept { whose, actions: Vec::new(), at: Micros::ZERO, attempt }
        });
        actions[at.actions.len()..].iter().for_each(|timed| at.attempt.act(timed));
        let complete = at.attempt.run_until(now);
        let progress = Progress { met: at.attempt.met(), used, refused, complete };
        *kept = Some(Kept { actions, at: now, ..at });
        Ok(progress)
    }

    fn handed_in(&self, json: &Json) -> Result<String, BadInput> {
        let work = Work::read(json, "question", &self.exercise)?;
        let (trace, claim) = work_of(&self.exercise, &work, &self.key, &self.tag)
            .map_err(|why| BadInput::new("hand-in".into(), why))?;
        let seed = seed_of(&self.exercise, &self.key, &self.tag);
        Ok(write_hand_in(&self.exercise, &self.tag, seed, json, claim.as_deref(), trace.as_deref()))
    }
}

impl Kept {
    /// Whether what is asked about lies ahead of this.
    fn goes_on(&self, whose: &str, actions: &[Timed], now: Micros) -> bool {
        let known = self.actions.len();
        self.whose == whose
            && self.at <= now
            && actions.get(..known) == Some(&self.actions[..])
            && actions[known..].iter().all(|timed| timed.at > self.at)
    }
}

/// What a page needs to open an exercise.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    engine: String,
    text: &'a str,
    hints: &'a [String],
    seed: u64,
    scenario: String,
    goal: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<Vec<Allowed>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<BudgetView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    predict: Option<PredictView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tune: Option<TuneView>,
}

#[derive(Serialize)]
struct Allowed {
    #[serde(rename = "do")]
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<Vec<String>>,
}

impl Allowed {
    fn of(Permit { action, most, replicas }: &Permit) -> Self {
        let names = |ids: &Vec<_>| ids.iter().map(|id: &crate::raft::NodeId| id.to_string()).collect();
        Self { action, most: *most, replicas: replicas.as_ref().map(names) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BudgetView {
    actions: usize,
    time_ms: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PredictView<'a> {
    shown_until_ms: f64,
    questions: Vec<QuestionView<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QuestionView<'a> {
    id: &'a str,
    says: &'a str,
    /// "a replica", "a number" and so on.
    kind: &'static str,
    at_ms: f64,
}

impl<'a> PredictView<'a> {
    fn of(predict: &'a Predict) -> Self {
        let questions = predict.questions.iter().map(|question| QuestionView {
            id: &question.id,
            says: &question.says,
            kind: question.answer.kind().name(),
            at_ms: in_ms(question.at),
        });
        Self { shown_until_ms: in_ms(predict.shown_until), questions: questions.collect() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TuneView {
    election_timeout_ms: [f64; 2],
    heartbeat_ms: [f64; 2],
    seeds: usize,
}

impl TuneView {
    fn of(tune: &Tune) -> Self {
        let range = |(least, most)| [in_ms(least), in_ms(most)];
        Self {
            election_timeout_ms: range(tune.election_timeout),
            heartbeat_ms: range(tune.heartbeat),
            seeds: tune.seeds,
        }
    }
}

/// Where an attempt stands.
#[derive(Serialize)]
struct Progress {
    /// Which parts of the goal hold at the moment.
    met: Vec<bool>,
    /// How many actions were used.
    used: usize,
    /// Why they are not allowed, if they are not.
    refused: Option<String>,
    /// Whether it could be run so far.
    complete: bool,
}

fn in_ms(time: Micros) -> f64 {
    millis(time).parse().unwrap_or_default()
}
