//! JSON with a place for every complaint.
//!
//! Files come from people. So each value knows where it stands, each getter names what it allows, and an object
//! knows which of its keys were asked for: what is left over at the end was misspelt.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::raft::Micros;

/// The longest text that is read, in bytes.
const LONGEST_TEXT: usize = 1_000_000;

/// The longest list that is read.
const LONGEST_LIST: usize = 100_000;

/// Shares and rates are kept to nine decimals. Every such number is the same again after it was written and
/// read, and what lies beyond makes no difference to a run.
const DECIMALS: f64 = 1e9;

/// After so many warnings, the ones that follow say nothing new.
const MOST_WARNINGS: usize = 20;

/// How much of a refused value its message shows, in characters.
const SHOWN: usize = 40;

/// Why an input was refused: where, and what is allowed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadInput {
    /// "scenario.network.loss", or "line 3, column 7" where the text is no JSON.
    pub place: String,
    /// "1.5 is not allowed: 0 to 1".
    pub message: String,
}

impl fmt::Display for BadInput {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for BadInput {}

/// Text to JSON.
///
/// # Errors
/// If the text is too long, or is no JSON; then with its line and column.
pub fn parse(text: &str) -> Result<Value, BadInput> {
    if text.len() > LONGEST_TEXT {
        let message = format!("{} bytes are not allowed: at most {LONGEST_TEXT}", text.len());
        return Err(BadInput { place: "text".into(), message });
    }
    // Some editors begin a file with a byte order mark.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let said = error.to_string();
        let reason = said.split(" at line ").next().unwrap_or_default();
        let message = if text.trim().is_empty() {
            "the text is empty".into()
        } else if error.is_eof() {
            "the text ends in the middle of the JSON".into()
        } else if reason.starts_with("recursion") {
            "lists and objects are nested too deeply: at most 127 levels".into()
        } else {
            format!("this is no JSON: {reason}")
        };
        BadInput { place, message }
    })
}

/// A unit of time in files.
#[derive(Clone, Copy)]
pub struct Unit {
    name: &'static str,
    micros: u32,
    decimals: u8,
}

impl Unit {
    /// Milliseconds, as in our files.
    pub const MS: Self = Self { name: "ms", micros: 1_000, decimals: 3 };
    /// Seconds, as in the course's.
    pub const S: Self = Self { name: "s", micros: 1_000_000, decimals: 6 };
}

/// A value and its place.
pub struct Item<'a> {
    value: &'a Value,
    place: String,
}

impl<'a> Item<'a> {
    /// The whole of a text, under the name by which places begin.
    #[must_use]
    pub fn root(value: &'a Value, name: &str) -> Self {
        Self { value, place: name.into() }
    }

    /// Where the value stands.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The value as it is written, shortened.
    #[must_use]
    pub fn shown(&self) -> String {
        let whole = self.value.to_string();
        match whole.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &whole[..end]),
            None => whole,
        }
    }

    /// A complaint about the value, in these words.
    #[must_use]
    pub fn complaint(&self, message: String) -> BadInput {
        BadInput { place: self.place.clone(), message }
    }

    /// The complaint that the value is not one of those allowed.
    #[must_use]
    pub fn refused(&self, allowed: &str) -> BadInput {
        self.complaint(format!("{} is not allowed: {allowed}", self.shown()))
    }

    /// Whether the value is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.value.is_null()
    }

    /// The value as an object.
    ///
    /// # Errors
    /// If it is none.
    pub fn object(self) -> Result<Object<'a>, BadInput> {
        match self.value {
            Value::Object(map) => Ok(Object { map, place: self.place, known: Vec::new() }),
            _ => Err(self.refused("an object")),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// If it is no list, or too long a one.
    pub fn items(&self) -> Result<impl ExactSizeIterator<Item = Item<'a>>, BadInput> {
        let Value::Array(list) = self.value else { return Err(self.refused("a list")) };
        if list.len() > LONGEST_LIST {
            let message = format!("{} items are not allowed: at most {LONGEST_LIST}", list.len());
            return Err(self.complaint(message));
        }
        let place = self.place.clone();
        Ok(list.iter().enumerate().map(move |(i, value)| Item { value, place: format!("{place}[{i}]") }))
    }

    /// A list of exactly `N` items.
    ///
    /// # Errors
    /// If it is none, naming what is `allowed`.
    pub fn exactly<const N: usize>(&self, allowed: &str) -> Result<[Self; N], BadInput> {
        let items: Vec<_> = self.items()?.take(N + 1).collect();
        items.try_into().map_err(|_| self.refused(allowed))
    }

    /// The value as a string, if it is one.
    #[must_use]
    pub fn word(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// A string.
    ///
    /// # Errors
    /// If it is none, or longer than `most` bytes.
    pub fn text(&self, most: usize) -> Result<&'a str, BadInput> {
        let text = self.word().ok_or_else(|| self.refused("a string"))?;
        if text.len() > most {
            return Err(self.complaint(format!("{} bytes are not allowed: at most {most}", text.len())));
        }
        Ok(text)
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn flag(&self) -> Result<bool, BadInput> {
        self.value.as_bool().ok_or_else(|| self.refused("true or false"))
    }

    /// A whole number of a range. `5.0` is one too.
    ///
    /// # Errors
    /// If it is none.
    pub fn whole(&self, least: u64, most: u64) -> Result<u64, BadInput> {
        let number = self.value.as_f64().filter(|number| number.fract() == 0.0 && *number >= 0.0);
        // What a float cannot hold exactly, the JSON holds as an integer.
        number
            .map(|number| self.value.as_u64().unwrap_or(number as u64))
            .filter(|whole| (least..=most).contains(whole))
            .ok_or_else(|| self.refused(&format!("a whole number from {least} to {most}")))
    }

    /// A number of a range.
    ///
    /// # Errors
    /// If it is none.
    pub fn number(&self, least: f64, most: f64) -> Result<f64, BadInput> {
        match self.value.as_f64() {
            None => Err(self.refused(&format!("a number from {} to {}", plain(least), plain(most)))),
            Some(number) if (least..=most).contains(&number) => Ok((number * DECIMALS).round() / DECIMALS),
            Some(_) => Err(self.refused(&format!("{} to {}", plain(least), plain(most)))),
        }
    }

    /// A length of time, forwards or backwards, in microseconds.
    ///
    /// # Errors
    /// If it is none, is out of range, or is finer than a microsecond.
    pub fn micros(&self, unit: Unit, least: i64, most: i64) -> Result<i64, BadInput> {
        let scale = f64::from(unit.micros);
        let range = || {
            let ends = (plain(least as f64 / scale), plain(most as f64 / scale));
            self.refused(&format!("{} to {} {}", ends.0, ends.1, unit.name))
        };
        let number = self.value.as_f64().ok_or_else(range)?;
        let micros = (number * scale).round();
        if !(least as f64..=most as f64).contains(&micros) {
            return Err(range());
        }
        // A decimal is seldom an exact float: 0.1 + 0.2 and 0.3 are the same time.
        if (micros / scale - number).abs() > number.abs() * 4.0 * f64::EPSILON {
            let decimals = unit.decimals;
            let allowed = format!("whole microseconds, so {} with at most {decimals} decimals", unit.name);
            return Err(self.refused(&allowed));
        }
        Ok(micros as i64)
    }

    /// A moment, or a length of time.
    ///
    /// # Errors
    /// If it is none, is out of range, or is finer than a microsecond.
    pub fn time(&self, unit: Unit, least: Micros, most: Micros) -> Result<Micros, BadInput> {
        let micros = self.micros(unit, least.0.cast_signed(), most.0.cast_signed())?;
        Ok(Micros(micros.cast_unsigned()))
    }

    /// The least and the greatest of a range of times.
    ///
    /// # Errors
    /// If it is no list of two times, or the greater comes first.
    pub fn times(&self, unit: Unit, least: Micros, most: Micros) -> Result<(Micros, Micros), BadInput> {
        let [from, to] = self.exactly("a list of two times, the least and the greatest")?;
        let range = (from.time(unit, least, most)?, to.time(unit, least, most)?);
        if range.0 > range.1 {
            return Err(self.refused("the least comes before the greatest"));
        }
        Ok(range)
    }
}

/// An object, its place, and the keys that were asked for so far.
pub struct Object<'a> {
    map: &'a Map<String, Value>,
    place: String,
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// The value of a key, if it is there.
    pub fn get(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.known.push(key);
        let value = self.map.get(key)?;
        Some(Item { value, place: format!("{}.{key}", self.place) })
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// If it is not.
    pub fn need(&mut self, key: &'static str) -> Result<Item<'a>, BadInput> {
        self.get(key).ok_or_else(|| BadInput {
            place: self.place.clone(),
            message: format!("the key \"{key}\" is missing"),
        })
    }

    /// The object under a key, if it is there.
    ///
    /// # Errors
    /// If something else is there.
    pub fn object(&mut self, key: &'static str) -> Result<Option<Object<'a>>, BadInput> {
        self.get(key).map(Item::object).transpose()
    }

    fn unknown(&self) -> impl Iterator<Item = &'a String> {
        self.map.keys().filter(|key| !self.known.contains(&key.as_str()))
    }

    /// Ends the reading of the object.
    ///
    /// # Errors
    /// If it has a key that nobody asked for.
    pub fn finish(self) -> Result<(), BadInput> {
        let Some(key) = self.unknown().next() else { return Ok(()) };
        let shown = Item { value: &Value::from(key.as_str()), place: String::new() }.shown();
        let message = format!("unknown key {shown}; known here: {}", self.known.join(", "));
        Err(BadInput { place: self.place, message })
    }

    /// Ends the reading of an object that may have keys that nobody asked for, with a warning.
    pub fn finish_with_warning(self, warnings: &mut Vec<String>) {
        if let Some(key) = self.unknown().next().filter(|_| warnings.len() < MOST_WARNINGS) {
            let shown = Item { value: &Value::from(key.as_str()), place: String::new() }.shown();
            let more = if self.unknown().count() > 1 { ", and so are others there" } else { "" };
            warnings.push(format!("{}: the unknown key {shown} is ignored{more}", self.place));
        }
    }
}

/// A number as a person writes it: `1`, not `1.0`.
#[must_use]
pub fn plain(number: f64) -> String {
    let mut text = Value::from(number).to_string();
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}
