//! Arbitrary schedules of a cluster: honest ones, and ones with lies in them. The first byte says which.

#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code, reason = "each target does some of it")]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match bytes {
    [] => {}
    [first, rest @ ..] if first % 2 == 0 => fuzzed::schedule::honest(rest),
    [_, rest @ ..] => fuzzed::schedule::lying(rest),
});
