//! JSON as it stands in a file.
//!
//! serde_json reads it, but into these values rather than its own. Theirs keep objects in search trees, which
//! weigh 6 kB in what the page loads; the objects of people's files are short, and a list tells their keys in the
//! order in which they were written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::Number;

use super::bad_input::BadInput;

/// The longest text of a scenario, in bytes.
const LONGEST_TEXT: usize = 1_000_000;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, with as many digits as were written.
    Number(Number),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object: its keys and their values as they were written.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Takes the text of a scenario in.
    ///
    /// # Errors
    /// If the text is too long, or is no JSON; then with its line and column.
    pub fn parse(text: &str) -> Result<Self, BadInput> {
        Self::parse_up_to(text, LONGEST_TEXT)
    }

    /// Takes a text of at most so many bytes in.
    ///
    /// # Errors
    /// If the text is too long, or is no JSON; then with its line and column.
    pub fn parse_up_to(text: &str, most: usize) -> Result<Self, BadInput> {
        if text.len() > most {
            let message = format!("{} bytes are not allowed: at most {most}", text.len());
            return Err(BadInput::new("text".into(), message));
        }
        Self::parse_any_length(text)
    }

    /// Takes in a text that was written by a program, and may be long.
    ///
    /// # Errors
    /// If the text is no JSON; then with its line and column.
    pub fn parse_any_length(text: &str) -> Result<Self, BadInput> {
        // Some editors begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        serde_json::from_str(text).map_err(|error| complaint(text, &error))
    }

    /// The value of a key, if this is an object that has it. Of two with the same key the last one counts, as in
    /// JavaScript.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(pairs) = self else { return None };
        pairs.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The way from this value to `wanted`, which is somewhere in it: `.actions[3].replica`.
    pub(super) fn path_to(&self, wanted: &Self) -> Option<String> {
        if std::ptr::eq(self, wanted) {
            return Some(String::new());
        }
        let step = |step: fmt::Arguments<'_>, value: &Self| Some(format!("{step}{}", value.path_to(wanted)?));
        match self {
            Self::List(items) => {
                (0..).zip(items).find_map(|(i, item): (usize, _)| step(format_args!("[{i}]"), item))
            }
            Self::Object(pairs) => pairs.iter().find_map(|(key, value)| step(format_args!(".{key}"), value)),
            _ => None,
        }
    }
}

/// What is wrong with a text that is no JSON, as it is told to people. Its place says more than the parser's own
/// words, which speak of its own parts.
fn complaint(text: &str, error: &serde_json::Error) -> BadInput {
    let message = if text.trim_ascii().is_empty() {
        "the text is empty"
    } else if error.is_eof() {
        "the text ends in the middle of the JSON"
    } else {
        "from here on this is no JSON: look for a missing or extra comma, colon, quote or bracket, a number \
         out of range, or more than 127 levels of nesting"
    };
    BadInput::new(format!("line {}, column {}", error.line(), error.column()), message.into())
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = object.next_entry()? {
            pairs.push(pair);
        }
        Ok(Json::Object(pairs))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(pairs) => serializer.collect_map(pairs.iter().map(|(key, value)| (key, value))),
        }
    }
}
