//! What in a URL may lead back to a person: the one who reported it, or whose account it came from.
//!
//! A guess by names and shapes, generous on purpose: an analyst looks at what is found and confirms that the
//! URL may leave the house, or picks another spelling.

use url::Url;

/// The version of what counts as personal. It is raised whenever more does: a working URL that was picked under
/// an older one is to be looked at again before anything leaves.
pub(crate) const RULES: i64 = 2;

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
            // Twice: what was copied out of another address is often encoded once more.
            let segment = decoded(&decoded(segment));
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
            self.look_at_value(&decoded(&decoded(value)));
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
        // A JSON web token: an encoded object, and at least one more part (RFC 7519). What is called like a file
        // is content, however it is named.
        if (value.starts_with("eyJ") && value.contains('.'))
            || (!is_file_name(value) && looks_random(value))
        {
            self.note("token");
        }
    }
}

/// Whether a text ends as the name of a file does: a dot, and a few letters or digits that are not digits alone.
fn is_file_name(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}

/// Whether a text looks drawn by a machine, as keys, sessions and single-use links are: a UUID (RFC 9562), or a
/// long run of letters and digits that change more often than they do in words and dates.
fn looks_random(text: &str) -> bool {
    is_uuid(text)
        || text
            .split(|character: char| !character.is_ascii_alphanumeric())
            .any(|run| {
                let digits = run.bytes().map(|byte| byte.is_ascii_digit());
                let capitals = run.bytes().map(|byte| byte.is_ascii_uppercase());
                // In words written as one, three small letters and more follow one another.
                let of_words = run
                    .split(|character: char| !character.is_ascii_lowercase())
                    .any(|small| small.len() > 3);
                (run.len() >= 16 && changes(digits) >= 4)
                    || (run.len() >= 20 && !of_words && changes(capitals) * 5 >= run.len() * 2)
            })
}

/// How often something changes along a text.
fn changes(along: impl Iterator<Item = bool> + Clone) -> usize {
    along
        .clone()
        .zip(along.skip(1))
        .filter(|(one, next)| one != next)
        .count()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
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
const INVITING_SEGMENTS: [&str; 20] = [
    "accept-invite",
    "activate",
    "auth",
    "confirm",
    "guest",
    "inv",
    "invitation",
    "invitations",
    "invite",
    "invites",
    "join",
    "joinchat",
    "login",
    "magic",
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
            ("http://h.test/guest/AbCd", &["invitation"]),
            ("http://h.test/u/a%2540b.test", &["e-mail"]),
            (
                "http://h.test/s/9f86d081884c7d659a2feaa0c55ad015",
                &["token"],
            ),
            (
                "http://h.test/dl/123e4567-e89b-12d3-a456-426614174000/p",
                &["token"],
            ),
            ("http://h.test/p?k=Zk3Qw9Xy7Lm2Rt8Vb4Nc", &["token"]),
            ("http://h.test/x/QwErTyUiOpAsDfGhJkLz", &["token"]),
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
            "http://h.test/p/9f86d081884c7d659a2feaa0c55ad015.jpg",
            "http://h.test/album-of-a-long-holiday-2024-05-17/page-0017",
            "http://h.test/ALongTitleInOneWordOfManyWords",
            "http://h.test/watch?v=dQw4w9WgXcQ&t=1234567890123456789",
            "http://h.test/20240517/123456789012345678901234567890",
            "no URL",
        ] {
            assert_eq!(looks_personal(url), Vec::<&str>::new(), "{url}");
        }
    }
}
