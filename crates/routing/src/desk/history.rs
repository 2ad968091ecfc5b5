//! The history of a case on its page: one timeline, filtered and paged by links.

use askama::Template;
use audit::{Event, EventKind, Mark};
use identity::{Actor, Staff};
use intake::Case;
use kernel::Id;
use pack::Pack;
use page::{Panel, Words};
use serde::Deserialize;
use store::Tx;

use super::parts::{Names, made};
use super::words as keys;
use crate::{Error, timeline};

/// Which part of the history is asked for, in the address of the page. What is none of ours is left out of account.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Of which kind alone.
    #[serde(default)]
    kind: String,
    /// Before which event.
    #[serde(default)]
    before: String,
    /// Before which entry of the record that of the page ends.
    #[serde(default)]
    record: String,
}

impl Asked {
    /// The mark of the record that is asked for.
    pub(super) fn record(&self) -> Option<i64> {
        self.record.parse().ok()
    }
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPanel<'a> {
    words: &'a Words,
    case: String,
    filters: Vec<Filter>,
    lines: Vec<Line>,
    /// The end of the address of the events before these.
    earlier: Option<String>,
    /// The end of the address of the newest, where these are not.
    newest: Option<String>,
}

/// A way to see one kind of events, or all.
struct Filter {
    href: String,
    name: String,
    is_open: bool,
}

struct Line {
    at: String,
    kind: String,
    what: String,
    why: Option<String>,
    who: String,
    text: Option<String>,
}

/// The history of a case.
pub(super) async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: &Case,
    asked: &Asked,
) -> Result<Panel, Error> {
    let only = EventKind::named(&asked.kind);
    let before = Mark::of_text(&asked.before);
    let found = timeline(tx, actor, words, case, only, before).await?;
    let mut names = Names::default();
    let mut lines = Vec::new();
    for event in found.events {
        lines.push(line(tx, actor, pack, words, &mut names, event).await?);
    }
    let filter = only.map_or_else(String::new, |kind| format!("kind={}&", kind.name()));
    let all = Filter {
        href: String::new(),
        name: words.text("routing-history-all"),
        is_open: only.is_none(),
    };
    let kinds = EventKind::ALL.into_iter().map(|kind| Filter {
        href: format!("?kind={}", kind.name()),
        name: words.text(keys::event_kind(kind)),
        is_open: only == Some(kind),
    });
    let panel = HistoryPanel {
        words,
        case: case.id.to_string(),
        filters: std::iter::once(all).chain(kinds).collect(),
        lines: folded(words, lines),
        earlier: found.earlier.map(|mark| format!("?{filter}before={mark}")),
        newest: before.map(|_| match filter.trim_end_matches('&') {
            "" => String::new(),
            filter => format!("?{filter}"),
        }),
    };
    made(words.text("routing-history"), &panel)
}

/// The lines, of which those that say the same one after another are one, with how many and since when: a watch looks
/// every few hours, for months.
fn folded(words: &Words, lines: Vec<Line>) -> Vec<Line> {
    let mut folded: Vec<(Line, String, i64)> = Vec::new();
    for line in lines {
        match folded.last_mut() {
            Some((last, _, count)) if last.says_the_same(&line) => {
                *count += 1;
                *last = line;
            }
            _ => {
                let since = line.at.clone();
                folded.push((line, since, 1));
            }
        }
    }
    let told = |(mut line, since, count): (Line, String, i64)| {
        if count > 1 {
            let count = words.number(count);
            let values = [("what", line.what), ("count", count), ("since", since)];
            line.what = words.with("routing-history-times", &values);
        }
        line
    };
    folded.into_iter().map(told).collect()
}

impl Line {
    fn says_the_same(&self, other: &Self) -> bool {
        let said = |line: &Self| (line.text.is_none(), line.why.clone());
        let (own, others) = (said(self), said(other));
        own.0
            && own == others
            && (&self.kind, &self.what, &self.who) == (&other.kind, &other.what, &other.who)
    }
}

/// An event in words. Names are read once for all of them.
async fn line(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    names: &mut Names,
    event: Event,
) -> Result<Line, Error> {
    let staff = event.who_id.map(|id| Id::<Staff>::from_uuid(id.uuid()));
    let name = names.of(tx, actor, words, &event.who_kind, staff).await?;
    Ok(Line {
        at: words.date_time(event.mark.at, &pack.zone),
        kind: words.text(keys::event_kind(event.kind)),
        what: event.what,
        why: event
            .why
            .and_then(|why| keys::why(&why))
            .map(|key| words.text(key)),
        who: name,
        text: event.text.map(|text| page::harmless(text.expose())),
    })
}
