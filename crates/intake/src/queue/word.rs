//! Words of the pack as bits, so that a set of them is one number that an index holds and SQL sifts.

use store::{FromRow, Row, Tx, values};

/// What words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What a report is about.
    Category,
    /// What an item was classified as.
    SiteType,
}

/// A bit that no case has: what a word comes to that no case was ever given.
pub(super) const NEVER: i64 = 1 << 62;

/// The bit that words share which come when all others are given out.
const LAST: i64 = 61;

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::SiteType => "site_type",
        }
    }
}

/// Every word that has a bit: some dozens.
#[derive(Default)]
pub(crate) struct Words(Vec<Word>);

struct Word {
    kind: String,
    text: String,
    bit: i64,
}

impl FromRow for Word {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            text: row.get("word")?,
            bit: row.get("bit")?,
        })
    }
}

impl Words {
    /// The number that has the word's bit alone.
    pub(crate) fn bit(&self, kind: Kind, text: &str) -> Option<i64> {
        let mut words = self.0.iter();
        let found = words.find(|one| one.kind == kind.name() && one.text == text);
        found.map(|found| 1 << found.bit.clamp(0, LAST))
    }
}

/// Every word that has a bit.
pub(crate) async fn all(tx: &mut Tx) -> store::Result<Words> {
    Ok(Words(tx.all(ALL, values![]).await?))
}

/// The number that has the bit of a word, which is given one where it has none.
pub(super) async fn bit_of(tx: &mut Tx, kind: Kind, text: &str) -> store::Result<i64> {
    if let Some(bit) = all(tx).await?.bit(kind, text) {
        return Ok(bit);
    }
    // Two new words at once would be given one bit.
    tx.lock("intake.word").await?;
    tx.execute(GIVE, values![kind.name(), text, LAST]).await?;
    Ok(all(tx).await?.bit(kind, text).unwrap_or(1 << LAST))
}

const ALL: &str = "-- intake.word.all
SELECT kind, word, bit FROM intake_word LIMIT 10000";

const GIVE: &str = "-- intake.word.give
INSERT INTO intake_word (kind, word, bit)
SELECT $1, $2, CASE WHEN COUNT(*) < $3 THEN COUNT(*) ELSE $3 END FROM intake_word WHERE kind = $1
ON CONFLICT (kind, word) DO NOTHING";
