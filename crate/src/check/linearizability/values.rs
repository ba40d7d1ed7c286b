//! The values of a key by number, so that the search compares and keeps numbers only.

use std::collections::BTreeMap;

use crate::kv::Text;

use super::Model;

/// A value of the key. The same number is the same value, and the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Value(u32);

/// A text that is appended, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Piece(u32);

/// No value: the key is not there. That is how every key begins.
pub(super) const NOTHING: Value = Value(0);

/// Every value that was met so far. One that was appended to is kept as what was there before and the piece, so that
/// a thousand appends take no more room than a thousand pieces.
pub(super) struct Values {
    kept: Vec<Kept>,
    pieces: Vec<Text>,
    by_piece: BTreeMap<Text, Piece>,
    /// The values of each hash. Two texts with the same hash are still told apart by what they are.
    by_hash: BTreeMap<u64, Vec<Value>>,
    appended: BTreeMap<(Value, Piece), Value>,
}

struct Kept {
    before: Option<Value>,
    tail: Text,
    hash: u64,
}

impl Values {
    pub(super) fn new(model: Model) -> Self {
        let nothing = Kept { before: None, tail: "".into(), hash: hash(HASH_OF_NOTHING, "") };
        let mut values = Self {
            kept: Vec::new(),
            pieces: Vec::new(),
            by_piece: BTreeMap::new(),
            by_hash: BTreeMap::new(),
            appended: BTreeMap::new(),
        };
        match model {
            Model::Store => {
                values.keep(nothing);
            }
            // An empty value is another than none: no text is found to be this one.
            Model::Register => values.kept.push(nothing),
        }
        values
    }

    /// The number of a text, or of no value.
    pub(super) fn value(&mut self, text: Option<&Text>) -> Value {
        let Some(text) = text else { return NOTHING };
        self.number(Kept { before: None, tail: text.clone(), hash: hash(HASH_OF_NOTHING, text) })
    }

    /// The number of a text that is appended.
    pub(super) fn piece(&mut self, text: &Text) -> Piece {
        *self.by_piece.entry(text.clone()).or_insert_with(|| {
            self.pieces.push(text.clone());
            Piece(self.pieces.len() as u32 - 1)
        })
    }

    /// The value with a piece behind it.
    pub(super) fn append(&mut self, value: Value, piece: Piece) -> Value {
        if let Some(&known) = self.appended.get(&(value, piece)) {
            return known;
        }
        let tail = self.pieces[piece.0 as usize].clone();
        let hash = hash(self.kept[value.0 as usize].hash, &tail);
        let number = self.number(Kept { before: Some(value), tail, hash });
        self.appended.insert((value, piece), number);
        number
    }

    fn number(&mut self, new: Kept) -> Value {
        let alike = self.by_hash.get(&new.hash).map(Vec::as_slice).unwrap_or_default();
        let same = alike.iter().copied().find(|known| {
            let known = &self.kept[known.0 as usize];
            self.backwards(known).eq(self.backwards(&new))
        });
        same.unwrap_or_else(|| self.keep(new))
    }

    fn keep(&mut self, new: Kept) -> Value {
        let number = Value(self.kept.len() as u32);
        self.by_hash.entry(new.hash).or_default().push(number);
        self.kept.push(new);
        number
    }

    /// The bytes of a value from the last one to the first.
    fn backwards<'a>(&'a self, kept: &'a Kept) -> impl Iterator<Item = u8> {
        let before = |kept: &&Kept| kept.before.map(|before| &self.kept[before.0 as usize]);
        std::iter::successors(Some(kept), before).flat_map(|kept| kept.tail.bytes().rev())
    }
}

const HASH_OF_NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: it takes in byte after byte, so the hash of a value goes on to that of the value with a piece behind it.
fn hash(before: u64, text: &str) -> u64 {
    text.bytes().fold(before, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_number_however_it_came_about() {
        let mut values = Values::new(Model::Store);
        let whole = values.value(Some(&"abc".into()));
        let (a, bc, ab) =
            (values.piece(&"a".into()), values.piece(&"bc".into()), values.value(Some(&"ab".into())));
        let c = values.piece(&"c".into());
        let just_a = values.append(NOTHING, a);
        assert_eq!((values.append(just_a, bc), values.append(ab, c)), (whole, whole));
        assert_ne!(values.append(ab, a), whole);
    }

    #[test]
    fn values_with_the_same_hash_are_told_apart() {
        let mut values = Values::new(Model::Store);
        let one = values.value(Some(&"one".into()));
        // No two short texts of one FNV-1a hash are known, so the second is told to have that of the first.
        let hash = values.kept[one.0 as usize].hash;
        let other = values.number(Kept { before: None, tail: "other".into(), hash });
        assert_ne!(one, other);
        assert_eq!(values.number(Kept { before: None, tail: "other".into(), hash }), other);
        assert_eq!(values.number(Kept { before: None, tail: "one".into(), hash }), one);
    }

    #[test]
    fn an_empty_value_is_none_to_a_store_and_another_to_a_register() {
        assert_eq!(Values::new(Model::Store).value(Some(&"".into())), NOTHING);
        let mut register = Values::new(Model::Register);
        let empty = register.value(Some(&"".into()));
        assert_ne!(empty, NOTHING);
        assert_eq!(register.value(Some(&"".into())), empty);
        let piece = register.piece(&"".into());
        assert_eq!(register.append(NOTHING, piece), empty);
    }
}
