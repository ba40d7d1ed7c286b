//! Who sends and receives: replicas and clients.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::raft::NodeId;

/// A client, numbered from 0 and shown from 1: `ClientId(0)` is "C1".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u8);

impl ClientId {
    /// The client's place in any table of clients.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "C{}", u32::from(self.0) + 1)
    }
}

/// One end of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// A replica.
    Replica(NodeId),
    /// A client.
    Client(ClientId),
}

impl Address {
    /// Where the numbers of clients begin in packed records; replicas stay below.
    pub const CLIENT_BASE: u8 = 32;

    /// The address as one number, for packed records and hashes.
    #[must_use]
    #[inline]
    pub const fn number(self) -> u8 {
        match self {
            Self::Replica(node) => node.0,
            Self::Client(client) => Self::CLIENT_BASE + client.0,
        }
    }

    /// The address by its name: "S1", "C1".
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let number = |prefix: char| -> Option<u8> {
            let digits = name.strip_prefix(prefix)?;
            let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { digits.parse::<u8>().ok()?.checked_sub(1) } else { None }
        };
        number('S')
            .map(|id| Self::Replica(NodeId(id)))
            .or_else(|| number('C').map(|id| Self::Client(ClientId(id))))
    }
}

impl From<NodeId> for Address {
    fn from(node: NodeId) -> Self {
        Self::Replica(node)
    }
}

impl From<ClientId> for Address {
    fn from(client: ClientId) -> Self {
        Self::Client(client)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replica(node) => node.fmt(out),
            Self::Client(client) => client.fmt(out),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_again_by_its_name() {
        for address in [NodeId(0).into(), NodeId(20).into(), ClientId(0).into(), Address::from(ClientId(7))] {
            assert_eq!(Address::named(&address.to_string()), Some(address));
        }
    }

    #[test]
    fn other_names_are_no_address() {
        for name in ["", "S", "S0", "S01", "S+1", "s1", "X1", "S1 ", "S257", "S-1"] {
            assert_eq!(Address::named(name), None, "{name:?}");
        }
    }
}
