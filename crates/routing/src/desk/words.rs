//! The keys of the words for what other modules store by name.

use intake::{Outcome, State};
use trace::Detail;

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

/// Why a case moved.
pub(super) fn why(why: &str) -> &'static str {
    match why {
        "reported" => "intake-why-reported",
        "claimed" => "intake-why-claimed",
        "second_opinion" => "intake-why-second-opinion",
        "opinion_given" => "intake-why-opinion-given",
        "settled" => "intake-why-settled",
        "taken_back" => "intake-why-taken-back",
        "handed_over" => "intake-why-handed-over",
        "lapsed" => "intake-why-lapsed",
        "released" => "intake-why-released",
        "gone-by-rule" => "intake-why-gone-by-rule",
        "two-persons-word" => "intake-why-two-persons-word",
        "police-concluded" => "intake-why-police-concluded",
        "reported-again" => "intake-why-reported-again",
        "corrected" => "intake-why-corrected",
        _ => "intake-why-other",
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

/// Where a finding comes from.
pub(super) const fn source(detail: &Detail) -> &'static str {
    match detail {
        Detail::Names { .. } => "trace-source-dns",
        Detail::Network { .. } => "trace-source-network",
        Detail::Domain { .. } => "trace-source-domain",
    }
}

/// What the DNS said.
pub(super) fn names_outcome(outcome: &str) -> &'static str {
    match outcome {
        "found" => "trace-names-found",
        "address" => "trace-names-address",
        "no_such_name" => "trace-names-none",
        "no_resolver" => "trace-names-no-resolver",
        "onion" => "trace-names-onion",
        _ => "trace-names-failed",
    }
}
