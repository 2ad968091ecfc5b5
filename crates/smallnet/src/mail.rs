//! The mails the small internet's mail server took, and how it receives for whom.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// One mail the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its place in the order of all questions and mails, from 1.
    pub at: u64,
    /// The address of the envelope's sender; empty for the null sender of a bounce.
    pub sender: String,
    /// The addresses of the envelope's recipients that were accepted.
    pub recipients: Vec<String>,
    /// The message as it was sent, dots unstuffed, lines ended with CR LF.
    pub raw: Vec<u8>,
    /// Whether it came over TLS.
    pub tls: bool,
    /// Whether the sender was told that it was taken (250).
    pub answered: bool,
}

impl Mail {
    /// The first header field of this name (in any case), unfolded (RFC 5322, section 2.2.3).
    pub fn header(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.raw);
        let mut lines = text.split("\r\n").take_while(|line| !line.is_empty());
        let mut value = lines.find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field
                .trim_end()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })?;
        for folded in lines.take_while(|line| line.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(folded.trim());
        }
        Some(value)
    }
}

/// How the mail server receives for one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    /// Takes the mail.
    Accept,
    /// 451 to RCPT: try again later.
    Defer,
    /// 550 to RCPT: never.
    Refuse,
    /// Takes and keeps the mail, then closes the connection without saying so.
    DropAfterData,
    /// Takes the mail, says so (250), then closes the connection.
    AnswerThenDrop,
}

/// How many mails are kept.
const MAILS: usize = 10_000;

/// How many bytes of mail are kept.
const MAIL_BYTES: usize = 256 * 1024 * 1024;

/// Everything behind the mail server's door.
#[derive(Debug)]
pub(crate) struct Office {
    mails: Mutex<Vec<Mail>>,
    arrived: watch::Sender<usize>,
    receptions: Mutex<BTreeMap<String, Reception>>,
    offers_tls: Mutex<bool>,
}

impl Office {
    pub(crate) fn new() -> Office {
        Office {
            mails: Mutex::default(),
            arrived: watch::Sender::new(0),
            receptions: Mutex::default(),
            offers_tls: Mutex::new(true),
        }
    }

    /// Keeps a mail; false when there is no room.
    pub(crate) fn keep(&self, mail: Mail) -> bool {
        let mut mails = locked(&self.mails);
        let held: usize = mails.iter().map(|mail| mail.raw.len()).sum();
        if mails.len() >= MAILS || held.saturating_add(mail.raw.len()) > MAIL_BYTES {
            return false;
        }
        mails.push(mail);
        self.arrived.send_replace(mails.len());
        true
    }

    pub(crate) fn mails(&self) -> Vec<Mail> {
        locked(&self.mails).clone()
    }

    /// Waits until `count` mails have come, or the time is over.
    pub(crate) async fn wait_for(&self, count: usize, time: Duration) -> Vec<Mail> {
        let mut arrived = self.arrived.subscribe();
        // Both ends of waiting give what there is; the caller looks at it.
        let _ = timeout(time, arrived.wait_for(|have| *have >= count)).await;
        self.mails()
    }

    pub(crate) fn receive(&self, recipient: &str, reception: Reception) {
        locked(&self.receptions).insert(recipient.to_ascii_lowercase(), reception);
    }

    pub(crate) fn reception(&self, recipient: &str) -> Reception {
        locked(&self.receptions)
            .get(&recipient.to_ascii_lowercase())
            .copied()
            .unwrap_or(Reception::Accept)
    }

    pub(crate) fn offer_tls(&self, offered: bool) {
        *locked(&self.offers_tls) = offered;
    }

    pub(crate) fn offers_tls(&self) -> bool {
        *locked(&self.offers_tls)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_unfolded_and_not_in_the_body() {
        let mail = Mail {
            at: 1,
            sender: String::new(),
            recipients: Vec::new(),
            raw: b"Subject: one\r\n\ttwo\r\n three\r\nX-Other: x\r\n\r\nTo: body\r\n".to_vec(),
            tls: false,
            answered: true,
        };
        assert_eq!(mail.header("subject").unwrap(), "one two three");
        assert_eq!(mail.header("X-OTHER").unwrap(), "x");
        assert_eq!(mail.header("To"), None);
    }
}
