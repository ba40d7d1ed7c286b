//! A scenario from JSON.

use crate::raft::{self, Micros, Rules};

use super::bad_input::BadInput;
use super::captions::{captions, predicate};
use super::json::Json;
use super::read_action::action;
use super::read_limits::{self as limits, Cast, LATEST, MOST_PACKETS};
use super::read_object::{Item, Object, Unit};
use super::{Asking, NetworkSettings, Scenario, Timed, Workload};

impl Scenario {
    /// Reads a scenario in our own format. Every key has a default.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        Self::from_json(&Json::parse(text)?)
    }

    /// Takes a scenario from JSON in our own format.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_json(json: &Json) -> Result<Self, BadInput> {
        let mut object = Item::root(json, "scenario").object()?;
        let mut scenario = Self::default();
        object.set(&mut scenario.title, "title", |item| limits::prose(item, 200))?;
        object.set(&mut scenario.about, "about", |item| limits::prose(item, 2_000))?;
        object.set(&mut scenario.section, "section", |item| limits::prose(item, 60))?;
        scenario.shows = object.read("shows", predicate)?;
        object.set(&mut scenario.captions, "captions", captions)?;
        object.set(&mut scenario.replicas, "replicas", limits::replicas)?;
        if let Some(item) = object.get("voters").filter(|item| !item.is_null()) {
            scenario.voters = Some(limits::voters(item, scenario.replicas)?);
        }
        object.set(&mut scenario.clients, "clients", limits::clients)?;
        object.set(&mut scenario.seed, "seed", limits::seed)?;
        read_settings(&mut object, &mut scenario)?;
        if let Some(workload) = object.object("workload")? {
            read_workload(workload, &mut scenario.workload)?;
        }
        // The page tells "never" as null.
        if let Some(item) = object.get("end_ms").filter(|item| !item.is_null()) {
            scenario.end = Some(limits::moment(item)?);
        }
        if let Some(actions) = object.get("actions") {
            let cast = Cast { replicas: scenario.replicas, clients: scenario.clients };
            scenario.script = script(actions, cast)?;
        }
        object.finish()?;
        scenario.warnings.extend(slow_heartbeat(&scenario.raft));
        Ok(scenario)
    }
}

fn read_settings(object: &mut Object<'_>, scenario: &mut Scenario) -> Result<(), BadInput> {
    if let Some(raft) = object.object("raft")? {
        read_raft(raft, &mut scenario.raft)?;
    }
    if let Some(rules) = object.get("rules_off") {
        scenario.rules = rules.items()?.try_fold(Rules::default(), |rules, item| {
            Ok::<_, BadInput>(rules.without(limits::rule(item)?))
        })?;
    }
    if let Some(network) = object.object("network")? {
        read_network(network, &mut scenario.network)?;
    }
    if let Some(asking) = object.object("asking")? {
        read_asking(asking, &mut scenario.asking)?;
    }
    if let Some(mut disk) = object.object("disk")? {
        disk.set(&mut scenario.sync, "sync_ms", limits::sync)?;
        let cast = Cast { replicas: scenario.replicas, clients: scenario.clients };
        scenario.sync_of = limits::sync_of(&mut disk, cast)?;
        disk.finish()?;
    }
    Ok(())
}

/// Timing and batching, as the key "raft" of a scenario has them.
///
/// # Errors
/// What is wrong with them, and where.
pub fn read_raft(mut object: Object<'_>, raft: &mut raft::Settings) -> Result<(), BadInput> {
    if let Some(range) = object.read("election_timeout_ms", limits::election_timeout)? {
        (raft.election_timeout_least, raft.election_timeout_most) = range;
    }
    object.set(&mut raft.heartbeat, "heartbeat_ms", limits::heartbeat)?;
    object.set(&mut raft.max_batch, "max_batch", limits::max_batch)?;
    object.set(&mut raft.window, "window", limits::window)?;
    object.set(&mut raft.resend, "resend_ms", limits::resend)?;
    object.set(&mut raft.thrifty, "thrifty", Item::flag)?;
    object.set(&mut raft.commit_at_once, "commit_at_once", Item::flag)?;
    object.set(&mut raft.no_op, "no_op", Item::flag)?;
    object.set(&mut raft.pre_vote, "pre_vote", Item::flag)?;
    object.set(&mut raft.check_quorum, "check_quorum", Item::flag)?;
    object.set(&mut raft.snapshot_threshold, "snapshot_threshold", limits::snapshot_threshold)?;
    object.set(&mut raft.snapshot_chunk, "snapshot_chunk", limits::snapshot_chunk)?;
    object.set(&mut raft.reads, "reads", limits::reads)?;
    object.finish()
}

fn read_network(mut object: Object<'_>, network: &mut NetworkSettings) -> Result<(), BadInput> {
    if let Some(range) = object.read("latency_ms", limits::latency)? {
        (network.latency_least, network.latency_most) = range;
    }
    object.set(&mut network.loss, "loss", limits::share)?;
    object.set(&mut network.duplication, "duplication", limits::share)?;
    object.finish()
}

fn read_asking(mut object: Object<'_>, asking: &mut Asking) -> Result<(), BadInput> {
    object.set(&mut asking.retry, "retry_ms", limits::retry)?;
    object.set(&mut asking.sessions, "sessions", Item::flag)?;
    object.set(&mut asking.sessions_kept, "sessions_kept", limits::sessions_kept)?;
    object.finish()
}

fn read_workload(mut object: Object<'_>, workload: &mut Workload) -> Result<(), BadInput> {
    if let Some(course) = object.object("course")? {
        *workload = course_workload(course)?;
    } else if let Workload::Steady { rate, gets } = workload {
        object.set(rate, "rate", limits::rate)?;
        object.set(gets, "gets", limits::share)?;
    }
    object.finish()
}

fn course_workload(mut object: Object<'_>) -> Result<Workload, BadInput> {
    let max_packets = object.need("max_packets")?.whole(0, MOST_PACKETS)?;
    let workload = Workload::Course {
        requests: object.need("requests")?.whole(0, max_packets)?,
        mix: limits::share(object.need("mix")?)?,
        start_wait: limits::moment(object.need("start_wait_ms")?)?,
        lifetime: object.need("lifetime_ms")?.time(Unit::MS, Micros(1), LATEST)?,
        max_packets,
    };
    object.finish()?;
    Ok(workload)
}

/// The actions in the order of time, and of the file where they share a moment.
fn script(actions: Item<'_>, cast: Cast) -> Result<Vec<Timed>, BadInput> {
    let mut script = Vec::new();
    for item in actions.items()? {
        script.push(read_timed(item, cast)?);
    }
    Ok(in_order(script))
}

/// An action with its time.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_timed(item: Item<'_>, cast: Cast) -> Result<Timed, BadInput> {
    let mut object = item.object()?;
    let at = limits::moment(object.need("at_ms")?)?;
    let timed = Timed { at, action: action(&mut object, cast)? };
    object.finish()?;
    Ok(timed)
}

/// Actions in the order of time; those of one moment stay in the order in which they were.
pub fn in_order(mut script: Vec<Timed>) -> Vec<Timed> {
    script.sort_by_key(|timed| timed.at);
    script
}

fn slow_heartbeat(raft: &raft::Settings) -> Option<String> {
    (raft.heartbeat >= raft.election_timeout_least).then(|| {
        "scenario.raft.heartbeat_ms is not below the least election timeout: followers will keep calling \
         elections (§5.6)"
            .into()
    })
}
