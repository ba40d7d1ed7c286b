//! What a scenario may ask for, value by value.

use crate::kv::Text;
use crate::raft::{Micros, NodeId, NodeSet, ReadWay, Rule};
use crate::sim::address::{Address, ClientId};

use super::bad_input::BadInput;
use super::read_object::{Item, Object, Unit, shown};

/// The latest moment of any run: more than eleven days.
pub(super) const LATEST: Micros = Micros(1_000_000_000_000);

/// The most messages after which a run of the course's workload may end.
pub const MOST_PACKETS: u64 = 900_000;

/// The greatest integer that JavaScript and JSON hold exactly.
pub const GREATEST_INTEGER: u64 = (1 << 53) - 1;

pub(super) fn replicas(item: Item<'_>) -> Result<u8, BadInput> {
    Ok(item.whole(1, 21)? as u8)
}

/// Some of the replicas by their names, or how many of them, the first ones.
pub(super) fn voters(item: Item<'_>, replicas: u8) -> Result<NodeSet, BadInput> {
    let voters = match item.whole(1, replicas.into()) {
        Ok(count) => NodeSet::first(count as u8),
        Err(_) if item.items().is_ok() => Cast { replicas, clients: 0 }.set(item)?,
        Err(_) => NodeSet::default(),
    };
    if voters.is_empty() {
        return Err(item.refused(&format!("a list of replicas, or how many, 1 to {replicas}")));
    }
    Ok(voters)
}

pub(super) fn clients(item: Item<'_>) -> Result<u8, BadInput> {
    Ok(item.whole(0, 26)? as u8)
}

/// The seed of a run.
///
/// # Errors
/// If it is no integer that JavaScript can hold.
pub fn seed(item: Item<'_>) -> Result<u64, BadInput> {
    item.whole(0, GREATEST_INTEGER)
}

pub(super) fn moment(item: Item<'_>) -> Result<Micros, BadInput> {
    item.time(Unit::MS, Micros::ZERO, LATEST)
}

/// The range of election timeouts.
///
/// # Errors
/// If it is no range of times.
pub fn election_timeout(item: Item<'_>) -> Result<(Micros, Micros), BadInput> {
    item.times(Unit::MS, Micros::from_millis(1), Micros::from_millis(600_000))
}

/// The time between two heartbeats.
///
/// # Errors
/// If it is no time that is allowed.
pub fn heartbeat(item: Item<'_>) -> Result<Micros, BadInput> {
    item.time(Unit::MS, Micros::from_millis(1), Micros::from_millis(600_000))
}

pub(super) fn resend(item: Item<'_>) -> Result<Micros, BadInput> {
    item.time(Unit::MS, Micros::ZERO, Micros::from_millis(600_000))
}

pub(super) fn max_batch(item: Item<'_>) -> Result<usize, BadInput> {
    Ok(item.whole(1, 10_000)? as usize)
}

pub(super) fn window(item: Item<'_>) -> Result<usize, BadInput> {
    Ok(item.whole(1, 1_000)? as usize)
}

pub(super) fn snapshot_threshold(item: Item<'_>) -> Result<u64, BadInput> {
    item.whole(0, 1_000_000)
}

pub(super) fn snapshot_chunk(item: Item<'_>) -> Result<usize, BadInput> {
    Ok(item.whole(1, 1_000_000)? as usize)
}

/// A message takes at least a microsecond, so that time always advances.
pub(super) fn latency(item: Item<'_>) -> Result<(Micros, Micros), BadInput> {
    item.times(Unit::MS, Micros(1), Micros::from_millis(60_000))
}

pub(super) fn sync(item: Item<'_>) -> Result<Micros, BadInput> {
    item.time(Unit::MS, Micros::ZERO, Micros::from_millis(10_000))
}

/// How long the disks of some replicas take, `{ "S3": 40 }`, in the order of the replicas.
pub(super) fn sync_of(disk: &mut Object<'_>, cast: Cast) -> Result<Vec<(NodeId, Micros)>, BadInput> {
    let Some(own) = disk.object("sync_ms_of")? else { return Ok(Vec::new()) };
    let mut disks = Vec::new();
    for (name, item) in own.pairs() {
        let Some(id) = cast.replica_named(name) else {
            return Err(nobody(item, &shown(&name), "replica", 'S', cast.replicas));
        };
        let sync = sync(item)?;
        // Of two with the same key the last one counts.
        disks.retain(|&(other, _)| other != id);
        disks.push((id, sync));
    }
    disks.sort_by_key(|&(id, _)| id);
    Ok(disks)
}

/// A share of the whole.
///
/// # Errors
/// If it is not within 0 to 1.
pub fn share(item: Item<'_>) -> Result<f64, BadInput> {
    item.number(0.0, 1.0)
}

pub(super) fn rate(item: Item<'_>) -> Result<f64, BadInput> {
    item.number(0.0, 10_000.0)
}

/// How gets are answered.
///
/// # Errors
/// If it is none of the ways.
pub fn reads(item: Item<'_>) -> Result<ReadWay, BadInput> {
    let named = |way: &ReadWay| Some(way.name()) == item.word();
    ReadWay::ALL.into_iter().find(named).ok_or_else(|| item.refused("log, read_index or lease"))
}

/// How long a client waits before it asks again; zero for ever.
pub(super) fn retry(item: Item<'_>) -> Result<Micros, BadInput> {
    item.time(Unit::MS, Micros::ZERO, Micros::from_millis(600_000))
}

/// How many sessions the store keeps open.
///
/// # Errors
/// If it is no whole number from 1 to 1,000.
pub fn sessions_kept(item: Item<'_>) -> Result<usize, BadInput> {
    Ok(item.whole(1, 1_000)? as usize)
}

/// Text for people, its length counted in characters as they would.
///
/// # Errors
/// If it is no text, or a longer one.
pub fn prose(item: Item<'_>, most: usize) -> Result<String, BadInput> {
    let text = item.text(usize::MAX)?;
    let length = text.chars().count();
    if length > most {
        return Err(item.complaint(format!("{length} characters are not allowed: at most {most}")));
    }
    Ok(text.into())
}

/// A key, or a value of the store.
pub(super) fn stored(item: Item<'_>) -> Result<Text, BadInput> {
    item.text(10_000).map(Text::from)
}

/// A rule by its name.
///
/// # Errors
/// If there is none of that name.
pub fn rule(item: Item<'_>) -> Result<Rule, BadInput> {
    let named = |rule: &Rule| Some(rule.name()) == item.word();
    Rule::ALL.iter().copied().find(named).ok_or_else(|| {
        let names: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        item.complaint(format!("{} is no rule: {}", item.shown(), names.join(", ")))
    })
}

/// Who takes part in a run, so whom its actions may name.
#[derive(Clone, Copy)]
pub struct Cast {
    /// How many replicas.
    pub replicas: u8,
    /// How many clients.
    pub clients: u8,
}

impl Cast {
    /// A replica by its name.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn replica(self, item: Item<'_>) -> Result<NodeId, BadInput> {
        let named = item.word().and_then(|name| self.replica_named(name));
        named.ok_or_else(|| nobody(item, &item.shown(), "replica", 'S', self.replicas))
    }

    fn replica_named(self, name: &str) -> Option<NodeId> {
        match Address::named(name) {
            Some(Address::Replica(id)) if id.0 < self.replicas => Some(id),
            _ => None,
        }
    }

    /// A list of replicas, each named once.
    pub(super) fn set(self, list: Item<'_>) -> Result<NodeSet, BadInput> {
        let mut set = NodeSet::default();
        for item in list.items()? {
            let id = self.replica(item)?;
            if !set.insert(id) {
                return Err(item.complaint(format!("{id} is named twice: once is allowed")));
            }
        }
        Ok(set)
    }

    /// A client by its name.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn client(self, item: Item<'_>) -> Result<ClientId, BadInput> {
        match item.word().and_then(Address::named) {
            Some(Address::Client(id)) if id.0 < self.clients => Ok(id),
            _ => Err(nobody(item, &item.shown(), "client", 'C', self.clients)),
        }
    }
}

fn nobody(item: Item<'_>, who: &str, what: &str, letter: char, count: u8) -> BadInput {
    let names = match count {
        0 => "it has none".into(),
        1 => format!("only {letter}1"),
        _ => format!("{letter}1 to {letter}{count}"),
    };
    item.complaint(format!("{who} is no {what} of this cluster: {names}"))
}
