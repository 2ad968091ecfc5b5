//! What the page of the queue lists, in words: cases, saved views, and what the classes mean.

use std::time::Duration;

use identity::{Actor, Desk};
use intake::{Case, Class, Listed, View};
use kernel::Id;
use pack::Pack;
use page::Words;
use store::Tx;

use super::{Colleagues, address};
use crate::reader::Reader;
use crate::{Error, opt_out};

/// A case in a list.
pub(super) struct Line {
    pub(super) case: Id<Case>,
    pub(super) reference: String,
    pub(super) age: String,
    pub(super) reports: String,
    pub(super) state: String,
    pub(super) class: String,
    /// The style of the class's badge.
    pub(super) tone: &'static str,
    /// It stands here because it has waited long.
    pub(super) promoted: bool,
    pub(super) country: String,
    /// Who holds it; of one's own until when.
    pub(super) holder: String,
    /// A reporter waits for something.
    pub(super) unread: bool,
}

/// What lines are made with.
pub(super) struct Shown<'a> {
    desk: &'a Desk,
    words: &'a Words,
    now: kernel::Timestamp,
    /// Those of the cases listed in which reporters wait for something.
    unread: Vec<Id<Case>>,
    colleagues: &'a Colleagues,
}

/// The cases that the reader holds, and until when.
pub(super) struct Mine(Vec<(intake::Case, kernel::Timestamp)>);

impl Mine {
    pub(super) async fn read(tx: &mut Tx, actor: &Actor) -> Result<Self, Error> {
        let claims = crate::mine(tx, actor).await?;
        let ids: Vec<_> = claims.iter().map(|claim| claim.case).collect();
        let cases = intake::cases(tx, actor, &ids).await?;
        // In the order of the claims.
        let held = claims.iter().filter_map(|claim| {
            let case = cases.iter().find(|case| case.id == claim.case)?;
            Some((case.clone(), claim.lease_until))
        });
        Ok(Self(held.collect()))
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = Id<Case>> {
        self.0.iter().map(|(case, _)| case.id)
    }
}

impl<'a> Shown<'a> {
    pub(super) async fn new(
        tx: &mut Tx,
        desk: &'a Desk,
        words: &'a Words,
        actor: &Actor,
        colleagues: &'a Colleagues,
        cases: &[Id<Case>],
    ) -> Result<Self, Error> {
        Ok(Self {
            desk,
            words,
            now: tx.now(),
            unread: intake::unread_among(tx, actor, cases).await?,
            colleagues,
        })
    }

    pub(super) fn line(&self, case: Listed) -> Line {
        let holder = case.holder.map(|holder| {
            let known = self.colleagues.iter().find(|(id, _)| *id == holder);
            known.map_or_else(
                || self.words.text("assessment-holder-other"),
                |(_, name)| name.expose().clone(),
            )
        });
        Line {
            unread: self.unread.contains(&case.id),
            case: case.id,
            age: age(self.words, self.now.since(case.opened_at)),
            reports: self.words.number(case.reports),
            state: self.words.text(state_key(case.state)),
            class: self.words.text(class_key(case.class)),
            tone: tone(case.class),
            promoted: case.promoted,
            country: case
                .country
                .map(|country| self.words.country(country))
                .unwrap_or_default(),
            holder: holder.unwrap_or_default(),
            reference: case.reference,
        }
    }

    /// The cases that the reader holds.
    pub(super) fn mine(&self, mine: Mine) -> Vec<Line> {
        let line = |(case, until): (intake::Case, kernel::Timestamp)| Line {
            holder: self.words.date_time(until, &self.desk.pack.zone),
            ..self.line(Listed {
                id: case.id,
                reference: case.reference,
                state: case.state,
                class: case.class,
                opened_at: case.opened_at,
                reports: case.reports,
                country: None,
                holder: None,
                promoted: false,
            })
        };
        mine.0.into_iter().map(line).collect()
    }
}

/// A saved view.
pub(super) struct ViewLine {
    pub(super) id: Id<View>,
    pub(super) name: String,
    pub(super) href: String,
    /// How many cases it has; where that is not kept, it is asked for apart.
    pub(super) count: Option<String>,
    pub(super) everybodys: bool,
}

/// The views of the reader, and everybody's.
pub(super) async fn views(
    tx: &mut Tx,
    words: &Words,
    reader: &Reader<'_>,
) -> Result<Vec<ViewLine>, Error> {
    let views = intake::views(tx, reader.actor).await?;
    let opts_out = !reader.opted_out.is_empty();
    // A count is one for all its readers: it knows of nobody's opting out.
    let counted = |view: &View| {
        let count = words.number(view.count?);
        let is_more = opts_out && !opt_out::is_whole(&view.filter);
        Some(if is_more {
            words.with("assessment-view-count-whole", &[("count", count)])
        } else {
            count
        })
    };
    let line = |view: View| ViewLine {
        id: view.id,
        name: view.name.expose().clone(),
        href: address(&view.filter),
        count: counted(&view),
        everybodys: view.owner.is_none(),
    };
    Ok(views.into_iter().map(line).collect())
}

/// What a class means.
pub(super) struct Legend {
    pub(super) class: String,
    pub(super) tone: &'static str,
    pub(super) meaning: String,
    /// How long its cases wait at most before they stand before others.
    pub(super) wait: String,
}

/// What the classes mean, the most pressing first.
pub(super) fn legend(words: &Words, pack: &Pack) -> Vec<Legend> {
    let waits = &pack.waits;
    let line = |class: Class| {
        let (meaning, wait) = match class {
            Class::Danger => ("assessment-legend-danger", None),
            Class::Police => ("assessment-legend-police", Some(waits.police)),
            Class::OwnPicture => ("assessment-legend-own-picture", Some(waits.own_picture)),
            Class::Raised => ("assessment-legend-raised", Some(waits.raised)),
            Class::Severe => ("assessment-legend-severe", Some(waits.severe)),
            Class::Ordinary => ("assessment-legend-ordinary", Some(waits.ordinary)),
            Class::Bulk => ("assessment-legend-bulk", Some(waits.bulk)),
        };
        Legend {
            class: words.text(class_key(class)),
            tone: tone(class),
            meaning: words.text(meaning),
            wait: wait.map(|wait| age(words, wait)).unwrap_or_default(),
        }
    };
    Class::ALL.map(line).into()
}

pub(in crate::desk) const fn state_key(state: intake::State) -> &'static str {
    match state {
        intake::State::Waiting => "assessment-state-waiting",
        intake::State::Assessing => "assessment-state-assessing",
        intake::State::SecondOpinion => "assessment-state-second-opinion",
        intake::State::Acting => "assessment-state-acting",
        intake::State::Closed => "assessment-state-closed",
    }
}

/// The key of the words for how pressing a case is.
pub const fn class_key(class: Class) -> &'static str {
    match class {
        Class::Danger => "assessment-pressing-danger",
        Class::Police => "assessment-pressing-police",
        Class::OwnPicture => "assessment-pressing-own-picture",
        Class::Raised => "assessment-pressing-raised",
        Class::Severe => "assessment-pressing-severe",
        Class::Ordinary => "assessment-pressing-ordinary",
        Class::Bulk => "assessment-pressing-bulk",
    }
}

/// What its badge is marked with: the rest of a value of the attribute `class`.
pub const fn tone(class: Class) -> &'static str {
    match class {
        Class::Danger | Class::Police | Class::OwnPicture => " alarm",
        Class::Raised | Class::Severe => " caution",
        Class::Ordinary | Class::Bulk => "",
    }
}

/// How long something has been: minutes to an hour, hours to two days, days from then on.
pub(in crate::desk) fn age(words: &Words, age: Duration) -> String {
    let minutes = i64::try_from(age.as_secs() / 60).unwrap_or(i64::MAX);
    match minutes {
        ..60 => words.with("assessment-age-minutes", &[("count", minutes)]),
        60..2880 => words.with("assessment-age-hours", &[("count", minutes / 60)]),
        _ => words.with("assessment-age-days", &[("count", minutes / 1440)]),
    }
}
