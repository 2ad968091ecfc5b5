//! What the panel says of a second opinion and of what can be taken back. Nothing of it is shown to whoever might
//! give the second opinion.

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use pack::Pack;
use page::Words;
use store::Tx;

use super::deciding::ground_key;
use crate::pair::{ARTICLES, CLASS, DANGER, NATIONAL, REMIT, SIGNPOST, SUSPECT, VICTIM};
use crate::{Act, Decision, Error, Opinion, Side, Standing, Why};

/// Rows of a list of facts: what, and what of it.
pub(super) type Facts = Vec<(String, String)>;

/// What can be taken back, in words.
pub(super) async fn undo(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
) -> Result<Option<String>, Error> {
    let undoable = crate::undoable(tx, actor, pack, case).await?;
    let now = tx.now();
    Ok(undoable.map(|undoable| {
        let left = undoable.until.since(now).as_millis().div_ceil(1000);
        words.with(
            act_key(undoable.act),
            &[("seconds", i64::try_from(left).unwrap_or(i64::MAX))],
        )
    }))
}

/// Where the second opinion of a case stands.
pub(super) async fn facts(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
) -> Result<Facts, Error> {
    let Some(opinion) = crate::opinion(tx, actor, case).await? else {
        return Ok(Vec::new());
    };
    let mut facts = Vec::new();
    let mut add = |key: &str, fact: String| facts.push((words.text(key), fact));
    add(
        "assessment-opinion",
        words.text(standing_key(opinion.standing)),
    );
    add("assessment-opinion-why", words.text(why_key(opinion.why)));
    // Until it is settled, only whoever settles it learns what the two see differently.
    let open = matches!(opinion.standing, Standing::Asked | Standing::Differs);
    if (!open || actor.may(Action::SettleOpinion).is_ok()) && !opinion.differences.is_empty() {
        let names = opinion.differences.iter();
        let names: Vec<_> = names.map(|key| field_name(pack, words, key)).collect();
        add("assessment-opinion-differences", names.join(", "));
    }
    if let Some(ground) = opinion.urgent {
        add("assessment-urgent", words.text(ground_key(ground)));
        if let Some(at) = opinion.urgent_at {
            add("assessment-urgent-at", words.date_time(at, &pack.zone));
        }
        if let Some(reason) = crate::urgent_reason(tx, actor, &opinion).await? {
            add("assessment-reason", page::harmless(reason.expose()));
        }
    }
    settled(tx, actor, pack, words, &opinion, &mut facts).await?;
    Ok(facts)
}

/// Who had the police told at once of a decision that waited for no second opinion, when, on which ground, and why.
pub(super) async fn urged(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    decision: &Decision,
) -> Result<Facts, Error> {
    let Some(urged) = crate::urgent::urged(tx, actor, decision).await? else {
        return Ok(Vec::new());
    };
    let reason = urged.reason(tx)?;
    let by = identity::name(tx, actor, urged.staff).await?;
    let by = by.map_or_else(
        || words.text("assessment-lead-colleague"),
        |name| name.expose().clone(),
    );
    let facts = [
        ("assessment-urgent", words.text(ground_key(urged.ground))),
        ("assessment-urgent-by", by),
        (
            "assessment-urgent-at",
            words.date_time(urged.at, &pack.zone),
        ),
        ("assessment-reason", page::harmless(reason.expose())),
    ];
    Ok(facts.map(|(key, fact)| (words.text(key), fact)).into())
}

async fn settled(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    opinion: &Opinion,
    facts: &mut Facts,
) -> Result<(), Error> {
    if let Some(settled) = crate::settled(tx, actor, opinion).await? {
        let side = match settled.side {
            Side::First => "assessment-side-first",
            Side::Second => "assessment-side-second",
        };
        facts.push((words.text("assessment-settled"), words.text(side)));
        let at = words.date_time(settled.at, &pack.zone);
        facts.push((words.text("assessment-settled-at"), at));
        let reason = page::harmless(settled.reason.expose());
        facts.push((words.text("assessment-reason"), reason));
    }
    Ok(())
}

/// What was compared, in words.
pub(super) fn field_name(pack: &Pack, words: &Words, key: &str) -> String {
    match key {
        CLASS => words.text("assessment-class"),
        NATIONAL => words.text("assessment-national"),
        ARTICLES => words.text("assessment-articles"),
        DANGER => words.text("assessment-danger"),
        VICTIM => words.text("assessment-ground-victim-at-home"),
        SUSPECT => words.text("assessment-ground-suspect-at-home"),
        REMIT => words.text("assessment-out-of-remit"),
        SIGNPOST => words.text("assessment-signpost"),
        key => pack.schema.field(key).map_or_else(
            || key.to_owned(),
            |field| field.label.in_language(words.language()).to_owned(),
        ),
    }
}

const fn act_key(act: Act) -> &'static str {
    match act {
        Act::Several => "assessment-undo-several",
        Act::Decide => "assessment-undo-decide",
        Act::HandOver => "assessment-undo-hand-over",
        Act::Ask | Act::Release => "assessment-undo-release",
        Act::Settle => "assessment-undo-settle",
    }
}

const fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Asked => "assessment-opinion-asked",
        Standing::Differs => "assessment-opinion-differs",
        Standing::Agreed => "assessment-opinion-agreed",
        Standing::Settled => "assessment-opinion-settled",
        Standing::TakenBack => "assessment-opinion-taken-back",
    }
}

const fn why_key(why: Why) -> &'static str {
    match why {
        Why::Sample => "assessment-opinion-sample",
        Why::KnownAnswer => "assessment-opinion-known-answer",
        Why::Trainee => "assessment-opinion-trainee",
        Why::Rule => "assessment-opinion-rule",
    }
}
