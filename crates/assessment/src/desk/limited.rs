//! Why somebody does not look now: the rule, when it ends, and whom to talk to.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Frame, Problem};

use crate::{Error, Limit, Rule};

#[derive(Template)]
#[template(path = "limited.html")]
struct LimitedPage {
    frame: Frame,
    case: Id<Case>,
    rule: String,
    ends: String,
    talk_to: String,
    /// Who of the staff looks after those who look.
    leads: Vec<String>,
}

/// The page that says it.
pub(super) async fn page(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    limit: Limit,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let leads = identity::colleagues(&mut tx, signed_in.actor(), Action::LiftLimit).await;
    let leads = leads.map_err(Error::from)?.into_iter();
    let ends = match (limit.ends_at, limit.rule) {
        (Some(at), _) => {
            let at = words.date_time(at, &desk.pack.zone);
            words.with("assessment-limit-ends", &[("at", at)])
        }
        (None, Rule::Alone) => words.text("assessment-limit-ends-with-company"),
        (None, _) => words.text("assessment-limit-ends-unknown"),
    };
    let page = LimitedPage {
        case,
        rule: words.text(key(limit.rule)),
        ends,
        talk_to: desk
            .pack
            .welfare
            .talk_to
            .in_language(words.language())
            .to_owned(),
        leads: leads.map(|(_, name)| name.expose().clone()).collect(),
        frame: desk.frame(signed_in, words.text("assessment-limit-title")),
    };
    Ok((StatusCode::CONFLICT, page::render(&page)?).into_response())
}

/// What a rule says.
pub(super) const fn key(rule: Rule) -> &'static str {
    match rule {
        Rule::Hours => "assessment-limit-hours",
        Rule::WeekViewing => "assessment-limit-week-viewing",
        Rule::WeekItems => "assessment-limit-week-items",
        Rule::DayViewing => "assessment-limit-day-viewing",
        Rule::DayItems => "assessment-limit-day-items",
        Rule::Rest => "assessment-limit-rest",
        Rule::Alone => "assessment-limit-alone",
    }
}
