//! Pages of reported places: what they embed and link.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let rules = pack::UrlRules {
        tracking_parameters: vec!["utm_*".to_owned()],
        dropped_fragments: Vec::new(),
    };
    let contents = inventory::read(bytes, None, "http://page.test/p/17", &rules);
    assert!(contents.found.len() <= inventory::MOST);
    for found in &contents.found {
        let url = found.url.expose();
        assert!(url.starts_with("http://") || url.starts_with("https://"));
        assert!(location::recognise(url, &rules).is_ok());
    }
});
