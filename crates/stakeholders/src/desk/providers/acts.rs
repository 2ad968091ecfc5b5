//! What people say about an organisation on its page: its other names, what it has, what it is the same as.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Action, Desk, SignedForm, SignedIn};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::{Id, Timestamp};
use page::{FormErrors, Message, Problem};
use store::Tx;

use super::{ProviderForm, show_one, to};
use crate::desk::Nothing;
use crate::holding::NewHolding;
use crate::{
    Alias, Error, HeldKind, Holding, Kind, Organisation, Overview, add_alias, correct, end, hold,
    holding, merge, remove_alias, search, unmerge,
};

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
        Error::Merged => ("other", "stakeholders-merge-merged"),
        Error::HasMerged => ("other", "stakeholders-merge-has"),
        Error::SameOrganisation => ("other", "stakeholders-merge-itself"),
        Error::OtherKind => ("other", "stakeholders-merge-kind"),
        Error::NotMerged => ("other", "stakeholders-merge-not"),
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
    let found = search(&mut tx, actor, form.to.expose()).await?;
    match the_one(found, Kind::Provider) {
        Ok(one) => {
            let done = correct(&mut tx, actor, wrong, one, form.why.expose()).await;
            after(&desk, &signed_in, id, form, done, tx).await
        }
        Err(key) => again(&desk, &signed_in, id, form, ("to", key), tx).await,
    }
}

/// The one of this kind among those that a search found; else the key of what is wrong.
fn the_one(mut found: Vec<Overview>, kind: Kind) -> Result<Id<Organisation>, &'static str> {
    found.retain(|one| one.kind == kind);
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err("stakeholders-search-none"),
        _ => Err("stakeholders-search-several"),
    }
}

/// Shows the page again with what is wrong with one field.
async fn again(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Organisation>,
    form: ProviderForm,
    (field, key): (&'static str, &'static str),
    tx: Tx,
) -> Result<Response, Problem> {
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    show_one(desk, signed_in, id, form, errors).await
}

/// POST /providers/{id}/merge: another is the same as this one.
pub(crate) async fn say_same(
    State(desk): State<Desk>,
    Path(id): Path<Id<Organisation>>,
    SignedForm(signed_in, form): SignedForm<ProviderForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::ManageProviders).map_err(Error::from)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let other = if form.other_id.is_empty() {
        let kind = crate::organisation(&mut tx, actor, id).await?.kind;
        let found = search(&mut tx, actor, form.other.expose()).await?;
        match the_one(found, kind) {
            Ok(other) => other,
            Err(key) => return again(&desk, &signed_in, id, form, ("other", key), tx).await,
        }
    } else {
        form.other_id.parse().map_err(|_| Problem::Malformed)?
    };
    let done = merge(&mut tx, actor, other, id, form.why.expose()).await;
    after(&desk, &signed_in, id, form, done, tx).await
}

/// POST /providers/{id}/merged/{other}/undo
pub(crate) async fn say_apart(
    State(desk): State<Desk>,
    Path((id, other)): Path<(Id<Organisation>, Id<Organisation>)>,
    SignedForm(signed_in, form): SignedForm<ProviderForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let done = unmerge(&mut tx, signed_in.actor(), other, id, form.why.expose()).await;
    after(&desk, &signed_in, id, form, done, tx).await
}
