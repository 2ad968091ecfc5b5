//! What the police said of a referral, as dated words: that they have it, what they call it, what became of it. Sealed,
//! read by those with need alone, and counted.
//!
//! A word stays. One that was written down wrongly is struck: it is shown as that, and counts no more.

pub(crate) mod api;
pub(crate) mod desk;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use jiff::civil::Date;
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::record::{Referral, find, lock, place};
use crate::{Error, State};

/// The longest word, in characters.
pub(crate) const LONGEST: usize = 4_000;

/// The longest reference of the police, in characters.
pub(crate) const REFERENCE: usize = 200;

/// What kind of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SaidKind {
    /// They confirmed it.
    Acknowledged,
    /// They have a case of this number.
    CaseNumber,
    /// They said how it goes on, or what helped.
    Feedback,
    /// A victim was identified.
    VictimIdentified,
    /// Somebody was arrested.
    Arrest,
    /// They do nothing further.
    NoAction,
    /// Something else came of it.
    Other,
}

impl SaidKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Acknowledged,
        Self::CaseNumber,
        Self::Feedback,
        Self::VictimIdentified,
        Self::Arrest,
        Self::NoAction,
        Self::Other,
    ];

    /// The name, as stored and as forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::CaseNumber => "case_number",
            Self::Feedback => "feedback",
            Self::VictimIdentified => "victim_identified",
            Self::Arrest => "arrest",
            Self::NoAction => "no_action",
            Self::Other => "other",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The key of the message that names it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Acknowledged => "referral-said-acknowledged",
            Self::CaseNumber => "referral-said-case-number",
            Self::Feedback => "referral-said-feedback",
            Self::VictimIdentified => "referral-said-victim-identified",
            Self::Arrest => "referral-said-arrest",
            Self::NoAction => "referral-said-no-action",
            Self::Other => "referral-said-other",
        }
    }

    /// Whether it says nothing without its text.
    const fn needs_text(self) -> bool {
        matches!(self, Self::CaseNumber | Self::Feedback | Self::Other)
    }
}

/// A word of the police.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its id.
    pub id: Id<Said>,
    /// Of which referral.
    pub referral: Id<Referral>,
    /// What kind.
    pub kind: SaidKind,
    /// On which day they said it, or it happened.
    pub on: String,
    /// When it was written down.
    pub at: Timestamp,
    /// By whom.
    pub staff: Id<Staff>,
    /// When somebody struck it, having been written down wrongly.
    pub struck_at: Option<Timestamp>,
    text: Option<Vec<u8>>,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("id")?,
            referral: row.get("referral_id")?,
            kind: SaidKind::named(&kind).ok_or(store::Error::Unreadable("referral_said.kind"))?,
            on: row.get("happened_on")?,
            at: row.get("at")?,
            staff: row.get("staff_id")?,
            struck_at: row.get("struck_at")?,
            text: row.get("text")?,
        })
    }
}

impl Said {
    /// What they said, in words.
    pub(crate) fn text(
        &self,
        tx: &Tx,
        referral: &Referral,
    ) -> Result<Option<Sensitive<String>>, Error> {
        let Some(sealed) = &self.text else {
            return Ok(None);
        };
        let text = referral.key(tx)?.open_text(of_text(self.id), sealed);
        Ok(Some(text.map_err(store::Error::from)?))
    }
}

/// A word that somebody writes down.
#[derive(Clone, Debug)]
pub struct NewSaid<'a> {
    /// What kind.
    pub kind: SaidKind,
    /// On which day they said it, or it happened: not later than today.
    pub on: Date,
    /// What they said.
    pub text: Option<&'a Sensitive<String>>,
}

/// Writes down what the police said of a referral: also long after it was concluded, for what comes of it takes time.
pub async fn say(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
    new: &NewSaid<'_>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let today = pack.zone.to_datetime(tx.now().to_jiff()).date();
    if new.on > today {
        return Err(Error::Day);
    }
    let text = checked(new)?;
    let referral = lock(tx, id).await?;
    // The police never heard of one that was withdrawn before it left.
    if referral.state == State::Withdrawn {
        return Err(Error::Changed);
    }
    write(tx, actor, &referral, new.kind, new.on, text.as_ref()).await?;
    if let (SaidKind::CaseNumber, Some(number)) = (new.kind, &text) {
        set_reference(tx, &referral, number).await?;
    }
    Ok(referral.case)
}

/// The text of a word, without blanks around it.
fn checked(new: &NewSaid<'_>) -> Result<Option<Sensitive<String>>, Error> {
    let text = new.text.map(|text| text.expose().trim().to_owned());
    let text = text.filter(|text| !text.is_empty());
    let longest = match new.kind {
        SaidKind::CaseNumber => REFERENCE,
        _ => LONGEST,
    };
    let is_wrong = |text: &String| {
        let one_line = new.kind == SaidKind::CaseNumber;
        let breaks =
            |letter: char| letter.is_control() && (one_line || !matches!(letter, '\n' | '\r'));
        text.chars().count() > longest || text.chars().any(breaks)
    };
    if (text.is_none() && new.kind.needs_text()) || text.as_ref().is_some_and(is_wrong) {
        return Err(Error::Said);
    }
    Ok(text.map(Sensitive::new))
}

/// Writes a word down. The record says that there is one, and not of what kind.
pub(crate) async fn write(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    kind: SaidKind,
    on: Date,
    text: Option<&Sensitive<String>>,
) -> Result<(), Error> {
    let id: Id<Said> = tx.new_id();
    let sealed = match text {
        Some(text) => {
            let key = referral.key(tx)?;
            Some(key.seal(of_text(id), text.expose().as_bytes(), tx.entropy()))
        }
        None => None,
    };
    let now = tx.now();
    let row = values![
        id,
        referral.id,
        kind.name(),
        on.to_string(),
        now,
        actor.staff_id(),
        sealed,
    ];
    tx.execute(INSERT, row).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.say",
        About::one("referral", referral.id),
        json!({ "case": referral.case, "word": id }),
    )
    .await?;
    Ok(())
}

/// Keeps what the police call a referral.
pub(crate) async fn set_reference(
    tx: &mut Tx,
    referral: &Referral,
    reference: &Sensitive<String>,
) -> Result<(), Error> {
    let sealed = referral.key(tx)?.seal(
        place("police_reference", referral.id),
        reference.expose().as_bytes(),
        tx.entropy(),
    );
    tx.execute(SET_REFERENCE, values![referral.id, sealed])
        .await?;
    Ok(())
}

/// Strikes a word that was written down wrongly.
pub async fn strike(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
    said: Id<Said>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let referral = lock(tx, id).await?;
    let now = tx.now();
    if tx.execute(STRIKE, values![said, id, now]).await? == 0 {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "referral.strike",
        About::one("referral", id),
        json!({ "case": referral.case, "word": said }),
    )
    .await?;
    Ok(referral.case)
}

/// What the police said of a referral, in the order of its days, for those with need.
pub async fn said(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Vec<Said>, Error> {
    actor.may(Action::ReadPoliceWord)?;
    find(tx, actor, id).await?;
    Ok(tx.all(OF_REFERRAL, values![id]).await?)
}

/// How often the police said something of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidCount {
    /// Of which kind.
    pub kind: SaidKind,
    /// How many words.
    pub words: i64,
    /// Of how many cases.
    pub cases: i64,
}

impl FromRow for SaidCount {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            kind: SaidKind::named(&kind).ok_or(store::Error::Unreadable("referral_said.kind"))?,
            words: row.get("words")?,
            cases: row.get("cases")?,
        })
    }
}

/// What the police said from one day to another, both within, by kind; struck words are none. No case is named.
pub async fn count_said(
    tx: &mut Tx,
    actor: &Actor,
    first: Date,
    last: Date,
) -> Result<Vec<SaidCount>, Error> {
    actor.may(Action::CountPoliceWords)?;
    let (first, last) = (first.to_string(), last.to_string());
    let found: Vec<SaidCount> = tx.all(COUNT, values![&first, &last]).await?;
    let of = |kind| {
        let none = SaidCount {
            kind,
            words: 0,
            cases: 0,
        };
        let one = found.iter().find(|count| count.kind == kind);
        one.copied().unwrap_or(none)
    };
    Ok(SaidKind::ALL.map(of).to_vec())
}

pub(crate) const fn of_text(id: Id<Said>) -> Place {
    Place::new("referral_said", "text", id)
}

const INSERT: &str = "-- referral.said.insert
INSERT INTO referral_said (id, referral_id, number, kind, happened_on, at, staff_id, text)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM referral_said WHERE referral_id = $2),
    $3, $4, $5, $6, $7)";

const SET_REFERENCE: &str = "-- referral.referral.set_reference
UPDATE referral_referral SET police_reference = $2 WHERE id = $1";

const STRIKE: &str = "-- referral.said.strike
UPDATE referral_said SET struck_at = $3 WHERE id = $1 AND referral_id = $2 AND struck_at IS NULL";

const OF_REFERRAL: &str = "-- referral.said.of_referral
SELECT id, referral_id, kind, happened_on, at, staff_id, struck_at, text FROM referral_said
WHERE referral_id = $1 ORDER BY happened_on, number LIMIT 500";

const COUNT: &str = "-- referral.said.count
SELECT s.kind, COUNT(*) AS words, COUNT(DISTINCT r.case_id) AS cases
FROM referral_said s JOIN referral_referral r ON r.id = s.referral_id
WHERE s.struck_at IS NULL AND s.happened_on BETWEEN $1 AND $2 GROUP BY s.kind";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in SaidKind::ALL {
            assert_eq!(SaidKind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn what_says_nothing_or_too_much_is_refused() {
        let long = "a".repeat(LONGEST + 1);
        for (kind, text, well) in [
            (SaidKind::Arrest, None, true),
            (SaidKind::Arrest, Some(" "), true),
            (SaidKind::Feedback, None, false),
            (SaidKind::Feedback, Some(" \n "), false),
            (SaidKind::Feedback, Some("first\r\nsecond"), true),
            (SaidKind::Feedback, Some("first\u{7}"), false),
            (SaidKind::CaseNumber, Some("first\nsecond"), false),
            (SaidKind::CaseNumber, Some(&long[..=REFERENCE]), false),
            (SaidKind::Other, Some(&long[..LONGEST]), true),
            (SaidKind::Other, Some(&long), false),
        ] {
            let text = text.map(|text| Sensitive::new(text.to_owned()));
            let new = NewSaid {
                kind,
                on: Date::constant(2026, 1, 5),
                text: text.as_ref(),
            };
            assert_eq!(checked(&new).is_ok(), well, "{kind:?}");
        }
    }
}
