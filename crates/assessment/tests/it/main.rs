//! Assessment on both databases: claims, viewing sessions, classification, decision, release, and the pages.

#![cfg(test)]

mod alike;
mod beside;
mod bulk;
mod claims;
mod corrections;
mod day;
mod deciding_pages;
mod disclosures;
mod exposure;
mod exposure_model;
mod handed;
mod house;
mod item_pages;
mod items;
mod judging;
mod known;
mod laws;
mod leads;
mod offered;
mod opinions;
mod pages;
mod programs;
mod programs_decided;
mod programs_leads;
mod programs_more;
mod programs_told;
mod quality;
mod queue;
mod taking_back;
mod ten_thousand;
mod undoing;
mod viewings;
mod walk;
mod welfare;

#[test]
fn the_crate_brings_the_words_it_asks_for() {
    let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
    assert_eq!(found, page::testing::Keys::default());
}
