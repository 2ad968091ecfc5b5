//! The queue: cases by a filter, the most pressing class first and in each the oldest. No URL is shown here, and
//! none is part of an address: whoever looks for one sends it in a form, and only its blind index goes on.

mod choices;
mod lines;
mod provider;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use intake::{Cursor, Filter, MOST_COUNTED, MOST_WAITS, State as CaseState, View};
use kernel::{Id, Sensitive};
use page::{FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::add_item::refused;
use super::bulk::BulkForm;
use super::{Sent, is_set, value};
use crate::blind::MOST_OPINIONS;
use crate::lapse::LAPSES;
use crate::reader::Reader;
use crate::{Ended, Error, Lapsed, blind};
use choices::Choices;
use lines::{Legend, Line, Mine, ViewLine};

pub(super) use lines::{age, state_key};
pub use lines::{class_key, tone};
pub(super) use provider::find as find_provider;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    /// What was typed, where it is shown again.
    typed: Typed,
    /// The claims of the reader's that lapsed: what the form sends back of each, and its words.
    lapsed: Vec<(String, String)>,
    /// The second opinions that colleagues handed to the reader: the case, its reference, and since when in words.
    handed: Vec<(Id<intake::Case>, String, String)>,
    mine: Vec<Line>,
    views: Vec<ViewLine>,
    /// Whether the reader may save views for everybody.
    shares: bool,
    asked: Asked,
    choices: Choices,
    lines: Vec<Line>,
    /// What to do where no case is listed.
    empty: Option<String>,
    /// It stopped before it was full.
    short: bool,
    next: Option<String>,
    /// In how many cases reporters wait for something: nothing where in none.
    news: Option<String>,
    /// For how many cases the reader may give the second opinion: nothing where for none.
    opinions: Option<String>,
    count: Option<String>,
    /// Cases of categories that the reader opted out of are not among them.
    left_out: bool,
    legend: Vec<Legend>,
    /// What may be done with several cases at once, for whoever may.
    bulk: Option<BulkForm>,
}

/// What the reader asked for, as the forms show it again.
struct Asked {
    /// The filter as the address has it.
    text: String,
    /// Whether anything but the state is asked for.
    narrow: bool,
    state: &'static str,
    country: String,
    provider: String,
    network: String,
    source: &'static str,
    category: String,
    site_type: String,
    holder: String,
    older: String,
    younger: String,
    reference: String,
    /// The blind indexes in their text, where an address or a domain was looked for.
    domain: String,
    place: String,
    /// The filter without them.
    without_marks: String,
}

/// What was typed into the forms below the list.
#[derive(Default)]
struct Typed {
    address: String,
    name: String,
    domain: bool,
    everybodys: bool,
    provider: String,
}

impl Asked {
    fn of(filter: &Filter) -> Self {
        let text = filter.text();
        let field = |name: &str| {
            let mut pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(field, _)| *field == name);
            found.map(|(_, value)| value.to_owned()).unwrap_or_default()
        };
        let all_of_state = Filter {
            state: filter.state,
            ..Filter::default()
        };
        let without_marks = Filter {
            domain: None,
            place: None,
            ..filter.clone()
        };
        Self {
            narrow: *filter != all_of_state,
            state: filter.state.map_or("any", intake::State::name),
            country: field("country"),
            provider: field("provider"),
            network: field("network"),
            source: filter.source.map_or("", intake::Source::name),
            category: field("category"),
            site_type: field("site_type"),
            holder: field("holder"),
            older: field("older"),
            younger: field("younger"),
            reference: field("reference"),
            domain: field("domain"),
            place: field("place"),
            without_marks: without_marks.text(),
            text,
        }
    }
}

/// GET /queue: the fields of a filter; `after`: a cursor; `count`: how many they are is asked as well.
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Query(fields): Query<Sent>,
) -> Result<Response, Problem> {
    let pairs = fields
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let (filter, errors) = match Filter::read(pairs) {
        Ok(filter) => (filter, FormErrors::none()),
        Err(field @ ("reference" | "network" | "country")) => {
            let mut errors = FormErrors::none();
            errors.push(field, Message::new(choices::wrong_key(field)));
            (Filter::waiting(), errors)
        }
        Err(_) => return Err(Problem::NotFound),
    };
    let after = match value(&fields, "after") {
        None => None,
        Some(text) => Some(Cursor::of_text(text).ok_or(Problem::NotFound)?),
    };
    let asked = Wanted {
        filter,
        after,
        count: is_set(&fields, "count"),
    };
    show(&desk, &signed_in, asked, Typed::default(), errors).await
}

/// POST /queue/find
pub(super) async fn find(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let mut filter = sent_filter(&sent)?;
    let typed = Typed {
        address: value(&sent, "address").unwrap_or_default().to_owned(),
        domain: value(&sent, "whole") == Some("domain"),
        ..Typed::default()
    };
    let place = match location::recognise(&typed.address, &desk.pack.urls) {
        Ok(place) => place,
        Err(refusal) => {
            let mut errors = FormErrors::none();
            errors.push("address", Message::new(refused(refusal)));
            return show(&desk, &signed_in, Wanted::of(filter), typed, errors).await;
        }
    };
    let tx = desk.db.read().await.map_err(Error::from)?;
    let marks = location::marks(&tx, &place).map_err(Error::from)?;
    (filter.place, filter.domain) = if typed.domain {
        (None, Some(marks.domain))
    } else {
        (Some(marks.place), None)
    };
    // Whoever looks for an address looks wherever its case stands.
    filter.state = None;
    Ok(Redirect::to(&address(&filter)).into_response())
}

/// POST /queue/views
pub(super) async fn save_view(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let filter = sent_filter(&sent)?;
    let typed = Typed {
        name: value(&sent, "name").unwrap_or_default().to_owned(),
        everybodys: is_set(&sent, "everybodys"),
        ..Typed::default()
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = signed_in.actor();
    let saved = intake::save_view(&mut tx, actor, &typed.name, &filter, typed.everybodys).await;
    let message = match saved {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(Redirect::to(&address(&filter)).into_response());
        }
        Err(intake::Error::NothingSaid) => "assessment-view-nameless",
        Err(intake::Error::TooLong) => "assessment-view-name-long",
        Err(intake::Error::TooMany) => "assessment-views-too-many",
        Err(error) => return Err(Error::from(error).into()),
    };
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push("name", Message::new(message));
    show(&desk, &signed_in, Wanted::of(filter), typed, errors).await
}

/// POST /queue/views/{id}/remove
pub(super) async fn remove_view(
    State(desk): State<Desk>,
    Path(view): Path<Id<View>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    intake::remove_view(&mut tx, signed_in.actor(), view)
        .await
        .map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/queue"))
}

/// POST /queue/lapsed/seen: those that the page showed
pub(super) async fn seen_lapsed(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let shown = sent.iter().filter(|(name, _)| name == "seen").take(LAPSES);
    let shown = shown.map(|(_, text)| Lapsed::of_text(text).ok_or(Problem::Malformed));
    let shown = shown.collect::<Result<Vec<_>, _>>()?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::seen_lapsed(&mut tx, signed_in.actor(), &shown).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/queue"))
}

/// The filter that a form of the page carries along.
fn sent_filter(sent: &Sent) -> Result<Filter, Problem> {
    Filter::of_text(value(sent, "filter").unwrap_or_default()).map_err(|_| Problem::Malformed)
}

pub(super) fn address(filter: &Filter) -> String {
    format!("/queue?{}", filter.text())
}

/// Which page of which list.
struct Wanted {
    filter: Filter,
    after: Option<Cursor>,
    count: bool,
}

impl Wanted {
    const fn of(filter: Filter) -> Self {
        Self {
            filter,
            after: None,
            count: false,
        }
    }
}

/// The page. Where something typed is wrong it says so, and keeps what was typed.
async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    wanted: Wanted,
    typed: Typed,
    errors: FormErrors,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let words = desk.words(signed_in);
    let actor = signed_in.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let tx = &mut tx;
    let able = identity::colleagues(tx, actor, Action::ClaimCase);
    let colleagues = able.await.map_err(Error::from)?;
    let reader = Reader::of(tx, actor).await?;
    let left_out = blind::left_out(tx, &reader, &wanted.filter).await?;
    let listing = intake::queue(
        tx,
        actor,
        &desk.pack,
        &wanted.filter,
        &left_out,
        wanted.after.as_ref(),
    )
    .await
    .map_err(Error::from)?;
    let count = if wanted.count {
        let count = intake::count(tx, actor, &wanted.filter, &left_out).await;
        Some(counted(&words, count.map_err(Error::from)?))
    } else {
        None
    };
    let mut offered = listing.cases;
    let fewer = blind::keep_offered(tx, &reader, &wanted.filter, &mut offered).await?;
    let short = listing.short || (fewer && listing.next.is_some());
    let next = listing.next.as_ref().map(|next| {
        let after = next.text();
        format!("{}&after={after}", address(&wanted.filter))
    });
    let asked = Asked::of(&wanted.filter);
    let mine = Mine::read(tx, actor).await?;
    let listed: Vec<_> = offered
        .iter()
        .map(|case| case.id)
        .chain(mine.ids())
        .collect();
    let shown = lines::Shown::new(tx, desk, &words, actor, &colleagues, &listed).await?;
    let empty = offered.is_empty().then(|| {
        words.text(
            if left_out.second_opinions && asked.state == CaseState::SecondOpinion.name() {
                "assessment-queue-learning"
            } else if short || next.is_some() {
                "assessment-queue-none-yet"
            } else if wanted.after.is_some() {
                "assessment-queue-no-more"
            } else if asked.narrow {
                "assessment-queue-none-like-this"
            } else {
                "assessment-queue-empty"
            },
        )
    });
    let page = QueuePage {
        news: news(tx, &words, actor).await?,
        opinions: opinions(tx, &words, &reader).await?,
        frame: desk.frame(signed_in, words.text("assessment-queue")),
        left_out: !left_out.categories.is_empty(),
        csrf: signed_in.csrf(),
        typed,
        lapsed: lapsed(tx, desk, &words, signed_in).await?,
        handed: handed(tx, desk, &words, signed_in).await?,
        mine: shown.mine(mine),
        views: lines::views(tx, &words, &reader).await?,
        shares: signed_in.may(Action::ShareView),
        choices: Choices::new(tx, desk, &words, signed_in, &colleagues, &wanted.filter).await?,
        lines: offered.into_iter().map(|case| shown.line(case)).collect(),
        empty,
        short,
        next,
        count,
        legend: lines::legend(&words, &desk.pack),
        bulk: BulkForm::of(actor, &words, &colleagues),
        asked,
        errors,
    };
    let status = if page.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, page::render(&page)?).into_response())
}

/// In how many cases reporters wait for something, in words; nothing where in none.
async fn news(tx: &mut Tx, words: &Words, actor: &Actor) -> Result<Option<String>, Error> {
    let waits = intake::count_unread(tx, actor).await?;
    let counted = |key| Some(words.with(key, &[("count", waits)]));
    Ok(match waits {
        0 => None,
        MOST_WAITS.. => counted("assessment-news-many"),
        _ => counted("assessment-news-count"),
    })
}

/// For how many cases the reader may give the second opinion, in words; nothing where for none.
async fn opinions(
    tx: &mut Tx,
    words: &Words,
    reader: &Reader<'_>,
) -> Result<Option<String>, Error> {
    let count = blind::count_to_give(tx, reader).await?;
    let counted = |key| Some(words.with(key, &[("count", count)]));
    Ok(match count {
        0 => None,
        MOST_OPINIONS.. => counted("assessment-opinions-many"),
        _ => counted("assessment-opinions-count"),
    })
}

fn counted(words: &Words, count: i64) -> String {
    if count > MOST_COUNTED {
        words.with("assessment-queue-more-than", &[("count", MOST_COUNTED)])
    } else {
        words.with("assessment-queue-count", &[("count", count)])
    }
}

/// Which claims of the reader's lapsed, and when.
async fn lapsed(
    tx: &mut Tx,
    desk: &Desk,
    words: &Words,
    signed_in: &SignedIn,
) -> Result<Vec<(String, String)>, Error> {
    let actor = signed_in.actor();
    let lapsed = crate::lapsed(tx, actor).await?;
    let ids: Vec<_> = lapsed.iter().map(|lapsed| lapsed.case).collect();
    let cases = intake::cases(tx, actor, &ids).await?;
    let said = lapsed.iter().filter_map(|lapsed| {
        let case = cases.iter().find(|case| case.id == lapsed.case)?;
        let at = words.date_time(lapsed.at, &desk.pack.zone);
        let facts = [("case", case.reference.clone()), ("at", at)];
        let key = match lapsed.why {
            Ended::Lapsed => "assessment-lapsed",
            Ended::OpinionWithdrawn => "assessment-lapsed-opinion",
            Ended::TakenBack => "assessment-lapsed-taken-back",
        };
        Some((lapsed.text(), words.with(key, &facts)))
    });
    Ok(said.collect())
}

/// Which second opinions colleagues handed to the reader, and when.
async fn handed(
    tx: &mut Tx,
    desk: &Desk,
    words: &Words,
    signed_in: &SignedIn,
) -> Result<Vec<(Id<intake::Case>, String, String)>, Error> {
    let actor = signed_in.actor();
    let handed = crate::handed(tx, actor).await?;
    let ids: Vec<_> = handed.iter().map(|handed| handed.case).collect();
    let cases = intake::cases(tx, actor, &ids).await?;
    let said = handed.iter().filter_map(|handed| {
        let case = cases.iter().find(|case| case.id == handed.case)?;
        let at = words.date_time(handed.at, &desk.pack.zone);
        let said = words.with("assessment-handed", &[("at", at)]);
        Some((case.id, case.reference.clone(), said))
    });
    Ok(said.collect())
}

/// Colleagues by id, with the names that colleagues read.
pub(super) type Colleagues = [(Id<identity::Staff>, Sensitive<String>)];
