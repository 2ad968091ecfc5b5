//! The part of the case page that shows notices, the watch and checks, and what a person is to do.

mod series;

use askama::Template;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use page::{Panel, Words};
use series::SeriesRow;
pub(crate) use series::series_key;
use store::Tx;

use crate::came::{Told, newest};
use crate::check::{Cause, Check, checks};
use crate::desk::words::choices;
use crate::marked::{Marked, marked};
use crate::notice::{Notice, Purpose, is_waiting_for_contact, notices};
use crate::to_do::asks;
use crate::unwritten::is_unwritten;
use crate::verdict::{Seen, Verdict};
use crate::watch::{WatchState, watch_of};
use crate::word::{ProviderWord, Says, Via, words_of};
use crate::{Error, Move, State};

/// Checks shown: the newest.
const SHOWN: usize = 12;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides a part of the page"
)]
#[derive(Template)]
#[template(path = "takedown-panel.html")]
struct PanelPage<'a> {
    words: &'a Words,
    csrf: &'a str,
    case: String,
    unaddressed: bool,
    /// What was written was withdrawn, and nobody is asked; and whether the reader may have somebody written to.
    unwritten: bool,
    may_write: bool,
    /// A rule of the hotline forbids to write to whoever runs this.
    forbidden: bool,
    notices: Vec<NoticeRow>,
    /// What a provider can say.
    says: Vec<(&'static str, String)>,
    series: Vec<SeriesRow>,
    watch: String,
    /// What is said of the page that the place is marked as.
    page: Option<String>,
    may_mark: bool,
    may_unmark: bool,
    may_look: bool,
    may_say: bool,
    checks: Vec<CheckRow>,
    /// What came back of each, for those who say what they mean.
    evidence: Vec<Told>,
    /// The check that a person is to say something about.
    open: Option<String>,
    /// The check that another person is to confirm: its id and what was said.
    unconfirmed: Option<Unconfirmed>,
}

struct NoticeRow {
    id: String,
    /// The letter that it is in.
    letter: Option<String>,
    name: String,
    address: String,
    state: String,
    since: String,
    message_id: Option<String>,
    /// Which step of its series it is, where it is no first one.
    step: Option<String>,
    /// What the provider said.
    said: Vec<SaidRow>,
    /// What a person is to know or to do about it.
    tasks: Vec<String>,
    may_say: bool,
    /// What else can be done: the end of the form's address, and the button.
    acts: Vec<(&'static str, String)>,
}

/// What a provider said.
struct SaidRow {
    /// By which way it came.
    via: String,
    says: String,
    at: String,
    /// Until when they ask for time.
    until: Option<String>,
    text: Option<String>,
}

struct CheckRow {
    at: String,
    cause: String,
    vantage: String,
    seen: String,
    status: String,
    verdict: String,
    decided: Option<String>,
}

struct Unconfirmed {
    id: String,
    word: &'static str,
    said: String,
    /// The rule said so, not a person.
    by_rule: bool,
    by_reader: bool,
}

/// The panel of a case.
pub async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: Id<Case>,
) -> Result<Panel, Error> {
    actor.may(Action::ReadTakedown)?;
    let time = |at: Timestamp| words.date_time(at, &pack.zone);
    let may_notify = actor.may(Action::Notify).is_ok();
    let may_decide = actor.may(Action::DecideCheck).is_ok();
    let acting = intake::case(tx, actor, case).await?.state == intake::State::Acting;
    let mut rows = Vec::new();
    let said = words_of(tx, actor, case).await?;
    for notice in notices(tx, actor, case).await? {
        let mut row = notice_row(tx, actor, words, &notice, &time, may_notify).await?;
        for word in said.iter().filter(|word| word.notice == notice.id) {
            let text = word.shown(tx, actor, pack, &notice).await?;
            row.said.push(said_row(words, word, text, &time));
        }
        rows.push(row);
    }
    let unwritten = acting && is_unwritten(tx, case).await?;
    let series = series::rows(tx, actor, pack, words, case).await?;
    let watched = watch_of(tx, actor, case).await?;
    let watch = match &watched {
        None => words.text("takedown-watch-none"),
        Some(watch) => match (watch.state, watch.next_at) {
            (WatchState::Due, Some(next)) => {
                words.with("takedown-watch-due", &[("time", time(next))])
            }
            (WatchState::After, Some(next)) => {
                words.with("takedown-watch-after", &[("time", time(next))])
            }
            (WatchState::Due | WatchState::After, None) => words.text("takedown-watch-none"),
            (WatchState::Off, _) => words.text("takedown-watch-off"),
            (WatchState::Ended, _) => words.text("takedown-watch-ended"),
        },
    };
    let page = marked(tx, actor, case).await?;
    let may_mark = actor.may(Action::MarkPage).is_ok();
    let all = checks(tx, actor, case).await?;
    let begun = watched.as_ref().map(|watch| watch.started_at);
    let asks = asks(&all, begun);
    let open = asks.open.filter(|_| acting && may_decide);
    let open = open.map(|check| check.id.to_string());
    let unconfirmed = asks.unconfirmed.filter(|_| acting && may_decide);
    let unconfirmed = unconfirmed.and_then(|check| unconfirmed_row(words, actor, check));
    let evidence = if may_decide {
        let came = newest(tx, actor, case, SHOWN).await?;
        let told = came
            .iter()
            .map(|(at, came)| Told::new(words, time(*at), came));
        told.collect()
    } else {
        Vec::new()
    };
    let page = PanelPage {
        words,
        csrf,
        case: case.to_string(),
        unaddressed: is_waiting_for_contact(tx, case).await?,
        unwritten,
        may_write: unwritten && may_notify,
        forbidden: is_left_alone(tx, actor, case).await?,
        notices: rows,
        says: choices(words),
        series,
        watch,
        may_mark: may_mark && page.is_none() && acting && pack.watch.legal_authority.is_some(),
        may_unmark: may_mark && page.is_some(),
        page: page.map(|page| page_line(words, &page, &time)),
        may_look: acting
            && watched.is_some_and(|watch| watch.state == WatchState::Due)
            && pack.watch.legal_authority.is_some()
            && actor.may(Action::Check).is_ok(),
        may_say: acting && may_decide,
        checks: all
            .iter()
            .take(SHOWN)
            .map(|check| check_row(words, check, &time))
            .collect(),
        evidence,
        open,
        unconfirmed,
    };
    let html = page.render().map_err(|_| Error::Unsendable)?;
    Ok(Panel {
        title: words.text("takedown-title"),
        html,
    })
}

/// What is said of a place that is marked as a page.
fn page_line(words: &Words, page: &Marked, time: &impl Fn(Timestamp) -> String) -> String {
    match page.compared_since {
        Some(since) => words.with("takedown-page-compared", &[("time", time(since))]),
        None => words.with("takedown-page-marked", &[("time", time(page.at))]),
    }
}

/// Whether a rule of the hotline forbids to write to anybody who hosts the place.
async fn is_left_alone(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let location = intake::case(tx, actor, case).await?.location;
    let standing = trace::standing(tx, actor, location).await?;
    Ok(standing.is_some_and(|standing| {
        let everybody = standing.is_left_alone(&trace::Host::default());
        everybody
            || standing
                .hosts()
                .iter()
                .any(|host| standing.is_left_alone(host))
    }))
}

async fn notice_row(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    notice: &Notice,
    time: &impl Fn(Timestamp) -> String,
    may: bool,
) -> Result<NoticeRow, Error> {
    let contact = stakeholders::contact(tx, actor, notice.contact).await?;
    let approved = contact.state == stakeholders::State::Approved;
    let mut tasks = Vec::new();
    let mut acts = Vec::new();
    if notice.purpose == Purpose::AskHost {
        tasks.push(words.text("takedown-asks-host"));
    }
    match notice.state {
        State::Drafted => {
            if !approved {
                tasks.push(words.text("takedown-waits"));
            }
            if referral::holds(tx, actor, notice.case).await? {
                tasks.push(words.text("takedown-held"));
            }
        }
        State::Failed | State::Bounced => {
            tasks.push(words.text("takedown-failed"));
            acts.push(("retry", words.text("takedown-retry")));
        }
        State::Sent => acts.push(("bounced", words.text("takedown-bounced"))),
        _ => {}
    }
    let mail = match notice.letter {
        Some(letter) => dispatch::dispatched(tx, actor, letter).await?,
        None => None,
    };
    if mail.as_ref().is_some_and(|mail| mail.maybe_twice) {
        tasks.push(words.text("takedown-maybe-resent"));
    }
    if notice.urls_withheld && notice.sent_at.is_some() && notice.handed_over_at.is_none() {
        tasks.push(words.text("takedown-to-hand-over"));
        acts.push(("handed-over", words.text("takedown-handed-over")));
    }
    if notice.state.after(Move::Withdraw).is_ok() {
        acts.push(("withdraw", words.text("takedown-withdraw")));
    }
    if !may {
        acts.clear();
    }
    Ok(NoticeRow {
        id: notice.id.to_string(),
        letter: notice.letter.map(|letter| letter.to_string()),
        name: contact.name.expose().clone(),
        address: contact.address.expose().clone(),
        state: words.text(match notice.state {
            State::Drafted if approved => "takedown-state-held",
            state => state_key(state),
        }),
        since: time(notice.sent_at.unwrap_or(notice.drafted_at)),
        message_id: mail.map(|mail| mail.message_id),
        step: (notice.step > 0).then(|| words.with("takedown-step", &[("number", notice.step)])),
        said: Vec::new(),
        tasks,
        may_say: may && matches!(notice.state, State::Sent | State::Acknowledged),
        acts,
    })
}

fn said_row(
    words: &Words,
    word: &ProviderWord,
    text: Option<String>,
    time: &impl Fn(Timestamp) -> String,
) -> SaidRow {
    SaidRow {
        via: words.text(match word.via {
            Via::Mail => "takedown-said-by-mail",
            Via::Staff => "takedown-said-to-staff",
            Via::Page => "takedown-said-on-page",
            Via::Program => "takedown-said-by-program",
        }),
        says: words.text(says_key(word.says)),
        at: time(word.at),
        until: word
            .until
            .map(|until| words.with("takedown-says-until", &[("time", time(until))])),
        text,
    }
}

fn check_row(words: &Words, check: &Check, time: &impl Fn(Timestamp) -> String) -> CheckRow {
    CheckRow {
        at: time(check.at),
        cause: words.text(cause_key(check.cause)),
        vantage: vantage_text(words, &check.vantage),
        seen: words.text(seen_key(check.seen)),
        status: check
            .status
            .map(|status| status.to_string())
            .unwrap_or_default(),
        verdict: words.text(verdict_key(check.verdict)),
        decided: check
            .decided
            .or(check.later)
            .map(|decided| words.text(verdict_key(decided))),
    }
}

/// From where a look was, in words.
pub fn vantage_text(words: &Words, vantage: &str) -> String {
    match vantage {
        egress::HOUSE => words.text("takedown-vantage-house"),
        egress::TOR => "Tor".to_owned(),
        name => page::harmless(name),
    }
}

fn unconfirmed_row(words: &Words, actor: &Actor, check: &Check) -> Option<Unconfirmed> {
    let decided = check.unconfirmed()?;
    Some(Unconfirmed {
        id: check.id.to_string(),
        word: decided.name(),
        said: words.text(verdict_key(decided)),
        by_rule: check.decided.is_none(),
        by_reader: check.decided.is_some() && check.decided_by == actor.staff_id(),
    })
}

pub(crate) const fn state_key(state: State) -> &'static str {
    match state {
        State::Drafted => "takedown-state-drafted",
        State::Released => "takedown-state-released",
        State::Queued => "takedown-state-queued",
        State::Sent => "takedown-state-sent",
        State::Acknowledged => "takedown-state-acknowledged",
        State::Settled => "takedown-state-settled",
        State::Failed => "takedown-state-failed",
        State::Bounced => "takedown-state-bounced",
        State::Withdrawn => "takedown-state-withdrawn",
    }
}

/// The key of the message for what a provider said.
pub(crate) const fn says_key(says: Says) -> &'static str {
    match says {
        Says::Seen => "takedown-says-seen",
        Says::Removed => "takedown-says-removed",
        Says::NotOurs => "takedown-says-not-ours",
        Says::MoreTime => "takedown-says-more-time",
        Says::Question => "takedown-says-question",
        Says::Text => "takedown-says-text",
    }
}

/// The key of the message for why somebody looked.
pub const fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::Watch => "takedown-cause-watch",
        Cause::Asked => "takedown-cause-asked",
        Cause::Again => "takedown-cause-again",
        Cause::Person => "takedown-cause-person",
    }
}

/// The key of the message for what a look showed.
pub const fn seen_key(seen: Seen) -> &'static str {
    match seen {
        Seen::Up => "takedown-seen-up",
        Seen::NotFound => "takedown-seen-not-found",
        Seen::NoSuchName => "takedown-seen-no-such-name",
        Seen::Elsewhere => "takedown-seen-elsewhere",
        Seen::Redirected => "takedown-seen-redirected",
        Seen::OtherWords => "takedown-seen-other-words",
        Seen::ErrorWith200 => "takedown-seen-error-with-200",
        Seen::Parked => "takedown-seen-parked",
        Seen::Blocked => "takedown-seen-blocked",
        Seen::Forbidden => "takedown-seen-forbidden",
        Seen::ServerError => "takedown-seen-server-error",
        Seen::HeadRefused => "takedown-seen-head-refused",
        Seen::Silent => "takedown-seen-silent",
        Seen::Refused => "takedown-seen-refused",
        Seen::Odd => "takedown-seen-odd",
        Seen::Untrusted => "takedown-seen-untrusted",
        Seen::NotAsked => "takedown-seen-not-asked",
        Seen::AsSaid => "takedown-seen-as-said",
        Seen::Person => "takedown-seen-person",
    }
}

/// The key of the message for a verdict.
pub const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Up => "takedown-verdict-up",
        Verdict::Missing => "takedown-verdict-missing",
        Verdict::GoneHere => "takedown-verdict-gone-here",
        Verdict::Gone => "takedown-verdict-gone",
        Verdict::AccessDisabled => "takedown-verdict-access-disabled",
        Verdict::Moved => "takedown-verdict-moved",
        Verdict::Changed => "takedown-verdict-changed",
        Verdict::Blocked => "takedown-verdict-blocked",
        Verdict::ErrorPage => "takedown-verdict-error-page",
        Verdict::Unsure => "takedown-verdict-unsure",
    }
}
