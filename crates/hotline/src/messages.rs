//! The words of every crate, and the pack's words in its other languages.

use anyhow::bail;
use pack::{Pack, Source};
use page::Catalogue;

/// The English words that each crate brings.
pub(crate) const ENGLISH: &[(&str, &str)] = &[
    ("page.ftl", page::MESSAGES),
    ("countries.ftl", page::COUNTRIES),
    ("identity.ftl", identity::MESSAGES),
    ("letterbox.ftl", letterbox::MESSAGES),
    ("intake.ftl", intake::MESSAGES),
    ("trace.ftl", trace::MESSAGES),
    ("assessment.ftl", assessment::MESSAGES),
    ("inventory.ftl", inventory::MESSAGES),
    ("stakeholders.ftl", stakeholders::MESSAGES),
    ("referral.ftl", referral::MESSAGES),
    ("exchange.ftl", exchange::MESSAGES),
    ("takedown.ftl", takedown::MESSAGES),
    ("routing.ftl", routing::MESSAGES),
    ("statistics.ftl", statistics::MESSAGES),
];

/// The pack that the configuration names: a shipped one, or a directory.
pub(crate) fn source(name: &str) -> Source {
    if name.contains(['/', '.']) {
        Source::Directory(name.into())
    } else {
        Source::Shipped(name.to_owned())
    }
}

/// Loads the pack, or says all that is wrong with it.
pub(crate) fn pack(name: &str, demonstration: bool) -> anyhow::Result<Pack> {
    match pack::load(&source(name), demonstration) {
        Ok(pack) => Ok(pack),
        Err(faults) => {
            let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
            bail!("the pack has faults:\n{}", faults.join("\n"))
        }
    }
}

/// Every message in every language of the pack.
pub(crate) fn catalogue(pack: &Pack) -> anyhow::Result<Catalogue> {
    let others = pack.messages.iter().flat_map(|(language, files)| {
        files
            .iter()
            .map(|(name, text)| (*language, name.clone(), text.clone()))
    });
    match Catalogue::new(ENGLISH, others) {
        Ok(catalogue) => Ok(catalogue),
        Err(faults) => bail!("the messages have faults:\n{}", faults.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_language_of_a_shipped_pack_misses_a_message() {
        for name in ["kh", "example", "demo"] {
            let pack = pack(name, true).unwrap();
            let catalogue = catalogue(&pack).unwrap();
            for language in &pack.languages {
                assert_eq!(
                    catalogue.missing(*language),
                    Vec::<String>::new(),
                    "{name} {language}"
                );
            }
        }
    }
}
