//! What the queue knows of a case, and the functions by which those who learn it say so. Each keeps the counts
//! of saved views with the change itself.

use std::collections::BTreeSet;

use identity::{Action, Actor, Staff};
use kernel::{Country, Id, Timestamp};
use location::Location;
use stakeholders::Organisation;
use store::{FromRow, Row, Tx, values};

use super::word::{self, Kind};
use crate::class::Class;
use crate::report::{self, Report};
use crate::view::Watched;
use crate::{Case, Error, Source, State};

/// What of a case a filter asks for.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(super) reference: String,
    pub(super) state: State,
    pub(super) categories: i64,
    pub(super) sources: i64,
    pub(super) site_types: i64,
    pub(super) country: Option<String>,
    pub(super) network: Option<i64>,
    pub(super) provider: Option<Id<Organisation>>,
    pub(super) holder: Option<Id<Staff>>,
    pub(super) place: i64,
    pub(super) domain: i64,
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            reference: row.get("reference")?,
            state: state(row)?,
            categories: row.get("categories")?,
            sources: row.get("sources")?,
            site_types: row.get("site_types")?,
            country: row.get("country")?,
            network: row.get("network")?,
            provider: row.get("provider_id")?,
            holder: row.get("holder_id")?,
            place: row.get("place")?,
            domain: row.get("domain")?,
        })
    }
}

/// A case as the queue lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub id: Id<Case>,
    /// What people call it by.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// How pressing it is.
    pub class: Class,
    /// When its first report was filed.
    pub opened_at: Timestamp,
    /// How many reports have joined it.
    pub reports: i64,
    /// Where it is hosted, as the newest trace says.
    pub country: Option<Country>,
    /// Who holds it.
    pub holder: Option<Id<Staff>>,
    /// It has waited longer than its class may, and stands before others for that.
    pub promoted: bool,
}

impl FromRow for Listed {
    fn from_row(row: &Row) -> store::Result<Self> {
        let country: Option<String> = row.get("country")?;
        Ok(Self {
            id: row.get("id")?,
            reference: row.get("reference")?,
            state: state(row)?,
            class: Class::read(row, "class")?,
            opened_at: row.get("opened_at")?,
            reports: row.get("reports")?,
            country: country.and_then(|code| code.parse().ok()),
            holder: row.get("holder_id")?,
            promoted: false,
        })
    }
}

fn state(row: &Row) -> store::Result<State> {
    let name: String = row.get("state")?;
    State::named(&name).ok_or(store::Error::Unreadable("intake_case.state"))
}

/// The number that has the bit of a source alone.
pub(super) fn source_bit(source: Source) -> i64 {
    let at = Source::ALL.iter().position(|one| *one == source);
    at.map_or(word::NEVER, |at| 1 << at)
}

/// Who a case is hosted by, in what may stand in clear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostedBy {
    /// The country, where the registries name one alone.
    pub country: Option<Country>,
    /// The autonomous system.
    pub network: Option<u32>,
    /// The organisation that can remove it, where it is known.
    pub provider: Option<Id<Organisation>>,
}

/// What the queue knows of a case; its row is held until the transaction ends.
pub(crate) async fn entry(tx: &mut Tx, case: Id<Case>) -> store::Result<Option<Entry>> {
    tx.optional(GET, values![case]).await
}

/// Which of these categories a report of the case has.
pub async fn categories_among(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    among: &[String],
) -> Result<Vec<String>, Error> {
    actor.may(Action::ReadCase)?;
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let (bits,): (i64,) = tx
        .optional(CATEGORIES, values![case])
        .await?
        .ok_or(Error::NotFound)?;
    let words = word::all(tx).await?;
    let has = |text: &&String| {
        let bit = words.bit(Kind::Category, text);
        bit.is_some_and(|bit| bits & bit != 0)
    };
    Ok(among.iter().filter(has).cloned().collect())
}

/// Those of some cases that have none of these categories, in any order.
pub async fn without(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
    categories: &[String],
) -> Result<Vec<Id<Case>>, Error> {
    actor.may(Action::ReadCase)?;
    if cases.is_empty() || categories.is_empty() {
        return Ok(cases.to_vec());
    }
    let words = word::all(tx).await?;
    let bits = categories
        .iter()
        .filter_map(|text| words.bit(Kind::Category, text));
    let bits = bits.fold(0, |bits, bit| bits | bit);
    let found: Vec<(Id<Case>,)> = tx.all(WITHOUT, values![cases, bits]).await?;
    Ok(found.into_iter().map(|(case,)| case).collect())
}

/// Says who holds a case now.
pub async fn hold(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    holder: Option<Id<Staff>>,
) -> Result<(), Error> {
    actor.may(Action::MoveCase)?;
    let watched = Watched::before(tx, case).await?;
    tx.execute(SET_HOLDER, values![case, holder]).await?;
    Ok(watched.after(tx).await?)
}

/// Says what the items of a case were classified as, of what counts: keys of the pack's schema. What was said before
/// counts no more.
pub async fn classified(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    site_types: &BTreeSet<String>,
) -> Result<(), Error> {
    actor.may(Action::Assess)?;
    let mut bits = 0;
    for site_type in site_types {
        bits |= word::bit_of(tx, Kind::SiteType, site_type).await?;
    }
    let watched = Watched::before(tx, case).await?;
    tx.execute(SET_SITE_TYPES, values![case, bits]).await?;
    Ok(watched.after(tx).await?)
}

/// Says where a place is hosted now, of its cases that are not closed.
pub async fn hosted(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    by: HostedBy,
) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let open: Vec<(Id<Case>,)> = tx.all(OPEN, values![location]).await?;
    for (case,) in open {
        let watched = Watched::before(tx, case).await?;
        let country = by.country.map(|country| country.code().to_owned());
        tx.execute(SET_HOSTED, values![case, country, by.network, by.provider])
            .await?;
        watched.after(tx).await?;
    }
    Ok(())
}

/// The cases that are not closed whose places a provider has, each with its place, by their ids: behind one of them,
/// so many at most.
pub async fn open_at(
    tx: &mut Tx,
    actor: &Actor,
    provider: Id<Organisation>,
    behind: Option<Id<Case>>,
    limit: i64,
) -> Result<Vec<(Id<Case>, Id<Location>)>, Error> {
    actor.may(Action::ReadCase)?;
    let rows: Vec<At> = tx.all(OPEN_AT, values![provider, behind, limit]).await?;
    Ok(rows
        .into_iter()
        .map(|At(case, place)| (case, place))
        .collect())
}

struct At(Id<Case>, Id<Location>);

impl FromRow for At {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("id")?, row.get("location_id")?))
    }
}

/// Says which way a report came and what it is about, of all its cases.
pub(crate) async fn told(
    tx: &mut Tx,
    report: Id<Report>,
    entry: &report::Entry,
) -> Result<(), Error> {
    let category = match &entry.content.category {
        Some(category) => word::bit_of(tx, Kind::Category, category).await?,
        None => 0,
    };
    let source = source_bit(entry.source);
    let untold: Vec<(Id<Case>,)> = tx.all(UNTOLD, values![report, source, category]).await?;
    for (case,) in untold {
        let watched = Watched::before(tx, case).await?;
        tx.execute(ADD_TOLD, values![case, source, category])
            .await?;
        watched.after(tx).await?;
    }
    Ok(())
}

const OPEN_AT: &str = "-- intake.queue.open_at_provider
SELECT id, location_id FROM intake_case
WHERE provider_id = $1 AND state <> 'closed' AND (CAST($2 AS UUID) IS NULL OR id > $2)
ORDER BY id LIMIT $3";

const GET: &str = "-- intake.queue.entry
SELECT reference, state, sources, categories, site_types, country, network, provider_id, holder_id, place,
    domain
FROM intake_case WHERE id = $1 /*for update*/";

const WITHOUT: &str = "-- intake.case.without
SELECT id AS value FROM intake_case WHERE categories & $2 = 0 AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const CATEGORIES: &str = "-- intake.queue.categories
SELECT categories AS value FROM intake_case WHERE id = $1";

const SET_HOLDER: &str = "-- intake.queue.set_holder
UPDATE intake_case SET holder_id = $2 WHERE id = $1";

const SET_SITE_TYPES: &str = "-- intake.queue.set_site_types
UPDATE intake_case SET site_types = $2 WHERE id = $1";

const OPEN: &str = "-- intake.queue.open_of_location
SELECT id AS value FROM intake_case WHERE location_id = $1 AND state <> 'closed' ORDER BY id /*for update*/";

const SET_HOSTED: &str = "-- intake.queue.set_hosted
UPDATE intake_case SET country = $2, network = $3, provider_id = $4 WHERE id = $1";

const UNTOLD: &str = "-- intake.queue.untold
SELECT c.id AS value FROM intake_case_report j JOIN intake_case c ON c.id = j.case_id
WHERE j.report_id = $1 AND ((c.sources | $2) <> c.sources OR (c.categories | $3) <> c.categories)
ORDER BY c.id";

const ADD_TOLD: &str = "-- intake.queue.add_told
UPDATE intake_case SET sources = sources | $2, categories = categories | $3 WHERE id = $1";
