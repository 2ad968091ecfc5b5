//! The filters that are measured: each alone, with others, and such as have nothing at the end of a long way.

use intake::{Filter, Holder, LeftOut, Source, State};
use kernel::{Country, Id};
use pack::Pack;

/// The keys of the pack's site types.
pub(super) fn site_types(pack: &Pack) -> impl Iterator<Item = &String> {
    let field = pack.schema.field("site_type");
    field
        .into_iter()
        .flat_map(|field| field.options.iter().map(|option| &option.key))
}

/// A filter, as somebody reads its pages.
pub(super) struct Asked {
    pub(super) name: &'static str,
    pub(super) filter: Filter,
    /// Categories that are left out.
    pub(super) without: LeftOut,
    /// So many pages stand before those that are measured.
    pub(super) before: usize,
}

/// Pages before those that are far down.
const DEEP: usize = 200;

/// Every filter, and some again for whoever left categories out, and one again far down.
pub(super) fn all(pack: &Pack) -> Vec<Asked> {
    let categories = |numbers: std::ops::Range<usize>| {
        let asked = pack.categories.get(numbers).unwrap_or_default();
        asked.iter().map(|category| category.key.clone()).collect()
    };
    let asked = |name, filter, without, before| Asked {
        name,
        filter,
        without: LeftOut {
            categories: without,
            ..LeftOut::default()
        },
        before,
    };
    let mut all: Vec<_> = named(pack)
        .into_iter()
        .map(|(name, filter)| asked(name, filter, Vec::new(), 0))
        .collect();
    let category = pack.categories.get(1).map(|category| category.key.clone());
    let left_out = Filter {
        category,
        ..Filter::waiting()
    };
    all.extend([
        asked(
            "waiting, without one",
            Filter::waiting(),
            categories(1..2),
            0,
        ),
        asked("category, left out", left_out, categories(1..2), 0),
        asked("any, deep", Filter::default(), Vec::new(), DEEP),
        asked("waiting, deep", Filter::waiting(), Vec::new(), DEEP),
    ]);
    all
}

/// Each with its name.
fn named(pack: &Pack) -> Vec<(&'static str, Filter)> {
    let category = |at: usize| pack.categories.get(at).map(|category| category.key.clone());
    let site_type = |at: usize| site_types(pack).nth(at).cloned();
    let country = |code: &str| code.parse::<Country>().ok();
    let waiting = Filter::waiting;
    let any = Filter::default;
    let of = |state| Filter {
        state: Some(state),
        ..any()
    };
    let numbered = uuid::Uuid::from_u128;
    vec![
        ("waiting", waiting()),
        ("assessing", of(State::Assessing)),
        ("second opinion", of(State::SecondOpinion)),
        ("acting", of(State::Acting)),
        ("closed", of(State::Closed)),
        ("any", any()),
        (
            "country",
            Filter {
                country: country("KH"),
                ..waiting()
            },
        ),
        (
            "country, any state",
            Filter {
                country: country("NL"),
                ..any()
            },
        ),
        (
            "country, rare",
            Filter {
                country: country("IS"),
                ..any()
            },
        ),
        (
            "country, rare, waiting",
            Filter {
                country: country("IS"),
                ..waiting()
            },
        ),
        (
            "country, none",
            Filter {
                country: country("AQ"),
                ..waiting()
            },
        ),
        (
            "source",
            Filter {
                source: Some(Source::Telephone),
                ..waiting()
            },
        ),
        (
            "source, none",
            Filter {
                source: Some(Source::Letter),
                country: country("AQ"),
                ..any()
            },
        ),
        (
            "site type",
            Filter {
                site_type: site_type(1),
                ..of(State::Closed)
            },
        ),
        (
            "site type, none",
            Filter {
                site_type: site_type(9),
                ..any()
            },
        ),
        (
            "category",
            Filter {
                category: category(1),
                ..waiting()
            },
        ),
        (
            "category, none",
            Filter {
                category: Some("none".to_owned()),
                ..any()
            },
        ),
        (
            "held by one",
            Filter {
                holder: Some(Holder::Colleague(Id::from_uuid(numbered(2)))),
                ..any()
            },
        ),
        (
            "held by nobody",
            Filter {
                holder: Some(Holder::Nobody),
                ..waiting()
            },
        ),
        (
            "held by nobody, none",
            Filter {
                holder: Some(Holder::Nobody),
                ..of(State::Assessing)
            },
        ),
        (
            "old",
            Filter {
                older: Some(24 * 90),
                ..waiting()
            },
        ),
        (
            "young",
            Filter {
                younger: Some(48),
                ..any()
            },
        ),
        (
            "no age at all",
            Filter {
                younger: Some(1),
                older: Some(48),
                ..any()
            },
        ),
        (
            "provider",
            Filter {
                provider: Some(Id::from_uuid(numbered(7))),
                ..any()
            },
        ),
        (
            "provider, waiting",
            Filter {
                provider: Some(Id::from_uuid(numbered(7))),
                ..waiting()
            },
        ),
        (
            "provider, none",
            Filter {
                provider: Some(Id::from_uuid(numbered(9_999))),
                ..waiting()
            },
        ),
        (
            "network",
            Filter {
                network: Some(17),
                ..any()
            },
        ),
        (
            "network, none",
            Filter {
                network: Some(4_999_999),
                ..any()
            },
        ),
        (
            "domain",
            Filter {
                domain: Some(17),
                ..any()
            },
        ),
        (
            "domain, large",
            Filter {
                domain: Some(0),
                ..waiting()
            },
        ),
        (
            "domain, large, none",
            Filter {
                domain: Some(0),
                network: Some(4_999_999),
                ..any()
            },
        ),
        (
            "address",
            Filter {
                place: Some(17),
                ..any()
            },
        ),
        (
            "address, none",
            Filter {
                place: Some(-17),
                ..any()
            },
        ),
        (
            "reference",
            Filter {
                reference: Some("B0000017".to_owned()),
                ..any()
            },
        ),
        (
            "six at once",
            Filter {
                country: country("US"),
                source: Some(Source::Letterbox),
                category: category(2),
                site_type: site_type(0),
                older: Some(24),
                ..of(State::Closed)
            },
        ),
        (
            "six at once, none",
            Filter {
                country: country("US"),
                source: Some(Source::Partner),
                category: category(0),
                site_type: site_type(4),
                network: Some(3),
                ..any()
            },
        ),
    ]
}
