//! The ways through the cases: one index each, all alike behind it. A filter takes the one that leads it
//! past the fewest cases.
//!
//! Each text walks one class of one way from behind a key (`$3`, `$4`) to another (`$5`, `$6`), and sifts what it
//! meets (`$7` to `$19`): what is not asked for is told first, so that its column is not read, and the cast tells
//! PostgreSQL the type. A step sifts nothing and reads the keys alone: it costs a fraction of a walk. Where few cases
//! have `$1` in common, `+class` keeps the databases from the longer ways that begin with a class.

use store::Value;

use super::sieve::Sieve;
use crate::State;

/// A way through the cases.
pub(super) struct Path {
    /// What all cases on it have in common: `$1`.
    pub(super) key: Value,
    /// The case on it that has `$7` others before it; nothing where a way is so short that nobody counts steps.
    pub(super) step: Option<&'static str>,
    /// Cases on it, in order: `$20` at most.
    pub(super) walk: &'static str,
    /// How many they are: `$20` at most.
    pub(super) count: &'static str,
}

impl Path {
    /// The way for a sieve: by what the fewest cases have in common. Closed cases are nearly all there are,
    /// so a state that is not closed leads past fewer than a country or a provider does.
    pub(super) fn of(sieve: &Sieve) -> Self {
        let open = sieve.state.is_some_and(|state| state != State::Closed);
        if let Some(place) = sieve.place {
            Self::short(place.into(), WALK_PLACE, COUNT_PLACE)
        } else if let Some(reference) = &sieve.reference {
            Self::short(reference.into(), WALK_REFERENCE, COUNT_REFERENCE)
        } else if let Some(holder) = sieve.holder {
            Self::short(holder.into(), WALK_HOLDER, COUNT_HOLDER)
        } else if let Some(domain) = sieve.domain {
            Self::long(domain.into(), STEP_DOMAIN, WALK_DOMAIN, COUNT_DOMAIN)
        } else if let (Some(provider), false) = (sieve.provider, open) {
            Self::long(
                provider.into(),
                STEP_PROVIDER,
                WALK_PROVIDER,
                COUNT_PROVIDER,
            )
        } else if let (Some(country), false) = (&sieve.country, open) {
            Self::long(country.into(), STEP_COUNTRY, WALK_COUNTRY, COUNT_COUNTRY)
        } else if let Some(state) = sieve.state {
            Self::long(state.name().into(), STEP_STATE, WALK_STATE, COUNT_STATE)
        } else {
            Self::long(0.into(), STEP_ALL, WALK_ALL, COUNT_ALL)
        }
    }

    /// A way that few cases are on, whatever is in the store.
    const fn short(key: Value, walk: &'static str, count: &'static str) -> Self {
        Self {
            key,
            step: None,
            walk,
            count,
        }
    }

    /// A way that any number of cases may be on.
    const fn long(key: Value, step: &'static str, walk: &'static str, count: &'static str) -> Self {
        Self {
            key,
            step: Some(step),
            walk,
            count,
        }
    }
}

const STEP_STATE: &str = "-- intake.queue.step_state
SELECT opened_at, id FROM intake_case
WHERE state = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
ORDER BY opened_at, id LIMIT 1 OFFSET $7";

const STEP_ALL: &str = "-- intake.queue.step_all
SELECT opened_at, id FROM intake_case
WHERE $1 = 0 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
ORDER BY opened_at, id LIMIT 1 OFFSET $7";

const STEP_COUNTRY: &str = "-- intake.queue.step_country
SELECT opened_at, id FROM intake_case
WHERE country = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
ORDER BY opened_at, id LIMIT 1 OFFSET $7";

const STEP_PROVIDER: &str = "-- intake.queue.step_provider
SELECT opened_at, id FROM intake_case
WHERE provider_id = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
ORDER BY opened_at, id LIMIT 1 OFFSET $7";

const STEP_DOMAIN: &str = "-- intake.queue.step_domain
SELECT opened_at, id FROM intake_case
WHERE domain = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
ORDER BY opened_at, id LIMIT 1 OFFSET $7";

const WALK_STATE: &str = "-- intake.queue.walk_state
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE state = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_ALL: &str = "-- intake.queue.walk_all
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE $1 = 0 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_COUNTRY: &str = "-- intake.queue.walk_country
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE country = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_PROVIDER: &str = "-- intake.queue.walk_provider
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE provider_id = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_DOMAIN: &str = "-- intake.queue.walk_domain
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE domain = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_HOLDER: &str = "-- intake.queue.walk_holder
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE holder_id = $1 AND +class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_PLACE: &str = "-- intake.queue.walk_place
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE place = $1 AND +class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const WALK_REFERENCE: &str = "-- intake.queue.walk_reference
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE reference = $1 AND +class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
ORDER BY opened_at, id LIMIT $20";

const COUNT_STATE: &str = "-- intake.queue.count_state
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE state = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_ALL: &str = "-- intake.queue.count_all
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE $1 = 0 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_COUNTRY: &str = "-- intake.queue.count_country
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE country = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_PROVIDER: &str = "-- intake.queue.count_provider
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE provider_id = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_DOMAIN: &str = "-- intake.queue.count_domain
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE domain = $1 AND class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_HOLDER: &str = "-- intake.queue.count_holder
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE holder_id = $1 AND +class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_PLACE: &str = "-- intake.queue.count_place
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE place = $1 AND +class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";

const COUNT_REFERENCE: &str = "-- intake.queue.count_reference
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE reference = $1 AND +class = $2 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($5, $6)
    AND (CAST($7 AS TEXT) IS NULL OR state = $7) AND (CAST($8 AS TEXT) IS NULL OR country = $8)
    AND (CAST($9 AS UUID) IS NULL OR provider_id = $9) AND (CAST($10 AS BIGINT) IS NULL OR network = $10)
    AND ($11 = 0 OR (categories & $11) <> 0) AND ($12 = 0 OR (categories & $12) = 0)
    AND ($13 = 0 OR (sources & $13) <> 0) AND ($14 = 0 OR (site_types & $14) <> 0)
    AND (CAST($15 AS UUID) IS NULL OR holder_id = $15) AND ($16 = FALSE OR holder_id IS NULL)
    AND (CAST($17 AS BIGINT) IS NULL OR domain = $17) AND (CAST($18 AS BIGINT) IS NULL OR place = $18)
    AND (CAST($19 AS TEXT) IS NULL OR reference = $19)
LIMIT $20) AS counted";
