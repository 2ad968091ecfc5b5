//! The keys of the words for what other modules store by name.

use audit::EventKind;
use intake::{Outcome, State};

/// The state of a case.
pub(super) const fn case_state(state: State) -> &'static str {
    match state {
        State::Waiting => "intake-state-waiting",
        State::Assessing => "intake-state-assessing",
        State::SecondOpinion => "intake-state-second-opinion",
        State::Acting => "intake-state-acting",
        State::Closed => "intake-state-closed",
    }
}

/// How a case ended.
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Gone => "intake-outcome-gone",
        Outcome::AccessDisabled => "intake-outcome-access-disabled",
        Outcome::NotIllegal => "intake-outcome-not-illegal",
        Outcome::Unavailable => "intake-outcome-unavailable",
        Outcome::OutOfRemit => "intake-outcome-out-of-remit",
        Outcome::HandedOver => "intake-outcome-handed-over",
    }
}

/// Why something happened, where a history says more by it than what happened.
pub(crate) fn why(why: &str) -> Option<&'static str> {
    Some(match why {
        "reported" => "intake-why-reported",
        "claimed" => "intake-why-claimed",
        "second_opinion" => "intake-why-second-opinion",
        "opinion_given" => "intake-why-opinion-given",
        "settled" => "intake-why-settled",
        "taken_back" => "intake-why-taken-back",
        "handed_over" => "intake-why-handed-over",
        "handed_to_colleague" => "intake-why-handed-to-colleague",
        "lapsed" => "intake-why-lapsed",
        "released" => "intake-why-released",
        "gone-by-rule" => "intake-why-gone-by-rule",
        "rule-and-person" => "intake-why-rule-and-person",
        "kept-from-everybody" => "intake-why-kept-from-everybody",
        "came-back" => "intake-why-came-back",
        "came-back-changed" => "intake-why-came-back-changed",
        "two-persons-word" => "intake-why-two-persons-word",
        "police-concluded" => "intake-why-police-concluded",
        "reported-again" => "intake-why-reported-again",
        "corrected" | "decision-taken-back" => "intake-why-corrected",
        "opinion_withdrawn" => "intake-why-opinion-withdrawn",
        "report" => "intake-why-report",
        "crowd" => "intake-why-crowd",
        "decision" => "intake-why-decision",
        "flood" => "intake-why-flood",
        "moved" => "routing-why-moved",
        "sources-differ" => "routing-why-sources-differ",
        "host-found" => "routing-why-host-found",
        "contact-approved" => "routing-why-contact-approved",
        "contact-not-approved" => "routing-why-contact-not-approved",
        "other-contact" => "routing-why-other-contact",
        "by-hand" => "routing-why-by-hand",
        "police-asked" => "routing-why-police-asked",
        "police-hold" => "routing-why-police-hold",
        "time-passed-unheard" => "routing-why-police-unheard",
        "police-hold-ended" => "routing-why-police-hold-ended",
        "silent-hold" => "routing-why-silent-hold",
        "partner-time-passed" => "routing-why-partner-time-passed",
        "no-legal-authority" => "routing-why-no-legal-authority",
        "no-working-url" => "routing-why-no-working-url",
        "refused" => "routing-why-refused",
        "not-delivered" => "routing-why-not-delivered",
        "unsendable" => "routing-why-unsendable",
        "own-text" => "routing-why-own-text",
        "key-expired" => "routing-why-key-expired",
        "own-key" => "routing-why-own-key",
        "key-revoked" => "routing-why-key-revoked",
        "key-weak" => "routing-why-key-weak",
        "key-not-yet" => "routing-why-key-not-yet",
        "key-cannot-encrypt" => "routing-why-key-cannot-encrypt",
        "case-went-on" => "routing-why-case-went-on",
        "after-watch-over" => "routing-why-after-watch-over",
        "case-closed" => "routing-why-case-closed",
        "behind-proxy" => "routing-why-behind-proxy",
        "no-answer" => "routing-why-no-answer",
        "rule-forbids" => "routing-why-rule-forbids",
        _ => return None,
    })
}

/// What an event is about.
pub(super) const fn event_kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Report => "routing-event-kind-report",
        EventKind::Case => "routing-event-kind-case",
        EventKind::Message => "routing-event-kind-message",
        EventKind::Trace => "routing-event-kind-trace",
        EventKind::Viewing => "routing-event-kind-viewing",
        EventKind::Assessment => "routing-event-kind-assessment",
        EventKind::Decision => "routing-event-kind-decision",
        EventKind::Route => "routing-event-kind-route",
        EventKind::Police => "routing-event-kind-police",
        EventKind::Partner => "routing-event-kind-partner",
        EventKind::Notice => "routing-event-kind-notice",
        EventKind::Check => "routing-event-kind-check",
        EventKind::Note => "routing-event-kind-note",
    }
}

/// Who moved or did something, where it was nobody of the staff.
pub(super) fn who(kind: &str) -> &'static str {
    match kind {
        "staff" => "intake-who-staff",
        "operator" => "intake-who-operator",
        "reporter" => "intake-who-reporter",
        "partner" => "intake-who-partner",
        _ => "intake-who-job",
    }
}
