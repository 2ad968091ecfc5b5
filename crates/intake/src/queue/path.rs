//! The ways through the cases: one index each, all alike behind it. A filter takes the one that leads it
//! past the fewest cases.
//!
//! Each text walks one way from behind a key (`$2` to `$4`) to another (`$5` to `$7`), and sifts what it meets (`$8`
//! to `$20`): what is not asked for is told first, so that its column is not read, and the cast tells PostgreSQL the
//! type. It first looks how far so many entries reach, which reads the keys alone and costs a fraction of the rest,
//! and gives that key as a row behind the others. All in one statement: where few entries are walked, statements are
//! what a page costs. A long way is walked a class at a time (`class <= $5` only gives all texts the same
//! parameters): PostgreSQL does not see where a walk ends that ends by three columns at once. Where few cases have
//! `$1` in common, `+class` keeps the databases from the longer ways that begin with a class.

use store::Value;

use super::sieve::Sieve;
use crate::State;

/// A way through the cases.
pub(super) struct Path {
    /// What all cases on it have in common: `$1`.
    pub(super) key: Value,
    /// Few cases are on it, whatever is in the store: a walk of it has no bound.
    pub(super) short: bool,
    /// Cases on it, in order, `$21` at most, and where it is not short the entry that `$22` others stand before.
    pub(super) walk: &'static str,
    /// How many they are: `$21` at most.
    pub(super) count: &'static str,
}

impl Path {
    /// The way for a sieve: by what the fewest cases have in common. Closed cases are nearly all there are,
    /// so a state that is not closed leads past fewer than a country or a provider does.
    pub(super) fn of(sieve: &Sieve) -> Self {
        let open = sieve.state.is_some_and(|state| state != State::Closed);
        if let Some(place) = sieve.place {
            Self::new(true, place.into(), WALK_PLACE, COUNT_PLACE)
        } else if let Some(reference) = &sieve.reference {
            Self::new(true, reference.into(), WALK_REFERENCE, COUNT_REFERENCE)
        } else if let Some(holder) = sieve.holder {
            Self::new(true, holder.into(), WALK_HOLDER, COUNT_HOLDER)
        } else if let Some(domain) = sieve.domain {
            Self::new(false, domain.into(), WALK_DOMAIN, COUNT_DOMAIN)
        } else if let (Some(provider), false) = (sieve.provider, open) {
            Self::new(false, provider.into(), WALK_PROVIDER, COUNT_PROVIDER)
        } else if let (Some(country), false) = (&sieve.country, open) {
            Self::new(false, country.into(), WALK_COUNTRY, COUNT_COUNTRY)
        } else if let Some(state) = sieve.state {
            Self::new(false, state.name().into(), WALK_STATE, COUNT_STATE)
        } else {
            Self::new(false, 0.into(), WALK_ALL, COUNT_ALL)
        }
    }

    const fn new(short: bool, key: Value, walk: &'static str, count: &'static str) -> Self {
        Self {
            key,
            short,
            walk,
            count,
        }
    }
}

const WALK_STATE: &str = "-- intake.queue.walk_state
WITH reached AS (SELECT class, opened_at, id FROM intake_case
WHERE state = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
ORDER BY opened_at, id LIMIT 1 OFFSET $22)
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM (
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE state = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= (
    COALESCE((SELECT opened_at FROM reached), $6), COALESCE((SELECT id FROM reached), $7))
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY opened_at, id LIMIT $21) AS found
UNION ALL SELECT id, NULL, NULL, class, opened_at, NULL, NULL, NULL FROM reached";

const WALK_ALL: &str = "-- intake.queue.walk_all
WITH reached AS (SELECT class, opened_at, id FROM intake_case
WHERE $1 = 0 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
ORDER BY opened_at, id LIMIT 1 OFFSET $22)
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM (
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE $1 = 0 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= (
    COALESCE((SELECT opened_at FROM reached), $6), COALESCE((SELECT id FROM reached), $7))
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY opened_at, id LIMIT $21) AS found
UNION ALL SELECT id, NULL, NULL, class, opened_at, NULL, NULL, NULL FROM reached";

const WALK_COUNTRY: &str = "-- intake.queue.walk_country
WITH reached AS (SELECT class, opened_at, id FROM intake_case
WHERE country = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
ORDER BY opened_at, id LIMIT 1 OFFSET $22)
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM (
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE country = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= (
    COALESCE((SELECT opened_at FROM reached), $6), COALESCE((SELECT id FROM reached), $7))
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY opened_at, id LIMIT $21) AS found
UNION ALL SELECT id, NULL, NULL, class, opened_at, NULL, NULL, NULL FROM reached";

const WALK_PROVIDER: &str = "-- intake.queue.walk_provider
WITH reached AS (SELECT class, opened_at, id FROM intake_case
WHERE provider_id = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
ORDER BY opened_at, id LIMIT 1 OFFSET $22)
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM (
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE provider_id = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= (
    COALESCE((SELECT opened_at FROM reached), $6), COALESCE((SELECT id FROM reached), $7))
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY opened_at, id LIMIT $21) AS found
UNION ALL SELECT id, NULL, NULL, class, opened_at, NULL, NULL, NULL FROM reached";

const WALK_DOMAIN: &str = "-- intake.queue.walk_domain
WITH reached AS (SELECT class, opened_at, id FROM intake_case
WHERE domain = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
ORDER BY opened_at, id LIMIT 1 OFFSET $22)
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM (
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE domain = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= (
    COALESCE((SELECT opened_at FROM reached), $6), COALESCE((SELECT id FROM reached), $7))
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY opened_at, id LIMIT $21) AS found
UNION ALL SELECT id, NULL, NULL, class, opened_at, NULL, NULL, NULL FROM reached";

const WALK_HOLDER: &str = "-- intake.queue.walk_holder
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE holder_id = $1 AND (+class, opened_at, id) > ($2, $3, $4) AND (+class, opened_at, id) <= ($5, $6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY class, opened_at, id LIMIT $21";

const WALK_PLACE: &str = "-- intake.queue.walk_place
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE place = $1 AND (+class, opened_at, id) > ($2, $3, $4) AND (+class, opened_at, id) <= ($5, $6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY class, opened_at, id LIMIT $21";

const WALK_REFERENCE: &str = "-- intake.queue.walk_reference
SELECT id, reference, state, class, opened_at, reports, country, holder_id FROM intake_case
WHERE reference = $1 AND (+class, opened_at, id) > ($2, $3, $4) AND (+class, opened_at, id) <= ($5, $6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
ORDER BY class, opened_at, id LIMIT $21";

const COUNT_STATE: &str = "-- intake.queue.count_state
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE state = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_ALL: &str = "-- intake.queue.count_all
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE $1 = 0 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_COUNTRY: &str = "-- intake.queue.count_country
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE country = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_PROVIDER: &str = "-- intake.queue.count_provider
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE provider_id = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_DOMAIN: &str = "-- intake.queue.count_domain
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE domain = $1 AND class = $2 AND class <= $5 AND (opened_at, id) > ($3, $4) AND (opened_at, id) <= ($6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_HOLDER: &str = "-- intake.queue.count_holder
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE holder_id = $1 AND (+class, opened_at, id) > ($2, $3, $4) AND (+class, opened_at, id) <= ($5, $6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_PLACE: &str = "-- intake.queue.count_place
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE place = $1 AND (+class, opened_at, id) > ($2, $3, $4) AND (+class, opened_at, id) <= ($5, $6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";

const COUNT_REFERENCE: &str = "-- intake.queue.count_reference
SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM intake_case
WHERE reference = $1 AND (+class, opened_at, id) > ($2, $3, $4) AND (+class, opened_at, id) <= ($5, $6, $7)
    AND (CAST($8 AS TEXT) IS NULL OR state = $8) AND (CAST($9 AS TEXT) IS NULL OR country = $9)
    AND (CAST($10 AS UUID) IS NULL OR provider_id = $10) AND (CAST($11 AS BIGINT) IS NULL OR network = $11)
    AND ($12 = 0 OR (categories & $12) <> 0) AND ($13 = 0 OR (categories & $13) = 0)
    AND ($14 = 0 OR (sources & $14) <> 0) AND ($15 = 0 OR (site_types & $15) <> 0)
    AND (CAST($16 AS UUID) IS NULL OR holder_id = $16) AND ($17 = FALSE OR holder_id IS NULL)
    AND (CAST($18 AS BIGINT) IS NULL OR domain = $18) AND (CAST($19 AS BIGINT) IS NULL OR place = $19)
    AND (CAST($20 AS TEXT) IS NULL OR reference = $20)
LIMIT $21) AS counted";
