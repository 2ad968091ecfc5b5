//! What the case page shows of the assessment, and what its reader may do now. No URL is shown here.

use askama::Template;
use identity::{Action, Actor};
use intake::{Case, State};
use kernel::{Id, Timestamp};
use pack::Pack;
use page::{Choice, Panel, Words};
use store::Tx;

use super::item_name;
use crate::decision::ready;
use crate::{Decision, Error, Item, National, Ruling};

#[derive(Template)]
#[template(path = "panel.html")]
struct PanelView<'a> {
    /// How many messages reporters and staff have sent each other.
    messages: Option<String>,
    words: &'a Words,
    csrf: &'a str,
    case: Id<Case>,
    /// Whether the reader may claim the case now.
    claimable: bool,
    /// Until when somebody else holds it.
    theirs: Option<String>,
    /// What the reader, who holds it, may do.
    mine: Option<Mine>,
    /// Whether the reader may look at the URLs to hand them over.
    hands_over: bool,
    /// Until when the reader's session for that lasts, where one is open.
    handing_over: Option<String>,
    items: Vec<Line>,
    decision: Option<Decided>,
    corrections: Vec<Corrected>,
    /// Whether the reader may take the decision back.
    correctable: bool,
    /// Where reporters can be sent.
    signposts: Vec<Choice>,
}

struct Mine {
    until: String,
    /// Until when the viewing session lasts, where one is open.
    viewing: Option<String>,
    /// What the release still waits for.
    waits: Option<String>,
}

struct Line {
    id: Id<Item>,
    name: String,
    /// What its assessment came to; nothing before there is one.
    came_to: Option<CameTo>,
}

pub(super) struct CameTo {
    pub(super) class: String,
    pub(super) reason: String,
    /// The age of the youngest child.
    pub(super) youngest: String,
    pub(super) national: String,
    pub(super) articles: Vec<String>,
    /// Under which versions.
    pub(super) under: String,
}

struct Decided {
    came_to: CameTo,
    at: String,
    released: Option<String>,
    danger: bool,
    out_of_remit: bool,
    signpost: Option<String>,
    note: String,
}

/// A decision that was taken back.
struct Corrected {
    opened_at: String,
    reason: String,
    closed_at: Option<String>,
}

/// The assessment of a case, as part of its page: what was found, and the forms for what comes next.
pub async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: Id<Case>,
) -> Result<Panel, Error> {
    actor.may(Action::ReadAssessment)?;
    let found = intake::case(tx, actor, case).await?;
    let time = |at: Timestamp| words.date_time(at, &pack.zone);
    let holder = crate::holder(tx, actor, case).await?;
    let is_mine = holder.is_some_and(|claim| Some(claim.staff) == actor.staff_id());
    // A lease that ran out frees the case, even before the job that moves it.
    let is_free = found.state == State::Waiting || found.state == State::Assessing;
    let mine = match holder.filter(|_| is_mine) {
        None => None,
        Some(claim) => Some(Mine {
            until: time(claim.lease_until),
            viewing: crate::viewing(tx, actor, case)
                .await?
                .map(|viewing| time(viewing.ends_at)),
            waits: ready(tx, actor, case)
                .await?
                .err()
                .map(|unready| words.say(&unready.message())),
        }),
    };
    let hands_over = found.state == State::Acting && actor.may(Action::View).is_ok();
    let handing_over = if hands_over {
        crate::viewing(tx, actor, case).await?
    } else {
        None
    };
    let mut items = Vec::new();
    for item in crate::items(tx, actor, case).await? {
        let assessment = crate::assessment(tx, actor, item.id).await?;
        items.push(Line {
            id: item.id,
            name: item_name(words, &item),
            came_to: assessment.map(|assessment| came_to(pack, words, &assessment.ruling)),
        });
    }
    let counts = intake::counts(tx, actor, case).await?;
    let decision = match crate::decision(tx, actor, case).await? {
        None => None,
        Some(decision) => Some(decided(tx, actor, pack, words, &decision).await?),
    };
    let view = PanelView {
        words,
        csrf,
        case,
        claimable: is_free && holder.is_none() && actor.may(Action::ClaimCase).is_ok(),
        theirs: holder
            .filter(|_| !is_mine)
            .map(|claim| time(claim.lease_until)),
        mine,
        hands_over,
        handing_over: handing_over.map(|viewing| time(viewing.ends_at)),
        messages: messages(words, counts),
        items,
        decision,
        corrections: corrections(tx, actor, pack, words, case).await?,
        correctable: crate::correctable(tx, actor, case).await?.is_some(),
        signposts: signposts(pack, words),
    };
    Ok(Panel {
        title: words.text("assessment-panel"),
        html: view.render().map_err(Error::Page)?,
    })
}

/// How many messages there are: nothing where there is none.
fn messages(words: &Words, counts: intake::Counts) -> Option<String> {
    (counts.messages > 0).then(|| {
        let counted = [("messages", counts.messages), ("new", counts.unread)];
        words.with("assessment-messages-count", &counted)
    })
}

async fn corrections(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
) -> Result<Vec<Corrected>, Error> {
    let time = |at: Timestamp| words.date_time(at, &pack.zone);
    let mut corrections = Vec::new();
    for correction in crate::corrections(tx, actor, case).await? {
        let reason = crate::correction_reason(tx, actor, &correction).await?;
        corrections.push(Corrected {
            opened_at: time(correction.opened_at),
            reason: reason.expose().clone(),
            closed_at: correction.closed_at.map(time),
        });
    }
    Ok(corrections)
}

fn signposts(pack: &Pack, words: &Words) -> Vec<Choice> {
    let choices = pack.signposts.iter().map(|signpost| {
        let label = signpost.label.in_language(words.language());
        Choice::new(&signpost.key, label)
    });
    choices.collect()
}

async fn decided(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    decision: &Decision,
) -> Result<Decided, Error> {
    let note = crate::note(tx, actor, decision).await?;
    let time = |at: Timestamp| words.date_time(at, &pack.zone);
    Ok(Decided {
        came_to: came_to(pack, words, &decision.ruling),
        at: time(decision.at),
        released: decision.released_at.map(time),
        danger: decision.danger,
        out_of_remit: decision.out_of_remit,
        signpost: decision.signpost.as_ref().map(|key| {
            let signpost = pack.signpost(key);
            signpost.map_or_else(
                || key.clone(),
                |known| known.label.in_language(words.language()).to_owned(),
            )
        }),
        note: note.map(|note| note.expose().clone()).unwrap_or_default(),
    })
}

/// A ruling in words: those of the schema and the law that it was made under.
pub(super) fn came_to(pack: &Pack, words: &Words, ruling: &Ruling) -> CameTo {
    let language = words.language();
    let owned = |label: Option<&str>| label.unwrap_or_default().to_owned();
    let under = &ruling.under;
    CameTo {
        class: ruling.class_label(pack, language).to_owned(),
        reason: owned(ruling.reason_label(pack, language)),
        youngest: owned(ruling.youngest_label(pack, language)),
        national: words.text(national_key(ruling.national_result)),
        articles: ruling.article_labels(pack, language),
        under: words.with(
            "assessment-under-versions",
            &[
                (
                    "schema",
                    format!("{}-{}", under.schema, under.schema_version),
                ),
                ("law", under.law_version.clone()),
                ("date", under.law_in_force_from.clone()),
            ],
        ),
    }
}

const fn national_key(national: National) -> &'static str {
    match national {
        National::NotAssessed => "assessment-national-not-assessed",
        National::NotIllegal => "assessment-national-not-illegal",
        National::Harmful => "assessment-national-harmful",
        National::Illegal => "assessment-national-illegal",
    }
}
