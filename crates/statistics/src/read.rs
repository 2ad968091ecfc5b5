//! Lives as they are read: in parts, by their key, under a filter.

use assessment::Class;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use stakeholders::Merged;
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
            let ids = stakeholders::members(tx, actor, provider).await?;
            asked.push(ids.as_slice().into());
            OF_PROVIDER
        }
    };
    Ok(tx.all(statement, asked).await?)
}

/// Lives that are read part by part, as they are counted: what went on with an organisation that is merged into another
/// went on with that one, and two parts of a life with one after the other are one.
pub(crate) struct Reading {
    filter: Filter,
    merged: Option<Merged>,
    after: Option<Key>,
    /// The part that was read last, for the next may go on with it, and that one's number.
    held: Option<(Life, i64)>,
    is_over: bool,
}

impl Reading {
    pub(crate) const fn of(filter: Filter) -> Self {
        Self {
            filter,
            merged: None,
            after: None,
            held: None,
            is_over: false,
        }
    }

    /// The next lives, made of so many rows at most; nothing once there are no more.
    pub(crate) async fn next(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        most: i64,
    ) -> Result<Option<Vec<Life>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let read = lives_after(tx, actor, &self.filter, self.after, most).await?;
        let merged = match self.merged.take() {
            Some(merged) => merged,
            None => stakeholders::merged(tx, actor).await?,
        };
        self.after = read.last().map(Key::behind);
        self.is_over = i64::try_from(read.len()).is_ok_and(|count| count < most);
        let mut lives = Vec::with_capacity(read.len());
        for life in read {
            lives.extend(self.join(life, &merged));
        }
        if self.is_over {
            lives.extend(self.held.take().map(|(life, _)| life));
        }
        self.merged = Some(merged);
        Ok(Some(lives))
    }

    /// Takes the next part. The one before it, where that is another.
    fn join(&mut self, mut life: Life, merged: &Merged) -> Option<Life> {
        life.provider = life.provider.map(|id| merged.root(id));
        let number = life.number;
        let Some((held, last)) = self.held.take() else {
            self.held = Some((life, number));
            return None;
        };
        let goes_on = (held.case, held.life, held.provider)
            == (life.case, life.life, life.provider)
            && held.provider.is_some()
            && last.saturating_add(1) == number;
        if goes_on {
            self.held = Some((held.and(life), number));
            return None;
        }
        self.held = Some((life, number));
        Some(held)
    }
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
FROM statistics_life WHERE provider_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($8::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($8) /*end*/
) AND (received_at, case_id, number) > ($1, $2, $3) AND received_at < $4
    AND (CAST($5 AS TEXT) IS NULL OR country = $5) AND (CAST($6 AS TEXT) IS NULL OR class = $6)
ORDER BY received_at, case_id, number LIMIT $7";
