//! The public's side: the form, sealed submissions, receipts and replies, and the page on which providers answer.
//!
//! It can seal and cannot open: it holds the desk's public key and no key of the desk. It keeps of a visitor
//! neither address nor browser nor exact time, sets no cookie, and logs nothing about anyone. A receipt is
//! shown only after the commit that holds its submission.

mod account;
mod api;
mod body;
mod check;
mod cut;
mod even;
mod form;
mod key_file;
mod lead;
mod more;
mod multipart;
mod onion;
mod places;
/// A proof of work that a sender's browser may offer.
pub mod proof;
mod provider;
mod public;
mod receipt;
mod reply;
mod serve;
mod space;
mod state;
mod store;
mod submission;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use ::store::Db;
use axum::Router;
use axum::http::HeaderValue;
use identity::Actor;
use jiff::tz::TimeZone;
use kernel::{Entropy, Language};
use pack::Pack;
use page::{Catalogue, Message};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use zeroize::Zeroize;

use cut::{Kept, cut};
use writer::{PATIENCE, PATIENCE_OF_LONG};

pub use api::{ReportJson, push as push_fault};
pub use body::read as read_body;
pub use check::{Fault, Typed, check, lines, no_url};
pub use key_file::{KeyFile, KeyFileError};
pub use onion::{NotAnOnion, OnionAddress, with_onion_location};
pub use provider::{
    Act, List, ListedPlace, MOST_PIECES, PlaceWord, Sent, Spoken, WORDS, WordsJson,
};
pub use public::{aside, form_errors};
pub use receipt::{NotAReceipt, Receipt, ReceiptKeys, plain_symbols, symbols};
pub use reply::{MESSAGE_BYTES, NotSealed, Reply, Said};
pub use serve::{Listener, serve};
pub use space::LEAST_ROOM;
pub use store::{
    Collected, Error, drop_collected, drop_named, drop_replies, fresh, give_back, mark_collected,
    put_reply, replies, submit,
};
pub use submission::{
    ANSWERS, Content, FOUND_ON, SEEN, SHOWN_AS, SIZE_CLASSES, Signals, Submission, TooLong,
    Unreadable,
};
pub use writer::{NotTaken, Writer};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// What the public's side is made of.
pub struct Letterbox {
    db: Db,
    writer: Writer,
    keys: KeyFile,
    pack: Arc<Pack>,
    zone: TimeZone,
    catalogue: Catalogue,
    demonstration: bool,
    entropy: Arc<dyn Entropy>,
    /// Look-ups of receipts at a time, in the order they came: a flood of them leaves connections for others.
    lookups: Semaphore,
    /// Requests of the provider's page that wait for a list.
    waiting: Semaphore,
}

/// Look-ups of receipts in the store at a time: half of the connections there usually are.
const LOOKUPS: usize = 4;

/// Every route of the public's side. The caller wraps them in problems and headers, and adds the assets.
pub fn router(letterbox: Letterbox) -> Router {
    public::routes()
        .merge(api::routes())
        .with_state(Arc::new(letterbox))
}

/// Why a report was not taken although it is right.
enum Refused {
    TooLong,
    NotTaken(NotTaken),
}

impl Letterbox {
    /// The public's side over this store, with its one writer, which is started here.
    pub fn new(
        db: Db,
        keys: KeyFile,
        pack: Arc<Pack>,
        catalogue: Catalogue,
        demonstration: bool,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            writer: Writer::start(db.clone()),
            db,
            keys,
            zone: pack.zone.clone(),
            pack,
            catalogue,
            demonstration,
            entropy,
            lookups: Semaphore::new(LOOKUPS),
            waiting: Semaphore::new(provider::WAITING),
        }
    }

    /// Lets the store hold so many bytes and no more, where that is set.
    #[must_use]
    pub fn within(self, space: Option<u64>) -> Self {
        if let Some(bytes) = space {
            self.writer.limit(bytes);
        }
        self
    }

    /// When `end` is ready, whoever still waits to be taken in is taken in at once: the process ends.
    #[must_use]
    pub fn until(self, end: impl Future<Output = ()> + Send + 'static) -> Self {
        let writer = self.writer.clone();
        tokio::spawn(async move {
            end.await;
            writer.end();
        });
        self
    }

    /// The language named, if the pack offers it; where none is named, the best by `Accept-Language`.
    fn language(&self, named: Option<&str>, accepted: Option<&HeaderValue>) -> Option<Language> {
        let offered = &self.pack.languages;
        match named {
            Some(named) => named.parse().ok().filter(|named| offered.contains(named)),
            None => Some(page::choose(None, accepted, offered)),
        }
    }

    /// Seals a report and makes it durable: all of it, or what there is space for. Only then may its receipt
    /// be shown.
    async fn take(
        &self,
        receipt: &Receipt,
        language: Language,
        mut signals: Signals,
        mut content: Content,
    ) -> Result<Kept, Refused> {
        let keys = receipt.keys(self.keys.receipt_secret());
        let (now, since) = (self.db.clock().now(), Instant::now());
        if !self.writer.is_short() {
            let whole = Submission::new(&keys, language, now, signals, content.clone());
            match self.put(&whole, since, PATIENCE_OF_LONG).await {
                // So long did it wait that it has to be cut after all.
                Err(Refused::NotTaken(NotTaken::Late)) if !whole.is_smallest() => {}
                taken => {
                    content.zeroize();
                    return taken.map(|()| Kept::Whole);
                }
            }
        }
        signals.cut = true;
        let kept = cut(&mut content, |content| {
            Submission::new(&keys, language, now, signals, content.clone()).is_smallest()
        });
        signals.cut = kept != Kept::Whole;
        let rest = Submission::new(&keys, language, now, signals, content);
        self.put(&rest, since, PATIENCE).await.map(|()| kept)
    }

    /// Seals a submission whose sender waits since then, and makes it durable. A long one waits so long.
    async fn put(
        &self,
        submission: &Submission,
        since: Instant,
        patience_of_long: Duration,
    ) -> Result<(), Refused> {
        let sealed = submission
            .seal(self.keys.desk(), &*self.entropy)
            .map_err(|TooLong| Refused::TooLong)?;
        let proof = submission.signals.proof;
        let taken = self
            .writer
            .take(sealed, proof, since, patience_of_long)
            .await;
        taken.map_err(Refused::NotTaken)
    }

    /// What the desk told under a receipt, oldest first. A receipt that nobody was given has no replies,
    /// just as one that is not answered yet.
    async fn replies(&self, receipt: &Receipt) -> Result<Vec<Reply>, Error> {
        let keys = receipt.keys(self.keys.receipt_secret());
        // Never closed, so there is always a turn.
        let turn = self.lookups.acquire().await;
        let mut tx = self.db.read().await?;
        let sealed = replies(&mut tx, &Actor::reporter(), &keys.lookup_id()).await?;
        drop(tx);
        drop(turn);
        let (private, _) = keys.reply();
        let mut replies: Vec<_> = sealed
            .iter()
            .filter_map(|sealed| Reply::open(&private, sealed))
            .collect();
        replies.sort_by_key(Reply::at);
        Ok(replies)
    }
}

/// What is wrong with a text that should be a receipt.
const fn receipt_fault(fault: NotAReceipt) -> Message {
    Message::new(match fault {
        NotAReceipt::Length => "letterbox-receipt-length",
        NotAReceipt::Symbol => "letterbox-receipt-symbol",
        NotAReceipt::Check => "letterbox-receipt-check",
    })
}
