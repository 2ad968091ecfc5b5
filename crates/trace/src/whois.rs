//! Reading what WHOIS servers answer. There is no form for it (RFC 3912): registries of addresses write objects of keys
//! and values, registries of names one list of them, some write what they like. Taken are the lines that are known
//! to mean something; all else is left.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::contact::{
    AbuseContact, CONTACTS, FoundIn, Protocol, Subject, country, is_of_an_office,
    is_of_an_organisation, mail_address, text,
};
use crate::rdap::{DomainAnswer, NetworkAnswer};

/// What a WHOIS server says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhoisAnswer {
    /// The server that knows more, as a host or `host:port`.
    pub referral: Option<String>,
    /// What it says of a network.
    pub network: NetworkAnswer,
    /// What it says of a domain.
    pub domain: DomainAnswer,
    /// Whether it says that it was asked too often.
    pub is_limited: bool,
}

/// The most lines that are read.
const LINES: usize = 4_000;

/// The longest line that is read, in characters.
const LINE: usize = 1_000;

/// The longest name of a field.
const KEY: usize = 48;

/// What servers say to whoever asks too often.
const LIMITS: [&str; 10] = [
    "limit exceeded",
    "quota exceeded",
    "exceeded the maximum",
    "exceeded your",
    "too many",
    "rate limit",
    "try again later",
    "access denied",
    "access has been denied",
    "temporarily blocked",
];

/// Objects of registries of addresses that are about a person or an office, and not about the network.
const PEOPLE: [&str; 4] = ["person", "role", "irt", "nic-hdl"];

/// Objects about the organisation, whose country is not that of its networks.
const ORGANISATIONS: [&str; 2] = ["organisation", "orgname"];

/// Reads an answer: never an error, at worst nothing.
pub fn parse_whois(answer: &[u8], subject: Subject) -> WhoisAnswer {
    let mut reading = Reading::new(subject);
    let decoded = decode(answer);
    let lines: Vec<&str> = decoded.lines().take(LINES).collect();
    for (number, line) in lines.iter().enumerate() {
        let line = cut(line);
        let below = lines.get(number + 1).map(|line| cut(line));
        if line.trim().is_empty() {
            reading.object = None;
            reading.part = None;
            continue;
        }
        if let Some(part) = heading(line, below) {
            reading.part = Some(part);
            continue;
        }
        if let Some(remark) = remark(line) {
            reading.remark(remark);
            continue;
        }
        let Some((key, value)) = field(line) else {
            reading.free(line);
            continue;
        };
        if value.is_empty() {
            reading.part = Some(key.clone());
        }
        // A value may stand on a line of its own: further in, or of a registrar not even that.
        let value = match below {
            Some(below)
                if value.is_empty()
                    && (below.starts_with([' ', '\t']) || key == "registrar")
                    && field(below).is_none() =>
            {
                below.trim()
            }
            _ => value,
        };
        reading.field(&key, value);
    }
    reading.end(&decoded)
}

/// The number of an autonomous system, as a number or as `AS64540`.
pub(crate) fn system(text: &str) -> Option<u32> {
    let text = text.trim();
    let number = match text.get(..2) {
        Some(prefix) if prefix.eq_ignore_ascii_case("as") => text.get(2..)?,
        _ => text,
    };
    let digits = number
        .split(|symbol: char| !symbol.is_ascii_digit())
        .next()?;
    digits.parse().ok().filter(|number| *number != 0)
}

/// As UTF-8, or else as Latin-1: what matters is ASCII in any case.
fn decode(answer: &[u8]) -> String {
    match std::str::from_utf8(answer) {
        Ok(text) => text.to_owned(),
        Err(_) => answer.iter().copied().map(char::from).collect(),
    }
}

fn cut(line: &str) -> &str {
    match line.char_indices().nth(LINE) {
        Some((end, _)) => line.get(..end).unwrap_or_default(),
        None => line,
    }
}

fn remark(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.starts_with(['%', '#', ';'])
        .then(|| line.trim_start_matches(['%', '#', ';']).trim())
}

/// `key: value`, or `key......: value`. The key in lower case.
fn field(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().trim_end_matches(['.', ' ', '\t']);
    let is_key = !key.is_empty()
        && key.len() <= KEY
        && key
            .chars()
            .all(|symbol| symbol.is_ascii_alphanumeric() || " -_/.()".contains(symbol))
        // Of `whois://…` and of times of day.
        && !value.starts_with("//")
        && !key.chars().all(|symbol| symbol.is_ascii_digit());
    is_key.then(|| (key.to_ascii_lowercase(), value.trim()))
}

/// What a line says that begins a part: `[Registrar]`, or `Registrar` with fields further in below it.
fn heading(line: &str, below: Option<&str>) -> Option<String> {
    let text = line.trim();
    let is_words = |text: &str| {
        text.len() <= KEY
            && text
                .chars()
                .all(|symbol| symbol.is_ascii_alphabetic() || symbol == ' ')
    };
    let within = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let text = match within {
        Some(within) => within,
        None if line.starts_with([' ', '\t']) => return None,
        None => {
            below.filter(|below| below.starts_with([' ', '\t']) && field(below).is_some())?;
            text
        }
    };
    is_words(text).then(|| text.to_ascii_lowercase())
}

/// A word of a line that is a mail address.
fn address_within(text: &str) -> Option<String> {
    text.split([' ', '\t', '<', '>', '(', ')', ',', ';', '\'', '"'])
        .find_map(|word| mail_address(word.trim_end_matches('.')))
}

/// The server behind a name, an URL of WHOIS or `host:port`.
fn server(value: &str) -> Option<String> {
    let value = value.split_whitespace().next()?;
    let value = match value.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("whois") => rest,
        // Of another protocol: a page for people, or RWhois.
        Some(_) => return None,
        None => value,
    };
    let value = value.trim_end_matches('/').trim_end_matches('.');
    let is_server = value.contains('.')
        && value.len() <= 253
        && value
            .chars()
            .all(|symbol| symbol.is_ascii_alphanumeric() || ".-_:".contains(symbol));
    is_server.then(|| value.to_ascii_lowercase())
}

/// The first and the last address of `first - last`, or of a network.
fn range(value: &str) -> Option<(IpAddr, IpAddr)> {
    if let Some((first, last)) = value.split_once(" - ") {
        return Some((first.trim().parse().ok()?, last.trim().parse().ok()?));
    }
    let network: IpNet = value.split([' ', ',']).next()?.parse().ok()?;
    Some((network.network(), network.broadcast()))
}

/// What was read so far.
struct Reading {
    subject: Subject,
    answer: WhoisAnswer,
    abuse: Vec<AbuseContact>,
    description: Option<String>,
    /// The company among what is said of the registrar, where the registrar's name is a handle.
    company: Option<String>,
    /// The heading of the part that is being read.
    part: Option<String>,
    /// The first key and value of the object that is being read.
    object: Option<(String, String)>,
    /// The handle of whoever abuse is reported to.
    desk: Option<String>,
}

impl Reading {
    fn new(subject: Subject) -> Self {
        Self {
            subject,
            answer: WhoisAnswer::default(),
            abuse: Vec::new(),
            description: None,
            company: None,
            part: None,
            object: None,
            desk: None,
        }
    }

    fn field(&mut self, key: &str, value: &str) {
        let first = || (key.to_owned(), value.to_owned());
        let (object, handle) = self.object.get_or_insert_with(first).clone();
        let is_of_people = PEOPLE.contains(&object.as_str());
        if key.contains("abuse") {
            if key == "abuse-c" && !value.contains('@') {
                self.desk = self.desk.take().or_else(|| text(value));
            } else if !key.contains("phone") {
                let address = address_within(value).filter(|one| may_be_kept(key, one));
                self.contact(address, vec![key.to_owned()]);
            }
            return;
        }
        // Where the desk is a handle, its mail stands with that, on a card that may be a person's.
        if key == "e-mail" && object == "nic-hdl" && self.desk.as_deref() == Some(handle.as_str()) {
            let address = address_within(value).filter(|address| is_of_an_office(address));
            self.contact(address, vec!["abuse-c".to_owned()]);
            return;
        }
        let answer = &mut self.answer;
        if is_of_people {
            return;
        }
        if object == "registrar" || self.part.as_deref() == Some("registrar") {
            match key {
                "organization" | "organisation" | "company" => keep(&mut self.company, text(value)),
                "name" => keep(&mut answer.domain.registrar, text(value)),
                _ => {}
            }
        }
        let network = &mut answer.network;
        match key {
            "refer" | "whois" | "referralserver" | "registrar whois server" | "whois server" => {
                answer.referral = answer.referral.take().or_else(|| server(value));
            }
            "inetnum" | "inet6num" | "netrange" => keep(&mut network.range, range(value)),
            "netname" | "nethandle" => keep(&mut network.handle, text(value)),
            "country" | "country-code" if !ORGANISATIONS.contains(&object.as_str()) => {
                keep(&mut network.country, country(value));
            }
            "origin" | "originas" | "aut-num" => {
                keep(&mut network.autonomous_system, system(value));
            }
            "org-name" | "orgname" | "organization" => keep(&mut network.holder, text(value)),
            // Of a small network these are a person's name.
            "owner" => keep(&mut network.holder, organisation(value)),
            "descr" => keep(&mut self.description, organisation(value)),
            "registrar"
            | "registrar name"
            | "sponsoring registrar"
            | "registrar organization"
            | "registration service provider"
            | "current registrar"
            // As one registry writes it.
            | "current registar" => {
                // Some write the handle behind the name; a page is no name.
                let name = value.split(" [Tag").next().unwrap_or_default();
                let name = text(name).filter(|name| !name.contains("://"));
                keep(&mut answer.domain.registrar, name);
            }
            _ => {}
        }
    }

    /// `% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@host.test'`.
    fn remark(&mut self, remark: &str) {
        let lower = remark.to_ascii_lowercase();
        if lower.starts_with("abuse contact for") {
            let is = lower.rfind(" is ").and_then(|at| remark.get(at..));
            self.contact(is.and_then(address_within), Vec::new());
        }
    }

    /// A line of prose: an office's address beside the word abuse is taken, a person's is not. Below a heading for abuse
    /// any is.
    fn free(&mut self, line: &str) {
        if let Some(part) = self.part.clone().filter(|part| part.contains("abuse")) {
            let address = address_within(line).filter(|one| may_be_kept(&part, one));
            self.contact(address, vec![part]);
        } else if line.to_ascii_lowercase().contains("abuse") {
            let address = address_within(line).filter(|address| is_of_an_office(address));
            self.contact(address, Vec::new());
        }
    }

    fn contact(&mut self, address: Option<String>, within: Vec<String>) {
        let Some(address) = address else {
            return;
        };
        let is_known = self.abuse.iter().any(|contact| contact.address == address);
        if self.abuse.len() < CONTACTS && !is_known {
            self.abuse.push(AbuseContact {
                address,
                found_in: FoundIn {
                    protocol: Protocol::Whois,
                    subject: self.subject,
                    within,
                },
            });
        }
    }

    fn end(mut self, all: &str) -> WhoisAnswer {
        let network = &mut self.answer.network;
        keep(&mut network.holder, self.description);
        if self.company.is_some() {
            self.answer.domain.registrar = self.company;
        }
        let is_empty = self.abuse.is_empty()
            && self.answer.referral.is_none()
            && self.answer.network == NetworkAnswer::default()
            && self.answer.domain == DomainAnswer::default();
        // Conditions of use, which stand below many answers, speak of limits too.
        if is_empty {
            let all = all.to_ascii_lowercase();
            self.answer.is_limited = LIMITS.iter().any(|words| all.contains(words));
        }
        match self.subject {
            Subject::Network | Subject::System => self.answer.network.abuse = self.abuse,
            Subject::Domain | Subject::Registrar => self.answer.domain.abuse = self.abuse,
        }
        self.answer
    }
}

/// A text that names an organisation.
fn organisation(value: &str) -> Option<String> {
    text(value).filter(|name| is_of_an_organisation(name))
}

/// Whether a mail address that stands in a field for abuse is kept: where the field is of a registrar or of an object for
/// that alone, any; else one of an office.
fn may_be_kept(key: &str, address: &str) -> bool {
    let is_for_that = [
        "abuse-mailbox",
        "abuse contact",
        "abuse email",
        "abuse e-mail",
    ];
    is_for_that.iter().any(|known| key.contains(known))
        || key.starts_with("orgabuse")
        || is_of_an_office(address)
}

/// Keeps the first that was said.
fn keep<T>(kept: &mut Option<T>, said: Option<T>) {
    if kept.is_none() {
        *kept = said;
    }
}

#[cfg(test)]
mod tests;
