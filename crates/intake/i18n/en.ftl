# Cases: their states, how they end, why they move.

intake-state-waiting = waiting
intake-state-assessing = being assessed
intake-state-second-opinion = waits for a second opinion
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
intake-why-second-opinion = another analyst assesses it too
intake-why-opinion-given = the second opinion was given
intake-why-opinion-withdrawn = a supervisor withdrew the second opinion
intake-why-settled = a supervisor settled it
intake-why-taken-back = it was taken back
intake-why-handed-over = the analyst gave it back
intake-why-handed-to-colleague = it was handed to a colleague
intake-why-lapsed = the analyst’s time ran out
intake-why-released = the decision was released
intake-why-gone-by-rule = gone, by the rule of the watch
intake-why-rule-and-person = gone by the rule from one vantage point, and a person confirmed it
intake-why-kept-from-everybody = kept from every vantage point after a notice
intake-why-came-back = the content is there again
intake-why-came-back-changed = the place answers again, otherwise than before
intake-why-two-persons-word = two persons found so
intake-why-reported-again = reported again, and it is up
intake-why-police-concluded = the police need nothing more
intake-why-corrected = the decision was taken back
intake-why-report = by what a report says
intake-why-decision = a decision was released
intake-why-crowd = many reported it
intake-why-flood = its reports are of a flood

# What happened, in the timeline of a case.
intake-event-report = Reported: { $source }
intake-event-message-came = A message came
intake-event-message-sent = A message was sent
intake-event-class-danger = In the queue: a child in danger
intake-event-class-own-picture = In the queue: own picture of a child
intake-event-class-police = In the queue: the police ask
intake-event-class-severe = In the queue: severe
intake-event-class-raised = In the queue: reported by many
intake-event-class-ordinary = In the queue: ordinary
intake-event-class-bulk = In the queue: bulk

intake-who-staff = a colleague
intake-who-job = the system
intake-who-operator = the command line
intake-who-reporter = the reporter
intake-who-partner = a partner’s program

## Taking reports at the desk

intake-start-title = Take reports
intake-start-lead = Reports that do not come by the public form.
intake-start-programs = Partners’ programs send reports by themselves, with a key that an administrator gives them.

intake-entry-title = Telephone, visit or letter
intake-entry-source = How did it come?
intake-source-letterbox = The public’s form
intake-source-partner = A partner’s program
intake-source-file = A file of reports
intake-source-telephone = Telephone
intake-source-walk-in = In person
intake-source-police = The police ask
intake-source-letter = Letter or mail
intake-entry-language = Language of whoever told it
intake-entry-day = Day on which it came
intake-entry-hour = Hour
intake-entry-urls = Web addresses
intake-entry-urls-hint = One address a line. After this form no page shows them outside a viewing session.
intake-entry-urls-missing = Enter at least one web address.
intake-entry-danger = A child is said to be in danger now
intake-entry-own-picture = Whoever told it is the child, or was, whom it shows
intake-entry-category = What is it about?
intake-entry-found-on = Where was it found?
intake-entry-shown-as = What is shown there?
intake-entry-seen = When was it seen?
intake-entry-reach = How does one get to it?
intake-entry-narrative = What was told
intake-entry-contact = How may the reporter be reached?
intake-entry-contact-hint = Only if the reporter wishes it. Leave it empty otherwise.
intake-entry-unsaid = Not said
intake-entry-unlisted = Choose one of the answers given.
intake-entry-send = Enter the report
intake-entry-sent-before = This form was entered before, with other words. Nothing was stored now. If this is another report, press the button once more.
intake-when-form = Write a date as 2030-01-31, or an instant as 2030-01-31T09:00:00Z.
intake-when-ahead = This lies ahead. Nothing was told later than now.

intake-found-on-website = A website
intake-found-on-social-network = A social network
intake-found-on-messaging = A messaging application
intake-found-on-forum = A forum
intake-found-on-game = A game
intake-found-on-file-sharing = A file-sharing service
intake-found-on-onion = An onion service
intake-found-on-other = Elsewhere
intake-shown-as-image = Images
intake-shown-as-video = Videos
intake-shown-as-live-stream = A live stream
intake-shown-as-text = Text
intake-seen-today = Today
intake-seen-this-week = This week
intake-seen-this-month = This month
intake-seen-earlier = Earlier

intake-entered-title = The report is entered
intake-entered-lead = Lines are counted as they stood in the form.
intake-entered-line = Line
intake-entered-what = What became of it
intake-entered-case = Case
intake-entered-another = Enter another report
intake-placed-opened = A new case
intake-placed-joined = Joined an open case
intake-placed-again = The case is closed; the place is looked at again
intake-placed-twice = The same place as a line above
intake-placed-refused = Not taken

## A file of reports

intake-import-title = A file of reports
intake-import-lead = Paste the text of a CSV file. Each line is filed as a report; lines with the same reference are one report. The same line is never filed twice, however often it is sent. Afterwards no page shows the addresses outside a viewing session.
intake-import-large = This page takes { NUMBER($most) } lines. Larger files are imported at the command line.
intake-import-sender = Who made the file?
intake-import-sender-hint = The name of the organisation or person. Write it the same way each time: lines of one sender are recognised by it.
intake-import-sender-wrong = Enter who made the file, in at most 200 characters.
intake-import-text = Text of the file
intake-import-text-hint = The first line names the columns, parted by commas, semicolons or tabs.
intake-import-leave-out = Leave out columns whose names are not known
intake-import-send = Import
intake-import-columns = Columns
intake-import-columns-lead = In any order. Only the column url has to be there.
intake-import-column = Column
intake-import-meaning = What stands there
intake-import-column-url = Web addresses; several in one cell stand on lines of their own
intake-import-column-received = When it came to the sender, as 2030-01-31 or 2030-01-31T09:00:00Z
intake-import-column-reference = The sender’s own name for the report
intake-import-empty = There is no text.
intake-import-no-text = This is not the text of a CSV file. Save the sheet as “CSV UTF-8”, open it as text and paste that.
intake-import-no-header = The first line has to name the columns, and one of them url.
intake-import-twice = The column { $column } is named twice.
intake-import-unknown = These columns are not known: { $columns }. Rename them, or choose to leave them out.
intake-import-unknown-api = The text has columns that are not known. Take them out, or send leave_out.
intake-import-no-lines = There is no line below the names of the columns.
intake-import-many = There are more than { NUMBER($most) } lines. Nothing was imported.
intake-import-not-utf-8 = there are characters that are not UTF-8
intake-import-line-too-long = the line is longer than 256 KiB
intake-import-quote = a quote is not closed, or stands where none may
intake-import-too-many-cells = there are more cells than columns
intake-import-no-url = there is no web address
intake-import-too-many-urls = there are more than 100 web addresses
intake-import-not-a-url = this is not one web address
intake-import-media = this is a file’s content; files are never accepted
intake-import-other-scheme = only http and https addresses are of the web
intake-import-not-public = the address is not on the public internet
intake-import-malformed-host = the name of the site is misspelt
intake-import-mistyped-onion = the name of the onion service is mistyped
intake-import-malformed-port = the number after the name of the site is not a port
intake-import-url-too-long = the address is too long
intake-import-line-break = there is a line break in the address
intake-import-control-character = there is a control character
intake-import-unlisted = this is not one of the answers given
intake-import-not-yes-or-no = this is neither yes nor no
intake-import-text-too-long = the text is too long
intake-import-not-a-date = write a date as 2030-01-31, or an instant as 2030-01-31T09:00:00Z
intake-import-lies-ahead = this lies ahead
intake-import-not-a-reference = a reference has at most 200 characters, none of them a control character
intake-import-changed = the same addresses were imported under this reference, with other words
intake-import-reference-full = 200 lines were imported under this reference, as many as one report may have
intake-import-refused = it could not be read

intake-imported-title = What became of the lines
intake-imported-lead = Lines are counted as they stood in the file, the names of the columns first.
intake-imported-cut-off = This import has not ended: it is still running, or it was cut off. Import the same text again; nothing is filed twice.
intake-imported-before = Already there
intake-imported-refused = Not taken: { $reason }
intake-imported-refused-column = Not taken (column { $column }): { $reason }
intake-imported-next = The lines after these
intake-imported-another = Import another file

## For partners’ programs

intake-api-reference-wrong = The reference must have 1 to 200 characters, none of them a control character.
intake-api-reference-other = Another report was sent under this reference.
intake-api-draw = A report with a key has no draw token and needs no proof of work.
intake-api-text = This must be a text.
intake-api-language = This language is not offered.
