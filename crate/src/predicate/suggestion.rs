//! What may stand at a place of an expression that is being typed.

use crate::check::Invariant;
use crate::raft::{NodeId, Rule};

use super::expression::{Lasting, Order, Quantifier};
use super::field::{Pair, Whole};
use super::lexer::is_word;
use super::parse::{Parser, ROLES, wanted_behind};
use super::value::Kind;

/// Something that may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// As it is typed.
    pub word: String,
    /// What it means, in a few words.
    pub about: &'static str,
}

impl Suggestion {
    pub(super) fn new(word: &str, about: &'static str) -> Self {
        Self { word: word.into(), about }
    }
}

/// What may stand at the end of `text`, for a cluster of so many replicas. Words that go on what was begun there come
/// with it: how many characters of it, that the word would take the place of, is told beside them.
#[must_use]
pub fn suggestions(text: &str, replicas: usize) -> (usize, Vec<Suggestion>) {
    let before = text.trim_end_matches(is_word);
    let begun = text[before.len()..].to_ascii_lowercase();
    let mut found = wanted_behind(before, replicas);
    found.retain(|one| one.word.to_ascii_lowercase().starts_with(&begun) && one.word != text[before.len()..]);
    (begun.len(), found)
}

impl Parser {
    /// What a term may begin with, where one of a kind is wanted.
    pub(super) fn suggest_terms(&mut self, wanted: Option<Kind>) {
        let replicas = (0..self.replicas).map(|id| NodeId(id as u8).to_string());
        let named = self.names.iter().rev().map(|name| (name.clone(), "the replica at hand"));
        let replicas = named.chain(replicas.map(|name| (name, "a replica")));
        let mut found: Vec<Suggestion> = Vec::new();
        match wanted {
            Some(Kind::Role) => found.extend(ROLES.iter().map(|role| Suggestion::new(role.name(), "a role"))),
            Some(Kind::Rule) => {
                found.extend(Rule::ALL.iter().map(|rule| Suggestion::new(rule.name(), rule.section())));
            }
            Some(Kind::Invariant) => {
                found.extend(Invariant::ALL.iter().map(|one| Suggestion::new(one.name(), one.source())));
            }
            Some(Kind::Text) => {}
            _ => found.extend(replicas.map(|(word, about)| Suggestion { word, about })),
        }
        let fits = |kind| wanted.is_none_or(|wanted: Kind| wanted == Kind::Truth || wanted == kind);
        let whole = Whole::ALL.iter().filter(|whole| fits(whole.kind()));
        found.extend(whole.map(|whole| Suggestion::new(whole.word(), whole.about())));
        let pairs = Pair::ALL.iter().filter(|pair| fits(pair.kind()));
        found.extend(pairs.map(|pair| Suggestion::new(&format!("{}(", pair.word()), pair.about())));
        let quantifiers = Quantifier::ALL.into_iter().filter(|one| fits(one.kind()));
        found.extend(quantifiers.map(|one| Suggestion::new(one.start(), one.about())));
        if fits(Kind::Truth) {
            found.push(Suggestion::new("not", "the opposite"));
            found.push(Suggestion::new("says \"", "an event of now has these words"));
            found.push(Suggestion::new("broken(", "an invariant is broken by now"));
            found.extend(Lasting::ALL.map(|one| Suggestion::new(one.start(), one.about())));
        }
        if wanted.is_some_and(|wanted| !matches!(wanted, Kind::Truth | Kind::Number)) {
            found.push(Suggestion::new("none", "there is none"));
        }
        self.wanted.extend(found);
    }
}

impl Order {
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Equal => "is",
            Self::Other => "is not",
            Self::Less => "is less than",
            Self::UpTo => "is at most",
            Self::More => "is more than",
            Self::From => "is at least",
        }
    }
}

impl Lasting {
    const fn start(self) -> &'static str {
        match self {
            Self::Ever => "ever(",
            Self::Never => "never(",
            Self::Always => "always(",
        }
    }

    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Ever => "it holds, or has held before",
            Self::Never => "it has not held so far",
            Self::Always => "it has held at every moment so far",
        }
    }
}

impl Quantifier {
    const fn kind(self) -> Kind {
        if self.is_sentence() { Kind::Truth } else { Kind::Number }
    }

    const fn start(self) -> &'static str {
        match self {
            Self::Some => "some S:",
            Self::All => "all S:",
            Self::Count => "count(S:",
            Self::Max => "max(S:",
            Self::Min => "min(S:",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Some => "it holds for some replica",
            Self::All => "it holds for all replicas",
            Self::Count => "for how many replicas it holds",
            Self::Max => "the greatest over all replicas",
            Self::Min => "the least over all replicas",
        }
    }
}
