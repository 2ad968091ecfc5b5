//! What a person types: never a panic, and a canonical form is its own.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pack::UrlRules;

fuzz_target!(|typed: &str| {
    let rules = UrlRules {
        tracking_parameters: ["utm_*", "fbclid"].map(String::from).to_vec(),
        dropped_fragments: vec![String::from("main")],
    };
    let Ok(place) = location::recognise(typed, &rules) else { return };
    let form = place.canonical().expose();
    // Percent-encoding makes it longer than what was typed, and so than the limit.
    if form.len() <= 8_192 {
        let again = location::recognise(form, &rules).map(|place| place.canonical().expose().clone());
        assert!(again.is_ok_and(|again| again == *form), "a canonical form is not its own");
    }
    let _ = location::defang(place.working().expose());
    let _ = location::looks_personal(place.working().expose());
});
