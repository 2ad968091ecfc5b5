//! The pages of organisations: all of them, and one with its contacts, its other names, and what it has.
//!
//! | path | fields |
//! |---|---|
//! | `GET /providers` | `after`: behind which; `of`: these alone |
//! | `POST /providers` | `text`: an exact name, domain, range, number or address |
//! | `GET /providers/{id}` | |
//! | `POST /providers/{id}/aliases` | `name` |
//! | `POST /providers/{id}/aliases/{alias}/remove` | |
//! | `POST /providers/{id}/holdings` | `kind`, `value`, `from`, `why` |
//! | `POST /providers/{id}/holdings/{holding}/end` | `why` |
//! | `POST /providers/{id}/holdings/{holding}/correct` | `to`: whose it is, as a search finds it; `why` |

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn, Staff};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::{Id, Sensitive, Timestamp};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use super::{Nothing, kind_key, state_key};
use crate::holding::NewHolding;
use crate::organisation::Cursor;
use crate::{
    Alias, Contact, Error, HeldKind, Holding, Kind, Organisation, Overview, add_alias, aliases,
    contacts_of, correct, end, hold, holding, holdings, organisation, organisations, remove_alias,
    search,
};

/// Organisations of one page.
const ON_PAGE: i64 = 50;

/// Organisations that a search shows at most.
const FOUND: usize = 20;

#[derive(Template)]
#[template(path = "providers.html")]
struct ProvidersPage {
    frame: Frame,
    csrf: String,
    rows: Vec<ProviderRow>,
    /// Only those that a search found.
    found: bool,
    next: Option<String>,
    form: SearchForm,
    errors: FormErrors,
}

struct ProviderRow {
    id: String,
    name: String,
    kind: String,
    country: String,
    system: String,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
    of: Option<String>,
}

#[derive(Deserialize, Default)]
pub(crate) struct SearchForm {
    text: Sensitive<String>,
}

/// GET /providers
pub(crate) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show_list(
        &desk,
        &signed_in,
        &asked,
        SearchForm::default(),
        FormErrors::none(),
    )
    .await
}

async fn show_list(
    desk: &Desk,
    signed_in: &SignedIn,
    asked: &Asked,
    form: SearchForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let actor = signed_in.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (mut all, mut next) = (Vec::new(), None);
    if let Some(of) = &asked.of {
        for id in of.split('.').take(FOUND) {
            let id = id.parse().map_err(|_| Problem::Malformed)?;
            all.push(organisation(&mut tx, actor, id).await?);
        }
    } else {
        let after = asked
            .after
            .as_deref()
            .map(|text| Cursor::of_text(text).ok_or(Problem::Malformed));
        all = organisations(&mut tx, actor, after.transpose()?, ON_PAGE).await?;
        let is_full = i64::try_from(all.len()).is_ok_and(|count| count >= ON_PAGE);
        next = all
            .last()
            .filter(|_| is_full)
            .map(|last| Cursor::behind(last).text());
    }
    page::render(&ProvidersPage {
        csrf: signed_in.csrf(),
        rows: all.iter().map(|one| row(&words, one)).collect(),
        found: asked.of.is_some(),
        next,
        frame: desk
            .frame(signed_in, words.text("stakeholders-providers"))
            .with_errors(&errors),
        form,
        errors,
    })
}

fn row(words: &Words, one: &Overview) -> ProviderRow {
    ProviderRow {
        id: one.id.to_string(),
        name: one.name.expose().clone(),
        kind: words.text(kind_key(one.kind)),
        country: one
            .country
            .map(|country| words.country(country))
            .unwrap_or_default(),
        system: one
            .system
            .map(|number| format!("AS{number}"))
            .unwrap_or_default(),
    }
}

/// POST /providers: no name stands in an address of a page.
pub(crate) async fn find(
    State(desk): State<Desk>,
    SignedForm(signed_in, form): SignedForm<SearchForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = search(&mut tx, signed_in.actor(), form.text.expose()).await?;
    drop(tx);
    let ids: Vec<_> = found
        .iter()
        .take(FOUND)
        .map(|one| one.id.to_string())
        .collect();
    match ids.as_slice() {
        [] => {
            let mut errors = FormErrors::none();
            errors.push("text", Message::new("stakeholders-search-none"));
            let asked = Asked {
                after: None,
                of: None,
            };
            show_list(&desk, &signed_in, &asked, form, errors).await
        }
        [one] => Ok(to(one)),
        several => {
            Ok(Redirect::to(&format!("/providers?of={}", several.join("."))).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "provider.html")]
struct ProviderPage {
    frame: Frame,
    csrf: String,
    id: String,
    row: ProviderRow,
    contacts: Vec<ContactRow>,
    aliases: Vec<(String, String)>,
    holdings: Vec<HoldingRow>,
    /// Whether it is a provider: nobody else has anything.
    holds: bool,
    may_manage: bool,
    kinds: Vec<Choice>,
    form: ProviderForm,
    errors: FormErrors,
}

struct ContactRow {
    address: String,
    state: String,
    has_key: bool,
}

struct HoldingRow {
    id: String,
    value: String,
    kind: String,
    from: String,
    until: Option<String>,
    why: String,
    who: String,
    ended_why: String,
    ended_by: String,
}

/// What a person fills in on the page of one: each form sends what is its own.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct ProviderForm {
    name: Sensitive<String>,
    kind: String,
    value: Sensitive<String>,
    from: String,
    to: Sensitive<String>,
    why: Sensitive<String>,
}

/// GET /providers/{id}
pub(crate) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<Id<Organisation>>,
) -> Result<Response, Problem> {
    show_one(
        &desk,
        &signed_in,
        id,
        ProviderForm::default(),
        FormErrors::none(),
    )
    .await
}

async fn show_one(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Organisation>,
    form: ProviderForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let actor = signed_in.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let one = organisation(&mut tx, actor, id).await?;
    let mut rows = Vec::new();
    for holding in holdings(&mut tx, actor, id).await? {
        rows.push(holding_row(&mut tx, desk, signed_in, &words, &holding).await?);
    }
    let contacts = contacts_of(&mut tx, actor, id).await?;
    let also = aliases(&mut tx, actor, id).await?;
    drop(tx);
    let kind = |kind: HeldKind| Choice::new(kind.name(), words.text(held_key(kind)));
    page::render(&ProviderPage {
        csrf: signed_in.csrf(),
        id: id.to_string(),
        row: row(&words, &one),
        contacts: contacts
            .iter()
            .map(|one| contact_row(&words, one))
            .collect(),
        aliases: also
            .into_iter()
            .map(|alias| (alias.id.to_string(), alias.name.expose().clone()))
            .collect(),
        holdings: rows,
        holds: one.kind == Kind::Provider,
        may_manage: signed_in.may(Action::ManageProviders),
        kinds: HeldKind::ALL.map(kind).to_vec(),
        frame: desk
            .frame(signed_in, one.name.expose().clone())
            .with_errors(&errors),
        form,
        errors,
    })
}

fn contact_row(words: &Words, contact: &Contact) -> ContactRow {
    ContactRow {
        address: contact.address.expose().clone(),
        state: words.text(state_key(contact.state)),
        has_key: contact.key.is_some(),
    }
}

async fn holding_row(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    words: &Words,
    holding: &Holding,
) -> Result<HoldingRow, Problem> {
    let time = |at: Timestamp| words.date_time(at, &desk.pack.zone);
    let (ended_by, ended_why) = match &holding.ended {
        Some((by, why)) => (who(tx, signed_in, *by).await?, why.expose().clone()),
        None => (String::new(), String::new()),
    };
    Ok(HoldingRow {
        id: holding.id.to_string(),
        value: holding.held.text(),
        kind: words.text(held_key(holding.held.kind())),
        from: time(holding.from),
        until: holding.until.map(time),
        why: holding.why.expose().clone(),
        who: who(tx, signed_in, holding.added_by).await?,
        ended_why,
        ended_by,
    })
}

async fn who(tx: &mut Tx, signed_in: &SignedIn, id: Id<Staff>) -> Result<String, Problem> {
    let name = identity::name(tx, signed_in.actor(), id).await?;
    Ok(name.map(|name| name.expose().clone()).unwrap_or_default())
}

const fn held_key(kind: HeldKind) -> &'static str {
    match kind {
        HeldKind::Network => "stakeholders-held-network",
        HeldKind::System => "stakeholders-held-system",
        HeldKind::Domain => "stakeholders-held-domain",
    }
}

fn to(id: &str) -> Response {
    Redirect::to(&format!("/providers/{id}")).into_response()
}

/// The field that is wrong, and what is wrong with it.
pub(crate) fn fault(error: Error) -> Result<(&'static str, Message), Error> {
    let (field, key) = match error {
        Error::Name => ("name", "stakeholders-name-wrong"),
        Error::Taken => ("name", "stakeholders-alias-taken"),
        Error::Held => ("value", "stakeholders-held-wrong"),
        Error::Overlaps => ("value", "stakeholders-held-overlaps"),
        Error::NoProvider => ("value", "stakeholders-held-no-provider"),
        Error::SameProvider => ("to", "stakeholders-held-same"),
        Error::Future => ("from", "stakeholders-held-from-wrong"),
        Error::Reason => ("why", "stakeholders-why-wrong"),
        error => return Err(error),
    };
    Ok((field, Message::new(key)))
}

/// Shows the page again with what is wrong, or goes back to it.
async fn after<T>(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Organisation>,
    form: ProviderForm,
    done: Result<T, Error>,
    tx: Tx,
) -> Result<Response, Problem> {
    match done {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(to(&id.to_string()))
        }
        Err(error) => {
            drop(tx);
            let mut errors = FormErrors::none();
            let (field, message) = fault(error)?;
            errors.push(field, message);
            show_one(desk, signed_in, id, form, errors).await
        }
    }
}

/// POST /providers/{id}/aliases
pub(crate) async fn name_also(
    State(desk): State<Desk>,
    Path(id): Path<Id<Organisation>>,
    SignedForm(signed_in, form): SignedForm<ProviderForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let done = add_alias(&mut tx, signed_in.actor(), id, form.name.expose()).await;
    after(&desk, &signed_in, id, form, done, tx).await
}

/// POST /providers/{id}/aliases/{alias}/remove
pub(crate) async fn forget_name(
    State(desk): State<Desk>,
    Path((id, alias)): Path<(Id<Organisation>, Id<Alias>)>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    if remove_alias(&mut tx, signed_in.actor(), alias).await? != id {
        return Err(Problem::NotFound);
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(to(&id.to_string()))
}

/// POST /providers/{id}/holdings
pub(crate) async fn say_holds(
    State(desk): State<Desk>,
    Path(id): Path<Id<Organisation>>,
    SignedForm(signed_in, form): SignedForm<ProviderForm>,
) -> Result<Response, Problem> {
    let kind = HeldKind::named(&form.kind).ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let from = match form.from.trim() {
        "" => Ok(tx.now()),
        day => start_of(day, &desk.pack.zone).ok_or(Error::Future),
    };
    let done = match from {
        Ok(from) => {
            let new = NewHolding {
                kind,
                value: form.value.expose(),
                from,
                why: form.why.expose(),
            };
            hold(&mut tx, signed_in.actor(), id, &new).await
        }
        Err(error) => Err(error),
    };
    after(&desk, &signed_in, id, form, done, tx).await
}

/// The instant at which a day begins in this zone.
fn start_of(day: &str, zone: &TimeZone) -> Option<Timestamp> {
    let day: Date = day.parse().ok()?;
    zone.to_timestamp(day.at(0, 0, 0, 0))
        .ok()
        .map(Timestamp::from)
}

/// Refuses a holding that is not this organisation's.
async fn of(
    tx: &mut Tx,
    signed_in: &SignedIn,
    id: Id<Organisation>,
    of: Id<Holding>,
) -> Result<(), Error> {
    if holding(tx, signed_in.actor(), of).await?.organisation == id {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// POST /providers/{id}/holdings/{holding}/end
pub(crate) async fn say_over(
    State(desk): State<Desk>,
    Path((id, over)): Path<(Id<Organisation>, Id<Holding>)>,
    SignedForm(signed_in, form): SignedForm<ProviderForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    of(&mut tx, &signed_in, id, over).await?;
    let done = end(&mut tx, signed_in.actor(), over, form.why.expose()).await;
    after(&desk, &signed_in, id, form, done, tx).await
}

/// POST /providers/{id}/holdings/{holding}/correct
pub(crate) async fn say_others(
    State(desk): State<Desk>,
    Path((id, wrong)): Path<(Id<Organisation>, Id<Holding>)>,
    SignedForm(signed_in, form): SignedForm<ProviderForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    of(&mut tx, &signed_in, id, wrong).await?;
    let mut whose = search(&mut tx, actor, form.to.expose()).await?;
    whose.retain(|one| one.kind == Kind::Provider);
    let key = match whose.as_slice() {
        [one] => {
            let done = correct(&mut tx, actor, wrong, one.id, form.why.expose()).await;
            return after(&desk, &signed_in, id, form, done, tx).await;
        }
        [] => "stakeholders-search-none",
        _ => "stakeholders-search-several",
    };
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push("to", Message::new(key));
    show_one(&desk, &signed_in, id, form, errors).await
}
