//! What a student hands in: read as what a stranger wrote.

use crate::raft::{Micros, Rule};
use crate::sim::Timed;
use crate::sim::scenario::{
    BadInput, Cast, Item, Json, Object, Unit, election_timeout, heartbeat, prose, read_timed, rule, seed,
    written,
};

use super::engine::engine;
use super::tune::Chosen;
use super::{Exercise, Task};

/// The longest file, in bytes.
pub const LONGEST_HAND_IN: usize = 200_000;
/// More actions than any exercise allows are not read.
const MOST_ACTIONS: usize = 2_000;
const LATEST: Micros = Micros(600_000_000);

/// What every hand-in says, whatever the exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The id of the exercise.
    pub exercise: String,
    /// Its version.
    pub version: String,
    /// The engine with which it was made.
    pub engine: String,
    /// The name or tag of the student.
    pub tag: String,
    /// The seed of the run.
    pub seed: u64,
    /// Which parts of the goal are met, as it claims.
    pub claim: Option<Vec<bool>>,
    /// The hash of the run, as it claims.
    pub trace: Option<String>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Actions, up to a moment; for finding a bug with the name of the rule, and for shrinking those that are left.
    Actions {
        /// In the order of time.
        actions: Vec<Timed>,
        /// When the run ends.
        until: Micros,
        /// The rule that is named.
        rule: Option<Rule>,
    },
    /// An answer for each question, by its id.
    Answers(Vec<(String, String)>),
    /// Settings.
    Settings(Chosen),
}

impl Envelope {
    /// Reads what every hand-in says; what was done is for [`Work::read`].
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(json: &Json) -> Result<Self, BadInput> {
        let mut object = Item::root(json, "hand-in").object()?;
        object.need("hand_in")?.whole(1, 1)?;
        Ok(Self {
            exercise: prose(object.need("exercise")?, 60)?,
            version: prose(object.need("version")?, 60)?,
            engine: prose(object.need("engine")?, 60)?,
            tag: prose(object.need("tag")?, 200)?,
            seed: seed(object.need("seed")?)?,
            claim: match object.get("claim") {
                Some(item) => Some(item.items()?.take(100).map(Item::flag).collect::<Result<_, _>>()?),
                None => None,
            },
            trace: object.read("trace", |item| prose(item, 60))?,
        })
    }
}

impl Work {
    /// Reads what was done in an exercise, from the whole of a hand-in or from what a page says of it.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(json: &Json, name: &'static str, exercise: &Exercise) -> Result<Self, BadInput> {
        let mut object = Item::root(json, name).object()?;
        Ok(match &exercise.task {
            Task::Predict(_) => Self::Answers(answers(&mut object)?),
            Task::Tune(_) => Self::Settings(settings(object.need("settings")?)?),
            task => {
                let scenario = task.scenario();
                let cast = Cast { replicas: scenario.replicas, clients: scenario.clients };
                let until = match task {
                    // It ends where its own run does.
                    Task::Shrink(schedule) => schedule.budget.time,
                    _ => object.need("until_ms")?.time(Unit::MS, Micros::ZERO, LATEST)?,
                };
                Self::Actions {
                    actions: actions(&mut object, cast)?,
                    until,
                    rule: object.read("rule", rule)?,
                }
            }
        })
    }
}

fn actions(object: &mut Object<'_>, cast: Cast) -> Result<Vec<Timed>, BadInput> {
    let list = object.need("actions")?;
    let items = list.items()?;
    if items.len() > MOST_ACTIONS {
        return Err(
            list.complaint(format!("{} actions are not allowed: at most {MOST_ACTIONS}", items.len()))
        );
    }
    let actions: Vec<Timed> = items.map(|item| read_timed(item, cast)).collect::<Result<_, _>>()?;
    Ok(crate::sim::scenario::in_order(actions))
}

fn answers(object: &mut Object<'_>) -> Result<Vec<(String, String)>, BadInput> {
    let list = object.need("answers")?;
    let answer = |item: Item<'_>| {
        let mut object = item.object()?;
        let answer = (prose(object.need("question")?, 60)?, prose(object.need("answer")?, 200)?);
        object.finish()?;
        Ok(answer)
    };
    list.items()?.take(100).map(answer).collect()
}

fn settings(item: Item<'_>) -> Result<Chosen, BadInput> {
    let mut object = item.object()?;
    let chosen = Chosen {
        election_timeout: election_timeout(object.need("election_timeout_ms")?)?,
        heartbeat: heartbeat(object.need("heartbeat_ms")?)?,
    };
    object.finish()?;
    Ok(chosen)
}

/// The keys that tell what was done.
const DONE: [&str; 5] = ["actions", "until_ms", "rule", "answers", "settings"];

/// The text of a hand-in: what was done, as `work` has it, and what is claimed of it.
#[must_use]
pub fn write_hand_in(
    exercise: &Exercise,
    tag: &str,
    seed: u64,
    work: &Json,
    claim: Option<&[bool]>,
    trace: Option<&str>,
) -> String {
    let mut lines = vec![
        "\"hand_in\": 1".to_owned(),
        format!("\"exercise\": {}", written(&exercise.id)),
        format!("\"version\": {}", written(&exercise.version)),
        format!("\"engine\": {}", written(&engine())),
        format!("\"tag\": {}", written(tag)),
        format!("\"seed\": {seed}"),
    ];
    for key in DONE {
        if let Some(value) = work.get(key) {
            lines.push(format!("\"{key}\": {}", laid_out(value)));
        }
    }
    lines.extend(claim.map(|claim| format!("\"claim\": {}", written(claim))));
    lines.extend(trace.map(|trace| format!("\"trace\": {}", written(trace))));
    format!("{{\n  {}\n}}\n", lines.join(",\n  "))
}

/// A list with a line for each item.
fn laid_out(value: &Json) -> String {
    match value {
        Json::List(items) if !items.is_empty() && matches!(items[0], Json::Object(_)) => {
            let lines: Vec<_> = items.iter().map(|item| format!("    {}", written(item))).collect();
            format!("[\n{}\n  ]", lines.join(",\n"))
        }
        _ => written(value),
    }
}
