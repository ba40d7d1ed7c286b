//! The integers of Raft, each with a type of its own, so that a term is never added to an index.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! counter {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(pub u64);

        impl $name {
            /// The value before anything happened.
            pub const ZERO: Self = Self(0);

            /// The value that follows this one.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }

            /// The value before this one; that of zero is zero.
            #[must_use]
            pub const fn previous(self) -> Self {
                Self(self.0.saturating_sub(1))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    };
}

counter! {
    /// A term: the logical clock of Raft, one leader each at most (§5.1). Zero is before the first election.
    Term
}

counter! {
    /// The place of an entry in the log, counted from 1 (§5.3). Zero is "before the first entry".
    LogIndex
}

counter! {
    /// The number of one write that a node handed to its disk, in the order of the writes.
    PersistId
}

counter! {
    /// The number that a replica gives a read which it hands to its node.
    ReadId
}

counter! {
    /// A round of heartbeats of one leadership, by which the leader confirms that it leads (dissertation §6.4). Zero
    /// is before the first.
    Round
}

/// A replica, numbered from 0 and shown from 1: `NodeId(0)` is "S1".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The replica's place in any table of replicas.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "S{}", u32::from(self.0) + 1)
    }
}

impl Serialize for NodeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A moment, or a length, of virtual time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Micros(pub u64);

impl Micros {
    /// The start of a run.
    pub const ZERO: Self = Self(0);

    /// Later than anything that happens: the deadline of one who waits for nothing.
    pub const NEVER: Self = Self(u64::MAX);

    /// A length given in milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000)
    }

    /// The moment `length` after this one.
    #[must_use]
    pub const fn after(self, length: Self) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl fmt::Display for Micros {
    /// In milliseconds with three decimals, as the page shows time.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:03}", self.0 / 1_000, self.0 % 1_000)
    }
}
