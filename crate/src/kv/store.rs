//! The key-value store of one replica.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::op::{BadCommand, Op};
use super::text::Text;

/// What applying an operation answered. Every replica comes to the same answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done; with the value, if the operation was a get.
    Ok(Option<Text>),
    /// Not done: the key did not have the expected value.
    Fail,
}

/// The state machine of one replica: keys with their values, ordered.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pairs: BTreeMap<Text, Text>,
}

impl Store {
    /// Applies a command as it stands in the log.
    ///
    /// # Errors
    /// [`BadCommand`] if it is none; the store is as before.
    pub fn apply(&mut self, command: &Rc<[u8]>) -> Result<Answer, BadCommand> {
        Ok(match Op::decode(command)? {
            Op::Get { key } => Answer::Ok(Some(self.get(&key))),
            Op::Put { key, value } => {
                self.pairs.insert(key, value);
                Answer::Ok(None)
            }
            Op::Delete { key } => {
                self.pairs.remove(&key);
                Answer::Ok(None)
            }
            Op::CompareAndSet { key, expect, value } => {
                if self.get(&key) == expect {
                    self.pairs.insert(key, value);
                    Answer::Ok(None)
                } else {
                    Answer::Fail
                }
            }
        })
    }

    fn get(&self, key: &Text) -> Text {
        self.pairs.get(key).cloned().unwrap_or_else(|| "".into())
    }

    /// The pairs in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Text)> {
        self.pairs.iter()
    }

    /// How many keys have a value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether no key has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(key: &str, value: &str) -> Op {
        Op::Put { key: key.into(), value: value.into() }
    }

    fn get(key: &str) -> Op {
        Op::Get { key: key.into() }
    }

    fn apply(store: &mut Store, op: &Op) -> Answer {
        store.apply(&op.encode()).expect("an encoded operation applies")
    }

    fn found(value: &str) -> Answer {
        Answer::Ok(Some(value.into()))
    }

    #[test]
    fn a_get_answers_the_last_put() {
        let mut store = Store::default();
        assert_eq!(apply(&mut store, &put("x", "1")), Answer::Ok(None));
        assert_eq!(apply(&mut store, &put("x", "2")), Answer::Ok(None));
        assert_eq!(apply(&mut store, &get("x")), found("2"));
    }

    #[test]
    fn an_unknown_and_a_deleted_key_read_as_empty() {
        let mut store = Store::default();
        assert_eq!(apply(&mut store, &get("x")), found(""));
        apply(&mut store, &put("x", "1"));
        assert_eq!(apply(&mut store, &Op::Delete { key: "x".into() }), Answer::Ok(None));
        assert_eq!(apply(&mut store, &get("x")), found(""));
        assert!(store.is_empty());
    }

    #[test]
    fn compare_and_set_writes_only_over_the_expected_value() {
        let mut store = Store::default();
        let swap = |expect: &str, value: &str| Op::CompareAndSet {
            key: "x".into(),
            expect: expect.into(),
            value: value.into(),
        };
        assert_eq!(apply(&mut store, &swap("", "1")), Answer::Ok(None));
        assert_eq!(apply(&mut store, &swap("2", "3")), Answer::Fail);
        assert_eq!(apply(&mut store, &get("x")), found("1"));
        assert_eq!(apply(&mut store, &swap("1", "3")), Answer::Ok(None));
        assert_eq!(apply(&mut store, &get("x")), found("3"));
    }

    #[test]
    fn bytes_that_are_no_command_change_nothing() {
        let mut store = Store::default();
        assert_eq!(store.apply(&Rc::from([9u8].as_slice())), Err(BadCommand));
        assert!(store.is_empty());
    }
}
