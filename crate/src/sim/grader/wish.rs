//! What a client of the course asks next.

use oorandom::Rand32;

use crate::kv::{Op, Text};

use super::md5::digest;

/// A request that a client of the course makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What it asks.
    pub op: Op,
    /// Whether it was to be a get, and is a put only because the client has no key to ask for.
    pub in_place_of_get: bool,
}

/// Draws a get of a key that the client has put itself, or a put. `own` are its acknowledged puts, each key with
/// its last value.
///
/// A put is of a new key, whose value is the key's MD5 digest, if the client has none of its own, and else in half of
/// all cases; or it gives one of the client's own keys the digest of its value.
///
/// Whatever the client knows, as much is drawn of `random`, and keys come from a source of their own: clusters that do
/// well and badly are asked for gets and puts in the same order.
pub fn wish(random: &mut Rand32, keys: &mut Rand32, mix: f64, own: &[(Text, Text)]) -> Wish {
    let (get, new, which) = (chance(random, mix), chance(random, 0.5), random.rand_float());
    let in_place_of_get = get && own.is_empty();
    if own.is_empty() || (new && !get) {
        let key = fresh_key(keys);
        let value = digest(&key).as_str().into();
        return Wish { op: Op::Put { key: key.as_str().into(), value }, in_place_of_get };
    }
    let (key, value) = &own[(f64::from(which) * own.len() as f64) as usize];
    let key = key.clone();
    let op = if get { Op::Get { key } } else { Op::Put { key, value: digest(value).as_str().into() } };
    Wish { op, in_place_of_get }
}

fn fresh_key(random: &mut Rand32) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    (0..32).map(|_| char::from(LETTERS[random.rand_range(0..36) as usize])).collect()
}

fn chance(random: &mut Rand32, share: f64) -> bool {
    f64::from(random.rand_float()) < share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(mix: f64, own: &[(Text, Text)]) -> Vec<Wish> {
        let (mut random, mut keys) = (Rand32::new(5), Rand32::new(6));
        (0..1_000).map(|_| wish(&mut random, &mut keys, mix, own)).collect()
    }

    fn own() -> Vec<(Text, Text)> {
        vec![("k".into(), "v".into()), ("l".into(), "w".into())]
    }

    #[test]
    fn a_client_without_a_key_puts_a_new_one_with_its_digest_whatever_it_was_to_ask() {
        let wishes = wishes(0.25, &[]);
        let mut keys: Vec<_> = wishes
            .iter()
            .map(|wish| {
                let Op::Put { key, value } = &wish.op else { panic!("{} reads what is not there", wish.op) };
                assert_eq!((key.len(), &**value), (32, &*digest(key)));
                key
            })
            .collect();
        keys.sort_unstable_by_key(ToString::to_string);
        keys.dedup();
        assert_eq!(keys.len(), 1_000, "no key comes twice");
        let gets = wishes.iter().filter(|wish| wish.in_place_of_get).count();
        assert!((200..300).contains(&gets), "{gets} of 1,000 were to be gets");
    }

    #[test]
    fn what_is_to_be_a_get_does_not_depend_on_what_the_client_knows() {
        let gets = |own: &[(Text, Text)]| -> Vec<bool> {
            let get = |wish: &Wish| wish.in_place_of_get || matches!(wish.op, Op::Get { .. });
            wishes(0.4, own).iter().map(get).collect()
        };
        assert_eq!(gets(&[]), gets(&own()));
    }

    #[test]
    fn a_get_asks_for_a_key_of_ones_own() {
        for wish in wishes(1.0, &own()) {
            assert!(matches!(&wish.op, Op::Get { key } if ["k", "l"].contains(&&**key)), "{}", wish.op);
            assert!(!wish.in_place_of_get);
        }
    }

    #[test]
    fn a_put_is_of_a_new_key_in_half_of_all_cases_and_else_the_digest_of_what_an_own_one_has() {
        let mut fresh = 0;
        for wish in wishes(0.0, &own()) {
            let Op::Put { key, value } = wish.op else { panic!("{} is no put", wish.op) };
            match own().iter().find(|(own, _)| *own == key) {
                Some((_, last)) => assert_eq!(&*value, &*digest(last)),
                None => fresh += 1,
            }
        }
        assert!((450..550).contains(&fresh), "{fresh} of 1,000 are new");
    }
}
