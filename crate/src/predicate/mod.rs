//! Questions about a moment of a run, as people type them: "S3.role = leader and S3.commitIndex >= 5".
//!
//! An [`Expression`] has a value at each moment, and a [`Predicate`] is one that is true or false: it is searched for in
//! time, runs go on until it holds, and exercises set it as a goal. What has words in the language stands in
//! `field.rs`, one line each, with what it is worth in `evaluate.rs`. Kinds are looked at when it is read, so that a
//! wrong one is refused with its column; evaluating cannot fail: what is not there is worth `none`. What looks back over the
//! run (`ever`, `then`) is remembered by the predicate (`lasting.rs`), so it has to be shown every moment from the start on.

mod captions;
mod evaluate;
mod expression;
mod field;
mod lasting;
mod lexer;
mod parse;
mod suggestion;
#[cfg(test)]
mod tests;
mod value;

use std::fmt;

use crate::sim::scenario::BadInput;

use expression::Expr;

pub use captions::{Captions, check_scenario};
pub use evaluate::Sight;
pub use field::{Field, Many, Pair, Whole};
pub use suggestion::{Suggestion, suggestions};
pub use value::{Kind, Value};

/// Something that has a value at each moment of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    root: Expr,
    kind: Kind,
}

impl Expression {
    /// Reads an expression about a cluster of so many replicas.
    ///
    /// # Errors
    /// What is wrong at which column, and what is allowed there.
    pub fn parse(text: &str, replicas: usize) -> Result<Self, BadInput> {
        let parse::Sentence { root, kind, looks_back, .. } = parse::read(text, replicas)?;
        match looks_back {
            None => Ok(Self { root, kind }),
            Some(column) => Err(lasting::looks_back(column)),
        }
    }

    /// The kind of its value.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What it is worth at a moment.
    #[must_use]
    pub fn value(&self, sight: &Sight<'_>) -> Value {
        self.root.worth(sight, &[])
    }

    /// Whether its value depends on what happens at the moment, and not only on how things stand.
    fn tells_of_events(&self) -> bool {
        let tells = |part: &Expr| {
            matches!(
                part,
                Expr::Says(_)
                    | Expr::Field(_, Field::Truncated | Field::Committed)
                    | Expr::Many(_, Many::Decided, _)
            )
        };
        self.root.any(&tells)
    }
}

impl fmt::Display for Expression {
    /// As it would be typed, without parentheses that it does not need.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(out)
    }
}

/// An expression that is true or false, whether it was true after the event before, and what of the run before it
/// remembers.
#[derive(Clone, Debug)]
pub struct Predicate {
    expression: Expression,
    tells_of_events: bool,
    held: bool,
    memory: Vec<bool>,
}

impl Predicate {
    /// Reads a predicate about a cluster of so many replicas.
    ///
    /// # Errors
    /// What is wrong at which column, and what is allowed there.
    pub fn parse(text: &str, replicas: usize) -> Result<Self, BadInput> {
        let parse::Sentence { root, kind, memory, .. } = parse::read(text, replicas)?;
        if kind != Kind::Truth {
            return Err(parse::not_a_truth(1, kind));
        }
        let expression = Expression { root, kind };
        let memory = vec![false; memory];
        Ok(Self { tells_of_events: expression.tells_of_events(), expression, held: false, memory })
    }

    /// Whether it holds at a moment, which comes after those that it was shown.
    #[must_use]
    pub fn holds(&self, sight: &Sight<'_>) -> bool {
        self.expression.root.worth(sight, &self.memory).is_true()
    }

    /// Shows it the moment at hand; to be done at the start and after each event.
    pub fn see(&mut self, sight: &Sight<'_>) {
        if !self.memory.is_empty() {
            self.expression.root.remember(sight, &mut self.memory);
        }
    }

    /// How many values are looked at for each moment, at most: what it costs.
    #[must_use]
    pub fn cost(&self, replicas: usize) -> u64 {
        self.expression.root.cost(replicas as u64)
    }

    /// Shows it the event at hand, and says whether it becomes true with it; to be asked after each event. What is true because of something
    /// that happens in an event becomes true with each such event.
    pub fn becomes(&mut self, sight: &Sight<'_>) -> bool {
        self.see(sight);
        let held = self.held;
        let holds = self.holds(sight);
        self.held = holds && (!self.tells_of_events || self.holds(&Sight { records: &[], ..*sight }));
        holds && !held
    }
}
