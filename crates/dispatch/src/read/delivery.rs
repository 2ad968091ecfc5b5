//! What a relay says of the delivery of a mail (RFC 3464).

use super::Kind;
use crate::token;

/// What is said of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivery {
    pub(super) kind: Kind,
    /// Three numbers (RFC 3463).
    pub(super) status: Option<String>,
    /// What we called the envelope.
    pub(super) envelope: Option<String>,
}

impl Kind {
    /// Of several recipients the worst counts.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Failed => 3,
            Self::Delayed => 2,
            Self::Delivered => 1,
            Self::Answer | Self::Automatic => 0,
        }
    }
}

/// Each recipient that a report tells of. Blocks of fields, the first of them about the mail; some relays leave it out.
pub(super) fn read(text: &str) -> Vec<Delivery> {
    let text = text
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    let mut envelope = None;
    let mut deliveries = Vec::new();
    for block in text.split("\n\n") {
        let field = |wanted: &str| {
            block.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.trim()
                    .eq_ignore_ascii_case(wanted)
                    .then(|| value.trim())
            })
        };
        if let Some(id) = field("Original-Envelope-Id") {
            let id = id.to_ascii_lowercase();
            envelope = token::is_token(&id).then_some(id);
        }
        let action = field("Action").map(str::to_ascii_lowercase);
        let kind = match action
            .as_deref()
            .and_then(|text| text.split_whitespace().next())
        {
            Some("failed") => Kind::Failed,
            Some("delayed") => Kind::Delayed,
            Some("delivered" | "relayed" | "expanded") => Kind::Delivered,
            _ => continue,
        };
        deliveries.push(Delivery {
            kind,
            status: field("Status").and_then(status),
            envelope: envelope.clone(),
        });
        if deliveries.len() >= 100 {
            break;
        }
    }
    deliveries
}

/// Three numbers with dots between them; what stands behind is a relay's own words.
fn status(value: &str) -> Option<String> {
    let first = value.split_whitespace().next()?;
    let mut parts = first.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| {
            !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let sound = number(parts.next()) && number(parts.next()) && number(parts.next());
    (sound && parts.next().is_none()).then(|| first.to_owned())
}
