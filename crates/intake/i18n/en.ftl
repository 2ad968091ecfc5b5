# Cases: their states, how they end, why they move.

intake-state-waiting = waiting
intake-state-assessing = being assessed
intake-state-acting = being acted on
intake-state-closed = closed

intake-outcome-gone = the content is gone
intake-outcome-access-disabled = access is disabled
intake-outcome-not-illegal = not illegal
intake-outcome-unavailable = could not be assessed
intake-outcome-out-of-remit = not for this hotline
intake-outcome-handed-over = taken over by police or a partner

intake-why-reported = it was reported
intake-why-claimed = an analyst took it
intake-why-handed-over = the analyst gave it back
intake-why-lapsed = the analyst’s time ran out
intake-why-released = the decision was released
intake-why-gone-by-rule = gone, by the rule of the watch
intake-why-two-persons-word = two persons found so
intake-why-reported-again = reported again, and it is up
intake-why-police-concluded = the police need nothing more
intake-why-other = see the record

intake-who-staff = a colleague
intake-who-job = the system
intake-who-operator = the command line
intake-who-reporter = the reporter
