//! Reading an expression, with its kinds, and noting what may stand where it ends.

use crate::check::Invariant;
use crate::kv::Text;
use crate::raft::{NodeId, Role, Rule};
use crate::sim::Address;
use crate::sim::scenario::BadInput;

use super::expression::{Expr, Lasting, Order, Quantifier};
use super::field::{Field, Many, Pair, Whole};
use super::lexer::{Token, What, tokens, wrong};
use super::suggestion::Suggestion;
use super::value::{Kind, Value};

/// How deeply parts may lie in each other.
const DEEPEST: usize = 40;
/// How many replicas may have names at once: each is looked at for each of the others.
pub(super) const MOST_NAMES: usize = 3;

pub(super) const ROLES: [Role; 4] = [Role::Follower, Role::PreCandidate, Role::Candidate, Role::Leader];

/// An expression and the kind of its value.
pub(super) type Read = Result<(Expr, Kind), BadInput>;

/// A whole expression.
pub(super) struct Sentence {
    pub root: Expr,
    pub kind: Kind,
    /// How much its parts that look back remember, and the column of the first of them.
    pub memory: usize,
    pub looks_back: Option<usize>,
}

/// Reads a whole expression, for a cluster of so many replicas.
pub(super) fn read(text: &str, replicas: usize) -> Result<Sentence, BadInput> {
    let mut parser = Parser::new(tokens(text)?, replicas);
    let (root, kind) = parser.sentence(None)?;
    parser.expect_end()?;
    Ok(Sentence { root, kind, memory: parser.memory, looks_back: parser.looks_back })
}

/// What was looked for where a text ends; nothing if it is wrong before.
pub(super) fn wanted_behind(text: &str, replicas: usize) -> Vec<Suggestion> {
    let Ok(tokens) = tokens(text) else { return Vec::new() };
    let mut parser = Parser::new(tokens, replicas);
    // It is not finished, so mostly it is an error: what counts is what was looked for on the way there.
    _ = parser.sentence(None);
    if parser.what() == &What::End { parser.wanted } else { Vec::new() }
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    pub replicas: usize,
    /// The names that the quantifiers around gave, from the outside.
    pub names: Vec<String>,
    depth: usize,
    pub wanted: Vec<Suggestion>,
    /// What the parts that look back remember, and the column of the first of them.
    pub memory: usize,
    pub looks_back: Option<usize>,
}

impl Parser {
    const fn new(tokens: Vec<Token>, replicas: usize) -> Self {
        Self {
            tokens,
            at: 0,
            replicas,
            names: Vec::new(),
            depth: 0,
            wanted: Vec::new(),
            memory: 0,
            looks_back: None,
        }
    }

    /// A part that reaches as far as it can.
    pub(super) fn sentence(&mut self, expected: Option<Kind>) -> Read {
        if self.depth == DEEPEST {
            return Err(wrong(self.column(), format!("parts lie at most {DEEPEST} deep in each other")));
        }
        self.depth += 1;
        let read = self.sequence(expected);
        self.depth -= 1;
        read
    }

    pub(super) fn either(&mut self, expected: Option<Kind>) -> Read {
        let column = self.column();
        let mut left = self.both(expected)?;
        while left.1 == Kind::Truth && self.takes_word("or", "one of both holds") {
            let right = self.truth(Self::both)?;
            left = (Expr::Either(left.0.into(), right.into()), Kind::Truth);
        }
        self.no_more_of(column, left.1, "or")?;
        Ok(left)
    }

    fn both(&mut self, expected: Option<Kind>) -> Read {
        let column = self.column();
        let mut left = self.negation(expected)?;
        while left.1 == Kind::Truth && self.takes_word("and", "both hold") {
            let right = self.truth(Self::negation)?;
            left = (Expr::Both(left.0.into(), right.into()), Kind::Truth);
        }
        self.no_more_of(column, left.1, "and")?;
        Ok(left)
    }

    /// What is no truth cannot have this word behind it.
    pub(super) fn no_more_of(&self, column: usize, kind: Kind, word: &str) -> Result<(), BadInput> {
        if kind != Kind::Truth && matches!(self.what(), What::Word(next) if next == word) {
            return Err(not_a_truth(column, kind));
        }
        Ok(())
    }

    fn negation(&mut self, expected: Option<Kind>) -> Read {
        if !matches!(self.what(), What::Word(word) if word == "not") {
            return self.comparison(expected);
        }
        self.advance();
        if self.depth == DEEPEST {
            return self.sentence(None);
        }
        self.depth += 1;
        let negated = self.truth(Self::negation);
        self.depth -= 1;
        Ok((Expr::Not(negated?.into()), Kind::Truth))
    }

    fn comparison(&mut self, expected: Option<Kind>) -> Read {
        let (left, kind) = self.sum(expected)?;
        let ordered = kind == Kind::Number;
        let orders = Order::ALL.into_iter().filter(|order| ordered || !order.is_of_numbers());
        if self.what() == &What::End && kind != Kind::Truth {
            self.wanted.extend(orders.map(|order| Suggestion::new(order.sign(), order.about())));
        }
        let Some(order) = Order::ALL.into_iter().find(|order| self.what() == &What::Sign(order.sign()))
        else {
            return Ok((left, kind));
        };
        if order.is_of_numbers() && !ordered && kind != Kind::Nothing {
            let message = format!("this is {}: only numbers are compared with {}", kind.name(), order.sign());
            return Err(wrong(self.column(), message));
        }
        self.advance();
        let column = self.column();
        let (right, other) = self.sum(Some(kind))?;
        if !kind.compares_with(other) {
            return Err(wrong(
                column,
                format!(
                    "this is {}, and before the {} stands {}{}",
                    other.name(),
                    order.sign(),
                    kind.name(),
                    allowed(kind)
                ),
            ));
        }
        Ok((Expr::Compare(order, left.into(), right.into()), Kind::Truth))
    }

    fn sum(&mut self, expected: Option<Kind>) -> Read {
        let column = self.column();
        let (mut left, kind) = self.term(expected)?;
        loop {
            let plus = self.takes_sign("+");
            if !plus && !self.takes_sign("-") {
                return Ok((left, kind));
            }
            if kind != Kind::Number {
                return Err(wrong(column, format!("this is {}: only numbers are added", kind.name())));
            }
            let column = self.column();
            let (right, other) = self.term(Some(Kind::Number))?;
            expect_kind(column, other, Kind::Number)?;
            let (one, other) = (left.into(), right.into());
            left = if plus { Expr::Plus(one, other) } else { Expr::Minus(one, other) };
        }
    }

    /// A value, with the fields that are asked of it.
    fn term(&mut self, expected: Option<Kind>) -> Read {
        let column = self.column();
        let (mut term, mut kind) = self.primary(expected)?;
        loop {
            if kind == Kind::Replica && self.what() == &What::End {
                self.wanted.push(Suggestion::new(".", "a field of it"));
            }
            if !self.takes_sign(".") {
                return Ok((term, kind));
            }
            if kind != Kind::Replica {
                return Err(wrong(column, format!("this is {}: only a replica has fields", kind.name())));
            }
            (term, kind) = self.field(term)?;
        }
    }

    fn field(&mut self, of: Expr) -> Read {
        let column = self.column();
        if self.what() == &What::End {
            let fields = Field::ALL.iter().map(|field| Suggestion::new(field.word(), field.about()));
            self.wanted.extend(fields);
            for many in Many::ALL {
                let start = format!("{}[", many.parts().0);
                if self.wanted.iter().all(|known| known.word != start) {
                    self.wanted.push(Suggestion::new(&start, many.about()));
                }
            }
        }
        let word = self.word("the name of a field")?;
        if let Some(field) = Field::ALL.iter().copied().find(|field| field.word() == word) {
            return Ok((Expr::Field(of.into(), field), field.kind()));
        }
        let many = Many::ALL.iter().copied().filter(|many| many.parts().0 == word).collect::<Vec<_>>();
        let Some(&first) = many.first() else {
            let fields = Field::ALL.iter().map(|field| field.word());
            let names = fields.chain(Many::ALL.iter().map(|many| many.word())).collect::<Vec<_>>();
            return Err(wrong(
                column,
                format!("a replica has no \"{word}\"; its fields are {}", names.join(", ")),
            ));
        };
        self.expect_sign("[")?;
        let column = self.column();
        let (key, kind) = self.sentence(Some(first.key()))?;
        expect_kind(column, kind, first.key())?;
        self.expect_sign("]")?;
        let which = self.which(&many)?;
        Ok((Expr::Many(of.into(), which, key.into()), which.kind()))
    }

    /// Which of those that begin alike is meant.
    fn which(&mut self, many: &[Many]) -> Result<Many, BadInput> {
        if let [only] = many
            && only.parts().1.is_none()
        {
            return Ok(*only);
        }
        self.expect_sign(".")?;
        let column = self.column();
        let parts = many.iter().map(|many| (many.parts().1.unwrap_or_default(), *many)).collect::<Vec<_>>();
        if self.what() == &What::End {
            self.wanted.extend(parts.iter().map(|(part, many)| Suggestion::new(part, many.about())));
        }
        let word = self.word("what of the entry")?;
        parts.iter().find(|(part, _)| *part == word).map(|(_, many)| *many).ok_or_else(|| {
            let names = parts.iter().map(|(part, _)| *part).collect::<Vec<_>>();
            wrong(column, format!("an entry has no \"{word}\", but {}", names.join(" and ")))
        })
    }

    fn primary(&mut self, expected: Option<Kind>) -> Read {
        let column = self.column();
        match self.what().clone() {
            What::Number(number) => {
                self.advance();
                Ok((Expr::Literal(Value::Number(number)), Kind::Number))
            }
            What::Text(text) => {
                self.advance();
                Ok((Expr::Literal(Value::Text(Text::from(text.as_str()))), Kind::Text))
            }
            What::Sign("(") => {
                self.advance();
                let inside = self.sentence(expected)?;
                self.expect_sign(")")?;
                Ok(inside)
            }
            What::Word(word) => {
                self.advance();
                self.named(&word, column, expected)
            }
            What::End => {
                self.suggest_terms(expected);
                Err(wrong(column, format!("something is missing here{}", expected.map_or("", allowed))))
            }
            What::Sign(sign) => {
                Err(wrong(column, format!("'{sign}' is not allowed here: a value is expected")))
            }
        }
    }

    /// What a word at the beginning of a term stands for.
    fn named(&mut self, word: &str, column: usize, expected: Option<Kind>) -> Read {
        let whole = Whole::ALL.iter().copied().find(|whole| whole.word() == word);
        let role = ROLES.into_iter().find(|role| role.name() == word);
        if let Some(role) = role
            && (expected == Some(Kind::Role) || whole.is_none())
        {
            return Ok((Expr::Literal(Value::Role(role)), Kind::Role));
        }
        if let Some(quantifier) = Quantifier::ALL.into_iter().find(|quantifier| quantifier.word() == word) {
            return self.each(quantifier);
        }
        if let Some(place) = self.names.iter().rposition(|name| name == word) {
            return Ok((Expr::Variable(word.into(), place), Kind::Replica));
        }
        if let Some(Address::Replica(id)) = Address::named(word) {
            return self.replica(id, column);
        }
        if let Some(whole) = whole {
            return Ok((Expr::Whole(whole), whole.kind()));
        }
        if let Some(&pair) = Pair::ALL.iter().find(|pair| pair.word() == word) {
            return self.pair(pair);
        }
        if let Some(lasting) = Lasting::ALL.into_iter().find(|lasting| lasting.word() == word) {
            return self.lasting(lasting, column);
        }
        let literal = |value, kind| Ok((Expr::Literal(value), kind));
        match word {
            "says" => self.says(),
            "broken" => self.broken(),
            "true" => literal(Value::Truth(true), Kind::Truth),
            "false" => literal(Value::Truth(false), Kind::Truth),
            "none" => literal(Value::None, Kind::Nothing),
            _ => {
                if let Some(&rule) = Rule::ALL.iter().find(|rule| rule.name() == word) {
                    return literal(Value::Rule(rule), Kind::Rule);
                }
                if let Some(&invariant) = Invariant::ALL.iter().find(|invariant| invariant.name() == word) {
                    return literal(Value::Invariant(invariant), Kind::Invariant);
                }
                Err(self.unknown(word, column, expected))
            }
        }
    }

    fn unknown(&self, word: &str, column: usize, expected: Option<Kind>) -> BadInput {
        let words = Whole::ALL.iter().map(|whole| whole.word()).collect::<Vec<_>>().join(", ");
        let allowed = match expected.map_or("", allowed) {
            "" => format!(
                "allowed are replicas (S1 to S{}), {words}, some, all, count, max, min, conflict, cut, says, broken, \
                 ever, never, always, not",
                self.replicas
            ),
            allowed => allowed.trim_start_matches(": ").into(),
        };
        wrong(column, format!("\"{word}\" is not known here; {allowed}"))
    }

    fn replica(&self, id: NodeId, column: usize) -> Read {
        if id.index() < self.replicas {
            Ok((Expr::Literal(Value::Replica(id)), Kind::Replica))
        } else {
            Err(wrong(column, format!("{id} is no replica of this cluster: S1 to S{}", self.replicas)))
        }
    }

    fn says(&mut self) -> Read {
        let column = self.column();
        let What::Text(text) = self.what().clone() else {
            return Err(wrong(column, "says wants a text of an event: says \"refuses its vote\""));
        };
        self.advance();
        Ok((Expr::Says(text.to_ascii_lowercase()), Kind::Truth))
    }

    fn broken(&mut self) -> Read {
        self.expect_sign("(")?;
        let column = self.column();
        let Expr::Literal(Value::Invariant(named)) = self.of_kind(Kind::Invariant)? else {
            return Err(wrong(column, "here the name of an invariant is expected, such as ElectionSafety"));
        };
        self.expect_sign(")")?;
        Ok((Expr::Broken(named), Kind::Truth))
    }

    fn pair(&mut self, pair: Pair) -> Read {
        self.expect_sign("(")?;
        let one = self.of_kind(Kind::Replica)?;
        self.expect_sign(",")?;
        let other = self.of_kind(Kind::Replica)?;
        self.expect_sign(")")?;
        Ok((Expr::Pair(pair, one.into(), other.into()), pair.kind()))
    }

    fn each(&mut self, quantifier: Quantifier) -> Read {
        if !quantifier.is_sentence() {
            self.expect_sign("(")?;
        }
        let mut names = vec![self.new_name()?];
        while quantifier.is_sentence() && self.takes_sign(",") {
            names.push(self.new_name()?);
        }
        self.expect_sign(":")?;
        let body = match quantifier {
            Quantifier::Max | Quantifier::Min => Kind::Number,
            _ => Kind::Truth,
        };
        let mut of = self.of_kind(body)?;
        if !quantifier.is_sentence() {
            self.expect_sign(")")?;
        }
        // Each further name is looked at within the one before.
        for name in names.into_iter().rev() {
            of = Expr::Each(quantifier, name, of.into());
            self.names.pop();
        }
        Ok((of, if quantifier.is_sentence() { Kind::Truth } else { Kind::Number }))
    }

    fn new_name(&mut self) -> Result<String, BadInput> {
        let column = self.column();
        if self.what() == &What::End {
            self.wanted.push(Suggestion::new("S:", "a name for each replica in turn"));
        }
        let name = self.word("a name for the replica, such as S")?;
        let taken = self.names.contains(&name)
            || !name.starts_with(|first: char| first.is_ascii_uppercase())
            || Address::named(&name).is_some();
        if taken {
            return Err(wrong(
                column,
                format!("{name} cannot be a name: a free one with a capital, such as S or A, is allowed"),
            ));
        }
        if self.names.len() == MOST_NAMES {
            return Err(wrong(column, format!("at most {MOST_NAMES} names are allowed at once")));
        }
        self.names.push(name.clone());
        Ok(name)
    }

    /// A part that has to be true or false.
    pub(super) fn truth(
        &mut self,
        part: impl FnOnce(&mut Self, Option<Kind>) -> Read,
    ) -> Result<Expr, BadInput> {
        let column = self.column();
        let (read, kind) = part(self, None)?;
        if kind == Kind::Truth { Ok(read) } else { Err(not_a_truth(column, kind)) }
    }

    pub(super) fn of_kind(&mut self, wanted: Kind) -> Result<Expr, BadInput> {
        let column = self.column();
        let (read, kind) = self.sentence(Some(wanted))?;
        if wanted == Kind::Truth && kind != wanted {
            return Err(not_a_truth(column, kind));
        }
        expect_kind(column, kind, wanted)?;
        Ok(read)
    }

    pub(super) fn what(&self) -> &What {
        self.tokens.get(self.at).map_or(&What::End, |token| &token.what)
    }

    pub(super) fn column(&self) -> usize {
        self.tokens.get(self.at).map_or(1, |token| token.column)
    }

    const fn advance(&mut self) {
        // The last token is the end, and nothing takes it.
        self.at += 1;
    }

    fn word(&mut self, wanted: &str) -> Result<String, BadInput> {
        let What::Word(word) = self.what().clone() else {
            return Err(wrong(self.column(), format!("here {wanted} is expected")));
        };
        self.advance();
        Ok(word)
    }

    pub(super) fn takes_word(&mut self, word: &str, about: &'static str) -> bool {
        if self.what() == &What::End {
            self.wanted.push(Suggestion::new(word, about));
        }
        let takes = matches!(self.what(), What::Word(next) if next == word);
        self.at += usize::from(takes);
        takes
    }

    fn takes_sign(&mut self, sign: &'static str) -> bool {
        let takes = self.what() == &What::Sign(sign);
        self.at += usize::from(takes);
        takes
    }

    pub(super) fn expect_sign(&mut self, sign: &'static str) -> Result<(), BadInput> {
        if self.what() == &What::End {
            self.wanted.push(Suggestion::new(sign, ""));
        }
        if self.takes_sign(sign) {
            Ok(())
        } else {
            Err(wrong(self.column(), format!("'{sign}' is expected here")))
        }
    }

    fn expect_end(&self) -> Result<(), BadInput> {
        if self.what() == &What::End {
            return Ok(());
        }
        Err(wrong(
            self.column(),
            "this cannot follow: and, or, a comparison, + or -, or the end is expected here",
        ))
    }
}

fn expect_kind(column: usize, found: Kind, wanted: Kind) -> Result<(), BadInput> {
    if found == wanted {
        return Ok(());
    }
    Err(wrong(
        column,
        format!("this is {}, but here stands {}{}", found.name(), wanted.name(), allowed(wanted)),
    ))
}

pub(super) fn not_a_truth(column: usize, kind: Kind) -> BadInput {
    let message =
        format!("this is {}, and neither true nor false: compare it, as in S1.term = 3", kind.name());
    wrong(column, message)
}

/// What may stand where a value of a kind is wanted.
const fn allowed(kind: Kind) -> &'static str {
    match kind {
        Kind::Replica => ": S1 and so on, leader, none, or a field such as S1.votedFor",
        Kind::Role => ": follower, pre-candidate, candidate, leader or none",
        Kind::Number => ": such as 5, time or S1.term",
        Kind::Text => ": in quotes, such as \"x\"",
        Kind::Rule => ": the name of a rule, such as CandidateLogUpToDate, or none",
        Kind::Invariant => ": the name of an invariant, such as ElectionSafety, or none",
        Kind::Truth | Kind::Nothing => "",
    }
}
