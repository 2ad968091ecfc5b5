//! Deciding, releasing, and taking back. A form that is refused is shown again as it was typed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Actor, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use pack::Pack;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::panel::{Decided, decided, is_open};
use super::{Sent, WITH_NOTE, is_set, is_stale, to_case, value};
use crate::claim::{claim_asked, lock_free};
use crate::{AtHome, Error, Ground, Judgement, NOTE_LIMIT, Unready, Urgent, decision, version};

/// The form of a decision, with what was typed.
pub(super) struct DecisionForm {
    pub(super) danger: bool,
    pub(super) at_home: AtHome,
    pub(super) out_of_remit: bool,
    pub(super) signpost: String,
    /// Where reporters can be sent: nowhere first.
    pub(super) signposts: Vec<Choice>,
    pub(super) note: String,
    /// What the page showed of the case.
    pub(super) version: String,
}

impl DecisionForm {
    /// Nothing was typed yet: it begins with what was decided before, so that who decides again takes nothing back unseen.
    /// A note that was released stays with what it was about; addresses in one stand defanged, as everywhere.
    pub(super) async fn begun(
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        words: &Words,
        case: Id<Case>,
        version: String,
    ) -> Result<Self, Error> {
        let mut form = Self {
            danger: false,
            at_home: AtHome::default(),
            out_of_remit: false,
            signpost: String::new(),
            signposts: signposts(pack, words),
            note: String::new(),
            version,
        };
        if let Some(before) = decision::begun(tx, actor, case).await? {
            form.danger = before.danger;
            form.at_home = before.at_home;
            form.out_of_remit = before.out_of_remit;
            form.signpost = before.signpost.clone().unwrap_or_default();
            if before.released_at.is_none()
                && let Some(note) = crate::note(tx, actor, &before).await?
            {
                form.note = page::harmless(note.expose());
            }
        }
        Ok(form)
    }
}

fn signposts(pack: &Pack, words: &Words) -> Vec<Choice> {
    let known = pack.signposts.iter().map(|signpost| {
        let label = signpost.label.in_language(words.language());
        Choice::new(&signpost.key, label)
    });
    let none = Choice::new("", words.text("assessment-signpost-none"));
    let choices: Vec<_> = std::iter::once(none).chain(known).collect();
    // Where the pack has none there is nothing to choose.
    if choices.len() > 1 {
        choices
    } else {
        Vec::new()
    }
}

/// The form of a release, with what was typed.
#[derive(Default)]
pub(super) struct ReleaseForm {
    pub(super) urgent: bool,
    pub(super) ground: String,
    pub(super) reason: String,
    /// What the page showed of the case.
    pub(super) version: String,
}

#[derive(Template)]
#[template(path = "decide.html")]
struct DecidePage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    /// What is wrong that is in no field.
    refused: Option<String>,
    /// The reader does not hold the case any more: deciding claims it first.
    claims: bool,
    /// What stands now, where it is not what the page showed.
    stands: Option<Decided>,
    form: DecisionForm,
}

#[derive(Template)]
#[template(path = "release.html")]
struct ReleasePage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    form: ReleaseForm,
    grounds: Vec<Choice>,
}

/// POST /cases/{id}/decision
pub(super) async fn decide(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent, WITH_NOTE>,
) -> Result<Response, Problem> {
    let mut form = DecisionForm {
        danger: is_set(&sent, "danger"),
        at_home: AtHome {
            victim: is_set(&sent, "victim_at_home"),
            suspect: is_set(&sent, "suspect_at_home"),
        },
        out_of_remit: is_set(&sent, "out_of_remit"),
        signpost: value(&sent, "signpost").unwrap_or_default().to_owned(),
        signposts: signposts(&desk.pack, &desk.words(&signed_in)),
        note: value(&sent, "note").unwrap_or_default().to_owned(),
        version: String::new(),
    };
    let signpost = (!form.signpost.is_empty()).then(|| form.signpost.clone());
    if signpost
        .as_ref()
        .is_some_and(|key| desk.pack.signpost(key).is_none())
    {
        return Err(Problem::Malformed);
    }
    let note = form.note.trim();
    let judgement = Judgement {
        danger: form.danger,
        at_home: form.at_home,
        out_of_remit: form.out_of_remit,
        signpost,
        note: (!note.is_empty()).then(|| Sensitive::new(note.to_owned())),
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = signed_in.actor();
    lock_free(&mut tx, case).await?;
    let stale = is_stale(&sent, &version::of_case(&mut tx, actor, case).await?);
    let claimed = if is_set(&sent, "claim") && !stale {
        claim_asked(&mut tx, actor, &desk.pack, case, false)
            .await
            .err()
    } else {
        None
    };
    let result = if stale {
        Ok(None)
    } else if let Some(error) = claimed {
        Err(error)
    } else {
        let decided = crate::decide(&mut tx, actor, case, &judgement).await;
        decided.map(Some)
    };
    let (field, message) = match result {
        Ok(Some(_)) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Ok(None) => ("", Message::new("assessment-stale-decision")),
        Err(Error::Unready(Unready::InRemit)) => ("out_of_remit", Unready::InRemit.message()),
        Err(Error::Unready(Unready::Signpost)) => ("signpost", Unready::Signpost.message()),
        Err(Error::Unready(unready)) => ("", unready.message()),
        Err(Error::TooLong) => (
            "note",
            Message::new("assessment-note-long").with("limit", limit(NOTE_LIMIT)),
        ),
        Err(error) => match error.into() {
            // The case went on without them: what was typed stays.
            Problem::Conflict(message) => ("", message),
            problem => return Err(problem),
        },
    };
    drop(tx);
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    form.version = version::of_case(&mut tx, actor, case).await?;
    let stands = match crate::decision(&mut tx, actor, case).await? {
        Some(decision) if stale => {
            Some(decided(&mut tx, actor, &desk.pack, &words, &decision).await?)
        }
        _ => None,
    };
    let claims = may_claim(&mut tx, actor, case).await?;
    let whole = field.is_empty();
    let page = page::render(&DecidePage {
        frame: desk.frame(&signed_in, words.text("assessment-decide")),
        csrf: signed_in.csrf(),
        refused: whole.then(|| words.say(&message)),
        claims,
        errors: if whole {
            FormErrors::none()
        } else {
            one(field, message)
        },
        case,
        stands,
        form,
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// Whether the reader, who does not hold it, may claim a case to decide it.
async fn may_claim(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let holder = crate::holder(tx, actor, case).await?;
    let is_mine = holder.is_some_and(|claim| Some(claim.staff) == actor.staff_id());
    let found = intake::case(tx, actor, case).await?;
    Ok(!is_mine
        && is_open(tx, actor, &found).await?
        && crate::to_settle(tx, actor, case).await?.is_none())
}

/// POST /cases/{id}/release
pub(super) async fn release(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let (tx_, actor, pack) = (&mut tx, signed_in.actor(), &*desk.pack);
    lock_free(tx_, case).await?;
    let form = ReleaseForm {
        urgent: is_set(&sent, "urgent"),
        ground: value(&sent, "ground").unwrap_or_default().to_owned(),
        reason: value(&sent, "reason").unwrap_or_default().to_owned(),
        version: version::of_case(tx_, actor, case).await?,
    };
    if is_stale(&sent, &form.version) {
        let stale = Message::new("assessment-stale-release");
        if form.urgent {
            return again(&desk, &signed_in, case, form, one("reason", stale));
        }
        return Err(Problem::Conflict(stale));
    }
    let result = match (form.urgent, Ground::named(&form.ground)) {
        (false, _) => crate::release(tx_, actor, pack, case).await,
        (true, None) => {
            let missing = Message::new("assessment-required");
            return again(&desk, &signed_in, case, form, one("ground", missing));
        }
        (true, Some(ground)) => {
            let reason = Sensitive::new(form.reason.clone());
            let urgent = Urgent { ground, reason };
            crate::release_urgent(tx_, actor, pack, case, &urgent).await
        }
    };
    match result {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(to_case(case).into_response())
        }
        Err(Error::NoReason) => {
            let missing = Message::new("assessment-problem-no-reason");
            again(&desk, &signed_in, case, form, one("reason", missing))
        }
        Err(Error::Unready(
            unready @ (Unready::NotUrgent | Unready::NotTheFirst | Unready::StillLearning),
        )) => {
            let errors = one("ground", unready.message());
            again(&desk, &signed_in, case, form, errors)
        }
        // What was typed about the urgency is not lost.
        Err(Error::Unready(unready)) if form.urgent => {
            let errors = one("reason", unready.message());
            again(&desk, &signed_in, case, form, errors)
        }
        Err(Error::NotHeld) if form.urgent => {
            let errors = one("reason", Message::new("assessment-problem-not-held"));
            again(&desk, &signed_in, case, form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// POST /cases/{id}/undo
pub(super) async fn undo(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::undo(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

fn again(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    form: ReleaseForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let page = page::render(&ReleasePage {
        frame: desk.frame(signed_in, words.text("assessment-release")),
        csrf: signed_in.csrf(),
        errors,
        case,
        form,
        grounds: grounds(&words),
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// The grounds on which the police are told at once.
pub(super) fn grounds(words: &Words) -> Vec<Choice> {
    Ground::ALL
        .map(|ground| Choice::new(ground.name(), words.text(ground_key(ground))))
        .into()
}

pub(super) const fn ground_key(ground: Ground) -> &'static str {
    match ground {
        Ground::Danger => "assessment-ground-danger",
        Ground::VictimAtHome => "assessment-ground-victim-at-home",
        Ground::SuspectAtHome => "assessment-ground-suspect-at-home",
    }
}

pub(super) fn limit(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn one(field: &str, message: Message) -> FormErrors {
    let mut errors = FormErrors::none();
    errors.push(field, message);
    errors
}
