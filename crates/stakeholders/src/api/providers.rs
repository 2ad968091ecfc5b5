//! Calls about organisations: what their pages show and do.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{
    Actor, By, Creating, Desk, Etag, IfMatch, Reply, Sent, Turn, limit_within, may, parameter,
};
use kernel::{Country, Id, Sensitive, Timestamp};
use page::{FormErrors, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::ContactView;
use crate::desk::providers::acts::fault;
use crate::holding::NewHolding;
use crate::organisation::{Cursor, keep};
use crate::{
    Alias, Error, HeldKind, Holding, Likely, MOST, Merge, Organisation, Overview, add_alias,
    aliases, contacts_of, correct, end, hold, holding, holdings, likely, merge, merges,
    organisation, organisations, remove_alias, search, unmerge,
};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/providers", get(list))
        .route("/api/v1/providers/search", post(find))
        .route("/api/v1/providers/{organisation}", get(show))
        .route(
            "/api/v1/providers/{organisation}/add-alias",
            post(name_also),
        )
        .route(
            "/api/v1/providers/{organisation}/remove-alias",
            post(forget_name),
        )
        .route("/api/v1/providers/{organisation}/hold", post(say_holds))
        .route("/api/v1/providers/{organisation}/end", post(say_over))
        .route("/api/v1/providers/{organisation}/correct", post(say_others))
        .route("/api/v1/providers/{organisation}/likely", get(show_likely))
        .route("/api/v1/providers/{organisation}/merge", post(say_same))
        .route("/api/v1/providers/{organisation}/unmerge", post(say_apart))
}

#[derive(Serialize)]
struct ListView {
    providers: Vec<OverviewView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct OverviewView {
    id: Id<Organisation>,
    kind: &'static str,
    name: String,
    country: Option<Country>,
    autonomous_system: Option<u32>,
    added_at: String,
    /// The one that it is merged into, which has what it has.
    merged_into: Option<Id<Organisation>>,
}

impl From<Overview> for OverviewView {
    fn from(one: Overview) -> Self {
        Self {
            id: one.id,
            kind: one.kind.name(),
            name: one.name.expose().clone(),
            country: one.country,
            autonomous_system: one.system,
            added_at: one.added_at.to_string(),
            merged_into: one.merged_into,
        }
    }
}

#[derive(Serialize)]
struct ProviderView {
    #[serde(flatten)]
    overview: OverviewView,
    contacts: Vec<ContactView>,
    aliases: Vec<AliasView>,
    holdings: Vec<HoldingView>,
    /// What was merged into it, and it into others, also where that was taken back.
    merges: Vec<MergeView>,
}

#[derive(Serialize)]
struct MergeView {
    organisation: Id<Organisation>,
    into: Id<Organisation>,
    at: String,
    why: String,
    undone_at: Option<String>,
    undone_why: Option<String>,
}

impl From<Merge> for MergeView {
    fn from(one: Merge) -> Self {
        let (undone_at, undone_why) = match one.undone {
            Some((at, _, why)) => (Some(at.to_string()), Some(why.expose().clone())),
            None => (None, None),
        };
        Self {
            organisation: one.organisation,
            into: one.into,
            at: one.at.to_string(),
            why: one.why.expose().clone(),
            undone_at,
            undone_why,
        }
    }
}

#[derive(Serialize)]
struct LikelyListView {
    likely: Vec<LikelyView>,
}

#[derive(Serialize)]
struct LikelyView {
    #[serde(flatten)]
    organisation: OverviewView,
    /// By what it is most alike.
    by: &'static str,
}

#[derive(Serialize)]
struct AliasView {
    id: Id<Alias>,
    name: String,
}

#[derive(Serialize)]
struct HoldingView {
    id: Id<Holding>,
    kind: &'static str,
    value: String,
    from: String,
    until: Option<String>,
    why: String,
    ended_why: Option<String>,
}

impl From<Holding> for HoldingView {
    fn from(one: Holding) -> Self {
        Self {
            id: one.id,
            kind: one.held.kind().name(),
            value: one.held.text(),
            from: one.from.to_string(),
            until: one.until.map(|at| at.to_string()),
            why: one.why.expose().clone(),
            ended_why: one.ended.map(|(_, why)| why.expose().clone()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Searched {
    text: Sensitive<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAlias {
    name: Sensitive<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldAlias {
    alias: Id<Alias>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holds {
    kind: HeldKind,
    value: Sensitive<String>,
    /// Since when; from now on where it is not said.
    from: Option<Timestamp>,
    why: Sensitive<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Over {
    holding: Id<Holding>,
    why: Sensitive<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Others {
    holding: Id<Holding>,
    to: Id<Organisation>,
    why: Sensitive<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    other: Id<Organisation>,
    why: Sensitive<String>,
}

/// GET /api/v1/providers: the organisations, those added last at the head.
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadStakeholders>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let after = parameter(&query, "cursor", Cursor::of_text)?;
    let limit = limit_within(&query, MOST)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let all = organisations(&mut tx, caller.actor(), after, limit).await?;
    let is_full = i64::try_from(all.len()).is_ok_and(|count| count >= limit);
    let next = all
        .last()
        .filter(|_| is_full)
        .map(|last| Cursor::behind(last).text());
    let providers = all.into_iter().map(OverviewView::from).collect();
    Ok(Json(ListView { providers, next }).into_response())
}

/// POST /api/v1/providers/search: no name stands in an address.
async fn find(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadStakeholders>,
    Sent(searched): Sent<Searched>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = search(&mut tx, caller.actor(), searched.text.expose()).await?;
    let providers = found.into_iter().map(OverviewView::from).collect();
    let next = None;
    Ok(Json(ListView { providers, next }).into_response())
}

/// GET /api/v1/providers/{organisation}
async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadStakeholders>,
    Path(id): Path<Id<Organisation>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/providers/{organisation}/add-alias
async fn name_also(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(new, turn): Creating<NewAlias>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(&desk, actor, id, None, &version, turn, async |tx| {
        add_alias(tx, actor, id, new.name.expose())
            .await
            .map(|_| ())
    })
    .await
}

/// POST /api/v1/providers/{organisation}/remove-alias
async fn forget_name(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(said, turn): Creating<OldAlias>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(&desk, actor, id, None, &version, turn, async |tx| {
        if remove_alias(tx, actor, said.alias).await? == id {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    })
    .await
}

/// POST /api/v1/providers/{organisation}/hold
async fn say_holds(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(said, turn): Creating<Holds>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(&desk, actor, id, None, &version, turn, async |tx| {
        let new = NewHolding {
            kind: said.kind,
            value: said.value.expose(),
            from: said.from.unwrap_or_else(|| tx.now()),
            why: said.why.expose(),
        };
        hold(tx, actor, id, &new).await.map(|_| ())
    })
    .await
}

/// POST /api/v1/providers/{organisation}/end
async fn say_over(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(said, turn): Creating<Over>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(&desk, actor, id, None, &version, turn, async |tx| {
        if holding(tx, actor, said.holding).await?.organisation != id {
            return Err(Error::NotFound);
        }
        end(tx, actor, said.holding, said.why.expose()).await
    })
    .await
}

/// POST /api/v1/providers/{organisation}/correct
async fn say_others(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(said, turn): Creating<Others>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(
        &desk,
        actor,
        id,
        Some(said.to),
        &version,
        turn,
        async |tx| {
            if holding(tx, actor, said.holding).await?.organisation != id {
                return Err(Error::NotFound);
            }
            let begun = correct(tx, actor, said.holding, said.to, said.why.expose()).await;
            begun.map(|_| ())
        },
    )
    .await
}

/// GET /api/v1/providers/{organisation}/likely: what may be the same.
async fn show_likely(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadStakeholders>,
    Path(id): Path<Id<Organisation>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    organisation(&mut tx, caller.actor(), id).await?;
    let likely = likely(&mut tx, caller.actor(), id).await?;
    let view = |one: Likely| LikelyView {
        by: one.by.name(),
        organisation: OverviewView::from(one.organisation),
    };
    let likely = likely.into_iter().map(view).collect();
    Ok(Json(LikelyListView { likely }).into_response())
}

/// POST /api/v1/providers/{organisation}/merge: another is the same as this one.
async fn say_same(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(said, turn): Creating<Other>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(
        &desk,
        actor,
        id,
        Some(said.other),
        &version,
        turn,
        async |tx| merge(tx, actor, said.other, id, said.why.expose()).await,
    )
    .await
}

/// POST /api/v1/providers/{organisation}/unmerge
async fn say_apart(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Organisation>>,
    version: IfMatch,
    Creating(said, turn): Creating<Other>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    change(
        &desk,
        actor,
        id,
        Some(said.other),
        &version,
        turn,
        async |tx| unmerge(tx, actor, said.other, id, said.why.expose()).await,
    )
    .await
}

/// Changes an organisation that is as the caller read it, and answers it as it is then. It is held with the other that the
/// change is about, in the order of their ids, so that two such changes never wait for each other.
async fn change(
    desk: &Desk,
    actor: &Actor,
    id: Id<Organisation>,
    with: Option<Id<Organisation>>,
    version: &IfMatch,
    turn: Turn,
    act: impl AsyncFnOnce(&mut Tx) -> Result<(), Error> + Send,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        for one in std::iter::once(id).chain(with).collect::<BTreeSet<_>>() {
            match keep(&mut tx, one).await {
                // Of one that is not there the change itself says so.
                Err(Error::NotFound) if one != id => {}
                held => held?,
            }
        }
        version.check(&view(&mut tx, actor, id).await?.1)?;
        if let Err(error) = act(&mut tx).await {
            let (field, message) = fault(error)?;
            let mut errors = FormErrors::none();
            errors.push(field, message);
            return Err(Problem::Invalid(errors));
        }
        let (view, etag) = view(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(desk, actor, work).await
}

/// An organisation with all that its page shows, and its version.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Organisation>,
) -> Result<(ProviderView, Etag), Problem> {
    let overview = OverviewView::from(organisation(tx, actor, id).await?);
    let contacts = contacts_of(tx, actor, id).await?;
    let also = aliases(tx, actor, id).await?;
    let held = holdings(tx, actor, id).await?;
    let merged = merges(tx, actor, id).await?;
    let alias = |one: Alias| AliasView {
        id: one.id,
        name: one.name.expose().clone(),
    };
    let view = ProviderView {
        overview,
        contacts: contacts.into_iter().map(ContactView::from).collect(),
        aliases: also.into_iter().map(alias).collect(),
        holdings: held.into_iter().map(HoldingView::from).collect(),
        merges: merged.into_iter().map(MergeView::from).collect(),
    };
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}
