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
referral-handed-over = I handed the addresses over
referral-place-hold = The police ask to wait
referral-place = Place the hold
referral-hold-kind = What the police ask for
referral-hold-kind-open = The provider is told later; checks go on
referral-hold-kind-silent = Silence: nobody is asked anything about the place
referral-message-id = Number of the mail
referral-until-hint = Day and time, in the time of the hotline.
referral-until = Until

referral-to-do-no-contact = No contact of the police is approved: approve one, and the referral is sent.
referral-to-do-no-working-url = The referral cannot be written: nobody chose the working URL of a place.
referral-to-do-refused = The mail server refused the referral for good: check the unit’s address, or tell the unit in another way.
referral-to-do-not-delivered = The referral could not be delivered: check the mail relay and send it again, or tell the unit in another way.
referral-to-do-hand-over-urls = The addresses did not travel with the referral: hand them over in a safe way.
referral-to-do-call = The unit has not confirmed the referral: call them.

referral-changed = The referral has changed in the meantime. Go back to the case and look at it again.
referral-until-wrong = Give the end of the hold: a day and a time in the future, within a year.
referral-reference-wrong = Give the unit’s reference, in at most 200 characters.

## What happened, in the timeline of a case

referral-event-prepared = A referral to the police was prepared
referral-event-released = The referral is to be sent
referral-event-sent = The referral was sent to the police
referral-event-acknowledged = The police confirmed the referral
referral-event-concluded = The police need nothing more
referral-event-withdrawn = The referral was withdrawn before it was sent
referral-event-hold-none = The provider need not wait
referral-event-hold-open = The provider waits for the police
referral-event-hold-silent = The provider waits, and nobody is asked anything about the place
referral-event-hold-lifted = The provider need not wait any more: the police gave their word
referral-event-hold-lapsed = The provider need not wait any more: the time for it passed
