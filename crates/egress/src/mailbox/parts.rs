//! Which parts of a mail are taken, from what the server says that it is made of.

use std::fmt;

use async_imap::imap_proto::{
    BodyContentCommon, BodyContentSinglePart, BodyStructure, ContentEncoding, MessageSection,
    SectionPath,
};

/// The most that is taken of one part of text, in octets as they are sent.
const TEXT: usize = 256 * 1024;

/// The most that is taken of the text of one mail, in octets as they are sent: a long answer is some thousands.
const ALL_TEXT: usize = 2 * 1024 * 1024;

/// The largest sealed part that is taken, in octets as they are sent.
const SEALED: u32 = 10 * 1024 * 1024;

/// The most parts that are looked at, and how deep they may lie in each other.
const PARTS: usize = 200;
const DEPTH: usize = 20;

/// A part that was taken: a small message of its own, with a header that says what it is. It prints as a fixed word.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Its text under a header that says how it is written.
    pub message: Vec<u8>,
}

impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Part")
    }
}

/// What a part is that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// What a relay says of a delivery (RFC 3464).
    Delivery,
    /// The header of a mail that this one is about.
    Header,
    /// What is sealed by OpenPGP.
    Sealed,
}

/// A part that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its media type's first half, where it is one that is known; else `other`.
    pub kind: &'static str,
    /// Its size, in octets as it was sent.
    pub octets: u64,
}

/// The first halves of media types (RFC 6838): what a stranger makes up is not passed on.
const KINDS: [&str; 8] = [
    "application",
    "audio",
    "font",
    "image",
    "message",
    "model",
    "text",
    "video",
];

/// The first half of a media type as it is told: one that is known, or `other`.
pub fn media_kind(kind: &str) -> &'static str {
    let known = KINDS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(kind));
    known.unwrap_or("other")
}

/// What is taken of a mail, and what is not.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) wanted: Vec<Wanted>,
    pub(super) dropped: Vec<Dropped>,
    looked_at: usize,
    /// Octets of text that are asked for.
    text: usize,
}

/// A part that is to be taken.
pub(super) struct Wanted {
    kind: Kind,
    path: Vec<u32>,
    /// Whether it is the header of the mail that lies there.
    of_mail: bool,
    header: String,
}

impl Wanted {
    /// What the server is asked for.
    pub(super) fn query(&self) -> String {
        let path: Vec<_> = self.path.iter().map(u32::to_string).collect();
        let path = path.join(".");
        match self.kind {
            _ if self.of_mail => format!("BODY.PEEK[{path}.HEADER]<0.{TEXT}>"),
            Kind::Sealed => format!("BODY.PEEK[{path}]"),
            _ => format!("BODY.PEEK[{path}]<0.{TEXT}>"),
        }
    }

    pub(super) fn section(&self) -> SectionPath {
        let within = self.of_mail.then_some(MessageSection::Header);
        SectionPath::Part(self.path.clone(), within)
    }

    pub(super) fn part(&self, body: &[u8]) -> Part {
        Part {
            kind: self.kind,
            message: [self.header.as_bytes(), body].concat(),
        }
    }
}

/// What is taken of a mail that is made so.
pub(super) fn plan(structure: &BodyStructure<'_>) -> Plan {
    let mut plan = Plan::default();
    plan.walk(structure, &[], "", 0);
    plan
}

impl Plan {
    /// Of a mail whose parts cannot be told: none of them.
    pub(super) fn unread() -> Self {
        let mut plan = Self::default();
        plan.drop_unknown();
        plan
    }

    fn walk(&mut self, structure: &BodyStructure<'_>, path: &[u32], within: &str, depth: usize) {
        self.looked_at += 1;
        if self.looked_at > PARTS || depth > DEPTH {
            self.drop_unknown();
            return;
        }
        match structure {
            BodyStructure::Multipart { common, bodies, .. } => {
                let within = common.ty.subtype.to_ascii_lowercase();
                for (number, body) in (1..).zip(bodies) {
                    let path = [path, &[number]].concat();
                    self.walk(body, &path, &within, depth + 1);
                }
            }
            BodyStructure::Message {
                common,
                other,
                body,
                ..
            } => {
                let path = numbered(path);
                if is_attached(common) {
                    // An attached mail is a file like others.
                    self.drop_part("message", other);
                    return;
                }
                self.wanted.push(Wanted {
                    kind: Kind::Header,
                    path: path.clone(),
                    of_mail: true,
                    header: String::new(),
                });
                // A report gives the mail that it is about: that is ours, and known.
                if within != "report" {
                    // The one part of a mail that has no parts is its first there too (RFC 3501, section 6.4.5).
                    let inner = match **body {
                        BodyStructure::Multipart { .. } => path,
                        _ => [path.as_slice(), &[1]].concat(),
                    };
                    self.walk(body, &inner, "message", depth + 1);
                }
            }
            BodyStructure::Text { common, other, .. } => {
                let path = numbered(path);
                match common.ty.subtype.to_ascii_lowercase().as_str() {
                    _ if is_attached(common) => self.drop_part("text", other),
                    "plain" | "html" if !self.has_room(other) => self.drop_part("text", other),
                    "plain" => self.want(Kind::Text, &path, header(common, other, "text/plain")),
                    "html" => self.want(Kind::Html, &path, header(common, other, "text/html")),
                    "rfc822-headers" => self.want(Kind::Header, &path, String::new()),
                    _ => self.drop_part("text", other),
                }
            }
            BodyStructure::Basic { common, other, .. } => {
                let path = numbered(path);
                let kind = common.ty.ty.to_ascii_lowercase();
                let subtype = common.ty.subtype.to_ascii_lowercase();
                match (kind.as_str(), subtype.as_str()) {
                    // One that somebody forwards tells of another mail than that which it is in.
                    ("message", "delivery-status" | "global-delivery-status")
                        if within == "report" && path.len() == 1 =>
                    {
                        let header = header(common, other, "text/plain");
                        self.want(Kind::Delivery, &path, header);
                    }
                    ("application", "octet-stream")
                        if within == "encrypted" && other.octets <= SEALED =>
                    {
                        let header = header(common, other, "text/plain");
                        self.want(Kind::Sealed, &path, header);
                    }
                    // They hold nothing but how the rest is signed or sealed.
                    ("application", "pgp-encrypted" | "pgp-signature" | "pkcs7-signature") => {}
                    (kind, _) => self.drop_part(kind, other),
                }
            }
        }
    }

    /// Whether another text is taken.
    fn has_room(&mut self, other: &BodyContentSinglePart<'_>) -> bool {
        let octets = usize::try_from(other.octets).unwrap_or(TEXT).min(TEXT);
        let with = self.text + octets;
        if with <= ALL_TEXT {
            self.text = with;
        }
        with <= ALL_TEXT
    }

    fn want(&mut self, kind: Kind, path: &[u32], header: String) {
        self.wanted.push(Wanted {
            kind,
            path: path.to_vec(),
            of_mail: false,
            header,
        });
    }

    fn drop_unknown(&mut self) {
        self.dropped.push(Dropped {
            kind: "other",
            octets: 0,
        });
    }

    fn drop_part(&mut self, kind: &str, other: &BodyContentSinglePart<'_>) {
        self.dropped.push(Dropped {
            kind: media_kind(kind),
            octets: u64::from(other.octets),
        });
    }
}

/// The one part of a mail that has no parts is its first.
fn numbered(path: &[u32]) -> Vec<u32> {
    if path.is_empty() {
        vec![1]
    } else {
        path.to_vec()
    }
}

fn is_attached(common: &BodyContentCommon<'_>) -> bool {
    let disposition = common.disposition.as_ref();
    disposition.is_some_and(|disposition| disposition.ty.eq_ignore_ascii_case("attachment"))
}

/// A header that says of a part how it is written, made from what the server says of it: its own words are not asked
/// for.
fn header(
    common: &BodyContentCommon<'_>,
    other: &BodyContentSinglePart<'_>,
    media_type: &str,
) -> String {
    let parameters = common.ty.params.iter().flatten();
    let charset = parameters
        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.as_ref())
        .find(|value| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+".contains(&byte);
            !value.is_empty() && value.len() <= 40 && value.bytes().all(plain)
        });
    let encoding = match &other.transfer_encoding {
        ContentEncoding::Base64 => "base64",
        ContentEncoding::QuotedPrintable => "quoted-printable",
        _ => "8bit",
    };
    format!(
        "Content-Type: {media_type}; charset={}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n",
        charset.unwrap_or("utf-8")
    )
}
