//! The panels of the case page that no other module makes: reports, route, record. Findings have a file of their own.

use std::collections::BTreeMap;

use askama::Template;
use audit::Entry;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use page::{Panel, Words};
use store::Tx;

use super::words as keys;
use crate::{Error, Kind, Party, Route, State, route_of};

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPanel<'a> {
    words: &'a Words,
    case: String,
    /// The first and the last hour in which one came.
    hours: Option<(String, String)>,
    /// What they come to, each with how many.
    counts: Vec<(String, String)>,
}

/// Entries of the record that the page shows at a time.
const RECORDED: i64 = 100;

/// A dated line of a list.
struct Line {
    at: String,
    who: String,
    text: String,
}

/// What the reports come to, in numbers. What they say is read in a viewing session.
pub(super) async fn reports(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
) -> Result<Panel, Error> {
    let found = intake::summary(tx, actor, case).await?;
    let at = |instant: Timestamp| words.date_hour(instant, &pack.zone);
    let mut counts: Vec<_> = found
        .sources
        .iter()
        .map(|(source, count)| (words.text(intake::source_key(*source)), *count))
        .collect();
    for (key, count) in [
        ("routing-reports-danger", found.danger),
        ("routing-reports-own-picture", found.own_picture),
        ("routing-reports-bulk", found.bulk),
        ("routing-reports-feedback", found.feedback),
    ] {
        if count > 0 {
            counts.push((words.text(key), count));
        }
    }
    let panel = ReportsPanel {
        words,
        case: case.to_string(),
        hours: found.hours.map(|(first, last)| (at(first), at(last))),
        counts: counts
            .into_iter()
            .map(|(what, count)| (what, words.number(count)))
            .collect(),
    };
    made(words.text("routing-reports"), &panel)
}

#[derive(Template)]
#[template(path = "route.html")]
struct RoutePanel<'a> {
    words: &'a Words,
    csrf: &'a str,
    case: String,
    state: String,
    kind: Option<String>,
    country: Option<String>,
    traced_at: Option<String>,
    reason: Option<String>,
    /// What each source says of the country.
    by_source: Vec<(String, String)>,
    may_choose: bool,
}

/// Where the decision goes.
pub(super) async fn route(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: Id<Case>,
) -> Result<Panel, Error> {
    let found = route_of(tx, actor, case).await?;
    let at = |instant: Timestamp| words.date_time(instant, &pack.zone);
    let of = intake::case(tx, actor, case).await?;
    let acting = of.state == intake::State::Acting;
    let (state, kind) = match &found {
        // It was decided, and its decision goes nowhere: nothing is due that somebody should wait for.
        None if of.state == intake::State::Closed => ("routing-state-closed", None),
        None => ("routing-state-none", None),
        Some(route) => (
            match (route.state, route.waits_for) {
                (State::Tracing, _) => "routing-state-tracing",
                (State::Asking, _) => "routing-state-asking",
                (State::Choosing, _) => "routing-state-choosing",
                (State::Waiting, Some(Party::Partner)) => "routing-state-waiting-partner",
                (State::Waiting, _) => "routing-state-waiting-police",
                (State::CarriedOut | State::Superseded, _) => "routing-state-carried-out",
            },
            route.kind,
        ),
    };
    let kind = kind.map(|kind| match kind {
        Kind::Home => "routing-kind-home",
        Kind::Partner => "routing-kind-partner",
        Kind::Elsewhere => "routing-kind-elsewhere",
        Kind::Unknown => "routing-kind-unknown",
        Kind::Onion => "routing-kind-onion",
    });
    let reason = match &found {
        Some(route) => route.reason(tx)?,
        None => None,
    };
    let open = found.as_ref().is_some_and(awaits_country);
    let standing = trace::standing(tx, actor, of.location).await?;
    let by_source = standing.map(|standing| standing.countries_by_source());
    let by_source = by_source.unwrap_or_default().into_iter();
    let panel = RoutePanel {
        words,
        by_source: by_source
            .map(|(source, country)| (words.text(source), words.country(country)))
            .collect(),
        csrf,
        case: case.to_string(),
        state: words.text(state),
        kind: kind.map(|kind| words.text(kind)),
        country: found
            .as_ref()
            .and_then(|route| route.country)
            .map(|country| words.country(country)),
        traced_at: found
            .as_ref()
            .filter(|route| route.kind.is_some())
            .and_then(|route| route.traced_at)
            .map(at),
        reason: reason.map(|reason| page::harmless(reason.expose())),
        may_choose: open && acting && actor.may(Action::SettleRoute).is_ok(),
    };
    made(words.text("routing-title"), &panel)
}

/// Whether a person is to choose the country that counts, or may.
pub(crate) fn awaits_country(route: &Route) -> bool {
    route.country.is_none()
        && (matches!(route.state, State::Asking | State::Choosing)
            || route.kind == Some(Kind::Unknown))
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPanel<'a> {
    words: &'a Words,
    case: String,
    entries: Vec<Line>,
    /// A part was asked for by a link: it is not folded away.
    is_open: bool,
    /// The mark before which the record goes on.
    earlier: Option<i64>,
}

/// What the record says of a case, the newest first, before a mark where one is given. Of viewing it shows the reader's
/// own alone, and to whoever might give a second opinion nothing of what a colleague is making of the case.
pub(super) async fn record(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
    before: Option<i64>,
) -> Result<Panel, Error> {
    let (found, earlier) = recorded(tx, actor, case, before).await?;
    let mut names = Names::default();
    let mut entries = Vec::new();
    for entry in found {
        let id = entry.actor_id.map(|id| Id::from_uuid(id.uuid()));
        entries.push(Line {
            at: words.date_time(entry.at, &pack.zone),
            who: names.of(tx, actor, words, &entry.actor_kind, id).await?,
            text: entry.action,
        });
    }
    let panel = RecordPanel {
        words,
        case: case.to_string(),
        entries,
        is_open: before.is_some(),
        earlier,
    };
    made(words.text("routing-record"), &panel)
}

/// [`RECORDED`] entries that the reader may see, and where there are more, the mark of the last.
pub(crate) async fn recorded(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    before: Option<i64>,
) -> Result<(Vec<Entry>, Option<i64>), Error> {
    actor.may(Action::ReadCase)?;
    let (mut entries, mut mark) = (Vec::new(), before);
    let hidden = assessment::is_hidden(tx, actor, case).await?;
    loop {
        let part = audit::about_before(tx, "case", case, mark, RECORDED).await?;
        let is_last = i64::try_from(part.len()).is_ok_and(|count| count < RECORDED);
        for (written, entry) in part {
            if i64::try_from(entries.len()).is_ok_and(|count| count >= RECORDED) {
                return Ok((entries, mark));
            }
            mark = Some(written);
            let own = entry.actor_id == actor.who().id;
            if own || !is_kept_back(&entry.action, hidden) {
                entries.push(entry);
            }
        }
        if is_last {
            return Ok((entries, None));
        }
    }
}

/// Whether an act of a colleague's is kept from the reader: of viewing, and of what is being made of a case that is hidden.
fn is_kept_back(action: &str, hidden: bool) -> bool {
    let made = ["assessment.", "location."];
    assessment::VIEWING_ACTS.contains(&action)
        || inventory::VIEWING_ACTS.contains(&action)
        || hidden && made.iter().any(|module| action.starts_with(module))
}

/// Names that were read already: a page names the same few people many times.
#[derive(Default)]
pub(super) struct Names(BTreeMap<(String, Option<Id<Staff>>), String>);

impl Names {
    /// The name of a colleague, or the word for whoever else it was.
    pub(super) async fn of(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        words: &Words,
        kind: &str,
        id: Option<Id<Staff>>,
    ) -> Result<String, Error> {
        let person = (kind.to_owned(), id);
        if let Some(name) = self.0.get(&person) {
            return Ok(name.clone());
        }
        let name = who(tx, actor, words, kind, id).await?;
        self.0.insert(person, name.clone());
        Ok(name)
    }
}

/// The name of a colleague, or the word for whoever else it was.
pub(super) async fn who(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    kind: &str,
    id: Option<Id<Staff>>,
) -> Result<String, Error> {
    if let ("staff", Some(id)) = (kind, id)
        && let Some(name) = identity::name(tx, actor, id).await?
    {
        return Ok(name.expose().clone());
    }
    Ok(words.text(keys::who(kind)))
}

pub(super) fn made(title: String, panel: &impl Template) -> Result<Panel, Error> {
    let html = panel.render().map_err(|_| Error::Unshowable)?;
    Ok(Panel { title, html })
}
