//! The page of the alarms, and what rings on every page of the desk.
//!
//! | POST | fields |
//! |---|---|
//! | `/alarms/{id}/acknowledge` | `flood`: `yes` where what comes next is more of the same |

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use identity::{Action, Actor, Bell, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Frame, Problem, Ringing, Words};
use serde::Deserialize;
use store::Tx;

use super::{Alarm, acknowledge, alarms, log, reports, ringing};
use crate::Error;

/// How many alarms are shown with the cases that they rang for.
const WITH_CASES: usize = 10;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/alarms", get(list))
        .route("/alarms/{id}/acknowledge", post(acknowledged))
}

/// What rings on every page of the desk while an alarm does, for whoever may answer it.
pub fn bell() -> Bell {
    Bell::new(|tx, actor| {
        Box::pin(async move {
            actor.may(Action::AnswerAlarm).ok()?;
            match ringing(tx, actor).await {
                Ok(alarm) => alarm.map(|alarm| Ringing {
                    reports: alarm.reports,
                    letters: alarm.letters,
                    unheard: alarm.unheard,
                    href: "/alarms",
                }),
                Err(error) => {
                    tracing::error!(%error, "whether an alarm rings cannot be read");
                    None
                }
            }
        })
    })
}

#[derive(Template)]
#[template(path = "alarms.html")]
struct AlarmsPage {
    frame: Frame,
    csrf: String,
    alarms: Vec<Line>,
}

struct Line {
    id: Id<Alarm>,
    reference: String,
    ringing: bool,
    opened: String,
    reports: i64,
    /// Urgent letters that were late.
    letters: i64,
    rings: i64,
    /// Seconds from its beginning to the first ring.
    first: Option<i64>,
    unheard: bool,
    acknowledged: Option<String>,
    quiet: Option<String>,
    /// Cases that it rang for, by id and reference.
    cases: Vec<(Id<Case>, String)>,
}

#[derive(Deserialize)]
struct Acknowledged {
    #[serde(default)]
    flood: String,
}

/// GET /alarms
async fn list(Shared(desk): Shared<Desk>, signed_in: SignedIn) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (actor, words) = (signed_in.actor(), desk.words(&signed_in));
    let mut lines = Vec::new();
    for (place, alarm) in alarms(&mut tx, actor).await?.into_iter().enumerate() {
        let cases = if place < WITH_CASES {
            cases(&mut tx, actor, alarm.id).await?
        } else {
            Vec::new()
        };
        lines.push(line(&mut tx, actor, &desk, &words, alarm, cases).await?);
    }
    page::render(&AlarmsPage {
        frame: desk.frame(&signed_in, words.text("referral-alarms-title")),
        csrf: signed_in.csrf(),
        alarms: lines,
    })
}

/// POST /alarms/{id}/acknowledge
async fn acknowledged(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Alarm>>,
    SignedForm(signed_in, form): SignedForm<Acknowledged>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    acknowledge(&mut tx, signed_in.actor(), id, form.flood == "yes").await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/alarms"))
}

/// The cases that the first reports of an alarm have joined; a report without an address has none.
pub(super) async fn cases(
    tx: &mut Tx,
    actor: &Actor,
    alarm: Id<Alarm>,
) -> Result<Vec<(Id<Case>, String)>, Error> {
    let mut found = Vec::new();
    for report in reports(tx, actor, alarm).await? {
        for case in intake::cases_of_report(tx, actor, report).await? {
            if !found.contains(&case) {
                found.push(case);
            }
        }
    }
    Ok(found)
}

async fn line(
    tx: &mut Tx,
    actor: &Actor,
    desk: &Desk,
    words: &Words,
    alarm: Alarm,
    cases: Vec<(Id<Case>, String)>,
) -> Result<Line, Error> {
    let zone = &desk.pack.zone;
    let acknowledged = match (alarm.acknowledged_at, alarm.acknowledged_by) {
        (Some(at), Some(staff)) => {
            let name = identity::name(tx, actor, staff).await?;
            let said = [
                (
                    "name",
                    name.map_or_else(String::new, |name| name.expose().clone()),
                ),
                ("at", words.date_time(at, zone)),
            ];
            Some(words.with("referral-alarm-acknowledged", &said))
        }
        _ => None,
    };
    Ok(Line {
        first: log(tx, &alarm)?.rounds.first().map(|round| round.after),
        id: alarm.id,
        ringing: alarm.is_ringing(),
        opened: words.date_hour(alarm.opened_at, zone),
        reports: alarm.reports,
        letters: alarm.letters,
        rings: alarm.rings,
        unheard: alarm.is_ringing() && alarm.unheard,
        acknowledged,
        quiet: alarm.quiet_until.map(|until| words.date_time(until, zone)),
        reference: alarm.reference,
        cases,
    })
}
