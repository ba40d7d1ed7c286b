//! The rolling hash of all that a store took in, or that happened in a run.

use std::fmt;

use crate::raft::LogIndex;

/// A hash over numbers and bytes in their order: two histories of the same digest are the same history. It is not
/// meant to withstand an adversary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Digest {
    /// Takes one number in.
    #[inline]
    pub fn mix(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.0 = mixed ^ mixed >> 32;
    }

    /// Takes in the command that stands at `index` in the log.
    #[inline]
    pub fn take_in(&mut self, index: LogIndex, command: &[u8]) {
        self.mix(index.0);
        self.mix_bytes(command);
    }

    /// The hash that [`Digest::number`] gave.
    #[must_use]
    pub(super) const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The hash as one number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Takes bytes in, eight at a time, with their length.
    pub fn mix_bytes(&mut self, bytes: &[u8]) {
        self.mix(bytes.len() as u64);
        let (words, rest) = bytes.as_chunks::<8>();
        for &word in words {
            self.mix(u64::from_le_bytes(word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.mix(u64::from_le_bytes(word));
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(numbers: &[u64]) -> String {
        let mut hash = Digest::default();
        for &number in numbers {
            hash.mix(number);
        }
        hash.to_string()
    }

    #[test]
    fn order_and_every_number_matter() {
        assert_ne!(hash(&[1, 2]), hash(&[2, 1]));
        assert_ne!(hash(&[0]), hash(&[0, 0]));
        assert_eq!(hash(&[1, 2]), hash(&[1, 2]));
    }

    #[test]
    fn bytes_differ_also_by_their_zeros_at_the_end() {
        let of = |bytes: &[u8]| {
            let mut hash = Digest::default();
            hash.mix_bytes(bytes);
            hash
        };
        assert_ne!(of(&[1]), of(&[1, 0]));
        assert_ne!(of(&[]), of(&[0]));
    }
}
