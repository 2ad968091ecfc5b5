//! Takedown: asking a provider to remove, and looking until it is done.
//!
//! A [`Notice`] is what the approved contact of whoever hosts a place is asked about it. Notices to one contact leave
//! together, in a [`Letter`]. A watch looks at the place by HEAD at
//! the pack's cadence; the place is gone by the pack's rule alone, never on one miss. What a look does not
//! say, people decide, two of them where the case ends with it.

mod act;
mod address;
mod again;
mod answers;
mod api;
mod as_watch;
mod asked;
mod cadence;
mod came;
mod check;
mod commitment;
mod compose;
mod decide;
mod desk;
mod detail;
mod evidence;
mod further;
mod glance;
mod late;
mod later;
mod led;
mod letter;
mod link;
mod longest;
mod marked;
mod moved;
mod notice;
mod notify;
mod outage;
mod panel;
mod provider;
mod question;
mod record;
mod request;
mod response;
mod revive;
mod said;
mod send;
mod series;
mod simhash;
mod sitting;
mod state;
mod stuck;
mod take;
mod timeline;
mod to_do;
mod trail;
mod turn;
mod unaddressed;
mod unmatched;
mod unwritten;
mod verdict;
mod waiting;
mod wanted;
mod watch;
mod word;
mod xarf;

pub use address::{contact_approved, go_on_addressing};
pub use again::{Reopened, reported_again};
pub use answers::{answers, received};
pub use as_watch::look_as_the_watch;
pub use came::{compared_key, fault_text, method_text, parked_key};
pub use check::{Cause, Check, checks, look_now};
pub use commitment::verify_checks;
pub use decide::{Word, decide, note_own_look};
pub use desk::routes;
pub use evidence::{Checked, MOST as MOST_EVIDENCE, evidence};
pub use further::{Aim, Looked};
pub use late::{AllLate, Late, late, urgent_late};
pub use letter::{
    ByHand, Letter, LetterImpossible, LetterMove, LetterState, Preview, edit, letter_traced,
    letters_prepared, letters_waiting, preview, release, see_to, sent_by_hand, tend, try_again,
    withdraw_letter,
};
pub use link::{
    CODE, Code, END_LIST, LIST, Visit, came_by_link, code_answered, end_list, put_list, send_code,
};
pub use marked::{Marked, mark_page, marked, unmark_page};
pub use moved::traced_elsewhere;
pub use notice::{
    Notice, Purpose, bounced, handed_over, is_unaddressed, notices, retry, stop, withdraw,
};
pub use notify::{Notified, hold_ended, notify, propose_traced};
pub use panel::{cause_key, panel, seen_key, vantage_text, verdict_key};
pub use provider::{ask_providers_anew, providers_changed};
pub use question::{ask_host, stop_asking};
pub use request::{Request, requests};
pub use response::{Response, response};
pub use send::send;
pub use series::{Series, SeriesState, follow_up, keep_following_up, series_of, skip_step};
pub use simhash::Mark;
pub use sitting::{sit, watch_due};
pub use state::{Impossible, Move, State};
pub use stuck::{Stuck, all_stuck, stuck};
pub use timeline::timeline;
pub use to_do::{ToDo, ToDoKind, all_to_dos, to_dos};
pub use turn::{Overdue, WATCHERS, keep_watching, overdue};
pub use unmatched::unmatched;
pub use unwritten::write;
pub use verdict::{Look, Rules, Seen, Verdict, judge};
pub use wanted::{Subject, Wanted, Wants};
pub use watch::{Watch, WatchState, unwatch, watch, watch_of};
pub use word::{NewWord, ProviderWord, Says, Via, say, say_of_letter, words_of};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// See to a letter until it is to be sent. Holds its id; queues itself while it waits.
pub const LETTER: jobs::Kind = "takedown.letter";

/// Go on with what an approved contact changes. Holds the contact's id and how far it is; queues itself.
pub const ADDRESS: jobs::Kind = "takedown.address";

/// Ask anew whose the places are that a provider had. Holds the provider and how far it is; queues itself.
pub const PROVIDERS: jobs::Kind = "takedown.providers";

/// See whether an urgent letter has left in its time. Holds its id; urgent; queues itself until that time is over.
pub const URGENT_LATE: jobs::Kind = "takedown.urgent_late";

/// Send a letter. Holds its id.
pub const SEND: jobs::Kind = "takedown.send";

/// Look at what is due: one sitting of a watcher. Holds the watcher's number; queues itself.
pub const WATCH: jobs::Kind = "takedown.watch";

/// Take the steps of series that are due. Queues itself.
pub const SERIES: jobs::Kind = "takedown.series";

/// A person is wanted for something about a notice. Holds [`Wants`].
pub const WANTED: jobs::Kind = "takedown.wanted";

/// A case's place is served from elsewhere: it is being traced again, and is to be routed anew. Holds the
/// case's id.
pub const MOVED: jobs::Kind = "takedown.moved";

/// Why something could not be done with a notice or a check.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such notice or check.
    #[error("there is no such notice or check")]
    NotFound,
    /// The notice is not in a state for that.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The letter is not in a state for that.
    #[error(transparent)]
    LetterImpossible(#[from] LetterImpossible),
    /// A text that a person wrote has no place for the reference or the list of places, or holds a URL.
    #[error("the text cannot be that of this letter")]
    UnfitText,
    /// A text that a person wrote misses what the pack asks of it: this.
    #[error("the text misses a part that the law asks for")]
    MissingPart(pack::Localized),
    /// It was changed meanwhile, or the case is not being acted on any more.
    #[error("it has changed meanwhile")]
    Changed,
    /// The pack names no legal authority for automatic requests.
    #[error("the pack names no legal authority for automatic requests")]
    NoAuthority,
    /// Who confirms has to be another person than who decided.
    #[error("another person has to confirm")]
    SamePerson,
    /// Who asks for more time says until when, and that is to come.
    #[error("more time needs an end that is to come")]
    NoTime,
    /// The day on which a form was filled in has not begun, or is before there was anything to fill in.
    #[error("a form was filled in on a day that is not to come")]
    Day,
    /// What they call it is too long, or no line.
    #[error("what they call it cannot be kept")]
    Ticket,
    /// A decision needs its reason.
    #[error("a reason is needed")]
    NoReason,
    /// The mail could not be made: the pack's template is at fault.
    #[error("the mail could not be composed")]
    Unsendable,
    /// The contact could not be found, proposed or read.
    #[error(transparent)]
    Stakeholders(#[from] stakeholders::Error),
    /// The case could not be moved or read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// The decision could not be read.
    #[error(transparent)]
    Assessment(#[from] assessment::Error),
    /// The location could not be opened.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// The word of the police could not be read.
    #[error(transparent)]
    Referral(#[from] referral::Error),
    /// The trace could not be asked for or read.
    #[error(transparent)]
    Trace(#[from] trace::Error),
    /// The mail could not be composed, kept or read.
    #[error(transparent)]
    Dispatch(#[from] dispatch::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
