//! What people have to say about checks: read from where the checks of a case stand. Which cases may have such a thing
//! is kept beside, so that the list of all of them does not walk every check.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};
use uuid::Uuid;

use crate::Error;
use crate::check::{Check, NewCheck, checks};
use crate::verdict::Verdict;
use crate::watch::watch_of_case;

/// Cases that are read at once.
const PART: i64 = 200;

/// What is counted for *Overdue* at most: beyond this the number tells nobody more.
pub(crate) const MOST_COUNTED: i64 = 1_000;

/// Something about a case's checks that only a person can settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToDo {
    /// The case.
    pub case: Id<Case>,
    /// Since when there is something to say of its checks.
    pub since: Timestamp,
    /// What is to be done.
    pub kind: ToDoKind,
}

/// What is to be done about a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToDoKind {
    /// The newest one says nothing by itself: say what it means.
    SayMeaning,
    /// The rule or one person found the end: confirm it.
    ConfirmEnd,
}

impl ToDoKind {
    /// The key of the message that says what is to be done.
    pub const fn message(self) -> &'static str {
        match self {
            Self::SayMeaning => "takedown-to-do-say-meaning",
            Self::ConfirmEnd => "takedown-to-do-confirm-end",
        }
    }
}

/// What a case's checks ask of people.
pub(crate) struct Asks<'a> {
    /// The newest check, where it says nothing by itself.
    pub(crate) open: Option<&'a Check>,
    /// The check by which the case would end, and nobody has confirmed that.
    pub(crate) unconfirmed: Option<&'a Check>,
}

/// What checks of a watch that began then ask of people; the newest check first.
pub(crate) fn asks(all: &[Check], begun: Option<Timestamp>) -> Asks<'_> {
    let unconfirmed = all
        .iter()
        .enumerate()
        .filter(|(_, check)| begun.is_none_or(|begun| begun <= check.at))
        // What was seen since may have taken the end back that was found before.
        .filter(|(newer, check)| !all.iter().take(*newer).any(|later| later.takes_back(check)))
        .find(|(_, check)| check.unconfirmed().is_some());
    Asks {
        open: all.first().filter(|check| check.asks_a_person()),
        unconfirmed: unconfirmed.map(|(_, check)| check),
    }
}

/// What this actor has to say about the checks of a case.
pub async fn to_dos(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<ToDo>, Error> {
    actor.may(Action::ReadTakedown)?;
    let asked: Option<Asked> = tx.optional(OF_CASE, values![case]).await?;
    match asked {
        Some(asked) => of(tx, actor, asked).await,
        None => Ok(Vec::new()),
    }
}

/// The same of all cases, for `most` of those that may have such a thing: from one on, by since when and its id. And
/// from which the list goes on, where it does.
pub async fn all_to_dos(
    tx: &mut Tx,
    actor: &Actor,
    from: (Timestamp, Id<Case>),
    most: usize,
) -> Result<(Vec<ToDo>, Option<(Timestamp, Id<Case>)>), Error> {
    actor.may(Action::ReadTakedown)?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let asked: Vec<Asked> = tx.all(FROM, values![from.0, from.1, limit]).await?;
    let last = asked.last().filter(|_| asked.len() >= most);
    let last = last.map(|last| (last.since, last.case));
    let mut to_dos = Vec::new();
    for one in asked {
        to_dos.extend(of(tx, actor, one).await?);
    }
    Ok((to_dos, last))
}

async fn of(tx: &mut Tx, actor: &Actor, asked: Asked) -> Result<Vec<ToDo>, Error> {
    let Asked { case, since } = asked;
    let acting = intake::case(tx, actor, case).await?.state == intake::State::Acting;
    if !acting || actor.may(Action::DecideCheck).is_err() {
        return Ok(Vec::new());
    }
    let all = checks(tx, actor, case).await?;
    let begun = watch_of_case(tx, case).await?.map(|watch| watch.started_at);
    let Asks { open, unconfirmed } = asks(&all, begun);
    // Whoever said it first cannot be the second.
    let unconfirmed =
        unconfirmed.filter(|check| check.decided.is_none() || check.decided_by != actor.staff_id());
    let kinds = [
        open.map(|_| ToDoKind::SayMeaning),
        unconfirmed.map(|_| ToDoKind::ConfirmEnd),
    ];
    let to_do = |kind| ToDo { case, since, kind };
    Ok(kinds.into_iter().flatten().map(to_do).collect())
}

/// In how many cases a person has had something to say of the checks since before an instant, 1,000 at most, and since when
/// in the first.
pub(crate) async fn waiting_since(
    tx: &mut Tx,
    actor: &Actor,
    before: Timestamp,
) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTakedown)?;
    let mut from = (Timestamp::from_micros(0), Id::from_uuid(Uuid::nil()));
    let (mut count, mut oldest) = (0, None);
    loop {
        let part: Vec<Asked> = tx.all(FROM, values![from.0, from.1, PART]).await?;
        let cases: Vec<_> = part.iter().map(|asked| asked.case).collect();
        let states = intake::states(tx, actor, &cases).await?;
        for Asked { case, since } in &part {
            let acting = states.get(case) == Some(&intake::State::Acting);
            if *since > before || (*since, *case) == from || !acting {
                continue;
            }
            let all = checks(tx, actor, *case).await?;
            let begun = watch_of_case(tx, *case)
                .await?
                .map(|watch| watch.started_at);
            let Asks { open, unconfirmed } = asks(&all, begun);
            if open.or(unconfirmed).is_some() {
                count += 1;
                oldest = oldest.or(Some(*since));
                if count == MOST_COUNTED {
                    return Ok((count, oldest));
                }
            }
        }
        match part.last() {
            Some(last) if i64::try_from(part.len()) == Ok(PART) && last.since <= before => {
                from = (last.since, last.case);
            }
            _ => return Ok((count, oldest)),
        }
    }
}

/// Keeps in mind of which cases a person may have something to say after these checks.
pub(crate) async fn note(tx: &mut Tx, new: &[&NewCheck<'_>]) -> store::Result<()> {
    let (mut asking, mut settled) = (Vec::new(), Vec::new());
    for check in new {
        let case = check.case.uuid().simple().to_string();
        match check.verdict {
            Verdict::GoneHere => {
                asking.push(json!({ "case_id": case, "since": check.at.micros() }));
            }
            verdict if verdict.asks_a_person() => {
                asking.push(json!({ "case_id": case, "since": check.at.micros() }));
            }
            Verdict::Up | Verdict::Gone | Verdict::AccessDisabled => settled.push(check.case),
            _ => {}
        }
    }
    if !settled.is_empty() {
        tx.execute(FORGET, values![settled.as_slice()]).await?;
    }
    if !asking.is_empty() {
        tx.execute(NOTE, values![json!(asking).to_string()]).await?;
    }
    Ok(())
}

/// Nobody has anything to say of a case any more.
pub(crate) async fn forget(tx: &mut Tx, case: Id<Case>) -> store::Result<()> {
    tx.execute(FORGET, values![&[case][..]]).await?;
    Ok(())
}

struct Asked {
    case: Id<Case>,
    since: Timestamp,
}

impl FromRow for Asked {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            since: row.get("since")?,
        })
    }
}

const OF_CASE: &str = "-- takedown.ask.of_case
SELECT case_id, since FROM takedown_ask WHERE case_id = $1";

const FROM: &str = "-- takedown.ask.from
SELECT case_id, since FROM takedown_ask WHERE since > $1 OR since = $1 AND case_id >= $2
ORDER BY since, case_id LIMIT $3";

const NOTE: &str = "-- takedown.ask.note
INSERT INTO takedown_ask (case_id, since)
/*on postgres*/ SELECT CAST(case_id AS uuid), since
    FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, since bigint)
/*on sqlite*/ SELECT unhex(value ->> 'case_id'), value ->> 'since' FROM json_each($1) /*end*/
WHERE TRUE
ON CONFLICT (case_id) DO NOTHING";

const FORGET: &str = "-- takedown.ask.forget
DELETE FROM takedown_ask WHERE case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
