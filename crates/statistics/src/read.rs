//! Lives as they are read: in parts, by their key, under a filter.

use assessment::Class;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{Tx, values};

use crate::{Error, Filter, Life};

/// Where a reading goes on: behind the life with this key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    received_at: Timestamp,
    case: Id<Case>,
    number: i64,
}

impl Key {
    /// Before all that was received from this instant on.
    const fn before(from: Timestamp) -> Self {
        Self {
            received_at: from,
            // Smaller than any that is drawn.
            case: Id::from_uuid(uuid::Uuid::nil()),
            number: 0,
        }
    }

    /// Behind this one.
    pub(crate) const fn behind(life: &Life) -> Self {
        Self {
            received_at: life.received_at,
            case: life.case,
            number: life.number,
        }
    }
}

/// The lives that a filter has behind a key, so many at most, in the order in which they were received. The caller may let
/// go of its transaction between two parts: each part of a life stands in one of them at most, however lives change
/// meanwhile.
pub async fn lives_after(
    tx: &mut Tx,
    actor: &Actor,
    filter: &Filter,
    after: Option<Key>,
    most: i64,
) -> Result<Vec<Life>, Error> {
    actor.may(Action::ReadFigures)?;
    let key = after.unwrap_or_else(|| Key::before(filter.from));
    let country = filter.country.map(|country| country.code().to_owned());
    let mut asked = values![
        key.received_at,
        key.case,
        key.number,
        filter.until,
        country,
        filter.class.map(Class::name),
        most,
    ];
    let statement = match filter.provider {
        None => ALL,
        Some(provider) => {
            asked.push(provider.into());
            OF_PROVIDER
        }
    };
    Ok(tx.all(statement, asked).await?)
}

const ALL: &str = "-- statistics.life.all
SELECT case_id, number, reference, location_id, life, first, last, cause, received_at, assessed_at, police_at, provider_id,
    notice_at, answered_at, removed_at, came_back_at, outcome, to_remove, country, class
FROM statistics_life WHERE (received_at, case_id, number) > ($1, $2, $3) AND received_at < $4
    AND (CAST($5 AS TEXT) IS NULL OR country = $5) AND (CAST($6 AS TEXT) IS NULL OR class = $6)
ORDER BY received_at, case_id, number LIMIT $7";

const OF_PROVIDER: &str = "-- statistics.life.of_provider
SELECT case_id, number, reference, location_id, life, first, last, cause, received_at, assessed_at, police_at, provider_id,
    notice_at, answered_at, removed_at, came_back_at, outcome, to_remove, country, class
FROM statistics_life WHERE provider_id = $8 AND (received_at, case_id, number) > ($1, $2, $3) AND received_at < $4
    AND (CAST($5 AS TEXT) IS NULL OR country = $5) AND (CAST($6 AS TEXT) IS NULL OR class = $6)
ORDER BY received_at, case_id, number LIMIT $7";
