# Referrals: packages for a police unit.

referral-title = Police
referral-none = Nothing was sent to the police.
referral-urgent = Urgent
referral-no-unit = No unit yet
referral-prepared-at = Prepared
referral-sent-at = Sent
referral-police-reference = The unit’s reference
referral-maybe-resent = The unit may have received this mail twice, under the same Message-ID.

referral-state-prepared = prepared
referral-state-released = to be sent
referral-state-sent = sent
referral-state-acknowledged = confirmed by the unit
referral-state-concluded = concluded
referral-state-withdrawn = withdrawn before it left

referral-hold = The provider waits
referral-hold-none = no
referral-hold-open = yes, until { $until }; checks go on
referral-hold-silent = yes, until { $until }; silent: nobody is asked anything about the place
referral-hold-lifted = no more: the police gave their word
referral-hold-lapsed = no more: the time for it passed

referral-acknowledge = Record the confirmation
referral-lift-too = The police agree that the provider is told now
referral-lift-too-hint = Tick it only if they said so: the notice to the provider then leaves at once.
referral-lift = The police gave their word: tell the provider
referral-lift-hint = The provider waits no longer: the notice leaves at once, and a mail that left cannot be taken back.
referral-conclude = The police need nothing more
referral-conclude-hint = This referral ends, and cannot be opened again. Where nobody else has anything to do with the case, the case is closed.
referral-retry = Try to send it again
referral-by-hand = Hand it over by hand
referral-by-hand-hint = The package is made and sealed to the unit’s key, so that whoever carries it cannot read it. The mail does not leave any more, unless somebody has it sent after all. If the unit has another key by now, do it once more.
referral-package-download = Download the package
referral-package-made = Sealed to the unit’s key, { $at }. Each download is written down.
referral-package-being-made = The package is being made: look again in a minute.
referral-handed-over = It was handed over: write down the receipt
referral-handed-over-hint = Let whoever takes it sign for it. The name and the number are sealed, and read by supervisors and managers alone.
referral-handed-over-at = Handed over
referral-handed-over-to = To whom
referral-receipt-number = Number of the receipt
referral-handed-over-save = Write it down
referral-place-hold = The police ask to wait
referral-place = Place the hold
referral-hold-kind = What the police ask for
referral-hold-kind-open = The provider is told later; checks go on
referral-hold-kind-silent = Silence: nobody is asked anything about the place
referral-message-id = Number of the mail
referral-until-hint = Day and time, in the time of the hotline.
referral-until = Until

referral-to-do-no-contact = No contact of the police is approved: approve one, and the referral is sent.
referral-to-do-contact-retired = The unit’s contact was retired after the mail may have left: tell whoever is responsible now in another way, or approve the contact again and send it again.
referral-to-do-no-working-url = The referral cannot be written: nobody chose the working URL of a place.
referral-to-do-refused = The mail server refused the referral for good: check the unit’s address, or tell the unit in another way.
referral-to-do-late = The referral could not be handed to the mail server yet, and goes on being tried: tell the unit in another way if it cannot wait.
referral-to-do-key = The unit’s OpenPGP certificate has expired, is revoked, or cannot be used: get a new one, then send the referral again or hand it over by hand.
referral-to-do-came-back = The referral came back: check the unit’s address, then send it again, or tell the unit in another way.
referral-to-do-answered = The police answered by mail: read it, and record what they said.
referral-read = I have read it
referral-say-came-back = It came back, or the unit cannot read it
referral-to-do-not-delivered = The referral could not be delivered: check the mail relay and send it again, or tell the unit in another way.
referral-to-do-unsendable = The referral cannot be written: the pack’s template or the unit’s address is at fault. Have it mended, then send the referral again, and tell the unit in another way until then.
referral-to-do-hand-over-urls = The addresses did not travel with the referral: hand the package over by hand.
referral-to-do-hand-over = The referral goes by hand: download the package, take it to the unit, and write down the receipt.
referral-to-do-unprinted = The documents of the referral could not be printed as PDF, and go as HTML alone: ask the unit whether it can read them, and tell whoever looks after the system.
referral-to-do-call = The unit has not confirmed the referral: call them.

referral-changed = The referral has changed in the meantime. Go back to the case and look at it again.
referral-until-wrong = Give the end of the hold: a day and a time in the future, within a year.
referral-receipt-wrong = Give to whom it was handed over and the number of the receipt, each in at most 200 characters.
referral-receipt-time-wrong = Give the day and time at which it was handed over: after the referral was prepared, and not in the future.
referral-no-key = The unit’s contact has no OpenPGP key that can be used, or is not approved. Get the key from the unit, check its fingerprint by telephone, enter it on the page Contacts; then hand the package over.
referral-not-made = The package is not there: it is being made, or the unit has another key by now. Go back to the case, and choose to hand it over by hand once more.
referral-reference-wrong = Give the unit’s reference, in at most 200 characters.

## What the police said

referral-said = What the police said
referral-said-acknowledged = They confirmed it
referral-said-case-number = Their case number
referral-said-feedback = Feedback
referral-said-victim-identified = A victim was identified
referral-said-arrest = Somebody was arrested
referral-said-no-action = No further action
referral-said-other = Something else
referral-said-struck = (struck: written down wrongly)
referral-said-strike = Strike it
referral-said-strike-hint = It stays to be read, as struck, and is counted no more. This cannot be taken back.
referral-said-write = Write down what the police said
referral-said-hint = It is sealed, and read by supervisors and managers alone; the figures count it without its case.
referral-said-kind = What it is
referral-said-on = On which day
referral-said-text = In words
referral-said-text-hint = For a case number, feedback and something else it is needed.
referral-said-save = Write it down
referral-day-wrong = Give the day on which they said it, or it happened: today or earlier.
referral-said-wrong = Give what they said: a case number in at most 200 characters, other words in at most 4,000.
referral-counts-lead = How often the police told what came of referrals, by the day on which they said it or it happened. No case is named here.
referral-counts-first = From
referral-counts-last = Until
referral-counts-show = Show
referral-counts-words = Words
referral-counts-cases = Cases
referral-counts-hint = A word counts once each time it was written down, and a case once for each kind. Struck words do not count.

## The package, on paper

referral-paper-title = Referral { $reference }: child sexual abuse material on the internet
referral-paper-urgent = Urgent: a child may be in danger
referral-paper-lead = The hotline hands this case to the unit named below. In the text addresses are written so that nothing makes a link of them. No picture or film is taken, kept or handed over.
referral-paper-footer = Referral { $reference } · confidential
referral-paper-facts = The referral
referral-paper-reference = Our reference
referral-paper-date = Date
referral-paper-hotline = Hotline
referral-paper-unit = Unit
referral-paper-opened = First reported
referral-paper-reports = Reports
referral-paper-hold = The provider waits for your word until
referral-paper-asked = What we ask of you, and how to reach us
referral-paper-answer-to = Answer to
referral-paper-about = Who we are
referral-paper-step-urgent = A child may be in danger: please act at once.
referral-paper-step-confirm = Confirm that you have this, under our reference { $reference }, and tell us your own case number.
referral-paper-step-addresses = Take the exact addresses from the attached table or data, never from this text: your PDF reader lists them as attachments (paper clip). They are also files of their own beside this document.
referral-paper-step-word = Tell us before { $until } whether the provider may be told. Until then we do not tell the provider; after it we ask the provider to preserve the evidence and to remove the content.
referral-paper-step-wait = Tell us at once if the provider is not to be told, or if nobody is to ask anything about the place.
referral-paper-step-outcome = Tell us what came of it, as far as you may: it helps us to help others.
referral-paper-classification = Classification
referral-paper-class = INHOPE class
referral-paper-law = Law
referral-paper-law-since = In force since
referral-paper-decided = Decided
referral-paper-danger = A child is in danger
referral-paper-victim = A victim is in this country
referral-paper-suspect = A suspect is in this country
referral-paper-yes = yes
referral-paper-places = Places, and who hosts them
referral-paper-place = Place
referral-paper-country = Country
referral-paper-network = Network
referral-paper-addresses = Addresses
referral-paper-traced = Traced
referral-paper-places-note = What each registry said, word for word, is in the attached data.
referral-paper-history = What happened
referral-paper-when = When
referral-paper-what = What
referral-paper-evidence = Chain of evidence
referral-paper-digest = SHA-256 of the attached data
referral-paper-entries = Entries in the record
referral-paper-last = Number of the last that is chained
referral-paper-hash = Its hash
referral-paper-evidence-note = Each entry of the record is chained to the one before it and signed. The attached data names each entry of this case by its number and hash; the hotline can show that none was changed since.
referral-paper-data = This referral as data (JSON)
referral-paper-table = The exact addresses (CSV)

## The alarm

# On a telephone or in a mail: a reference, and nothing of what was reported.
referral-alarm-subject = Urgent: alarm { $reference }
referral-alarm-reports-wait = { $reports ->
    [one] An urgent report waits.
   *[other] { NUMBER($reports) } urgent reports wait.
}
referral-alarm-letters-wait = { $letters ->
    [one] An urgent letter has not left in its time.
   *[other] { NUMBER($letters) } urgent letters have not left in their time.
}
referral-alarm-text = Alarm { $reference }. It rings again until somebody acknowledges it at the desk, under Alarms.
referral-alarms-title = Alarms
referral-alarms-lead = A report that says that a child is in danger now rings whoever is on call until somebody acknowledges it here. So does an urgent letter that has not left in its time.
referral-alarms-none = Nothing has rung yet.
referral-alarm-rings = rings
referral-alarm-over = acknowledged
referral-alarm-unheard = Nobody who is on call could be reached: ring them yourself.
referral-alarm-opened = Began
referral-alarm-reports = Reports
referral-alarm-letters = Urgent letters that were late
referral-alarm-rung = Rang so often
referral-alarm-first = First rang after
referral-alarm-seconds = { $seconds ->
    [one] { NUMBER($seconds) } second
   *[other] { NUMBER($seconds) } seconds
}
referral-alarm-acknowledged = by { $name }, { $at }
referral-alarm-quiet = Taken for one flood until
referral-alarm-cases = Cases
referral-alarm-flood = It is a flood
referral-alarm-flood-hint = Urgent reports of the next half hour then join this alarm and do not ring. They stand first in the queue all the same.
referral-alarm-acknowledge = I have it

## What happened, in the timeline of a case

referral-event-prepared = A referral to the police was prepared
referral-event-released = The referral is to be sent
referral-event-sent = The referral was sent to the police
referral-event-acknowledged = The police confirmed the referral
referral-event-said = The police, { $on }: { $what }
referral-event-struck = The police, { $on }: { $what } (struck: written down wrongly)
referral-event-concluded = The police need nothing more
referral-event-withdrawn = The referral was withdrawn before it was sent
referral-event-hold-none = The provider need not wait
referral-event-hold-open = The provider waits for the police
referral-event-hold-silent = The provider waits, and nobody is asked anything about the place
referral-event-hold-lifted = The provider need not wait any more: the police gave their word
referral-event-hold-lapsed = The provider need not wait any more: the time for it passed
