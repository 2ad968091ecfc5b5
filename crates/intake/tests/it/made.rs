//! Cases of every kind, filters, and what a filter has of them, said once more.

use std::time::Duration;

use identity::Staff;
use intake::{Case, Class, Entry, Filed, Filter, Holder, HostedBy, Joined, Move, Source, State};
use kernel::{Entropy, Id, Language, SystemEntropy, Timestamp};
use letterbox::{Content, Signals};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use stakeholders::Organisation;
use store::testing::TestDb;

use crate::{analyst, job, pack};

/// A case as the test made it.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) id: Id<Case>,
    pub(crate) reference: String,
    pub(crate) class: Class,
    pub(crate) opened_at: Timestamp,
    pub(crate) state: State,
    pub(crate) drawn: Drawn,
    pub(crate) url: String,
}

/// What a case is to be.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) danger: bool,
    pub(crate) own_picture: bool,
    pub(crate) source: Source,
    pub(crate) category: Option<&'static str>,
    pub(crate) site_type: Option<&'static str>,
    pub(crate) country: Option<&'static str>,
    pub(crate) network: u32,
    pub(crate) provider: Option<usize>,
    pub(crate) holder: Option<usize>,
    pub(crate) state: State,
    pub(crate) host: usize,
    pub(crate) wait: u64,
}

pub(crate) fn any_case() -> impl Strategy<Value = Drawn> {
    use proptest::option::of;
    use proptest::sample::select;
    let what = (
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
        select(Source::ALL.to_vec()),
        // The last one is severe.
        of(select(vec!["one", "two", "exploitation"])),
        of(select(vec!["forum", "website"])),
        of(select(vec!["KH", "NL"])),
        64_500..64_503_u32,
        of(0..2_usize),
        of(0..2_usize),
    );
    let states = vec![
        State::Waiting,
        State::Waiting,
        State::Assessing,
        State::Acting,
        State::Closed,
    ];
    (what, select(states), 0..3_usize, 0..3_u64).prop_map(|(what, state, host, wait)| Drawn {
        danger: what.0,
        own_picture: what.1,
        source: what.2,
        category: what.3,
        site_type: what.4,
        country: what.5,
        network: what.6,
        provider: what.7,
        holder: what.8,
        state,
        host,
        wait,
    })
}

pub(crate) fn drawn<S: Strategy>(strategy: S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// People and providers that cases name by number.
pub(crate) struct Names {
    pub(crate) staff: [Id<Staff>; 2],
    pub(crate) providers: [Id<Organisation>; 2],
}

pub(crate) fn names() -> Names {
    Names {
        staff: [(); 2].map(|()| Id::random(&SystemEntropy)),
        providers: [(); 2].map(|()| Id::random(&SystemEntropy)),
    }
}

/// Makes a case in the way in which the modules do.
pub(crate) async fn make(test: &TestDb, names: &Names, drawn: &Drawn, number: usize) -> Made {
    test.clock.advance(Duration::from_hours(drawn.wait));
    let url = format!("http://host-{}.test/p/{number}", drawn.host);
    let mut id = [0; 32];
    SystemEntropy.fill(&mut id);
    let mut tx = test.desk.write().await.unwrap();
    let entry = Entry {
        id,
        source: drawn.source,
        receipt: None,
        reference: None,
        origin: None,
        language: Language::ENGLISH,
        received_at: tx.now(),
        signals: Signals::default(),
        content: Content {
            urls: vec![url.clone()],
            danger: drawn.danger,
            own_picture: drawn.own_picture,
            category: drawn.category.map(str::to_owned),
            ..Content::default()
        },
    };
    let filed = intake::enter(&mut tx, &job(), entry, &pack())
        .await
        .unwrap();
    let Filed::Report(_, joined) = filed else {
        panic!("the report was not filed")
    };
    let Joined::Opened(id) = joined[0] else {
        panic!("the case was there")
    };
    let case = intake::case(&mut tx, &analyst(), id).await.unwrap();
    let by = HostedBy {
        country: drawn.country.map(|code| code.parse().unwrap()),
        network: Some(drawn.network),
        provider: drawn.provider.map(|number| names.providers[number]),
    };
    intake::hosted(&mut tx, &job(), case.location, by)
        .await
        .unwrap();
    if let Some(site_type) = drawn.site_type {
        intake::classified(&mut tx, &analyst(), id, &[site_type.to_owned()].into())
            .await
            .unwrap();
    }
    let holder = drawn.holder.map(|number| names.staff[number]);
    intake::hold(&mut tx, &job(), id, holder).await.unwrap();
    let moves: &[Move] = match drawn.state {
        State::Waiting => &[],
        State::Assessing => &[Move::Claim],
        State::SecondOpinion => &[Move::Claim, Move::AskOpinion],
        State::Acting => &[Move::Claim, Move::Act],
        State::Closed => &[Move::Claim, Move::Close(intake::Outcome::Gone)],
    };
    for step in moves {
        intake::move_case(&mut tx, &job(), id, *step, "test")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    Made {
        id,
        reference: case.reference,
        class: case.class,
        opened_at: case.opened_at,
        state: drawn.state,
        drawn: drawn.clone(),
        url,
    }
}

pub(crate) fn any_filter(names: &Names) -> impl Strategy<Value = Filter> + use<> {
    use proptest::option::weighted;
    use proptest::sample::select;
    let holders = vec![
        Holder::Nobody,
        Holder::Colleague(names.staff[0]),
        Holder::Me,
    ];
    let first = (
        weighted(0.6, select(State::ALL.to_vec())),
        weighted(0.3, select(vec!["KH", "NL", "FR"])),
        weighted(0.2, select(names.providers.to_vec())),
        weighted(0.2, 64_500..64_503_u32),
        weighted(0.3, select(Source::ALL.to_vec())),
        weighted(0.3, select(vec!["one", "two", "three"])),
        weighted(0.2, select(vec!["forum", "website"])),
    );
    let second = (
        weighted(0.3, select(holders)),
        weighted(0.2, 0..200_u32),
        weighted(0.2, 0..200_u32),
        weighted(0.2, 0..3_usize),
    );
    (first, second).prop_map(|(first, second)| Filter {
        state: first.0,
        country: first.1.map(|code| code.parse().unwrap()),
        provider: first.2,
        network: first.3,
        source: first.4,
        category: first.5.map(str::to_owned),
        site_type: first.6.map(str::to_owned),
        holder: second.0,
        older: second.1,
        younger: second.2,
        // Its number for now: the test puts the mark in.
        domain: second.3.map(|number| i64::try_from(number).unwrap()),
        place: None,
        reference: None,
    })
}

/// Whether a filter has a case, said once more from what the test made.
pub(crate) fn has(filter: &Filter, names: &Names, case: &Made, now: Timestamp) -> bool {
    let drawn = &case.drawn;
    let hours = |hours: u32| now.before(Duration::from_hours(hours.into()));
    filter.state.is_none_or(|state| state == case.state)
        && filter
            .country
            .is_none_or(|code| drawn.country == Some(code.code()))
        && filter
            .provider
            .is_none_or(|id| drawn.provider.map(|at| names.providers[at]) == Some(id))
        && filter
            .network
            .is_none_or(|network| network == drawn.network)
        && filter.source.is_none_or(|source| source == drawn.source)
        && filter
            .category
            .as_deref()
            .is_none_or(|key| drawn.category == Some(key))
        && filter
            .site_type
            .as_deref()
            .is_none_or(|key| drawn.site_type == Some(key))
        && match filter.holder {
            None => true,
            Some(Holder::Nobody) => drawn.holder.is_none(),
            Some(Holder::Me) => false,
            Some(Holder::Colleague(id)) => drawn.holder.map(|at| names.staff[at]) == Some(id),
        }
        && filter
            .older
            .is_none_or(|least| case.opened_at <= hours(least))
        && filter
            .younger
            .is_none_or(|most| case.opened_at > hours(most))
        && filter
            .domain
            .is_none_or(|number| usize::try_from(number) == Ok(drawn.host))
        && filter
            .reference
            .as_ref()
            .is_none_or(|reference| *reference == case.reference)
}

/// The mark of a domain's number.
pub(crate) async fn with_marks(test: &TestDb, filter: &Filter) -> Filter {
    let mut filter = filter.clone();
    if let Some(number) = filter.domain {
        let tx = test.desk.read().await.unwrap();
        let place = location::recognise(&format!("host-{number}.test"), &pack().urls).unwrap();
        filter.domain = Some(location::marks(&tx, &place).unwrap().domain);
    }
    filter
}
