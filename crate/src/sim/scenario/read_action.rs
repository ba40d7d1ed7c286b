//! An action from JSON: one of a scenario's, or one that a person has just taken.

use crate::kv::Op;
use crate::raft::{Change, NodeId, NodeSet};
use crate::sim::action::{Action, CourseEvent, Handling, Link, MessageId, Target, Tuning};

use super::bad_input::BadInput;
use super::json::Json;
use super::read_limits::{self as limits, Cast, GREATEST_INTEGER, LATEST};
use super::read_object::{Item, Object, Unit};

const ACTIONS: &str = "crash, restart, time_out, isolate, partition, cut, heal, request, deliver, delay, drop, \
                       duplicate, tune, compact, kill_leader, kill_non_leader, part_easy, part_hard, part_end, transfer, \
                       add, remove, replace, configure, align_timers or spread_timers";

/// Reads an action that happens now, in a cluster of so many replicas and clients.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_action(text: &str, replicas: u8, clients: u8) -> Result<Action, BadInput> {
    let json = Json::parse(text)?;
    let mut object = Item::root(&json, "action").object()?;
    let action = action(&mut object, Cast { replicas, clients })?;
    object.finish()?;
    Ok(action)
}

/// Reads the keys of an action, but for its time.
pub(super) fn action(object: &mut Object<'_>, cast: Cast) -> Result<Action, BadInput> {
    let what = object.need("do")?;
    Ok(match what.word().unwrap_or_default() {
        "crash" => {
            let replica = cast.replica(object.need("replica")?)?;
            let torn = object.read("torn", Item::flag)?.unwrap_or_default();
            if torn { Action::CrashTorn(replica) } else { Action::Crash(replica) }
        }
        "restart" => Action::Restart(cast.replica(object.need("replica")?)?),
        "time_out" => Action::TimeOut(cast.replica(object.need("replica")?)?),
        "isolate" => Action::Isolate(cast.replica(object.need("replica")?)?),
        "partition" => Action::Partition(groups(object.need("groups")?, cast)?),
        "cut" => Action::Cut(links(object.need("links")?, cast)?),
        "heal" => match object.get("links") {
            Some(item) => Action::Heal(links(item, cast)?),
            None => Action::HealAll,
        },
        "request" => request(object, cast)?,
        "deliver" => message(object, Handling::Deliver)?,
        "delay" => {
            let furthest = LATEST.0.cast_signed();
            let by = object.need("by_ms")?.micros(Unit::MS, -furthest, furthest)?;
            message(object, Handling::Delay(by))?
        }
        "drop" => message(object, Handling::Drop)?,
        "duplicate" => message(object, Handling::Duplicate)?,
        "tune" => Action::Tune(tuning(object, cast)?),
        "transfer" => Action::Transfer(cast.replica(object.need("replica")?)?),
        "compact" => Action::Compact(cast.replica(object.need("replica")?)?),
        "add" => Action::Change(addition(object, cast)?),
        "remove" => Action::Change(Change::Remove(cast.replica(object.need("replica")?)?)),
        "replace" => Action::Change(replacement(object, cast)?),
        "configure" => Action::Change(configuration(object, cast)?),
        "align_timers" => Action::AlignTimers,
        "spread_timers" => Action::SpreadTimers,
        word => match course_event(word) {
            Some(event) => Action::Course(event),
            None => return Err(what.refused(ACTIONS)),
        },
    })
}

fn addition(object: &mut Object<'_>, cast: Cast) -> Result<Change, BadInput> {
    let replica = cast.replica(object.need("replica")?)?;
    let Some(item) = object.get("as") else { return Ok(Change::AddVoter(replica)) };
    match item.word() {
        Some("voter") => Ok(Change::AddVoter(replica)),
        Some("learner") => Ok(Change::AddLearner(replica)),
        _ => Err(item.refused("voter or learner")),
    }
}

fn replacement(object: &mut Object<'_>, cast: Cast) -> Result<Change, BadInput> {
    let old = cast.replica(object.need("replica")?)?;
    let by = object.need("by")?;
    let new = cast.replica(by)?;
    if old == new { Err(by.refused("another replica")) } else { Ok(Change::Replace { old, new }) }
}

fn configuration(object: &mut Object<'_>, cast: Cast) -> Result<Change, BadInput> {
    let item = object.need("voters")?;
    let voters = cast.set(item)?;
    if voters.is_empty() {
        return Err(item.refused("at least one replica"));
    }
    let learners = match object.get("learners") {
        Some(item) => {
            let learners = cast.set(item)?;
            if !learners.within(voters).is_empty() {
                return Err(item.refused("replicas that are not among the voters"));
            }
            learners
        }
        None => NodeSet::default(),
    };
    Ok(Change::Configure { voters, learners })
}

/// The events of the course's test files by their names there.
const COURSE_EVENTS: [(&str, CourseEvent); 5] = [
    ("kill_leader", CourseEvent::KillLeader),
    ("kill_non_leader", CourseEvent::KillNonLeader),
    ("part_easy", CourseEvent::PartEasy),
    ("part_hard", CourseEvent::PartHard),
    ("part_end", CourseEvent::PartEnd),
];

/// An event of the course's test files by its name there.
#[must_use]
pub fn course_event(name: &str) -> Option<CourseEvent> {
    COURSE_EVENTS.iter().find(|known| known.0 == name).map(|known| known.1)
}

/// The name that the course's test files give an event.
#[must_use]
pub fn course_event_name(event: CourseEvent) -> &'static str {
    COURSE_EVENTS.iter().find(|known| known.1 == event).map_or("", |known| known.0)
}

fn groups(item: Item<'_>, cast: Cast) -> Result<Vec<Vec<NodeId>>, BadInput> {
    let mut placed = 0_u32;
    let mut groups = Vec::new();
    for list in item.items()? {
        let mut group = Vec::new();
        for member in list.items()? {
            let id = cast.replica(member)?;
            if placed >> id.0 & 1 == 1 {
                return Err(member.complaint(format!("{id} is named twice: once is allowed")));
            }
            placed |= 1 << id.0;
            group.push(id);
        }
        if group.is_empty() {
            return Err(list.refused("at least one replica"));
        }
        groups.push(group);
    }
    if groups.len() < 2 {
        return Err(item.refused("at least two groups"));
    }
    Ok(groups)
}

fn links(item: Item<'_>, cast: Cast) -> Result<Vec<Link>, BadInput> {
    let mut links = Vec::new();
    for link in item.items()? {
        let [from, to] = link.exactly("two replicas, from and to")?;
        let ends = (cast.replica(from)?, cast.replica(to)?);
        if ends.0 == ends.1 {
            return Err(link.refused("two different replicas"));
        }
        links.push(ends);
    }
    Ok(links)
}

fn request(object: &mut Object<'_>, cast: Cast) -> Result<Action, BadInput> {
    let client = cast.client(object.need("client")?)?;
    let to = object.need("to")?;
    let to = match to.word() {
        Some("leader") => Target::Leader,
        _ => Target::Replica(
            cast.replica(to).map_err(|bad| to.complaint(format!("{}, or \"leader\"", bad.message)))?,
        ),
    };
    let what = object.need("op")?;
    let op = op(what, object)?.ok_or_else(|| what.refused("get, put, delete or compare_and_set"))?;
    let way = if let Op::Get { .. } = op { object.read("read", limits::reads)? } else { None };
    Ok(Action::Request { client, to, op, way })
}

/// The operation of this name, if there is one, with its texts.
///
/// # Errors
/// If a text is missing, or is none that the store takes.
pub fn op(what: Item<'_>, object: &mut Object<'_>) -> Result<Option<Op>, BadInput> {
    let mut stored = |key| limits::stored(object.need(key)?);
    Ok(Some(match what.word() {
        Some("get") => Op::Get { key: stored("key")? },
        Some("put") => Op::Put { key: stored("key")?, value: stored("value")? },
        Some("delete") => Op::Delete { key: stored("key")? },
        Some("compare_and_set") => {
            Op::CompareAndSet { key: stored("key")?, expect: stored("expect")?, value: stored("value")? }
        }
        _ => return Ok(None),
    }))
}

fn message(object: &mut Object<'_>, handling: Handling) -> Result<Action, BadInput> {
    let id = object.need("message")?.whole(0, GREATEST_INTEGER)?;
    Ok(Action::Message(MessageId(id), handling))
}

fn tuning(object: &mut Object<'_>, cast: Cast) -> Result<Tuning, BadInput> {
    let mut tuning = Tuning::default();
    if let Some(mut raft) = object.object("raft")? {
        tuning.election_timeout = raft.read("election_timeout_ms", limits::election_timeout)?;
        tuning.heartbeat = raft.read("heartbeat_ms", limits::heartbeat)?;
        tuning.max_batch = raft.read("max_batch", limits::max_batch)?;
        tuning.pre_vote = raft.read("pre_vote", Item::flag)?;
        tuning.window = raft.read("window", limits::window)?;
        tuning.resend = raft.read("resend_ms", limits::resend)?;
        tuning.thrifty = raft.read("thrifty", Item::flag)?;
        tuning.commit_at_once = raft.read("commit_at_once", Item::flag)?;
        tuning.no_op = raft.read("no_op", Item::flag)?;
        tuning.check_quorum = raft.read("check_quorum", Item::flag)?;
        tuning.snapshot_threshold = raft.read("snapshot_threshold", limits::snapshot_threshold)?;
        tuning.snapshot_chunk = raft.read("snapshot_chunk", limits::snapshot_chunk)?;
        tuning.reads = raft.read("reads", limits::reads)?;
        raft.finish()?;
    }
    if let Some(mut network) = object.object("network")? {
        tuning.latency = network.read("latency_ms", limits::latency)?;
        tuning.loss = network.read("loss", limits::share)?;
        tuning.duplication = network.read("duplication", limits::share)?;
        network.finish()?;
    }
    if let Some(mut asking) = object.object("asking")? {
        tuning.retry = asking.read("retry_ms", limits::retry)?;
        tuning.sessions = asking.read("sessions", Item::flag)?;
        asking.finish()?;
    }
    if let Some(mut disk) = object.object("disk")? {
        tuning.sync = disk.read("sync_ms", limits::sync)?;
        tuning.sync_of = limits::sync_of(&mut disk, cast)?;
        disk.finish()?;
    }
    if let Some(mut workload) = object.object("workload")? {
        tuning.rate = workload.read("rate", limits::rate)?;
        tuning.gets = workload.read("gets", limits::share)?;
        workload.finish()?;
    }
    Ok(tuning)
}
