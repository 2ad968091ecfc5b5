//! Loads and checks a pack: the directory of data in which one country's hotline differs from another's.
//!
//! A pack is TOML, messages and mail templates, and no code. [`load`] reads it, validates every part against
//! every other, and either gives a [`Pack`] or all its faults, each with file and line. A pack may lay over
//! another: what it does not say, the other says.

mod calendar;
mod escalation;
mod fault;
mod known;
mod law;
mod laws;
mod load;
mod mapping;
mod notices;
mod opinion;
mod parking;
mod proxies;
mod required;
mod routing;
mod schema;
mod schemas;
mod signpost;
mod sorting;
mod source;
mod telling;
mod templates;
mod tree;
mod watch;
mod welfare;
mod words;

use std::collections::BTreeMap;

use kernel::{Country, Day, Language, Timestamp};
use serde::Deserialize;

pub use calendar::{Calendar, Holiday};
pub use escalation::{Addressee, Escalation, Step};
pub use fault::Fault;
pub use known::{Known, TakeOver};
pub use law::{Article, Element, Law, NationalResult};
pub use laws::Laws;
pub use load::load;
pub use mapping::{Mapping, Suggested};
pub use notices::{Notices, Release};
pub use opinion::SecondOpinion;
pub use parking::{Answering, ParkedBy, Parker, Parking};
pub use proxies::{By as SeenBy, Proxies, Proxy, Seen};
pub use required::{Required, RequiredPart};
pub use routing::{Partner, Route, Routing};
pub use schema::{
    Ages, Answers, CLASSIFICATION, Choice, Field, Kind, Refused, Rule, Schema, Section,
};
pub use schemas::Beside;
pub use signpost::Signpost;
pub use sorting::{Crowd, Decided, Flood, Waits};
pub use source::Source;
pub use telling::{ReadyAnswer, Telling, Warning};
pub use templates::{MailBefore, MailContext, MailPlace, Rendered, TemplateError, Templates};
pub use watch::{Claims, Deadlines, Older, Watch};
pub use welfare::{Amount, CLASSES, Hours, NotAlone, Rest, Shift, Welfare};
pub use words::Localized;

/// Everything in which one country's hotline differs from another's.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The pack's own name: `kh`.
    pub code: String,
    /// The hotline's name.
    pub name: Localized,
    /// The hotline's country: what is hosted there is hosted at home.
    pub country: Country,
    /// The time zone of the calendar.
    pub zone: jiff::tz::TimeZone,
    /// The languages of the public pages and of the desk; the first is the one to fall back on.
    pub languages: Vec<Language>,
    /// A harmless public site for whoever has to leave quickly.
    pub quick_exit: String,
    /// Whether whoever has no URL may leave a lead: the name of an application, a group, an account. Otherwise the
    /// help lines and the police are named.
    pub accepts_leads: bool,
    /// What tells spellings of one place from different places.
    pub urls: UrlRules,
    /// Where to turn before anything else; the police first.
    pub help: Vec<HelpLine>,
    /// What can be reported here.
    pub categories: Vec<Category>,
    /// The steps that a reporter, who may be the offender, may be told.
    pub reporter_steps: Vec<String>,
    /// Plain words of the public pages: what happens next, what not to do, where else to turn.
    pub texts: BTreeMap<String, Localized>,
    /// What a message to a reporter is held against, and ready answers.
    pub telling: Telling,
    /// How an item is classified: the schema that decides.
    pub schema: Schema,
    /// The schemas asked beside it.
    pub beside: Vec<Beside>,
    /// Every version of every schema, for what was assessed under it.
    pub schemas: Vec<Schema>,
    /// The national law, with what was in force before.
    pub laws: Laws,
    /// Where a reporter is sent whose report is not what the hotline takes.
    pub signposts: Vec<Signpost>,
    /// Who acts, by hosting country.
    pub routing: Routing,
    /// Whoever stands in front of places and does not host them.
    pub proxies: Proxies,
    /// Whoever answers in the place of sites that are gone.
    pub parking: Parking,
    /// How long a claim holds, and how soon the DNS may be asked.
    pub claims: Claims,
    /// When a place is looked at again, and when it counts as gone.
    pub watch: Watch,
    /// When providers at home are written to.
    pub calendar: Calendar,
    /// How notices leave.
    pub notices: Notices,
    /// What a letter has still to say whose text a person wrote.
    pub required: Required,
    /// What follows a notice while nothing happens.
    pub escalation: Escalation,
    /// How long is waited for police and partners.
    pub deadlines: Deadlines,
    /// What tells floods from reports.
    pub flood: Flood,
    /// What many reports of one place count for.
    pub crowd: Crowd,
    /// How long cases may wait before they stand before others.
    pub waits: Waits,
    /// What a released decision counts for in the queue.
    pub decided: Decided,
    /// When what was classified before may be taken over.
    pub known: Known,
    /// When a second analyst assesses what one has decided.
    pub second_opinion: SecondOpinion,
    /// How much one person may look at, and when.
    pub welfare: Welfare,
    /// The mails.
    pub templates: Templates,
    /// The messages in languages other than English: file name and text.
    pub messages: BTreeMap<Language, Vec<(String, String)>>,
}

impl Pack {
    /// Whether a reporter may be told this step.
    pub fn may_tell(&self, step: &str) -> bool {
        self.reporter_steps.iter().any(|listed| listed == step)
    }

    /// The law in force at an instant, by the calendar of the pack.
    pub fn law_at(&self, at: Timestamp) -> Option<&Law> {
        self.laws.on(self.zone.to_datetime(at.to_jiff()).date())
    }

    /// The schema of this name and version, whether or not it still decides.
    pub fn schema_version(&self, schema: &str, version: &str) -> Option<&Schema> {
        self.schemas
            .iter()
            .find(|one| one.schema == schema && one.version == version)
    }

    /// The signpost of this key.
    pub fn signpost(&self, key: &str) -> Option<&Signpost> {
        self.signposts.iter().find(|signpost| signpost.key == key)
    }

    /// The least and the longest time between a report and the question to the DNS.
    pub const fn name_delay(&self) -> (std::time::Duration, std::time::Duration) {
        (self.claims.name_delay_least, self.claims.name_delay_most)
    }

    /// An instant as mails give it: in the pack's time zone, with its offset from UTC and its name.
    pub fn local_time(&self, at: Timestamp) -> String {
        at.to_jiff()
            .to_zoned_datetime(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M %:z (%Q)")
            .to_string()
    }

    /// The day of the pack's calendar on which an instant falls.
    pub fn day(&self, at: Timestamp) -> Day {
        welfare::day_of(&self.zone, at)
    }

    /// When a day ends that is written as `2026-04-14`.
    pub fn end_of_date(&self, text: &str) -> Option<Timestamp> {
        let date = jiff::civil::Date::strptime("%Y-%m-%d", text.trim()).ok()?;
        let next = date.tomorrow().ok()?;
        let midnight = self.zone.to_timestamp(next.at(0, 0, 0, 0)).ok()?;
        Some(Timestamp::from(midnight))
    }

    /// When a day of the pack's calendar ends.
    pub fn end_of(&self, day: Day) -> Timestamp {
        welfare::end_of(&self.zone, day)
    }

    /// The plain words under this key, in this language.
    pub fn text(&self, key: &str, language: Language) -> &str {
        self.texts
            .get(key)
            .map_or("", |text| text.in_language(language))
    }

    /// What of the pack nobody has confirmed yet: for `hotline check` to list.
    pub fn unconfirmed(&self) -> Vec<String> {
        let help = self
            .help
            .iter()
            .filter(|line| !line.confirmed)
            .map(|line| format!("help line {}", line.number));
        let articles = self
            .laws
            .iter()
            .flat_map(|law| &law.articles)
            .filter(|article| !article.confirmed)
            .map(|article| format!("law, article {}", article.key));
        let partners = self
            .routing
            .partners
            .iter()
            .filter(|partner| !partner.confirmed)
            .map(|partner| format!("partner hotline of {}", partner.country));
        let proxies = self
            .proxies
            .list
            .iter()
            .filter(|proxy| !proxy.confirmed)
            .map(|proxy| format!("proxy {}, as of {}", proxy.name, proxy.taken()));
        let parking = self
            .parking
            .list
            .iter()
            .filter(|parker| !parker.confirmed)
            .map(|parker| format!("parking by {}, as of {}", parker.name, parker.taken()));
        let holidays = self.calendar.holidays.iter();
        let holidays = holidays
            .filter(|holiday| !holiday.confirmed)
            .map(|holiday| format!("holiday of {}", holiday.day));
        let about = (!self.notices.confirmed).then(|| "who we are, in letters".to_owned());
        let series = (!self.escalation.confirmed).then(|| "the series after a notice".to_owned());
        help.chain(articles)
            .chain(partners)
            .chain(proxies)
            .chain(parking)
            .chain(holidays)
            .chain(about)
            .chain(series)
            .collect()
    }
}

/// The pack's rules for telling spellings of one place from different places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlRules {
    /// Names of query parameters that only track the visitor; a trailing `*` stands for any ending.
    pub tracking_parameters: Vec<String>,
    /// Fragments (without `#`) that never name content, beside the empty one, `top` and text directives.
    pub dropped_fragments: Vec<String>,
}

/// Somebody who helps at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// Whom one reaches.
    pub name: Localized,
    /// The number to call.
    pub number: String,
    /// When and for what.
    pub note: Localized,
    /// Whether it is the police.
    #[serde(default)]
    pub police: bool,
    /// Whether it is there for children themselves: it then stands first where a child reports.
    #[serde(default)]
    pub child: bool,
    /// Where this was found.
    pub source: String,
    /// Whether the hotline has confirmed it.
    pub confirmed: bool,
}

/// Something that can be reported here.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name in data.
    pub key: String,
    /// Its name on pages.
    pub label: Localized,
    /// What is reported as this stands before what is ordinary.
    #[serde(default)]
    pub severe: bool,
}
