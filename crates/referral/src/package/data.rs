//! The package as data, for the unit's programs. Nothing of it depends on a language.

use audit::Chained;
use data_encoding::HEXLOWER;
use kernel::Language;
use serde_json::{Value as Json, json};

use super::Content;
use crate::compose::Place;

/// What the form of the data is called; another form has another name.
const SCHEMA: &str = "openhotline-referral-1";

/// The package as data.
pub(super) fn data(content: &Content<'_>, record: &[Chained]) -> Json {
    let (told, case) = (content.told, content.case);
    let decided = content.decision.map(|decision| {
        let ruling = &decision.ruling;
        json!({
            "at": decision.at.to_string(),
            "inhope_class": ruling.inhope_class.name(),
            "reason": ruling.reason,
            "national_result": ruling.national_result.name(),
            "articles": ruling.articles,
            "law_version": ruling.under.law_version,
            "law_in_force_from": ruling.under.law_in_force_from,
            "schema": ruling.under.schema,
            "schema_version": ruling.under.schema_version,
            "danger": decision.danger,
            "victim_at_home": decision.at_home.victim,
            "suspect_at_home": decision.at_home.suspect,
        })
    });
    let entries: Vec<_> = record
        .iter()
        .map(|one| {
            let place = one.place.as_ref();
            json!({
                "entry": one.entry.id,
                "at": one.entry.at.to_string(),
                "action": one.entry.action,
                "number": place.map(|(number, _)| number),
                "hash": place.map(|(_, hash)| HEXLOWER.encode(hash)),
            })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "reference": told.reference,
        "case": case.id,
        "made_at": told.date.to_string(),
        "hotline": told.pack.name.in_language(Language::ENGLISH),
        "unit": told.contact.name.expose(),
        "urgent": told.urgent,
        "provider_waits_until": told.hold_until.map(|until| until.to_string()),
        "case_opened_at": case.opened_at.to_string(),
        "reports": case.reports,
        "decision": decided,
        "places": told.places.iter().map(place).collect::<Vec<_>>(),
        "record": entries,
    })
}

fn place(place: &Place) -> Json {
    let hosting = place.standing.as_ref().map(|standing| &standing.hosting);
    let networks = hosting.into_iter().flat_map(|hosting| &hosting.networks);
    let networks: Vec<_> = networks
        .map(|network| {
            json!({
                "address": network.address.to_string(),
                "handle": network.handle,
                "holder": network.holder.as_ref().map(|holder| holder.expose().clone()),
                "country": network.country.map(|country| country.to_string()),
                "autonomous_system": network.autonomous_system,
                "abuse": network.abuse.as_ref().map(|abuse| abuse.expose().clone()),
                "said_at": network.said_at.to_string(),
            })
        })
        .collect();
    json!({
        "url": place.url.expose(),
        "countries": place.countries(" "),
        "addresses": hosting.map(|hosting| hosting.addresses.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "registrar": hosting.and_then(|hosting| hosting.registrar.as_ref()).map(|name| name.expose().clone()),
        "traced_at": hosting.map(|hosting| hosting.at.to_string()),
        "networks": networks,
    })
}
