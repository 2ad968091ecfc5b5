//! The offer: what a page was found to lead to, for the eyes of whoever had it read. It is opened within the session
//! alone, shows where a place is and never its path, and gives what is picked to the pasted list.

use std::collections::BTreeMap;

use assessment::{Kind, LINES, Met, PAGE, Pasted, met};
use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Sensitive};
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Place, Tx, values};

use crate::reader::{Contents, Found, Stood};
use crate::reading::{open_session, reading};
use crate::{Error, Reading, State};

/// A place of an offer, as it is sealed.
#[derive(Serialize, Deserialize)]
struct Line {
    url: String,
    host: String,
    kind: String,
    stood: String,
}

/// A place as it is offered.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its number in the offer, from 1.
    pub number: i64,
    /// What it is.
    pub kind: Kind,
    /// How the page leads there.
    pub stood: Stood,
    /// Its host.
    pub host: Sensitive<String>,
    /// What is known of it.
    pub met: Met,
}

/// How many places of an offer are at one host.
#[derive(Clone, Debug)]
pub struct HostCount {
    /// Its number, from 1: by it the host is picked, so that its name stands in no form.
    pub number: usize,
    /// The host.
    pub host: Sensitive<String>,
    /// How many.
    pub places: usize,
}

/// A part of an offer.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The reading that it is of.
    pub reading: Reading,
    /// The hosts, those with the most places first.
    pub hosts: Vec<HostCount>,
    /// How many places there are of each kind that there is.
    pub kinds: Vec<(Kind, usize)>,
    /// The places behind where it was asked for: [`PAGE`] of them at most.
    pub places: Vec<Offered>,
    /// Behind which number the next ones are.
    pub next: Option<i64>,
}

/// What is picked of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The places of these numbers.
    Numbers(Vec<i64>),
    /// Those of one kind.
    Kind(Kind),
    /// Those at the host of this number.
    Host(usize),
    /// All of them.
    All,
}

/// What became of what was picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many are items now that were none.
    pub added: usize,
    /// How many were items of the case already.
    pub there: usize,
    /// How many are left to be picked again: more than one list takes, or than the case has room for.
    pub left: usize,
}

/// Shows what a page was found to lead to, behind a number: recorded, and only in the actor's open session. Nothing
/// where no page was read in it.
pub async fn show(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    after: i64,
) -> Result<Option<Offer>, Error> {
    actor.may(Action::ReadPage)?;
    let Some(reading) = reading(tx, actor, case).await? else {
        return Ok(None);
    };
    let found = if reading.state == State::Read {
        open(tx, actor, &reading).await?
    } else {
        Vec::new()
    };
    let behind = usize::try_from(after.max(0)).unwrap_or(usize::MAX);
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let mut places = Vec::new();
    for (index, one) in found.iter().enumerate().skip(behind).take(most) {
        places.push(Offered {
            number: number(index),
            kind: one.kind,
            stood: one.stood,
            host: one.host.clone(),
            met: known(tx, actor, pack, case, one).await?,
        });
    }
    if !places.is_empty() {
        audit::record(
            tx,
            actor.who(),
            "inventory.show",
            About::one("case", case),
            json!({ "reading": reading.id, "after": after, "places": places.len() }),
        )
        .await?;
    }
    let last = places.last().map(|one| one.number);
    Ok(Some(Offer {
        reading,
        hosts: hosts(&found),
        kinds: kinds(&found),
        next: last.filter(|last| *last < number(found.len()).saturating_sub(1)),
        places,
    }))
}

/// Makes items of what is picked, as a pasted list does: as many as one list takes, those first that are none yet.
pub async fn take(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    id: Id<Reading>,
    pick: &Pick,
) -> Result<Taken, Error> {
    actor.may(Action::ReadPage)?;
    let reading = reading(tx, actor, case).await?;
    // A page that was read since is another list, with other numbers.
    let reading = reading.filter(|reading| reading.id == id && reading.state == State::Read);
    let reading = reading.ok_or(Error::NotFound)?;
    let found = open(tx, actor, &reading).await?;
    let picked = picked(&found, pick);
    let mut taken = Taken::default();
    let mut lines = Vec::new();
    for one in &picked {
        // What a list does not take is not looked for: there may be thousands, and nobody else writes meanwhile.
        if lines.len() == LINES {
            taken.left += 1;
        } else if known(tx, actor, pack, case, one).await?.position.is_some() {
            taken.there += 1;
        } else {
            lines.push(format!("{} {}", one.kind.name(), one.url.expose()));
        }
    }
    let list = Sensitive::new(lines.join("\n"));
    for line in assessment::add_items(tx, actor, pack, case, list.expose()).await? {
        match line.result {
            Pasted::Added => taken.added += 1,
            Pasted::There(_) | Pasted::Duplicate(_) => taken.there += 1,
            Pasted::Refused(_) | Pasted::NoHash | Pasted::Differs | Pasted::Full => taken.left += 1,
        }
    }
    audit::record(
        tx,
        actor.who(),
        "inventory.take",
        About::one("case", case),
        json!({
            "reading": reading.id,
            "found": reading.found,
            "picked": picked.len(),
            "added": taken.added,
            "there": taken.there,
        }),
    )
    .await?;
    Ok(taken)
}

/// What is known of a place before it is an item.
async fn known(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    found: &Found,
) -> Result<Met, Error> {
    match location::recognise(found.url.expose(), &pack.urls) {
        Ok(place) => Ok(met(tx, actor, case, &place).await?),
        // The pack's rules for addresses changed since.
        Err(_) => Ok(Met::default()),
    }
}

fn picked<'a>(found: &'a [Found], pick: &Pick) -> Vec<&'a Found> {
    let host = match pick {
        Pick::Host(wanted) => hosts(found).into_iter().find(|host| host.number == *wanted),
        _ => None,
    };
    found
        .iter()
        .enumerate()
        .filter(|(index, one)| match pick {
            Pick::All => true,
            Pick::Numbers(numbers) => numbers.contains(&number(*index)),
            Pick::Kind(kind) => one.kind == *kind,
            Pick::Host(_) => host.as_ref().is_some_and(|host| host.host == one.host),
        })
        .map(|(_, one)| one)
        .collect()
}

fn hosts(found: &[Found]) -> Vec<HostCount> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in found {
        let count = counts.entry(one.host.expose()).or_default();
        *count = count.saturating_add(1);
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(host, places)| (std::cmp::Reverse(*places), *host));
    let count = |(index, (host, places)): (usize, (&str, usize))| HostCount {
        number: index.saturating_add(1),
        host: host.to_owned().into(),
        places,
    };
    counts.into_iter().enumerate().map(count).collect()
}

fn kinds(found: &[Found]) -> Vec<(Kind, usize)> {
    let count = |kind| found.iter().filter(|one| one.kind == kind).count();
    Kind::ALL
        .into_iter()
        .map(|kind| (kind, count(kind)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn number(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1)
}

/// Opens what was found, in the order of the page.
async fn open(tx: &mut Tx, actor: &Actor, reading: &Reading) -> Result<Vec<Found>, Error> {
    open_session(tx, actor, reading.case).await?;
    let key = assessment::viewing_key(tx, actor, reading.viewing).await?;
    let (sealed,): (Option<Vec<u8>>,) = tx.one(OFFER, values![reading.id]).await?;
    let sealed = sealed.ok_or(Error::NotFound)?;
    let plain = key
        .open(place(reading.id), &sealed)
        .map_err(store::Error::from)?;
    let unreadable = || store::Error::Unreadable("inventory_reading.offer");
    let lines: Vec<Line> = serde_json::from_slice(plain.expose()).map_err(|_| unreadable())?;
    let found = |line: Line| {
        let Line {
            url,
            host,
            kind,
            stood,
        } = line;
        let (kind, stood) = Kind::named(&kind).zip(Stood::named(&stood))?;
        Some(Found {
            url: url.into(),
            host: host.into(),
            kind,
            stood,
        })
    };
    let found: Option<Vec<_>> = lines.into_iter().map(found).collect();
    Ok(found.ok_or_else(unreadable)?)
}

/// Seals what was found under the key of the session.
pub(crate) async fn seal(
    tx: &mut Tx,
    actor: &Actor,
    reading: &Reading,
    contents: &Contents,
) -> Result<Vec<u8>, Error> {
    actor.may(Action::ReadPage)?;
    let key = assessment::viewing_key(tx, actor, reading.viewing).await?;
    let line = |found: &Found| Line {
        url: found.url.expose().clone(),
        host: found.host.expose().clone(),
        kind: found.kind.name().to_owned(),
        stood: found.stood.name().to_owned(),
    };
    let lines: Vec<_> = contents.found.iter().map(line).collect();
    let plain = serde_json::to_vec(&lines)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("inventory_reading.offer"))?;
    Ok(key.seal(place(reading.id), plain.expose(), tx.entropy()))
}

const fn place(id: Id<Reading>) -> Place {
    Place::new("inventory_reading", "offer", id)
}

const OFFER: &str = "-- inventory.reading.offer
SELECT offer AS value FROM inventory_reading WHERE id = $1";
