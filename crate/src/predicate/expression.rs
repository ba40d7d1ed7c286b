//! The shape of an expression, and how it is written.

use std::fmt;

use crate::check::Invariant;

use super::field::{Field, Many, Pair, Whole};
use super::value::{Value, quote};

/// A part of an expression whose kinds fit together: the parser makes no other.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Literal(Value),
    Whole(Whole),
    /// A replica that a quantifier names, and which one of those around it, from the outside.
    Variable(String, usize),
    Field(Box<Self>, Field),
    Many(Box<Self>, Many, Box<Self>),
    Pair(Pair, Box<Self>, Box<Self>),
    /// Whether an event of now says this; in small letters.
    Says(String),
    /// Whether an invariant is broken by now.
    Broken(Invariant),
    Not(Box<Self>),
    Both(Box<Self>, Box<Self>),
    Either(Box<Self>, Box<Self>),
    Compare(Order, Box<Self>, Box<Self>),
    Plus(Box<Self>, Box<Self>),
    Minus(Box<Self>, Box<Self>),
    /// Looks at each replica under a name.
    Each(Quantifier, String, Box<Self>),
    /// Looks back over the run.
    Lasting(Lasting, Box<Self>, Place),
    /// Whether the second held at a moment at which the first had held, or later.
    Then(Box<Self>, Box<Self>, Place),
}

/// What is asked of all moments so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasting {
    Ever,
    Never,
    Always,
}

impl Lasting {
    pub const ALL: [Self; 3] = [Self::Ever, Self::Never, Self::Always];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Ever => "ever",
            Self::Never => "never",
            Self::Always => "always",
        }
    }
}

/// Where a part that looks back begins to remember; it remembers for each combination of the replicas that have names
/// around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(pub usize);

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Other,
    Less,
    UpTo,
    More,
    From,
}

impl Order {
    pub const ALL: [Self; 6] = [Self::Equal, Self::Other, Self::Less, Self::UpTo, Self::More, Self::From];

    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Other => "!=",
            Self::Less => "<",
            Self::UpTo => "<=",
            Self::More => ">",
            Self::From => ">=",
        }
    }

    /// Whether only numbers are compared so.
    pub const fn is_of_numbers(self) -> bool {
        !matches!(self, Self::Equal | Self::Other)
    }
}

/// What is asked of all replicas at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Some,
    All,
    Count,
    Max,
    Min,
}

impl Quantifier {
    pub const ALL: [Self; 5] = [Self::Some, Self::All, Self::Count, Self::Max, Self::Min];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Some => "some",
            Self::All => "all",
            Self::Count => "count",
            Self::Max => "max",
            Self::Min => "min",
        }
    }

    /// Whether it reaches as far as it can, as a sentence does; the others have parentheses.
    pub const fn is_sentence(self) -> bool {
        matches!(self, Self::Some | Self::All)
    }
}

/// How tightly a part holds together. What reaches as far as it can would take in whatever stands behind it.
const SENTENCE: u8 = 0;
const THEN: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const COMPARE: u8 = 5;
const SUM: u8 = 6;
const TERM: u8 = 7;

impl Expr {
    const fn tightness(&self) -> u8 {
        match self {
            Self::Each(quantifier, ..) if quantifier.is_sentence() => SENTENCE,
            Self::Then(..) => THEN,
            Self::Either(..) => OR,
            Self::Both(..) => AND,
            Self::Not(_) => NOT,
            Self::Compare(..) => COMPARE,
            Self::Plus(..) | Self::Minus(..) => SUM,
            _ => TERM,
        }
    }

    /// Writes a part in a place where it must hold together so tightly.
    fn within(&self, least: u8, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tightness() >= least { fmt::Display::fmt(self, out) } else { write!(out, "({self})") }
    }

    /// Whether this holds of any part of it, or of itself.
    pub fn any(&self, wanted: &impl Fn(&Self) -> bool) -> bool {
        wanted(self)
            || match self {
                Self::Literal(_) | Self::Whole(_) | Self::Variable(..) | Self::Says(_) | Self::Broken(_) => {
                    false
                }
                Self::Field(one, _) | Self::Not(one) | Self::Each(_, _, one) | Self::Lasting(_, one, _) => {
                    one.any(wanted)
                }
                Self::Many(one, _, other)
                | Self::Pair(_, one, other)
                | Self::Then(one, other, _)
                | Self::Both(one, other)
                | Self::Either(one, other)
                | Self::Compare(_, one, other)
                | Self::Plus(one, other)
                | Self::Minus(one, other) => one.any(wanted) || other.any(wanted),
            }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let two = |out: &mut fmt::Formatter<'_>,
                   (one, left): (&Self, u8),
                   sign: &str,
                   (other, right): (&Self, u8)| {
            one.within(left, out)?;
            write!(out, " {sign} ")?;
            other.within(right, out)
        };
        match self {
            Self::Literal(value) => fmt::Display::fmt(value, out),
            Self::Whole(whole) => out.write_str(whole.word()),
            Self::Variable(name, _) => out.write_str(name),
            Self::Field(replica, field) => {
                replica.within(TERM, out)?;
                write!(out, ".{}", field.word())
            }
            Self::Many(replica, many, key) => {
                let (before, behind) = many.parts();
                replica.within(TERM, out)?;
                write!(out, ".{before}[{key}]")?;
                behind.map_or(Ok(()), |behind| write!(out, ".{behind}"))
            }
            Self::Pair(pair, one, other) => write!(out, "{}({one}, {other})", pair.word()),
            Self::Says(text) => {
                out.write_str("says ")?;
                quote(text, out)
            }
            Self::Broken(invariant) => write!(out, "broken({})", invariant.name()),
            Self::Lasting(lasting, one, _) => write!(out, "{}({one})", lasting.word()),
            Self::Then(one, other, _) => two(out, (one, THEN), "then", (other, OR)),
            Self::Not(one) => {
                out.write_str("not ")?;
                one.within(NOT, out)
            }
            Self::Both(one, other) => two(out, (one, AND), "and", (other, NOT)),
            Self::Either(one, other) => two(out, (one, OR), "or", (other, AND)),
            Self::Compare(order, one, other) => two(out, (one, SUM), order.sign(), (other, SUM)),
            Self::Plus(one, other) => two(out, (one, SUM), "+", (other, TERM)),
            Self::Minus(one, other) => two(out, (one, SUM), "-", (other, TERM)),
            Self::Each(quantifier, name, one) if quantifier.is_sentence() => {
                write!(out, "{} {name}: {one}", quantifier.word())
            }
            Self::Each(quantifier, name, one) => write!(out, "{}({name}: {one})", quantifier.word()),
        }
    }
}
