//! What in a URL may lead back to a person: the one who reported it, or whose account it came from.
//!
//! A guess by names and shapes, generous on purpose: an analyst looks at what is found and confirms that the
//! URL may leave the house, or picks another spelling.

use url::Url;

/// What looks personal in a working URL: none, or some of `credentials`, `e-mail`, `session`, `token`, `account`
/// and `invitation`, each once, in this order. A text that is no URL has nothing.
pub fn looks_personal(url: &str) -> Vec<&'static str> {
    let Ok(url) = Url::parse(url) else {
        return Vec::new();
    };
    let mut found = Found::default();
    if !url.username().is_empty() || url.password().is_some() {
        found.note("credentials");
    }
    found.look_at_path(url.path());
    found.look_at_parameters(url.query().unwrap_or_default());
    // Pages written in script keep whole paths and parameters in the fragment.
    let (path, parameters) = match url.fragment().unwrap_or_default().split_once('?') {
        Some(parts) => parts,
        None => (
            url.fragment().unwrap_or_default(),
            url.fragment().unwrap_or_default(),
        ),
    };
    found.look_at_path(path);
    found.look_at_parameters(parameters);
    KINDS
        .into_iter()
        .filter(|kind| found.0.contains(kind))
        .collect()
}

#[derive(Default)]
struct Found(Vec<&'static str>);

impl Found {
    fn note(&mut self, kind: &'static str) {
        if !self.0.contains(&kind) {
            self.0.push(kind);
        }
    }

    fn look_at_path(&mut self, path: &str) {
        let mut invited = false;
        for segment in path.split(['/', '!']).filter(|segment| !segment.is_empty()) {
            let segment = decoded(segment);
            let (name, parameters) = segment.split_once(';').unwrap_or((&segment, ""));
            if invited || (name.len() > 8 && name.starts_with('+')) {
                self.note("invitation");
            }
            invited = INVITING_SEGMENTS.contains(&name.to_ascii_lowercase().as_str());
            self.look_at_value(name);
            self.look_at_parameters(parameters);
        }
    }

    fn look_at_parameters(&mut self, parameters: &str) {
        for (name, value) in parameters
            .split(['&', ';'])
            .filter_map(|parameter| parameter.split_once('='))
        {
            if value.is_empty() {
                continue;
            }
            if let Some(kind) = kind_of_name(&decoded(name)) {
                self.note(kind);
            }
            self.look_at_value(&decoded(value));
        }
    }

    /// What tells by its shape, whatever its name.
    fn look_at_value(&mut self, value: &str) {
        if value
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        {
            self.note("e-mail");
        }
        // A JSON web token: an encoded object, and at least one more part (RFC 7519).
        if value.starts_with("eyJ") && value.contains('.') {
            self.note("token");
        }
    }
}

/// The kind a parameter's name speaks of, by a word in it or, for long words, by a part: `accessToken`.
fn kind_of_name(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let is_word = |wanted: &str| {
        name.split(|character: char| !character.is_alphanumeric())
            .any(|word| word == wanted)
    };
    NAMES
        .iter()
        .find(|(_, words, parts)| {
            words.iter().any(|word| is_word(word)) || parts.iter().any(|part| name.contains(part))
        })
        .map(|(kind, _, _)| *kind)
}

fn decoded(text: &str) -> String {
    // The decoder of forms also turns "+" into a blank, so "+" is kept from it; "&" and "=" part what it reads.
    let kept = text
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    url::form_urlencoded::parse(kept.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

const KINDS: [&str; 6] = [
    "credentials",
    "e-mail",
    "session",
    "token",
    "account",
    "invitation",
];

/// For each kind the words that name it, and parts of words long enough to tell by themselves.
const NAMES: [(&str, &[&str], &[&str]); 6] = [
    (
        "credentials",
        &["pass", "pwd", "pw", "pin", "otp"],
        &["passw", "credential", "apikey", "api_key", "secret"],
    ),
    ("e-mail", &["mail"], &["email", "e-mail"]),
    ("session", &["sid", "cookie"], &["sess"]),
    (
        "token",
        &["auth", "jwt", "sig", "hmac", "nonce", "ticket"],
        &["token", "signature", "authkey"],
    ),
    (
        "account",
        &[
            "uid", "user", "usr", "login", "account", "member", "profile", "phone", "tel", "msisdn",
        ],
        &["userid", "user_id", "username", "accountid", "memberid"],
    ),
    (
        "invitation",
        &["ref", "referrer", "invited", "affiliate", "aff"],
        &["invit", "referral"],
    ),
];

/// Path segments after which something stands that was given to one person.
const INVITING_SEGMENTS: [&str; 14] = [
    "activate",
    "confirm",
    "invitation",
    "invitations",
    "invite",
    "invites",
    "join",
    "joinchat",
    "magic-link",
    "ref",
    "referral",
    "reset",
    "unsubscribe",
    "verify",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_person_is_found() {
        for (url, kinds) in [
            ("http://user:word@h.test/", &["credentials"][..]),
            ("http://h.test/?new_password=x", &["credentials"]),
            ("http://h.test/?x=a%40b.test", &["e-mail"]),
            ("http://h.test/u/a@b.test/", &["e-mail"]),
            ("http://h.test/?mail=x", &["e-mail"]),
            ("http://h.test/p;jsessionid=1F?q=1", &["session"]),
            ("http://h.test/?PHPSESSID=1f", &["session"]),
            ("http://h.test/?sid=1f", &["session"]),
            ("http://h.test/?accessToken=1f", &["token"]),
            ("http://h.test/?X-Cdn-Signature=1f", &["token"]),
            ("http://h.test/p/eyJhIjoxfQ.eyJiIjoyfQ.c", &["token"]),
            (
                "http://h.test/#access_token=1f&user_id=7",
                &["token", "account"],
            ),
            ("http://h.test/#/p?invite=7", &["invitation"]),
            ("http://h.test/?uid=7", &["account"]),
            ("http://h.test/joinchat/AbCd", &["invitation"]),
            ("http://h.test/+AbCdEfGh1", &["invitation"]),
            (
                "http://h.test/Invite/AbCd?session=1&e-mail=a@b.test",
                &["e-mail", "session", "invitation"],
            ),
        ] {
            assert_eq!(looks_personal(url), kinds, "{url}");
        }
    }

    #[test]
    fn what_names_a_place_alone_is_not() {
        for url in [
            "http://h.test/",
            "http://h.test/p/17?id=5&page=2&sort=new",
            "http://h.test/join",
            "http://h.test/invite/",
            "http://h.test/?token=&sid",
            "http://h.test/#!album/17",
            "http://h.test/@group1/p.q",
            "http://h.test/preference?aside=1&user-agents.txt",
            "http://h.test/c++/1",
            "no URL",
        ] {
            assert_eq!(looks_personal(url), Vec::<&str>::new(), "{url}");
        }
    }
}
