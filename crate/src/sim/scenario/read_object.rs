//! JSON with a place for every complaint.
//!
//! Files come from people. So each value can tell where it stands, each getter names what it allows, and an
//! object knows which of its keys were asked for: what is left over at the end was misspelt.

use serde::Serialize;

use crate::raft::Micros;

use super::bad_input::BadInput;
use super::json::Json;

/// The longest list that is read.
const LONGEST_LIST: usize = 100_000;

/// Shares and rates are kept to nine decimals. Every such number is the same again after it was written and
/// read, and what lies beyond makes no difference to a run.
const DECIMALS: f64 = 1e9;

/// After so many warnings, the ones that follow say nothing new.
const MOST_WARNINGS: usize = 20;

/// How much of a refused value its message shows, in characters.
const SHOWN: usize = 40;

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

/// A value in a file. Its place is looked for only when there is something to complain about.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    value: &'a Json,
    root: &'a Json,
    /// The name of the root, by which places begin.
    name: &'static str,
}

impl<'a> Item<'a> {
    /// The whole of a text, under the name by which places begin.
    #[must_use]
    pub const fn root(root: &'a Json, name: &'static str) -> Self {
        Self { value: root, root, name }
    }

    /// Where the value stands.
    #[must_use]
    pub fn place(self) -> String {
        format!("{}{}", self.name, self.root.path_to(self.value).unwrap_or_default())
    }

    /// The value as it is written, shortened.
    #[must_use]
    pub fn shown(self) -> String {
        shown(self.value)
    }

    /// A complaint about the value, in these words.
    #[must_use]
    pub fn complaint(self, message: String) -> BadInput {
        BadInput::new(self.place(), message)
    }

    /// The complaint that the value is not one of those allowed.
    #[must_use]
    pub fn refused(self, allowed: &str) -> BadInput {
        self.complaint(format!("{} is not allowed: {allowed}", self.shown()))
    }

    /// Whether the value is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.value, Json::Null)
    }

    /// The value as an object.
    ///
    /// # Errors
    /// If it is none.
    pub fn object(self) -> Result<Object<'a>, BadInput> {
        match self.value {
            Json::Object(pairs) => Ok(Object { item: self, pairs, known: Vec::new() }),
            _ => Err(self.refused("an object")),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// If it is no list, or too long a one.
    pub fn items(self) -> Result<impl ExactSizeIterator<Item = Self>, BadInput> {
        let items = self.items_of_any_number()?;
        if items.len() > LONGEST_LIST {
            let message = format!("{} items are not allowed: at most {LONGEST_LIST}", items.len());
            return Err(self.complaint(message));
        }
        Ok(items)
    }

    /// The items of a list that was written by a program, and may be long.
    ///
    /// # Errors
    /// If it is no list.
    pub fn items_of_any_number(self) -> Result<impl ExactSizeIterator<Item = Self>, BadInput> {
        let Json::List(list) = self.value else { return Err(self.refused("a list")) };
        Ok(list.iter().map(move |value| Self { value, ..self }))
    }

    /// A list of exactly `N` items.
    ///
    /// # Errors
    /// If it is none, naming what is `allowed`.
    pub fn exactly<const N: usize>(self, allowed: &str) -> Result<[Self; N], BadInput> {
        let items: Vec<_> = self.items()?.take(N + 1).collect();
        items.try_into().map_err(|_| self.refused(allowed))
    }

    /// The value as a string, if it is one.
    #[must_use]
    pub fn word(self) -> Option<&'a str> {
        match self.value {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A string.
    ///
    /// # Errors
    /// If it is none, or longer than `most` bytes.
    pub fn text(self, most: usize) -> Result<&'a str, BadInput> {
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
    pub fn flag(self) -> Result<bool, BadInput> {
        match *self.value {
            Json::Flag(flag) => Ok(flag),
            _ => Err(self.refused("true or false")),
        }
    }

    /// A whole number of a range. `5.0` is one too.
    ///
    /// # Errors
    /// If it is none.
    pub fn whole(self, least: u64, most: u64) -> Result<u64, BadInput> {
        // No whole number that is allowed anywhere is so great that a float could not hold it exactly.
        match self.float() {
            Some(number) if number.fract() == 0.0 && (least as f64..=most as f64).contains(&number) => {
                Ok(number as u64)
            }
            _ => Err(self.refused(&format!("a whole number from {least} to {most}"))),
        }
    }

    fn float(self) -> Option<f64> {
        match self.value {
            Json::Number(number) => number.as_f64(),
            _ => None,
        }
    }

    /// A number of a range.
    ///
    /// # Errors
    /// If it is none.
    pub fn number(self, least: f64, most: f64) -> Result<f64, BadInput> {
        match self.float() {
            None => Err(self.refused(&format!("a number from {} to {}", plain(least), plain(most)))),
            Some(number) if (least..=most).contains(&number) => Ok((number * DECIMALS).round() / DECIMALS),
            Some(_) => Err(self.refused(&format!("{} to {}", plain(least), plain(most)))),
        }
    }

    /// A length of time, forwards or backwards, in microseconds.
    ///
    /// # Errors
    /// If it is none, is out of range, or is finer than a microsecond.
    pub fn micros(self, unit: Unit, least: i64, most: i64) -> Result<i64, BadInput> {
        let scale = f64::from(unit.micros);
        let range = || {
            let ends = (plain(least as f64 / scale), plain(most as f64 / scale));
            self.refused(&format!("{} to {} {}", ends.0, ends.1, unit.name))
        };
        let number = self.float().ok_or_else(range)?;
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
    pub fn time(self, unit: Unit, least: Micros, most: Micros) -> Result<Micros, BadInput> {
        let micros = self.micros(unit, least.0.cast_signed(), most.0.cast_signed())?;
        Ok(Micros(micros.cast_unsigned()))
    }

    /// The least and the greatest of a range of times.
    ///
    /// # Errors
    /// If it is no list of two times, or the greater comes first.
    pub fn times(self, unit: Unit, least: Micros, most: Micros) -> Result<(Micros, Micros), BadInput> {
        let [from, to] = self.exactly("a list of two times, the least and the greatest")?;
        let range = (from.time(unit, least, most)?, to.time(unit, least, most)?);
        if range.0 > range.1 {
            return Err(self.refused("the least comes before the greatest"));
        }
        Ok(range)
    }
}

/// An object, and the keys that were asked for so far.
pub struct Object<'a> {
    item: Item<'a>,
    pairs: &'a [(String, Json)],
    known: Vec<&'static str>,
}

// A file has dozens of keys, and each is one call of these: inlined they would weigh 6 kB in what the page loads.
impl<'a> Object<'a> {
    /// The value of a key, if it is there.
    #[inline(never)]
    pub fn get(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.known.push(key);
        self.item.value.get(key).map(|value| Item { value, ..self.item })
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// If it is not.
    #[inline(never)]
    pub fn need(&mut self, key: &'static str) -> Result<Item<'a>, BadInput> {
        self.get(key).ok_or_else(|| self.item.complaint(format!("the key \"{key}\" is missing")))
    }

    /// What `read` makes of the value of a key, if it is there.
    ///
    /// # Errors
    /// What `read` finds wrong.
    #[inline(never)]
    pub fn read<T>(
        &mut self,
        key: &'static str,
        read: fn(Item<'a>) -> Result<T, BadInput>,
    ) -> Result<Option<T>, BadInput> {
        self.get(key).map(read).transpose()
    }

    /// Sets `target` to what `read` makes of the value of a key, if it is there.
    ///
    /// # Errors
    /// What `read` finds wrong.
    #[inline(never)]
    pub fn set<T>(
        &mut self,
        target: &mut T,
        key: &'static str,
        read: fn(Item<'a>) -> Result<T, BadInput>,
    ) -> Result<(), BadInput> {
        if let Some(value) = self.read(key, read)? {
            *target = value;
        }
        Ok(())
    }

    /// The object under a key, if it is there.
    ///
    /// # Errors
    /// If something else is there.
    pub fn object(&mut self, key: &'static str) -> Result<Option<Self>, BadInput> {
        self.read(key, Item::object)
    }

    /// All keys with their values, of an object whose keys are names.
    pub(super) fn pairs(self) -> impl Iterator<Item = (&'a str, Item<'a>)> {
        self.pairs.iter().map(move |(key, value)| (key.as_str(), Item { value, ..self.item }))
    }

    fn unknown(&self) -> impl Iterator<Item = &'a String> {
        self.pairs.iter().map(|(key, _)| key).filter(|key| !self.known.contains(&key.as_str()))
    }

    /// Ends the reading of the object.
    ///
    /// # Errors
    /// If it has a key that nobody asked for.
    pub fn finish(self) -> Result<(), BadInput> {
        let Some(key) = self.unknown().next() else { return Ok(()) };
        let known = self.known.join(", ");
        Err(self.item.complaint(format!("unknown key {}; known here: {known}", shown(key))))
    }

    /// Ends the reading of an object that may have keys that nobody asked for, with a warning.
    pub fn finish_with_warning(self, warnings: &mut Vec<String>) {
        if let Some(key) = self.unknown().next().filter(|_| warnings.len() < MOST_WARNINGS) {
            let more = if self.unknown().count() > 1 { ", and so are others there" } else { "" };
            let place = self.item.place();
            warnings.push(format!("{place}: the unknown key {} is ignored{more}", shown(key)));
        }
    }
}

/// A value as it is written, shortened.
pub(super) fn shown(value: &impl Serialize) -> String {
    let mut json = written(value);
    if let Some((end, _)) = json.char_indices().nth(SHOWN) {
        json.truncate(end);
        json.push('…');
    }
    json
}

/// A number as a person writes it: `1`, not `1.0`.
#[must_use]
pub fn plain(number: f64) -> String {
    let mut text = written(&number);
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}

/// A value as JSON on one line.
#[must_use]
pub fn written(value: &(impl Serialize + ?Sized)) -> String {
    // Nothing that is written here can fail: no key is anything but a string.
    serde_json::to_string(value).unwrap_or_default()
}
