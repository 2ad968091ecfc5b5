//! Telling floods from reports, from what the desk alone can read. Nothing is refused: what is of a flood is
//! filed, joined and answered as everything else, and stands behind it.
//!
//! Two things make a flood: the same words under many receipts within a day (of a lead without words its name, after
//! many have told it), and more suspicious reports within an hour than people send. A report that looks honest is
//! never of a flood by the rate alone. What staff or partners enter is not sifted, and what one sender's program or
//! file tells is no crowd.

use std::time::Duration;

use identity::Actor;
use kernel::{Id, Timestamp};
use letterbox::{Content, Signals};
use pack::{Flood, Pack};
use store::{Tx, values};

use crate::class;
use crate::report::{Entry, Report};
use crate::{Error, Source};

/// How long the same words are remembered.
const DAY: Duration = Duration::from_hours(24);
/// Within which suspicious reports are counted.
const HOUR: Duration = Duration::from_hours(1);

/// One thing that a report may have in common with others.
struct Common {
    digest: [u8; 32],
    within: Duration,
    /// As many as this are a flood.
    many: u32,
    /// The first ones are of the flood as the later ones are.
    with_first: bool,
}

/// Looks whether a report is of a flood, before it joins its cases. `is_new`: this is its first submission.
pub(crate) async fn sift(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    is_new: bool,
    entry: &Entry,
    pack: &Pack,
) -> Result<(), Error> {
    let alone = matches!(
        entry.source,
        Source::Partner | Source::File | Source::Police
    );
    let mut voice = is_new && !alone;
    if entry.source == Source::Letterbox {
        let suspicious = is_new && is_suspicious(entry.signals, &pack.flood);
        let mut found = common(tx, &entry.content, &pack.flood)?;
        if suspicious {
            found.push(Common {
                digest: tx.keyring()?.blind_index("intake.flood.suspicious", &[]),
                within: HOUR,
                many: pack.flood.suspicious_an_hour.saturating_add(1),
                with_first: true,
            });
        }
        voice &= !suspicious;
        for common in found {
            voice &= count(tx, actor, report, &common, pack).await? == 1;
        }
    }
    if voice {
        tx.execute(SET_VOICE, values![report]).await?;
    }
    Ok(())
}

/// Counts a report among those that have this in common. How many they are, or enough of them.
async fn count(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    common: &Common,
    pack: &Pack,
) -> Result<i64, Error> {
    let now = tx.now();
    let since = now.before(common.within);
    let digest = &common.digest;
    let noted_at = tx.stamp();
    tx.execute(NOTE, values![digest, report, noted_at]).await?;
    let (count,): (i64,) = tx
        .one(COUNT, values![digest, since, common.many.max(2)])
        .await?;
    if count < i64::from(common.many) {
        return Ok(count);
    }
    if !common.with_first {
        class::sifted(tx, actor, report, pack).await?;
        return Ok(count);
    }
    let of_it: Vec<(Id<Report>,)> = tx.all(OPEN, values![digest, since]).await?;
    tx.execute(SIFTED, values![digest, since]).await?;
    for (report,) in of_it {
        class::sifted(tx, actor, report, pack).await?;
    }
    Ok(count)
}

/// Forgets what reports had in common more than a day ago.
pub(crate) async fn forget(tx: &mut Tx) -> store::Result<()> {
    let before = tx.now().before(DAY);
    tx.execute(FORGET, values![before]).await?;
    Ok(())
}

/// Filled in what no person sees, or was faster than a person without having paid for it.
fn is_suspicious(signals: Signals, flood: &Flood) -> bool {
    let least = Timestamp::from_micros(0).after(flood.least_form_time);
    let quick = signals
        .seconds
        .is_some_and(|seconds| seconds.saturating_mul(1_000_000) < least.micros());
    signals.trap || (quick && !signals.proof)
}

/// The words of a submission that count: what it tells, or the name alone of a lead that tells nothing else. Many
/// people may know one name: then the first ones stay what they are, and only those after many stand behind.
fn common(tx: &Tx, content: &Content, flood: &Flood) -> Result<Vec<Common>, Error> {
    let (what, words, with_first) = match (&content.narrative, &content.lead) {
        (Some(narrative), _) => {
            let letters = letters(narrative);
            let long = u32::try_from(letters.chars().count()).unwrap_or(u32::MAX);
            if long < flood.letters {
                return Ok(Vec::new());
            }
            ("intake.flood.text", letters, true)
        }
        (None, Some(name)) if content.urls.is_empty() => ("intake.flood.lead", plain(name), false),
        (None, _) => return Ok(Vec::new()),
    };
    Ok(vec![Common {
        digest: tx.keyring()?.blind_index(what, words.as_bytes()),
        within: DAY,
        many: flood.same_text,
        with_first,
    }])
}

/// A name without spaces, in lower case: its numbers tell it from others.
fn plain(name: &str) -> String {
    name.split_whitespace()
        .flat_map(str::chars)
        .flat_map(char::to_lowercase)
        .collect()
}

/// A text by its letters alone, in lower case, without what looks like an address: numbers, points, spaces and
/// the address itself make no other text of it.
fn letters(text: &str) -> String {
    text.split_whitespace()
        .filter(|word| !word.contains('/'))
        .flat_map(str::chars)
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphabetic())
        .collect()
}

const NOTE: &str = "-- intake.flood.note
INSERT INTO intake_flood (digest, report_id, noted_at) VALUES ($1, $2, $3)
ON CONFLICT (digest, report_id) DO NOTHING";

const COUNT: &str = "-- intake.flood.count
SELECT COUNT(*) AS value FROM (
    SELECT 1 AS one FROM intake_flood WHERE digest = $1 AND noted_at > $2 LIMIT $3
) AS counted";

const OPEN: &str = "-- intake.flood.open
SELECT report_id AS value FROM intake_flood
WHERE digest = $1 AND noted_at > $2 AND sifted = FALSE ORDER BY report_id";

const SIFTED: &str = "-- intake.flood.sifted
UPDATE intake_flood SET sifted = TRUE WHERE digest = $1 AND noted_at > $2 AND sifted = FALSE";

const FORGET: &str = "-- intake.flood.forget
DELETE FROM intake_flood WHERE noted_at <= $1";

const SET_VOICE: &str = "-- intake.report.set_voice
UPDATE intake_report SET voice = TRUE WHERE id = $1";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_points_and_addresses_make_no_other_text() {
        let plain = letters("Neutral words, a first time");
        assert_eq!(plain, "neutralwordsafirsttime");
        assert_eq!(letters("neutral  WORDS a first\ntime 17!"), plain);
        assert_eq!(
            letters("Neutral words http://host-a.test/p/17 a first time"),
            plain
        );
        assert_ne!(letters("Neutral words, a second time"), plain);
    }

    #[test]
    fn numbers_tell_one_name_from_another_and_spaces_do_not() {
        assert_eq!(plain("Group 17"), plain(" group17"));
        assert_ne!(plain("Group 17"), plain("Group 18"));
    }

    #[test]
    fn khmer_words_keep_their_letters() {
        assert_eq!(letters("ពាក្យ ១៧ ធម្មតា"), letters("ពាក្យធម្មតា"));
        assert!(!letters("ពាក្យ").is_empty());
    }

    #[test]
    fn only_traps_and_haste_without_proof_are_suspicious() {
        let source = pack::Source::Shipped("kh".to_owned());
        let flood = pack::load(&source, false).unwrap().flood;
        let signals = |trap, seconds, proof| Signals {
            proof,
            trap,
            seconds,
            cut: false,
        };
        assert!(is_suspicious(signals(true, Some(60), true), &flood));
        assert!(is_suspicious(signals(false, Some(2), false), &flood));
        assert!(!is_suspicious(signals(false, Some(2), true), &flood));
        assert!(!is_suspicious(signals(false, Some(3), false), &flood));
        assert!(!is_suspicious(signals(false, None, false), &flood));
    }

    proptest! {
        #[test]
        fn a_text_told_by_its_letters_is_told_so_again(text in "\\PC{0,80}") {
            let once = letters(&text);
            prop_assert_eq!(letters(&once), once);
        }
    }
}
