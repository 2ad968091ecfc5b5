//! A week of providers, police and watch on a clock that is set: what is seen from outside, held against what another
//! program worked out from the rules. `tests/week/events.tsv` says what happens, `tests/week/expect.py` is that program.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::Ipv4Addr;
use std::time::Duration;

use identity::{Actor, Role};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use pack::{Pack, Source};
use smallnet::{Network, Registrar, Site};
use takedown::{NewWord, Says};

use crate::letters::approve_providers;
use crate::police_mail::report;
use crate::world::{Decided, POLICE, World, staff, world_from_abroad};

const EVENTS: &str = include_str!("../week/events.tsv");
const EXPECTED: &str = include_str!("../week/expected.tsv");

const STEP: u32 = 2;
const WEEK: u32 = 168;

/// The times of the country's pack: those of the demonstration are short. The looks alone are more frequent, for
/// between two steps of the clock nobody sits at the watch, and what was then missed is spread over a cadence.
fn as_in_the_country(pack: &mut Pack) {
    let country = pack::load(&Source::Shipped("kh".to_owned()), true).unwrap();
    pack.calendar = country.calendar;
    pack.deadlines = country.deadlines;
    pack.escalation = country.escalation;
    let watch = country.watch;
    pack.watch.every = Duration::from_mins(1);
    pack.watch.misses = watch.misses;
    pack.watch.miss_gap = watch.miss_gap;
    pack.watch.miss_span = watch.miss_span;
    pack.watch.after_watch = watch.after_watch;
    pack.watch.after_every = watch.after_every;
}

/// A case of the week, and what was seen of it.
struct Followed {
    id: Id<Case>,
    host: String,
    reference: String,
    told: usize,
    closed: bool,
}

struct Week<'a> {
    world: &'a World,
    begun: Timestamp,
    supervisor: Actor,
    cases: BTreeMap<&'static str, Followed>,
    mails: usize,
    seen: String,
}

impl Week<'_> {
    /// The hours after the beginning of the week: each step a minute later than the last, so that what falls due so
    /// many hours after an act is due in the step that is so many hours later.
    fn at(&self, hours: u32) -> Timestamp {
        let late = Duration::from_mins(u64::from(hours / STEP));
        self.begun
            .after(Duration::from_hours(u64::from(hours)) + late)
    }

    async fn happens(&mut self, name: &'static str, what: &str, rest: Option<&str>) {
        match what {
            "decided" => self.opens(name, rest.unwrap(), Decided::Illegal).await,
            "urgent" => {
                self.opens(name, rest.unwrap(), Decided::IllegalInDanger)
                    .await;
            }
            "silent" => {
                let until = self.at(rest.unwrap().parse().unwrap());
                let referral = self.referral(name).await;
                let mut tx = self.world.db.write().await.unwrap();
                let manager = staff(Role::Manager);
                referral::place_hold(&mut tx, &manager, referral, true, until)
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            }
            "lifted" => {
                let referral = self.referral(name).await;
                let mut tx = self.world.db.write().await.unwrap();
                referral::lift(&mut tx, &staff(Role::Manager), referral)
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            }
            "down" => self
                .world
                .net
                .take_down(&self.cases[name].host)
                .await
                .unwrap(),
            "moves" => self.moves(name).await,
            "taken_back" => self.is_taken_back(name).await,
            "released" => self.is_released_again(name).await,
            "bounces" => self.bounces(name).await,
            "retried" => self.is_tried_again(name).await,
            "seen" => self.says(name, Says::Seen, None).await,
            "removed" => self.says(name, Says::Removed, None).await,
            "more_time" => {
                let until = self.at(rest.unwrap().parse().unwrap());
                self.says(name, Says::MoreTime, Some(until)).await;
            }
            unknown => panic!("nobody knows the event {unknown}"),
        }
    }

    /// A case about a host of its own, by another provider in the same country.
    async fn opens(&mut self, name: &'static str, place: &str, decided: Decided) {
        let (country, first) = match place {
            "home" => ("KH", 100),
            "partner" => ("NL", 110),
            "elsewhere" => ("MH", 120),
            unknown => panic!("nobody knows the place {unknown}"),
        };
        let number = u8::try_from(self.cases.len()).unwrap();
        let word = format!("week-{}", name.to_lowercase());
        let (host, second) = (format!("pages.{word}.test"), first + number);
        let network = Network {
            handle: format!("SIM-WEEK-{name}"),
            cidr: format!("127.{second}.0.0/16"),
            holder: format!("Week Example Hosting {name}"),
            country: country.to_owned(),
            autonomous_system: 64_300 + u32::from(second),
            abuse: format!("abuse@{word}-hosting.test"),
        };
        let registrar = Registrar {
            name: format!("Week Example Registrar {name}"),
            abuse: format!("abuse@{word}-registrar.test"),
        };
        let site = Site::new(&host, Ipv4Addr::new(127, second, 0, 10), network, registrar);
        self.world.net.add(site).await.unwrap();
        let id = self.world.untraced(&host, decided, true).await;
        let reference = self.world.case(id).await.reference;
        let followed = Followed {
            id,
            host,
            reference,
            told: 0,
            closed: false,
        };
        self.cases.insert(name, followed);
    }

    /// The place is with another provider of the same country from now on.
    async fn moves(&self, name: &str) {
        let second = 140 + u8::try_from(self.cases.len()).unwrap();
        let address = Ipv4Addr::new(127, second, 0, 10);
        let host = &self.cases[name].host;
        self.world.move_site(host, "MH", address).await;
    }

    /// A supervisor takes the decision back, and has the case then.
    async fn is_taken_back(&self, name: &str) {
        let mut tx = self.world.db.write().await.unwrap();
        let reason = Sensitive::new("neutral reason".to_owned());
        let case = self.cases[name].id;
        assessment::reopen(&mut tx, &self.supervisor, &self.world.pack, case, &reason)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn is_released_again(&self, name: &str) {
        let (world, case) = (self.world, self.cases[name].id);
        let mut tx = world.db.write().await.unwrap();
        // The claim of two days ago has lapsed.
        assessment::claim(&mut tx, &self.supervisor, &world.pack, case)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        // What the claim has traced is newer than the claim.
        world.clock.advance(Duration::from_millis(1));
        world.assess(&self.supervisor, case, Decided::Illegal).await;
        let mut tx = world.db.write().await.unwrap();
        assessment::release(&mut tx, &self.supervisor, &world.pack, case)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The relay reports that the first notice did not arrive.
    async fn bounces(&self, name: &str) {
        let letter = self.notice(name).await.letter.unwrap();
        let message_id = self.world.dispatched(letter).await.message_id;
        let mail = report(&message_id, name, "failed");
        self.world.comes(&mail).await;
    }

    /// A person sends it once more.
    async fn is_tried_again(&self, name: &str) {
        let notice = self.notice(name).await.id;
        let mut tx = self.world.db.write().await.unwrap();
        takedown::retry(&mut tx, &staff(Role::Analyst), notice)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The first notice of a case.
    async fn notice(&self, name: &str) -> takedown::Notice {
        let mut tx = self.world.db.read().await.unwrap();
        let case = self.cases[name].id;
        let mut notices = takedown::notices(&mut tx, &staff(Role::Manager), case)
            .await
            .unwrap();
        notices.remove(0)
    }

    async fn referral(&self, name: &str) -> Id<referral::Referral> {
        self.world.referrals(self.cases[name].id).await[0].id
    }

    /// What the provider says of what it was asked first.
    async fn says(&self, name: &str, says: Says, until: Option<Timestamp>) {
        let mut tx = self.world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let notices = takedown::notices(&mut tx, &analyst, self.cases[name].id)
            .await
            .unwrap();
        let text = Sensitive::new("neutral words".to_owned());
        let word = NewWord {
            says,
            text: &text,
            whose: None,
            until,
        };
        takedown::say(&mut tx, &analyst, &self.world.pack, notices[0].id, &word)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// What is due is done, and what a manager has to approve is approved.
    async fn passes(&self) {
        let mut tx = self.world.db.write().await.unwrap();
        takedown::keep_following_up(&mut tx).await.unwrap();
        takedown::keep_watching(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.world.work().await;
        approve_providers(self.world).await;
        self.world.clock.advance(self.world.pack.watch.every);
        self.world.work().await;
    }

    /// What is new for whoever sees the mails arrive and the cases stand.
    async fn look(&mut self, hours: u32) {
        let mails = self.world.net.mails();
        let mut lines = Vec::new();
        for mail in mails.iter().skip(self.mails) {
            let text = String::from_utf8_lossy(&mail.raw).replace("=\r\n", "");
            let about = self
                .cases
                .iter_mut()
                .find(|(_, case)| text.contains(&case.reference));
            let (name, case) = about.expect("a mail is about a case");
            if mail.recipients == [POLICE] {
                lines.push((*name, 0, "police told".to_owned()));
            } else {
                case.told += 1;
                lines.push((*name, case.told, format!("provider told {}", case.told)));
            }
        }
        self.mails = mails.len();
        for (name, case) in &mut self.cases {
            if !case.closed && self.world.case(case.id).await.state == intake::State::Closed {
                case.closed = true;
                lines.push((*name, usize::MAX, "closed".to_owned()));
            }
        }
        lines.sort();
        for (name, _, what) in lines {
            writeln!(self.seen, "{hours}\t{name}\t{what}").unwrap();
        }
    }
}

store::on_both! {
    async fn a_week_goes_as_the_rules_say(test: TestDb) {
        let world = world_from_abroad(&test, as_in_the_country).await;
        world.approve_police().await;
        let begun = test.desk.clock().now();
        let mut week = Week { world: &world, begun, supervisor: staff(Role::Supervisor), cases: BTreeMap::new(), mails: 0, seen: String::new() };
        let mut events: BTreeMap<u32, Vec<Vec<&'static str>>> = BTreeMap::new();
        for line in EVENTS.lines().filter(|line| !line.starts_with('#')) {
            let parts: Vec<_> = line.split('\t').collect();
            events.entry(parts[0].parse().unwrap()).or_default().push(parts);
        }
        for hours in (0..=WEEK).step_by(usize::try_from(STEP).unwrap()) {
            let now = test.desk.clock().now();
            assert!(now <= week.at(hours), "the work of a step takes longer than the step");
            test.clock.advance(week.at(hours).since(now));
            for parts in events.remove(&hours).unwrap_or_default() {
                week.happens(parts[1], parts[2], parts.get(3).copied()).await;
            }
            week.passes().await;
            week.look(hours).await;
        }
        assert!(events.is_empty(), "events between the steps: {events:?}");
        pretty(&week.seen);
    }
}

fn pretty(seen: &str) {
    assert_eq!(
        seen.lines().collect::<Vec<_>>(),
        EXPECTED.lines().collect::<Vec<_>>()
    );
}

/// The expectation is what the other program says of these events today.
#[test]
fn the_expectation_is_that_of_the_events() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/week");
    let events = std::fs::File::open(format!("{folder}/events.tsv")).unwrap();
    let said = std::process::Command::new("python3")
        .arg(format!("{folder}/expect.py"))
        .stdin(events)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(said.stdout).unwrap(), EXPECTED);
}
