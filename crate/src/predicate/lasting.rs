//! What looks back over the run: `ever`, `never`, `always` and `then`.
//!
//! How they are read, and what they remember. What such a part has to know of all moments before fits into a bit or two,
//! which are brought up to date at each moment, the innermost parts first. A part within `some A: …` has them for each
//! replica.

use crate::raft::NodeId;
use crate::sim::scenario::BadInput;

use super::evaluate::{Named, Sight};
use super::expression::{Expr, Lasting, Place};
use super::lexer::wrong;
use super::parse::{MOST_NAMES, Parser, Read};
use super::value::Kind;

/// How many may have names around a part that looks back: it remembers for each combination of them.
const MOST_REMEMBERED: usize = 2;

impl Parser {
    /// A part, or one that was to hold before another.
    pub(super) fn sequence(&mut self, expected: Option<Kind>) -> Read {
        let column = self.column();
        let mut left = self.either(expected)?;
        while left.1 == Kind::Truth {
            let at = self.column();
            if !self.takes_word("then", "the first held, and with it or later the second") {
                break;
            }
            let place = self.remember(at, 2)?;
            let right = self.truth(Self::either)?;
            left = (Expr::Then(left.0.into(), right.into(), place), Kind::Truth);
        }
        self.no_more_of(column, left.1, "then")?;
        Ok(left)
    }

    /// Room to remember so much of each combination of the replicas that have names here.
    fn remember(&mut self, column: usize, bits: usize) -> Result<Place, BadInput> {
        if self.names.len() > MOST_REMEMBERED {
            let message =
                format!("what looks back over the run has at most {MOST_REMEMBERED} names around it");
            return Err(wrong(column, message));
        }
        let place = Place(self.memory);
        self.memory += bits * self.replicas.pow(self.names.len() as u32);
        self.looks_back.get_or_insert(column);
        Ok(place)
    }

    /// What stands behind such a word.
    pub(super) fn lasting(&mut self, lasting: Lasting, column: usize) -> Read {
        let place = self.remember(column, 1)?;
        self.expect_sign("(")?;
        let of = self.of_kind(Kind::Truth)?;
        self.expect_sign(")")?;
        Ok((Expr::Lasting(lasting, of.into(), place), Kind::Truth))
    }
}

/// The complaint about such a part where the value at one moment is asked for.
pub(super) fn looks_back(column: usize) -> BadInput {
    let message = "what looks back over the run (ever, never, always, then) can be searched for and can be a goal, but \
                   has no value at one moment alone";
    wrong(column, message)
}

impl Expr {
    /// Takes the moment at hand in.
    pub(super) fn remember(&self, sight: &Sight<'_>, memory: &mut [bool]) {
        self.take_in(sight, memory, &mut [NodeId(0); MOST_NAMES], 0);
    }

    fn take_in(&self, sight: &Sight<'_>, memory: &mut [bool], named: &mut Named, names: usize) {
        match self {
            Self::Literal(_) | Self::Whole(_) | Self::Variable(..) | Self::Says(_) | Self::Broken(_) => {}
            Self::Field(one, _) | Self::Not(one) => one.take_in(sight, memory, named, names),
            Self::Many(one, _, other)
            | Self::Pair(_, one, other)
            | Self::Both(one, other)
            | Self::Either(one, other)
            | Self::Compare(_, one, other)
            | Self::Plus(one, other)
            | Self::Minus(one, other) => {
                one.take_in(sight, memory, named, names);
                other.take_in(sight, memory, named, names);
            }
            Self::Each(_, _, one) => {
                if one.any(&|part| matches!(part, Self::Lasting(..) | Self::Then(..))) {
                    for id in 0..sight.cluster.replicas().len() {
                        named[names] = NodeId(id as u8);
                        one.take_in(sight, memory, named, names + 1);
                    }
                }
            }
            Self::Lasting(lasting, one, place) => {
                one.take_in(sight, memory, named, names);
                let now = one.value(sight, memory, named, names).is_true();
                if let Some(bit) = place.of(&named[..names], sight).and_then(|at| memory.get_mut(at)) {
                    *bit |= now != (*lasting == Lasting::Always);
                }
            }
            Self::Then(one, other, place) => {
                one.take_in(sight, memory, named, names);
                other.take_in(sight, memory, named, names);
                let first = one.value(sight, memory, named, names).is_true();
                let second = other.value(sight, memory, named, names).is_true();
                let Some(at) = place.of(&named[..names], sight) else { return };
                let done = at + place.half(names, sight);
                if let Some(held) = memory.get_mut(at) {
                    *held |= first;
                    let both = *held && second;
                    memory[done] |= both;
                }
            }
        }
    }

    /// How many parts are looked at for a moment, at most.
    pub(super) fn cost(&self, replicas: u64) -> u64 {
        match self {
            Self::Literal(_) | Self::Variable(..) | Self::Broken(_) => 1,
            Self::Whole(_) | Self::Says(_) => replicas,
            Self::Field(one, _) | Self::Not(one) => 1 + one.cost(replicas),
            Self::Lasting(_, one, _) => 1 + 2 * one.cost(replicas),
            Self::Each(_, _, one) => 1 + replicas * one.cost(replicas),
            Self::Then(one, other, _) => 1 + 2 * (one.cost(replicas) + other.cost(replicas)),
            Self::Many(one, _, other)
            | Self::Pair(_, one, other)
            | Self::Both(one, other)
            | Self::Either(one, other)
            | Self::Compare(_, one, other)
            | Self::Plus(one, other)
            | Self::Minus(one, other) => 1 + one.cost(replicas) + other.cost(replicas),
        }
    }
}

impl Lasting {
    /// What it is worth, if what it remembers has come about: that it held, or of `always` that it did not.
    pub(super) const fn by(self, come_about: bool) -> bool {
        matches!(self, Self::Ever) == come_about
    }
}

impl Place {
    /// Where it remembers for these replicas.
    pub(super) fn of(self, named: &[NodeId], sight: &Sight<'_>) -> Option<usize> {
        let replicas = sight.cluster.replicas().len();
        let mut at = 0;
        for id in named {
            at = at * replicas + id.index();
        }
        self.0.checked_add(at)
    }

    /// How much the first of its two halves takes, where so many replicas have names.
    pub(super) fn half(self, names: usize, sight: &Sight<'_>) -> usize {
        sight.cluster.replicas().len().pow(names as u32)
    }
}
