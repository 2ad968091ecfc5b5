//! Pages that are read on a simulated internet, on both databases: the wish, the job, the offer, and the pages.

#![cfg(test)]

mod pages;
mod readings;
mod world;

#[test]
fn the_crate_brings_the_words_it_asks_for() {
    let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
    assert_eq!(found, page::testing::Keys::default());
}
