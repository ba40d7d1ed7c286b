//! The state machine as bytes, for a snapshot.

use std::rc::Rc;

use super::digest::Digest;
use super::op::{BadCommand, Reader, write_text};
use super::sessions::Sessions;
use super::store::Store;

/// Bytes that are no image. No honest replica sends such a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadImage;

impl From<BadCommand> for BadImage {
    fn from(_: BadCommand) -> Self {
        Self
    }
}

impl Store {
    /// All that the store holds: the number of pairs (u32, little endian), then in the order of the keys each key
    /// and its value as in a command; behind the pairs the digest and the sessions of clients. Stores that took in
    /// the same commands give the same bytes.
    #[must_use]
    pub fn image(&self) -> Rc<[u8]> {
        let mut bytes = (self.len() as u32).to_le_bytes().to_vec();
        for (key, value) in self.iter() {
            write_text(&mut bytes, key);
            write_text(&mut bytes, value);
        }
        bytes.extend_from_slice(&self.digest().number().to_le_bytes());
        self.sessions().write(&mut bytes);
        bytes.into()
    }

    /// The store of an image. Its texts share the image's bytes.
    ///
    /// # Errors
    /// [`BadImage`] if the bytes are not what [`Store::image`] gives.
    pub fn from_image(image: &Rc<[u8]>) -> Result<Self, BadImage> {
        let mut reader = Reader::new(image, 0);
        let mut store = Self::default();
        for _ in 0..reader.count()? {
            let (key, value) = (reader.text()?, reader.text()?);
            if store.iter().next_back().is_some_and(|(before, _)| *before >= key) {
                return Err(BadImage);
            }
            store.put(key, value);
        }
        store.set_digest(Digest::from_number(reader.number()?));
        store.set_sessions(Sessions::read(&mut reader)?);
        Ok(store)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kv::{Answer, Command, Effect, Mark, Op, Sequence, SessionRules, Text};
    use crate::raft::LogIndex;

    fn store(pairs: &[(String, String)]) -> Store {
        let mut store = Store::default();
        for (key, value) in pairs {
            store.put(Text::from(key.as_str()), Text::from(value.as_str()));
        }
        store
    }

    #[test]
    fn sessions_and_their_answers_are_in_the_image() {
        let rules = SessionRules { kept: 8, once: true };
        let swap = Op::CompareAndSet { key: "x".into(), expect: "".into(), value: "1".into() };
        let (session, sequence) = (LogIndex(1), Sequence(1));
        let command = Command::encode(&swap, Some(Mark { session, sequence, unanswered: sequence }));
        let mut before = Store::default();
        before.apply(LogIndex(1), &Op::OpenSession { client: 3 }.encode(), rules).expect("it applies");
        before.apply(LogIndex(2), &command, rules).expect("it applies");
        let mut after = Store::from_image(&before.image()).expect("an image is one");
        let again = after.apply(LogIndex(3), &command, rules);
        assert_eq!(again, Ok((Answer::Ok(None), Effect::Repeated(session, sequence))));
    }

    fn pairs(store: &Store) -> Vec<(String, String)> {
        store.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    }

    proptest! {
        #[test]
        fn a_store_is_the_same_after_its_image(written in proptest::collection::vec((".{0,3}", ".{0,9}"), 0..300)) {
            let before = store(&written);
            let after = Store::from_image(&before.image()).expect("an image is one");
            prop_assert_eq!(pairs(&after), pairs(&before));
            prop_assert_eq!(after.image(), before.image());
        }

        #[test]
        fn any_bytes_are_an_image_or_refused(bytes: Vec<u8>) {
            if let Ok(store) = Store::from_image(&Rc::from(bytes.as_slice())) {
                prop_assert_eq!(&*store.image(), bytes.as_slice());
            }
        }
    }

    #[test]
    fn stores_that_hold_the_same_have_the_same_image_however_they_came_to_it() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let one = store(&[pair("a", "1"), pair("b", "2")]);
        let other = store(&[pair("b", "3"), pair("a", "1"), pair("b", "2")]);
        assert_eq!(one.image(), other.image());
        assert_ne!(one.image(), store(&[pair("a", "1")]).image());
    }

    #[test]
    fn an_image_that_is_cut_short_or_out_of_order_is_refused() {
        let pair = |key: &str| (key.to_owned(), "v".to_owned());
        let whole = store(&[pair("a"), pair("b")]).image();
        for length in 0..whole.len() {
            assert_eq!(
                Store::from_image(&Rc::from(&whole[..length])).err(),
                Some(BadImage),
                "{length} bytes"
            );
        }
        let middle = 4 + (whole.len() - 4) / 2;
        let turned = [&whole[..4], &whole[middle..], &whole[4..middle]].concat();
        assert_eq!(Store::from_image(&Rc::from(turned)).err(), Some(BadImage));
    }
}
