# Notices to providers, and looking until the content is gone.

takedown-title = Takedown
takedown-notices = Notices
takedown-no-notices = No notice has been written.
takedown-unaddressed = To do: we know no abuse contact of whoever hosts this. Add and approve one; the notice then goes.
takedown-unwritten = To do: what was written about this was withdrawn, and nobody is asked to do anything. Have whoever hosts it by now written to when the time has come.
takedown-write-again = Write to the provider
takedown-forbidden = A rule of the hotline says not to contact whoever runs this: no notice is written to them.
takedown-asks-host = This mail asks a proxy in front of the place who hosts it. Write its answer down under “Route”.
takedown-to-contacts = Contacts
takedown-to = To
takedown-since = Since
takedown-answer = What the provider said
takedown-waits = To do: approve the contact. The notice waits for it.
takedown-held = The police ask to wait. The notice goes when they give their word, or when their time has passed.
takedown-failed = To do: this notice could not be delivered. Check the contact, then try again or withdraw it.
takedown-maybe-resent = A connection broke while this notice was being sent. The provider may have it twice, under the same Message-ID.
takedown-to-hand-over = To do: the URLs did not travel with this notice. Hand them over in another way.
takedown-answer-label = What the provider answered
takedown-acknowledge = Record the answer
takedown-bounced = The mail came back undelivered
takedown-handed-over = I have handed the URLs over
takedown-retry = Try again
takedown-withdraw = Withdraw

## States of a notice

takedown-state-drafted = waits for its contact
takedown-state-held = waits for the police
takedown-state-released = released
takedown-state-queued = being sent
takedown-state-sent = sent
takedown-state-acknowledged = answered
takedown-state-settled = settled
takedown-state-failed = not delivered
takedown-state-bounced = came back
takedown-state-withdrawn = withdrawn

## Checks

takedown-checks = Is it still there?
takedown-checks-newest = The newest checks
takedown-watch-none = This place is not watched.
takedown-watch-due = The next automatic check is due { $time }.
takedown-watch-after = The case is closed. To see whether the content comes back, the next automatic check is due { $time }.
takedown-watch-off = Automatic checks are off: please look yourself from time to time, and record what you saw.
takedown-watch-ended = The watch has ended.
takedown-page-hint = Is it a page whose words show whether the content is there? Its HTML is then read for its words, never a picture or a film, and what is kept of it is one number.
takedown-mark-page = Watch the words of this page
takedown-unmark-page = Stop watching its words
takedown-page-marked = It was marked as a page { $time }: its words have not been read yet.
takedown-page-compared = It is watched as a page: its words are compared with those of { $time }.
takedown-look-now = Check now
takedown-own-look = Record what I saw
takedown-own-look-hint = Look only where the rules of the hotline allow it. That it is gone counts when a second person says so too.
takedown-record = Record
takedown-at = When
takedown-cause = Why
takedown-vantage = From where
takedown-vantage-house = our network
takedown-seen = What was found
takedown-status = Status
takedown-verdict = Verdict
takedown-decide-lead = To do: the newest check does not say whether the content is there. Please say what you found out.
takedown-word = What is to be said of it
takedown-word-up = It is still there
takedown-word-gone = It is gone
takedown-word-access-disabled = It is there, but nobody gets at it any more
takedown-reason = How you know
takedown-decide = Decide
takedown-unconfirmed = One person has said: { $word }. The case ends when a second person confirms it.
takedown-unconfirmed-rule = To do: by the rule of the watch it is gone, but it was looked at from one vantage point alone, or from this country alone. Read the checks below. The case ends when one person confirms it.
takedown-another-person = You said so yourself: another person has to confirm it.
takedown-confirm = I confirm it: end the case
takedown-take-back = It is still there after all

## Why there was a check

takedown-cause-watch = the watch
takedown-cause-asked = a person asked
takedown-cause-again = reported again
takedown-cause-person = a person looked

## What was found

takedown-seen-up = it answers
takedown-seen-not-found = not found there
takedown-seen-no-such-name = its name does not exist
takedown-seen-elsewhere = it answers from another network
takedown-seen-redirected = it leads elsewhere
takedown-seen-other-words = it is there, with other words than before
takedown-seen-error-with-200 = it answers as for an address that does not exist
takedown-seen-parked = its name is parked
takedown-seen-blocked = it does not answer us
takedown-seen-forbidden = it is kept from us
takedown-seen-server-error = the server has an error
takedown-seen-head-refused = the server does not take this kind of check
takedown-seen-silent = no answer
takedown-seen-refused = nothing takes a connection at its addresses
takedown-seen-odd = an answer that tells nothing
takedown-seen-untrusted = its certificate is at fault: what it says does not count
takedown-seen-not-asked = not asked: our own rules forbid it
takedown-seen-as-said = it answers as it did when a person said it is gone
takedown-seen-person = seen by a person

## What came back of a check

takedown-came = Evidence of the check of { $time }
takedown-came-older = Evidence of older checks
takedown-came-as-sent = What the server said stands here as it sent it: its times are in GMT.
takedown-came-none = No request was answered, and none got as far as a server.
takedown-came-step = Request { NUMBER($number) }
takedown-came-page-step = Request { NUMBER($number) } for the words of the page
takedown-came-invented-step = Request { NUMBER($number) } for a made-up address
takedown-came-unreadable = The evidence of this check does not open any more.
takedown-came-ended = Why there is no answer
takedown-came-method = How it was asked
takedown-method-head = HEAD
takedown-method-unverified = HEAD, although its certificate is at fault
takedown-method-first-byte = GET of the first byte, left at the end of the headers
takedown-method-page = GET of the page
takedown-came-words = The words of the page
takedown-came-words-unread = they could not be read
takedown-came-words-first = they were read for the first time
takedown-came-words-same = they are as before
takedown-came-words-other = they are others than before
takedown-came-distance = Difference of the words
takedown-came-bits = { $count ->
    [one] { NUMBER($count) } bit of 64
   *[other] { NUMBER($count) } bits of 64
}
takedown-came-whole = How much was read
takedown-came-part = a part: the page is too long
takedown-came-invented = What the host says of a made-up address
takedown-came-alike = the same as of this one
takedown-came-unlike = something else than of this one
takedown-came-parked = The name is parked by
takedown-parked-network = known by the network that answered
takedown-parked-host = known by the host that answered
takedown-parked-name-server = known by its name servers
takedown-fault-url = this is no web address
takedown-fault-astray = it leads to what is no web address
takedown-fault-no-resolver = nobody is configured to ask about names
takedown-fault-no-such-name = its name does not exist, or has no address
takedown-fault-aliases = its name leads through too many others
takedown-fault-names-failed = the DNS gave no answer
takedown-fault-forbidden = none of its addresses may be asked
takedown-fault-redirects = it leads on too often
takedown-fault-unreachable = no connection to the server
takedown-fault-vantage = the vantage point could not be used
takedown-fault-no-tor = there is no way to onion services
takedown-fault-handshake = no encrypted connection to the server
takedown-fault-certificate = the server could not be verified
takedown-fault-timed-out = the server took too long
takedown-fault-broken = the server gave no proper answer
takedown-fault-too-large = it is too large once it is unpacked
takedown-fault-not-html = it is no page
takedown-fault-status = the server refused the page
takedown-came-address = Address that answered
takedown-came-certificate = Certificate (SHA-256)
takedown-came-fault = What is wrong with it
takedown-came-expired = it is not valid at this time
takedown-came-wrong-name = it belongs to another host
takedown-came-unknown-issuer = nobody we trust has signed it
takedown-came-other = something else

## Verdicts

takedown-verdict-up = up
takedown-verdict-missing = missing, to be confirmed
takedown-verdict-gone-here = gone, seen from one side: to be confirmed
takedown-verdict-gone = gone
takedown-verdict-access-disabled = access disabled
takedown-verdict-moved = moved
takedown-verdict-changed = changed
takedown-verdict-blocked = blocked to us
takedown-verdict-error-page = error page
takedown-verdict-unsure = unsure

## What cannot be done

takedown-changed = This has changed in the meantime, or the case is not being acted on any more. Go back and look at it again.
takedown-impossible = The notice has gone on in the meantime. Go back and look at it again.
takedown-same-person = You made this decision yourself. Another person has to confirm it.
takedown-no-reason = Say how you know. Nothing was stored.
takedown-no-authority = Automatic checks are off, because the pack names no legal authority for them. Look yourself and record what you saw.

## What happened, in the timeline of a case

takedown-event-notice = Notice to the provider: { $state }
takedown-event-watch-due = The place is watched
takedown-event-watch-after = The case is closed; checks go on for a time, to see whether the content comes back
takedown-event-watch-off = Automatic checks are off
takedown-event-watch-ended = The watch ended
takedown-event-page-marked = Marked as a page: its words are watched
takedown-event-page-unmarked = Not watched as a page any more
takedown-event-check = Check: { $verdict }
takedown-event-decided = A person says of the check: { $verdict }
takedown-event-confirmed = A second person says so too: { $verdict }

takedown-to-do-say-meaning = The last look at the place says nothing by itself: say what it means.
takedown-to-do-confirm-end = The place seems to be gone: somebody else has to confirm it before the case ends.

## Letters: the mails in which notices leave

takedown-letter = Letter
takedown-to-letter = Open the letter
takedown-letters = Letters
takedown-letters-lead = Notices to one contact leave together, in a letter. Here is what has not left yet, and what did not arrive.
takedown-letters-none = Nothing waits here.
takedown-letters-all = All of them
takedown-letters-prepared-only = Only those to be filled in by hand
takedown-letters-waiting-only = Only those that wait to be released
takedown-letters-pages = Pages of the list
takedown-letters-first = First page
takedown-letters-next = Next page
takedown-letters-no-holidays = The calendar of the country’s data has no holidays for this year, or for the next, which is near: please have them entered. Until then letters leave on holidays too.
takedown-letter-places = Places
takedown-letter-state = State
takedown-letter-case = Case
takedown-letter-purpose = What it asks
takedown-letter-remove = to remove the content
takedown-letter-ask-host = who hosts the places
takedown-letter-due = Leaves after
takedown-letter-urgent = urgent
takedown-letter-is-urgent = A child may be in danger: this letter waits for no hours and for no release.
takedown-letter-first = No letter of ours has reached this contact before.
takedown-letter-preview-hint = So it would read if it left now. Addresses of places are shown in viewing sessions alone: a sign stands for each.
takedown-letter-composed = It is composed: from here on it is that mail, and is kept sealed. Its text cannot be shown here.
takedown-letter-as-it-left = So it was composed. Addresses of places are shown in viewing sessions alone: a sign stands for each.
takedown-letter-by-hand = This provider takes reports in a form alone. Fill it in with the text above, place by place or as the form asks. Open the exact address of each place on the page of its case, in a viewing session; give it to nobody but this form. Then say here when you did.
takedown-letter-by-hand-held = The police ask to wait with some of it: have its places traced again, which takes these out, before you fill it in.
takedown-letter-form = Their form
takedown-letter-day = Filled in on
takedown-letter-day-wrong = Give the day on which it was filled in, such as 2026-03-01: today, or before.
takedown-letter-ticket = Their number for it
takedown-letter-ticket-hint = What they answered, such as a ticket number. Leave it empty where they gave none.
takedown-letter-ticket-wrong = Give their number in one line, in at most 200 characters
takedown-letter-filled-in = I have filled it in
takedown-letter-look-again = Trace its places again
takedown-letter-notices = What is in it
takedown-letter-release = Release it
takedown-letter-withdraw = Withdraw it, with all that is in it
takedown-letter-edit = Write the text anew
takedown-letter-text = Text
takedown-letter-edit-hint = The reference is put in where { $reference } stands, and the list of places where { $places } stands. Write no web address.
takedown-letter-reason = Why it has to be written anew
takedown-letter-why-edited = Written anew because
takedown-letter-save = Save the text
takedown-letter-no-reason = Please say why. Nothing was saved.
takedown-letter-missing = The text misses what the law asks for: { $part }. Nothing is lost: add it and save again.
takedown-letter-required = Whoever writes it, the text has to say:
takedown-letter-unfit = The text has to have the mark for the reference, the mark for the list of places once, and no web address. Nothing was saved.
takedown-letter-gathering = gathering notices
takedown-letter-waiting = waits to be released
takedown-letter-tracing = its places are being traced
takedown-letter-prepared = to be filled in by hand
takedown-letter-released = being sent
takedown-letter-held = waits for the police
takedown-letter-sent = sent
takedown-letter-failed = not delivered
takedown-letter-bounced = came back
takedown-letter-withdrawn = withdrawn
takedown-to-do-failed = A notice could not be delivered: check the contact, then try again or withdraw it
takedown-to-do-withdrawn = What was written about a place was withdrawn, and nobody is asked: write to the provider when the time has come
takedown-to-do-by-hand = A letter is to be filled in by hand in the provider’s form
takedown-to-do-withheld = A notice left without its URLs: hand them over in another way, then write that down
takedown-to-do-bounced = A notice came back: find another contact, or try again

## Answers by mail

takedown-answers = What came back by mail
takedown-answer-answer = an answer
takedown-answer-automatic = an automatic answer
takedown-answer-failed = could not be delivered
takedown-answer-delayed = delayed, and still being tried
takedown-answer-delivered = delivered
takedown-answer-status = The mail server says { $status }.
takedown-answer-sealed = It was encrypted to the hotline.
takedown-answer-signed = It is signed by the key that our mail was encrypted to.
takedown-answer-not-signed = It is not signed by the key that our mail was encrypted to: make sure who wrote it before you rely on it.
takedown-answer-other-sender = It comes from another domain than the notice went to.
takedown-answer-dropped = What was not text was left out, unread: { $count }.
takedown-answer-others = Lines about other cases are not shown here: { $count }.
takedown-answer-no-text = There is no text in it.

## What a provider says

takedown-say = Record what the provider says
takedown-say-hint = Their word closes no case: the watch does, or people.
takedown-says = They say
takedown-says-seen = they have read it
takedown-says-removed = it is removed
takedown-says-not-ours = it is not theirs
takedown-says-more-time = they need more time
takedown-says-question = they ask something
takedown-says-text = something else
takedown-says-until = until { $time }
takedown-say-until = If they need more time: until the end of which day
takedown-say-whose = If it is not theirs: whose it is, as they say
takedown-say-whose-address = The mail address of whoever that is. It is proposed as a contact.
takedown-letter-say-hint = What the provider says about all places of this letter. What it says of one alone is recorded on the page of its case.
takedown-no-time = Say until which day they need time: one that is to come. Nothing was stored.
takedown-whose-wrong = Whose it is needs a name and a mail address, or neither. Nothing was stored.
takedown-said-by-mail = by mail
takedown-said-to-staff = told to us
takedown-said-on-page = on the provider’s page
takedown-said-by-program = by their program
takedown-event-said = The provider says: { $says }

## What follows a notice

takedown-series = What follows if nothing happens
takedown-step = Step { NUMBER($number) }
takedown-series-next = Step { $number } is due { $time }: { $to } is written to, unless something happens before.
takedown-series-last = No step is left. If nothing happens people are told { $time }.
takedown-series-ended = No step is left: nothing more happens by itself.
takedown-series-stopped = Nothing is to follow any more.
takedown-series-held = The police ask to wait: until then no step is taken.
takedown-series-began = A first notice left: if nothing happens, steps follow.
takedown-series-step = A step was taken, as nothing had happened.
takedown-series-told-before = A step wrote to nobody: whoever it would be was told before, or says that it is not theirs.
takedown-series-nobody = A step wrote to nobody, for nobody is known.
takedown-series-left-out = A step was left out.
takedown-series-more-time = The next step waits, for the provider needs more time.
takedown-series-skip = Leave the next step out
takedown-series-reason = Why it is left out
takedown-series-no-reason = Say why it is left out. Nothing was stored.
takedown-addressee-provider = the provider
takedown-addressee-upstream = the network that the provider is in
takedown-addressee-registrar = the registrar of the domain
takedown-addressee-regulator = the regulator of providers
takedown-addressee-police = the police of the country that hosts it
takedown-addressee-partner = the partner hotline of the country that hosts it

takedown-response = How { $name } answered
takedown-response-lead = Of the notices that left within the last 365 days. Times are medians: half were faster.
takedown-response-sent = Notices that left
takedown-response-answered = Answered
takedown-response-removed = Said to be removed
takedown-response-first-answer = Until the first answer
takedown-response-removal = Until they said that it is removed
takedown-response-hours = { $hours ->
    [0] less than an hour
    [one] { $hours } hour
   *[other] { $hours } hours
}
takedown-response-none = none yet
takedown-response-provider = Contacts, names and networks
