//! From what was typed to a place, or to the reason why it is none.
//!
//! In order: take away what a text leaves around a URL; refuse what can never be one; part scheme, authority
//! and the rest by hand, because people leave the scheme out and write URLs so that nobody clicks on them;
//! read the host; let the URL standard's parser (WHATWG, crate `url`) have the rest; derive the two forms.

use kernel::Sensitive;
use pack::UrlRules;
use url::Url;

use crate::canonical;
use crate::host::{self, Host};
use crate::wrapping::bare;

/// A place on the internet, as recognised in what somebody typed.
#[derive(Debug)]
pub struct Place {
    canonical: Sensitive<String>,
    host: Sensitive<String>,
    domain: Option<Sensitive<String>>,
    working: Sensitive<String>,
    credentials: Option<Sensitive<String>>,
    onion: bool,
}

impl Place {
    /// The key under which the place is filed: equal for two spellings exactly if they are one place. Its
    /// form is given at the top of `canonical.rs`; it is not meant to be requested.
    pub const fn canonical(&self) -> &Sensitive<String> {
        &self.canonical
    }

    /// The host in ASCII (names in lower case, IDNA encoded), or an address; IPv6 without brackets.
    pub const fn host(&self) -> &Sensitive<String> {
        &self.host
    }

    /// The registrable domain by the public suffix list. None for an address, an onion service, or a host
    /// that is itself a public suffix.
    pub const fn domain(&self) -> Option<&Sensitive<String>> {
        self.domain.as_ref()
    }

    /// What checks and notices use: as typed, with its own scheme (http if none was typed), as a browser
    /// would write it, without credentials and tracking parameters.
    pub const fn working(&self) -> &Sensitive<String> {
        &self.working
    }

    /// The user name and password that stood before the host, as typed.
    pub const fn credentials(&self) -> Option<&Sensitive<String>> {
        self.credentials.as_ref()
    }

    /// Whether the place is an onion service, reached through Tor alone.
    pub const fn onion(&self) -> bool {
        self.onion
    }
}

/// Why what was typed is no place. The sentences never repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing, or nothing but blanks and brackets.
    #[error("nothing was entered")]
    Empty,
    /// Words, several URLs on one line, an e-mail address.
    #[error("this is not one web address")]
    NotAUrl,
    /// `data:`, `blob:`, or a file pasted as base64.
    #[error("this is a file's content, not a web address; files are never accepted")]
    Media,
    /// A scheme other than http and https.
    #[error("this address is not of the web: only http and https are")]
    OtherScheme,
    /// A private network, the own machine, a name without a dot, a name for internal use.
    #[error("this address is not on the public internet")]
    NotPublic,
    /// A host no name or address can have.
    #[error("the name of the site is misspelt")]
    MalformedHost,
    /// The name of an onion service whose checksum is wrong: a symbol of it is mistyped.
    #[error("the name of the onion service is mistyped: its symbols do not fit together")]
    MistypedOnion,
    /// A port that is no number from 1 to 65535.
    #[error("the port, the number after the name of the site, is not one from 1 to 65535")]
    MalformedPort,
    /// More than 8,192 bytes as typed.
    #[error("this is longer than the 8,192 bytes a web address may have")]
    TooLong,
    /// A line break within the URL.
    #[error("there is a line break in this address; enter one address a line")]
    LineBreak,
    /// A control character within the URL.
    #[error("there is a control character in this address")]
    ControlCharacter,
}

impl Refusal {
    /// The key by which pages find the refusal's message in the reader's language.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAUrl => "not-a-url",
            Self::Media => "media",
            Self::OtherScheme => "other-scheme",
            Self::NotPublic => "not-public",
            Self::MalformedHost => "malformed-host",
            Self::MistypedOnion => "mistyped-onion",
            Self::MalformedPort => "malformed-port",
            Self::TooLong => "too-long",
            Self::LineBreak => "line-break",
            Self::ControlCharacter => "control-character",
        }
    }
}

/// Recognises the one place that was typed. Linear in the length of the input; never panics.
pub fn recognise(typed: &str, rules: &UrlRules) -> Result<Place, Refusal> {
    let text = bare(typed);
    refuse_what_can_be_no_url(text, typed.len())?;
    let (beginning, rest) = part_beginning(text)?;
    let (authority, tail) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    let (credentials, host_and_port) = match authority.rsplit_once('@') {
        Some((credentials, host_and_port)) => (Some(credentials), host_and_port),
        None => (None, authority),
    };
    if tail.contains(char::is_whitespace) || host_and_port.is_empty() {
        return Err(Refusal::NotAUrl);
    }
    if beginning == Beginning::Bare && !could_be_bare(authority) {
        return Err(Refusal::NotAUrl);
    }
    let host_and_port = host::refang(host_and_port);
    let (host, port) = host::part_port(&host_and_port)?;
    let host = Host::read(host)?;
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let scheme = beginning.scheme();
    let url = Url::parse(&format!("{scheme}://{}{port}{tail}", host.in_url()))
        .map_err(|_| Refusal::NotAUrl)?;
    Ok(Place {
        canonical: canonical::canonical(&url, rules).into(),
        working: canonical::working(&url, rules).into(),
        credentials: credentials
            .filter(|text| !text.is_empty())
            .map(|text| text.to_owned().into()),
        domain: host.domain().map(|domain| domain.to_owned().into()),
        onion: host.is_onion(),
        host: host.into_text().into(),
    })
}

/// Recognises a URL that a machine wrote in full, as one that a page leads to: its last character is its own, whatever
/// would end a sentence. The working URL of the place is so that [`recognise`] finds the same place in it.
pub fn recognise_written(url: &str, rules: &UrlRules) -> Result<Place, Refusal> {
    let mut place = recognise(&canonical::guard_last(url.to_owned()), rules)?;
    place.working = canonical::guard_last(place.working.expose().clone()).into();
    Ok(place)
}

/// What `hotline url` says about a text: for a terminal, so in clear.
#[derive(serde::Serialize)]
#[serde(untagged)]
pub enum Explanation {
    /// A place.
    Recognised {
        /// The form under which it is filed.
        canonical: String,
        /// Its host.
        host: String,
        /// Its registrable domain, if it has one.
        domain: Option<String>,
    },
    /// None.
    Refused {
        /// The reason in a sentence.
        refused: String,
        /// The reason's key, see [`Refusal::key`].
        reason: &'static str,
    },
}

/// Explains how a text would be filed.
pub fn explain(typed: &str, rules: &UrlRules) -> Explanation {
    match recognise(typed, rules) {
        Ok(place) => Explanation::Recognised {
            canonical: place.canonical.expose().clone(),
            host: place.host.expose().clone(),
            domain: place.domain.as_ref().map(|domain| domain.expose().clone()),
        },
        Err(refusal) => Explanation::Refused {
            refused: refusal.to_string(),
            reason: refusal.key(),
        },
    }
}

/// How the text began.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beginning {
    /// With a scheme, typed in full or defanged.
    Http,
    Https,
    /// With two slashes.
    Slashes,
    /// With the host itself.
    Bare,
}

impl Beginning {
    const fn scheme(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http | Self::Slashes | Self::Bare => "http",
        }
    }
}

/// The longest text that is read, in bytes as typed.
const LONGEST: usize = 8_192;

fn refuse_what_can_be_no_url(text: &str, typed_bytes: usize) -> Result<(), Refusal> {
    if text.is_empty() {
        Err(Refusal::Empty)
    } else if is_media(text) {
        Err(Refusal::Media)
    } else if typed_bytes > LONGEST {
        Err(Refusal::TooLong)
    } else if text.contains(is_line_break) {
        Err(Refusal::LineBreak)
    } else if text.contains(char::is_control) {
        Err(Refusal::ControlCharacter)
    } else {
        Ok(())
    }
}

/// Whether the text is content rather than an address. Base64 is told by its alphabet, letters of both cases
/// and a length no name without a dot has; with a dot it may be a host and a path, and is read as one.
fn is_media(text: &str) -> bool {
    let begins_with = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let is_base64 = |character: char| {
        character.is_ascii_alphanumeric()
            || matches!(character, '+' | '/' | '=' | '-' | '_')
            || is_line_break(character)
    };
    begins_with("data:")
        || begins_with("blob:")
        || (text.len() >= 32
            && text.chars().all(is_base64)
            && text.contains(|character: char| character.is_ascii_uppercase())
            && text.contains(|character: char| character.is_ascii_lowercase()))
}

const fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Parts the scheme and its slashes from the rest, which begins with the authority.
fn part_beginning(text: &str) -> Result<(Beginning, &str), Refusal> {
    if let Some(rest) = after_slashes(text) {
        return Ok((Beginning::Slashes, rest));
    }
    let is_of_scheme =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.');
    let (name, rest) = text.split_at(
        text.find(|character| !is_of_scheme(character))
            .unwrap_or(text.len()),
    );
    let Some((has_slashes, rest)) = after_colon(rest) else {
        return Ok((Beginning::Bare, text));
    };
    let beginning = match name.to_ascii_lowercase().as_str() {
        "http" | "hxxp" => Beginning::Http,
        "https" | "hxxps" => Beginning::Https,
        // A name with a dot and a colon is a host and its port: no scheme in use has a dot and goes without slashes.
        name if !has_slashes && (name.contains('.') || name == "localhost") => {
            return Ok((Beginning::Bare, text));
        }
        _ => return Err(Refusal::OtherScheme),
    };
    if has_slashes {
        Ok((beginning, rest))
    } else {
        Err(Refusal::NotAUrl)
    }
}

/// What follows the colon that ends a scheme, and whether it begins with two slashes, which are taken away.
fn after_colon(text: &str) -> Option<(bool, &str)> {
    if let Some(rest) = text.strip_prefix("[://]") {
        return Some((true, rest));
    }
    let rest = text
        .strip_prefix(':')
        .or_else(|| text.strip_prefix("[:]"))?;
    Some(after_slashes(rest).map_or((false, rest), |rest| (true, rest)))
}

/// What follows two slashes; browsers take backslashes for slashes, so they count.
fn after_slashes(text: &str) -> Option<&str> {
    text.strip_prefix(['/', '\\'])?.strip_prefix(['/', '\\'])
}

/// Whether a text without scheme and slashes may be meant as a URL: its host has a dot, is a literal address
/// or the own machine, and is neither part of a sentence, an e-mail address nor a decimal number.
fn could_be_bare(authority: &str) -> bool {
    let is_dot = |character: char| matches!(character, '.' | '。' | '．' | '｡');
    let host = host::refang(authority);
    let name = host.split_once(':').map_or(host.as_str(), |(name, _)| name);
    let is_decimal = name
        .chars()
        .all(|character| character.is_ascii_digit() || is_dot(character))
        && name.matches(is_dot).count() != 3;
    !host.contains(char::is_whitespace)
        && !host.contains('@')
        && (host.starts_with('[')
            || name.eq_ignore_ascii_case("localhost")
            || (name.contains(is_dot) && !is_decimal))
}

#[cfg(test)]
mod tests;
