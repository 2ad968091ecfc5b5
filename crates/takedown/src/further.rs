//! Looking further than HEAD where that does not say whether the content is there: at the words of a place that
//! somebody marked as a page, at whether the host answers so whatever it is asked for, at whoever parks names.
//!
//! Nothing of this is asked for where the place answers as it did the last time and its words are the same. What comes
//! of it is evidence and one of three things that a look shows: other words, an error page with 200, a parked name.
//! None of them is a miss: people decide what they mean.

use std::fmt;
use std::time::Duration;

use egress::{FetchError, Manner, Page, Paged, Sighting, Step};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use location::{Location, is_same_place, registered_domain};
use pack::{Answering, Pack, ParkedBy};
use serde_json::{Value as Json, json};
use tokio::time::{Instant, sleep_until, timeout_at};
use trace::turn::Answer;
use url::Url;

use crate::check::hexadecimal;
use crate::led::{Door, Later, Led};
use crate::simhash::Mark;
use crate::trail::Trail;
use crate::verdict::Seen;

/// How long is looked further at most, and never longer than a look as a whole may take.
const LONGEST: Duration = Duration::from_secs(20);

/// What is looked at.
#[derive(Clone, Debug)]
pub struct Aim {
    /// The working URL.
    pub url: Sensitive<String>,
    /// From where: the name of a vantage point.
    pub vantage: String,
    /// Whose place it is.
    pub(crate) case: Id<Case>,
    pub(crate) location: Id<Location>,
    /// Since when it waits to be looked at.
    pub(crate) since: Timestamp,
    /// The hosts that the look was at.
    pub(crate) trail: Trail,
    /// Whether its words are looked at.
    pub(crate) page: AsPage,
    /// Whether it answered the last time, so that what answers the same needs no further look.
    pub(crate) is_known: bool,
    /// A path that nobody can have, as one word.
    pub(crate) invented: String,
}

/// Whether the words of a place are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsPage {
    /// Nobody marked it as a page.
    No,
    /// They are, and for the first time.
    First,
    /// They are, and compared with those of this mark.
    Compared(Mark),
}

/// What a look brought back, HEAD and further.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What HEAD brought back.
    pub sighting: Sighting,
    pub(crate) further: Further,
    /// It did not come to its end, and is made again.
    pub(crate) later: Option<Later>,
}

impl From<Sighting> for Looked {
    fn from(sighting: Sighting) -> Self {
        Self {
            sighting,
            further: Further::default(),
            later: None,
        }
    }
}

/// What was seen further. It prints as nothing of it.
#[derive(Clone, Default)]
pub(crate) struct Further {
    words: Option<Words>,
    invented: Option<Invented>,
    parked: Option<Parked>,
    /// The place answers as something that may be an error page or parked, and nobody looked whether it is, for it was
    /// known.
    is_owed: bool,
}

impl fmt::Debug for Further {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Further")
    }
}

/// The words of a page.
#[derive(Clone)]
struct Words {
    steps: Vec<Step>,
    /// Their mark, where there are enough, and whether they are all of the page's.
    read: Result<(Option<Mark>, bool), FetchError>,
    compared: Compared,
}

/// How the words of a page are to those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared {
    /// They could not be read.
    Unread,
    /// There are none before.
    First,
    /// The same, but for so many bits.
    Same(u32),
    /// Others, by so many bits; there may be too few left to have a mark.
    Other(Option<u32>),
}

/// What a path answered that nobody can have.
#[derive(Clone)]
struct Invented {
    steps: Vec<Step>,
    fault: Option<&'static str>,
    /// Whether the place answers just so.
    is_alike: bool,
}

/// By whom a name is parked.
#[derive(Clone)]
struct Parked {
    name: String,
    by: ParkedBy,
}

impl Looked {
    /// How many requests it took.
    pub fn requests(&self) -> usize {
        self.sighting.steps.len() + self.further.steps().count()
    }
}

/// Looks at a place, and further where that is called for.
pub(crate) async fn look(door: &Door<'_>, aim: &Aim) -> Looked {
    let pack = door.pack;
    let manner = Manner {
        first_byte: pack.watch.ask_first_byte,
        unverified: pack.watch.ask_unverified,
    };
    let until = Instant::now() + door.egress.longest_look();
    let Led { sighting, later } = door.look(aim, manner, until).await;
    let mut further = Further::default();
    let until = until.min(Instant::now() + LONGEST);
    let gone = go_further(door, aim, &sighting, until, &mut further).await;
    let later = later.or(gone.err());
    Looked {
        sighting,
        further,
        later,
    }
}

/// It is over by then, each part of it by itself: of what was asked until then nothing is lost, answered or not.
async fn go_further(
    door: &Door<'_>,
    aim: &Aim,
    sighting: &Sighting,
    until: Instant,
    further: &mut Further,
) -> Result<(), Later> {
    let (egress, pack) = (door.egress, door.pack);
    let (Ok(200..=299), Some(last)) = (sighting.end, sighting.last()) else {
        return Ok(());
    };
    further.parked = parked(pack, last, &[]);
    if further.parked.is_some()
        || !last.is_html()
        || !is_same_place(aim.url.expose(), last.url.expose())
    {
        return Ok(());
    }
    let mut is_as_before = aim.is_known;
    if aim.page != AsPage::No {
        if !has_rested(pack, until).await {
            return Ok(());
        }
        door.may_go_on(aim, &last.url).await?;
        let paged = egress
            .page_at_one_until(sighting, &aim.vantage, until)
            .await;
        let words = Words::read(paged, aim.page, pack.watch.mark_distance).await;
        is_as_before = match words.compared {
            Compared::Unread => aim.is_known,
            Compared::Same(_) => true,
            Compared::First | Compared::Other(_) => false,
        };
        aim.trail.saw(&words.steps);
        let now = door.db.clock().now();
        let mut answers = words.steps.iter().map(|step| Answer::of(step, now));
        let is_too_much = answers.any(|answer| answer != Answer::Well);
        further.words = Some(words);
        if is_too_much {
            return Ok(());
        }
    }
    let can_tell = pack.watch.ask_invented_path || pack.parking.knows_name_servers();
    if is_as_before {
        further.is_owed = can_tell && aim.page == AsPage::No;
        return Ok(());
    }
    if can_tell {
        door.may_go_on(aim, &last.url).await?;
    }
    if pack.parking.knows_name_servers()
        && let Some(domain) = domain(last)
        && let Ok(Ok(servers)) = timeout_at(until, egress.name_servers(&domain)).await
    {
        further.parked = parked(pack, last, &servers);
    }
    if pack.watch.ask_invented_path && further.parked.is_none() {
        let words = further.words.as_ref();
        further.invented = invent(door, aim, last, words, until).await?;
    }
    Ok(())
}

/// A host is asked one thing after another, and not at once. Whether there is time for the next.
async fn has_rested(pack: &Pack, until: Instant) -> bool {
    let rested = Instant::now() + pack.watch.host_gap;
    if rested >= until {
        return false;
    }
    sleep_until(rested).await;
    true
}

fn parked(pack: &Pack, last: &Step, name_servers: &[String]) -> Option<Parked> {
    let url = Url::parse(last.url.expose()).ok()?;
    let answering = Answering {
        address: last.dialled,
        host: url.host_str().unwrap_or_default(),
        name_servers,
    };
    let (parker, by) = pack.parking.recognise(&answering)?;
    Some(Parked {
        name: parker.name.clone(),
        by,
    })
}

/// The domain of whoever answered, where it is one.
fn domain(last: &Step) -> Option<String> {
    let url = Url::parse(last.url.expose()).ok()?;
    registered_domain(url.domain()?).map(str::to_owned)
}

/// Asks the host for what cannot be there.
async fn invent(
    door: &Door<'_>,
    aim: &Aim,
    last: &Step,
    words: Option<&Words>,
    until: Instant,
) -> Result<Option<Invented>, Later> {
    let (egress, pack) = (door.egress, door.pack);
    let Some(url) = beside(last.url.expose(), &aim.invented) else {
        return Ok(None);
    };
    if !has_rested(pack, until).await {
        return Ok(None);
    }
    door.may_go_on(aim, &last.url).await?;
    // Whoever leads it on to another host does not answer it as the place.
    let by_head = Manner::default();
    let sighting = egress
        .look_beyond_at_one(&url, &aim.vantage, by_head, until)
        .await;
    let mut invented = Invented {
        steps: Vec::new(),
        fault: sighting.end.err().map(egress::Fault::name),
        is_alike: false,
    };
    let answered = match sighting.steps.as_slice() {
        [only] if only.status == last.status && only.is_html() => Some(only.clone()),
        _ => None,
    };
    invented.steps.clone_from(&sighting.steps);
    let Some(answered) = answered else {
        return Ok(Some(invented));
    };
    let (mark, limit) = (words.and_then(Words::mark), pack.watch.mark_distance);
    invented.is_alike = match mark {
        Some(mark) if has_rested(pack, until).await => {
            door.may_go_on(aim, &last.url).await?;
            let paged = egress
                .page_at_one_until(&sighting, &aim.vantage, until)
                .await;
            let other = Words::read(paged, AsPage::Compared(mark), limit).await;
            invented.steps.extend(other.steps);
            matches!(other.compared, Compared::Same(_))
        }
        Some(_) => false,
        // Without words the length says it, where the server gives one.
        None => is_as_long(last, &answered),
    };
    Ok(Some(invented))
}

/// The address of something that is not there, beside what is.
fn beside(url: &str, invented: &str) -> Option<Sensitive<String>> {
    let mut url = Url::parse(url).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut().ok()?.pop().push(invented);
    Some(Sensitive::new(url.into()))
}

fn is_as_long(one: &Step, other: &Step) -> bool {
    let tells = |step: &Step| {
        let headers = &step.headers;
        (headers.content_type.clone(), headers.content_length.clone())
    };
    one.headers.content_length.is_some() && tells(one) == tells(other)
}

impl Words {
    async fn read(paged: Paged, before: AsPage, limit: u32) -> Self {
        let read = match paged.page {
            Ok(page) => mark(page).await,
            Err(error) => Err(error),
        };
        let compared = match (&read, before) {
            (Err(_), _) => Compared::Unread,
            (Ok(_), AsPage::No | AsPage::First) => Compared::First,
            (Ok((None, _)), AsPage::Compared(_)) => Compared::Other(None),
            (Ok((Some(mark), _)), AsPage::Compared(before)) => match mark.distance(before) {
                distance if distance <= limit => Compared::Same(distance),
                distance => Compared::Other(Some(distance)),
            },
        };
        Self {
            steps: paged.steps,
            read,
            compared,
        }
    }

    fn mark(&self) -> Option<Mark> {
        self.read.as_ref().ok().and_then(|(mark, _)| *mark)
    }
}

/// The mark of a page's words; the page is wiped.
async fn mark(page: Page) -> Result<(Option<Mark>, bool), FetchError> {
    // Some milliseconds of counting: others go on meanwhile.
    let counting = tokio::task::spawn_blocking(move || {
        let words = inventory::words(page.html.expose(), page.content_type.as_deref());
        (Mark::of(words.expose()), page.is_whole)
    });
    counting.await.map_err(|_| FetchError::Broken)
}

impl Further {
    /// What the look shows, HEAD having shown this. Where it answers as it did before (`known`) and has no words that
    /// are others, there is no more to it.
    pub(crate) fn shows(&self, seen: Seen, known: bool) -> Seen {
        if !matches!(seen, Seen::Up | Seen::Redirected) {
            return seen;
        }
        let compared = self.words.as_ref().map(|words| words.compared);
        let has_changed = matches!(compared, Some(Compared::Other(_)));
        let is_same = matches!(compared, Some(Compared::Same(_)));
        if is_same || (known && !has_changed) {
            return seen;
        }
        if self.parked.is_some() {
            Seen::Parked
        } else if self.invented.as_ref().is_some_and(|one| one.is_alike) {
            Seen::ErrorWith200
        } else if has_changed {
            Seen::OtherWords
        } else {
            seen
        }
    }

    /// The mark that the words of the page are to be compared with from now on, where there was none.
    pub(crate) fn first_mark(&self) -> Option<Mark> {
        let words = self.words.as_ref()?;
        (words.compared == Compared::First).then(|| words.mark())?
    }

    /// Whether a further look is owed: what answers now is not what was known.
    pub(crate) const fn is_owed(&self, known: bool) -> bool {
        self.is_owed && !known
    }

    /// The requests that were made for it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        let words = self.words.iter().flat_map(|words| &words.steps);
        let invented = self.invented.iter().flat_map(|invented| &invented.steps);
        words.chain(invented)
    }

    /// What is kept of it, sealed.
    pub(crate) fn evidence(&self) -> Json {
        let steps = |steps: &[Step]| steps.iter().map(Step::evidence).collect::<Vec<_>>();
        let words = self.words.as_ref().map(|words| {
            let (compared, distance) = match words.compared {
                Compared::Unread => ("unread", None),
                Compared::First => ("first", None),
                Compared::Same(distance) => ("same", Some(distance)),
                Compared::Other(distance) => ("other", distance),
            };
            json!({
                "steps": steps(&words.steps),
                "fault": words.read.as_ref().err().copied().map(FetchError::name),
                "mark": words.mark().map(|mark| hexadecimal(&mark.bytes())),
                "whole": words.read.as_ref().is_ok_and(|(_, is_whole)| *is_whole),
                "compared": compared,
                "distance": distance,
            })
        });
        let invented = self.invented.as_ref().map(|invented| {
            json!({
                "steps": steps(&invented.steps),
                "fault": invented.fault,
                "alike": invented.is_alike,
            })
        });
        let parked = self
            .parked
            .as_ref()
            .map(|parked| json!({ "by": parked.by.name(), "name": parked.name }));
        json!({ "page": words, "invented": invented, "parked": parked })
    }
}

#[cfg(test)]
mod tests;
