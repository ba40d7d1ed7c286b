//! What an expression can be worth.

use std::fmt;

use crate::check::Invariant;
use crate::kv::Text;
use crate::raft::{NodeId, Role, Rule};
use crate::sim::scenario::plain;

/// The kind of a value: what it may be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Truth,
    /// A number; times are in milliseconds.
    Number,
    /// A replica.
    Replica,
    /// What a replica is in its term.
    Role,
    /// A guard of Raft.
    Rule,
    /// What the checks look at after every event.
    Invariant,
    /// A text.
    Text,
    /// The kind of `none`, which may be compared with all but what is true or false.
    Nothing,
}

impl Kind {
    /// The kind as a complaint names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Truth => "true or false",
            Self::Number => "a number",
            Self::Replica => "a replica",
            Self::Role => "a role",
            Self::Rule => "a rule",
            Self::Invariant => "an invariant",
            Self::Text => "a text",
            Self::Nothing => "none",
        }
    }

    /// Whether values of both kinds can be equal.
    pub(super) fn compares_with(self, other: Self) -> bool {
        let nothing = |one: Self, other: Self| one == Self::Nothing && other != Self::Truth;
        self == other || nothing(self, other) || nothing(other, self)
    }
}

/// What an expression is worth at a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// There is none: no vote was cast, no entry has this index, the replica is down.
    None,
    /// True or false.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A replica.
    Replica(NodeId),
    /// A role.
    Role(Role),
    /// A rule.
    Rule(Rule),
    /// An invariant.
    Invariant(Invariant),
    /// A text.
    Text(Text),
}

impl Value {
    /// Whether it is the value true.
    pub(super) const fn is_true(&self) -> bool {
        matches!(self, Self::Truth(true))
    }

    pub(super) const fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) const fn replica(&self) -> Option<NodeId> {
        if let Self::Replica(id) = self { Some(*id) } else { None }
    }

    /// A number of Raft: they stay far below 2^53.
    pub(super) const fn count(count: u64) -> Self {
        Self::Number(count as f64)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<NodeId> for Value {
    fn from(id: NodeId) -> Self {
        Self::Replica(id)
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl fmt::Display for Value {
    /// As it would be typed.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("none"),
            Self::Truth(truth) => truth.fmt(out),
            Self::Number(number) => out.write_str(&plain(*number)),
            Self::Replica(id) => id.fmt(out),
            Self::Role(role) => out.write_str(role.name()),
            Self::Rule(rule) => out.write_str(rule.name()),
            Self::Invariant(invariant) => out.write_str(invariant.name()),
            Self::Text(text) => quote(text.as_str(), out),
        }
    }
}

/// A text in double quotes; a quote or a backslash in it has a backslash before it.
pub(super) fn quote(text: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str("\"")?;
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.write_str("\\")?;
        }
        write!(out, "{letter}")?;
    }
    out.write_str("\"")
}
