//! What of a reporter may leave the house: nothing, but by a recorded decision about one part of one report, to one
//! recipient. What leaves is read when it leaves: what the reporter withdrew meanwhile does not. What the reporter told
//! after the decision does not either: nobody decided about it.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Addition, Case, Report, State};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::blind::is_hidden;
use crate::claim::{held, person};

/// A part of what a reporter told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The description in the reporter's own words.
    Narrative,
    /// How to reach the reporter.
    Contact,
    /// User names and passwords in addresses, and how one gets there.
    Credentials,
    /// The address exactly as the reporter typed it: it may hold what names the reporter.
    Spelling,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 4] = [
        Self::Narrative,
        Self::Contact,
        Self::Credentials,
        Self::Spelling,
    ];

    /// The name, as stored and as forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Narrative => "narrative",
            Self::Contact => "contact",
            Self::Credentials => "credentials",
            Self::Spelling => "spelling",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// To whom something of a reporter may leave. A provider never gets anything of one, and what a partner hotline
/// gets a person hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// The police, with the referral.
    Police,
}

impl Recipient {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Police => "police",
        }
    }
}

/// How a reporter consented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Consent {
    /// In the conversation under the receipt.
    Message,
    /// In what the report itself says.
    Report,
    /// By voice, to a member of staff.
    Spoken,
}

impl Consent {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Message, Self::Report, Self::Spoken];

    /// The name, as stored and as forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Report => "report",
            Self::Spoken => "spoken",
        }
    }

    /// The way of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.name() == name)
    }
}

/// What is decided of a report.
#[derive(Clone, Copy, Debug)]
pub struct ToDisclose {
    /// The report.
    pub report: Id<Report>,
    /// Up to which submission whoever decides has seen it: see [`intake::reports_of`].
    pub seen: i64,
    /// What of it.
    pub part: Part,
    /// To whom.
    pub recipient: Recipient,
    /// How the reporter consented, where that is known.
    pub consent: Option<Consent>,
}

/// A decision that a part of a report may leave.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Its id.
    pub id: Id<Disclosure>,
    /// The report.
    pub report: Id<Report>,
    /// What of it.
    pub part: Part,
    /// How the reporter consented, where that is known.
    pub consent: Option<Consent>,
    /// Up to which submission of the report.
    pub up_to: i64,
    /// Who decided.
    pub staff: Id<Staff>,
    /// When.
    pub decided_at: Timestamp,
}

impl FromRow for Disclosure {
    fn from_row(row: &Row) -> store::Result<Self> {
        let part: String = row.get("part")?;
        let consent: Option<String> = row.get("consent")?;
        let unreadable = store::Error::Unreadable;
        Ok(Self {
            id: row.get("id")?,
            report: row.get("report_id")?,
            part: Part::named(&part).ok_or(unreadable("assessment_disclosure.part"))?,
            consent: consent
                .map(|name| {
                    Consent::named(&name).ok_or(unreadable("assessment_disclosure.consent"))
                })
                .transpose()?,
            up_to: row.get("up_to")?,
            staff: row.get("staff_id")?,
            decided_at: row.get("decided_at")?,
        })
    }
}

/// A part of a report that leaves, opened.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// Which part.
    pub part: Part,
    /// What it says.
    pub text: Sensitive<String>,
}

/// Decides that a part of a report of a case one holds, or that is acted on, may leave, of what was told so far. A contact
/// needs the reporter's consent. Deciding the same again changes nothing, unless more was told since: then that may leave
/// as well. What whoever decides has not seen is not decided about.
pub async fn disclose(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    what: &ToDisclose,
) -> Result<(), Error> {
    actor.may(Action::Disclose)?;
    let ToDisclose {
        report,
        seen,
        part,
        recipient,
        consent,
    } = *what;
    // After the release nobody holds it, and a referral may still wait to leave.
    if intake::case(tx, actor, case).await?.state != State::Acting {
        held(tx, actor, case).await?;
    }
    // A second analyst sees nothing of what was decided before, and what they decide would stand whichever counts.
    if crate::opinion::open(tx, case).await?.is_some() {
        return Err(Error::SecondOpinion);
    }
    let staff = person(actor)?;
    if part == Part::Contact && consent.is_none() {
        return Err(Error::NoConsent);
    }
    let up_to = match intake::newest_told(tx, actor, case, report).await {
        Err(intake::Error::NotFound) => return Err(Error::NotFound),
        other => other?,
    };
    if up_to > seen {
        return Err(Error::ToldMore);
    }
    let same = values![case, report, part.name(), recipient.name()];
    if let Some(before) = tx.optional::<Disclosure>(SAME, same).await? {
        if before.up_to >= up_to {
            return Ok(());
        }
        withdraw_disclosure(tx, actor, case, before.id).await?;
    }
    let id: Id<Disclosure> = tx.new_id();
    let now = tx.now();
    let decided = tx
        .execute(
            DECIDE,
            values![
                id,
                case,
                report,
                part.name(),
                recipient.name(),
                consent.map(Consent::name),
                up_to,
                staff,
                now,
            ],
        )
        .await?;
    if decided == 1 {
        audit::record(
            tx,
            actor.who(),
            "assessment.disclose",
            About::one("case", case),
            json!({
                "disclosure": id,
                "report": report,
                "part": part.name(),
                "to": recipient.name(),
                "consent": consent.map(Consent::name),
                "up_to": up_to,
            }),
        )
        .await?;
    }
    Ok(())
}

/// Takes such a decision back. What has left has left.
pub async fn withdraw_disclosure(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    id: Id<Disclosure>,
) -> Result<(), Error> {
    actor.may(Action::Disclose)?;
    if crate::opinion::open(tx, case).await?.is_some() {
        held(tx, actor, case).await?;
    }
    let staff = person(actor)?;
    let now = tx.now();
    if tx.execute(WITHDRAW, values![id, case, staff, now]).await? == 0 {
        return Err(Error::NotFound);
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.withdraw_disclosure",
        About::one("case", case),
        json!({ "disclosure": id }),
    )
    .await?;
    Ok(())
}

/// The decisions that stand for a case, oldest first; none for whoever might be asked for a second
/// opinion.
pub async fn disclosures(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Vec<Disclosure>, Error> {
    actor.may(Action::ReadAssessment)?;
    if is_hidden(tx, actor, case).await? {
        return Ok(Vec::new());
    }
    Ok(tx
        .all(STANDING, values![case, Recipient::Police.name()])
        .await?)
}

/// A mark of what may leave with a referral of a case now: another one once something is decided or taken back, or a reporter
/// withdraws. It says nothing of what was told.
pub async fn disclosed_mark(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<[u8; 32], Error> {
    actor.may(Action::ReadTakedown)?;
    let decisions: Vec<Disclosure> = tx
        .all(STANDING, values![case, Recipient::Police.name()])
        .await?;
    let mut of = Vec::new();
    for decision in &decisions {
        let withdrawn = intake::withdrawn_up_to(tx, actor, decision.report).await?;
        of.extend_from_slice(decision.id.uuid().as_bytes());
        of.extend_from_slice(&withdrawn.to_be_bytes());
    }
    Ok(tx.keyring()?.blind_index("assessment.disclosed", &of))
}

/// What leaves with a referral of a case by these decisions: for the job that composes it, and nobody else. Audited.
pub async fn disclosed(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Vec<Disclosed>, Error> {
    actor.may(Action::SendDisclosed)?;
    let decisions: Vec<Disclosure> = tx
        .all(STANDING, values![case, Recipient::Police.name()])
        .await?;
    if decisions.is_empty() {
        return Ok(Vec::new());
    }
    let location = intake::case(tx, actor, case).await?.location;
    let with_credentials = |report: Id<Report>| {
        decisions
            .iter()
            .any(|other| other.report == report && other.part == Part::Credentials)
    };
    let mut disclosed = Vec::new();
    for decision in &decisions {
        let (report, up_to) = (decision.report, decision.up_to);
        let told = intake::told_to_send(tx, actor, case, report, up_to).await?;
        let told = &told;
        let texts = match decision.part {
            Part::Narrative => narrative(told),
            Part::Contact => match &decision.consent {
                Some(_) => intake::contact_to_send(tx, actor, case, report, up_to)
                    .await?
                    .into_iter()
                    .collect(),
                None => Vec::new(),
            },
            Part::Credentials | Part::Spelling => {
                let typed = typed(tx, actor, pack, told, location).await?;
                if decision.part == Part::Credentials {
                    credentials(told, &typed)
                } else {
                    // A spelling that holds credentials waits for the decision about these.
                    spellings(&typed, with_credentials(report))
                }
            }
        };
        disclosed.extend(texts.into_iter().map(|text| Disclosed {
            part: decision.part,
            text,
        }));
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.send_disclosed",
        About::one("case", case),
        json!({
            "disclosures": decisions.iter().map(|decision| decision.id).collect::<Vec<_>>(),
            "texts": disclosed.len(),
        }),
    )
    .await?;
    Ok(disclosed)
}

fn narrative(told: &[Addition]) -> Vec<Sensitive<String>> {
    let said = told.iter();
    said.filter_map(|addition| addition.content.narrative.clone())
        .map(Sensitive::new)
        .collect()
}

/// An address as it was typed, with what stood before its host.
struct Typed {
    text: Sensitive<String>,
    credentials: Option<Sensitive<String>>,
}

/// The addresses of a report that are the place of the case: a report may name others, which are other cases.
async fn typed(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    told: &[Addition],
    location: Id<location::Location>,
) -> Result<Vec<Typed>, Error> {
    let mut found = Vec::new();
    for url in told.iter().flat_map(|addition| &addition.content.urls) {
        let Ok(place) = location::recognise(url, &pack.urls) else {
            continue;
        };
        if location::find(tx, actor, &place).await? == Some(location) {
            found.push(Typed {
                text: Sensitive::new(url.clone()),
                credentials: place.credentials().cloned(),
            });
        }
    }
    Ok(found)
}

fn credentials(told: &[Addition], typed: &[Typed]) -> Vec<Sensitive<String>> {
    let reach = told.iter();
    let reach = reach.filter_map(|addition| addition.content.reach.clone());
    let in_addresses = typed.iter().filter_map(|typed| typed.credentials.clone());
    in_addresses.chain(reach.map(Sensitive::new)).collect()
}

fn spellings(typed: &[Typed], with_credentials: bool) -> Vec<Sensitive<String>> {
    typed
        .iter()
        .filter(|typed| with_credentials || typed.credentials.is_none())
        .map(|typed| typed.text.clone())
        .collect()
}

const DECIDE: &str = "-- assessment.disclosure.decide
INSERT INTO assessment_disclosure (id, case_id, report_id, part, recipient, consent, up_to, staff_id, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (case_id, report_id, part, recipient) WHERE withdrawn_at IS NULL DO NOTHING";

const SAME: &str = "-- assessment.disclosure.same
SELECT id, report_id, part, consent, up_to, staff_id, decided_at FROM assessment_disclosure
WHERE case_id = $1 AND report_id = $2 AND part = $3 AND recipient = $4 AND withdrawn_at IS NULL";

const WITHDRAW: &str = "-- assessment.disclosure.withdraw
UPDATE assessment_disclosure SET withdrawn_by = $3, withdrawn_at = $4
WHERE id = $1 AND case_id = $2 AND withdrawn_at IS NULL";

const STANDING: &str = "-- assessment.disclosure.standing
SELECT id, report_id, part, consent, up_to, staff_id, decided_at FROM assessment_disclosure
WHERE case_id = $1 AND recipient = $2 AND withdrawn_at IS NULL ORDER BY decided_at, id";
