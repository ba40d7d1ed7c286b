//! Seeds that no one can guess come from the platform.

use std::collections::BTreeSet;

use raft_playground::wasm::fresh_seed;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::Page;

#[wasm_bindgen_test]
fn fresh_seeds_differ_and_are_seeds() {
    let seeds: BTreeSet<u32> = (0..16).map(|_| fresh_seed().expect("there is chance")).collect();
    // Two of sixteen are the same once in 36 million runs.
    assert_eq!(seeds.len(), 16, "{seeds:?}");
    for seed in seeds {
        assert!(Page::open("{}", seed).is_ok());
    }
}
