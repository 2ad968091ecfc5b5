//! What only a person can settle about a route: its tasks.

use assessment::Decision;
use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::to_do::{Subject, about};
use crate::{Error, Route};

/// What a person is to settle about a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskKind {
    /// Sources name different countries.
    ChooseCountry,
    /// Nobody knows where the place is hosted.
    FindHost,
    /// A referral left on a decision that was taken back: the police are to be told.
    CorrectReferral,
    /// A handover was made on one: the partner is to be told.
    CorrectHandover,
    /// A notice left on one: the provider is to be told.
    CorrectNotice,
    /// The case took over an answer of a decision that was taken back: a supervisor looks whether it stands.
    LookAgain,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::ChooseCountry,
        Self::FindHost,
        Self::CorrectReferral,
        Self::CorrectHandover,
        Self::CorrectNotice,
        Self::LookAgain,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChooseCountry => "choose_country",
            Self::FindHost => "find_host",
            Self::CorrectReferral => "correct_referral",
            Self::CorrectHandover => "correct_handover",
            Self::CorrectNotice => "correct_notice",
            Self::LookAgain => "look_again",
        }
    }

    /// Whether a person ticks it off; the choice of a country settles itself.
    pub(crate) const fn is_ticked_off(self) -> bool {
        !matches!(self, Self::ChooseCountry)
    }

    /// Whether it is still to be done when the case is closed: who was told wrong has to know.
    pub(crate) const fn outlives_case(self) -> bool {
        matches!(
            self,
            Self::CorrectReferral | Self::CorrectHandover | Self::CorrectNotice | Self::LookAgain
        )
    }

    /// What whoever settles it may do.
    const fn settled_by(self) -> Action {
        match self {
            Self::LookAgain => Action::CorrectOthers,
            _ => Action::SettleRoute,
        }
    }

    /// Whether it stands among the tasks of an actor: who cannot take another's decision back is not told that it
    /// took over an answer.
    pub(crate) fn is_shown_to(self, actor: &Actor) -> bool {
        !matches!(self, Self::LookAgain) || actor.may(self.settled_by()).is_ok()
    }

    /// The key of the message that says what is to be done.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::ChooseCountry => "routing-to-do-choose-country",
            Self::FindHost => "routing-to-do-find-host",
            Self::CorrectReferral => "routing-to-do-correct-referral",
            Self::CorrectHandover => "routing-to-do-correct-handover",
            Self::CorrectNotice => "routing-to-do-correct-notice",
            Self::LookAgain => "routing-to-do-look-again",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A task of a route.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Its id.
    pub id: Id<Task>,
    /// The case.
    pub case: Id<Case>,
    /// What is to be settled.
    pub kind: TaskKind,
    /// Since when.
    pub opened_at: Timestamp,
}

impl FromRow for Task {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            kind: TaskKind::named(&kind).ok_or(store::Error::Unreadable("routing_task.kind"))?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// Opens a task about a route; one that it has already stays.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    kind: TaskKind,
) -> Result<(), Error> {
    open_about(tx, actor, route, kind, about(route.id)).await
}

/// Opens a task about something that the route had others do.
pub(crate) async fn open_about(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    kind: TaskKind,
    subject: Id<Subject>,
) -> Result<(), Error> {
    insert(tx, actor, route.case, Some(route.id), kind, subject).await
}

/// Opens a task about a case that took over an answer of a decision that was taken back.
pub(crate) async fn open_look(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    taken_back: Id<Decision>,
) -> Result<(), Error> {
    let kind = TaskKind::LookAgain;
    insert(tx, actor, case, None, kind, about(taken_back)).await
}

async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    route: Option<Id<Route>>,
    kind: TaskKind,
    subject: Id<Subject>,
) -> Result<(), Error> {
    let id: Id<Task> = tx.new_id();
    let now = tx.now();
    let opened = values![id, case, route, kind.name(), now, subject];
    if tx.execute(INSERT, opened).await? == 1 {
        audit::record(
            tx,
            actor.who(),
            "routing.open_task",
            About::one("case", case),
            json!({ "task": id, "kind": kind.name(), "subject": subject }),
        )
        .await?;
    }
    Ok(())
}

/// Closes what is to be looked at again about a case: its own decision was taken back, so somebody looks.
pub(crate) async fn close_looks(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let now = tx.now();
    let by: Option<Id<Staff>> = actor.staff_id();
    let kind = TaskKind::LookAgain.name();
    tx.execute(CLOSE_KIND, values![case, kind, now, by]).await?;
    Ok(())
}

/// Closes whatever tasks a route has open: they are settled, or do not matter any more.
pub(crate) async fn close_all(tx: &mut Tx, actor: &Actor, route: Id<Route>) -> Result<(), Error> {
    let now = tx.now();
    let by: Option<Id<Staff>> = actor.staff_id();
    tx.execute(CLOSE_ALL, values![route, now, by]).await?;
    Ok(())
}

/// Ticks a task off: the host of a case cannot be found, somebody was told of a correction, or what was taken over stands
/// on its own. A country that is to be chosen is settled by choosing.
pub async fn finish_task(tx: &mut Tx, actor: &Actor, id: Id<Task>) -> Result<Id<Case>, Error> {
    actor.may(Action::SettleRoute)?;
    let task = tx
        .optional::<Task>(GET, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    actor.may(task.kind.settled_by())?;
    let now = tx.now();
    let by: Option<Id<Staff>> = actor.staff_id();
    if !task.kind.is_ticked_off() || tx.execute(CLOSE, values![id, now, by]).await? == 0 {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "routing.finish_task",
        About::one("case", task.case),
        json!({ "task": id, "kind": task.kind.name() }),
    )
    .await?;
    Ok(task.case)
}

const INSERT: &str = "-- routing.task.insert
INSERT INTO routing_task (id, case_id, route_id, kind, state, opened_at, subject_id)
VALUES ($1, $2, $3, $4, 'open', $5, $6)
ON CONFLICT (case_id, kind, subject_id) DO NOTHING";

const CLOSE_ALL: &str = "-- routing.task.close_all
UPDATE routing_task SET state = 'done', done_at = $2, done_by = $3 WHERE route_id = $1 AND state = 'open'";

const CLOSE_KIND: &str = "-- routing.task.close_kind
UPDATE routing_task SET state = 'done', done_at = $3, done_by = $4
WHERE case_id = $1 AND kind = $2 AND state = 'open'";

const CLOSE: &str = "-- routing.task.close
UPDATE routing_task SET state = 'done', done_at = $2, done_by = $3 WHERE id = $1 AND state = 'open'";

const GET: &str = "-- routing.task.get
SELECT id, case_id, kind, opened_at FROM routing_task WHERE id = $1";
