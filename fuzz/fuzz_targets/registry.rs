//! What registries answer: RDAP documents and bootstrap files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (trace::parse_network(bytes), trace::parse_domain(bytes));
    let _ = trace::parse_system(bytes, 64_540);
    if let Some(bootstrap) = trace::Bootstrap::parse(bytes) {
        let _ = bootstrap.for_domain("host-a.test");
        let _ = bootstrap.for_address(std::net::IpAddr::from([192, 0, 2, 7]));
        let _ = bootstrap.for_system(64_540);
    }
});
