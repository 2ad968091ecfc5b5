//! What the packages of referrals are made with.

use pack::Source;

/// What documents for the police are made with: the words of every module that tells of a case.
pub(super) fn printing() -> referral::Printing {
    let english = [
        ("page.ftl", page::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
        ("assessment.ftl", assessment::MESSAGES),
        ("trace.ftl", trace::MESSAGES),
        ("referral.ftl", referral::MESSAGES),
    ];
    let kh = pack::load(&Source::Shipped("kh".to_owned()), false).unwrap();
    let khmer = kh.messages.into_iter().flat_map(|(language, files)| {
        let known = files.into_iter().filter(|(name, _)| {
            [
                "page.ftl",
                "intake.ftl",
                "assessment.ftl",
                "trace.ftl",
                "referral.ftl",
            ]
            .contains(&name.as_str())
        });
        known
            .map(move |(name, text)| (language, name, text))
            .collect::<Vec<_>>()
    });
    referral::Printing {
        catalogue: page::Catalogue::new(&english, khmer).unwrap(),
        print: None,
    }
}
