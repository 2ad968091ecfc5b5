//! What a proxy answered that was asked who hosts a place: written down as it was said, with date and source.

use std::net::IpAddr;

use identity::{Action, Actor};
use kernel::{Country, Id, Timestamp};
use location::Location;
use store::Tx;

use crate::detail::Detail;
use crate::finding::{Finding, newest};
use crate::record::store_trace;
use crate::rule::{Wrong, mail, name, optional};
use crate::{Error, TRACED, hosting};

/// An answer, as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// The proxy says that it hosts the content itself.
    pub itself: bool,
    /// The address of the server, or nothing.
    pub address: &'a str,
    /// The name of the provider, or nothing.
    pub provider: &'a str,
    /// Where abuse of it is reported, or nothing.
    pub mail: &'a str,
    /// Its country, or nothing.
    pub country: &'a str,
    /// Who said it.
    pub said_by: &'a str,
    /// On which day, as in 2026-01-05.
    pub said_on: &'a str,
}

/// What is wrong with an answer that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongAnswer {
    /// Something that rules have too.
    Like(Wrong),
    /// It is not told who said it.
    SaidBy,
    /// It is told on no day, or on one to come.
    SaidOn,
    /// No proxy stands in front of the place.
    NoProxy,
}

impl WrongAnswer {
    /// The field of the form.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Like(wrong) => wrong.field(),
            Self::SaidBy => "said_by",
            Self::SaidOn => "said_on",
            Self::NoProxy => "address",
        }
    }

    /// The key of the message.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Like(wrong) => wrong.message(),
            Self::SaidBy => "trace-answer-wrong-said-by",
            Self::SaidOn => "trace-answer-wrong-said-on",
            Self::NoProxy => "trace-answer-no-proxy",
        }
    }
}

/// An answer that counts.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) at: Timestamp,
    /// Who gave it.
    pub(crate) proxy: String,
    pub(crate) itself: bool,
    pub(crate) address: Option<IpAddr>,
    pub(crate) provider: Option<String>,
    pub(crate) mail: Option<String>,
    pub(crate) country: Option<Country>,
}

/// Writes down what the proxy in front of a place answered. What goes by it goes on: at once, or where an address was
/// named once the registries were asked about that.
pub async fn take_answer(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    new: &NewAnswer<'_>,
) -> Result<(), Error> {
    actor.may(Action::TakeAnswer)?;
    let hosting = hosting(tx, actor, location).await?;
    let proxy = hosting.and_then(|hosting| hosting.proxy);
    let proxy = proxy.ok_or(Error::Answer(WrongAnswer::NoProxy))?;
    let answer = new.read(proxy, tx.now()).map_err(Error::Answer)?;
    let names_address = matches!(
        answer,
        Detail::Answer {
            address: Some(_),
            ..
        }
    );
    store_trace(tx, actor, location, "answer", &[answer]).await?;
    // What was said counts at once where it names no address, or where nobody may be asked about that: under a silence
    // the registries are asked when it ends.
    if !names_address || !crate::ask_of_told(tx, location).await? {
        jobs::queue(tx, TRACED, &location).await?;
    }
    Ok(())
}

impl NewAnswer<'_> {
    fn read(&self, proxy: String, now: Timestamp) -> Result<Detail, WrongAnswer> {
        let address = optional(self.address, |text| text.parse().ok(), Wrong::Address);
        let address = address.map_err(WrongAnswer::Like)?;
        let provider = optional(self.provider, name, Wrong::Provider).map_err(WrongAnswer::Like)?;
        let mail = optional(self.mail, mail, Wrong::Mail).map_err(WrongAnswer::Like)?;
        let country = optional(self.country, |text| text.parse().ok(), Wrong::Country);
        let country = country.map_err(WrongAnswer::Like)?;
        if !self.itself && address.is_none() && provider.is_none() {
            return Err(WrongAnswer::Like(Wrong::Address));
        }
        if !self.itself && address.is_none() && country.is_none() {
            return Err(WrongAnswer::Like(Wrong::Country));
        }
        let said_by = name(self.said_by).filter(|by| !by.is_empty());
        let said_on = self.said_on.trim();
        Ok(Detail::Answer {
            proxy,
            itself: self.itself,
            address: address.filter(|_| !self.itself),
            provider: provider.filter(|_| !self.itself),
            mail: mail.filter(|_| !self.itself),
            country,
            said_by: said_by.ok_or(WrongAnswer::SaidBy)?,
            said_on: is_past_day(said_on, now)
                .then(|| said_on.to_owned())
                .ok_or(WrongAnswer::SaidOn)?,
        })
    }
}

/// Whether this is a day that has begun somewhere.
fn is_past_day(text: &str, now: Timestamp) -> bool {
    let farthest = jiff::tz::TimeZone::fixed(jiff::tz::offset(14));
    let today = farthest.to_datetime(now.to_jiff()).date();
    text.parse::<jiff::civil::Date>()
        .is_ok_and(|day| day <= today)
}

/// The newest answer about a place.
pub(crate) async fn newest_answer(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Answered>, Error> {
    let found = newest(tx, actor, location, "answer", 1).await?;
    Ok(answered(found))
}

/// What the newest of these traces is an answer to.
pub(crate) fn answered(found: Vec<Vec<Finding>>) -> Option<Answered> {
    let finding = found.into_iter().flatten().next()?;
    match finding.detail {
        Detail::Answer {
            proxy,
            itself,
            address,
            provider,
            mail,
            country,
            ..
        } => Some(Answered {
            at: finding.at,
            proxy,
            itself,
            address,
            provider,
            mail,
            country,
        }),
        _ => None,
    }
}
