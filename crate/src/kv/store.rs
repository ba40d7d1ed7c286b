//! The key-value store of one replica.

use std::rc::Rc;

use crate::raft::LogIndex;

use super::command::{Command, Mark, Sequence};
use super::digest::Digest;
use super::op::{BadCommand, Op};
use super::sessions::{Sessions, Turn};
use super::text::Text;

/// What applying an operation answered. Every replica comes to the same answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done; with the value, if the operation was a get.
    Ok(Option<Text>),
    /// Not done: the key did not have the expected value.
    Fail,
    /// A session is open, by this name.
    Opened(LogIndex),
    /// Not done: the command's session is not open any more, so it may have been done before or not.
    Expired,
}

/// What sessions are in force.
#[derive(Clone, Copy, Debug)]
pub struct SessionRules {
    /// How many sessions are kept open at most.
    pub kept: usize,
    /// Whether a command of a session takes effect once only (§8).
    pub once: bool,
}

/// What a command did to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It was carried out, and belongs to no session.
    Plain,
    /// It was carried out as this command of a session.
    Done(LogIndex, Sequence),
    /// It had been carried out before, and was given its first answer.
    Repeated(LogIndex, Sequence),
    /// Its session is not open any more.
    Refused(LogIndex, Sequence),
}

/// How many pairs a run holds at most: a new key moves no more than these.
const RUN: usize = 128;

/// The state machine of one replica: keys with their values, ordered.
///
/// The pairs lie in runs, which makes this a search tree of two levels: as quick as `BTreeMap` for as many keys as a
/// run of the cluster writes, and a fifth of its code, which is 4 kB less to load.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// In the order of their keys, none empty.
    runs: Vec<Vec<(Text, Text)>>,
    sessions: Sessions,
    digest: Digest,
}

impl Store {
    /// Applies a command as it stands in the log at `index`.
    ///
    /// # Errors
    /// [`BadCommand`] if it is none; what the store holds is as before.
    #[inline]
    pub fn apply(
        &mut self,
        index: LogIndex,
        command: &Rc<[u8]>,
        rules: SessionRules,
    ) -> Result<(Answer, Effect), BadCommand> {
        self.digest.take_in(index, command);
        let Command { op, mark } = Command::decode(command)?;
        Ok(match mark {
            None => (self.carry_out(index, op, rules), Effect::Plain),
            Some(mark) => self.apply_in_session(index, op, mark, rules),
        })
    }

    fn apply_in_session(
        &mut self,
        index: LogIndex,
        op: Op,
        mark: Mark,
        rules: SessionRules,
    ) -> (Answer, Effect) {
        let Mark { session, sequence, .. } = mark;
        match self.sessions.turn(index, mark) {
            Turn::Expired => (Answer::Expired, Effect::Refused(session, sequence)),
            Turn::Known(answer) if rules.once => (answer, Effect::Repeated(session, sequence)),
            Turn::Known(_) | Turn::New => {
                let answer = self.carry_out(index, op, rules);
                self.sessions.keep(mark, answer.clone());
                (answer, Effect::Done(session, sequence))
            }
        }
    }

    fn carry_out(&mut self, index: LogIndex, op: Op, rules: SessionRules) -> Answer {
        match op {
            Op::Get { key } => Answer::Ok(Some(self.get(&key))),
            Op::Put { key, value } => {
                self.put(key, value);
                Answer::Ok(None)
            }
            Op::Delete { key } => {
                self.delete(&key);
                Answer::Ok(None)
            }
            Op::CompareAndSet { key, expect, value } => {
                if self.get(&key) == expect {
                    self.put(key, value);
                    Answer::Ok(None)
                } else {
                    Answer::Fail
                }
            }
            Op::OpenSession { client } => {
                self.sessions.open(index, client, rules.kept);
                Answer::Opened(index)
            }
        }
    }

    /// The sessions of clients, which belong to the state as the pairs do.
    #[must_use]
    pub const fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    pub(super) fn set_sessions(&mut self, sessions: Sessions) {
        self.sessions = sessions;
    }

    /// The digest of every command that the store ever took in. By it replicas can be compared, whatever part of the
    /// log each has applied itself.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    pub(super) fn set_digest(&mut self, digest: Digest) {
        self.digest = digest;
    }

    /// The value of a key; "" if it has none.
    #[must_use]
    pub fn get(&self, key: &Text) -> Text {
        let (run, place) = self.find(key);
        let pair = self.runs.get(run).zip(place.ok()).map(|(pairs, place)| &pairs[place]);
        pair.map_or_else(|| "".into(), |(_, value)| value.clone())
    }

    /// The run to which `key` belongs, and its place there: the one it has, or would have.
    #[inline]
    fn find(&self, key: &Text) -> (usize, Result<usize, usize>) {
        let begun = self.runs.partition_point(|pairs| pairs.first().is_some_and(|(first, _)| first <= key));
        let run = begun.saturating_sub(1);
        let place = self.runs.get(run).map(|pairs| pairs.binary_search_by(|(known, _)| known.cmp(key)));
        (run, place.unwrap_or(Err(0)))
    }

    pub(super) fn put(&mut self, key: Text, value: Text) {
        let (run, place) = self.find(&key);
        match (self.runs.get_mut(run), place) {
            (Some(pairs), Ok(place)) => pairs[place].1 = value,
            (Some(pairs), Err(place)) => {
                pairs.insert(place, (key, value));
                if pairs.len() > RUN {
                    let rest = pairs.split_off(RUN / 2);
                    self.runs.insert(run + 1, rest);
                }
            }
            (None, _) => self.runs.push(vec![(key, value)]),
        }
    }

    fn delete(&mut self, key: &Text) {
        if let (run, Ok(place)) = self.find(key) {
            self.runs[run].remove(place);
            if self.runs[run].is_empty() {
                self.runs.remove(run);
            }
        }
    }

    /// The pairs in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Text, &Text)> {
        self.runs.iter().flatten().map(|(key, value)| (key, value))
    }

    /// How many keys have a value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }

    /// Whether no key has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_store_of_many_keys_holds_what_an_ordered_map_does(changes in proptest::collection::vec((any::<bool>(), 0..600_u32), 0..2_000)) {
            let (mut store, mut map) = (Store::default(), BTreeMap::new());
            for (nth, (add, key)) in changes.into_iter().enumerate() {
                let (key, value) = (key.to_string(), nth.to_string());
                if add {
                    apply(&mut store, &put(&key, &value));
                    map.insert(key, value);
                } else {
                    apply(&mut store, &Op::Delete { key: key.as_str().into() });
                    map.remove(&key);
                }
            }
            prop_assert_eq!(store.len(), map.len());
            prop_assert!(store.iter().map(|(key, value)| (&**key, &**value)).eq(map.iter().map(|(key, value)| (&**key, &**value))));
            for key in map.keys() {
                prop_assert_eq!(apply(&mut store, &get(key)), found(&map[key]));
            }
        }
    }

    #[test]
    fn keys_in_rising_and_in_falling_order_are_all_found() {
        let mut store = Store::default();
        for number in (0..2_000).rev().chain(2_000..4_000) {
            apply(&mut store, &put(&format!("{number:04}"), ""));
        }
        assert!(
            store.iter().map(|(key, _)| key.to_string()).eq((0..4_000).map(|number| format!("{number:04}")))
        );
        assert!(store.runs.iter().all(|pairs| (1..=RUN).contains(&pairs.len())));
    }

    const RULES: SessionRules = SessionRules { kept: 8, once: true };

    fn put(key: &str, value: &str) -> Op {
        Op::Put { key: key.into(), value: value.into() }
    }

    fn get(key: &str) -> Op {
        Op::Get { key: key.into() }
    }

    fn apply(store: &mut Store, op: &Op) -> Answer {
        let (answer, effect) =
            store.apply(LogIndex(1), &op.encode(), RULES).expect("an encoded operation applies");
        assert_eq!(effect, Effect::Plain);
        answer
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
        assert!(!store.is_empty());
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
        assert_eq!(store.apply(LogIndex(1), &Rc::from([9u8].as_slice()), RULES), Err(BadCommand));
        assert!(store.is_empty());
    }

    /// Applies a compare-and-set at `index` as a command of the session that entry 1 opened.
    fn swap_in_session(
        store: &mut Store,
        index: u64,
        sequence: u64,
        rules: SessionRules,
    ) -> (Answer, Effect) {
        let op = Op::CompareAndSet { key: "x".into(), expect: "".into(), value: "1".into() };
        let sequence = Sequence(sequence);
        let mark = Mark { session: LogIndex(1), sequence, unanswered: sequence };
        let command = Command::encode(&op, Some(mark));
        store.apply(LogIndex(index), &command, rules).expect("an encoded command applies")
    }

    fn with_session() -> Store {
        let mut store = Store::default();
        assert_eq!(apply(&mut store, &Op::OpenSession { client: 0 }), Answer::Opened(LogIndex(1)));
        store
    }

    #[test]
    fn a_command_that_comes_again_is_not_carried_out_again_and_gets_its_first_answer() {
        // ApplyOnce, §8.
        let mut store = with_session();
        let (session, sequence) = (LogIndex(1), Sequence(1));
        let first = swap_in_session(&mut store, 2, 1, RULES);
        assert_eq!(first, (Answer::Ok(None), Effect::Done(session, sequence)));
        let again = swap_in_session(&mut store, 3, 1, RULES);
        assert_eq!(again, (Answer::Ok(None), Effect::Repeated(session, sequence)));
        let other = swap_in_session(&mut store, 4, 2, RULES);
        assert_eq!(other, (Answer::Fail, Effect::Done(session, Sequence(2))), "that is another command");
    }

    #[test]
    fn without_apply_once_a_command_that_comes_again_is_carried_out_again() {
        let mut store = with_session();
        let rules = SessionRules { once: false, ..RULES };
        swap_in_session(&mut store, 2, 1, rules);
        let again = swap_in_session(&mut store, 3, 1, rules);
        assert_eq!(again, (Answer::Fail, Effect::Done(LogIndex(1), Sequence(1))));
    }

    #[test]
    fn a_command_of_a_session_that_expired_is_refused_and_changes_nothing() {
        let mut store = with_session();
        let rules = SessionRules { kept: 1, ..RULES };
        store.apply(LogIndex(2), &Op::OpenSession { client: 1 }.encode(), rules).expect("it applies");
        let refused = swap_in_session(&mut store, 3, 1, rules);
        assert_eq!(refused, (Answer::Expired, Effect::Refused(LogIndex(1), Sequence(1))));
        assert!(store.is_empty());
    }
}
