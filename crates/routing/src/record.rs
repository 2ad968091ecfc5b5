//! Routes in the store.

use assessment::Decision;
use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Country, Id, Sensitive, Timestamp};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};
use trace::Rule;

use crate::{Error, Kind, Party, State};

/// One round of routing a decision.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its id: the cause of what it has others do.
    pub id: Id<Route>,
    /// The case.
    pub case: Id<Case>,
    /// The decision.
    pub decision: Id<Decision>,
    /// From 0; one more each time the content moved or its host became known.
    pub round: i64,
    /// Where it stands.
    pub state: State,
    /// Which way it goes, once that is decided.
    pub kind: Option<Kind>,
    /// The country that counts.
    pub country: Option<Country>,
    /// Whose word the provider's notice waits for.
    pub waits_for: Option<Party>,
    /// The rule of the hotline that says where it is hosted, where one did.
    pub rule: Option<Id<Rule>>,
    /// The trace it was decided by; until then, the instant that its trace has to be newer than.
    pub traced_at: Option<Timestamp>,
    /// Since when there is one.
    pub opened_at: Timestamp,
    data_key: Vec<u8>,
    reason: Option<Vec<u8>>,
}

impl FromRow for Route {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = store::Error::Unreadable;
        let state: String = row.get("state")?;
        let kind: Option<String> = row.get("kind")?;
        let country: Option<String> = row.get("country")?;
        let waits_for: Option<String> = row.get("waits_for")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            decision: row.get("decision_id")?,
            round: row.get("round")?,
            state: State::named(&state).ok_or(unreadable("routing_route.state"))?,
            kind: kind
                .map(|name| Kind::named(&name).ok_or(unreadable("routing_route.kind")))
                .transpose()?,
            country: country
                .map(|code| {
                    code.parse()
                        .map_err(|_| unreadable("routing_route.country"))
                })
                .transpose()?,
            waits_for: waits_for
                .map(|name| Party::named(&name).ok_or(unreadable("routing_route.waits_for")))
                .transpose()?,
            rule: row.get("rule_id")?,
            traced_at: row.get("traced_at")?,
            opened_at: row.get("opened_at")?,
            data_key: row.get("data_key")?,
            reason: row.get("reason")?,
        })
    }
}

impl Route {
    fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        Ok(tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?)
    }

    /// Why a person chose the country.
    pub(crate) fn reason(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        let Some(sealed) = &self.reason else {
            return Ok(None);
        };
        Ok(Some(
            self.key(tx)?.open_text(place("reason", self.id), sealed)?,
        ))
    }
}

/// The route of a case that counts, if it has one.
pub async fn route_of(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Route>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.optional(OPEN, values![case]).await?)
}

/// The same, for change: whatever else is done to this case's route waits until this transaction ends.
pub(crate) async fn lock(tx: &mut Tx, case: Id<Case>) -> Result<Option<Route>, Error> {
    tx.lock(&format!("routing:{case}")).await?;
    Ok(tx.optional(OPEN_FOR_UPDATE, values![case]).await?)
}

/// What begins a round.
pub(crate) struct Opening {
    pub(crate) case: Id<Case>,
    pub(crate) decision: Id<Decision>,
    pub(crate) round: i64,
    /// The trace has to be newer than this.
    pub(crate) traced_after: Option<Timestamp>,
    pub(crate) why: &'static str,
}

/// Opens a round. Nothing where this round of the decision was opened before.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    opening: &Opening,
) -> Result<Option<Route>, Error> {
    let id: Id<Route> = tx.new_id();
    let (_, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let now = tx.now();
    let known: Option<(Id<Route>,)> = tx
        .optional(
            KNOWN,
            values![opening.case, opening.decision, opening.round],
        )
        .await?;
    if known.is_some() {
        return Ok(None);
    }
    tx.execute(
        INSERT,
        values![
            id,
            opening.case,
            opening.decision,
            opening.round,
            opening.traced_after,
            now,
            wrapped,
        ],
    )
    .await?;
    let line = Line::first(State::Tracing.name(), opening.why);
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "routing.open",
        About::one("case", opening.case),
        json!({ "route": id, "decision": opening.decision, "round": opening.round, "why": opening.why }),
    )
    .await?;
    Ok(tx.optional(OPEN, values![opening.case]).await?)
}

/// Moves a route, with its history and audit.
pub(crate) async fn advance(
    tx: &mut Tx,
    actor: &Actor,
    route: &mut Route,
    to: State,
    why: &'static str,
) -> Result<(), Error> {
    let to = route.state.to(to)?;
    let changed = values![route.id, to.name(), route.state.name()];
    if tx.execute(SET_STATE, changed).await? == 0 {
        return Err(Error::Changed);
    }
    let line = Line::step(route.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, route.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "routing.move",
        About::one("case", route.case),
        json!({
            "route": route.id,
            "from": route.state.name(),
            "to": to.name(),
            "kind": route.kind.map(Kind::name),
            "country": route.country,
            "rule": route.rule,
            "waits_for": route.waits_for.map(Party::name),
            "why": why,
        }),
    )
    .await?;
    route.state = to;
    Ok(())
}

/// What is known of where a case's place is hosted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    /// The country that counts.
    pub(crate) country: Option<Country>,
    /// The trace that it is known by.
    pub(crate) traced_at: Option<Timestamp>,
    /// The rule of the hotline that says so.
    pub(crate) rule: Option<Id<Rule>>,
}

impl Known {
    /// What a route was decided by, or a person chose for it.
    pub(crate) const fn of(route: &Route) -> Self {
        Self {
            country: route.country,
            traced_at: route.traced_at,
            rule: route.rule,
        }
    }
}

/// Writes down by which trace a person is asked.
pub(crate) async fn note_trace(
    tx: &mut Tx,
    route: &mut Route,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(NOTE_TRACE, values![route.id, at]).await?;
    route.traced_at = at;
    Ok(())
}

/// Writes down what was decided: which way, by which trace, and whose word the provider's notice waits for.
pub(crate) async fn decide(
    tx: &mut Tx,
    route: &mut Route,
    kind: Kind,
    known: Known,
    waits_for: Option<Party>,
) -> Result<(), Error> {
    let decided = values![
        route.id,
        kind.name(),
        known.country.map(String::from),
        waits_for.map(Party::name),
        known.traced_at,
        known.rule,
    ];
    tx.execute(DECIDE, decided).await?;
    route.kind = Some(kind);
    route.country = known.country;
    route.waits_for = waits_for;
    route.traced_at = known.traced_at;
    route.rule = known.rule;
    Ok(())
}

/// Writes down the country that a person chose, and why.
pub(crate) async fn choose(
    tx: &mut Tx,
    route: &Route,
    country: Country,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    let sealed = route.key(tx)?.seal(
        place("reason", route.id),
        reason.expose().as_bytes(),
        tx.entropy(),
    );
    tx.execute(CHOOSE, values![route.id, country.code(), sealed])
        .await?;
    Ok(())
}

/// Whether what a decision caused was stopped already.
pub(crate) async fn is_stopped(
    tx: &mut Tx,
    case: Id<Case>,
    decision: Id<Decision>,
) -> Result<bool, Error> {
    let (stopped,): (i64,) = tx.one(STOPPED, values![case, decision, TAKEN_BACK]).await?;
    Ok(stopped > 0)
}

const fn place(column: &'static str, id: Id<Route>) -> Place {
    Place::new("routing_route", column, id)
}

/// Why a route ends whose decision was taken back.
pub(crate) const TAKEN_BACK: &str = "decision-taken-back";

const STOPPED: &str = "-- routing.route.stopped
SELECT COUNT(*) AS value FROM routing_route r JOIN routing_route_history h ON h.route_id = r.id
WHERE r.case_id = $1 AND r.decision_id = $2 AND h.why = $3";

const OPEN: &str = "-- routing.route.open_of_case
SELECT id, case_id, decision_id, round, state, kind, country, waits_for, rule_id, traced_at, opened_at, data_key, reason
FROM routing_route WHERE case_id = $1 AND state <> 'superseded'";

const OPEN_FOR_UPDATE: &str = "-- routing.route.open_of_case_for_update
SELECT id, case_id, decision_id, round, state, kind, country, waits_for, rule_id, traced_at, opened_at, data_key, reason
FROM routing_route WHERE case_id = $1 AND state <> 'superseded' /*for update*/";

const KNOWN: &str = "-- routing.route.known
SELECT id AS value FROM routing_route WHERE case_id = $1 AND decision_id = $2 AND round = $3";

const INSERT: &str = "-- routing.route.insert
INSERT INTO routing_route (id, case_id, decision_id, round, state, traced_at, opened_at, data_key)
VALUES ($1, $2, $3, $4, 'tracing', $5, $6, $7)";

const SET_STATE: &str = "-- routing.route.set_state
UPDATE routing_route SET state = $2 WHERE id = $1 AND state = $3";

const DECIDE: &str = "-- routing.route.decide
UPDATE routing_route SET kind = $2, country = $3, waits_for = $4, traced_at = $5, rule_id = $6 WHERE id = $1";

const NOTE_TRACE: &str = "-- routing.route.note_trace
UPDATE routing_route SET traced_at = $2 WHERE id = $1";

const CHOOSE: &str = "-- routing.route.choose
UPDATE routing_route SET country = $2, reason = $3 WHERE id = $1";

const ADD_HISTORY: &str = "-- routing.route_history.insert
INSERT INTO routing_route_history (route_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM routing_route_history WHERE route_id = $1),
    $2, $3, $4, $5, $6, $7)";
