//! An exercise from JSON.

use crate::predicate::{Expression, Kind, Predicate};
use crate::raft::Micros;
use crate::sim::Scenario;
use crate::sim::scenario::{
    BadInput, Cast, Item, Json, Object, Unit, election_timeout, heartbeat, prose, rule, written,
};

use super::goal::{Goal, On, Part, Test};
use super::permits::{Permit, Permits, WORDS};
use super::predict::{Predict, Question};
use super::salt::version_of;
use super::tune::{Limits, Tune};
use super::{Budget, Bug, Exercise, Schedule, Task, bug};

/// The longest file, in bytes.
const LONGEST: usize = 200_000;
const LONGEST_TEXT: usize = 20_000;
const LONGEST_SENTENCE: usize = 500;
const MOST_HINTS: usize = 10;
const MOST_PARTS: usize = 12;
const MOST_QUESTIONS: usize = 12;
const MOST_PERMITS: usize = 40;
const MOST_ACTIONS: u64 = 500;
const MOST_SEEDS: u64 = 100;
/// The longest run.
const LONGEST_RUN: Micros = Micros(600_000_000);

/// What a file says that does not change how it is judged.
const WORDS_ONLY: [&str; 5] = ["$schema", "title", "section", "text", "hints"];

impl Exercise {
    /// Reads an exercise.
    ///
    /// # Errors
    /// What is wrong with it, where, and what is allowed there.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        let json = Json::parse_up_to(text, LONGEST)?;
        let mut object = Item::root(&json, "exercise").object()?;
        object.get("$schema");
        let id = id(object.need("id")?)?;
        let title = prose(object.need("title")?, 100)?;
        let section = prose(object.need("section")?, 100)?;
        let text = markdown(object.need("text")?)?;
        let hints = list(&mut object, "hints", MOST_HINTS, |item| prose(item, 1_000))?;
        let task = task(&mut object, &json)?;
        object.finish()?;
        Ok(Self { id, title, section, text, hints, task, version: version(&json) })
    }
}

fn version(json: &Json) -> String {
    let Json::Object(pairs) = json else { return String::new() };
    let judged = pairs.iter().filter(|(key, _)| !WORDS_ONLY.contains(&key.as_str())).cloned();
    version_of(&written(&Json::Object(judged.collect())))
}

fn id(item: Item<'_>) -> Result<String, BadInput> {
    let id = item.word().unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.is_empty() || id.len() > 60 || !id.chars().all(plain) {
        return Err(item.refused("1 to 60 small letters, digits and hyphens"));
    }
    Ok(id.into())
}

/// Markdown as one text, or as a list of its lines.
fn markdown(item: Item<'_>) -> Result<String, BadInput> {
    if item.word().is_some() {
        return prose(item, LONGEST_TEXT);
    }
    let lines = item.items().map_err(|_| item.refused("a text, or a list of its lines"))?;
    let lines = lines.map(|line| line.text(LONGEST_TEXT)).collect::<Result<Vec<_>, _>>()?;
    let text = lines.join("\n");
    if text.len() > LONGEST_TEXT {
        return Err(item.complaint(format!("{} bytes are not allowed: at most {LONGEST_TEXT}", text.len())));
    }
    Ok(text)
}

/// What `read` makes of each item of a list, which is empty if it is not there.
fn list<'a, T>(
    object: &mut Object<'a>,
    key: &'static str,
    most: usize,
    read: impl FnMut(Item<'a>) -> Result<T, BadInput>,
) -> Result<Vec<T>, BadInput> {
    let Some(item) = object.get(key) else { return Ok(Vec::new()) };
    let items = item.items()?;
    if items.len() > most {
        return Err(item.complaint(format!("{} items are not allowed: at most {most}", items.len())));
    }
    items.map(read).collect()
}

fn task(object: &mut Object<'_>, json: &Json) -> Result<Task, BadInput> {
    let kind = object.need("kind")?;
    let given = object.need("scenario")?;
    given.object()?;
    let scenario = Scenario::from_json(json.get("scenario").unwrap_or(&Json::Null))
        .map_err(|bad| BadInput::new(format!("exercise.{}", bad.place), bad.message.clone()))?;
    Ok(match kind.word().unwrap_or_default() {
        "schedule" => Task::Schedule(schedule(object, scenario, goal)?),
        "shrink" => Task::Shrink(shrink(object, scenario)?),
        "bug" => {
            let rules = object.need("rules")?;
            let rules = rules.items()?.map(rule).collect::<Result<Vec<_>, _>>()?;
            if rules.is_empty() {
                return Err(kind.complaint("\"rules\" names no rule: at least one is needed".into()));
            }
            let fixed = |_: &mut Object<'_>, cast: Cast| bug::goal(cast.replicas.into());
            Task::Bug(Bug { schedule: schedule(object, scenario, fixed)?, rules })
        }
        "predict" => Task::Predict(predict(object, scenario)?),
        "tune" => Task::Tune(tune(object, scenario)?),
        _ => return Err(kind.refused("schedule, predict, tune, bug or shrink")),
    })
}

fn schedule(
    object: &mut Object<'_>,
    scenario: Scenario,
    goal: impl FnOnce(&mut Object<'_>, Cast) -> Result<Goal, BadInput>,
) -> Result<Schedule, BadInput> {
    let cast = cast_of(&scenario);
    let permits = Permits(list(object, "allowed", MOST_PERMITS, |item| permit(item, cast))?);
    let mut budget = object.need("budget")?.object()?;
    let actions = budget.need("actions")?.whole(0, MOST_ACTIONS)? as usize;
    let time = duration(budget.need("time_ms")?)?;
    budget.finish()?;
    let goal = goal(object, cast)?;
    Ok(Schedule { scenario, permits, budget: Budget { actions, time }, goal })
}

/// A long run: its own actions are all that there is to choose from.
fn shrink(object: &mut Object<'_>, scenario: Scenario) -> Result<Schedule, BadInput> {
    let place = object.need("scenario")?;
    let actions = scenario.script.len();
    if actions == 0 || actions as u64 > MOST_ACTIONS {
        let message = format!("a run to be shrunk has 1 to {MOST_ACTIONS} actions, and this one {actions}");
        return Err(place.complaint(message));
    }
    let Some(time) = scenario.end.filter(|&end| end <= LONGEST_RUN) else {
        return Err(place.complaint(format!("a run to be shrunk needs an end_ms of at most {LONGEST_RUN}")));
    };
    let goal = goal(object, cast_of(&scenario))?;
    Ok(Schedule { scenario, permits: Permits::default(), budget: Budget { actions, time }, goal })
}

const fn cast_of(scenario: &Scenario) -> Cast {
    Cast { replicas: scenario.replicas, clients: scenario.clients }
}

fn duration(item: Item<'_>) -> Result<Micros, BadInput> {
    item.time(Unit::MS, Micros(1), LONGEST_RUN)
}

fn permit(item: Item<'_>, cast: Cast) -> Result<Permit, BadInput> {
    let mut object = item.object()?;
    let word = object.need("do")?;
    let named = WORDS.into_iter().find(|known| Some(*known) == word.word());
    let action = named.ok_or_else(|| word.refused(&WORDS.join(", ")))?;
    let most = object.read("most", |item| item.whole(1, MOST_ACTIONS))?.map(|most| most as usize);
    let replicas = match object.get("replicas") {
        Some(item) => Some(item.items()?.map(|item| cast.replica(item)).collect::<Result<Vec<_>, _>>()?),
        None => None,
    };
    object.finish()?;
    Ok(Permit { action, most, replicas })
}

fn goal(object: &mut Object<'_>, cast: Cast) -> Result<Goal, BadInput> {
    let place = object.need("goal")?;
    let parts = list(object, "goal", MOST_PARTS, |item| part(item, cast))?;
    if parts.is_empty() {
        return Err(place.complaint("a goal has at least one part".into()));
    }
    Ok(Goal(parts))
}

fn part(item: Item<'_>, cast: Cast) -> Result<Part, BadInput> {
    let mut object = item.object()?;
    let says = sentence(object.need("says")?)?;
    let (holds, history) = (object.get("holds"), object.get("history"));
    let test = match (holds, history) {
        (Some(predicate), None) => {
            let text = predicate.text(LONGEST_SENTENCE)?;
            Test::Holds(Predicate::parse(text, cast.replicas.into()).map_err(|bad| within(predicate, &bad))?)
        }
        (None, Some(history)) => match history.word() {
            Some("linearizable") => Test::Linearizable(true),
            Some("not linearizable") => Test::Linearizable(false),
            _ => return Err(history.refused("\"linearizable\" or \"not linearizable\"")),
        },
        _ => return Err(item.complaint("it needs one of \"holds\" and \"history\"".into())),
    };
    let on = match object.get("on") {
        None => On::Run,
        Some(on) => match on.word() {
            Some("run") => On::Run,
            Some("correct") => On::Correct,
            _ => return Err(on.refused("\"run\" or \"correct\"")),
        },
    };
    object.finish()?;
    Ok(Part { says, test, on })
}

/// What is wrong at a column of an expression.
fn within(item: Item<'_>, bad: &BadInput) -> BadInput {
    item.complaint(bad.to_string())
}

fn sentence(item: Item<'_>) -> Result<String, BadInput> {
    prose(item, LONGEST_SENTENCE)
}

fn predict(object: &mut Object<'_>, scenario: Scenario) -> Result<Predict, BadInput> {
    let replicas = scenario.replicas.into();
    let shown_until = object.need("shown_until_ms")?.time(Unit::MS, Micros::ZERO, LONGEST_RUN)?;
    let place = object.need("questions")?;
    let read = |item| question(item, replicas, shown_until);
    let mut questions: Vec<Question> = list(object, "questions", MOST_QUESTIONS, read)?;
    let ids = questions.iter().map(|question| question.id.as_str());
    let ids: std::collections::BTreeSet<_> = ids.collect();
    if ids.is_empty() || ids.len() < questions.len() {
        return Err(place.complaint("at least one question is needed, and each has an id of its own".into()));
    }
    questions.sort_by_key(|question| question.at);
    Ok(Predict { scenario, shown_until, questions })
}

fn question(item: Item<'_>, replicas: usize, shown_until: Micros) -> Result<Question, BadInput> {
    let mut object = item.object()?;
    let id = id(object.need("id")?)?;
    let says = sentence(object.need("says")?)?;
    let expression = object.need("answer")?;
    let text = expression.text(LONGEST_SENTENCE)?;
    let answer = Expression::parse(text, replicas).map_err(|bad| within(expression, &bad))?;
    if answer.kind() == Kind::Nothing {
        return Err(expression.refused("an expression that has a value"));
    }
    let at = object.need("at_ms")?.time(Unit::MS, shown_until, LONGEST_RUN)?;
    object.finish()?;
    Ok(Question { id, says, answer, at })
}

fn tune(object: &mut Object<'_>, scenario: Scenario) -> Result<Tune, BadInput> {
    if scenario.end.is_none_or(|end| end > LONGEST_RUN) {
        let place = object.need("scenario")?;
        return Err(place.complaint(format!("a run to be tuned needs an end_ms of at most {LONGEST_RUN}")));
    }
    let mut ranges = object.need("settings")?.object()?;
    let timeouts = election_timeout(ranges.need("election_timeout_ms")?)?;
    let beats = ranges.need("heartbeat_ms")?;
    let [least, most] = beats.exactly("a list of two times, the least and the greatest")?;
    let beats = (heartbeat(least)?, heartbeat(most)?);
    ranges.finish()?;
    let seeds = object.need("seeds")?.whole(1, MOST_SEEDS)? as usize;
    let mut limits = object.need("limits")?.object()?;
    let read = Limits {
        failover_p95: duration(limits.need("failover_p95_ms")?)?,
        spurious_elections: limits.need("spurious_elections")?.whole(0, 1_000_000)?,
        messages: limits.need("messages")?.whole(1, 1_000_000)?,
    };
    limits.finish()?;
    Ok(Tune { scenario, election_timeout: timeouts, heartbeat: beats, seeds, limits: read })
}
