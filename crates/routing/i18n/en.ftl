# The case page, tasks, and where a decision goes.

routing-case = Case { $reference }
routing-case-state = State
routing-case-opened = Opened
routing-case-reports = Reports
routing-on-this-page = On this page
routing-reports = Reports
routing-reports-at = They came on { $at }.
routing-reports-between = The first came on { $first }, the last on { $last }.
routing-reports-danger = say that a child is in danger
routing-reports-own-picture = of somebody’s own picture
routing-reports-bulk = of a flood
routing-reports-feedback = wish to be told what came of it
routing-reports-said = What they say, and messages, are read in a viewing session.
routing-reports-history = When each came

## History

routing-history = What happened
routing-history-filter = Show of the history
routing-history-all = Everything
routing-history-earlier = Earlier
routing-history-newest = Back to the newest
# Where the same happened one time after another: the last stands with its own date.
routing-history-times = { $what }, { $count } times since { $since }
routing-history-none = Nothing of this kind has happened.

routing-event-kind-report = Reports
routing-event-kind-case = Case
routing-event-kind-message = Messages
routing-event-kind-trace = Traces
routing-event-kind-viewing = Viewing
routing-event-kind-assessment = Assessment
routing-event-kind-decision = Decision
routing-event-kind-route = Route
routing-event-kind-police = Police
routing-event-kind-partner = Partner hotlines
routing-event-kind-notice = Notices
routing-event-kind-check = Checks
routing-event-kind-note = Notes

routing-event-tracing = The decision waits for a trace
routing-event-choosing = A person is to choose the country
routing-event-waiting = The provider’s notice waits
routing-event-carried-out = Everybody was told who is to be told
routing-event-superseded = Another round of the route counts
routing-event-choose-country = To do: choose the country
routing-event-find-host = To do: find out where it is hosted
routing-event-correct = To do: correct what was sent
routing-event-look-again = To do: look again, for an answer that was taken over was taken back elsewhere
routing-event-look-again-done = Settled: it was looked at again
routing-event-correct-done = Settled: what was sent is corrected
routing-event-choose-country-done = Settled: the country
routing-event-find-host-done = Settled: where it is hosted
routing-event-note = A note was written
routing-event-note-withdrawn = A note was written, and withdrawn by its author

routing-why-moved = the content moved
routing-why-sources-differ = sources name different countries
routing-why-host-found = the host became known
routing-why-contact-approved = the contact is approved
routing-why-contact-not-approved = the contact is not approved
routing-why-other-contact = another contact counts
routing-why-police-asked = the police asked for it
routing-why-police-hold = the police ask to wait
routing-why-police-hold-ended = the hold of the police ended
routing-why-silent-hold = the police ask for silence
routing-why-partner-time-passed = the partner’s time passed
routing-why-no-legal-authority = the pack names no legal authority
routing-why-no-working-url = nobody chose the working URL
routing-why-refused = the mail server refused it
routing-why-not-delivered = it could not be delivered
routing-why-case-went-on = the case is not where it was
routing-why-after-watch-over = the time of the after-watch is over
routing-why-case-closed = the case was closed

## Notes

routing-notes = Notes
routing-notes-none = Nobody has written a note.
routing-notes-all = All notes
routing-note-write = Write a note
routing-note-hint = For colleagues. No addresses. @ and a name puts it among that colleague’s tasks. At most { $most } characters. A note is not changed later: write another one. Colleagues who may be asked for a second opinion read it: before the release write nothing of what you make of the case.
routing-note-names = Put it among the tasks of
routing-note-names-hint = Besides whoever is named in it.
routing-note-names-nobody = nobody
routing-note-add = Add the note
routing-note-new = names you
routing-note-withdrawn = Withdrawn by its author.
routing-note-withdraw = Withdraw
routing-note-empty = Write the note first.
routing-note-too-long = The note is too long: write at most { NUMBER($most) } characters. Nothing you typed is lost.
routing-note-no-reader = This colleague cannot read cases any more: choose another, or nobody. Nothing you typed is lost.
routing-note-too-late = A note can be withdrawn for ten minutes. Write another one that corrects it.

## Record

routing-record = Record
routing-record-show = Show the entries, the newest first

routing-findings = Who hosts it
routing-no-findings = Nobody was asked yet.
routing-finding-at = Date
routing-finding-source = Source
routing-finding-country = Country
routing-finding-system = AS number
routing-finding-said = What it said
routing-findings-earlier = Earlier traces
routing-finding-addresses = Addresses: { $what }
routing-finding-chain = Through: { $what }
routing-finding-own-name = a name of the same domain
routing-finding-name-servers = Name servers: { $what }
routing-finding-address = Address: { $what }
routing-finding-range = Network: { $what }
routing-finding-handle = Handle: { $what }
routing-finding-holder = Holder: { $what }
routing-finding-registrar = Registrar: { $what }
routing-finding-no-registrar = no registrar named
routing-finding-table = Table: { $table }, built { $at }
routing-finding-abuse = Abuse contact: { $address } – { $place }
routing-finding-said-at = Said on { $at }, and not asked again within a day
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
routing-country-by = Country, by { $source }
routing-choose-lead = The sources name different countries, or none. Choose the one that counts, and say why. A rule of the hotline, or what a proxy answered, outranks the others.
routing-choose = Choose the country
routing-back = Back to the case

routing-state-none = Nothing goes anywhere yet: no decision was released.
routing-state-tracing = Waits for the trace.
routing-state-choosing = Waits for a person to choose the country.
routing-state-waiting-police = The provider is told after the police gave their word, or their time passed.
routing-state-waiting-partner = The provider is told after the time of the partner hotline.
routing-state-carried-out = Nothing more is decided here: each part below says how far it is.

routing-mentions = Notes that name you
routing-mention-who = By
routing-tasks = Tasks
routing-watch-late = The watch is late. Of { $watched } watched places { $count } should have been looked at by now, the first of them { $time }. If the number does not fall, have the administrator see whether the workers run and the network is reached.
routing-no-tasks = Nothing waits for a person.
routing-tasks-pages = Pages of tasks
routing-tasks-first = The oldest tasks
routing-tasks-next = Later tasks
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

routing-to-do-look-again = An answer that this case took over was taken back elsewhere: look at it again. Take the decision back, or tick this off where it stands.
routing-to-do-read = Reporters told something that nobody has read: open a viewing session.

routing-changed = The case has changed in the meantime. Go back and look at it again.
routing-no-reason = Say why this country counts, in at most 2,000 characters.
routing-no-country = Give a country as two letters, such as KH: where sources differ, one that they name.

routing-host-hidden = Real host unknown: the place is behind { $proxy }. The country of { $proxy } does not count as the hosting country.
routing-host-in-front = { $proxy } stands in front of the place. Its country does not count as the hosting country.
routing-host-by-rule = The real host is known by a rule of the hotline of { $at }.
routing-host-by-answer = The real host is known by the proxy’s answer of { $at }.
routing-host-itself = The proxy says that it hosts the content itself, by its answer of { $at }: its country counts.
routing-host-rule = Rule of the hotline: { $says } ({ $reach }, since { $at }). { $reason }
routing-leads-elsewhere = The place leads to another one, in { $steps } steps, as asked on { $at }.
routing-leads-by-shortener = A known shortener is on the way.
routing-take-up = Make the place it leads to an item of the case
routing-proxy-by-network = by its range of addresses
routing-proxy-by-system = by its AS number
routing-proxy-by-name = by the name it leads through
routing-proxy-by-name-server = by its name servers
routing-finding-proxy = { $proxy }, { $by }
routing-finding-itself = It hosts the content itself
routing-finding-answer = Said by { $by } on { $on }
routing-finding-redirect = Step { $number }
routing-answer = Write down what the proxy answered
routing-answer-lead = { $proxy } stands in front of this place. Write down what it said who hosts it: the case goes on by that.
routing-answer-itself = It says that it hosts the content itself
routing-answer-address = Address of the server
routing-answer-address-hint = An IP address. The registry is asked whose it is.
routing-answer-provider = Name of the provider
routing-answer-mail = Mail address for abuse there
routing-answer-said-by = Who said it
routing-answer-said-on = On which day
routing-answer-said-on-hint = As in 2026-01-05
routing-answer-take = Write it down

routing-state-asking = Waits for the proxy in front of the place to say who hosts it.
routing-event-asking = A proxy is asked who hosts the place
routing-event-ask-host = To do: the proxy’s answer
routing-event-ask-host-done = Settled: the proxy’s answer
routing-event-tell-moved = To do: tell somebody that it moved
routing-event-tell-moved-done = Settled: they know that it moved
routing-why-behind-proxy = the real host is unknown
routing-why-no-answer = no answer will come
routing-why-rule-forbids = a rule of the hotline forbids it
routing-to-do-ask-host = A proxy was asked who hosts this: write its answer down, or tick it off if none will come.
routing-to-do-ask-host-first = Real host unknown, and the question to the proxy has not left: add or approve its contact, ask in another way, or tick it off.
routing-to-do-moved-handover = The content moved: a partner hotline has a report about where it was. Tell it, then tick it off.
routing-to-do-moved-notice = The content moved: a provider has a notice about where it was. Tell it, then tick it off.
routing-to-do-contact-changed = The host takes reports of abuse at another address than the notice went to. See that it arrives, then tick it off.

## Evidence

routing-evidence = Evidence: every trace and check, to print
routing-evidence-of = Evidence of case { $reference }
routing-evidence-lead = Every trace and every check, with date, source, how it was asked, what came, and its entry in the record: number and hash are those that the audit of the record verifies. Names and addresses are written so that nothing makes a link of them.
routing-evidence-at = Put together
routing-evidence-traces = Traces
routing-evidence-checks = Checks
routing-evidence-no-checks = Nobody has looked yet.
routing-evidence-check = Check
routing-evidence-digest = Digest of the whole (SHA-256)
routing-evidence-digest-hint = Recorded with this page. It is over the JSON of the same, as programs get it.

## Onion services

routing-kind-onion = an onion service: it has no country
routing-event-tell-by-hand = To do: tell the network of hotlines by hand
routing-event-tell-by-hand-done = Settled: the network of hotlines was told
routing-to-do-tell-by-hand = An onion service has no country and no provider to write to: the police are told. Enter the report in ICCAM by hand, then tick it off.
