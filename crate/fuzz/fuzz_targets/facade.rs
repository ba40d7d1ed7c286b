//! Arbitrary bytes where the facade takes a text.

#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code, reason = "each target does some of it")]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // JavaScript hands over text only.
    let text = String::from_utf8_lossy(bytes);
    fuzzed::texts::open(&text);
    fuzzed::texts::act(&text);
    fuzzed::texts::check_history(&text);
    fuzzed::texts::exercise(&text);
});
