# The case page, tasks, and where a decision goes.

routing-case = Case { $reference }
routing-case-state = State
routing-case-opened = Opened
routing-case-reports = Reports
routing-reports = Reports and history
routing-reports-came = When the reports came
routing-history = What happened
routing-record = Record
routing-record-show = Show every entry

routing-findings = Who hosts it
routing-no-findings = Nobody was asked yet.
routing-finding-at = Date
routing-finding-source = Source
routing-finding-country = Country
routing-finding-system = AS number
routing-finding-said = What it said
routing-finding-names = { $said } ({ $count })
routing-finding-unanswered = no usable answer
routing-finding-no-holder = no holder named

routing-title = Route
routing-kind = Hosted
routing-kind-home = at home
routing-kind-partner = where a partner hotline is
routing-kind-elsewhere = where there is no partner hotline
routing-kind-unknown = nobody knows where
routing-country = Country
routing-country-hint = Two letters, such as KH
routing-traced-at = By the trace of
routing-reason = Reason
routing-choose-lead = The sources name different countries, or none. Choose the one that counts, and say why.
routing-choose = Choose the country

routing-state-none = Nothing goes anywhere yet: no decision was released.
routing-state-tracing = Waits for the trace.
routing-state-choosing = Waits for a person to choose the country.
routing-state-waiting-police = The provider is told after the police gave their word, or their time passed.
routing-state-waiting-partner = The provider is told after the time of the partner hotline.
routing-state-carried-out = Nothing more is decided here: each part below says how far it is.

routing-tasks = Tasks
routing-no-tasks = Nothing waits for a person.
routing-task-case = Case
routing-task-since = Since
routing-task-what = What to do
routing-task-done = Done
routing-to-dos = What is to be done
routing-since = since { $since }
routing-to-do-choose-country = The sources name different countries: choose the one that counts.
routing-to-do-settle-opinion = Two analysts see this case differently: a supervisor settles it.
routing-to-do-find-host = Nobody knows where this is hosted: find out, choose the country, or tick it off.
routing-to-do-hand-over = Hand the report over to the partner hotline, and record its reference.
routing-to-do-correct-referral = To be corrected: the police got a referral on a decision that was taken back. Tell them what holds now, then tick it off.
routing-to-do-correct-handover = To be corrected: the partner hotline got a report on a decision that was taken back. Tell it what holds now, then tick it off.
routing-to-do-correct-notice = To be corrected: the provider got a notice on a decision that was taken back. Tell it what holds now, then tick it off.

routing-changed = The case has changed in the meantime. Go back and look at it again.
routing-no-reason = Say why this country counts, in at most 2,000 characters.
routing-no-country = Give a country as two letters, such as KH: where sources differ, one that they name.
