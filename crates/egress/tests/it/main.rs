//! The door as its callers use it, against servers on the loopback.
#![cfg(test)]

mod beyond;
mod certificate;
mod dns;
mod far;
mod http;
mod mail;
mod names;
mod onion;
mod page;
mod rdap;
mod web;
mod whois;

use std::net::SocketAddr;

use egress::{Config, Egress};
use kernel::Sensitive;

use crate::dns::Dns;

/// A configuration that reaches nothing outside.
fn config(resolver: Option<SocketAddr>) -> Config {
    Config {
        resolver,
        demonstration: true,
        rdap_bootstrap: String::from("http://127.0.0.1:9/"),
        whois: None,
        timeout: std::time::Duration::from_secs(5),
        ..Config::default()
    }
}

/// An egress that asks this name server.
fn through(dns: &Dns) -> Egress {
    Egress::new(config(Some(dns.address))).unwrap()
}

fn url(text: &str) -> Sensitive<String> {
    Sensitive::new(text.to_owned())
}
