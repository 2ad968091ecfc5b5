//! The names of what can be chosen in a report, as keys of this crate's words.

use crate::Source;

/// Where it was found: the word for a key of `letterbox::FOUND_ON`.
pub fn found_on_key(key: &str) -> &'static str {
    match key {
        "website" => "intake-found-on-website",
        "social_network" => "intake-found-on-social-network",
        "messaging" => "intake-found-on-messaging",
        "forum" => "intake-found-on-forum",
        "game" => "intake-found-on-game",
        "file_sharing" => "intake-found-on-file-sharing",
        "onion" => "intake-found-on-onion",
        _ => "intake-found-on-other",
    }
}

/// What is shown there: the word for a key of `letterbox::SHOWN_AS`.
pub fn shown_as_key(key: &str) -> &'static str {
    match key {
        "image" => "intake-shown-as-image",
        "video" => "intake-shown-as-video",
        "live_stream" => "intake-shown-as-live-stream",
        _ => "intake-shown-as-text",
    }
}

/// When it was seen: the word for a key of `letterbox::SEEN`.
pub fn seen_key(key: &str) -> &'static str {
    match key {
        "today" => "intake-seen-today",
        "this_week" => "intake-seen-this-week",
        "this_month" => "intake-seen-this-month",
        _ => "intake-seen-earlier",
    }
}

/// Which way it came.
pub fn source_key(source: Source) -> &'static str {
    match source {
        Source::Letterbox => "intake-source-letterbox",
        Source::Telephone => "intake-source-telephone",
        Source::WalkIn => "intake-source-walk-in",
        Source::Letter => "intake-source-letter",
        Source::Police => "intake-source-police",
        Source::Partner => "intake-source-partner",
        Source::File => "intake-source-file",
    }
}
