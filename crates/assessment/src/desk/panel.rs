//! What the case page shows of the assessment, and what its reader may do now. No URL is shown here.

use askama::Template;
use identity::{Action, Actor};
use intake::{Case, State};
use kernel::{Id, Timestamp};
use pack::Pack;
use page::{Choice, FormErrors, Panel, Words};
use store::Tx;

use super::deciding::{DecisionForm, ReleaseForm, grounds};
use super::queue::Colleagues;
use super::takers::Takers;
use super::{item_name, standing};
use crate::release::ready;
use crate::{AtHome, Decision, Error, Item, National, Ruling, version};

#[derive(Template)]
#[template(path = "panel.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a part of the page that is there or not"
)]
struct PanelView<'a> {
    /// How many messages reporters and staff have sent each other.
    messages: Option<String>,
    /// What its reporters wait for.
    waits: Vec<String>,
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
    /// Whether the case is closed, and the reader may look at what reporters told since.
    reads: bool,
    /// Until when the reader's session for that lasts, where one is open.
    handing_over: Option<String>,
    /// The first items.
    items: Vec<Line>,
    /// How many there are, and how many are classified.
    all_items: String,
    decision: Option<Decided>,
    /// What the reader may take back.
    undo: Option<String>,
    /// Where the second opinion stands, for whoever may know.
    opinion: standing::Facts,
    /// What the case waits for, where a second opinion is asked.
    awaits: Option<String>,
    /// Whether the reader may settle what two analysts see differently.
    settles: bool,
    /// Whether the reader may end a second opinion that nobody can give or settle.
    withdraws: bool,
    errors: FormErrors,
    decision_form: DecisionForm,
    release_form: ReleaseForm,
    corrections: Vec<Corrected>,
    /// Whether the reader may take the decision back.
    correctable: bool,
}

/// Items that the page of a case shows; all of them have a page of their own.
const ITEMS: usize = 10;

struct Mine {
    until: String,
    /// Whom it can be handed to: nobody of the staff first, for the queue.
    colleagues: Vec<Choice>,
    /// What comes of handing it over.
    hand_over_hint: String,
    /// Until when the viewing session lasts, where one is open.
    viewing: Option<String>,
    /// What the release still waits for.
    waits: Option<String>,
    /// The reader gives the second opinion.
    second: bool,
    /// The grounds on which the police can be told at once.
    grounds: Vec<Choice>,
}

impl Mine {
    fn grounds(&self) -> &[Choice] {
        &self.grounds
    }
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

/// A decision in words.
pub(super) struct Decided {
    pub(super) came_to: CameTo,
    pub(super) at: String,
    pub(super) released: Option<String>,
    pub(super) danger: bool,
    pub(super) at_home: AtHome,
    pub(super) out_of_remit: bool,
    pub(super) signpost: Option<String>,
    pub(super) note: String,
    /// That the police were told at once, where it waited for no second opinion.
    pub(super) urged: standing::Facts,
}

/// A decision that was taken back.
struct Corrected {
    opened_at: String,
    reason: String,
    /// Which other cases had taken over an answer of it.
    takers: Takers,
    closed_at: Option<String>,
}

/// Whether a case stands where the actor may work on it, if its opinions do not differ: it waits or is assessed, or waits
/// for a second opinion of theirs.
pub(super) async fn is_open(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<bool, Error> {
    match case.state {
        State::Waiting | State::Assessing => Ok(true),
        State::SecondOpinion => Ok(!crate::is_anothers(tx, actor, case.id).await?),
        State::Acting | State::Closed => Ok(false),
    }
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
    let second = found.state == State::SecondOpinion;
    let differs = second && crate::to_settle(tx, actor, case).await?.is_some();
    let is_free = !differs && is_open(tx, actor, &found).await?;
    let mine = match holder.filter(|_| is_mine) {
        None => None,
        Some(claim) => Some(Mine {
            until: time(claim.lease_until),
            colleagues: takers(tx, actor, words).await?,
            hand_over_hint: words.text(if second {
                "assessment-hand-over-second-hint"
            } else {
                "assessment-hand-over-hint"
            }),
            viewing: crate::viewing(tx, actor, case)
                .await?
                .map(|viewing| time(viewing.ends_at)),
            waits: ready(tx, actor, pack, case)
                .await?
                .err()
                .map(|unready| words.say(&unready.message())),
            second,
            grounds: if second { Vec::new() } else { grounds(words) },
        }),
    };
    let hands_over = found.state == State::Acting && actor.may(Action::View).is_ok();
    let unread = intake::unread_in(tx, actor, case).await?;
    let reads = found.state == State::Closed && unread.is_some() && actor.may(Action::View).is_ok();
    let handing_over =
        if hands_over || found.state == State::Closed && actor.may(Action::View).is_ok() {
            crate::viewing(tx, actor, case).await?
        } else {
            None
        };
    let lines = crate::item_lines(tx, actor, case, 0).await?;
    let items: Vec<_> = lines
        .iter()
        .take(ITEMS)
        .map(|line| Line {
            id: line.item.id,
            name: item_name(words, &line.item),
            came_to: line
                .ruling
                .as_ref()
                .map(|ruling| came_to(pack, words, ruling)),
        })
        .collect();
    let item_counts = crate::item_counts(tx, actor, case).await?;
    let all_items = words.with(
        "assessment-items-all",
        &[
            ("items", item_counts.items),
            ("classified", item_counts.classified),
        ],
    );
    let counts = intake::counts(tx, actor, case).await?;
    let decision = match crate::decision(tx, actor, case).await? {
        None => None,
        Some(decision) => Some(decided(tx, actor, pack, words, &decision).await?),
    };
    let version = version::of_case(tx, actor, case).await?;
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
        reads,
        handing_over: handing_over.map(|viewing| time(viewing.ends_at)),
        messages: messages(words, counts),
        waits: unread.map_or_else(Vec::new, |one| waits(words, one.unread, one.unanswered)),
        items,
        all_items,
        decision,
        undo: standing::undo(tx, actor, pack, words, case).await?,
        opinion: standing::facts(tx, actor, pack, words, case).await?,
        awaits: second.then(|| words.text("assessment-opinion-waits")),
        settles: differs && crate::settles(tx, actor, case).await?,
        withdraws: second && actor.may(Action::SettleOpinion).is_ok(),
        errors: FormErrors::none(),
        decision_form: DecisionForm::begun(tx, actor, pack, words, case, version.clone()).await?,
        release_form: ReleaseForm {
            version,
            ..ReleaseForm::default()
        },
        corrections: corrections(tx, actor, pack, words, case).await?,
        correctable: crate::correctable(tx, actor, case).await?.is_some(),
    };
    Ok(Panel {
        title: words.text("assessment-panel"),
        html: view.render().map_err(Error::Page)?,
    })
}

/// What reporters wait for, in words.
pub(super) fn waits(words: &Words, unread: i64, unanswered: i64) -> Vec<String> {
    let counted = [
        ("assessment-news-unread", unread),
        ("assessment-news-unanswered", unanswered),
    ];
    let there = counted.into_iter().filter(|(_, count)| *count > 0);
    there
        .map(|(key, count)| words.with(key, &[("count", count)]))
        .collect()
}

/// The queue, and then each colleague whom a case can be handed to.
async fn takers(tx: &mut Tx, actor: &Actor, words: &Words) -> Result<Vec<Choice>, Error> {
    let takers = crate::claim::takers(tx, actor).await?;
    let queue = Choice::new("", words.text("assessment-hand-over-queue"));
    let takers = takers.into_iter();
    let takers = takers.map(|(id, name)| Choice::new(id.to_string(), name.expose()));
    Ok(std::iter::once(queue).chain(takers).collect())
}

/// The queue, and then each colleague who may claim a case.
pub(super) fn colleagues(actor: &Actor, words: &Words, able: &Colleagues) -> Vec<Choice> {
    let others = able
        .iter()
        .filter(|(id, _)| Some(*id) != actor.staff_id())
        .map(|(id, name)| Choice::new(id.to_string(), name.expose()));
    let queue = Choice::new("", words.text("assessment-hand-over-queue"));
    std::iter::once(queue).chain(others).collect()
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
        let concerned = crate::concerned(tx, actor, correction.decision).await?;
        corrections.push(Corrected {
            opened_at: time(correction.opened_at),
            reason: page::harmless(reason.expose()),
            takers: Takers::of(tx, actor, words, &concerned).await?,
            closed_at: correction.closed_at.map(time),
        });
    }
    Ok(corrections)
}

pub(super) async fn decided(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    decision: &Decision,
) -> Result<Decided, Error> {
    let note = crate::note(tx, actor, decision).await?;
    let time = |at: Timestamp| words.date_time(at, &pack.zone);
    Ok(Decided {
        urged: standing::urged(tx, actor, pack, words, decision).await?,
        came_to: came_to(pack, words, &decision.ruling),
        at: time(decision.at),
        released: decision.released_at.map(time),
        danger: decision.danger,
        at_home: decision.at_home,
        out_of_remit: decision.out_of_remit,
        signpost: decision.signpost.as_ref().map(|key| {
            let signpost = pack.signpost(key);
            signpost.map_or_else(
                || key.clone(),
                |known| known.label.in_language(words.language()).to_owned(),
            )
        }),
        note: note
            .map(|note| page::harmless(note.expose()))
            .unwrap_or_default(),
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
                ("date", words.written_day(&under.law_in_force_from)),
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
