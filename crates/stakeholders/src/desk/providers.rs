//! The pages of organisations: all of them, and one with its contacts, its other names, and what it has.
//!
//! | path | fields |
//! |---|---|
//! | `GET /providers` | `after`: behind which; `of`: these alone; `keys`: those of which a key ends |
//! | `POST /providers` | `text`: an exact name, domain, range, number or address |
//! | `GET /providers/{id}` | |
//! | `POST /providers/{id}/aliases` | `name` |
//! | `POST /providers/{id}/aliases/{alias}/remove` | |
//! | `POST /providers/{id}/holdings` | `kind`, `value`, `from`, `why` |
//! | `POST /providers/{id}/holdings/{holding}/end` | `why` |
//! | `POST /providers/{id}/holdings/{holding}/correct` | `to`: whose it is, as a search finds it; `why` |
//! | `POST /providers/{id}/merge` | `other`: what is the same, as a search finds it, or `other_id`; `why` |
//! | `POST /providers/{id}/merged/{other}/undo` | `why` |

pub(crate) mod acts;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn, Staff};
use kernel::{Id, Sensitive, Timestamp};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use super::manner::channel_key;
use super::{kind_key, state_key};
use crate::key::{ends_soon, with_keys_ending};
use crate::organisation::Cursor;
use crate::{
    Contact, Error, HeldKind, Holding, Kind, Likeness, Merge, Organisation, Overview, aliases,
    contacts_of, holdings, keys_ending, likely, merges, organisation, organisations, search,
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
    /// Only those that a search found, or of which a key ends.
    found: bool,
    /// How many contacts have a key that ends.
    keys_ending: Option<String>,
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
    keys: Option<String>,
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
    } else if asked.keys.is_some() {
        all = with_keys_ending(&mut tx, actor).await?;
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
    let (ending, _) = keys_ending(&mut tx, actor).await?;
    page::render(&ProvidersPage {
        csrf: signed_in.csrf(),
        rows: all.iter().map(|one| row(&words, one)).collect(),
        found: asked.of.is_some() || asked.keys.is_some(),
        keys_ending: (ending > 0)
            .then(|| words.with("stakeholders-keys-ending", &[("count", ending)])),
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
                keys: None,
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
    merged: Vec<MergedRow>,
    likely: Vec<LikelyRow>,
    /// Whether it is a provider: nobody else has anything.
    holds: bool,
    may_manage: bool,
    kinds: Vec<Choice>,
    form: ProviderForm,
    errors: FormErrors,
}

struct ContactRow {
    id: String,
    address: String,
    state: String,
    /// By which way it is written to.
    channel: String,
    /// What stands about its key, where it has one; and whether somebody has to see to it.
    key: Option<String>,
    key_ends: bool,
}

/// An organisation that was merged into this one.
struct MergedRow {
    id: String,
    name: String,
    at: String,
    why: String,
    by: String,
    /// When that was taken back, why and by whom.
    undone: Option<(String, String, String)>,
}

/// An organisation that may be the same.
struct LikelyRow {
    id: String,
    name: String,
    country: String,
    by: String,
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
    other: Sensitive<String>,
    other_id: String,
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
    if let Some(into) = one.merged_into {
        return Ok(to(&into.to_string()));
    }
    let mut rows = Vec::new();
    for holding in holdings(&mut tx, actor, id).await? {
        rows.push(holding_row(&mut tx, desk, signed_in, &words, &holding).await?);
    }
    let contacts = contacts_of(&mut tx, actor, id).await?;
    let also = aliases(&mut tx, actor, id).await?;
    let mut merged = Vec::new();
    for merge in merges(&mut tx, actor, id).await? {
        if merge.into == id {
            merged.push(merged_row(&mut tx, desk, signed_in, &words, &merge).await?);
        }
    }
    let same = likely(&mut tx, actor, id).await?;
    let now = tx.now();
    drop(tx);
    let kind = |kind: HeldKind| Choice::new(kind.name(), words.text(held_key(kind)));
    page::render(&ProviderPage {
        csrf: signed_in.csrf(),
        id: id.to_string(),
        row: row(&words, &one),
        contacts: contacts
            .iter()
            .map(|one| contact_row(desk, &words, one, now))
            .collect(),
        aliases: also
            .into_iter()
            .map(|alias| (alias.id.to_string(), alias.name.expose().clone()))
            .collect(),
        holdings: rows,
        merged,
        likely: same
            .iter()
            .map(|same| LikelyRow {
                id: same.organisation.id.to_string(),
                name: same.organisation.name.expose().clone(),
                country: row(&words, &same.organisation).country,
                by: words.text(likeness_key(same.by)),
            })
            .collect(),
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

fn contact_row(desk: &Desk, words: &Words, contact: &Contact, now: Timestamp) -> ContactRow {
    let key = contact.key.as_ref().map(|_| match contact.key_until {
        None => words.text("stakeholders-key"),
        Some(until) => {
            let until = words.date_time(until, &desk.pack.zone);
            words.with("stakeholders-key-ends", &[("until", until)])
        }
    });
    ContactRow {
        id: contact.id.to_string(),
        address: contact.address.expose().clone(),
        state: words.text(state_key(contact.state)),
        channel: words.text(channel_key(contact.manner.channel)),
        key,
        key_ends: contact.key_until.is_some_and(|until| ends_soon(until, now)),
    }
}

const fn likeness_key(by: Likeness) -> &'static str {
    match by {
        Likeness::Address => "stakeholders-likely-address",
        Likeness::Name => "stakeholders-likely-name",
        Likeness::System => "stakeholders-likely-system",
    }
}

async fn merged_row(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    words: &Words,
    merge: &Merge,
) -> Result<MergedRow, Problem> {
    let time = |at: Timestamp| words.date_time(at, &desk.pack.zone);
    let undone = match &merge.undone {
        Some((at, by, why)) => Some((
            time(*at),
            why.expose().clone(),
            who(tx, signed_in, *by).await?,
        )),
        None => None,
    };
    let other = organisation(tx, signed_in.actor(), merge.organisation).await?;
    Ok(MergedRow {
        id: merge.organisation.to_string(),
        name: other.name.expose().clone(),
        at: time(merge.at),
        why: merge.why.expose().clone(),
        by: who(tx, signed_in, merge.by).await?,
        undone,
    })
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

pub(super) fn to(id: &str) -> Response {
    Redirect::to(&format!("/providers/{id}")).into_response()
}
