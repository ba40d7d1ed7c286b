//! A scenario from JSON.

use serde_json::Value;

use crate::raft::{self, Micros, Rules};

use super::read_action::action;
use super::read_limits::{self as limits, Cast, LATEST, MOST_PACKETS};
use super::read_object::{BadInput, Item, Object, Unit, parse};
use super::{NetworkSettings, Scenario, Timed, Workload};

impl Scenario {
    /// Reads a scenario in our own format. Every key has a default.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        Self::from_json(&parse(text)?)
    }

    /// Takes a scenario from JSON in our own format.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_json(json: &Value) -> Result<Self, BadInput> {
        let mut object = Item::root(json, "scenario").object()?;
        let mut scenario = Self::default();
        if let Some(item) = object.get("title") {
            scenario.title = limits::prose(&item, 200)?;
        }
        if let Some(item) = object.get("about") {
            scenario.about = limits::prose(&item, 2_000)?;
        }
        if let Some(item) = object.get("replicas") {
            scenario.replicas = limits::replicas(&item)?;
        }
        if let Some(item) = object.get("clients") {
            scenario.clients = limits::clients(&item)?;
        }
        if let Some(item) = object.get("seed") {
            scenario.seed = limits::seed(&item)?;
        }
        read_settings(&mut object, &mut scenario)?;
        if let Some(workload) = object.object("workload")? {
            read_workload(workload, &mut scenario.workload)?;
        }
        // The page tells "never" as null.
        if let Some(item) = object.get("end_ms").filter(|item| !item.is_null()) {
            scenario.end = Some(limits::moment(&item)?);
        }
        if let Some(actions) = object.get("actions") {
            let cast = Cast { replicas: scenario.replicas, clients: scenario.clients };
            scenario.script = script(&actions, cast)?;
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
            Ok::<_, BadInput>(rules.without(limits::rule(&item)?))
        })?;
    }
    if let Some(network) = object.object("network")? {
        read_network(network, &mut scenario.network)?;
    }
    if let Some(mut disk) = object.object("disk")? {
        if let Some(item) = disk.get("sync_ms") {
            scenario.sync = limits::sync(&item)?;
        }
        disk.finish()?;
    }
    Ok(())
}

fn read_raft(mut object: Object<'_>, raft: &mut raft::Settings) -> Result<(), BadInput> {
    if let Some(item) = object.get("election_timeout_ms") {
        (raft.election_timeout_least, raft.election_timeout_most) = limits::election_timeout(&item)?;
    }
    if let Some(item) = object.get("heartbeat_ms") {
        raft.heartbeat = limits::heartbeat(&item)?;
    }
    if let Some(item) = object.get("max_batch") {
        raft.max_batch = limits::max_batch(&item)?;
    }
    if let Some(item) = object.get("window") {
        raft.window = limits::window(&item)?;
    }
    if let Some(item) = object.get("commit_at_once") {
        raft.commit_at_once = item.flag()?;
    }
    if let Some(item) = object.get("no_op") {
        raft.no_op = item.flag()?;
    }
    object.finish()
}

fn read_network(mut object: Object<'_>, network: &mut NetworkSettings) -> Result<(), BadInput> {
    if let Some(item) = object.get("latency_ms") {
        (network.latency_least, network.latency_most) = limits::latency(&item)?;
    }
    if let Some(item) = object.get("loss") {
        network.loss = limits::share(&item)?;
    }
    if let Some(item) = object.get("duplication") {
        network.duplication = limits::share(&item)?;
    }
    object.finish()
}

fn read_workload(mut object: Object<'_>, workload: &mut Workload) -> Result<(), BadInput> {
    if let Some(course) = object.object("course")? {
        *workload = course_workload(course)?;
    } else if let Workload::Steady { rate, gets } = workload {
        if let Some(item) = object.get("rate") {
            *rate = limits::rate(&item)?;
        }
        if let Some(item) = object.get("gets") {
            *gets = limits::share(&item)?;
        }
    }
    object.finish()
}

fn course_workload(mut object: Object<'_>) -> Result<Workload, BadInput> {
    let max_packets = object.need("max_packets")?.whole(0, MOST_PACKETS)?;
    let workload = Workload::Course {
        requests: object.need("requests")?.whole(0, max_packets)?,
        mix: limits::share(&object.need("mix")?)?,
        start_wait: limits::moment(&object.need("start_wait_ms")?)?,
        lifetime: object.need("lifetime_ms")?.time(Unit::MS, Micros(1), LATEST)?,
        max_packets,
    };
    object.finish()?;
    Ok(workload)
}

/// The actions in the order of time, and of the file where they share a moment.
fn script(actions: &Item<'_>, cast: Cast) -> Result<Vec<Timed>, BadInput> {
    let mut script = Vec::new();
    for item in actions.items()? {
        let mut object = item.object()?;
        let at = limits::moment(&object.need("at_ms")?)?;
        script.push(Timed { at, action: action(&mut object, cast)? });
        object.finish()?;
    }
    script.sort_by_key(|timed| timed.at);
    Ok(script)
}

fn slow_heartbeat(raft: &raft::Settings) -> Option<String> {
    (raft.heartbeat >= raft.election_timeout_least).then(|| {
        "scenario.raft.heartbeat_ms is not below the least election timeout: followers will keep calling \
         elections (§5.6)"
            .into()
    })
}
