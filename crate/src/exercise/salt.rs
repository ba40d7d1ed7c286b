//! What depends on the teacher: the seeds of predictions, who gets which broken Raft, and the hidden seeds of tuning.
//!
//! All of it is HMAC-SHA-256 (RFC 2104). The salt is the teacher's secret. From it comes the key of the course, which
//! links carry, and from that what a student's page must know; the hidden seeds come from the salt alone, so that no page
//! can know them. Seeds are the first six bytes of a code, the greatest first, and so are whole numbers below 2^48.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::sim::scenario::BadInput;

type Code = [u8; 32];

/// The teacher's secret; an empty one for whoever practises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salt(String);

impl Salt {
    /// The salt, as the teacher typed it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// The key of the course: HMAC(salt, "course").
    #[must_use]
    pub fn course_key(&self) -> CourseKey {
        CourseKey(code(self.0.as_bytes(), &["course"]))
    }

    /// The n-th hidden seed of an exercise: HMAC(salt, "hidden" 0 id 0 n), n counted from 0.
    #[must_use]
    pub fn hidden_seed(&self, exercise: &str, n: usize) -> u64 {
        seed(&code(self.0.as_bytes(), &["hidden", exercise, &n.to_string()]))
    }
}

/// What a link of the teacher's carries instead of the salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CourseKey(Code);

impl CourseKey {
    /// Reads the 64 hexadecimal digits of a link; nothing is the key of the empty salt.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        if text.is_empty() {
            return Ok(Salt::new("").course_key());
        }
        let mut key = [0; 32];
        let right = text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = str::from_utf8(digits).unwrap_or_default();
            *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
        }
        let refused = || BadInput::new("key".into(), "a key has 64 hexadecimal digits".into());
        right.then_some(Self(key)).ok_or_else(refused)
    }

    /// The seed of a student's run: HMAC(key, "seed" 0 id 0 tag), the tag in small letters and without blanks around it.
    #[must_use]
    pub fn seed(&self, exercise: &str, tag: &str) -> u64 {
        seed(&code(&self.0, &["seed", exercise, &plain(tag)]))
    }

    /// Which of so many variants a student gets: HMAC(key, "variant" 0 id 0 tag) modulo their number.
    #[must_use]
    pub fn variant(&self, exercise: &str, tag: &str, variants: usize) -> usize {
        (seed(&code(&self.0, &["variant", exercise, &plain(tag)])) % variants.max(1) as u64) as usize
    }

    /// The key as links carry it.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

/// A tag as it counts.
fn plain(tag: &str) -> String {
    tag.trim().to_lowercase()
}

fn code(key: &[u8], words: &[&str]) -> Code {
    // A key of any length is allowed.
    let Ok(mut hmac) = <Hmac<Sha256> as Mac>::new_from_slice(key) else { return [0; 32] };
    hmac.update(words.join("\0").as_bytes());
    hmac.finalize().into_bytes().into()
}

fn seed(code: &Code) -> u64 {
    code[..6].iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

/// The first digits of the SHA-256 of a text: names a version of it.
pub(super) fn version_of(text: &str) -> String {
    use sha2::Digest;
    hex(&Sha256::digest(text)[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_rfc_4231() {
        let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&code(b"Jefe", &["what do ya want for nothing?"])), known);
    }

    #[test]
    fn a_key_is_read_again_and_anything_else_refused() {
        let key = Salt::new("autumn").course_key();
        assert_eq!(CourseKey::read(&key.hex()), Ok(key));
        assert_eq!(CourseKey::read(""), Ok(Salt::new("").course_key()));
        for wrong in ["a", "é", &"g".repeat(64), &"0".repeat(63), &"é".repeat(32)] {
            assert!(CourseKey::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn seeds_differ_by_salt_exercise_and_student_and_a_tag_counts_without_its_looks() {
        let key = Salt::new("autumn").course_key();
        let seed = key.seed("who-wins", "ada");
        assert_eq!(seed, key.seed("who-wins", " Ada "));
        assert!(seed < 1 << 48);
        let others = [key.seed("who-wins", "bob"), key.seed("tune", "ada")];
        let other_course = Salt::new("spring").course_key().seed("who-wins", "ada");
        assert!(!others.contains(&seed) && other_course != seed);
        let salt = Salt::new("autumn");
        assert_ne!(salt.hidden_seed("tune", 0), salt.hidden_seed("tune", 1));
    }
}
