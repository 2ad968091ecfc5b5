//! Places for which nobody is known to write to: kept until somebody is, under what whoever is sought is found by.

use identity::Actor;
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use serde::{Deserialize, Serialize};
use store::{FromRow, Row, Tx, values};
use uuid::Uuid;

use crate::notice::{DROP_UNADDRESSED, Matter, Purpose};
use crate::notify::{matter, write_about};
use crate::provider::Sought;
use crate::{Error, ask_host};

/// A place that waits for a contact, and what that is to be asked for.
pub(crate) struct Unaddressed {
    pub(crate) case: Id<Case>,
    pub(crate) location: Id<Location>,
    pub(crate) purpose: Purpose,
    since: Timestamp,
}

/// Where in their order a step goes on: since when, and which.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Behind(i64, Id<Case>, Id<Location>, String);

impl Behind {
    /// At the beginning.
    pub(crate) fn none() -> Self {
        let nil = Uuid::nil();
        Self(
            i64::MIN,
            Id::from_uuid(nil),
            Id::from_uuid(nil),
            String::new(),
        )
    }
}

impl Unaddressed {
    /// Behind this one.
    pub(crate) fn behind(&self) -> Behind {
        let purpose = self.purpose.name().to_owned();
        Behind(self.since.micros(), self.case, self.location, purpose)
    }

    /// Writes to whoever is known by now.
    pub(crate) async fn look_again(&self, tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
        if intake::case(tx, actor, self.case).await?.state == intake::State::Closed {
            let of = values![self.case, self.location, self.purpose.name()];
            tx.execute(DROP_UNADDRESSED, of).await?;
            return Ok(());
        }
        match self.purpose {
            Purpose::Remove => {
                let of_case = matter(tx, actor, self.case, self.purpose).await?;
                let about = Matter {
                    location: self.location,
                    ..of_case
                };
                write_about(tx, actor, about).await?;
            }
            Purpose::AskHost => {
                ask_host(tx, actor, self.case).await?;
            }
        }
        Ok(())
    }
}

impl FromRow for Unaddressed {
    fn from_row(row: &Row) -> store::Result<Self> {
        let purpose: String = row.get("purpose")?;
        let unreadable = store::Error::Unreadable("takedown_unaddressed.purpose");
        Ok(Self {
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            purpose: Purpose::named(&purpose).ok_or(unreadable)?,
            since: row.get("since")?,
        })
    }
}

/// Keeps a place in mind, under what these are found by.
pub(crate) async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    matter: Matter,
    hosts: &[Sought],
) -> Result<(), Error> {
    let now = tx.now();
    let (case, location, purpose) = (matter.case, matter.location, matter.purpose.name());
    tx.execute(ADD, values![case, location, purpose, now])
        .await?;
    tx.execute(FORGET_SOUGHT, values![case, location, purpose])
        .await?;
    for host in hosts {
        for sought in stakeholders::sought(tx, actor, &host.holder())? {
            tx.execute(ADD_SOUGHT, values![case, location, purpose, sought])
                .await?;
        }
    }
    Ok(())
}

/// Some of them, behind one, those that wait longest first.
pub(crate) async fn some(
    tx: &mut Tx,
    behind: &Behind,
    limit: i64,
) -> Result<Vec<Unaddressed>, Error> {
    let Behind(since, case, location, purpose) = behind;
    let from = values![*since, *case, *location, purpose.as_str(), limit];
    Ok(tx.all(SOME, from).await?)
}

/// The same of those alone that look for one of these.
pub(crate) async fn sought_by(
    tx: &mut Tx,
    sought: stakeholders::Sought,
    behind: &Behind,
    limit: i64,
) -> Result<Vec<Unaddressed>, Error> {
    let Behind(since, case, location, purpose) = behind;
    let from = values![sought, *since, *case, *location, purpose.as_str(), limit];
    Ok(tx.all(SOUGHT_BY, from).await?)
}

/// Those of a place.
pub(crate) async fn of_location(
    tx: &mut Tx,
    location: Id<Location>,
) -> Result<Vec<Unaddressed>, Error> {
    Ok(tx.all(OF_LOCATION, values![location]).await?)
}

const ADD: &str = "-- takedown.unaddressed.insert
INSERT INTO takedown_unaddressed (case_id, location_id, purpose, since) VALUES ($1, $2, $3, $4)
ON CONFLICT (case_id, location_id, purpose) DO NOTHING";

const FORGET_SOUGHT: &str = "-- takedown.unaddressed_sought.delete
DELETE FROM takedown_unaddressed_sought WHERE case_id = $1 AND location_id = $2 AND purpose = $3";

const ADD_SOUGHT: &str = "-- takedown.unaddressed_sought.insert
INSERT INTO takedown_unaddressed_sought (case_id, location_id, purpose, sought) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING";

const SOME: &str = "-- takedown.unaddressed.some
SELECT case_id, location_id, purpose, since FROM takedown_unaddressed
WHERE (since, case_id, location_id, purpose) > ($1, $2, $3, $4)
ORDER BY since, case_id, location_id, purpose LIMIT $5";

const SOUGHT_BY: &str = "-- takedown.unaddressed.sought_by
SELECT DISTINCT u.case_id, u.location_id, u.purpose, u.since
FROM takedown_unaddressed_sought s JOIN takedown_unaddressed u
    ON u.case_id = s.case_id AND u.location_id = s.location_id AND u.purpose = s.purpose
WHERE s.sought IN (
    /*on postgres*/ SELECT value FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND (u.since, u.case_id, u.location_id, u.purpose) > ($2, $3, $4, $5)
ORDER BY u.since, u.case_id, u.location_id, u.purpose LIMIT $6";

const OF_LOCATION: &str = "-- takedown.unaddressed.of_location
SELECT case_id, location_id, purpose, since FROM takedown_unaddressed WHERE location_id = $1
ORDER BY since, case_id, purpose";
