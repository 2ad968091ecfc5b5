//! Who acts on a released decision, by the country that hosts the content.

use std::collections::BTreeSet;

use kernel::Country;
use serde::Deserialize;

use crate::tree::Tree;
use crate::{Fault, Localized};

/// The table of countries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a line of the pack")]
pub struct Routing {
    /// Whether the police are told too of content that a partner hotline handles.
    pub police_too_with_partner: bool,
    /// Whether the police are told too of content hosted where there is no partner.
    pub police_elsewhere: bool,
    /// Whether the police take what is for them by hand, sealed to their key, and nothing goes to them by mail unless a
    /// person has it sent.
    #[serde(default)]
    pub police_by_hand: bool,
    /// Whether a provider is asked to act under its own terms where content is harmful but no law covers it.
    pub notice_when_harmful: bool,
    /// How a report is handed over to a partner hotline by hand.
    pub by_hand: Localized,
    /// The partner hotlines.
    #[serde(rename = "partner", default)]
    pub partners: Vec<Partner>,
}

/// The hotline of another country.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Its country.
    pub country: Country,
    /// Its name.
    pub name: String,
    /// Whether the hotline has confirmed it.
    pub confirmed: bool,
}

/// Which way a case goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Hosted at home: the police first, the provider after their word or the deadline.
    Home,
    /// Hosted where a partner hotline is: it is handed over.
    Partner(Partner),
    /// Hosted where there is no partner: the police where the pack says so, then the provider.
    Elsewhere(Country),
    /// Nobody knows where it is hosted.
    Unknown,
}

impl Routing {
    /// The way for content hosted in this country.
    pub fn for_country(&self, home: Country, hosting: Option<Country>) -> Route {
        match hosting {
            None => Route::Unknown,
            Some(country) if country == home => Route::Home,
            Some(country) => self
                .partners
                .iter()
                .find(|partner| partner.country == country)
                .map_or(Route::Elsewhere(country), |partner| {
                    Route::Partner(partner.clone())
                }),
        }
    }

    pub(crate) fn faults(&self, tree: &Tree<'_>, home: Country) -> Vec<Fault> {
        let mut seen = BTreeSet::from([home]);
        let partners = self.partners.iter().enumerate();
        partners
            .filter(|(_, partner)| !seen.insert(partner.country))
            .map(|(index, partner)| {
                let message = format!("{} is the home country or stands twice", partner.country);
                tree.fault(&["partner", &index.to_string(), "country"], message)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_has_one_way() {
        let routing: Routing = toml::from_str(
            "police_too_with_partner = false\npolice_elsewhere = true\nnotice_when_harmful = true\nby_hand = { en = \"By post\" }\n\
             [[partner]]\ncountry = \"NL\"\nname = \"Hotline\"\nconfirmed = false",
        )
        .unwrap();
        let home: Country = "KH".parse().unwrap();
        let way = |code: &str| routing.for_country(home, code.parse().ok());
        assert_eq!(way("KH"), Route::Home);
        assert!(matches!(way("NL"), Route::Partner(_)));
        assert_eq!(way("MH"), Route::Elsewhere("MH".parse().unwrap()));
        assert_eq!(way("?"), Route::Unknown);
    }
}
