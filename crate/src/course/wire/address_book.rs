//! Addresses on the wire, and whose they are.

use std::fmt;

use crate::raft::{NodeId, NodeSet};
use crate::sim::scenario::{BadInput, Item};

/// One end of a message as the wire names it: four upper-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WireAddress(pub u16);

impl WireAddress {
    /// `FFFF`: as a leader nobody knows whom, as a receiver all other replicas.
    pub const NOBODY: Self = Self(0xFFFF);

    /// Reads an address that is not `FFFF`.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(item: Item<'_>) -> Result<Self, BadInput> {
        let address = item.word().and_then(Self::parse).filter(|&address| address != Self::NOBODY);
        address.ok_or_else(|| item.refused("four upper-case hex digits, but not FFFF"))
    }

    fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 4 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
        if plain { u16::from_str_radix(text, 16).ok().map(Self) } else { None }
    }
}

impl fmt::Display for WireAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04X}", self.0)
    }
}

/// The replicas of a cluster, as one of them knows them. They are numbered in the order of their addresses, so
/// that all of them number them alike.
#[derive(Clone, Debug)]
pub struct AddressBook {
    /// The address of each replica by its number.
    addresses: Vec<WireAddress>,
    me: NodeId,
}

impl AddressBook {
    /// The book of the replica `id` among `peers`.
    ///
    /// # Errors
    /// If there are too many, or an address occurs twice.
    pub fn read(id: Item<'_>, peers: Item<'_>) -> Result<Self, BadInput> {
        let me = WireAddress::read(id)?;
        let mut addresses = vec![me];
        for item in peers.items()? {
            let address = WireAddress::read(item)?;
            if addresses.contains(&address) {
                return Err(item.complaint(format!("{address} is named twice: once is allowed")));
            }
            addresses.push(address);
        }
        let most = usize::from(NodeSet::CAPACITY) - 1;
        if addresses.len() - 1 > most {
            let count = addresses.len() - 1;
            return Err(peers.complaint(format!("{count} peers are not allowed: at most {most}")));
        }
        addresses.sort_unstable();
        let place = addresses.iter().take_while(|&&address| address < me).count();
        Ok(Self { addresses, me: NodeId(place as u8) })
    }

    /// The replica whose book it is.
    #[must_use]
    pub const fn me(&self) -> NodeId {
        self.me
    }

    /// All replicas, its own among them.
    #[must_use]
    pub fn replicas(&self) -> NodeSet {
        NodeSet::first(self.addresses.len() as u8)
    }

    /// The address of a replica.
    #[must_use]
    pub fn address(&self, id: NodeId) -> WireAddress {
        self.addresses.get(id.index()).copied().unwrap_or(WireAddress::NOBODY)
    }

    /// The replica of an address; none, if it is that of a client.
    ///
    /// # Errors
    /// If it is no address.
    pub(super) fn find(&self, item: Item<'_>) -> Result<Option<NodeId>, BadInput> {
        let place = self.addresses.binary_search(&WireAddress::read(item)?);
        Ok(place.ok().map(|place| NodeId(place as u8)))
    }

    /// A replica by its address.
    ///
    /// # Errors
    /// If it is no address, or nobody's here.
    pub fn read_replica(&self, item: Item<'_>) -> Result<NodeId, BadInput> {
        self.find(item)?.ok_or_else(|| item.refused(&self.names()))
    }

    /// A list of replicas, each named once.
    ///
    /// # Errors
    /// If it is none.
    pub fn read_set(&self, list: Item<'_>) -> Result<NodeSet, BadInput> {
        let mut set = NodeSet::default();
        for item in list.items()? {
            let id = self.read_replica(item)?;
            if !set.insert(id) {
                return Err(item.complaint(format!("{} is named twice: once is allowed", self.address(id))));
            }
        }
        Ok(set)
    }

    /// A message is for this replica, by its address or as one of all.
    pub(super) fn read_receiver(&self, item: Item<'_>) -> Result<(), BadInput> {
        let receiver = item.word().and_then(WireAddress::parse);
        let me = self.address(self.me);
        if receiver == Some(me) || receiver == Some(WireAddress::NOBODY) {
            Ok(())
        } else {
            Err(item.refused(&format!("{me}, or FFFF for all replicas")))
        }
    }

    /// Whom a sender believes to lead: a replica, or nobody.
    pub(super) fn read_leader(&self, item: Item<'_>) -> Result<Option<NodeId>, BadInput> {
        if item.word().and_then(WireAddress::parse) == Some(WireAddress::NOBODY) {
            return Ok(None);
        }
        match self.find(item) {
            Ok(Some(leader)) => Ok(Some(leader)),
            _ => Err(item.refused(&format!("{}, or FFFF if none is known", self.names()))),
        }
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.addresses.iter().map(WireAddress::to_string).collect();
        names.join(", ")
    }
}
