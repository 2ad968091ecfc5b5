use super::*;
use proptest::prelude::*;

const HOUR: u64 = 3600;

fn at(seconds: u64) -> Timestamp {
    Timestamp::default().after(Duration::from_secs(seconds))
}

fn rules() -> Rules {
    Rules {
        misses: 3,
        gap: Duration::from_secs(HOUR),
        span: Duration::from_secs(24 * HOUR),
        vantages: 2,
        notified_at: Some(Timestamp::default().before(Duration::from_secs(1))),
    }
}

/// A look from the house.
fn home(seconds: u64, seen: Seen) -> Look {
    Look {
        at: at(seconds),
        seen,
        vantage: 0,
        abroad: false,
    }
}

/// A look from another country.
fn abroad(seconds: u64, seen: Seen) -> Look {
    Look {
        vantage: 1,
        abroad: true,
        ..home(seconds, seen)
    }
}

/// Looks of which the first is from abroad.
fn judged(looks: &[(u64, Seen)]) -> Verdict {
    let looks: Vec<_> = looks
        .iter()
        .enumerate()
        .map(|(number, (hour, seen))| match number {
            0 => abroad(hour * HOUR, *seen),
            _ => home(hour * HOUR, *seen),
        })
        .collect();
    let (now, earlier) = looks.split_last().unwrap();
    judge(earlier, *now, rules())
}

fn answer(status: u16, from: &str, arrived: &str) -> Sighting {
    Sighting {
        end: Ok(status),
        steps: vec![egress::Step {
            asked: egress::Asked::Head,
            url: Sensitive::new(arrived.to_owned()),
            resolved: Vec::new(),
            dialled: from.parse().ok(),
            certificate: None,
            status: Some(status),
            headers: egress::Headers::default(),
        }],
    }
}

fn no_answer(fault: Fault) -> Sighting {
    Sighting {
        end: Err(fault),
        steps: Vec::new(),
    }
}

#[test]
fn gone_needs_enough_misses_far_enough_apart_for_long_enough() {
    use Seen::NotFound;
    assert_eq!(judged(&[(0, NotFound)]), Verdict::Missing);
    assert_eq!(
        judged(&[(0, NotFound), (30, NotFound)]),
        Verdict::Missing,
        "too few"
    );
    assert_eq!(
        judged(&[(0, NotFound), (1, NotFound), (2, NotFound)]),
        Verdict::Missing,
        "too short a time"
    );
    assert_eq!(
        judged(&[(0, NotFound), (12, Seen::NoSuchName), (24, NotFound)]),
        Verdict::Gone
    );
}

#[test]
fn looks_in_quick_succession_count_as_one() {
    let mut looks: Vec<_> = (0..50)
        .map(|minute| abroad(minute * 60, Seen::NotFound))
        .collect();
    let now = home(24 * HOUR + 60, Seen::NotFound);
    assert_eq!(judge(&looks, now, rules()), Verdict::Missing);
    looks.push(home(12 * HOUR, Seen::NotFound));
    assert_eq!(judge(&looks, now, rules()), Verdict::Gone);
}

#[test]
fn silence_between_misses_says_nothing_and_an_answer_starts_anew() {
    use Seen::{NotFound, ServerError, Silent};
    assert_eq!(
        judged(&[
            (0, NotFound),
            (6, Silent),
            (12, NotFound),
            (13, ServerError),
            (24, NotFound)
        ]),
        Verdict::Gone
    );
    for seen in [
        Seen::Up,
        Seen::Blocked,
        Seen::HeadRefused,
        Seen::Redirected,
        Seen::Odd,
    ] {
        assert_eq!(
            judged(&[(0, NotFound), (6, seen), (12, NotFound), (24, NotFound)]),
            Verdict::Missing,
            "{seen:?}"
        );
    }
    assert_eq!(
        judged(&[(0, Silent), (12, Silent), (24, Silent), (48, Silent)]),
        Verdict::Unsure,
        "a silent server is not gone"
    );
}

#[test]
fn from_one_vantage_point_or_from_home_alone_a_person_confirms() {
    use Seen::{NoSuchName, NotFound};
    let now = home(24 * HOUR, NotFound);
    let from_home = [home(0, NotFound), home(12 * HOUR, NotFound)];
    assert_eq!(judge(&from_home, now, rules()), Verdict::GoneHere);
    let other_at_home = Look {
        vantage: 2,
        ..home(12 * HOUR, NotFound)
    };
    let two_at_home = [home(0, NotFound), other_at_home];
    assert_eq!(judge(&two_at_home, now, rules()), Verdict::GoneHere);
    let one_abroad = [home(0, NotFound), abroad(12 * HOUR, NoSuchName)];
    assert_eq!(judge(&one_abroad, now, rules()), Verdict::Gone);
    let all_abroad = [abroad(0, NotFound), abroad(12 * HOUR, NotFound)];
    let now = abroad(24 * HOUR, NotFound);
    assert_eq!(judge(&all_abroad, now, rules()), Verdict::GoneHere);
    let seen_abroad = [home(0, NoSuchName), abroad(12 * HOUR, Seen::Up)];
    let now = home(24 * HOUR, NoSuchName);
    assert_eq!(
        judge(&seen_abroad, now, rules()),
        Verdict::Missing,
        "filtered at home"
    );
}

#[test]
fn access_is_disabled_only_from_everywhere_and_after_a_notice() {
    use Seen::Forbidden;
    let everywhere = [home(0, Forbidden), abroad(12 * HOUR, Forbidden)];
    let now = home(24 * HOUR, Forbidden);
    assert_eq!(judge(&everywhere, now, rules()), Verdict::AccessDisabled);
    let unnotified = Rules {
        notified_at: None,
        ..rules()
    };
    assert_eq!(judge(&everywhere, now, unnotified), Verdict::Blocked);
    let three = Rules {
        vantages: 3,
        ..rules()
    };
    assert_eq!(
        judge(&everywhere, now, three),
        Verdict::Blocked,
        "the third was not asked"
    );
    let at_home = [home(0, Forbidden), abroad(12 * HOUR, Seen::Up)];
    assert_eq!(judge(&at_home, now, rules()), Verdict::Blocked, "to us");
    let soon = home(13 * HOUR, Forbidden);
    assert_eq!(
        judge(&everywhere, soon, rules()),
        Verdict::Blocked,
        "too short a time"
    );
    let limited = home(24 * HOUR, Seen::Blocked);
    assert_eq!(judge(&everywhere, limited, rules()), Verdict::Blocked);
}

#[test]
fn what_was_kept_from_everybody_before_the_notice_is_not_its_doing() {
    use Seen::Forbidden;
    let looks = [
        home(0, Forbidden),
        abroad(12 * HOUR, Forbidden),
        home(24 * HOUR, Forbidden),
        abroad(36 * HOUR, Forbidden),
    ];
    let now = home(72 * HOUR, Forbidden);
    let notified = |hour| Rules {
        notified_at: Some(at(hour * HOUR)),
        ..rules()
    };
    assert_eq!(
        judge(&looks, now, notified(71)),
        Verdict::Blocked,
        "one look after the notice, and it was so all along"
    );
    assert_eq!(
        judge(&looks, now, notified(18)),
        Verdict::Blocked,
        "long enough since, and it was so all along"
    );
    let first_up = [
        home(0, Seen::Up),
        abroad(20 * HOUR, Forbidden),
        home(36 * HOUR, Forbidden),
    ];
    assert_eq!(judge(&first_up, now, notified(18)), Verdict::AccessDisabled);
}

#[test]
fn a_filter_in_front_of_one_vantage_point_takes_no_miss_of_another_back() {
    use Seen::{Forbidden, NotFound, Redirected};
    for filter in [Forbidden, Redirected, Seen::Blocked, Seen::Untrusted] {
        let earlier = [
            abroad(0, NotFound),
            home(6 * HOUR, filter),
            abroad(12 * HOUR, NotFound),
            home(18 * HOUR, filter),
        ];
        let now = abroad(24 * HOUR, NotFound);
        assert_eq!(
            judge(&earlier, now, rules()),
            Verdict::GoneHere,
            "{filter:?}"
        );
    }
    let up_at_home = [
        abroad(0, NotFound),
        home(6 * HOUR, Seen::Up),
        abroad(12 * HOUR, NotFound),
    ];
    let now = abroad(24 * HOUR, NotFound);
    assert_eq!(judge(&up_at_home, now, rules()), Verdict::Missing);
    // What a vantage point was shown before it was shown something else is over.
    let over = [
        home(0, NotFound),
        home(6 * HOUR, Redirected),
        abroad(7 * HOUR, NotFound),
        abroad(15 * HOUR, NotFound),
    ];
    let now = abroad(32 * HOUR, NotFound);
    assert_eq!(judge(&over, now, rules()), Verdict::GoneHere);
}

#[test]
fn a_host_that_refuses_from_everywhere_for_long_is_confirmed_by_a_person() {
    use Seen::Refused;
    let earlier = [home(0, Refused), abroad(12 * HOUR, Refused)];
    let now = home(24 * HOUR, Refused);
    assert_eq!(judge(&earlier, now, rules()), Verdict::GoneHere);
    let at_home = [home(0, Refused), home(12 * HOUR, Refused)];
    assert_eq!(judge(&at_home, now, rules()), Verdict::Unsure);
    let soon = home(13 * HOUR, Refused);
    assert_eq!(judge(&earlier, soon, rules()), Verdict::Unsure);
}

#[test]
fn statuses_are_read_with_care() {
    let url = Sensitive::new("http://a.test/p/17".to_owned());
    let known = ["127.40.0.5".parse().unwrap()];
    let seen = |status| {
        read(
            &url,
            &known,
            &answer(status, "127.40.0.5", "http://a.test/p/17"),
        )
    };
    for (status, expected) in [
        (200, Seen::Up),
        (204, Seen::Up),
        (304, Seen::Odd),
        (400, Seen::Odd),
        (401, Seen::Blocked),
        (403, Seen::Forbidden),
        (404, Seen::NotFound),
        (405, Seen::HeadRefused),
        (410, Seen::NotFound),
        (429, Seen::Blocked),
        (451, Seen::Forbidden),
        (500, Seen::ServerError),
        (501, Seen::HeadRefused),
        (503, Seen::ServerError),
    ] {
        assert_eq!(seen(status), expected, "{status}");
    }
    for (error, expected) in [
        (Fault::Name(NameError::NoSuchName), Seen::NoSuchName),
        (Fault::Name(NameError::Failed), Seen::Silent),
        (Fault::Name(NameError::NoResolver), Seen::NotAsked),
        (Fault::TimedOut, Seen::Silent),
        (Fault::Unreachable, Seen::Refused),
        (Fault::Handshake, Seen::Silent),
        (Fault::Vantage, Seen::NotAsked),
        (Fault::NoTor, Seen::NotAsked),
        (Fault::Redirects, Seen::Odd),
        (Fault::Astray, Seen::Odd),
        (
            Fault::Certificate(egress::CertificateFault::Expired),
            Seen::Untrusted,
        ),
    ] {
        assert_eq!(read(&url, &known, &no_answer(error)), expected, "{error:?}");
    }
}

#[test]
fn a_server_in_another_network_has_moved_and_a_redirect_is_another_place() {
    let url = Sensitive::new("http://a.test/p/17".to_owned());
    let known = [
        "127.40.0.5".parse().unwrap(),
        "2001:db8:1::5".parse().unwrap(),
    ];
    let seen = |from, arrived| read(&url, &known, &answer(200, from, arrived));
    assert_eq!(seen("127.40.0.99", "http://a.test/p/17"), Seen::Up);
    assert_eq!(seen("2001:db8:1:7::1", "http://a.test/p/17"), Seen::Up);
    assert_eq!(seen("127.41.0.5", "http://a.test/p/17"), Seen::Elsewhere);
    assert_eq!(seen("127.40.0.5", "https://www.a.test/p/17/?s=1"), Seen::Up);
    assert_eq!(seen("127.40.0.5", "http://b.test/p/17"), Seen::Redirected);
    assert_eq!(seen("127.40.0.5", "http://a.test/"), Seen::Redirected);
    let missing = answer(404, "127.41.0.5", "http://a.test/p/17");
    assert_eq!(
        read(&url, &known, &missing),
        Seen::NotFound,
        "wherever it is, it is not there"
    );
    let untraced = answer(200, "127.41.0.5", "http://a.test/p/17");
    assert_eq!(read(&url, &[], &untraced), Seen::Up);
}

#[test]
fn names_read_back() {
    for seen in Seen::ALL {
        assert_eq!(Seen::named(seen.name()), Some(seen));
    }
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::named(verdict.name()), Some(verdict));
    }
}

fn any_looks() -> impl Strategy<Value = Vec<Look>> {
    let seen = proptest::sample::select(Seen::ALL.to_vec());
    // Mostly misses, or the rule would hardly ever be met.
    let seen = prop_oneof![1 => seen, 4 => Just(Seen::NotFound), 2 => Just(Seen::Silent)];
    proptest::collection::vec((0..40 * HOUR, seen, 0..3_usize), 1..40).prop_map(|mut looks| {
        looks.sort_by_key(|(seconds, _, _)| *seconds);
        looks
            .into_iter()
            .map(|(seconds, seen, vantage)| Look {
                at: at(seconds),
                seen,
                vantage,
                abroad: vantage > 0,
            })
            .collect()
    })
}

proptest! {
    /// Whatever the rules say and whatever was seen, gone means: missing now and at least once before, so
    /// long ago, and never seen otherwise since.
    #[test]
    fn gone_is_never_said_without_its_reasons(
        looks in any_looks(),
        misses in 0_u32..6,
        gap in 0..6 * HOUR,
        span in 0..30 * HOUR,
    ) {
        let rules = Rules { misses, gap: Duration::from_secs(gap), span: Duration::from_secs(span), ..rules() };
        let (now, earlier) = looks.split_last().unwrap();
        if judge(earlier, *now, rules) == Verdict::Gone {
            prop_assert!(now.seen.is_miss());
            // Each vantage point's misses since it was last shown anything else, and all since it was there.
            let since_there: Vec<_> =
                looks.iter().rev().take_while(|look| !look.seen.is_there()).collect();
            let is_broken = |place: usize, vantage: usize| {
                since_there.iter().take(place).any(|look| {
                    look.vantage == vantage && !look.seen.is_miss() && !look.seen.says_nothing()
                })
            };
            let since: Vec<_> = since_there
                .iter()
                .enumerate()
                .filter(|(place, look)| look.seen.is_miss() && !is_broken(*place, look.vantage))
                .map(|(_, look)| *look)
                .collect();
            prop_assert!(since.len() >= usize::try_from(misses).unwrap().max(2));
            prop_assert!(since.iter().any(|look| look.abroad));
            prop_assert!(since.iter().any(|look| look.vantage != now.vantage));
            let first = since.last().unwrap();
            prop_assert!(now.at.since(first.at) >= rules.span);
            prop_assert!(now.at.since(first.at) >= rules.gap * misses.max(2).saturating_sub(1));
        }
    }

    /// A look that found the place there makes everything before it irrelevant.
    #[test]
    fn what_was_before_it_was_up_does_not_count(before in any_looks(), after in any_looks()) {
        let shift = Duration::from_secs(50 * HOUR);
        let after: Vec<_> = after.into_iter().map(|look| Look { at: look.at.after(shift), ..look }).collect();
        let (now, rest) = after.split_last().unwrap();
        let up = home(45 * HOUR, Seen::Up);
        let whole: Vec<_> = before.iter().chain([&up]).chain(rest).copied().collect();
        prop_assert_eq!(judge(&whole, *now, rules()), judge(rest, *now, rules()));
    }

    /// A look more in between that says nothing changes no verdict.
    #[test]
    fn silence_changes_nothing(looks in any_looks(), place in any::<prop::sample::Index>()) {
        let (now, earlier) = looks.split_last().unwrap();
        let mut longer = earlier.to_vec();
        let place = place.index(longer.len() + 1);
        let when = longer.get(place).map_or(now.at, |look| look.at);
        longer.insert(place, Look { at: when, ..home(0, Seen::Silent) });
        prop_assert_eq!(judge(&longer, *now, rules()), judge(earlier, *now, rules()));
    }
}
