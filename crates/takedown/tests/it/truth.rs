//! Odd and hostile servers: each with what is true of it, what each look at it shows, and the verdict.

use smallnet::Behaviour::{
    BecomesPicture, Certificate, Differs, OnlyIpv6, Page, PageAt, Rebinds, RedirectsTo,
    RefusesHead, Status, Up, WrongLength,
};
use smallnet::{Behaviour, CertificateFault, Hostile};
use std::net::Ipv4Addr;
use takedown::{Seen, Verdict};

use crate::world::{HOST, World};

/// What is true of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    There,
    /// It is not, whatever the status says.
    NotThere,
    /// Nobody can tell from what the server says.
    Unknown,
}

use Truth::{NotThere, There, Unknown};

impl Truth {
    /// Whether a verdict does not contradict it: what is there is found so, or not seen by us; and what is not is never
    /// up.
    pub fn allows(self, verdict: Verdict) -> bool {
        match self {
            There => matches!(
                verdict,
                Verdict::Up | Verdict::Moved | Verdict::Blocked | Verdict::Unsure
            ),
            NotThere => verdict != Verdict::Up,
            Unknown => verdict != Verdict::Gone,
        }
    }
}

/// Looks at one place, one after another.
pub struct Line {
    pub what: &'static str,
    pub url: String,
    pub marked: bool,
    pub looks: Vec<(Behaviour, Truth, Seen, Verdict)>,
}

pub fn words(text: &str) -> String {
    format!("<!doctype html><title>Simulated</title><p>{text}</p>")
}

pub fn album() -> String {
    words(
        "The harmless album of the small internet. Seventeen invented flowers in a row, each with its name, \
         where it grows and when it blooms: rose, lotus, jasmine, marigold and others. Seen 12 times.",
    )
}

pub fn album_later() -> String {
    words(
        "The harmless album of the small internet. Seventeen invented flowers in a row, each with its name, \
         where it grows and when it blooms: rose, lotus, jasmine, marigold and others. Seen 4711 times.",
    )
}

pub fn sold() -> String {
    words(
        "This address is for sale. Write to whoever sells it, with your offer, and expect an answer within some \
         days; until then there is nothing to be seen here, whatever the links that led to it promise.",
    )
}

pub fn missing() -> String {
    words("We are sorry: what you look for is not here, or not any more. Go back to the beginning.")
}

/// The table, written from the manual: what is true, what each look shows, and the verdict.
pub fn lines(world: &World) -> Vec<Line> {
    let (plain, tls) = (world.net.site_port(), world.net.tls_port());
    let at = |path: &str| format!("http://{HOST}:{plain}{path}");
    let page = |path: &str, text: String| PageAt(path.to_owned(), text);
    // 451 at home and 200 abroad.
    let from_abroad = || Differs(Box::new(Status(451)), Box::new(page("/w/16", album())));
    let hostile = Behaviour::Hostile;
    let line = |what, url, marked, looks| Line {
        what,
        url,
        marked,
        looks,
    };
    let metadata = Ipv4Addr::new(169, 254, 169, 254);
    let mut lines = vec![
        line(
            "a page whose counter goes on, and whose words go",
            at("/w/1"),
            true,
            vec![
                (page("/w/1", album()), There, Seen::Up, Verdict::Up),
                (page("/w/1", album_later()), There, Seen::Up, Verdict::Up),
                (
                    page("/w/1", sold()),
                    NotThere,
                    Seen::OtherWords,
                    Verdict::Changed,
                ),
                (page("/w/1", album()), There, Seen::Up, Verdict::Up),
            ],
        ),
        line(
            "a page that becomes an error page with 200",
            at("/w/2"),
            true,
            vec![
                (page("/w/2", album()), There, Seen::Up, Verdict::Up),
                (
                    Page(missing()),
                    NotThere,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
                (Status(404), NotThere, Seen::NotFound, Verdict::Missing),
            ],
        ),
        line(
            "an error page with 200 from the beginning",
            at("/w/3"),
            true,
            vec![(
                Page(missing()),
                NotThere,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "the same of a place that nobody marked",
            at("/w/4"),
            false,
            vec![
                (page("/w/4", album()), There, Seen::Up, Verdict::Up),
                // Its length has changed: that is looked into the next time.
                (Page(missing()), Unknown, Seen::Up, Verdict::Up),
                (
                    Page(missing()),
                    NotThere,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
            ],
        ),
        line(
            "a server that ignores the range and pushes",
            at("/w/5"),
            false,
            vec![(hostile(Hostile::Pushes), There, Seen::Up, Verdict::Up)],
        ),
        line(
            "HEAD refused, and GET not",
            at("/w/6"),
            true,
            vec![
                (RefusesHead, There, Seen::Up, Verdict::Up),
                (Status(501), Unknown, Seen::HeadRefused, Verdict::Unsure),
                (Status(405), Unknown, Seen::HeadRefused, Verdict::Unsure),
            ],
        ),
        line(
            "a bomb, whatever is asked for",
            at("/w/7"),
            true,
            vec![(
                hostile(Hostile::Bomb),
                Unknown,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "a body without end, whatever is asked for",
            at("/w/8"),
            true,
            vec![(
                hostile(Hostile::EndlessBody),
                Unknown,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "HEAD says HTML, and GET a picture",
            at("/w/9"),
            true,
            vec![(
                BecomesPicture,
                Unknown,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "a length that is wrong",
            at("/w/10"),
            true,
            vec![(WrongLength, Unknown, Seen::ErrorWith200, Verdict::ErrorPage)],
        ),
        line(
            "a page that leads round in circles",
            at("/w/11"),
            true,
            vec![(
                RedirectsTo(at("/w/11")),
                Unknown,
                Seen::Odd,
                Verdict::Unsure,
            )],
        ),
        line(
            "a page that leads to what no address may",
            at("/w/12"),
            true,
            vec![(
                RedirectsTo(format!("http://{metadata}/latest/")),
                Unknown,
                Seen::NotAsked,
                Verdict::Unsure,
            )],
        ),
        line(
            "a name that changes between two looks to what no address may",
            at("/w/13"),
            false,
            vec![
                (
                    Rebinds(metadata),
                    Unknown,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
                (Rebinds(metadata), Unknown, Seen::NotAsked, Verdict::Unsure),
            ],
        ),
        line(
            "drips, floods and noise",
            at("/w/14"),
            true,
            vec![
                (
                    hostile(Hostile::Drips),
                    Unknown,
                    Seen::Silent,
                    Verdict::Unsure,
                ),
                (
                    hostile(Hostile::HeaderFlood),
                    Unknown,
                    Seen::Silent,
                    Verdict::Unsure,
                ),
                (
                    hostile(Hostile::Garbage),
                    Unknown,
                    Seen::Silent,
                    Verdict::Unsure,
                ),
            ],
        ),
        line(
            "an error of the server that passes",
            at("/w/15"),
            true,
            vec![
                (page("/w/15", album()), There, Seen::Up, Verdict::Up),
                (Status(503), Unknown, Seen::ServerError, Verdict::ErrorPage),
                (page("/w/15", album()), There, Seen::Up, Verdict::Up),
            ],
        ),
        line(
            "kept from home alone",
            at("/w/16"),
            false,
            vec![
                (from_abroad(), There, Seen::Forbidden, Verdict::Blocked),
                (from_abroad(), There, Seen::Up, Verdict::Up),
            ],
        ),
        line(
            "a certificate at fault",
            format!("https://{HOST}:{tls}/w/17"),
            true,
            vec![
                (
                    Certificate(CertificateFault::Expired),
                    Unknown,
                    Seen::Untrusted,
                    Verdict::Unsure,
                ),
                (
                    Certificate(CertificateFault::WrongName),
                    Unknown,
                    Seen::Untrusted,
                    Verdict::Unsure,
                ),
                (
                    Certificate(CertificateFault::SelfSigned),
                    Unknown,
                    Seen::Untrusted,
                    Verdict::Unsure,
                ),
            ],
        ),
        line(
            "forty names one behind another",
            format!("http://a0.chain.test:{plain}/w/18"),
            true,
            vec![(Up, Unknown, Seen::Odd, Verdict::Unsure)],
        ),
    ];
    if world.net.serves_ipv6() {
        lines.push(line(
            "an address of version 6 alone",
            at("/w/19"),
            false,
            vec![(
                OnlyIpv6(Box::new(page("/w/19", album()))),
                There,
                Seen::Up,
                Verdict::Up,
            )],
        ));
    } else {
        eprintln!("not tried: an address of version 6 alone, for this machine has none");
        assert!(
            std::env::var_os("CI").is_none(),
            "where CI runs every line is tried"
        );
    }
    lines
}
