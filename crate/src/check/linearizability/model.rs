//! What each operation asks of the value of its key, and makes of it.

use super::history::{Call, Operation, Outcome};
use super::values::{NOTHING, Piece, Value, Values};

/// What a key is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// A key of our store: one that is not there reads as the empty value.
    #[default]
    Store,
    /// A register: as long as nothing is written it holds none, which is another value than the empty one.
    Register,
}

/// An operation as the search sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A get: the value is this one.
    Is(Value),
    /// A compare-and-set that failed: the value is not this one.
    IsNot(Value),
    /// A put or a delete: the value becomes this one, whatever it is.
    Set(Value),
    /// A compare-and-set: the value is the first, and becomes the second.
    Swap(Value, Value),
    /// An append.
    Append(Piece),
}

impl Step {
    /// What an operation does where it takes effect; nothing, if it has none that anyone could see, or certainly took
    /// none.
    pub(super) fn of(operation: &Operation, values: &mut Values) -> Option<Self> {
        match (&operation.call, &operation.outcome) {
            (Call::Get, Outcome::Ok(result)) => Some(Self::Is(values.value(result.as_ref()))),
            (Call::CompareAndSet { expected, .. }, Outcome::Fail) => {
                Some(Self::IsNot(values.value(expected.as_ref())))
            }
            (Call::Get, _) | (_, Outcome::Fail) => None,
            (Call::Put(value), _) => Some(Self::Set(values.value(Some(value)))),
            (Call::Delete, _) => Some(Self::Set(NOTHING)),
            (Call::CompareAndSet { expected, value }, _) => {
                Some(Self::Swap(values.value(expected.as_ref()), values.value(Some(value))))
            }
            (Call::Append(piece), _) => Some(Self::Append(values.piece(piece))),
        }
    }

    /// The value behind it, or nothing if it cannot take effect on this one.
    pub(super) fn after(self, value: Value, values: &mut Values) -> Option<Value> {
        match self {
            Self::Is(read) => (value == read).then_some(value),
            Self::IsNot(expected) => (value != expected).then_some(value),
            Self::Set(new) => Some(new),
            Self::Swap(expected, new) => (value == expected).then_some(new),
            Self::Append(piece) => Some(values.append(value, piece)),
        }
    }

    /// Whether it only looks at the value.
    pub(super) const fn looks_only(self) -> bool {
        matches!(self, Self::Is(_) | Self::IsNot(_))
    }

    /// Whether the value behind it does not depend on that before it, so that no one sees what was changed right before.
    pub(super) const fn covers(self) -> bool {
        matches!(self, Self::Set(_))
    }

    /// Whether it can take effect on any value, and leaves no trace where another covers it.
    pub(super) const fn is_coverable(self) -> bool {
        matches!(self, Self::Set(_) | Self::Append(_))
    }

    /// The value that it has to find, if it is a certain one.
    pub(super) const fn needs(self) -> Option<Value> {
        match self {
            Self::Is(value) | Self::Swap(value, _) => Some(value),
            Self::IsNot(_) | Self::Set(_) | Self::Append(_) => None,
        }
    }

    /// The value that it leaves, if that is a certain one.
    pub(super) const fn makes(self) -> Option<Value> {
        match self {
            Self::Set(value) | Self::Swap(_, value) => Some(value),
            Self::Is(_) | Self::IsNot(_) | Self::Append(_) => None,
        }
    }
}
